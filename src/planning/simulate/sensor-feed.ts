import { Random } from "../../base/index.ts";
import type { ReadingSeries } from "../../store/index.ts";
import type { Scenario, SensorFaults } from "./scenario.ts";
import type { Town } from "./town.ts";
import { DAY_SEC, type Levels, levelAt } from "./truth.ts";

/** One container's sensor: what it sends when, and how it fails. */
interface Sensor {
  readonly random: Random;
  readonly intervalSec: number;
  /** Seconds after the first midnight of the next reading. */
  nextSec: number;
  readonly frozen: readonly (readonly [fromSec: number, untilSec: number])[];
  readonly silent: readonly (readonly [fromSec: number, untilSec: number])[];
  lastPercent: number;
}

/** All sensors of a town and what they have sent. */
export interface SensorFeed {
  readonly faults: SensorFaults;
  /** By container; null where there is no sensor. */
  readonly sensors: readonly (Sensor | null)[];
  readonly atMs: readonly number[][];
  readonly percent: readonly number[][];
  /** UTC milliseconds of the first midnight. */
  readonly startMs: number;
}

const SEED_STEP = 7_919;
const FROZEN_DAYS = { min: 3, more: 15 };
const GAP_DAYS = { min: 0.5, more: 2.5 };
const DAYS_A_MONTH = 30;

/** Sensors with faults drawn for the whole run, whatever is collected. */
export function newSensorFeed(
  town: Town,
  scenario: Scenario,
  run: { readonly dayCount: number; readonly startMs: number; readonly seed: number },
): SensorFeed {
  const { containers } = town.city;
  return {
    faults: scenario.sensors,
    sensors: containers.map((container, i) => {
      const random = new Random(run.seed * 1_000_003 + (i + 1) * SEED_STEP);
      const sensor = newSensor(scenario.sensors, run.dayCount, random);
      return container.deviceId === null ? null : sensor;
    }),
    atMs: containers.map(() => []),
    percent: containers.map(() => []),
    startMs: run.startMs,
  };
}

function newSensor(faults: SensorFaults, dayCount: number, random: Random): Sensor {
  const intervalSec = faults.intervalHours * 3600;
  const spanSec = dayCount * DAY_SEC;
  const nextSec = random.float() * intervalSec;
  const [isFrozen, frozenFrom, frozenLength] = [random.float(), random.float(), random.float()];
  const [isDead, deadFrom] = [random.float(), random.float()];
  const silent: [number, number][] = [];
  if (isDead < faults.deadShare) silent.push([deadFrom * spanSec, Number.POSITIVE_INFINITY]);
  const gaps = Math.floor((faults.gapsPerMonth * dayCount) / DAYS_A_MONTH + random.float());
  for (let i = 0; i < gaps; i++) {
    const fromSec = random.float() * spanSec;
    const days = GAP_DAYS.min + GAP_DAYS.more * random.float();
    silent.push([fromSec, fromSec + days * DAY_SEC]);
  }
  const frozenSec = (FROZEN_DAYS.min + FROZEN_DAYS.more * frozenLength) * DAY_SEC;
  const fromSec = frozenFrom * spanSec;
  return {
    random,
    intervalSec,
    nextSec,
    frozen: isFrozen < faults.frozenShare ? [[fromSec, fromSec + frozenSec]] : [],
    silent,
    lastPercent: 0,
  };
}

/** Lets all sensors send what falls before a time of the running day. */
export function readSensors(feed: SensorFeed, levels: Levels, untilSec: number): void {
  const midnightSec = levels.day * DAY_SEC;
  for (const [container, sensor] of feed.sensors.entries()) {
    if (sensor === null) continue;
    for (; sensor.nextSec < midnightSec + untilSec; sensor.nextSec += sensor.intervalSec) {
      const truth = levelAt(levels, container, sensor.nextSec - midnightSec);
      const percent = reported(feed.faults, sensor, truth);
      if (isWithin(sensor.silent, sensor.nextSec)) continue;
      feed.atMs[container]?.push(feed.startMs + Math.round(sensor.nextSec) * 1000);
      feed.percent[container]?.push(percent);
    }
  }
}

/** Three draws a reading in any case, so that no fault moves another draw. */
function reported(faults: SensorFaults, sensor: Sensor, truth: number): number {
  const noise = sensor.random.normal(0, 1) * faults.noisePercent;
  const isSpike = sensor.random.float() < faults.spikeShare;
  const spike = Math.round(sensor.random.float() * 100);
  if (isWithin(sensor.frozen, sensor.nextSec)) return sensor.lastPercent;
  if (isSpike) return spike;
  sensor.lastPercent = Math.round(Math.min(100, Math.max(0, Math.min(100, truth) + noise)));
  return sensor.lastPercent;
}

function isWithin(spans: Sensor["frozen"], sec: number): boolean {
  return spans.some(([fromSec, untilSec]) => sec >= fromSec && sec < untilSec);
}

/** What has been sent since a moment, by container id. */
export function seriesSince(
  feed: SensorFeed,
  town: Town,
  sinceMs: number,
): Map<string, ReadingSeries> {
  const series = new Map<string, ReadingSeries>();
  for (const [i, container] of town.city.containers.entries()) {
    const atMs = feed.atMs[i] ?? [];
    const first = atMs.findIndex((ms) => ms >= sinceMs);
    if (first < 0) continue;
    series.set(container.id, {
      atMs: Float64Array.from(atMs.slice(first)),
      fillPercent: Float64Array.from((feed.percent[i] ?? []).slice(first)),
      quality: new Uint8Array(atMs.length - first),
    });
  }
  return series;
}

/** The last value that a container's sensor sent; null without any. */
export function lastPercent(feed: SensorFeed, container: number): number | null {
  return feed.percent[container]?.at(-1) ?? null;
}
