import { DAYS_A_WEEK } from "../calendar.ts";
import type { Town } from "./town.ts";

/** A schedule by weekday, each container with the sparsest rhythm that keeps it below a level. */
export interface FixedSchedule {
  /** Days since its last scheduled visit where one is due on the day, else null. */
  readonly daysSince: (container: number, day: number) => number | null;
}

/** Visits on these days of so many weeks, sparsest first; days from the container's own first. */
const RHYTHMS: readonly { readonly weeks: number; readonly days: readonly number[] }[] = [
  { weeks: 4, days: [0] },
  { weeks: 3, days: [0] },
  { weeks: 2, days: [0] },
  { weeks: 1, days: [0] },
  { weeks: 1, days: [0, 3] },
  { weeks: 1, days: [0, 2, 4] },
  { weeks: 1, days: [0, 1, 2, 3, 4, 5] },
  { weeks: 1, days: [0, 1, 2, 3, 4, 5, 6] },
];
/** Containers visited once a week or less start on a working day. */
const WORKING_DAYS = 5;

const schedules = new WeakMap<Town, Map<number, FixedSchedule>>();

/**
 * Today's way of collecting, at its best: rhythms tuned to each container's true mean rate, sites
 * of one direction seen from the first depot on the same day, so that rounds stay together.
 */
export function fixedSchedule(town: Town, percent: number): FixedSchedule {
  const known = schedules.get(town) ?? new Map<number, FixedSchedule>();
  schedules.set(town, known);
  const made = known.get(percent) ?? makeSchedule(town, percent);
  known.set(percent, made);
  return made;
}

function makeSchedule(town: Town, percent: number): FixedSchedule {
  const sectorOf = sectors(town);
  const dueDays = town.city.containers.map((container, i) => {
    const rate = town.rates[i] ?? 1;
    const rhythm =
      RHYTHMS.find((each) => longestGap(each) * rate <= percent) ?? RHYTHMS[RHYTHMS.length - 1];
    const weeks = rhythm?.weeks ?? 1;
    const sector = sectorOf.get(container.siteId) ?? 0;
    const weekday = Math.floor(sector * WORKING_DAYS);
    const isDaily = (rhythm?.days.length ?? 0) > WORKING_DAYS;
    // Sparse rhythms share their weeks out within a direction.
    const week = Math.floor(sector * WORKING_DAYS * weeks) % weeks;
    const first = isDaily ? 0 : week * DAYS_A_WEEK + weekday;
    const span = weeks * DAYS_A_WEEK;
    return { span, days: new Set((rhythm?.days ?? []).map((day) => (first + day) % span)) };
  });
  return {
    daysSince: (container, day) => {
      const due = dueDays[container];
      if (due === undefined || !due.days.has(day % due.span)) return null;
      for (let back = 1; back <= due.span; back++) {
        if (due.days.has((day - back + due.span * 2) % due.span)) return back;
      }
      return due.span;
    },
  };
}

function longestGap(rhythm: (typeof RHYTHMS)[number]): number {
  const span = rhythm.weeks * DAYS_A_WEEK;
  let longest = 0;
  for (const [i, day] of rhythm.days.entries()) {
    const next = rhythm.days[i + 1] ?? (rhythm.days[0] ?? 0) + span;
    longest = Math.max(longest, next - day);
  }
  return longest;
}

/** Each site's rank by direction from the first depot, as a share from 0 to below 1. */
function sectors(town: Town): Map<string, number> {
  const depot = town.city.depots[0] ?? { lon: 0, lat: 0 };
  const byDirection = [...town.city.sites].sort(
    (a, b) =>
      Math.atan2(a.lat - depot.lat, a.lon - depot.lon) -
      Math.atan2(b.lat - depot.lat, b.lon - depot.lon),
  );
  return new Map(byDirection.map(({ id }, i) => [id, i / byDirection.length]));
}
