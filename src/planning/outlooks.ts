import type { City, QualityCode } from "../domain/index.ts";
import {
  type ContainerHistory,
  EMPTY_HISTORY,
  type FillForecast,
  type FillReadings,
  fillQuantile,
  forecastContainer,
  type GroupPrior,
  groupPrior,
  hoursToFull,
  judgeHistory,
  type LevelTrack,
  orderReadings,
  overflowProbability,
  reasonNames,
  withEmptying,
} from "../forecast/index.ts";
import type { Judgement, ReadingSeries, Store, StoredForecast } from "../store/index.ts";
import { startOfDayMs } from "./calendar.ts";
import type { ContainerOutlook } from "./choose.ts";
import { dutySpan } from "./shift-times.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How far back readings still tell something of a container's rate. */
const HISTORY_DAYS = 90;
/** How far back readings are judged for those who look at them; the page shows 14 days. */
const JUDGED_DAYS = 15;
/** Readings that were told to be of this quality or worse are left out. */
const BAD_QUALITY: QualityCode = 3;

/** Forecasts of all containers of a city, with the group priors they were made from. */
export interface CityForecasts {
  readonly forecasts: ReadonlyMap<string, FillForecast>;
  readonly priors: ReadonlyMap<string, GroupPrior>;
  /** What is thought of the readings of the last weeks, by container: those with readings. */
  readonly judgements: ReadonlyMap<string, readonly Judgement[]>;
}

/**
 * Forecasts every container of a city from its stored readings, as known at `atMs`.
 *
 * Containers of one stream share what they have in common, so that one without readings gets a
 * sensible wide forecast.
 */
export async function forecastCity(store: Store, city: City, atMs: number): Promise<CityForecasts> {
  const fromMs = atMs - HISTORY_DAYS * DAY_MS;
  const series = await store.readings.seriesOfArea(city.area.id, fromMs, atMs);
  return forecastSeries(city, series, new Map(), atMs);
}

/**
 * Forecasts every container of a city from its readings until `atMs`.
 *
 * @param emptiedMs when a crew said that it emptied a container; its readings know better
 */
export function forecastSeries(
  city: City,
  series: ReadonlyMap<string, ReadingSeries>,
  emptiedMs: ReadonlyMap<string, number>,
  atMs: number,
): CityForecasts {
  const histories = new Map<string, ContainerHistory>();
  const judgements = new Map<string, readonly Judgement[]>();
  const groups = new Map<string, ContainerHistory[]>();
  for (const container of city.containers) {
    const readings = believable(series.get(container.id));
    const judged = readings === null ? null : judgeHistory(readings);
    const reported = emptiedMs.get(container.id);
    const seen = judged?.history ?? EMPTY_HISTORY;
    const history = reported === undefined ? seen : withEmptying(seen, reported);
    histories.set(container.id, history);
    if (readings !== null && judged !== null) {
      judgements.set(container.id, judgementsOf(readings, judged.track, judgedFromMs(atMs)));
    }
    const group = groups.get(container.streamId);
    if (group === undefined) groups.set(container.streamId, [history]);
    else group.push(history);
  }
  const priors = new Map<string, GroupPrior>();
  for (const [streamId, group] of groups) priors.set(streamId, groupPrior(group));
  const forecasts = new Map<string, FillForecast>();
  for (const container of city.containers) {
    const prior = priors.get(container.streamId) ?? groupPrior([]);
    const history = histories.get(container.id) ?? EMPTY_HISTORY;
    forecasts.set(container.id, forecastContainer(history, prior, atMs));
  }
  return { forecasts, priors, judgements };
}

/** One container's forecast alone, with the priors kept from the last plan. */
export async function forecastOne(
  store: Store,
  containerId: string,
  prior: GroupPrior,
  atMs: number,
): Promise<FillForecast> {
  const { history } = await containerPast(store, containerId, atMs);
  return forecastContainer(history, prior, atMs);
}

/** What a container's readings of the last months tell: its history and when it was emptied. */
export async function containerPast(
  store: Store,
  containerId: string,
  atMs: number,
): Promise<{ readonly history: ContainerHistory; readonly emptyings: LevelTrack["emptyings"] }> {
  const fromMs = atMs - HISTORY_DAYS * DAY_MS;
  const readings = believable(await store.readings.series(containerId, fromMs, atMs));
  if (readings === null) return { history: EMPTY_HISTORY, emptyings: [] };
  const { history, track } = judgeHistory(readings);
  return { history, emptyings: track.emptyings };
}

/**
 * Takes a just reported level for the truth: the caution that the forecast has against a single
 * reading is right for planning ahead, but a container said to be full needs an answer now.
 */
export function withReportedLevel(
  forecast: FillForecast,
  reported: { readonly atMs: number; readonly fillPercent: number },
): FillForecast {
  return {
    ...forecast,
    basis: "sensor",
    // Learnt for the level that the forecast believed, which this one replaces.
    tables: [],
    levelPercent: Math.max(0, reported.fillPercent),
    levelMs: reported.atMs,
    lastReadingMs: reported.atMs,
  };
}

/** Hours from the forecast's moment to the next chance to collect, and to the one after. */
export interface VisitHours {
  readonly next: number;
  readonly second: number;
}

/** Share of a shift that has passed when most of its stops are served. */
const SERVED_SHARE = 0.7;

