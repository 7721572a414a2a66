import { gammaProbability, gammaQuantile } from "./gamma.ts";
import type { ContainerHistory } from "./history.ts";
import { operationalDays, type WeekProfile } from "./operational-time.ts";
import { type GroupPrior, tellsRate } from "./prior.ts";
import { DAY_MS, HOUR_MS, SATURATED_PERCENT } from "./readings.ts";

/**
 * What a forecast rests on: a sensor that reports, one silent for a day or more, one frozen at a
 * value, or nothing but the group.
 */
export type ForecastBasis = "sensor" | "silent" | "frozen" | "group";

/**
 * Predictive distribution of one container's fill, from `atMs` on, if it is not emptied.
 *
 * The gain from `levelMs` to a moment is gamma distributed in operational time; its parameters are
 * here so that any quantile at any hour costs a few dozen operations. Plain and serialisable.
 */
export interface FillForecast {
  readonly atMs: number;
  readonly basis: ForecastBasis;
  /** The last level known, when, and how sure. */
  readonly levelPercent: number;
  readonly levelMs: number;
  readonly levelSdPercent: number;
  /** Rate per operational day, and its standard deviation as a share of it. */
  readonly ratePercentPerDay: number;
  readonly rateSpread: number;
  /** Variance of a gain for each percent of its mean. */
  readonly dispersionPercent: number;
  readonly weekProfile: WeekProfile;
  readonly lastReadingMs: number | null;
  readonly lastEmptiedMs: number | null;
}

/** Older cycles count half after this long. */
const HALF_LIFE_DAYS = 14;

/** The running cycle tells nothing of its rate before this long. */
const RUNNING_DAYS_MIN = 0.5;

/** A sensor with no reading for this long is silent, or four of its intervals if that is longer. */
const SILENT_MS = DAY_MS;

/** Hours to full are not told beyond this: 90 days. */
const HOURS_MAX = 90 * 24;

/** No rate is slower; keeps the distribution proper for containers that stand still. */
const RATE_MIN = 0.01;

/**
 * Forecasts a container from its own history and its group's, as known at `atMs`.
 *
 * The rate is the exponentially forgetting mean of its cycles, half after 14 days, shrunk to the
 * group's by as many days as the spread between containers deserves (empirical Bayes).
 */
export function forecastContainer(
  history: ContainerHistory,
  prior: GroupPrior,
  atMs: number,
): FillForecast {
  const rate = shrunkRate(history, prior, atMs);
  const level = knownLevel(history, prior, atMs);
  return {
    atMs,
    ...level,
    ...rate,
    dispersionPercent: prior.dispersionPercent,
    weekProfile: prior.weekProfile,
    lastReadingMs: history.lastMs,
    lastEmptiedMs: history.lastEmptiedMs,
  };
}

/**
 * The fill that is not exceeded with this probability, in percent from 0 to 100.
 *
 * @param hoursAhead hours after `forecast.atMs`; 0 is now
 * @param probability between 0 and 1, both left out
 */
export function fillQuantile(
  forecast: FillForecast,
  hoursAhead: number,
  probability: number,
): number {
  return Math.min(100, Math.max(0, amountQuantile(forecast, hoursAhead, probability)));
}

/** Probability that the container holds as much as it can, or more was brought, by then. */
export function overflowProbability(forecast: FillForecast, hoursAhead: number): number {
  return reachProbability(forecast, hoursAhead, 100);
}

/** Probability that the fill has reached `percent` by then. */
export function reachProbability(
  forecast: FillForecast,
  hoursAhead: number,
  percent: number,
): number {
  const { mean, variance, shift } = momentsAt(forecast, hoursAhead);
  return 1 - gammaProbability(mean + shift, variance, percent - forecast.levelPercent + shift);
}

/**
 * Waste that finds no room by then, as the expected percent of the container's volume.
 *
 * Cost: twenty quantiles.
 */
export function expectedExcess(forecast: FillForecast, hoursAhead: number): number {
  const parts = 20;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    sum += Math.max(0, amountQuantile(forecast, hoursAhead, (part + 0.5) / parts) - 100);
  }
  return sum / parts;
}

/** Median hours until the container is full; 0 if it is, null if not within 90 days. */
export function hoursToFull(forecast: FillForecast): number | null {
  return hoursToReach(forecast, 100);
}

