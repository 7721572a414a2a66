import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import {
  foldWindow,
  type Lunch,
  type LunchVisit,
  lunchFits,
} from "../../../src/solver/formats/lunch.ts";

const NOON: Lunch = { earliest: 11, latest: 12, length: 3 };

test("a window over midday closes earlier by the length of lunch", () => {
  expect(foldWindow({ startSec: 8, endSec: 20 }, NOON)).toEqual([{ startSec: 8, endSec: 17 }]);
});

test("a window of the morning stays, one of the afternoon moves ahead", () => {
  expect(foldWindow({ startSec: 8, endSec: 10 }, NOON)).toEqual([{ startSec: 8, endSec: 10 }]);
  expect(foldWindow({ startSec: 18, endSec: 20 }, NOON)).toEqual([{ startSec: 15, endSec: 17 }]);
});

test("a window within lunch is left open to nobody who must keep it either way", () => {
  expect(foldWindow({ startSec: 11, endSec: 13 }, NOON)).toEqual([]);
});

test("a folded window holds just the times that keep it on the real clock", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const random = new Random(seed);
    const lunch = { earliest: random.below(10), latest: 0, length: random.below(6) };
    lunch.latest = lunch.earliest + random.below(6);
    const window = { startSec: random.below(20), endSec: 0 };
    window.endSec = window.startSec + random.below(20);
    const folded = foldWindow(window, lunch);
    for (let time = 0; time < 50; time++) {
      const kept = (real: number): boolean => real >= window.startSec && real <= window.endSec;
      const wanted =
        (time > lunch.latest || kept(time)) && (time < lunch.earliest || kept(time + lunch.length));
      const held = folded.some(({ startSec, endSec }) => time >= startSec && time <= endSec);
      expect({ seed, time, held }).toEqual({ seed, time, held: wanted });
    }
  }
});

test("lunch fits where one of all its places fits", () => {
  let fitting = 0;
  for (let seed = 1; seed <= 1000; seed++) {
    const random = new Random(seed);
    const lunch = { earliest: 5 + random.below(5), latest: 0, length: 1 + random.below(4) };
    lunch.latest = lunch.earliest + random.below(4);
    const visits = Array.from({ length: 1 + random.below(5) }, (): LunchVisit => {
      const startSec = random.below(12);
      const window = { startSec, endSec: startSec + random.below(16) };
      return { driving: random.below(6), window, stay: random.below(4) };
    });
    const fits = lunchFits(0, visits, lunch);
    expect({ seed, fits }).toEqual({ seed, fits: fitsSomewhere(visits, lunch) });
    if (fits) fitting++;
  }
  expect(fitting).toBeGreaterThan(100);
  expect(fitting).toBeLessThan(900);
});

/** Tries lunch at the start, ahead of and behind each stay but the last, and not at all. */
function fitsSomewhere(visits: readonly LunchVisit[], lunch: Lunch): boolean {
  const home = walk(visits, lunch, -1);
  if (home !== undefined && home <= lunch.latest) return true;
  for (let place = 0; place <= 2 * visits.length - 1; place++) {
    if (walk(visits, lunch, place) !== undefined) return true;
  }
  return false;
}

/** When the walk ends with lunch at a place: 0 at the start, then two for each visit. */
function walk(visits: readonly LunchVisit[], lunch: Lunch, place: number): number | undefined {
  let time = 0;
  let broken = false;
  const eatAt = (here: number): void => {
    if (here !== place) return;
    time = Math.max(time, lunch.earliest);
    if (time > lunch.latest) broken = true;
    time += lunch.length;
  };
  eatAt(0);
  visits.forEach(({ driving, window, stay }, i) => {
    time += driving;
    eatAt(1 + 2 * i);
    time = Math.max(time, window.startSec);
    if (time > window.endSec) broken = true;
    time += stay;
    eatAt(2 + 2 * i);
  });
  return broken ? undefined : time;
}
