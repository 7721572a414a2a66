import { DAY_MS, HOUR_MS } from "./readings.ts";

/** Hours of one part of the week, and parts of a week. */
const PART_HOURS = 4;

/** Parts that a week of `WeekProfile` has: six a day from Monday 00:00 UTC. */
export const PART_COUNT = (7 * 24) / PART_HOURS;

/** The epoch was a Thursday: hours from the Monday before it. */
const EPOCH_HOURS = 72;

/**
 * How much a stream fills in each part of the week, relative to the mean: `PART_COUNT` numbers of
 * mean 1, from Monday 00:00 UTC.
 */
export type WeekProfile = readonly number[];

/** The same filling at every hour. */
export const EVEN_WEEK: WeekProfile = new Array<number>(PART_COUNT).fill(1);

/** Part of the week that a moment lies in. */
export function partOfWeek(atMs: number): number {
  const hours = Math.floor(atMs / HOUR_MS) + EPOCH_HOURS;
  return Math.floor((((hours % 168) + 168) % 168) / PART_HOURS);
}

/**
 * Days of mean filling between two moments: the integral of the profile.
 *
 * A night counts little and a Monday morning much, so that gains per operational day are even.
 */
export function operationalDays(profile: WeekProfile, fromMs: number, toMs: number): number {
  return operationalDay(profile, toMs) - operationalDay(profile, fromMs);
}

function operationalDay(profile: WeekProfile, atMs: number): number {
  const parts = (atMs / HOUR_MS + EPOCH_HOURS) / PART_HOURS;
  const weeks = Math.floor(parts / PART_COUNT);
  const inWeek = parts - weeks * PART_COUNT;
  const whole = Math.floor(inWeek);
  let sum = weeks * PART_COUNT; // the mean is 1
  for (let part = 0; part < whole; part++) sum += profile[part];
  sum += (inWeek - whole) * profile[Math.min(whole, PART_COUNT - 1)];
  return (sum * PART_HOURS * HOUR_MS) / DAY_MS;
}
