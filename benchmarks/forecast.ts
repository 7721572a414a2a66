import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { Random } from "../src/base/index.ts";
import { readForecastContainers, readForecastReadings } from "../src/cli/forecast-files.ts";
import {
  Backcast,
  type BackcastContainer,
  type FillReadings,
  fillQuantile,
  hoursToReach,
  orderReadings,
  reachProbability,
  readingsUntil,
  sensorTraits,
  simulateReadings,
  trackLevels,
} from "../src/forecast/index.ts";
import { SHARED } from "./public-data.ts";

export interface ForecastBenchmarkOptions {
  /** A few simulated containers: shows that the benchmark works, measures nothing. */
  readonly toy: boolean;
  /** Part of the names of the sets to take. */
  readonly only?: string;
}

/** A set of containers with when they were emptied, as somebody who saw it all would say. */
interface FillSet {
  readonly name: string;
  readonly containers: readonly BackcastContainer[];
  readonly emptiedMs: ReadonlyMap<string, readonly number[]>;
  readonly fullPercent: number;
  /** Readings so far from the horizon still show the truth at it. */
  readonly truthSpanMs: number;
  readonly ageMaxMs: number;
}

/** One forecast with what came. */
interface Outcome {
  readonly truth: number | null;
  readonly q10: number;
  readonly q50: number;
  readonly q90: number;
  readonly full: number;
  readonly hoursToFull: number | null;
  readonly crossing: { readonly hours: number; readonly isSeen: boolean } | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = [24, 72];
const HOURS_TO_FULL_MAX = 14 * 24;

/** Forecasts are made daily at this hour, UTC, over the last two fifths of the time. */
const ORIGIN_HOUR = 4;
const LEARN_SHARE = 0.6;

/** An emptying found this near to a true one is that one. */
const EMPTYING_SPAN_MS = 6 * HOUR_MS;

const COLUMNS = [
  "set",
  "hours",
  "n",
  "MAE of the median",
  "pinball 0.9",
  "cover 0.9",
  "cover 80 %",
  "Brier",
  "ECE",
  "censored h to full",
];

/**
 * Scores the forecast on public fill histories: daily origins at 04:00 UTC, each from the readings
 * up to it; the truth is what came where the container was not emptied. Then emptyings found
 * causally against labels made with look-ahead. Sets that are not there are left out and named.
 */
export async function run(options: ForecastBenchmarkOptions): Promise<void> {
  const sets = options.toy ? [simulatedSet()] : await publicSets(options.only ?? "");
  process.stdout.write(`| ${COLUMNS.join(" | ")} |\n|${" --- |".repeat(COLUMNS.length)}\n`);
  for (const set of sets) {
    for (const hours of HOURS) process.stdout.write(`| ${scoreSet(set, hours).join(" | ")} |\n`);
  }
  process.stdout.write(`\n| set | emptyings | found | false | F1 |\n|${" --- |".repeat(5)}\n`);
  for (const set of sets) process.stdout.write(`| ${scoreEmptyings(set).join(" | ")} |\n`);
}

async function publicSets(only: string): Promise<readonly FillSet[]> {
  const sets: FillSet[] = [];
  for (const name of ["prague", "frankfurt", "wyndham"]) {
    if (!name.includes(only)) continue;
    const folder = join(SHARED, "fill", name);
    if (existsSync(folder)) sets.push(await readSet(name, folder));
    else process.stderr.write(`left out: ${name}: no public data at ${SHARED}\n`);
  }
  return sets;
}

async function readSet(name: string, folder: string): Promise<FillSet> {
  const bins = rowsOf(join(folder, "bins.csv"));
  const good = new Set(
    bins.filter((row) => row["sensor_quality"] !== "poor").map((row) => row["bin"]),
  );
  const known = await readForecastContainers(join(folder, "bins.csv"));
  const file = ["readings.csv.gz", "readings.csv"].find((x) => existsSync(join(folder, x))) ?? "";
  const readings = await readForecastReadings(join(folder, file), known);
  const containers = known.flatMap(({ id, group }) => {
    const own = readings.get(id);
    return own !== undefined && good.has(id) ? [{ id, group, readings: own }] : [];
  });
  const isDaily = name === "wyndham";
  const labels = join(folder, "emptyings.csv");
  const emptiedMs = new Map<string, number[]>(containers.map(({ id }) => [id, []]));
  if (existsSync(labels)) {
    for (const row of rowsOf(labels)) emptiedMs.get(row["bin"])?.push(Number(row["t"]) * 1000);
  } else {
    for (const { id, readings: own } of containers) emptiedMs.set(id, drops(own));
  }
  return {
    name,
    containers,
    emptiedMs,
    fullPercent: isDaily ? 80 : 90,
    truthSpanMs: isDaily ? HOUR_MS : 3 * HOUR_MS,
    ageMaxMs: isDaily ? 30 * HOUR_MS : 6 * HOUR_MS,
  };
}

function rowsOf(file: string): Record<string, string>[] {
  return parse(readFileSync(file), { columns: true });
}

function drops({ atMs, fillPercent }: FillReadings): number[] {
  return [...atMs].filter((_, i) => i > 0 && fillPercent[i] < fillPercent[i - 1]);
}

/** Six containers of our own, emptied when they are nearly full, for 100 days. */
function simulatedSet(): FillSet {
  const random = new Random(1);
  const span = { fromMs: Date.UTC(2026, 0, 5), untilMs: Date.UTC(2026, 3, 15) };
  const emptiedMs = new Map<string, number[]>();
  const containers = Array.from({ length: 6 }, (_, i) => {
    const everyMs = (4 + i) * DAY_MS;
    const emptyings = Array.from({ length: 24 }, (_unused, k) => ({
      atMs: span.fromMs + (k + 1) * everyMs + 9 * HOUR_MS,
      remainingShare: 0,
    })).filter(({ atMs }) => atMs < span.untilMs);
    const made = simulateReadings(
      span,
      {
        ratePercentPerDay: 75 / (4 + i),
        hourWeights: new Array<number>(168).fill(1),
        depositPercent: 3,
        dayVariation: 0.4,
        startPercent: 0,
      },
      {
        intervalMs: 3 * HOUR_MS,
        noisePercent: 1,
        stepPercent: 1,
        spikeShare: 0.002,
        falseEcho: null,
        frozen: [],
        silent: [],
        offset: null,
      },
      emptyings,
      random,
    );
    emptiedMs.set(
      `c${i}`,
      emptyings.map(({ atMs }) => atMs),
    );
    return { id: `c${i}`, group: "made", readings: orderReadings(made.atMs, made.fillPercent) };
  });
  return {
    name: "simulated",
    containers,
    emptiedMs,
    fullPercent: 90,
    truthSpanMs: 3 * HOUR_MS,
    ageMaxMs: 6 * HOUR_MS,
  };
}

function scoreSet(set: FillSet, hours: number): (string | number)[] {
  const outcomes = outcomesOf(set, hours);
  const scored = outcomes.flatMap((one) => (one.truth === null ? [] : [{ ...one, v: one.truth }]));
  const mean = (value: (one: (typeof scored)[number]) => number) =>
    scored.reduce((sum, one) => sum + value(one), 0) / scored.length;
  const isFull = (v: number) => (v >= set.fullPercent ? 1 : 0);
  const timed = outcomes.flatMap(({ crossing, hoursToFull }) =>
    crossing === null || hoursToFull === null ? [] : [{ ...crossing, told: hoursToFull }],
  );
  const late = timed.map(({ hours: seen, isSeen, told }) =>
    isSeen ? Math.abs(seen - told) : Math.max(0, seen - told),
  );
  return [
    set.name,
    hours,
    scored.length,
    mean(({ v, q50 }) => Math.abs(v - q50)).toFixed(2),
    mean(({ v, q90 }) => (v > q90 ? 0.9 * (v - q90) : 0.1 * (q90 - v))).toFixed(2),
    mean(({ v, q90 }) => (v <= q90 ? 1 : 0)).toFixed(3),
    mean(({ v, q10, q90 }) => (v >= q10 && v <= q90 ? 1 : 0)).toFixed(3),
    mean(({ v, full }) => (full - isFull(v)) ** 2).toFixed(4),
    calibrationError(scored.map(({ v, full }) => ({ told: full, came: isFull(v) }))).toFixed(3),
    (late.reduce((sum, x) => sum + x, 0) / late.length).toFixed(1),
  ];
}

/** Mean distance between told and observed frequency over ten parts of the probability. */
function calibrationError(pairs: readonly { told: number; came: number }[]): number {
  let sum = 0;
  for (let part = 0; part < 10; part++) {
    const inPart = pairs.filter(({ told }) => Math.min(9, Math.floor(told * 10)) === part);
    sum += Math.abs(inPart.reduce((difference, { told, came }) => difference + told - came, 0));
  }
  return sum / pairs.length;
}

function outcomesOf(set: FillSet, hours: number): Outcome[] {
  const firstMs = Math.min(...set.containers.map(({ readings }) => readings.atMs[0]));
  const lastMs = Math.max(...set.containers.map(({ readings }) => lastOf(readings.atMs)));
  const fromMs = firstMs + LEARN_SHARE * (lastMs - firstMs);
  const backcast = new Backcast(set.containers);
  const outcomes: Outcome[] = [];
  const firstDay = Math.floor(fromMs / DAY_MS);
  for (let day = firstDay; day * DAY_MS < lastMs; day++) {
    const atMs = day * DAY_MS + ORIGIN_HOUR * HOUR_MS;
    if (atMs <= fromMs) continue;
    for (const container of set.containers) {
      const outcome = outcomeOf(set, container, backcast, atMs, hours);
      if (outcome !== null) outcomes.push(outcome);
    }
  }
  return outcomes;
}

function outcomeOf(
  set: FillSet,
  { id, readings }: BackcastContainer,
  backcast: Backcast,
  atMs: number,
  hours: number,
): Outcome | null {
  const until = readingsUntil(readings, atMs).atMs;
  const startMs = (Math.floor(readings.atMs[0] / DAY_MS) + 3) * DAY_MS;
  if (atMs < startMs || atMs + hours * HOUR_MS > lastOf(readings.atMs)) return null;
  if (until.length < 4 || atMs - lastOf(until) > set.ageMaxMs) return null;
  const emptied = set.emptiedMs.get(id) ?? [];
  const nextMs = emptied.find((x) => x >= atMs - HOUR_MS / 2) ?? lastOf(readings.atMs) + 1000;
  if (nextMs <= atMs + HOUR_MS / 2) return null;
  const forecast = backcast.forecast(id, atMs);
  if (forecast === null) return null;
  const truth = truthAt(set, readings, atMs + hours * HOUR_MS, nextMs);
  const isLow = forecast.levelPercent < Math.min(75, set.fullPercent - 10);
  const crossing = isLow ? crossingOf(set, readings, atMs, nextMs) : null;
  if (truth === null && crossing === null) return null;
  const told = hoursToReach(forecast, set.fullPercent) ?? HOURS_TO_FULL_MAX;
  return {
    truth,
    q10: fillQuantile(forecast, hours, 0.1),
    q50: fillQuantile(forecast, hours, 0.5),
    q90: fillQuantile(forecast, hours, 0.9),
    full: reachProbability(forecast, hours, set.fullPercent),
    hoursToFull: Math.min(HOURS_TO_FULL_MAX, told),
    crossing,
  };
}

/** Median of the readings round a moment; null without any, or when it was emptied by then. */
function truthAt(
  set: FillSet,
  { atMs, fillPercent }: FillReadings,
  horizonMs: number,
  nextMs: number,
): number | null {
  const marginMs = set.truthSpanMs > HOUR_MS ? set.truthSpanMs : 0;
  if (nextMs <= horizonMs + marginMs) return null;
  const around = [...fillPercent].filter(
    (_, i) => Math.abs(atMs[i] - horizonMs) <= set.truthSpanMs,
  );
  if (around.length === 0) return null;
  around.sort((a, b) => a - b);
  const middle = around.length >> 1;
  return around.length % 2 === 1 ? around[middle] : (around[middle - 1] + around[middle]) / 2;
}

/** Hours until full was seen, or for how long it was seen not to be. */
function crossingOf(
  set: FillSet,
  { atMs, fillPercent }: FillReadings,
  originMs: number,
  nextMs: number,
): { hours: number; isSeen: boolean } {
  const endMs = Math.min(nextMs, originMs + HOURS_TO_FULL_MAX * HOUR_MS);
  let lastMs = originMs;
  for (let i = 0; i < atMs.length && atMs[i] < endMs; i++) {
    if (atMs[i] <= originMs) continue;
    if (atMs[i] - lastMs > 2 * set.ageMaxMs) {
      return { hours: (lastMs - originMs) / HOUR_MS, isSeen: false };
    }
    lastMs = atMs[i];
    const isLast = i + 1 >= atMs.length || atMs[i + 1] >= endMs;
    const staysFull = isLast || fillPercent[i + 1] >= set.fullPercent - 10;
    if (fillPercent[i] >= set.fullPercent && staysFull) {
      return { hours: (atMs[i] - originMs) / HOUR_MS, isSeen: true };
    }
  }
  const knownMs = Math.max(lastMs, Math.min(endMs, lastMs + set.ageMaxMs));
  return { hours: (knownMs - originMs) / HOUR_MS, isSeen: false };
}

function scoreEmptyings(set: FillSet): (string | number)[] {
  let found = 0;
  let wrong = 0;
  let labelCount = 0;
  for (const { id, readings } of set.containers) {
    const labels = [...(set.emptiedMs.get(id) ?? [])];
    labelCount += labels.length;
    for (const { atMs } of trackLevels(readings, sensorTraits(readings)).emptyings) {
      const match = labels.findIndex((label) => Math.abs(label - atMs) <= EMPTYING_SPAN_MS);
      if (match < 0) wrong++;
      else {
        found++;
        labels.splice(match, 1);
      }
    }
  }
  return [
    set.name,
    labelCount,
    found,
    wrong,
    ((2 * found) / (labelCount + found + wrong)).toFixed(3),
  ];
}

function lastOf(values: Float64Array): number {
  return values[values.length - 1];
}
