import { describe, expect, test } from "vitest";
import {
  type ContainerHistory,
  EMPTY_HISTORY,
  expectedExcess,
  type FillForecast,
  fillQuantile,
  forecastContainer,
  groupPrior,
  HORIZON_HOURS,
  hoursToFull,
  hoursToReach,
  overflowProbability,
  reachProbability,
  summariseHistory,
  withEmptying,
} from "../../src/forecast/index.ts";
import { DAY_MS, every, HOUR_MS, MONDAY_MS, sawtooth } from "./series.ts";

const PROBABILITIES = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98];
const HOURS = [0, 1, 6, 12, 24, 36, 48, 72, 100, 168, 336];

/** Eight containers that fill 8 to 22 points a day. */
function group(): ContainerHistory[] {
  return Array.from({ length: 8 }, (_, i) =>
    summariseHistory(
      sawtooth({ days: 50, ratePerDay: 8 + 2 * i, emptiedAt: 75, noise: 1.5, seed: 40 + i }),
    ),
  );
}

const HISTORIES = group();
const PRIOR = groupPrior(HISTORIES);

function lastMsOf(history: ContainerHistory): number {
  if (history.lastMs === null) throw new Error("no reading");
  return history.lastMs;
}

function expectProper(forecast: FillForecast): void {
  for (const hours of HOURS) {
    const quantiles = PROBABILITIES.map((p) => fillQuantile(forecast, hours, p));
    expect(quantiles.every((fill) => fill >= 0 && fill <= 100)).toBe(true);
    expectRising(quantiles);
    const reach = [20, 50, 80, 100].map((x) => reachProbability(forecast, hours, x));
    expect(reach.every((p) => p >= 0 && p <= 1)).toBe(true);
    expectRising(reach.toReversed());
  }
}

/** Nothing falls by more than the rounding of a sum. */
function expectRising(values: readonly number[]): void {
  for (const [i, value] of values.entries()) {
    expect(value).toBeGreaterThanOrEqual((values[i - 1] ?? value) - 1e-9);
  }
}

describe("a container with a working sensor", () => {
  const history = HISTORIES[4]; // 16 points a day
  const forecast = forecastContainer(history, PRIOR, lastMsOf(history));

  test("has a proper distribution at every hour", () => {
    for (const one of HISTORIES) expectProper(forecastContainer(one, PRIOR, lastMsOf(one)));
  });

  test("is expected to gain what it gains", () => {
    expect(forecast.basis).toBe("sensor");
    expect(forecast.tables.map(({ hours }) => hours)).toEqual(HORIZON_HOURS.slice(0, 4));
    expect(forecast.ratePercentPerDay).toBeGreaterThan(15);
    expect(forecast.ratePercentPerDay).toBeLessThan(17);
    const now = fillQuantile(forecast, 0, 0.5);
    expect(now).toBeCloseTo(history.levelPercent ?? -1, 6);
    for (const days of [0.5, 1, 2, 3]) {
      const gain = fillQuantile(forecast, 24 * days, 0.5) - now;
      expect(Math.abs(gain - 16 * days), `${days} days`).toBeLessThan(3);
    }
  });

  test("holds more and overflows sooner the longer it is left", () => {
    const medians = HOURS.map((hours) => fillQuantile(forecast, hours, 0.5));
    expectRising(medians);
    const overflows = HOURS.map((hours) => overflowProbability(forecast, hours));
    expectRising(overflows);
    expect(overflows[0]).toBeLessThan(0.02);
    expect(overflows.at(-1)).toBeGreaterThan(0.98);
    const excess = HOURS.map((hours) => expectedExcess(forecast, hours));
    expect(excess[0]).toBe(0);
    expectRising(excess);
  });

  test("is full when its room divided by its rate has passed", () => {
    const room = 100 - fillQuantile(forecast, 0, 0.5);
    const hours = hoursToFull(forecast);
    expect(Math.abs((hours ?? 0) - (24 * room) / 16)).toBeLessThan(6);
    expect(hoursToReach(forecast, 1)).toBe(0);
    expect(hoursToReach(forecast, 90)).toBeLessThan(hours ?? 0);
  });

  test("is forecast the same from the same readings, and serialises", () => {
    const again = forecastContainer(history, groupPrior(group()), lastMsOf(history));
    expect(again).toEqual(forecast);
    expect(JSON.parse(JSON.stringify(forecast))).toEqual(forecast);
  });
});

