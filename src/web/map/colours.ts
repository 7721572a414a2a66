export type Theme = "light" | "dark";

/** Colours of routes; readable on the map of their theme, and with `ink` written upon them. */
interface RouteColours {
  readonly fills: readonly string[];
  readonly ink: string;
}

/** One step of the fill ramp: from this percentage up to the next step. */
export interface FillStep {
  readonly fromPercent: number;
  readonly colour: string;
}

const FILL_BOUNDS = [0, 25, 50, 75, 90] as const;

/**
 * One hue from pale to strong, so that it reads in order with any colour vision. What is fuller
 * stands out more: darker on the light map, lighter on the dark one.
 * Source of the light ramp: ColorBrewer YlOrBr, stretched at the dark end.
 */
const FILL_COLOURS: Readonly<Record<Theme, readonly string[]>> = {
  light: ["#fff3c4", "#fdd26e", "#f29b30", "#cb5a10", "#7c2504"],
  dark: ["#3f3524", "#75561f", "#b67a1d", "#f1a63a", "#ffe9b0"],
};

const ROUTE_COLOURS: Readonly<Record<Theme, RouteColours>> = {
  light: {
    ink: "#ffffff",
    fills: [
      "#1d62ad",
      "#b0246f",
      "#14733c",
      "#6d3aa8",
      "#0c7280",
      "#b3261e",
      "#5c6a00",
      "#4b55c4",
      "#8a4f00",
      "#455463",
    ],
  },
  dark: {
    ink: "#0e141a",
    fills: [
      "#6cb2f7",
      "#f48cc0",
      "#67cf8c",
      "#c7a2f5",
      "#56cbd8",
      "#ff8f85",
      "#c4d45c",
      "#a4adff",
      "#e9ad5c",
      "#b4c2cf",
    ],
  },
};

/** Colours of the map itself and of its symbols. */
export const MAP_COLOURS = {
  light: {
    land: "#e9ecea",
    minor: "#ffffff",
    minorEdge: "#c6ced1",
    major: "#ffffff",
    majorEdge: "#a9b4b9",
    label: "#4a5560",
    halo: "#ffffff",
    outline: "#2c3640",
    noData: "#b6bec5",
    symbol: "#1e2933",
    symbolInk: "#ffffff",
    highlight: "#0b5cad",
  },
  dark: {
    land: "#12171c",
    minor: "#2f3943",
    minorEdge: "#29323b",
    major: "#3d4954",
    majorEdge: "#12171c",
    label: "#b3bfca",
    halo: "#12171c",
    outline: "#e3eaf0",
    noData: "#5c6771",
    symbol: "#eef3f7",
    symbolInk: "#131a21",
    highlight: "#8cc4ff",
  },
} as const satisfies Record<Theme, Record<string, string>>;

/** Probability of overflow within a day from which a container carries the mark of risk. */
export const RISK_PROBABILITY = 0.2;

/** Steps of the legend, lowest first. */
export function fillSteps(theme: Theme): readonly FillStep[] {
  const colours = FILL_COLOURS[theme];
  return FILL_BOUNDS.map((fromPercent, i) => ({ fromPercent, colour: colours[i] ?? "" }));
}

/** Step of the ramp a fill belongs to, from 0. */
export function fillStepIndex(percent: number): number {
  let index = 0;
  for (let i = 1; i < FILL_BOUNDS.length; i++) {
    if (percent >= (FILL_BOUNDS[i] ?? Number.POSITIVE_INFINITY)) index = i;
  }
  return index;
}

/** Colour of a fill; the colour of missing data where it is null. */
export function fillColour(percent: number | null, theme: Theme): string {
  if (percent === null) return MAP_COLOURS[theme].noData;
  return FILL_COLOURS[theme][fillStepIndex(percent)] ?? MAP_COLOURS[theme].noData;
}

/** Colour of the route at a place in the plan; starts again after the last colour. */
export function routeColour(routeIndex: number, theme: Theme): string {
  const { fills } = ROUTE_COLOURS[theme];
  return fills[routeIndex % fills.length] ?? "";
}

/** Colour of text on any route colour of the theme. */
export function routeInk(theme: Theme): string {
  return ROUTE_COLOURS[theme].ink;
}

/** How many routes have colours of their own. */
export function routeColourCount(theme: Theme): number {
  return ROUTE_COLOURS[theme].fills.length;
}

/**
 * Contrast of two colours, 1 to 21.
 *
 * @param a `#rrggbb`
 * @param b `#rrggbb`
 *
 * Source: WCAG 2.2, definition of contrast ratio.
 */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
