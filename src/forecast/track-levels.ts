import { REASON_BIT, rangeTrust } from "./quality.ts";
import {
  DAY_MS,
  type FillReadings,
  HOUR_MS,
  SATURATED_PERCENT,
  saturatedPercent,
} from "./readings.ts";
import type { SensorTraits } from "./traits.ts";

/** The filling of a container from one emptying to the next. */
export interface FillCycle {
  /** When the emptying was seen; null for the first cycle, which began before the readings. */
  readonly emptiedMs: number | null;
  /** When the level had settled after the emptying, and that level. */
  readonly startMs: number;
  readonly startPercent: number;
  /** The last moment of which the level is known: before the next emptying, or at saturation. */
  readonly endMs: number;
  readonly endPercent: number;
}

/** An emptying as the readings show it. */
export interface Emptying {
  /** Time of the first low reading: the emptying lies between it and the reading before. */
  readonly atMs: number;
  readonly beforePercent: number;
  readonly afterPercent: number;
}

/** What the readings of one container say, reading by reading. */
export interface LevelTrack {
  /** Smoothed level as it was known at each reading, in percent. */
  readonly levelPercent: Float64Array;
  /** Trust code of each reading and the mask of its reasons. */
  readonly trust: Uint8Array;
  readonly reasons: Uint8Array;
  readonly emptyings: readonly Emptying[];
  readonly cycles: readonly FillCycle[];
  /** The cycle that is still filling; null without any usable reading. */
  readonly running: FillCycle | null;
  /** Time of the last reading with a usable value; null without any. */
  readonly lastMs: number | null;
  /** Since when the sensor has shown one value for longer than it could; null while it works. */
  readonly frozenSinceMs: number | null;
}

/** An emptying takes at least this much out, and leaves at most this share. */
const DROP_PERCENT = 20;
const REMAINING_SHARE = 0.6;

/** The same for sensors that report every hour or two. */
const OFTEN_DROP_PERCENT = 25;
const OFTEN_REMAINING_SHARE = 0.55;

/** A reading further than this from the level is a spike unless the next ones agree with it. */
const SPIKE_PERCENT = 25;

/** A level that returns at one step within this time was never emptied. */
const UNDO_SPAN_MS = 13 * HOUR_MS;

/** A level is back where it was when no more than this share of its drop is missing. */
const BACK_SHARE = 0.2;

/** No value may stand for less than this and count as frozen. */
const FROZEN_MS = 2 * DAY_MS;

/** Readings from the first low one on, until it is known whether they show an emptying. */
interface LowRun {
  readonly atMs: number[];
  readonly percent: number[];
  readonly beforePercent: number;
  lowCount: number;
  /** Whether the emptying is in the list; one that refilled within hours is not. */
  isTold: boolean;
  /** What held before the emptying was believed; null while it is not. */
  before: { window: number[]; cycle: FillCycle; count: number } | null;
}

/**
 * Follows the level of one container through its readings, forwards only.
 *
 * Invariant: after each `push` the state is what can be known from the readings so far. An
 * emptying is believed from its first low readings on and taken back when the median from the
 * first on, a whole median span later, is not low: it was a spike. Cost: O(1) a reading.
 */
class LevelTracker {
  readonly #traits: SensorTraits;
  readonly #saturatedPercent: number;
  readonly #emptyings: Emptying[] = [];
  readonly #cycles: FillCycle[] = [];
  /** Values of the running cycle under the median. */
  #window: number[] = [];
  #run: LowRun | null = null;
  /** The run of the last emptying, how many readings came since, and the last value. */
  #emptied: LowRun | null = null;
  #sinceCount = 0;
  #last = 0;
  #level = 0;
  #count = 0;
  #emptiedMs: number | null = null;
  #startMs = 0;
  #startPercent = 0;
  #endMs = 0;
  #saturated: { atMs: number; percent: number } | null = null;

  constructor(traits: SensorTraits) {
    this.#traits = traits;
    this.#saturatedPercent = saturatedPercent(traits.stepPercent);
  }

  get level(): number {
    return this.#level;
  }

  get emptyings(): readonly Emptying[] {
    return this.#emptyings;
  }

  get cycles(): readonly FillCycle[] {
    return this.#cycles;
  }

  /** The cycle that is filling now; null before the first reading. */
  get running(): FillCycle | null {
    if (this.#count === 0) return null;
    const saturated = this.#saturated;
    return {
      emptiedMs: this.#emptiedMs,
      startMs: this.#startMs,
      startPercent: this.#startPercent,
      endMs: saturated?.atMs ?? this.#endMs,
      endPercent: saturated?.percent ?? this.#level,
    };
  }

  /**
   * Takes the next reading, with a value in 0 to 100. Gives how many of the last readings, this
   * one included, have just proved to be no emptying: 0 but for a run that is taken back.
   */
  push(atMs: number, percent: number): number {
    const takenBack = this.#returns(atMs, percent) ? this.#resume() : 0;
    this.#sinceCount++;
    this.#last = percent;
    if (this.#run === null) {
      if (this.#count === 0 || !this.#isLow(percent, this.#level)) {
        this.#fill(atMs, percent);
        return takenBack;
      }
      const beforePercent = this.#level;
      this.#run = {
        atMs: [],
        percent: [],
        beforePercent,
        lowCount: 0,
        isTold: false,
        before: null,
      };
    }
    return this.#follow(this.#run, atMs, percent);
  }

