import type { ReadingBody } from "../api/types.ts";
import type { ReadingTrust } from "./quality-text.ts";

/** Readings from this quality on are drawn apart and not joined by the line. */
const DOUBTFUL_QUALITY = 2;

/** A fall by this many percent points between two readings counts as an emptying. */
const EMPTYING_DROP_PERCENT = 30;

export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Place of a reading that is not believed. */
interface DoubtfulMark extends ReadingTrust {
  readonly x: number;
  readonly y: number;
}

export interface LevelChart {
  /** SVG path of the trusted readings. */
  readonly line: string;
  readonly doubtful: readonly DoubtfulMark[];
  readonly lowPercent: number;
  readonly highPercent: number;
  readonly emptyingCount: number;
}

/** Top of the chart: readings may be above full. */
const CHART_PERCENT_MAX = 110;

/** Lays readings, oldest first, out in a frame; null where there is none. */
export function layOutChart(
  readings: readonly ReadingBody[],
  frame: ChartFrame,
): LevelChart | null {
  if (readings.length === 0) return null;
  const trusted = readings.filter(({ quality }) => quality < DOUBTFUL_QUALITY);
  const levels = (trusted.length > 0 ? trusted : readings).map(({ fillPercent }) => fillPercent);
  const points = trusted.map((reading) => place(reading, frame));
  return {
    line: points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join(""),
    doubtful: readings
      .filter(({ quality }) => quality >= DOUBTFUL_QUALITY)
      .map((reading) => ({
        ...place(reading, frame),
        quality: reading.quality,
        reasons: reading.reasons,
      })),
    lowPercent: Math.min(...levels),
    highPercent: Math.max(...levels),
    emptyingCount: countDrops(levels),
  };
}

/** Height in the frame of a level. */
export function levelY(percent: number, height: number): number {
  const within = Math.min(Math.max(percent, 0), CHART_PERCENT_MAX);
  return height - (within / CHART_PERCENT_MAX) * height;
}

function place(reading: ReadingBody, frame: ChartFrame): { x: number; y: number } {
  const share = (Date.parse(reading.at) - frame.fromMs) / (frame.toMs - frame.fromMs);
  return { x: share * frame.width, y: levelY(reading.fillPercent, frame.height) };
}

function countDrops(levels: readonly number[]): number {
  return levels.filter((level, i) => (levels[i - 1] ?? level) - level >= EMPTYING_DROP_PERCENT)
    .length;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
