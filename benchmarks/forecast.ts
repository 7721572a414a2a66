import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { Random } from "../src/base/index.ts";
import { readForecastContainers, readForecastReadings } from "../src/cli/forecast-files.ts";
import {
  type BackcastContainer,
  backTest,
  type FillReadings,
  orderReadings,
  scoreOutcomes,
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

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = [24, 72];

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
  const { fullPercent, name } = set;
  const outcomes = [...backTest({ ...set, hours, originsMs: originsOf(set) })].flat();
  const score = scoreOutcomes(outcomes, fullPercent);
  if (score === null) return [name, hours, 0];
  return [
    name,
    hours,
    score.count,
    score.medianErrorPercent.toFixed(2),
    score.pinball90Percent.toFixed(2),
    score.below90Share.toFixed(3),
    score.within80Share.toFixed(3),
    score.brier.toFixed(4),
    score.calibrationError.toFixed(3),
    score.hoursToFullError?.toFixed(1) ?? "",
  ];
}

/** Daily at the same hour over the last two fifths of the set's time. */
function originsOf({ containers }: FillSet): number[] {
  const firstMs = Math.min(...containers.map(({ readings }) => readings.atMs[0]));
  const lastMs = Math.max(...containers.map(({ readings }) => readings.atMs.at(-1) ?? 0));
  const fromMs = firstMs + LEARN_SHARE * (lastMs - firstMs);
  const originsMs: number[] = [];
  for (let day = Math.floor(fromMs / DAY_MS); day * DAY_MS < lastMs; day++) {
    const atMs = day * DAY_MS + ORIGIN_HOUR * HOUR_MS;
    if (atMs > fromMs) originsMs.push(atMs);
  }
  return originsMs;
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