  #isLow(percent: number, beforePercent: number): boolean {
    const { stepPercent, medianCount } = this.#traits;
    const isOften = medianCount > 3; // an hourly sensor shows more noise, and more of it
    const usual = isOften ? OFTEN_DROP_PERCENT : DROP_PERCENT;
    const drop = stepPercent > 5 ? Math.min(usual, 1.5 * stepPercent) : usual;
    const share = isOften ? OFTEN_REMAINING_SHARE : REMAINING_SHARE;
    return beforePercent - percent >= drop && percent <= share * beforePercent;
  }

  /** Takes a reading of the low run, and decides when there are enough of them. */
  #follow(run: LowRun, atMs: number, percent: number): number {
    const { medianCount, confirmCount } = this.#traits;
    run.atMs.push(atMs);
    run.percent.push(percent);
    if (this.#isLow(percent, run.beforePercent)) run.lowCount++;
    if (run.before !== null) this.#fill(atMs, percent);
    else if (run.lowCount >= confirmCount) this.#empty(run);
    if (run.percent.length < medianCount) return 0;
    this.#run = null;
    const after = median(run.percent);
    if (this.#isLow(after, run.beforePercent)) return 0;
    const lowest = Math.min(...run.percent);
    const isBack = after >= run.beforePercent - BACK_SHARE * (run.beforePercent - lowest);
    if (run.before !== null && !isBack) {
      // Refilled within hours, or settled: too doubtful to be told, but no filling either.
      this.#emptyings.pop();
      run.isTold = false;
      return 0;
    }
    this.#takeBack(run);
    for (const [i, value] of run.percent.entries()) this.#fill(run.atMs[i], value);
    return run.percent.length;
  }

  #empty(run: LowRun): void {
    const cycle = this.running;
    if (cycle === null) return;
    this.#cycles.push(cycle);
    run.before = { window: this.#window, cycle, count: this.#count };
    run.isTold = true;
    this.#emptied = run;
    this.#sinceCount = run.percent.length;
    this.#window = [];
    this.#count = 0;
    this.#saturated = null;
    this.#emptiedMs = run.atMs[0];
    for (const [i, percent] of run.percent.entries()) {
      // An echo among the low readings is none of the new cycle.
      if (this.#isLow(percent, run.beforePercent)) this.#fill(run.atMs[i], percent);
    }
    this.#emptyings.push({
      atMs: run.atMs[0],
      beforePercent: run.beforePercent,
      afterPercent: this.#level,
    });
  }

  #fill(atMs: number, percent: number): void {
    this.#window.push(percent);
    if (this.#window.length > this.#traits.medianCount) this.#window.shift();
    this.#level = median(this.#window);
    this.#count++;
    this.#endMs = atMs;
    if (this.#count <= Math.max(1, this.#traits.medianCount - 1)) {
      this.#startMs = atMs;
      this.#startPercent = this.#level;
    }
    if (this.#saturated === null && this.#level >= this.#saturatedPercent) {
      this.#saturated = { atMs, percent: this.#level };
    }
  }

  /**
   * Whether the level stands again, at one step, where it was before an emptying some hours ago
   * that a single reading showed.
   */
  #returns(atMs: number, percent: number): boolean {
    const { medianCount, confirmCount } = this.#traits;
    const run = this.#emptied;
    if (run === null || confirmCount > 1 || medianCount < 3) return false;
    if (atMs - run.atMs[0] > UNDO_SPAN_MS) return false;
    const drop = run.beforePercent - run.percent[0];
    return percent >= run.beforePercent - BACK_SHARE * drop && percent - this.#last >= 0.7 * drop;
  }

  /** Goes on with the cycle before the last emptying; gives how many readings were of none. */
  #resume(): number {
    const count = this.#sinceCount;
    if (this.#emptied !== null) this.#takeBack(this.#emptied);
    this.#run = null;
    return count + 1;
  }

  /** Goes on with the cycle that the run seemed to end. */
  #takeBack({ isTold, before }: LowRun): void {
    this.#emptied = null;
    if (before === null) return;
    const { cycle } = before;
    if (isTold) this.#emptyings.pop();
    this.#cycles.pop();
    this.#window = before.window;
    this.#level = median(before.window);
    this.#count = before.count;
    this.#emptiedMs = cycle.emptiedMs;
    this.#startMs = cycle.startMs;
    this.#startPercent = cycle.startPercent;
    const isFull = cycle.endPercent >= this.#saturatedPercent;
    this.#saturated = isFull ? { atMs: cycle.endMs, percent: cycle.endPercent } : null;
  }
}

