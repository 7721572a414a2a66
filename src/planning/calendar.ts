import { Temporal } from "temporal-polyfill";

/** ISO date of the working day at a moment, in a time zone. */
export function dayOf(atMs: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

const HALF_DAY_MS = 12 * 3_600_000;

/**
 * UTC milliseconds from which the clock times of a working day count: local noon less twelve hours.
 *
 * That is the local midnight, but on a day when the clocks change in the night: there shifts and
 * opening hours count from here as the clock on the wall shows them, and not an hour beside it.
 */
export function startOfDayMs(day: string, timeZone: string): number {
  const noon = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: "12:00" });
  return noon.epochMilliseconds - HALF_DAY_MS;
}

/** ISO weekday of a date: 1 is Monday. */
export function weekdayOf(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

/** Weekdays are counted 0 to 6 from Monday in tables. */
export const DAYS_A_WEEK = 7;
