import { Random } from "../../src/base/index.ts";
import { type FillReadings, orderReadings } from "../../src/forecast/index.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A Monday, 00:00 UTC. */
export const MONDAY_MS = Date.UTC(2026, 0, 5);

/** Readings every `intervalHours` from values, the first at `fromMs`. */
export function every(
  intervalHours: number,
  percent: readonly number[],
  fromMs = MONDAY_MS,
): FillReadings {
  return orderReadings(
    percent.map((_, i) => fromMs + i * intervalHours * HOUR_MS),
    percent,
  );
}

/** A container that fills evenly and is emptied whenever it reaches `emptiedAt`. */
export function sawtooth(options: {
  readonly days: number;
  readonly ratePerDay: number;
  readonly emptiedAt: number;
  readonly noise: number;
  readonly seed: number;
}): FillReadings {
  const random = new Random(options.seed);
  const percent: number[] = [];
  let level = 0;
  for (let i = 0; i < options.days * 8; i++) {
    if (level >= options.emptiedAt) level = 0;
    const seen = Math.round(level + random.normal(0, options.noise));
    percent.push(Math.min(100, Math.max(0, seen)));
    level += options.ratePerDay / 8;
  }
  return every(3, percent);
}
