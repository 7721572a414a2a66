import { randomUUID } from "node:crypto";
import { Random } from "../base/index.ts";
import type { BackTestReport, City, Container, JobRequest } from "../domain/index.ts";
import {
  type BackcastContainer,
  type BackTestOutcome,
  type BackTestSetup,
  backTest,
  scoreOutcomes,
  sensorTraits,
  trackLevels,
} from "../forecast/index.ts";
import { dayOf, startOfDayMs } from "./calendar.ts";
import type { JobContext } from "./job-context.ts";
import { stopIfCancelled } from "./job-steps.ts";
import { believable } from "./outlooks.ts";
import { cityOf } from "./plan-day.ts";
import { planningClockSec } from "./shift-times.ts";

type BackTestRequest = Extract<JobRequest, { kind: "back-test" }>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Readings that the oldest forecast may learn from. */
const LEARNT_DAYS = 180;

/** From here on a container counts as full: sensors seldom see the last tenth. */
const FULL_PERCENT = 90;

/** Of larger cities so many containers are drawn by the seed. */
const CONTAINER_COUNT_MAX = 1000;

/** Readings tell the level at the horizon from this near on, at most four usual intervals. */
const TRUTH_SPAN_MS = 3 * HOUR_MS;
const AGE_INTERVALS = 4;

/**
 * Forecasts the past of a city as it would have been forecast then, and stores how good that was:
 * daily origins at the hour when the day is planned. The same seed gives the same figures.
 *
 * Gives the report's id. Throws `area/unknown`, `job/cancelled`.
 */
export async function runBackTest(context: JobContext, request: BackTestRequest): Promise<string> {
  const { store } = context;
  const { areaId, days, hours, seed } = request;
  const city = await cityOf(store, areaId);
  const nowMs = context.now();
  context.report({ step: "forecast", message: "Reading the past", share: 0.02 });
  const fromMs = nowMs - (days + LEARNT_DAYS) * DAY_MS;
  const containers: BackcastContainer[] = [];
  for (const { id, streamId } of drawn(city, seed)) {
    const readings = believable(await store.readings.series(id, fromMs, nowMs));
    if (readings !== null) containers.push({ id, group: streamId, readings });
  }
  const originsMs = originsOf(city, nowMs, days);
  const setup = setupOf(containers, originsMs);
  const horizons: BackTestReport["horizons"][number][] = [];
  for (const [i, horizon] of hours.entries()) {
    const outcomes: BackTestOutcome[] = [];
    let done = 0;
    for (const some of backTest({ ...setup, hours: horizon })) {
      outcomes.push(...some);
      done++;
      const share = (i + done / originsMs.length) / hours.length;
      const message = `Forecasting day ${done} of ${originsMs.length}, ${horizon} hours ahead`;
      context.report({ step: "forecast", message, share });
      stopIfCancelled(context);
    }
    horizons.push(horizonOf(horizon, outcomes));
  }
  const report: BackTestReport = {
    id: randomUUID(),
    areaId,
    createdAtMs: nowMs,
    days,
    seed,
    fullPercent: FULL_PERCENT,
    containerCount: containers.length,
    horizons,
  };
  return store.transaction(async (kept) => {
    await kept.backTests.insert(report);
    await kept.jobs.succeed(context.jobId, report.id, context.now());
    return report.id;
  });
}

/** The containers to read, before their years of readings are. */
function drawn(city: City, seed: number): readonly Container[] {
  const containers = [...city.containers];
  const random = new Random(seed);
  while (containers.length > CONTAINER_COUNT_MAX) {
    containers.splice(random.below(containers.length), 1);
  }
  return containers;
}

/** The moments at which the last days were planned, oldest first. */
function originsOf(city: City, nowMs: number, days: number): number[] {
  const { timeZone } = city.area;
  return Array.from({ length: days }, (_, i) => {
    const day = dayOf(nowMs - (days - i) * DAY_MS, timeZone);
    return startOfDayMs(day, timeZone) + planningClockSec(city) * 1000;
  });
}

function setupOf(
  containers: readonly BackcastContainer[],
  originsMs: readonly number[],
): Omit<BackTestSetup, "hours"> {
  const emptiedMs = new Map<string, readonly number[]>();
  const intervals: number[] = [];
  for (const { id, readings } of containers) {
    const traits = sensorTraits(readings);
    intervals.push(traits.intervalMs);
    const { emptyings } = trackLevels(readings, traits);
    emptiedMs.set(
      id,
      emptyings.map(({ atMs }) => atMs),
    );
  }
  const usualMs = intervals.toSorted((a, b) => a - b)[intervals.length >> 1] ?? HOUR_MS;
  return {
    containers,
    emptiedMs,
    originsMs,
    fullPercent: FULL_PERCENT,
    truthSpanMs: Math.min(TRUTH_SPAN_MS, Math.max(HOUR_MS, usualMs)),
    ageMaxMs: AGE_INTERVALS * usualMs,
  };
}

function horizonOf(
  hours: number,
  outcomes: readonly BackTestOutcome[],
): BackTestReport["horizons"][number] {
  const containers = [...Map.groupBy(outcomes, ({ containerId }) => containerId)].flatMap(
    ([containerId, own]) => {
      const score = scoreOutcomes(own, FULL_PERCENT);
      if (score === null) return [];
      const { count, medianErrorPercent, within80Share } = score;
      return [{ containerId, count, medianErrorPercent, within80Share }];
    },
  );
  return {
    hours,
    figures: scoreOutcomes(outcomes, FULL_PERCENT),
    containers: containers.toSorted((a, b) => b.medianErrorPercent - a.medianErrorPercent),
  };
}
