import { expect, test } from "vitest";
import { type BackTestOutcome, backTest, scoreOutcomes } from "../../src/forecast/index.ts";
import { DAY_MS, HOUR_MS, MONDAY_MS, sawtooth } from "./series.ts";

const FULL_PERCENT = 90;

function outcome(change: Partial<BackTestOutcome>): BackTestOutcome {
  return {
    containerId: "c",
    truth: 50,
    q10: 40,
    q50: 50,
    q90: 60,
    full: 0,
    hoursToFull: 100,
    crossing: null,
    ...change,
  };
}

test("errors, coverage and losses are those of the definition", () => {
  const outcomes = [outcome({}), outcome({ truth: 70 }), outcome({ truth: 30, q50: 45 })];
  expect(scoreOutcomes(outcomes, FULL_PERCENT)).toMatchObject({
    count: 3,
    medianErrorPercent: (0 + 20 + 15) / 3,
    pinball90Percent: (0.1 * 10 + 0.9 * 10 + 0.1 * 30) / 3,
    below90Share: 2 / 3,
    within80Share: 1 / 3,
  });
});

test("probabilities are held against how often full came, by tenths", () => {
  const told = [0.02, 0.04, 0.95, 0.97].map((full, i) => outcome({ full, truth: i > 2 ? 95 : 20 }));
  const score = scoreOutcomes(told, FULL_PERCENT);
  expect(score?.calibration).toEqual([
    { toldMean: 0.03, cameShare: 0, count: 2 },
    { toldMean: 0.96, cameShare: 0.5, count: 2 },
  ]);
  expect(score?.calibrationError).toBeCloseTo((2 * 0.03 + 2 * 0.46) / 4);
  expect(score?.brier).toBeCloseTo((0.02 ** 2 + 0.04 ** 2 + 0.95 ** 2 + 0.03 ** 2) / 4);
});

test("hours to full count in full where full was seen, else only where told too early", () => {
  const outcomes = [
    outcome({ hoursToFull: 10, crossing: { hours: 16, isSeen: true } }),
    outcome({ hoursToFull: 10, crossing: { hours: 30, isSeen: false } }),
    outcome({ hoursToFull: 10, crossing: { hours: 5, isSeen: false } }),
  ];
  expect(scoreOutcomes(outcomes, FULL_PERCENT)?.hoursToFullError).toBeCloseTo((6 + 20 + 0) / 3);
  expect(scoreOutcomes([outcome({ truth: null })], FULL_PERCENT)).toBeNull();
});

test("a truth is only what came before the next emptying", () => {
  const readings = sawtooth({ days: 60, ratePerDay: 10, emptiedAt: 80, noise: 0, seed: 1 });
  const originsMs = [50, 51, 52, 53].map((day) => MONDAY_MS + day * DAY_MS + 4 * HOUR_MS);
  const emptiedMs = new Map([["c", [(originsMs[1] ?? 0) + 30 * HOUR_MS]]]);
  const setup = {
    containers: [{ id: "c", group: "paper", readings }],
    emptiedMs,
    originsMs,
    hours: 24,
    fullPercent: FULL_PERCENT,
    truthSpanMs: 3 * HOUR_MS,
    ageMaxMs: 6 * HOUR_MS,
  };
  const truths = [...backTest(setup)].map((outcomes) =>
    outcomes.map(({ truth }) => truth !== null),
  );
  // From the third origin on, the horizon lies behind the emptying, or the origin does.
  expect(truths).toEqual([[true], [true], [false], [true]]);
});