/** Median hours until the fill reaches `percent`; 0 if it has, null if not within 90 days. */
export function hoursToReach(forecast: FillForecast, percent: number): number | null {
  if (amountQuantile(forecast, 0, 0.5) >= percent) return 0;
  if (amountQuantile(forecast, HOURS_MAX, 0.5) < percent) return null;
  let low = 0;
  let high = HOURS_MAX;
  while (high - low > 0.05) {
    const middle = (low + high) / 2;
    if (amountQuantile(forecast, middle, 0.5) < percent) low = middle;
    else high = middle;
  }
  return high;
}

/** Quantile of all that was brought since the last emptying: above 100 it lies beside. */
function amountQuantile(forecast: FillForecast, hoursAhead: number, probability: number): number {
  const { mean, variance, shift } = momentsAt(forecast, hoursAhead);
  return forecast.levelPercent + gammaQuantile(mean + shift, variance, probability) - shift;
}

/**
 * Mean and variance of the gain since `levelMs`, with the level's own error in the variance, and
 * the shift that lets a gamma distribution be below zero: readings sink between deposits.
 */
function momentsAt(
  forecast: FillForecast,
  hoursAhead: number,
): { mean: number; variance: number; shift: number } {
  const untilMs = forecast.atMs + Math.max(0, hoursAhead) * HOUR_MS;
  const days = Math.max(0, operationalDays(forecast.weekProfile, forecast.levelMs, untilMs));
  const mean = forecast.ratePercentPerDay * days;
  const levelVariance = forecast.levelSdPercent ** 2;
  const variance =
    forecast.dispersionPercent * mean + (forecast.rateSpread * mean) ** 2 + levelVariance;
  return { mean, variance, shift: 2 * forecast.levelSdPercent };
}

function shrunkRate(
  history: ContainerHistory,
  prior: GroupPrior,
  atMs: number,
): Pick<FillForecast, "ratePercentPerDay" | "rateSpread"> {
  const { dispersionPercent, ratePercentPerDay, rateSpread, weekProfile } = prior;
  const priorDays = Math.min(
    10,
    Math.max(0.5, dispersionPercent / (ratePercentPerDay * rateSpread ** 2)),
  );
  let gain = priorDays * ratePercentPerDay;
  let days = priorDays;
  for (const cycle of history.cycles) {
    if (!tellsRate(cycle)) continue;
    const weight = 2 ** (-Math.max(0, atMs - cycle.endMs) / (HALF_LIFE_DAYS * DAY_MS));
    gain += weight * Math.max(0, cycle.endPercent - cycle.startPercent);
    days += weight * operationalDays(weekProfile, cycle.startMs, cycle.endMs);
  }
  const { running } = history;
  if (running !== null && running.endMs - running.startMs >= RUNNING_DAYS_MIN * DAY_MS) {
    gain += Math.max(0, running.endPercent - running.startPercent);
    days += operationalDays(weekProfile, running.startMs, running.endMs);
  }
  const rate = Math.max(RATE_MIN, gain / days);
  return {
    ratePercentPerDay: rate,
    rateSpread: Math.min(rateSpread, Math.sqrt(dispersionPercent / (rate * days))),
  };
}

function knownLevel(
  history: ContainerHistory,
  prior: GroupPrior,
  atMs: number,
): Pick<FillForecast, "basis" | "levelPercent" | "levelMs" | "levelSdPercent"> {
  const { levelPercent, levelMs, running } = history;
  if (levelPercent === null || levelMs === null) {
    return {
      basis: "group",
      levelPercent: prior.levelPercent,
      levelMs: atMs,
      levelSdPercent: prior.levelSdPercent,
    };
  }
  const levelSdPercent = Math.hypot(prior.noisePercent, history.stepPercent / Math.sqrt(12));
  const silentAfterMs = Math.max(SILENT_MS, 4 * history.intervalMs);
  const silent = history.lastMs === null || atMs - history.lastMs > silentAfterMs;
  const basis = history.frozenSinceMs !== null ? "frozen" : silent ? "silent" : "sensor";
  // A full container fills on unseen: count from when the sensor stopped seeing it.
  const sinceMs = levelPercent >= SATURATED_PERCENT && running !== null ? running.endMs : levelMs;
  return { basis, levelPercent, levelMs: Math.min(sinceMs, levelMs), levelSdPercent };
}