/**
 * When the trucks could come again after those of a day: they must hold until then what is not
 * collected on it. Not when the next plan is made, but when most of its stops will be served.
 */
export function visitHours(city: City, day: string, atMs: number): VisitHours {
  const span = dutySpan(city.vehicles);
  const servedSec =
    span === null ? DAY_MS / 2000 : span.startSec + SERVED_SHARE * (span.endSec - span.startSec);
  const apartHours = 24 * city.policy.nextVisitDays;
  const servedMs = startOfDayMs(day, city.area.timeZone) + servedSec * 1000;
  const next = Math.max(1, (servedMs - atMs) / HOUR_MS + apartHours);
  return { next, second: next + apartHours };
}

/** What to expect of a container if it is not collected now but at the next visits. */
export function outlookOf(
  containerId: string,
  forecast: FillForecast,
  hours: VisitHours,
): ContainerOutlook {
  const emptiedMs = forecast.lastEmptiedMs;
  return {
    containerId,
    fillPercent: round1(fillQuantile(forecast, 0, 0.5)),
    fillLowPercent: round1(fillQuantile(forecast, 0, 0.1)),
    fillHighPercent: round1(fillQuantile(forecast, 0, 0.9)),
    ratePercentPerDay: round2(forecast.ratePercentPerDay),
    overflowBeforeNext: round3(overflowProbability(forecast, hours.next)),
    overflowBeforeSecond: round3(overflowProbability(forecast, hours.second)),
    overflow24h: round3(overflowProbability(forecast, 24)),
    hoursToFull: roundedHours(hoursToFull(forecast)),
    daysSinceEmptied: emptiedMs === null ? null : (forecast.atMs - emptiedMs) / DAY_MS,
    hasData: forecast.basis !== "group",
  };
}

/** The summary kept for the map and the list. */
export function storedForecast(outlook: ContainerOutlook, computedAtMs: number): StoredForecast {
  return {
    containerId: outlook.containerId,
    computedAtMs,
    fillPercent: outlook.fillPercent,
    fillLowPercent: outlook.fillLowPercent,
    fillHighPercent: outlook.fillHighPercent,
    ratePercentPerDay: outlook.ratePercentPerDay,
    overflowProbability24h: outlook.overflow24h,
    hoursToFull: outlook.hoursToFull,
  };
}

/** Keeps the priors, so that a single container can be judged without reading the whole city. */
export async function keepPriors(
  store: Store,
  areaId: string,
  priors: ReadonlyMap<string, GroupPrior>,
): Promise<void> {
  for (const [streamId, prior] of priors) {
    const bytes = new TextEncoder().encode(JSON.stringify(prior));
    await store.roads.put(areaId, `prior:${streamId}`, PRIOR_VERSION, bytes);
  }
}

/** The prior kept by the last plan; that of an unknown group where there is none. */
export async function keptPrior(
  store: Store,
  areaId: string,
  streamId: string,
): Promise<GroupPrior> {
  const bytes = await store.roads.get(areaId, `prior:${streamId}`, PRIOR_VERSION);
  if (bytes === null) return groupPrior([]);
  // Written by `keepPriors` under this version, so the shape is known.
  return JSON.parse(new TextDecoder().decode(bytes)) as GroupPrior;
}

const PRIOR_VERSION = "1";

/** Containers whose judgements are written at a time: other writers get their turn between. */
const CONTAINERS_A_WRITE = 200;

/** Keeps what the forecast thinks of the readings, for those who look at a container. */
export async function keepJudgements(
  store: Store,
  judgements: CityForecasts["judgements"],
  atMs: number,
): Promise<void> {
  const all = [...judgements];
  for (let start = 0; start < all.length; start += CONTAINERS_A_WRITE) {
    const slice = new Map(all.slice(start, start + CONTAINERS_A_WRITE));
    await store.readings.judge(slice, judgedFromMs(atMs), atMs);
  }
}

/** Older readings than the panel of a container shows are not judged any more. */
function judgedFromMs(atMs: number): number {
  return atMs - JUDGED_DAYS * DAY_MS;
}

function judgementsOf(readings: FillReadings, track: LevelTrack, fromMs: number): Judgement[] {
  const judgements: Judgement[] = [];
  for (let i = readings.atMs.length - 1; i >= 0; i--) {
    const atMs = readings.atMs[i] ?? 0;
    if (atMs < fromMs) break;
    const quality = (track.trust[i] ?? 0) as QualityCode; // a TrustCode, which is the same
    if (quality === 0) continue;
    judgements.push({ atMs, quality, reasons: reasonNames(track.reasons[i] ?? 0) });
  }
  return judgements;
}

/** Readings but for those that came with an alarm or without an echo; null without any. */
export function believable(series: ReadingSeries | undefined): FillReadings | null {
  if (series === undefined) return null;
  const { atMs, fillPercent, quality } = series;
  const isBelievable = (_: number, i: number) => (quality[i] ?? 0) < BAD_QUALITY;
  const believedMs = atMs.filter(isBelievable);
  if (believedMs.length === 0) return null;
  return orderReadings(believedMs, fillPercent.filter(isBelievable));
}

function roundedHours(hours: number | null): number | null {
  return hours === null ? null : Math.round((hours * HOUR_MS) / 360_000) / 10;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}
