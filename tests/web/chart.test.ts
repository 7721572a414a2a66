import { expect, test } from "vitest";
import type { ReadingBody } from "../../src/http/index.ts";
import { layOutChart, levelY } from "../../src/web/view/chart.ts";

const FRAME = { width: 100, height: 110, fromMs: 0, toMs: 10_000 };

function reading(atMs: number, fillPercent: number, quality = 0): ReadingBody {
  return {
    containerId: "c",
    at: new Date(atMs).toISOString(),
    fillPercent,
    quality,
    reasons: [],
    source: "import",
    sequence: null,
    receivedAt: new Date(atMs).toISOString(),
  };
}

test("the line runs through the trusted readings at their time and level", () => {
  const chart = layOutChart([reading(0, 0), reading(5_000, 60), reading(10_000, 110)], FRAME);
  expect(chart?.line).toBe("M0 110L50 50L100 0"); // 110 px stand for 110 %
});

test("doubtful readings are set apart and count neither for the range nor as an emptying", () => {
  const chart = layOutChart([reading(0, 60), reading(1_000, 5, 3), reading(2_000, 62)], FRAME);
  expect(chart?.doubtful).toEqual([{ x: 10, y: 105, quality: 3, reasons: [] }]);
  expect(chart).toMatchObject({ lowPercent: 60, highPercent: 62, emptyingCount: 0 });
});

test("a fall of thirty points is an emptying, a smaller one is not", () => {
  const levels = [80, 50, 90, 61];
  const chart = layOutChart(
    levels.map((level, i) => reading(i, level)),
    FRAME,
  );
  expect(chart?.emptyingCount).toBe(1);
});

test("levels outside the chart are drawn at its edge", () => {
  expect(levelY(-20, 110)).toBe(110);
  expect(levelY(400, 110)).toBe(0);
});

test("without readings there is no chart", () => {
  expect(layOutChart([], FRAME)).toBeNull();
});