/**
 * Follows a container's level, finds its emptyings and judges each reading.
 *
 * Emptyings, levels and cycles are causal: what is said of a moment uses no later reading, but
 * for an emptying that is taken back within a median span. The trust of a reading may be raised by
 * the ones that follow. Cost: O(readings).
 */
export function trackLevels(readings: FillReadings, traits: SensorTraits): LevelTrack {
  const { atMs, fillPercent } = readings;
  const count = atMs.length;
  const tracker = new LevelTracker(traits);
  const levelPercent = new Float64Array(count);
  const settledPercent = new Float64Array(count); // the same, without emptyings taken back
  const trust = new Uint8Array(count);
  const reasons = new Uint8Array(count);
  let lastMs: number | null = null;
  for (let i = 0; i < count; i++) {
    const code = rangeTrust(fillPercent[i]);
    if (code > 0) {
      trust[i] = code;
      reasons[i] = REASON_BIT["out-of-range"];
    }
    let takenBack = 0;
    if (code < 4) {
      takenBack = tracker.push(atMs[i], Math.min(100, Math.max(0, fillPercent[i])));
      lastMs = atMs[i];
    }
    levelPercent[i] = tracker.level;
    settledPercent.fill(tracker.level, Math.min(i, i + 1 - takenBack), i + 1);
  }
  markSpikes(readings, settledPercent, traits, trust, reasons);
  const frozenSinceMs = markFrozen(readings, tracker, traits, trust, reasons);
  return {
    levelPercent,
    trust,
    reasons,
    emptyings: tracker.emptyings,
    cycles: tracker.cycles,
    running: tracker.running,
    lastMs,
    frozenSinceMs,
  };
}

/** Marks readings that neither the level before nor the level a little later agrees with. */
function markSpikes(
  readings: FillReadings,
  levelPercent: Float64Array,
  traits: SensorTraits,
  trust: Uint8Array,
  reasons: Uint8Array,
): void {
  if (traits.medianCount < 3) return; // one reading a day: every step is as likely as the next
  const { fillPercent } = readings;
  let before = levelPercent[0];
  for (let i = 1; i < fillPercent.length; i++) {
    if (trust[i] === 4) continue;
    const later = levelPercent[Math.min(fillPercent.length - 1, i + traits.medianCount - 1)];
    const isFar = Math.abs(fillPercent[i] - before) > SPIKE_PERCENT;
    if (isFar && Math.abs(fillPercent[i] - later) > SPIKE_PERCENT) {
      trust[i] = 3;
      reasons[i] |= REASON_BIT.spike;
      continue; // the level it left is the one that the next is held against
    }
    if (isFar && fillPercent[i] > before) {
      trust[i] = Math.max(trust[i], 1);
      reasons[i] |= REASON_BIT.jump;
    }
    before = levelPercent[i];
  }
}

/**
 * Marks readings of a sensor that shows one value for longer than its container could stand still.
 *
 * Source of the rule: one value for at least two days and five times the usual dwell, while the
 * container's mean rate would have moved it by more than three steps and ten points.
 */
function markFrozen(
  readings: FillReadings,
  tracker: LevelTracker,
  traits: SensorTraits,
  trust: Uint8Array,
  reasons: Uint8Array,
): number | null {
  const { atMs, fillPercent } = readings;
  const rate = meanRatePerMs(tracker.cycles, tracker.running);
  if (rate <= 0) return null;
  const limitMs = Math.max(
    FROZEN_MS,
    5 * traits.dwellMs,
    Math.max(3 * traits.stepPercent, 10) / rate,
  );
  // At the top a container may stand for a whole cycle more before anybody comes.
  const fullLimitMs = Math.max(7 * DAY_MS, 2 * limitMs, 300 / rate);
  let first = 0;
  for (let i = 1; i < atMs.length; i++) {
    if (fillPercent[i] !== fillPercent[first]) {
      first = i;
      continue;
    }
    const limit = fillPercent[i] >= SATURATED_PERCENT ? fullLimitMs : limitMs;
    if (atMs[i] - atMs[first] <= limit) continue;
    trust[i] = Math.max(trust[i], 2);
    reasons[i] |= REASON_BIT.frozen;
  }
  const last = atMs.length - 1;
  if (last < 0 || (reasons[last] & REASON_BIT.frozen) === 0) return null;
  return atMs[first];
}

/** Percent a millisecond over all cycles; 0 where nothing is known. */
function meanRatePerMs(cycles: readonly FillCycle[], running: FillCycle | null): number {
  let gain = 0;
  let spanMs = 0;
  for (const cycle of cycles) {
    gain += Math.max(0, cycle.endPercent - cycle.startPercent);
    spanMs += cycle.endMs - cycle.startMs;
  }
  if (cycles.length === 0 && running !== null) {
    gain = Math.max(0, running.endPercent - running.startPercent);
    spanMs = running.endMs - running.startMs;
  }
  return spanMs > 0 ? gain / spanMs : 0;
}

/** Middle of a few values; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}
