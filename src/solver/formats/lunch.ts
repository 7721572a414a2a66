import type { TimeWindow } from "../problem.ts";

/** A lunch that starts within a span of time, and its length; whole numbers of any one unit. */
export interface Lunch {
  readonly earliest: number;
  readonly latest: number;
  readonly length: number;
}

/**
 * A window on a clock that stands still during lunch, so that a day without breaks can be solved.
 *
 * On that clock a visit before `earliest` is before lunch and one after `latest` is behind it; one
 * between must keep the window whether lunch comes ahead of it or not. May be empty.
 */
export function foldWindow(window: TimeWindow, lunch: Lunch): TimeWindow[] {
  const { earliest, latest, length } = lunch;
  const parts = [
    { startSec: window.startSec, endSec: Math.min(window.endSec, earliest - 1) },
    {
      startSec: Math.max(window.startSec, earliest),
      endSec: Math.min(window.endSec - length, latest),
    },
    {
      startSec: Math.max(window.startSec - length, latest + 1),
      endSec: window.endSec - length,
    },
  ];
  const folded: TimeWindow[] = [];
  for (const part of parts) {
    if (part.startSec > part.endSec) continue;
    const before = folded.at(-1);
    if (before !== undefined && before.endSec + 1 === part.startSec) {
      folded[folded.length - 1] = { startSec: before.startSec, endSec: part.endSec };
    } else folded.push(part);
  }
  return folded;
}

/** A visit on the way: driven to it, its window and its stay. */
export interface LunchVisit {
  readonly driving: number;
  readonly window: TimeWindow;
  readonly stay: number;
}

/**
 * Whether a day can be worked on the real clock, with lunch ahead of or behind a stay, never within
 * one or on the way. Home by `latest`, no lunch is needed. The last visit is the way home.
 *
 * Follows the earliest time without and with lunch taken. Cost: O(visits).
 */
export function lunchFits(startsAt: number, visits: readonly LunchVisit[], lunch: Lunch): boolean {
  const eat = (time: number): number => {
    const start = Math.max(time, lunch.earliest);
    return start <= lunch.latest ? start + lunch.length : Number.POSITIVE_INFINITY;
  };
  const begin = (time: number, { startSec, endSec }: TimeWindow): number => {
    const start = Math.max(time, startSec);
    return start <= endSec ? start : Number.POSITIVE_INFINITY;
  };
  let hungry = startsAt;
  let fed = eat(startsAt);
  visits.forEach(({ driving, window, stay }, i) => {
    const arrival = hungry + driving;
    fed = begin(Math.min(fed + driving, eat(arrival)), window) + stay;
    hungry = begin(arrival, window) + stay;
    if (i < visits.length - 1) fed = Math.min(fed, eat(hungry));
  });
  return Number.isFinite(fed) || hungry <= lunch.latest;
}
