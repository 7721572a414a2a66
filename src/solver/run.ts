import type { SolveOptions, TracePoint } from "./solution.ts";

/** Steps between two looks at the clock and at whether to stop. */
export const STEPS_A_LOOK = 64;
/** The clock, which may be slow itself, is read about this often. */
const CLOCK_MS = 25;
const LOOKS_SKIPPED_MAX = 64;

/** Where a run stands: its clock, its limits, and the best solution so far. */
export interface Run {
  readonly options: SolveOptions;
  readonly startMs: number;
  readonly trace: TracePoint[];
  best: Int32Array[];
  bestUnits: number;
  bestAbsentCount: number;
  iteration: number;
  /** When the clock was last read, how many looks later it is read again, and what was said. */
  elapsedMs: number;
  looksSkipped: number;
  looksToSkip: number;
  stopped: boolean;
  /** How much of the limits is used up, 0 to 1. */
  share: number;
}

/** A run that has not yet found anything. */
export function newRun(options: SolveOptions): Run {
  return {
    options,
    startMs: options.now?.() ?? 0,
    trace: [],
    best: [],
    bestUnits: Number.POSITIVE_INFINITY,
    bestAbsentCount: Number.POSITIVE_INFINITY,
    iteration: 0,
    elapsedMs: 0,
    looksSkipped: 1,
    looksToSkip: 0,
    stopped: false,
    share: 0,
  };
}

/** Looks at the limits, tells the caller how the search goes, and gives whether it must end. */
export function isOver(run: Run): boolean {
  readClock(run);
  run.share = shareAt(run, run.elapsedMs);
  if (run.iteration % (STEPS_A_LOOK * 32) === 0) report(run, run.elapsedMs, run.share);
  return run.share >= 1 || run.stopped;
}

function shareAt({ iteration, options }: Run, elapsedMs: number): number {
  const { iterationsMax, timeLimitMs } = options;
  if (iterationsMax === 0) return 1;
  const ofIterations = iterationsMax === undefined ? 0 : iteration / iterationsMax;
  const ofTime = timeLimitMs === undefined ? 0 : elapsedMs / Math.max(1, timeLimitMs);
  return Math.min(1, Math.max(ofIterations, ofTime));
}

/** How much of the limits is used up at this moment, 0 to 1. */
export function shareUsed(run: Run): number {
  return shareAt(run, elapsed(run));
}

/** Whether to end at once, whatever the steps so far. */
export function mustStop(run: Run): boolean {
  const { timeLimitMs, shouldStop } = run.options;
  if (shouldStop?.() === true) return true;
  return timeLimitMs !== undefined && elapsed(run) >= timeLimitMs;
}

/** Reads the clock and asks whether to stop, more seldom where the steps are quick. */
function readClock(run: Run): void {
  if (--run.looksToSkip > 0) return;
  const elapsedMs = elapsed(run);
  const sinceMs = elapsedMs - run.elapsedMs;
  if (sinceMs < CLOCK_MS) run.looksSkipped = Math.min(LOOKS_SKIPPED_MAX, 2 * run.looksSkipped);
  else if (sinceMs > 2 * CLOCK_MS) run.looksSkipped = Math.max(1, run.looksSkipped >> 1);
  run.looksToSkip = run.looksSkipped;
  run.elapsedMs = elapsedMs;
  run.stopped = run.options.shouldStop?.() === true;
}

/** Milliseconds since the run began; 0 without a clock. */
export function elapsed(run: Run): number {
  return run.options.now === undefined ? 0 : run.options.now() - run.startMs;
}

/** Tells the caller how the search goes. */
export function report(run: Run, elapsedMs: number, share: number): void {
  run.options.onProgress?.({
    elapsedMs,
    iteration: run.iteration,
    bestCostUnits: run.bestUnits,
    unassignedCount: run.bestAbsentCount,
    share,
  });
}

/** Keeps the figures of a new best solution, and tells the caller of one that visits more stops. */
export function noteBest(run: Run, costUnits: number, unassignedCount: number): void {
  const visitsMore = unassignedCount < run.bestAbsentCount;
  run.bestUnits = costUnits;
  run.bestAbsentCount = unassignedCount;
  run.trace.push({
    elapsedMs: elapsed(run),
    iteration: run.iteration,
    costUnits: run.bestUnits,
    unassignedCount: run.bestAbsentCount,
  });
  if (visitsMore) report(run, elapsed(run), run.share);
}
