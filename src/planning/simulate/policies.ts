import { AppError, type Container, type WasteStream } from "../../domain/index.ts";
import { Chances } from "../chances.ts";
import {
  type ContainerDecision,
  type ContainerOutlook,
  decideContainers,
  LIFTED_PERCENT_MAX,
} from "../choose.ts";
import type { FillWays } from "../cycle-value.ts";
import { type CityForecasts, forecastSeries, type LearntGroups, outlooksOf } from "../outlooks.ts";
import { type CollectionPace, collectionPace, everyDayPace } from "../rhythm.ts";
import { fixedSchedule } from "./fixed-schedule.ts";
import { lastPercent, type SensorFeed, seriesSince } from "./sensor-feed.ts";
import type { Town } from "./town.ts";
import { DAY_SEC, type Levels, levelIfLeft } from "./truth.ts";

/** What a policy may look at in the morning; only `perfect` looks at `levels`. */
export interface Morning {
  readonly town: Town;
  readonly feed: SensorFeed;
  readonly levels: Levels;
  /** Seconds after midnight when the plan is made. */
  readonly planSec: number;
  /** The day, YYYY-MM-DD. */
  readonly date: string;
  readonly atMs: number;
  /** When each container was last emptied by a crew, by its id. */
  readonly emptiedMs: ReadonlyMap<string, number>;
}

/** Says each morning what is done with each container. */
export interface Policy {
  readonly name: string;
  readonly decide: (morning: Morning) => ReadonlyMap<string, ContainerDecision>;
}

const DAY_MS = DAY_SEC * 1000;
const HOUR_SEC = 3600;
/** How far back a policy looks. */
const HISTORY_DAYS = 60;
/** A container that no sensor watches is collected this often by those who go by levels. */
const UNWATCHED_DAYS_MAX = 7;

/**
 * The policies that a name stands for: `fixed:60` (a schedule by weekday for each container, 60 %
 * full on average at most when it comes), `threshold:80` (last reading), `must-go:5` (chance of
 * overflow before tomorrow's visit above 5 %), `fillroute` (the product's own choice), `paced` (the
 * same with rounds of a stream only on the days that are worth one), `perfect` and `perfect-paced`
 * (both with the true levels until the next chance). `fixed`, `threshold` and `must-go` alone stand
 * for several.
 *
 * Throws `request/invalid`.
 */
export function policiesNamed(name: string): readonly Policy[] {
  const [kind = "", value] = name.split(":");
  if (value === undefined) {
    if (kind === "fixed") return [40, 50, 60, 70, 80].map(fixedPolicy);
    if (kind === "threshold") return [70, 80, 90].map(thresholdPolicy);
    if (kind === "must-go") return [5, 20].map(mustGoPolicy);
    if (kind === "fillroute") return [{ name: kind, decide: (m) => decideByForecast(m, false) }];
    if (kind === "paced") return [{ name: kind, decide: (m) => decideByForecast(m, true) }];
    if (kind === "perfect") return [{ name: kind, decide: (m) => decideByTruth(m, false) }];
    if (kind === "perfect-paced") return [{ name: kind, decide: (m) => decideByTruth(m, true) }];
  }
  const percent = Number(value);
  if (percent > 0 && percent <= 100) {
    if (kind === "fixed") return [fixedPolicy(percent)];
    if (kind === "threshold") return [thresholdPolicy(percent)];
    if (kind === "must-go") return [mustGoPolicy(percent)];
  }
  throw new AppError(
    "request/invalid",
    `policy (${name}) is not known: use fixed, threshold, must-go (each alone or with :percent), ` +
      "fillroute, paced, perfect or perfect-paced",
  );
}

function fixedPolicy(percent: number): Policy {
  return {
    name: `fixed:${percent}`,
    decide: ({ town, levels }) => {
      const due = fixedSchedule(town, percent);
      return decideEach(town, (_, i) => {
        const days = due.daysSince(i, levels.day);
        return days === null ? null : days * (town.rates[i] ?? 0);
      });
    },
  };
}

function thresholdPolicy(percent: number): Policy {
  return {
    name: `threshold:${percent}`,
    decide: ({ town, feed, emptiedMs, atMs }) =>
      decideEach(town, (container, i) => {
        if (container.deviceId === null) return unwatched(container, town, i, emptiedMs, atMs);
        const seen = lastPercent(feed, i);
        return seen !== null && seen >= percent ? seen : null;
      }),
  };
}

/** Level to expect of a container without a sensor when its week is over, null before. */
function unwatched(
  container: Container,
  town: Town,
  index: number,
  emptiedMs: ReadonlyMap<string, number>,
  atMs: number,
): number | null {
  const days = (atMs - (emptiedMs.get(container.id) ?? 0)) / DAY_MS;
  return days < UNWATCHED_DAYS_MAX ? null : Math.min(100, days * (town.rates[index] ?? 0));
}

function mustGoPolicy(percent: number): Policy {
  return {
    name: `must-go:${percent}`,
    decide: (morning) => {
      const { town, emptiedMs, atMs } = morning;
      const outlooks = morningOutlooks(morning, false);
      return decideEach(town, (container, i) => {
        if (container.deviceId === null) return unwatched(container, town, i, emptiedMs, atMs);
        const outlook = outlooks.get(container.id);
        const isDue = outlook !== undefined && outlook.overflowBeforeNext * 100 > percent;
        return isDue ? outlook.fillPercent : null;
      });
    },
  };
}

