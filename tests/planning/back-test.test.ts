import { afterAll, beforeAll, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { simulateReadings } from "../../src/forecast/index.ts";
import { type PlanningRun, startPlanningRun } from "../support/planning-run.ts";
import { smallCity } from "../support/small-city.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 24, 6);
const HISTORY_DAYS = 120;
const EVERY_HOUR_ALIKE = new Array<number>(168).fill(1);

let run: PlanningRun;

/** Stores four months of a container that fills at its own rate and is emptied in time. */
async function storeReadings(containerId: string, ratePercentPerDay: number, random: Random) {
  const span = { fromMs: NOW_MS - HISTORY_DAYS * DAY_MS, untilMs: NOW_MS };
  const everyMs = Math.floor(75 / ratePercentPerDay) * DAY_MS;
  const emptyings = Array.from(
    { length: Math.floor((HISTORY_DAYS * DAY_MS) / everyMs) },
    (_, k) => ({
      atMs: span.fromMs + (k + 1) * everyMs - HOUR_MS,
      remainingShare: 0,
    }),
  );
  const made = simulateReadings(
    span,
    {
      ratePercentPerDay,
      hourWeights: EVERY_HOUR_ALIKE,
      depositPercent: 3,
      dayVariation: 0.3,
      startPercent: 0,
    },
    {
      intervalMs: 3 * HOUR_MS,
      noisePercent: 1,
      stepPercent: 1,
      spikeShare: 0,
      falseEcho: null,
      frozen: [],
      silent: [],
      offset: null,
    },
    emptyings,
    random,
  );
  const readings = Array.from(made.atMs, (atMs, i) => ({
    containerId,
    atMs,
    fillPercent: made.fillPercent[i] ?? 0,
    quality: 0 as const,
    reasons: [],
    source: "lora",
    sequence: null,
    receivedAtMs: NOW_MS,
  }));
  await run.store.readings.ingest(readings);
}

beforeAll(async () => {
  run = await startPlanningRun(NOW_MS);
  await run.store.cities.replaceCity(smallCity(), { sourceHash: "hash", atMs: 1 });
  const random = new Random(3);
  for (const [i, rate] of [8, 11, 14].entries()) await storeReadings(`c${i}`, rate, random);
}, 60_000);
afterAll(() => run.remove());

test("a city's past is forecast again and scored, the same figures each time", async () => {
  const report = await run.backTest("town", 14, [24, 48]);
  expect(report).toMatchObject({ areaId: "town", days: 14, containerCount: 3 });
  expect(report.horizons.map(({ hours }) => hours)).toEqual([24, 48]);
  const [day, twoDays] = report.horizons;
  expect(day?.figures?.count).toBeGreaterThan(25);
  expect(day?.figures?.count).toBeLessThanOrEqual(3 * 14);
  expect(day?.figures?.medianErrorPercent).toBeLessThan(8);
  expect(twoDays?.figures?.medianErrorPercent).toBeLessThan(11);
  expect(day?.figures?.within80Share).toBeGreaterThan(0.6);
  expect(day?.containers.map(({ containerId }) => containerId).sort()).toEqual(["c0", "c1", "c2"]);
  const again = await run.backTest("town", 14, [24, 48]);
  expect(again.horizons).toEqual(report.horizons);
  const { items } = await run.store.backTests.list("town", { limit: 10, cursor: null });
  expect(items.map(({ id }) => id)).toEqual([again.id, report.id]);
}, 60_000);

test("a past that is too short gives no figures rather than wrong ones", async () => {
  run.nowMs = NOW_MS - (HISTORY_DAYS - 1) * DAY_MS;
  const { horizons } = await run.backTest("town", 5, [24]);
  run.nowMs = NOW_MS;
  expect(horizons).toEqual([{ hours: 24, figures: null, containers: [] }]);
});
