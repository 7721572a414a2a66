import { type Seconds, seconds } from "../../base/index.ts";

/** Time as the API writes it: RFC 3339 in UTC, to the millisecond. */
export function toTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** As `toTime`, with null for what has not happened. */
export function toTimeOrNull(atMs: number | null): string | null {
  return atMs === null ? null : toTime(atMs);
}

/** UTC milliseconds of a checked RFC 3339 time; digits beyond milliseconds are cut off. */
export function fromTime(time: string): number {
  return Date.parse(time);
}

/** Clock time `HH:MM` of seconds after midnight; the day's end is `24:00`. */
export function clockOfSec(afterMidnightSec: number): string {
  const minuteCount = Math.floor(afterMidnightSec / 60);
  return `${pad(Math.floor(minuteCount / 60))}:${pad(minuteCount % 60)}`;
}

/** Seconds after midnight of a checked clock time `HH:MM`. */
export function secOfClock(clock: string): Seconds {
  const [hour, minute] = clock.split(":").map(Number);
  return seconds((hour ?? 0) * 3600 + (minute ?? 0) * 60);
}

/**
 * A clock on the wall of a time zone: gives `HH:MM` of UTC milliseconds.
 *
 * Made once and used for a whole plan, since making the formatter costs more than using it.
 */
export function wallClock(timeZone: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (atMs) => format.format(atMs);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
