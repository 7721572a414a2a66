import { ATOM_COUNT, type GainTable, gainTables } from "./gain-model.ts";
import { gammaProbability, gammaQuantile, normalQuantile } from "./gamma.ts";
import type { ContainerHistory } from "./history.ts";
import { operationalDays, type WeekProfile } from "./operational-time.ts";
import { type GroupPrior, tellsRate } from "./prior.ts";
import { DAY_MS, HOUR_MS, SATURATED_PERCENT } from "./readings.ts";

/**
 * What a forecast rests on: a sensor that reports, one silent for a day or more, one frozen at a
 * value, or nothing but the group.
 */
type ForecastBasis = "sensor" | "silent" | "frozen" | "group";

/**
 * Predictive distribution of one container's fill, from `atMs` on, if it is not emptied.
 *
 * Up to the last horizon that its group has learnt the gain is distributed as in the tables;
 * beyond, and where nothing was learnt, it is gamma distributed in operational time. Plain and
 * serialisable.
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
  /** Gains that the past makes equally likely, for some horizons; none without enough past. */
  readonly tables: readonly GainTable[];
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

/** Half the step of most sensors: 89.6 is shown as 90. */
const ROUNDING_PERCENT = 0.5;

/** Counts added to either side, so that no probability is 0 or 1. */
const CERTAINTY_SLACK = 0.1;

/**
 * Probability that a sensor which has shown one value for too long still shows it at the horizon:
 * nearly always, whether it is stuck or the container is not in use.
 */
const FROZEN_STAYS_PROBABILITY = 0.9;

/** Days of the group's rate mixed into a container's own. */
const PRIOR_DAYS = 2.5;

/** No rate is slower; keeps the distribution proper for containers that stand still. */
const RATE_MIN = 0.01;

/**
 * Forecasts a container from its own history and its group's, as known at `atMs`.
 *
 * The rate is the exponentially forgetting mean of its cycles, half after 14 days, shrunk to the
 * group's by two and a half days of it.
 */
export function forecastContainer(
  history: ContainerHistory,
  prior: GroupPrior,
  atMs: number,
): FillForecast {
  const forecast = forecastByRate(history, prior, atMs);
  if (forecast.basis !== "sensor") return forecast;
  return { ...forecast, tables: tablesOf(history, prior, atMs, forecast.levelPercent) };
}

/** As `forecastContainer` without its tables, which take nearly all of its time. */
export function forecastByRate(
  history: ContainerHistory,
  prior: GroupPrior,
  atMs: number,
): FillForecast {
  return {
    atMs,
    ...knownLevel(history, prior, atMs),
    ...shrunkRate(history, prior, atMs),
    dispersionPercent: prior.dispersionPercent,
    weekProfile: prior.weekProfile,
    tables: [],
    lastReadingMs: history.lastMs,
    lastEmptiedMs: history.lastEmptiedMs,
  };
}

/**
 * The fill that is not exceeded with this probability, in percent from 0 to 100, as readings will
 * show it.
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

/**
 * Probability that the container holds as much as it can, or more was brought, by then.
 *
 * A frozen sensor is not believed here: its container is taken to fill on unseen.
 */
export function overflowProbability(forecast: FillForecast, hoursAhead: number): number {
  if (forecast.basis === "frozen") return gammaReach(forecast, hoursAhead, 100);
  return reachProbability(forecast, hoursAhead, 100);
}

/** Probability that readings show `percent` or more by then. */
export function reachProbability(
  forecast: FillForecast,
  hoursAhead: number,
  percent: number,
): number {
  if (forecast.basis === "frozen") {
    const stands = forecast.levelPercent >= percent ? FROZEN_STAYS_PROBABILITY : 0;
    return stands + (1 - FROZEN_STAYS_PROBABILITY) * gammaReach(forecast, hoursAhead, percent);
  }
  if (forecast.tables.length === 0) return gammaReach(forecast, hoursAhead, percent);
  // What the tables were learnt from cannot show more than a sensor can see.
  const seen = Math.min(SATURATED_PERCENT, percent);
  let count = 0;
  for (let atom = 0; atom < ATOM_COUNT; atom++) {
    const probability = (atom + 0.5) / ATOM_COUNT;
    if (amountQuantile(forecast, hoursAhead, probability) >= seen - ROUNDING_PERCENT) count++;
  }
  return (count + CERTAINTY_SLACK) / (ATOM_COUNT + 2 * CERTAINTY_SLACK);
}

/**
 * Waste that finds no room by then, as the expected percent of the container's volume.
 *
 * No sensor sees it, so it follows from the rate alone. Cost: twenty quantiles.
 */
export function expectedExcess(forecast: FillForecast, hoursAhead: number): number {
  const parts = 20;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    sum += Math.max(0, gammaAmount(forecast, hoursAhead, (part + 0.5) / parts) - 100);
  }
  return sum / parts;
}

/** Hours until the container is full at its rate; 0 if it is, null if not within 90 days. */
export function hoursToFull(forecast: FillForecast): number | null {
  return hoursToReach(forecast, 100);
}

