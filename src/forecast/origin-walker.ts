import { type ContainerHistory, NO_SAMPLE, SAMPLE_MS } from "./history.ts";
import { operationalDays, type WeekProfile } from "./operational-time.ts";
import { DAY_MS, HOUR_MS, SATURATED_PERCENT } from "./readings.ts";
import type { FillCycle } from "./track-levels.ts";

/** What is known of a container at one moment: everything the gain is predicted from. */
export interface Origin {
  readonly atMs: number;
  readonly level: number;
  /** Percent a day: recent, the same in operational time, of all cycles, of the running one. */
  readonly recentRate: number;
  readonly recentOperationalRate: number;
  readonly longOperationalRate: number;
  readonly cycleRate: number;
  /** The level against the level a day and three days ago in the same cycle; 0 where unknown. */
  readonly since24h: number;
  readonly since72h: number;
  /** Median and highest level of the last day, highest of three, against the level. */
  readonly median24h: number;
  readonly highest24h: number;
  readonly highest72h: number;
}

/** Numbers of a row of features. */
export const FEATURE_COUNT = 16;

/** Older cycles count half in the recent rate after this long. */
const HALF_LIFE_MS = 14 * DAY_MS;

/** Days of the group's rate mixed into a container's own: recent, and over all cycles. */
const RECENT_PRIOR_DAYS = 2.5;
const LONG_PRIOR_DAYS = 5;

/** A cycle tells a rate from this length on; the running one a little later. */
const CYCLE_MS_MIN = 0.2 * DAY_MS;
const RUNNING_MS_MIN = 0.5 * DAY_MS;

/** Sums of gains and days, calendar and operational. */
interface RateSums {
  gain: number;
  days: number;
  operational: number;
}

/**
 * Walks through a container's past, forwards only, and tells at each moment what was known then.
 *
 * Invariant: `at` uses nothing later than its moment, but for emptyings taken back within hours.
 */
export class OriginWalker {
  readonly #history: ContainerHistory;
  readonly #profile: WeekProfile;
  readonly #groupRate: number;
  readonly #cycles: readonly FillCycle[];
  readonly #long: RateSums = { gain: 0, days: 0, operational: 0 };
  readonly #recent: RateSums = { gain: 0, days: 0, operational: 0 };
  #recentMs = 0;
  #cycle = 0;
  #untilMs: number; // when the next cycle begins

  constructor(history: ContainerHistory, profile: WeekProfile, groupRate: number) {
    this.#history = history;
    this.#profile = profile;
    this.#groupRate = groupRate;
    this.#cycles = history.running === null ? history.cycles : [...history.cycles, history.running];
    this.#untilMs = this.#cycles[1]?.emptiedMs ?? Infinity;
  }

  /** When the container was emptied next after `atMs`, which must not go back; or infinity. */
  nextEmptyingMs(atMs: number): number {
    while (atMs >= this.#untilMs) {
      this.#finish(this.#cycles[this.#cycle++]);
      this.#untilMs = this.#cycles[this.#cycle + 1]?.emptiedMs ?? Infinity;
    }
    return this.#untilMs;
  }

