import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillQuantile, overflowProbability } from "../../src/forecast/index.ts";
import { containerForecast } from "../../src/planning/container-forecast.ts";
import { forecastCity, keepGroups } from "../../src/planning/outlooks.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { smallCity } from "../support/small-city.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 24, 4);

let dataDir = "";
let store: Store;

/** Ten weeks of a container that fills by 42 % a day and is emptied each morning at ten. */
function emptiedDaily(containerId: string) {
  return Array.from({ length: 70 * 8 }, (_, i) => {
    const atMs = NOW_MS - (70 * 8 - 1 - i) * 3 * HOUR_MS;
    const sinceTen = (((atMs / HOUR_MS - 10) % 24) + 24) % 24;
    return {
      containerId,
      atMs,
      fillPercent: Math.round((sinceTen * 42) / 24),
      quality: 0 as const,
      reasons: [],
      source: "lora",
      sequence: null,
      receivedAtMs: NOW_MS,
    };
  });
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "fillroute-panel-"));
  store = await openStore({ dataDir });
  await store.cities.replaceCity(smallCity(), { sourceHash: "hash", atMs: 1 });
  for (const id of ["c0", "c1", "c2"]) await store.readings.ingest(emptiedDaily(id));
});
afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

test("the panel says what the plan went by", async () => {
  const made = await forecastCity(store, smallCity(), NOW_MS);
  await keepGroups(store, "town", made);
  const planned = made.forecasts.get("c0");
  const shown = await containerForecast(store, "c0", NOW_MS, 5);
  if (planned === undefined) throw new Error("c0 has no forecast");
  expect(shown.ratePercentPerDay).toBe(planned.ratePercentPerDay);
  for (const { atMs, fillPercent, overflowProbability: shownRisk } of shown.points) {
    const hours = (atMs - NOW_MS) / HOUR_MS;
    expect(fillPercent).toBe(fillQuantile(planned, hours, 0.5));
    expect(shownRisk).toBe(overflowProbability(planned, hours));
  }
});

test("a container that is emptied daily is forecast to fill on where it is not", async () => {
  const { points, ratePercentPerDay, dueMs } = await containerForecast(store, "c0", NOW_MS, 5);
  expect(ratePercentPerDay).toBeGreaterThan(35);
  expect(ratePercentPerDay).toBeLessThan(50);
  for (const [i, point] of points.entries()) {
    const before = points[i - 1] ?? point;
    expect(point.fillPercent).toBeGreaterThanOrEqual(before.fillPercent);
    expect(point.overflowProbability).toBeGreaterThanOrEqual(before.overflowProbability);
  }
  expect(points.at(-1)?.fillPercent).toBe(100);
  expect(dueMs).toBeLessThan(NOW_MS + 48 * HOUR_MS);
});
