import { DAY_MS } from "./readings.ts";

/** How a sensor keeps to its rhythm; `never` has not reported yet. */
export type SensorState = "ok" | "late" | "offline" | "never";

/** What its reports tell of a sensor at one moment. */
export interface SensorHealth {
  readonly state: SensorState;
  readonly lastSeenMs: number | null;
  /** Usual time between two reports; null where too few came to tell. */
  readonly intervalMs: number | null;
  /** Reports that should have come since the last one. */
  readonly missedCount: number;
}

/** Latest reports that are looked at. */
export const REPORT_COUNT = 21;

/** A sensor is offline from so many missing reports on. */
const OFFLINE_COUNT = 3;

/** A report may come later than its time by this share of the interval. */
const LATE_SHARE = 0.25;

/** Reports nearer than this are repeats of one, for example an alarm. */
const REPEAT_MS = 60_000;

/** Gaps needed to tell an interval, and the interval assumed before. */
const GAP_COUNT_MIN = 3;
const ASSUMED_INTERVAL_MS = DAY_MS;

/**
 * Judges a sensor by when it reported.
 *
 * @param reportedMs times of its latest reports, oldest first
 */
export function sensorHealth(reportedMs: ArrayLike<number>, nowMs: number): SensorHealth {
  const lastSeenMs = reportedMs[reportedMs.length - 1];
  if (lastSeenMs === undefined) {
    return { state: "never", lastSeenMs: null, intervalMs: null, missedCount: 0 };
  }
  const intervalMs = usualInterval(reportedMs);
  const overdue = (nowMs - lastSeenMs) / (intervalMs ?? ASSUMED_INTERVAL_MS);
  const missedCount = Math.max(0, Math.floor(overdue - LATE_SHARE));
  const state = missedCount >= OFFLINE_COUNT ? "offline" : missedCount > 0 ? "late" : "ok";
  return { state, lastSeenMs, intervalMs, missedCount };
}

/** Median of the gaps, so that a few lost reports change nothing. */
function usualInterval(reportedMs: ArrayLike<number>): number | null {
  const gaps: number[] = [];
  for (let i = 1; i < reportedMs.length; i++) {
    const gap = (reportedMs[i] ?? 0) - (reportedMs[i - 1] ?? 0);
    if (gap >= REPEAT_MS) gaps.push(gap);
  }
  if (gaps.length < GAP_COUNT_MIN) return null;
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? null;
}
