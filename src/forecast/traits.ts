import { type FillReadings, HOUR_MS } from "./readings.ts";

/** How one sensor behaves, learnt from its own readings. */
export interface SensorTraits {
  /** Usual time between two readings. */
  readonly intervalMs: number;
  /** Smallest step between two values it reports; a coarse sensor has 12.5, 20 or more. */
  readonly stepPercent: number;
  /** How long it usually shows one value before the next: the 90th percentile. */
  readonly dwellMs: number;
  /** Readings whose median is taken for the level. */
  readonly medianCount: number;
  /** Low readings in a row that make an emptying. */
  readonly confirmCount: number;
}

/** Span of the median of the level; longer hides deposits, shorter lets echoes through. */
const MEDIAN_SPAN_MS = 7 * HOUR_MS;

/** Assumed of a sensor with too few readings to tell. */
const ASSUMED_INTERVAL_MS = 3 * HOUR_MS;

/** Values a sensor may show at most for it to count as coarse. */
const COARSE_VALUE_COUNT = 12;

/**
 * Learns how a sensor behaves from its readings so far.
 *
 * The median spans seven hours and two fifths of it must be low for an emptying: seven and three
 * readings of an hourly sensor, three and one at three hours, one and one of a daily one.
 */
export function sensorTraits(readings: FillReadings): SensorTraits {
  const intervalMs = usualIntervalMs(readings.atMs);
  const halfSpan = Math.round(MEDIAN_SPAN_MS / intervalMs / 2 - 0.5);
  const medianCount = intervalMs > MEDIAN_SPAN_MS ? 1 : Math.min(7, Math.max(3, 2 * halfSpan + 1));
  return {
    intervalMs,
    stepPercent: valueStep(readings.fillPercent),
    dwellMs: usualDwellMs(readings),
    medianCount,
    confirmCount: Math.max(1, Math.round(medianCount * 0.4)),
  };
}

function usualIntervalMs(atMs: Float64Array): number {
  if (atMs.length < 3) return ASSUMED_INTERVAL_MS;
  const gaps = new Float64Array(atMs.length - 1);
  for (let i = 1; i < atMs.length; i++) gaps[i - 1] = atMs[i] - atMs[i - 1];
  gaps.sort();
  return gaps[gaps.length >> 1];
}

/** Step of a coarse sensor, 1 of any other. */
function valueStep(fillPercent: Float64Array): number {
  const values = new Set<number>();
  for (let i = 0; i < fillPercent.length; i++) {
    if (!Number.isFinite(fillPercent[i])) continue;
    values.add(fillPercent[i]);
    if (values.size > COARSE_VALUE_COUNT) return 1;
  }
  if (fillPercent.length < 100 || values.size < 3) return 1;
  const ordered = Float64Array.from(values).sort();
  let step = 100;
  for (let i = 1; i < ordered.length; i++) step = Math.min(step, ordered[i] - ordered[i - 1]);
  return step;
}

function usualDwellMs(readings: FillReadings): number {
  const { atMs, fillPercent } = readings;
  const dwells: number[] = [];
  let first = 0;
  for (let i = 1; i < atMs.length; i++) {
    if (fillPercent[i] === fillPercent[first]) continue;
    dwells.push(atMs[i] - atMs[first]);
    first = i;
  }
  if (dwells.length < 10) return 24 * HOUR_MS;
  dwells.sort((a, b) => a - b);
  return dwells[Math.floor(dwells.length * 0.9)];
}
