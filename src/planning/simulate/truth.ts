import { Random } from "../../base/index.ts";
import { DAYS_A_WEEK } from "../calendar.ts";
import type { Town } from "./town.ts";

/** Seconds of a day. */
export const DAY_SEC = 86_400;
const HOUR_SEC = 3600;
/** Relative throwing-in by local hour: from six in the morning to ten in the evening. */
const HOUR_SHAPE = [
  0, 0, 0, 0, 0, 0.1, 0.5, 1, 1.2, 1.3, 1.4, 1.5, 1.5, 1.4, 1.4, 1.6, 1.9, 2.1, 2, 1.6, 1.1, 0.7,
  0.3, 0.1,
] as const;
/** Share of a day's waste that has come in by each full hour, 0 to 24. */
const COME_IN = sharesComeIn();

/** Levels at the first midnight are drawn from 0 to this. */
const START_PERCENT_MAX = 60;

/** What comes in whatever is collected: the same for every policy with the same seed. */
export interface Gains {
  readonly containerCount: number;
  /** Percent of the container, `day * containerCount + container`. */
  readonly percent: Float64Array;
  readonly startPercent: Float64Array;
}

/**
 * Draws what each container takes in on each day: for every week one place in its series, from
 * which each weekday takes its own day, so that days that belong together stay so.
 */
export function drawGains(town: Town, dayCount: number, firstWeekday: number, seed: number): Gains {
  const containerCount = town.city.containers.length;
  const percent = new Float64Array(dayCount * containerCount);
  const startPercent = new Float64Array(containerCount);
  for (let container = 0; container < containerCount; container++) {
    const random = new Random(seed * 1_000_003 + container);
    startPercent[container] = random.float() * START_PERCENT_MAX;
    const series = town.gains[container] ?? [];
    let place = 0;
    for (let day = 0; day < dayCount; day++) {
      const weekday = (firstWeekday + day) % DAYS_A_WEEK;
      if (day === 0 || weekday === 0) place = random.float();
      const days = series[weekday] ?? [];
      percent[day * containerCount + container] = days[Math.floor(place * days.length)] ?? 0;
    }
  }
  return { containerCount, percent, startPercent };
}

/** How full every container truly is on the running day; above 100 waste stands beside it. */
export interface Levels {
  readonly gains: Gains;
  day: number;
  /** At the day's midnight. */
  readonly midnightPercent: Float64Array;
  /** When it was emptied today, `NaN` if it was not. */
  readonly emptiedSec: Float64Array;
}

/** The levels at the first midnight. */
export function startLevels(gains: Gains): Levels {
  return {
    gains,
    day: 0,
    midnightPercent: gains.startPercent.slice(),
    emptiedSec: new Float64Array(gains.containerCount).fill(Number.NaN),
  };
}

/** The level of a container at a time of the running day. */
export function levelAt(levels: Levels, container: number, sec: number): number {
  const { gains, day, midnightPercent, emptiedSec } = levels;
  const gain = gains.percent[day * gains.containerCount + container] ?? 0;
  const emptied = emptiedSec[container] ?? Number.NaN;
  if (sec >= emptied) return gain * (comeIn(sec) - comeIn(emptied));
  return (midnightPercent[container] ?? 0) + gain * comeIn(sec);
}

/** The level at a time of the running day or of the days after it if nobody comes. */
export function levelIfLeft(levels: Levels, container: number, sec: number): number {
  const { gains, day } = levels;
  let percent = levelAt(levels, container, Math.min(sec, DAY_SEC));
  for (let ahead = 1; sec > ahead * DAY_SEC; ahead++) {
    const gain = gains.percent[(day + ahead) * gains.containerCount + container] ?? 0;
    percent += gain * comeIn(sec - ahead * DAY_SEC);
  }
  return percent;
}

/** Empties a container; once a day at most. */
export function empty(levels: Levels, container: number, sec: number): void {
  levels.emptiedSec[container] = Math.min(sec, DAY_SEC);
}

/** Hours of the running day on which the container was full or fuller, seen in their middles. */
export function fullHours(levels: Levels, container: number): number {
  let hours = 0;
  for (let hour = 0; hour < 24; hour++) {
    if (levelAt(levels, container, (hour + 0.5) * HOUR_SEC) >= 100) hours++;
  }
  return hours;
}

/** Goes on to the next midnight. */
export function endDay(levels: Levels): void {
  const { containerCount } = levels.gains;
  for (let container = 0; container < containerCount; container++) {
    levels.midnightPercent[container] = levelAt(levels, container, DAY_SEC);
  }
  levels.emptiedSec.fill(Number.NaN);
  levels.day++;
}

function sharesComeIn(): readonly number[] {
  const total = HOUR_SHAPE.reduce((sum: number, weight) => sum + weight, 0);
  const shares = [0];
  for (const weight of HOUR_SHAPE) shares.push((shares.at(-1) ?? 0) + weight / total);
  return shares;
}

function comeIn(sec: number): number {
  const hour = Math.min(24, Math.max(0, sec / HOUR_SEC));
  const full = Math.floor(hour);
  const before = COME_IN[full] ?? 1;
  return before + (hour - full) * ((COME_IN[full + 1] ?? 1) - before);
}
