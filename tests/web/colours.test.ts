import { expect, test } from "vitest";
import {
  contrast,
  fillColour,
  fillStepIndex,
  fillSteps,
  MAP_COLOURS,
  routeColour,
  routeColourCount,
  routeInk,
  type Theme,
} from "../../src/web/map/colours.ts";

const THEMES: readonly Theme[] = ["light", "dark"];

test("black on white has the contrast that the guideline names", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

test.each(THEMES)("text on every route colour reads well in the %s theme", (theme) => {
  for (let i = 0; i < routeColourCount(theme); i++) {
    expect(contrast(routeColour(i, theme), routeInk(theme))).toBeGreaterThanOrEqual(4.5);
  }
});

test.each(THEMES)("every route line stands out from the land in the %s theme", (theme) => {
  for (let i = 0; i < routeColourCount(theme); i++) {
    expect(contrast(routeColour(i, theme), MAP_COLOURS[theme].land)).toBeGreaterThanOrEqual(3);
  }
});

test.each(THEMES)(
  "the outline of a site stands out from land and fills in the %s theme",
  (theme) => {
    const { outline, land } = MAP_COLOURS[theme];
    expect(contrast(outline, land)).toBeGreaterThanOrEqual(3);
  },
);

test.each(THEMES)("the fill ramp moves one way in lightness in the %s theme", (theme) => {
  const fromBlack = fillSteps(theme).map(({ colour }) => contrast(colour, "#000000"));
  const rising = fromBlack.toSorted((a, b) => a - b);
  expect(fromBlack).toEqual(theme === "dark" ? rising : rising.toReversed());
  for (const [i, value] of rising.entries()) {
    const darker = rising[i - 1];
    if (darker !== undefined) expect(value / darker).toBeGreaterThan(1.25); // can be told apart
  }
});

test("a fill belongs to the step whose bound it has reached", () => {
  expect([-5, 0, 24.9, 25, 74.9, 89.9, 90, 140].map(fillStepIndex)).toEqual([
    0, 0, 0, 1, 2, 3, 4, 4,
  ]);
});

test("a container without a forecast has the colour of missing data", () => {
  expect(fillColour(null, "light")).toBe(MAP_COLOURS.light.noData);
});

test("route colours start again after the last one", () => {
  expect(routeColour(routeColourCount("light"), "light")).toBe(routeColour(0, "light"));
});
