import { Temporal } from "temporal-polyfill";

/** ISO date of the working day at a moment, in a time zone. */
export function dayOf(atMs: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** UTC milliseconds of a day's local midnight. */
export function startOfDayMs(day: string, timeZone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;
}

/** ISO weekday of a date: 1 is Monday. */
export function weekdayOf(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}