  /** What was known at `atMs`, when the level was `level`; moments must not go back. */
  at(atMs: number, level: number): Origin {
    this.nextEmptyingMs(atMs);
    this.#forget(atMs);
    const running = this.#running(atMs, level);
    const recent = this.#recent;
    const recentPrior = RECENT_PRIOR_DAYS * this.#groupRate;
    const longPrior = LONG_PRIOR_DAYS * this.#groupRate;
    const recentGain = recent.gain + running.gain + recentPrior;
    const longGain = this.#long.gain + running.gain + longPrior;
    const longRate = longGain / (this.#long.days + running.days + LONG_PRIOR_DAYS);
    return {
      atMs,
      level,
      recentRate: recentGain / (recent.days + running.days + RECENT_PRIOR_DAYS),
      recentOperationalRate:
        recentGain / (recent.operational + running.operational + RECENT_PRIOR_DAYS),
      longOperationalRate:
        longGain / (this.#long.operational + running.operational + LONG_PRIOR_DAYS),
      cycleRate: running.days > 0 ? running.gain / running.days : longRate,
      ...this.#looksBack(atMs, level),
    };
  }

  /** Gain over the same hours one to four weeks before, where no emptying lay in them. */
  weekBefore(atMs: number, hours: number): number | null {
    const { firstMs, percent } = this.#history.samples;
    for (let week = 1; week <= 4; week++) {
      const fromMs = atMs - week * 7 * DAY_MS;
      const first = Math.floor((fromMs - firstMs) / SAMPLE_MS);
      const last = first + Math.round((hours * HOUR_MS) / SAMPLE_MS);
      if (first < 0 || last >= percent.length) continue;
      const from = percent[first];
      const to = percent[last];
      if (from === NO_SAMPLE || to === NO_SAMPLE || from >= SATURATED_PERCENT) continue;
      if (this.#isOneCycle(fromMs, fromMs + hours * HOUR_MS)) return to - from;
    }
    return null;
  }

  #isOneCycle(fromMs: number, untilMs: number): boolean {
    for (let cycle = this.#cycle; cycle >= 0; cycle--) {
      const emptiedMs = this.#cycles[cycle]?.emptiedMs ?? -Infinity;
      if (emptiedMs <= fromMs) return true;
      if (emptiedMs <= untilMs) return false;
    }
    return true;
  }

  #finish(cycle: FillCycle): void {
    const spanMs = cycle.endMs - cycle.startMs;
    if (spanMs < CYCLE_MS_MIN) return;
    this.#forget(cycle.endMs);
    const gain = Math.max(0, cycle.endPercent - cycle.startPercent);
    const operational = operationalDays(this.#profile, cycle.startMs, cycle.endMs);
    addTo(this.#long, gain, spanMs / DAY_MS, operational, 1);
    const ageMs = Math.max(0, this.#recentMs - cycle.endMs);
    addTo(this.#recent, gain, spanMs / DAY_MS, operational, 2 ** (-ageMs / HALF_LIFE_MS));
  }

  #forget(atMs: number): void {
    const share = 2 ** (-Math.max(0, atMs - this.#recentMs) / HALF_LIFE_MS);
    this.#recent.gain *= share;
    this.#recent.days *= share;
    this.#recent.operational *= share;
    this.#recentMs = Math.max(this.#recentMs, atMs);
  }

  #running(atMs: number, level: number): RateSums {
    const cycle = this.#cycles[this.#cycle];
    const none = { gain: 0, days: 0, operational: 0 };
    if (cycle === undefined || atMs - cycle.startMs < RUNNING_MS_MIN) return none;
    if (cycle.startPercent >= SATURATED_PERCENT || level >= SATURATED_PERCENT) return none;
    return {
      gain: Math.max(0, level - cycle.startPercent),
      days: (atMs - cycle.startMs) / DAY_MS,
      operational: operationalDays(this.#profile, cycle.startMs, atMs),
    };
  }

  #looksBack(
    atMs: number,
    level: number,
  ): Pick<Origin, "since24h" | "since72h" | "median24h" | "highest24h" | "highest72h"> {
    const { firstMs, percent } = this.#history.samples;
    const last = Math.floor((atMs - firstMs) / SAMPLE_MS);
    const fromMs = this.#cycles[this.#cycle]?.emptiedMs ?? -Infinity;
    const first = Math.max(0, Math.ceil((fromMs - firstMs) / SAMPLE_MS));
    const day = [level];
    let highest24h = level;
    let highest72h = level;
    for (let back = 0; back < 18 && last - back >= first; back++) {
      const value = percent[last - back] ?? NO_SAMPLE;
      if (value === NO_SAMPLE) continue;
      if (back < 6) day.push(value);
      if (back < 6) highest24h = Math.max(highest24h, value);
      highest72h = Math.max(highest72h, value);
    }
    day.sort((a, b) => a - b);
    const known = (back: number): number =>
      last - back < first ? NO_SAMPLE : (percent[last - back] ?? NO_SAMPLE);
    const yesterday = known(6);
    const before = known(18);
    return {
      since24h: yesterday === NO_SAMPLE ? 0 : level - yesterday,
      since72h: before === NO_SAMPLE ? 0 : level - before,
      median24h: day[day.length >> 1] - level,
      highest24h: highest24h - level,
      highest72h: highest72h - level,
    };
  }
}

function addTo(
  sums: RateSums,
  gain: number,
  days: number,
  operational: number,
  weight: number,
): void {
  sums.gain += weight * gain;
  sums.days += weight * days;
  sums.operational += weight * operational;
}

/**
 * Writes the features from which the gain of the next `hours` is predicted.
 *
 * @param weekBefore gain over the same hours in an earlier week; null where none is known
 */
export function featuresInto(
  origin: Origin,
  profile: WeekProfile,
  hours: number,
  weekBefore: number | null,
  rows: Float64Array,
  row: number,
): void {
  const days = hours / 24;
  const operational = operationalDays(profile, origin.atMs, origin.atMs + hours * HOUR_MS);
  const weekday = (Math.floor(origin.atMs / DAY_MS) + 3) % 7; // Monday is 0
  const level = origin.level / 100;
  const offset = row * FEATURE_COUNT;
  rows[offset] = 1;
  rows[offset + 1] = origin.recentRate * days;
  rows[offset + 2] = origin.recentOperationalRate * operational;
  rows[offset + 3] = origin.longOperationalRate * operational;
  rows[offset + 4] = origin.cycleRate * days;
  rows[offset + 5] = weekBefore ?? origin.longOperationalRate * operational;
  rows[offset + 6] = origin.since24h;
  rows[offset + 7] = origin.since72h;
  rows[offset + 8] = origin.median24h;
  rows[offset + 9] = origin.highest24h;
  rows[offset + 10] = origin.highest72h;
  rows[offset + 11] = level;
  rows[offset + 12] = level * level;
  rows[offset + 13] = weekday === 4 ? 1 : 0;
  rows[offset + 14] = weekday === 5 ? 1 : 0;
  rows[offset + 15] = weekday === 6 ? 1 : 0;
}
