import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  type FillProcess,
  orderReadings,
  type SensorModel,
  sensorTraits,
  simulateReadings,
  trackLevels,
} from "../../src/forecast/index.ts";
import { DAY_MS, HOUR_MS, MONDAY_MS } from "./series.ts";

const SPAN = { fromMs: MONDAY_MS, untilMs: MONDAY_MS + 56 * DAY_MS };

const PROCESS: FillProcess = {
  ratePercentPerDay: 10,
  hourWeights: new Array<number>(168).fill(1),
  depositPercent: 2,
  dayVariation: 0.4,
  startPercent: 0,
};

const SENSOR: SensorModel = {
  intervalMs: 3 * HOUR_MS,
  noisePercent: 1,
  stepPercent: 1,
  spikeShare: 0,
  falseEcho: null,
  frozen: [],
  silent: [],
  offset: null,
};

const WEEKLY = Array.from({ length: 8 }, (_, week) => ({
  atMs: MONDAY_MS + (week * 7 + 6) * DAY_MS + 9 * HOUR_MS,
  remainingShare: 0,
}));

function simulate(seed: number, process: Partial<FillProcess>, sensor: Partial<SensorModel>) {
  return simulateReadings(
    SPAN,
    { ...PROCESS, ...process },
    { ...SENSOR, ...sensor },
    WEEKLY,
    new Random(seed),
  );
}

describe("the generator of readings", () => {
  test("gives the same readings for the same seed and others for another", () => {
    expect(simulate(5, {}, {})).toEqual(simulate(5, {}, {}));
    expect(simulate(6, {}, {}).fillPercent).not.toEqual(simulate(5, {}, {}).fillPercent);
  });

  test("fills at the rate, goes on above 100 and reports no more than that", () => {
    const slow = simulate(1, {}, {});
    const before = slow.atMs.filter((atMs) => atMs < WEEKLY[0].atMs).length;
    expect(Math.abs(slow.truePercent[before - 1] - 64)).toBeLessThan(25); // 6.4 days at 10
    const fast = simulate(1, { ratePercentPerDay: 40 }, {});
    expect(Math.max(...fast.truePercent)).toBeGreaterThan(150);
    expect(Math.max(...fast.fillPercent)).toBe(100);
  });

  test("fills only in the hours that its week gives weight", () => {
    const hourWeights = Array.from({ length: 168 }, (_, hour) => (hour < 24 ? 7 : 0)); // Mondays
    const { atMs, truePercent } = simulate(2, { hourWeights }, {});
    const at = (day: number) =>
      truePercent[atMs.findIndex((time) => time >= MONDAY_MS + day * DAY_MS)];
    expect(at(1)).toBeGreaterThan(20);
    expect(at(6)).toBe(at(1.5));
  });

  test("leaves each fault in and says which it was", () => {
    const frozen = { fromMs: MONDAY_MS + 10 * DAY_MS, untilMs: MONDAY_MS + 14 * DAY_MS };
    const silent = { fromMs: MONDAY_MS + 20 * DAY_MS, untilMs: MONDAY_MS + 22 * DAY_MS };
    const made = simulate(
      3,
      {},
      {
        frozen: [frozen],
        silent: [silent],
        spikeShare: 0.05,
        falseEcho: { percent: 42, share: 0.1 },
        offset: { fromMs: MONDAY_MS + 40 * DAY_MS, percent: 15 },
      },
    );
    const faults = new Set(made.faults);
    expect([...faults].sort()).toEqual(["false-echo", "frozen", "none", "offset", "spike"]);
    const stuck = made.fillPercent.filter((_, i) => made.faults[i] === "frozen");
    expect(stuck.length).toBeGreaterThan(25);
    expect(new Set(stuck).size).toBe(1);
    expect(made.atMs.some((time) => time >= silent.fromMs && time < silent.untilMs)).toBe(false);
    const echoes = made.fillPercent.filter((_, i) => made.faults[i] === "false-echo");
    expect(new Set(echoes)).toEqual(new Set([42]));
  });

  test("makes emptyings that the detector finds, with spikes left in", () => {
    let found = 0;
    let wrong = 0;
    for (let seed = 0; seed < 20; seed++) {
      const made = simulate(seed, {}, { spikeShare: 0.003 });
      const readings = orderReadings(made.atMs, made.fillPercent);
      for (const { atMs } of trackLevels(readings, sensorTraits(readings)).emptyings) {
        const isTrue = WEEKLY.some(
          (true_) => atMs >= true_.atMs && atMs < true_.atMs + 7 * HOUR_MS,
        );
        if (isTrue) found++;
        else wrong++;
      }
    }
    expect((2 * found) / (20 * WEEKLY.length + found + wrong)).toBeGreaterThan(0.97);
  });
});
