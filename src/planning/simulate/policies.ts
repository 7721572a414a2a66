import { AppError, type Container, type WasteStream } from "../../domain/index.ts";
import {
  type ContainerDecision,
  type ContainerOutlook,
  decideContainers,
  LIFTED_PERCENT_MAX,
} from "../choose.ts";
import { type CityForecasts, forecastSeries, outlookOf, visitHours } from "../outlooks.ts";
import { fixedSchedule } from "./fixed-schedule.ts";
import { lastPercent, type SensorFeed, seriesSince } from "./sensor-feed.ts";
import type { Town } from "./town.ts";
import { DAY_SEC, type Levels, levelAt, levelIfLeft } from "./truth.ts";

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
 * overflow before tomorrow's visit above 5 %), `fillroute` (the product's own choice), `perfect`
 * (the same with the true levels of today and tomorrow). `fixed` and `threshold` alone stand for
 * several.
 *
 * Throws `request/invalid`.
 */
export function policiesNamed(name: string): readonly Policy[] {
  const [kind = "", value] = name.split(":");
  if (value === undefined) {
    if (kind === "fixed") return [40, 50, 60, 70, 80].map(fixedPolicy);
    if (kind === "threshold") return [70, 80, 90].map(thresholdPolicy);
    if (kind === "must-go") return [5, 20].map(mustGoPolicy);
    if (kind === "fillroute") return [{ name: kind, decide: decideByForecast }];
    if (kind === "perfect") return [{ name: kind, decide: decideByTruth }];
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
      "fillroute or perfect",
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
      const outlooks = outlooksOf(morning);
      return decideEach(town, (container, i) => {
        if (container.deviceId === null) return unwatched(container, town, i, emptiedMs, atMs);
        const outlook = outlooks.get(container.id);
        const isDue = outlook !== undefined && outlook.overflowBeforeNext * 100 > percent;
        return isDue ? outlook.fillPercent : null;
      });
    },
  };
}

function decideByForecast(morning: Morning): ReadonlyMap<string, ContainerDecision> {
  return decideContainers(morning.town.city, outlooksOf(morning));
}

function outlooksOf({ town, feed, date, emptiedMs, atMs }: Morning): Map<string, ContainerOutlook> {
  const series = seriesSince(feed, town, atMs - HISTORY_DAYS * DAY_MS);
  const { forecasts }: CityForecasts = forecastSeries(town.city, series, emptiedMs, atMs);
  const hours = visitHours(town.city, date, atMs);
  return new Map([...forecasts].map(([id, forecast]) => [id, outlookOf(id, forecast, hours)]));
}

/** The product's choice with nothing left to forecast: a chance is 0 or 1. */
function decideByTruth({
  town,
  levels,
  planSec,
  date,
  emptiedMs,
  atMs,
}: Morning): ReadonlyMap<string, ContainerDecision> {
  const hours = visitHours(town.city, date, atMs);
  const outlooks = town.city.containers.map((container, i): ContainerOutlook => {
    const fillPercent = levelAt(levels, i, planSec);
    const overflows = (ahead: number) =>
      levelIfLeft(levels, i, planSec + ahead * HOUR_SEC) >= 100 ? 1 : 0;
    const emptied = emptiedMs.get(container.id);
    const shown = Math.min(100, fillPercent);
    return {
      containerId: container.id,
      fillPercent: shown,
      fillLowPercent: shown,
      fillHighPercent: shown,
      ratePercentPerDay: town.rates[i] ?? 0,
      overflowBeforeNext: overflows(hours.next),
      overflowBeforeSecond: overflows(hours.second),
      overflow24h: overflows(24),
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
