import { expect, test } from "vitest";
import type { ContainerForecastBody, ReadingBody } from "../../src/http/index.ts";
import { layOutChart, levelY } from "../../src/web/view/chart.ts";
import { forecastText } from "../../src/web/view/forecast-text.ts";

const FRAME = { width: 100, height: 110, fromMs: 0, toMs: 10_000 };

function time(atMs: number): string {
  return new Date(atMs).toISOString();
}

function reading(atMs: number, fillPercent: number, quality = 0): ReadingBody {
  return {
    containerId: "c",
    at: time(atMs),
    fillPercent,
    quality,
    reasons: [],
    source: "import",
    sequence: null,
    receivedAt: time(atMs),
  };
}

function forecast(change: Partial<ContainerForecastBody> = {}): ContainerForecastBody {
  return {
    containerId: "c",
    computedAt: time(5_000),
    basis: "sensor",
    ratePercentPerDay: 12.4,
    rateSpread: 0.18,
    weekdayFactors: [1, 1, 1, 1, 1, 1, 1],
    lastReadingAt: null,
    lastEmptiedAt: null,
    emptyings: [],
    hoursToFull: null,
    dueAt: null,
    tooEarlyUntil: null,
    points: [],
    ...change,
  };
}

test("the line runs through the trusted readings at their time and level", () => {
  const readings = [reading(0, 0), reading(5_000, 60), reading(10_000, 110)];
  const chart = layOutChart(readings, forecast(), FRAME);
  expect(chart.line).toBe("M0 110L50 50L100 0"); // 110 px stand for 110 %
});

test("doubtful readings are set apart and do not count for the range", () => {
  const readings = [reading(0, 60), reading(1_000, 5, 3), reading(2_000, 62)];
  const chart = layOutChart(readings, forecast(), FRAME);
  expect(chart.doubtful).toEqual([{ x: 10, y: 105, quality: 3, reasons: [] }]);
  expect(chart.range).toEqual({ lowPercent: 60, highPercent: 62 });
});

test("the band lies between the bounds, round the median, from now on", () => {
  const points = [0, 5_000].map((after, i) => ({
    at: time(5_000 + after),
    fillPercent: 50,
    fillLowPercent: 40 - 10 * i,
    fillHighPercent: 60 + 10 * i,
    overflowProbability: 0,
  }));
  const chart = layOutChart([], forecast({ points }), FRAME);
  expect(chart.band).toBe("M50 70L100 80L100 40L50 50Z");
  expect(chart.median).toBe("M50 60L100 60");
  expect([chart.nowX, chart.range]).toEqual([50, null]);
});

test("an emptying is marked where it was seen", () => {
  const emptyings = [{ at: time(2_000), beforePercent: 90, afterPercent: 3 }];
  expect(layOutChart([], forecast({ emptyings }), FRAME).emptyingXs).toEqual([20]);
});

test("levels outside the chart are drawn at its edge", () => {
  expect(levelY(-20, 110)).toBe(110);
  expect(levelY(400, 110)).toBe(0);
});

test("the words tell basis, rate, busiest day and both dates", () => {
  const words = forecastText(
    forecast({
      weekdayFactors: [0.9, 0.9, 0.9, 0.9, 1.35, 1.1, 0.95],
      tooEarlyUntil: "2026-11-28T12:00:00.000Z",
      dueAt: "2026-11-30T07:00:00.000Z",
    }),
    "Europe/Stockholm",
  );
  expect(words).toBe(
    "From the sensor's readings. Fills by 12 % a day, give or take 18 % of that. " +
      "Friday brings most (+35 %). By itself it could wait until 28 Nov, 13:00. " +
      "Due from 30 Nov, 08:00.",
  );
});

test("a container above the bound is due now, one far from full is not due", () => {
  const due = forecastText(forecast({ dueAt: time(5_000) }), "UTC");
  expect(due).toContain("Due now.");
  expect(forecastText(forecast(), "UTC")).toContain("Not due within 14 days.");
});
