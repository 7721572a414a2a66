import { expect, test } from "vitest";
import {
  drawGains,
  empty,
  endDay,
  fullHours,
  levelAt,
  startLevels,
} from "../../../src/planning/simulate/truth.ts";
import { steadyTown } from "./steady-town.ts";

const HOUR = 3600;

test("nothing comes in at night, all of a day's gain by ten in the evening", () => {
  const levels = startLevels(drawGains(steadyTown(1, 24), 2, 0, 1));
  const start = levelAt(levels, 0, 0);
  expect(levelAt(levels, 0, 5 * HOUR)).toBe(start);
  expect(levelAt(levels, 0, 24 * HOUR)).toBeCloseTo(start + 24);
  // 0.1 + 0.5 + 1 + 1.2 + 1.3 + 1.4 + 1.5 of 22.7 parts have come in by noon.
  expect(levelAt(levels, 0, 12 * HOUR) - start).toBeCloseTo((24 * 7) / 22.7);
});

test("an emptied container starts again from nothing and keeps what comes in after it", () => {
  const levels = startLevels(drawGains(steadyTown(1, 24), 2, 0, 1));
  empty(levels, 0, 12 * HOUR);
  expect(levelAt(levels, 0, 12 * HOUR)).toBe(0);
  endDay(levels);
  expect(levels.day).toBe(1);
  expect(levelAt(levels, 0, 0)).toBeCloseTo((24 * 15.7) / 22.7);
});

test("a container counts as full in every hour whose middle finds it full", () => {
  const levels = startLevels(drawGains(steadyTown(1, 0), 1, 0, 1));
  levels.midnightPercent[0] = 120;
  empty(levels, 0, 7.6 * HOUR);
  expect(fullHours(levels, 0)).toBe(8); // 00:30 to 07:30
});

test("the same seed brings the same gains, whatever is collected", () => {
  const town = steadyTown(3, 10, [2, 8, 14]);
  const gains = drawGains(town, 20, 2, 7);
  expect(drawGains(town, 20, 2, 7)).toEqual(gains);
  expect(drawGains(town, 20, 2, 8)).not.toEqual(gains);
});
