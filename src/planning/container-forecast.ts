import { AppError } from "../domain/index.ts";
import {
  type Emptying,
  type FillForecast,
  fillQuantile,
  hoursToFull,
  overflowProbability,
  weekdayShares,
} from "../forecast/index.ts";
import type { Store } from "../store/index.ts";
import { containerPast, forecastInGroup, keptGroup } from "./outlooks.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Hours between two points of the curve. */
const STEP_HOURS = 6;

/** Emptyings of so many days are told. */
const EMPTYING_DAYS = 14;

/** The dates are looked for this far ahead, hour by hour. */
const DATE_HOURS_MAX = 14 * 24;

/** An emptying is too early while even the visit after it would overflow with less than this. */
const TOO_EARLY_PROBABILITY = 0.01;

/** The fill expected at one moment if nobody empties the container. */
export interface ForecastPoint {
  readonly atMs: number;
  /** Median, and the bounds of the middle 80 %. */
  readonly fillPercent: number;
  readonly fillLowPercent: number;
  readonly fillHighPercent: number;
  readonly overflowProbability: number;
}

/** One container's forecast with what it rests on, as of `atMs`. */
export interface ContainerForecast {
  readonly atMs: number;
  readonly basis: FillForecast["basis"];
  readonly ratePercentPerDay: number;
  /** Standard deviation of the rate as a share of it. */
  readonly rateSpread: number;
  /** Filling of Monday to Sunday (UTC) against the mean day: 1.2 is a fifth more. */
  readonly weekdayFactors: readonly number[];
  readonly lastReadingMs: number | null;
  readonly lastEmptiedMs: number | null;
  readonly emptyings: readonly Emptying[];
  readonly hoursToFull: number | null;
  /** From then on the risk of overflow is above the policy's bound; null if not in 14 days. */
  readonly dueMs: number | null;
  /** Until then it can wait for the next visit at no risk; null where it cannot any more. */
  readonly tooEarlyUntilMs: number | null;
  readonly points: readonly ForecastPoint[];
}

/**
 * Forecasts one container from its readings until now and what its stream had in common when the
 * last plan was made. Throws `container/unknown`.
 *
 * @param days how far the curve goes, 1 to 14
 */
export async function containerForecast(
  store: Store,
  containerId: string,
  nowMs: number,
  days: number,
): Promise<ContainerForecast> {
  const [container, areaId] = await Promise.all([
    store.cities.getContainer(containerId),
    store.cities.areaOfContainer(containerId),
  ]);
  const policy = areaId === null ? null : await store.cities.getPolicy(areaId);
  if (container === null || areaId === null || policy === null) {
    throw new AppError("container/unknown", `containerId (${containerId}) is no container here`);
  }
  const group = await keptGroup(store, areaId, container.value.streamId);
  const { history, emptyings } = await containerPast(store, containerId, nowMs);
  const forecast = forecastInGroup(history, group, nowMs);
  const dueHours = hoursToRisk(forecast, policy.mustGoProbability);
  return {
    atMs: nowMs,
    basis: forecast.basis,
    ratePercentPerDay: forecast.ratePercentPerDay,
    rateSpread: forecast.rateSpread,
    weekdayFactors: weekdayShares(forecast.weekProfile),
    lastReadingMs: forecast.lastReadingMs,
    lastEmptiedMs: forecast.lastEmptiedMs,
    emptyings: emptyings.filter(({ atMs }) => atMs >= nowMs - EMPTYING_DAYS * DAY_MS),
    hoursToFull: hoursToFull(forecast),
    dueMs: dueHours === null ? null : nowMs + dueHours * HOUR_MS,
    tooEarlyUntilMs: tooEarlyUntil(forecast, nowMs, policy.nextVisitDays),
    points: curve(forecast, nowMs, days),
  };
}

function curve(forecast: FillForecast, nowMs: number, days: number): ForecastPoint[] {
  const count = (days * 24) / STEP_HOURS + 1;
  return Array.from({ length: count }, (_, i) => {
    const hours = i * STEP_HOURS;
    return {
      atMs: nowMs + hours * HOUR_MS,
      fillPercent: fillQuantile(forecast, hours, 0.5),
      fillLowPercent: fillQuantile(forecast, hours, 0.1),
      fillHighPercent: fillQuantile(forecast, hours, 0.9),
      overflowProbability: overflowProbability(forecast, hours),
    };
  });
}

/** Risk at no visit falls, as the container only fills: the first hour is found by halving. */
function hoursToRisk(forecast: FillForecast, probability: number): number | null {
  if (overflowProbability(forecast, DATE_HOURS_MAX) < probability) return null;
  let low = 0;
  let high = DATE_HOURS_MAX;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (overflowProbability(forecast, middle) >= probability) high = middle;
    else low = middle + 1;
  }
  return high;
}

function tooEarlyUntil(
  forecast: FillForecast,
  nowMs: number,
  nextVisitDays: number,
): number | null {
  const riskHours = hoursToRisk(forecast, TOO_EARLY_PROBABILITY) ?? DATE_HOURS_MAX;
  const untilMs = nowMs + riskHours * HOUR_MS - nextVisitDays * DAY_MS;
  return untilMs > nowMs ? untilMs : null;
}
