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

/** Filling of Monday to Sunday, UTC, against the mean day. */
export function weekdayShares(profile: WeekProfile): readonly number[] {
  const partsADay = PART_COUNT / 7;
  return Array.from({ length: 7 }, (_, day) => {
    const parts = profile.slice(day * partsADay, (day + 1) * partsADay);
    return parts.reduce((sum, part) => sum + part, 0) / partsADay;
  });
}

/** Sums of each profile's parts, kept because every forecast asks for thousands of integrals. */
const SUMS = new WeakMap<WeekProfile, Float64Array>();

function operationalDay(profile: WeekProfile, atMs: number): number {
  const sums = SUMS.get(profile) ?? keepSums(profile);
  const parts = (atMs / HOUR_MS + EPOCH_HOURS) / PART_HOURS;
  const weeks = Math.floor(parts / PART_COUNT);
  const inWeek = parts - weeks * PART_COUNT;
  const whole = Math.min(PART_COUNT - 1, Math.floor(inWeek));
  const sum = sums[whole] + (inWeek - whole) * (sums[whole + 1] - sums[whole]);
  return ((weeks * PART_COUNT + sum) * PART_HOURS * HOUR_MS) / DAY_MS; // the mean is 1
}

function keepSums(profile: WeekProfile): Float64Array {
  const sums = new Float64Array(PART_COUNT + 1);
  for (let part = 0; part < PART_COUNT; part++) sums[part + 1] = sums[part] + profile[part];
  SUMS.set(profile, sums);
  return sums;
}
