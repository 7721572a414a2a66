import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { QualityCode } from "../../src/domain/index.ts";
import { forecastCity, keepJudgements } from "../../src/planning/outlooks.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { smallCity } from "../support/small-city.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 24, 6);
const HOUR_COUNT = 10 * 24;

let dataDir = "";
let store: Store;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "fillroute-judgements-"));
  store = await openStore({ dataDir });
  await store.cities.replaceCity(smallCity(), { sourceHash: "hash", atMs: 1 });
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

/** Stores a reading an hour of c0: a level that rises from 0 by a quarter of a percent an hour. */
async function storeHours(change: ReadonlyMap<number, { percent: number; quality: QualityCode }>) {
  const readings = Array.from({ length: HOUR_COUNT }, (_, hour) => {
    const { percent, quality } = change.get(hour) ?? { percent: hour / 4, quality: 0 };
    return {
      containerId: "c0",
      atMs: NOW_MS - (HOUR_COUNT - hour) * HOUR_MS,
      fillPercent: percent,
      quality,
      reasons: quality === 0 ? [] : ["tilt"],
      source: "lora",
      sequence: null,
      receivedAtMs: NOW_MS,
    };
  });
  await store.readings.ingest(readings);
}

async function judged(): Promise<string[]> {
  const page = { limit: 1000, cursor: null };
  const { items } = await store.readings.list("c0", { fromMs: 0, toMs: NOW_MS }, page);
  return items.flatMap(({ quality, reasons }, hour) =>
    quality === 0 ? [] : [`${hour}: ${quality} ${reasons.join(" ")}`],
  );
}

test("a spike is marked on the stored reading, and all others stay believed", async () => {
  await storeHours(new Map([[100, { percent: 97, quality: 0 }]]));
  const { judgements } = await forecastCity(store, smallCity(), NOW_MS);
  await keepJudgements(store, judgements, NOW_MS);
  expect(await judged()).toEqual(["100: 3 spike"]);
  expect([...judgements.keys()]).toEqual(["c0"]);
});

test("a level that came with a tilt moves no forecast, an equal one without does", async () => {
  const tilted = { percent: 99, quality: 3 as const };
  await storeHours(new Map([236, 237, 238, 239].map((hour) => [hour, tilted])));
  const { forecasts, judgements } = await forecastCity(store, smallCity(), NOW_MS);
  const levelPercent = forecasts.get("c0")?.levelPercent ?? 0;
  expect(Math.abs(levelPercent - 235 / 4)).toBeLessThan(2); // the level of hour 235, smoothed
  await keepJudgements(store, judgements, NOW_MS);
  expect(await judged()).toEqual([236, 237, 238, 239].map((hour) => `${hour}: 3 tilt`));
  const believed = { percent: 99, quality: 0 as const };
  const again = Array.from({ length: 4 }, (_, i) => ({
    containerId: "c0",
    atMs: NOW_MS - (4 - i) * HOUR_MS,
    fillPercent: believed.percent,
    quality: believed.quality,
    reasons: [],
    source: "other",
    sequence: null,
    receivedAtMs: NOW_MS,
  }));
  await store.readings.ingest(again);
  const second = await forecastCity(store, smallCity(), NOW_MS);
  expect(second.forecasts.get("c0")?.levelPercent).toBeGreaterThan(90);
});