/**
 * Hours until the fill reaches `percent` at the container's rate, which is the median of the first
 * time it does; 0 if it has, null if not within 90 days.
 */
export function hoursToReach(forecast: FillForecast, percent: number): number | null {
  const amountAt = (hours: number) => forecast.levelPercent + momentsAt(forecast, hours).mean;
  if (amountAt(0) >= percent) return 0;
  if (amountAt(HOURS_MAX) < percent) return null;
  let low = 0;
  let high = HOURS_MAX;
  while (high - low > 0.05) {
    const middle = (low + high) / 2;
    if (amountAt(middle) < percent) low = middle;
    else high = middle;
  }
  return high;
}

/** Quantile of all that was brought since the last emptying: above 100 it lies beside. */
function amountQuantile(forecast: FillForecast, hoursAhead: number, probability: number): number {
  if (forecast.basis === "frozen") return frozenAmount(forecast, hoursAhead, probability);
  const { tables } = forecast;
  const last = tables.at(-1);
  if (last === undefined) return gammaAmount(forecast, hoursAhead, probability);
  const hours = hoursSinceLevel(forecast, hoursAhead);
  if (hours <= last.hours) return tableAmount(forecast, hours, probability);
  const learntAhead = hoursAhead - (hours - last.hours);
  return (
    tableAmount(forecast, last.hours, probability) +
    gammaAmount(forecast, hoursAhead, probability) -
    gammaAmount(forecast, learntAhead, probability)
  );
}

/** Quantile of what a frozen sensor shows: what it has shown, or what is there when it wakes. */
function frozenAmount(forecast: FillForecast, hoursAhead: number, probability: number): number {
  const { levelPercent } = forecast;
  if (probability <= FROZEN_STAYS_PROBABILITY) return levelPercent;
  const rest = (probability - FROZEN_STAYS_PROBABILITY) / (1 - FROZEN_STAYS_PROBABILITY);
  return Math.max(levelPercent, gammaAmount(forecast, hoursAhead, rest));
}

/** Hours that the gains of the tables count from: the forecast, or a later level. */
function hoursSinceLevel(forecast: FillForecast, hoursAhead: number): number {
  const sinceMs = Math.max(forecast.atMs, forecast.levelMs);
  return Math.max(0, hoursAhead - (sinceMs - forecast.atMs) / HOUR_MS);
}

/** Amount by the tables, between two horizons in proportion to operational time. */
function tableAmount(forecast: FillForecast, hours: number, probability: number): number {
  const { tables, levelPercent, weekProfile } = forecast;
  const upper = tables.findIndex((table) => table.hours >= hours);
  const to = tables[upper];
  const from = tables[upper - 1];
  const fromHours = from?.hours ?? 0;
  const fromGain =
    from === undefined
      ? forecast.levelSdPercent * normalQuantile(probability)
      : gainAt(from.gains, probability);
  const sinceMs = Math.max(forecast.atMs, forecast.levelMs);
  const days = (h: number) => operationalDays(weekProfile, sinceMs, sinceMs + h * HOUR_MS);
  const share =
    hours >= to.hours ? 1 : (days(hours) - days(fromHours)) / (days(to.hours) - days(fromHours));
  return levelPercent + fromGain + share * (gainAt(to.gains, probability) - fromGain);
}

/** Quantile of equally likely gains, between the two nearest. */
function gainAt(gains: readonly number[], probability: number): number {
  const place = Math.min(gains.length - 1, Math.max(0, probability * gains.length - 0.5));
  const below = Math.floor(place);
  const above = Math.min(gains.length - 1, below + 1);
  const share = place - below;
  return gains[below] === gains[above]
    ? gains[below]
    : gains[below] + share * (gains[above] - gains[below]);
}

function gammaAmount(forecast: FillForecast, hoursAhead: number, probability: number): number {
  const { mean, variance, shift } = momentsAt(forecast, hoursAhead);
  return forecast.levelPercent + gammaQuantile(mean + shift, variance, probability) - shift;
}

function gammaReach(forecast: FillForecast, hoursAhead: number, percent: number): number {
  const { mean, variance, shift } = momentsAt(forecast, hoursAhead);
  return 1 - gammaProbability(mean + shift, variance, percent - forecast.levelPercent + shift);
}

function tablesOf(
  history: ContainerHistory,
  prior: GroupPrior,
  atMs: number,
  level: number,
): readonly GainTable[] {
  const { gains, weekProfile, ratePercentPerDay } = prior;
  return gainTables(history, gains, weekProfile, ratePercentPerDay, { atMs, level });
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
  let gain = PRIOR_DAYS * ratePercentPerDay;
  let days = PRIOR_DAYS;
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
  const isFull = running !== null && running.endPercent >= SATURATED_PERCENT;
  const sinceMs = isFull && levelPercent >= SATURATED_PERCENT ? running.endMs : levelMs;
  return { basis, levelPercent, levelMs: Math.min(sinceMs, levelMs), levelSdPercent };
}
