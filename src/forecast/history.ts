import { DAY_MS, type FillReadings, HOUR_MS } from "./readings.ts";
import { type FillCycle, type LevelTrack, trackLevels } from "./track-levels.ts";
import { sensorTraits } from "./traits.ts";

/** Time between two samples of a level; days and weeks are whole numbers of it. */
export const SAMPLE_MS = 4 * HOUR_MS;

/** Samples kept: 90 days. */
const SAMPLE_COUNT_MAX = (90 * DAY_MS) / SAMPLE_MS;

/** Finished cycles kept; older ones say nothing of today. */
const CYCLE_COUNT_MAX = 60;

/** Marks a sample with no reading near enough. */
export const NO_SAMPLE = -1;

/** The level at regular times, oldest first. */
export interface LevelSamples {
  /** Time of the first sample, a multiple of `SAMPLE_MS`. */
  readonly firstMs: number;
  /** Percent, or `NO_SAMPLE`. */
  readonly percent: readonly number[];
}

/**
 * What the forecast keeps of a container's readings: small, plain and serialisable.
 *
 * All of it follows from the readings it was made of, so that it may be thrown away and made again.
 */
export interface ContainerHistory {
  readonly readingCount: number;
  /** The last usable reading; null without any. */
  readonly lastMs: number | null;
  readonly lastPercent: number | null;
  /** Smoothed level at `lastMs`, or when a frozen sensor began to show one value. */
  readonly levelPercent: number | null;
  readonly levelMs: number | null;
  readonly lastEmptiedMs: number | null;
  readonly emptyingCount: number;
  /** Finished cycles, oldest first, at most 60. */
  readonly cycles: readonly FillCycle[];
  readonly running: FillCycle | null;
  readonly intervalMs: number;
  readonly stepPercent: number;
  /** Since when the sensor shows one value for longer than it could; null while it works. */
  readonly frozenSinceMs: number | null;
  readonly samples: LevelSamples;
}

/** The history of a container that has never sent a reading. */
export const EMPTY_HISTORY: ContainerHistory = {
  readingCount: 0,
  lastMs: null,
  lastPercent: null,
  levelPercent: null,
  levelMs: null,
  lastEmptiedMs: null,
  emptyingCount: 0,
  cycles: [],
  running: null,
  intervalMs: 3 * HOUR_MS,
  stepPercent: 1,
  frozenSinceMs: null,
  samples: { firstMs: 0, percent: [] },
};

/** Sums up a container's readings for the forecast. Cost: O(readings). */
export function summariseHistory(readings: FillReadings): ContainerHistory {
  const traits = sensorTraits(readings);
  return historyOfTrack(readings, trackLevels(readings, traits), traits);
}

/** As `summariseHistory`, for readings whose level has been followed already. */
export function historyOfTrack(
  readings: FillReadings,
  track: LevelTrack,
  traits: { readonly intervalMs: number; readonly stepPercent: number },
): ContainerHistory {
  const last = lastUsable(track);
  if (last < 0) return { ...EMPTY_HISTORY, readingCount: readings.atMs.length };
  const lastMs = readings.atMs[last];
  const { frozenSinceMs } = track;
  return {
    readingCount: readings.atMs.length,
    lastMs,
    lastPercent: Math.min(100, Math.max(0, readings.fillPercent[last])),
    levelPercent: track.levelPercent[last],
    levelMs: frozenSinceMs ?? lastMs,
    lastEmptiedMs: track.emptyings.at(-1)?.atMs ?? null,
    emptyingCount: track.emptyings.length,
    cycles: track.cycles.slice(-CYCLE_COUNT_MAX),
    running: track.running,
    intervalMs: traits.intervalMs,
    stepPercent: traits.stepPercent,
    frozenSinceMs,
    samples: sampleLevels(readings.atMs, track, traits.intervalMs),
  };
}

/**
 * The history after an emptying that a crew or a system reported, for when no reading shows it yet.
 *
 * An emptying before the last reading changes nothing: the reading knows better.
 */
export function withEmptying(history: ContainerHistory, atMs: number): ContainerHistory {
  if (history.lastMs !== null && history.frozenSinceMs === null && atMs <= history.lastMs) {
    return history;
  }
  if (history.levelMs !== null && atMs <= history.levelMs) return history;
  const running: FillCycle = {
    emptiedMs: atMs,
    startMs: atMs,
    startPercent: 0,
    endMs: atMs,
    endPercent: 0,
  };
  return {
    ...history,
    levelPercent: 0,
    levelMs: atMs,
    lastEmptiedMs: atMs,
    emptyingCount: history.emptyingCount + 1,
    cycles: history.running === null ? history.cycles : [...history.cycles, history.running],
    running,
  };
}

function lastUsable(track: LevelTrack): number {
  for (let i = track.trust.length - 1; i >= 0; i--) if (track.trust[i] < 4) return i;
  return -1;
}

/** The level at each multiple of `SAMPLE_MS`, from the newest usable reading at or before it. */
function sampleLevels(atMs: Float64Array, track: LevelTrack, intervalMs: number): LevelSamples {
  const count = atMs.length;
  const lastSample = Math.floor(atMs[count - 1] / SAMPLE_MS);
  const firstSample = Math.max(Math.ceil(atMs[0] / SAMPLE_MS), lastSample - SAMPLE_COUNT_MAX + 1);
  const ageMaxMs = Math.max(6 * HOUR_MS, 1.5 * intervalMs);
  const percent: number[] = [];
  let reading = 0;
  for (let sample = firstSample; sample <= lastSample; sample++) {
    const sampleMs = sample * SAMPLE_MS;
    while (reading + 1 < count && atMs[reading + 1] <= sampleMs) reading++;
    const usable =
      atMs[reading] <= sampleMs &&
      sampleMs - atMs[reading] <= ageMaxMs &&
      track.trust[reading] !== 2; // frozen
    percent.push(usable ? Math.round(track.levelPercent[reading] * 10) / 10 : NO_SAMPLE);
  }
  return { firstMs: firstSample * SAMPLE_MS, percent };
}