describe("a container that cannot say", () => {
  test("gets its group's rate and a wide level when it has no history at all", () => {
    const forecast = forecastContainer(EMPTY_HISTORY, PRIOR, MONDAY_MS);
    expect(forecast.basis).toBe("group");
    expect(forecast.lastReadingMs).toBeNull();
    expectProper(forecast);
    expect(fillQuantile(forecast, 0, 0.9) - fillQuantile(forecast, 0, 0.1)).toBeGreaterThan(30);
    expect(forecast.ratePercentPerDay).toBeGreaterThan(8);
    expect(forecast.ratePercentPerDay).toBeLessThan(22);
    expect(hoursToFull(forecast)).toBeGreaterThan(0);
  });

  test("gets a wide guess where nobody in the group has a history", () => {
    const prior = groupPrior([EMPTY_HISTORY, EMPTY_HISTORY]);
    const forecast = forecastContainer(EMPTY_HISTORY, prior, MONDAY_MS);
    expectProper(forecast);
    expect(prior.containerCount).toBe(0);
    expect(overflowProbability(forecast, 24)).toBeGreaterThan(0.01);
    expect(overflowProbability(forecast, 24)).toBeLessThan(0.5);
  });

  test("goes on filling, less and less surely, while its sensor is silent", () => {
    const levels = HISTORIES.map(({ levelPercent }) => levelPercent ?? 100);
    const lowest = levels.indexOf(Math.min(...levels));
    const history = HISTORIES[lowest];
    const expected = levels[lowest] + 3 * (8 + 2 * lowest);
    expect(expected).toBeLessThan(85); // room for the width below
    const forecast = forecastContainer(history, PRIOR, lastMsOf(history) + 3 * DAY_MS);
    const fresh = forecastContainer(history, PRIOR, lastMsOf(history));
    expect(forecast.basis).toBe("silent");
    expectProper(forecast);
    expect(Math.abs(fillQuantile(forecast, 0, 0.5) - expected)).toBeLessThan(6);
    const width = (one: FillForecast) => fillQuantile(one, 0, 0.9) - fillQuantile(one, 0, 0.1);
    expect(width(forecast)).toBeGreaterThan(2 * width(fresh));
  });

  test("shows what its frozen sensor shows, and overflows as if it filled on unseen", () => {
    const moving = sawtooth({ days: 30, ratePerDay: 12, emptiedAt: 75, noise: 1, seed: 3 });
    const lastMs = moving.atMs[moving.atMs.length - 1];
    const stuckAt = moving.fillPercent[moving.fillPercent.length - 1] + 2;
    const readings = {
      atMs: Float64Array.from([
        ...moving.atMs,
        ...every(3, new Array(64).fill(0), lastMs + 3 * HOUR_MS).atMs,
      ]),
      fillPercent: Float64Array.from([...moving.fillPercent, ...new Array(64).fill(stuckAt)]),
    };
    const history = summariseHistory(readings);
    const forecast = forecastContainer(history, PRIOR, lastMsOf(history));
    expect(forecast.basis).toBe("frozen");
    expectProper(forecast);
    expect(fillQuantile(forecast, 0, 0.5)).toBe(stuckAt);
    expect(fillQuantile(forecast, 0, 0.98)).toBeGreaterThan(Math.min(99, stuckAt + 40));
    // Eight days at twelve points a day.
    expect(overflowProbability(forecast, 0)).toBeGreaterThan(0.5);
    expect(reachProbability(forecast, 0, 100)).toBeLessThan(0.2);
  });

  test("is empty again when a crew says so, and fills from there", () => {
    const history = HISTORIES[2];
    const emptiedMs = lastMsOf(history) + 2 * DAY_MS;
    const emptied = withEmptying(history, emptiedMs);
    const forecast = forecastContainer(emptied, PRIOR, emptiedMs + DAY_MS);
    expect(forecast.lastEmptiedMs).toBe(emptiedMs);
    expect(Math.abs(fillQuantile(forecast, 0, 0.5) - 12)).toBeLessThan(6);
    expect(withEmptying(history, lastMsOf(history) - DAY_MS)).toBe(history);
  });
});

describe("sensors with limits", () => {
  test("that stand at 100 hide waste, which is counted from when they began to", () => {
    const filling = Array.from({ length: 33 }, (_, i) => Math.min(100, i * 5));
    const history = summariseHistory(every(3, [...filling, ...filling]));
    const atMs = lastMsOf(history);
    const forecast = forecastContainer(history, PRIOR, atMs);
    expectProper(forecast);
    expect(fillQuantile(forecast, 0, 0.5)).toBe(100);
    expect(hoursToFull(forecast)).toBe(0);
    expect(overflowProbability(forecast, 0)).toBeGreaterThan(0.7);
    expect(expectedExcess(forecast, 24)).toBeGreaterThan(20);
    expect(expectedExcess(forecast, 48)).toBeGreaterThan(expectedExcess(forecast, 24));
  });

  test("of coarse steps are forecast in the steps that came before", () => {
    const cycle = [0, 20, 40, 60, 80];
    const histories = Array.from({ length: 6 }, (_, shift) =>
      summariseHistory(
        every(
          24,
          Array.from({ length: 120 }, (_, i) => cycle[(i + shift) % cycle.length]),
          MONDAY_MS + 4 * HOUR_MS,
        ),
      ),
    );
    const prior = groupPrior(histories);
    for (const history of histories) {
      const level = history.levelPercent ?? 0;
      if (level >= 80) continue;
      const forecast = forecastContainer(history, prior, lastMsOf(history));
      expectProper(forecast);
      expect(fillQuantile(forecast, 24, 0.5)).toBe(level + 20);
      expect(reachProbability(forecast, 24, level + 20)).toBeGreaterThan(0.9);
      expect(reachProbability(forecast, 24, level + 40)).toBeLessThan(0.1);
    }
  });
});
