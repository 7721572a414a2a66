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
import type { Chance, Chances } from "./chances.ts";
import type { ContainerOutlook } from "./choose.ts";
import { type FillShape, fillShape, forecastAtSeenRate } from "./seen-rate.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How far back readings still tell something of a container's rate. */
const HISTORY_DAYS = 90;
/** How far back readings are judged for those who look at them; the page shows 14 days. */
const JUDGED_DAYS = 15;
/** Readings that were told to be of this quality or worse are left out. */
const BAD_QUALITY: QualityCode = 3;

/** What the containers of each stream have in common, by stream id. */
export interface LearntGroups {
  readonly priors: ReadonlyMap<string, GroupPrior>;
  readonly shapes: ReadonlyMap<string, FillShape | null>;
}

/** Forecasts of all containers of a city, with what of their groups they were made from. */
export interface CityForecasts extends LearntGroups {
  readonly forecasts: ReadonlyMap<string, FillForecast>;
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
 * @param known what was learnt of the groups some days ago, to save learning it again
 */
export function forecastSeries(
  city: City,
  series: ReadonlyMap<string, ReadingSeries>,
  emptiedMs: ReadonlyMap<string, number>,
  atMs: number,
  known?: LearntGroups,
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
  const shapes = new Map<string, FillShape | null>();
  for (const [streamId, group] of groups) {
    priors.set(streamId, known?.priors.get(streamId) ?? groupPrior(group));
    shapes.set(streamId, known?.shapes.get(streamId) ?? fillShape(group));
  }
  const forecasts = new Map<string, FillForecast>();
  for (const container of city.containers) {
    const prior = priors.get(container.streamId) ?? groupPrior([]);
    const shape = shapes.get(container.streamId) ?? null;
    const history = histories.get(container.id) ?? EMPTY_HISTORY;
    forecasts.set(container.id, forecastInGroup(history, { prior, shape }, atMs));
  }
  return { forecasts, priors, shapes, judgements };
}

/** A container's forecast with what the containers of its stream have in common. */
export function forecastInGroup(
  history: ContainerHistory,
  { prior, shape }: LearntGroup,
  atMs: number,
): FillForecast {
  return shape === null
    ? forecastContainer(history, prior, atMs)
    : forecastAtSeenRate(history, prior, shape, atMs);
}

/** One container's forecast alone, with what the last plan kept of its group. */
export async function forecastOne(
  store: Store,
  containerId: string,
  group: LearntGroup,
  atMs: number,
): Promise<FillForecast> {
  const { history } = await containerPast(store, containerId, atMs);
  return forecastInGroup(history, group, atMs);
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

/** What to expect of each container with a forecast, in the city's order. */
export function outlooksOf(
  city: City,
  forecasts: CityForecasts["forecasts"],
  chances: Chances,
): readonly ContainerOutlook[] {
  return city.containers.flatMap((container) => {
    const forecast = forecasts.get(container.id);
    if (forecast === undefined) return [];
    return [outlookOf(container.id, forecast, chances.of(container, forecast))];
  });
}

/** What to expect of a container if it is not collected now but at the next chance. */
export function outlookOf(
  containerId: string,
  forecast: FillForecast,
  chance: Chance,
): ContainerOutlook {
  const emptiedMs = forecast.lastEmptiedMs;
  const { servedHours, nextHours, value } = chance;
  const fullAt = (hours: number) => overflowProbability(forecast, hours);
  const overflowBeforeNext = fullAt(nextHours);
  const gapHours = nextHours - servedHours;
  // Simpson's rule: the chance to be full only grows.
  const fullHours =
    (gapHours *
      (fullAt(servedHours) + 4 * fullAt(servedHours + gapHours / 2) + overflowBeforeNext)) /
    6;
  let laterCents = 0;
  for (let i = 0; i < LATER_PARTS; i++) {
    const level = fillQuantile(forecast, nextHours, (i + 0.5) / LATER_PARTS);
    laterCents += value.laterCents(level) / LATER_PARTS;
  }
  return {
    containerId,
    fillPercent: round1(fillQuantile(forecast, 0, 0.5)),
    fillLowPercent: round1(fillQuantile(forecast, 0, 0.1)),
    fillHighPercent: round1(fillQuantile(forecast, 0, 0.9)),
    ratePercentPerDay: round2(forecast.ratePercentPerDay),
    isRoundDay: chance.isRoundDay,
    daysToNext: gapHours / 24,
    overflowBeforeNext: round3(overflowBeforeNext),
    fullHoursBeforeNext: round2(fullHours),
    laterCents: Math.round(laterCents),
    savedCents: Math.round((value.centsPerDay * gapHours) / 24),
    overflow24h: round3(fullAt(24)),
    hoursToFull: roundedHours(hoursToFull(forecast)),
    daysSinceEmptied: emptiedMs === null ? null : (forecast.atMs - emptiedMs) / DAY_MS,
    hasData: forecast.basis !== "group",
  };
}

/** Equally likely levels that stand for those at the next chance. */
const LATER_PARTS = 8;

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

/** What the containers of one stream have in common. */
export interface LearntGroup {
  readonly prior: GroupPrior;
  /** Null before the first plan: the forecast then goes by the prior's own week. */
  readonly shape: FillShape | null;
}

/** Keeps what was learnt, so that one container is judged without reading the whole city. */
export async function keepGroups(
  store: Store,
  areaId: string,
  { priors, shapes }: LearntGroups,
): Promise<void> {
  for (const [streamId, prior] of priors) {
    const group: LearntGroup = { prior, shape: shapes.get(streamId) ?? null };
    const bytes = new TextEncoder().encode(JSON.stringify(group));
    await store.roads.put(areaId, `group:${streamId}`, GROUP_VERSION, bytes);
  }
}

/** What the last plan kept of a stream; an unknown group where there is none. */
export async function keptGroup(
  store: Store,
  areaId: string,
  streamId: string,
): Promise<LearntGroup> {
  const bytes = await store.roads.get(areaId, `group:${streamId}`, GROUP_VERSION);
  if (bytes === null) return { prior: groupPrior([]), shape: null };
  // Written by `keepGroups` under this version, so the form is known.
  return JSON.parse(new TextDecoder().decode(bytes)) as LearntGroup;
}

const GROUP_VERSION = "1";

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
