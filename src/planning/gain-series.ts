import {
  type ContainerHistory,
  type FillReadings,
  SAMPLES_A_DAY,
  SATURATED_PERCENT,
  summariseHistory,
} from "../forecast/index.ts";
import { DAYS_A_WEEK } from "./calendar.ts";

/** A container's daily gains as its sensor saw them, in percent, by weekday (0 is Monday). */
export type GainSeries = readonly (readonly number[])[];

const DAY_MS = 86_400_000;
/** Days since Monday of the first day of 1970, a Thursday. */
const EPOCH_WEEKDAY = 3;
/** A fall of the level by more than this is an emptying; what came in meanwhile is not seen. */
const DROP_PERCENT = 8;
/** Fewer whole days than this do not tell a container's ways. */
const DAYS_MIN = 14;

/**
 * What a container took in on each whole day that its readings show, without the days on which it
 * was full; null where there are too few.
 */
export function gainSeries(readings: FillReadings): GainSeries | null {
  const series: number[][] = Array.from({ length: DAYS_A_WEEK }, () => []);
  const gains = dailyGains(summariseHistory(readings).samples);
  for (const { day, gain } of gains) series[(day + EPOCH_WEEKDAY) % DAYS_A_WEEK]?.push(gain);
  return gains.length >= DAYS_MIN && series.every((each) => each.length > 0) ? series : null;
}

/** Gains of whole days by days since 1970, oldest first; days that are not seen whole left out. */
function dailyGains({ firstMs, seen: percent }: ContainerHistory["samples"]): DailyGain[] {
  const gains: DailyGain[] = [];
  const firstDayMs = Math.ceil(firstMs / DAY_MS) * DAY_MS;
  const first = ((firstDayMs - firstMs) / DAY_MS) * SAMPLES_A_DAY;
  for (let at = first; at + SAMPLES_A_DAY < percent.length; at += SAMPLES_A_DAY) {
    const gain = gainOfDay(percent.slice(at, at + SAMPLES_A_DAY + 1));
    if (gain === null) continue;
    gains.push({ day: firstDayMs / DAY_MS + (at - first) / SAMPLES_A_DAY, gain });
  }
  const mean = gains.reduce((sum, { gain }) => sum + gain, 0) / Math.max(1, gains.length);
  return gains.filter(({ gain }) => gain <= ARTEFACT_FACTOR * mean + ARTEFACT_PERCENT);
}

/** A day that brings more than so many times the mean and so much is an echo, not waste. */
const ARTEFACT_FACTOR = 3;
const ARTEFACT_PERCENT = 20;

interface DailyGain {
  readonly day: number;
  readonly gain: number;
}

/** Gain from one midnight to the next; null where samples are missing or the sensor was blind. */
function gainOfDay(levels: readonly number[]): number | null {
  if (levels.some((level) => level < 0 || level >= SATURATED_PERCENT)) return null;
  let gain = 0;
  let seen = 0;
  for (let i = 1; i < levels.length; i++) {
    const change = (levels[i] ?? 0) - (levels[i - 1] ?? 0);
    if (change < -DROP_PERCENT) continue;
    gain += change;
    seen++;
  }
  return seen === 0 ? null : Math.max(0, (gain * SAMPLES_A_DAY) / seen);
}

/** Mean gain of a day, each weekday counted alike. */
export function meanGain(series: GainSeries): number {
  let sum = 0;
  for (const gains of series) {
    sum += gains.reduce((total, gain) => total + gain, 0) / Math.max(1, gains.length);
  }
  return sum / DAYS_A_WEEK;
}