function decideByForecast(
  morning: Morning,
  isPaced: boolean,
): ReadonlyMap<string, ContainerDecision> {
  return decideContainers(morning.town.city, morningOutlooks(morning, isPaced));
}

function morningOutlooks(morning: Morning, isPaced: boolean): Map<string, ContainerOutlook> {
  const { town, feed, date, emptiedMs, atMs } = morning;
  const series = seriesSince(feed, town, atMs - HISTORY_DAYS * DAY_MS);
  const known = learnt.get(feed);
  const isFresh = known !== undefined && atMs - known.atMs < LEARN_DAYS * DAY_MS;
  const groups = isFresh ? known : undefined;
  const made: CityForecasts = forecastSeries(town.city, series, emptiedMs, atMs, groups);
  const pace = isFresh ? known.pace : paceOf(town, isPaced, () => made.forecasts);
  if (!isFresh) learnt.set(feed, { atMs, priors: made.priors, shapes: made.shapes, pace });
  const chances = new Chances(town.city, date, atMs, pace);
  const outlooks = outlooksOf(town.city, made.forecasts, chances);
  return new Map(outlooks.map((outlook) => [outlook.containerId, outlook]));
}

/** What a run has learnt of its town for some days. */
interface Learnt extends LearntGroups {
  readonly atMs: number;
  readonly pace: CollectionPace;
}

/** What containers have in common and the rhythms are learnt anew after so many days. */
const LEARN_DAYS = 7;
const learnt = new WeakMap<SensorFeed, Learnt>();

const paces = new WeakMap<Town, CollectionPace>();

/** Each day for all streams, or the days that are worth a round by how containers fill. */
function paceOf(
  town: Town,
  isPaced: boolean,
  ways: () => ReadonlyMap<string, FillWays>,
): CollectionPace {
  if (isPaced) return collectionPace(town.city, town.matrices, ways());
  const known = paces.get(town) ?? everyDayPace(town.city, town.matrices);
  paces.set(town, known);
  return known;
}

/** How unevenly containers fill by the truth's series, for the one policy that knows it. */
const TRUE_WAYS = { dispersionPercent: 6, rateSpread: 0.02 } as const;

/** The product's choice with nothing left to forecast: a chance is 0 or 1. */
function decideByTruth(morning: Morning, isPaced: boolean): ReadonlyMap<string, ContainerDecision> {
  const { town, levels, planSec, date, emptiedMs, atMs } = morning;
  const waysOf = (i: number): FillWays => ({
    ratePercentPerDay: town.rates[i] ?? 0,
    ...TRUE_WAYS,
  });
  const pace = paceOf(
    town,
    isPaced,
    () => new Map(town.city.containers.map(({ id }, i) => [id, waysOf(i)])),
  );
  const chances = new Chances(town.city, date, atMs, pace);
  const outlooks = town.city.containers.map((container, i): ContainerOutlook => {
    const chance = chances.of(container, waysOf(i));
    const at = (hours: number) => levelIfLeft(levels, i, planSec + hours * HOUR_SEC);
    const shown = Math.min(100, at(0));
    const emptied = emptiedMs.get(container.id);
    const { servedHours, nextHours, value } = chance;
    const gapDays = (nextHours - servedHours) / 24;
    let fullHours = 0;
    for (let hour = servedHours + 0.5; hour < nextHours; hour++) if (at(hour) >= 100) fullHours++;
    return {
      containerId: container.id,
      fillPercent: shown,
      fillLowPercent: shown,
      fillHighPercent: shown,
      ratePercentPerDay: town.rates[i] ?? 0,
      isRoundDay: chance.isRoundDay,
      daysToNext: gapDays,
      overflowBeforeNext: at(nextHours) >= 100 ? 1 : 0,
      fullHoursBeforeNext: fullHours,
      laterCents: value.laterCents(at(nextHours)),
      savedCents: value.centsPerDay * gapDays,
      overflow24h: at(24) >= 100 ? 1 : 0,
      hoursToFull: null,
      daysSinceEmptied: emptied === undefined ? null : (atMs - emptied) / DAY_MS,
      hasData: true,
    };
  });
  return decideContainers(
    town.city,
    new Map(outlooks.map((outlook) => [outlook.containerId, outlook])),
  );
}

/** Decisions of a rule that gives, for each container it collects, the level it expects. */
function decideEach(
  town: Town,
  expectedPercent: (container: Container, index: number) => number | null,
): ReadonlyMap<string, ContainerDecision> {
  const streams = new Map(town.city.streams.map((stream) => [stream.id, stream]));
  return new Map(
    town.city.containers.map((container, i) => {
      const stream = streams.get(container.streamId);
      return [container.id, decision(container, stream, expectedPercent(container, i))];
    }),
  );
}

function decision(
  container: Container,
  stream: WasteStream | undefined,
  expectedPercent: number | null,
): ContainerDecision {
  const percent = Math.min(LIFTED_PERCENT_MAX, Math.max(0, expectedPercent ?? 0));
  const volumeL = (container.volumeL * percent) / 100;
  return {
    container,
    verdict: expectedPercent === null ? "not" : "must",
    reason: {
      code: expectedPercent === null ? "not-due" : "interval-ends",
      // A lone container of a site is taken along by the stop's own rule only where it is due.
      fillPercent: percent,
      fillLowPercent: percent,
      fillHighPercent: percent,
      overflowProbability: 0,
      hoursToFull: null,
      priceCents: 0,
    },
    volumeL,
    weightKg: (volumeL / 1000) * (stream?.densityKgPerM3 ?? 0),
  };
}
