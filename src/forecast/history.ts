import { REASON_BIT } from "./quality.ts";
import { DAY_MS, type FillReadings, HOUR_MS } from "./readings.ts";
import { type FillCycle, type LevelTrack, median, trackLevels } from "./track-levels.ts";
import { sensorTraits } from "./traits.ts";

/** Time between two samples of a level; days and weeks are whole numbers of it. */
export const SAMPLE_MS = 4 * HOUR_MS;
export const SAMPLES_A_DAY = DAY_MS / SAMPLE_MS;

/** Samples kept: 270 days. */
const SAMPLE_COUNT_MAX = (270 * DAY_MS) / SAMPLE_MS;

/** Finished cycles kept: as many as a container that is emptied daily has in that time. */
const CYCLE_COUNT_MAX = 270;

/** Readings this near to a sample on either side show what the level truly was. */
const SEEN_SPAN_MS = 3 * HOUR_MS;

/** Marks a sample with no reading near enough. */
export const NO_SAMPLE = -1;

/** The level at regular times, oldest first. */
interface LevelSamples {
  /** Time of the first sample, a multiple of `SAMPLE_MS`. */
  readonly firstMs: number;
  /** The level as it was known at that moment, in percent, or `NO_SAMPLE`. */
  readonly percent: readonly number[];
  /** What the readings of three hours before and after show, or `NO_SAMPLE`. */
  readonly seen: readonly number[];
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
  /** Finished cycles, oldest first, at most 270. */
  readonly cycles: readonly FillCycle[];
  readonly running: FillCycle | null;
  readonly intervalMs: number;
  readonly stepPercent: number;
  /** Share of the readings that are spikes: echoes from where no waste is. */
  readonly spikeShare: number;
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
  spikeShare: 0,
  frozenSinceMs: null,
  samples: { firstMs: 0, percent: [], seen: [] },
};

/** Sums up a container's readings for the forecast. Cost: O(readings). */
export function summariseHistory(readings: FillReadings): ContainerHistory {
  return judgeHistory(readings).history;
}

/** As `summariseHistory`, with the trust in each reading that came of it. */
export function judgeHistory(readings: FillReadings): {
  readonly history: ContainerHistory;
  readonly track: LevelTrack;
} {
  const traits = sensorTraits(readings);
  const track = trackLevels(readings, traits);
  return { history: historyOfTrack(readings, track, traits), track };
}

/** As `summariseHistory`, for readings whose level has been followed already. */
function historyOfTrack(
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
    spikeShare: spikeShareOf(track),
    frozenSinceMs,
    samples: sampleLevels(readings, track, traits.intervalMs),
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

function spikeShareOf({ reasons }: LevelTrack): number {
  let count = 0;
  for (const mask of reasons) if ((mask & REASON_BIT.spike) !== 0) count++;
  return count / reasons.length;
}

function lastUsable(track: LevelTrack): number {
  for (let i = track.trust.length - 1; i >= 0; i--) if (track.trust[i] < 4) return i;
  return -1;
}

/** The level at each multiple of `SAMPLE_MS`, from the newest usable reading at or before it. */
function sampleLevels(
  { atMs, fillPercent }: FillReadings,
  track: LevelTrack,
  intervalMs: number,
): LevelSamples {
  const count = atMs.length;
  const lastSample = Math.floor(atMs[count - 1] / SAMPLE_MS);
  const firstSample = Math.max(Math.ceil(atMs[0] / SAMPLE_MS), lastSample - SAMPLE_COUNT_MAX + 1);
  const ageMaxMs = Math.max(6 * HOUR_MS, 1.5 * intervalMs);
  const percent: number[] = [];
  const seen: number[] = [];
  let reading = 0;
  let near = 0;
  for (let sample = firstSample; sample <= lastSample; sample++) {
    const sampleMs = sample * SAMPLE_MS;
    while (reading + 1 < count && atMs[reading + 1] <= sampleMs) reading++;
    while (near < count && atMs[near] < sampleMs - SEEN_SPAN_MS) near++;
    const usable =
      atMs[reading] <= sampleMs && sampleMs - atMs[reading] <= ageMaxMs && isSample(track, reading);
    percent.push(usable ? round1(track.levelPercent[reading]) : NO_SAMPLE);
    const around: number[] = [];
    for (let i = near; i < count && atMs[i] <= sampleMs + SEEN_SPAN_MS; i++) {
      if (isSample(track, i)) around.push(Math.min(100, Math.max(0, fillPercent[i])));
    }
    seen.push(around.length === 0 ? NO_SAMPLE : round1(median(around)));
  }
  return { firstMs: firstSample * SAMPLE_MS, percent, seen };
}

/** Whether a reading tells the level: neither unusable nor frozen. */
function isSample(track: LevelTrack, reading: number): boolean {
  return track.trust[reading] < 4 && (track.reasons[reading] & REASON_BIT.frozen) === 0;
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
