import type { ContainerForecastBody, ReadingBody } from "../api/types.ts";
import type { ReadingTrust } from "./quality-text.ts";

/** Readings from this quality on are drawn apart and not joined by the line. */
const DOUBTFUL_QUALITY = 2;

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
  /** Lowest and highest level of the trusted readings; null without readings. */
  readonly range: { readonly lowPercent: number; readonly highPercent: number } | null;
  /** Where emptyings were seen, from the left. */
  readonly emptyingXs: readonly number[];
  /** SVG paths of what is to come: the middle 80 % as an area, and the median. */
  readonly band: string;
  readonly median: string;
  /** Where now is, from the left. */
  readonly nowX: number;
}

/** Top of the chart: readings may be above full. */
const CHART_PERCENT_MAX = 110;

/** Lays readings, oldest first, and what is forecast after them out in a frame. */
export function layOutChart(
  readings: readonly ReadingBody[],
  forecast: ContainerForecastBody,
  frame: ChartFrame,
): LevelChart {
  const trusted = readings.filter(({ quality }) => quality < DOUBTFUL_QUALITY);
  const levels = (trusted.length > 0 ? trusted : readings).map(({ fillPercent }) => fillPercent);
  const { points } = forecast;
  const low = points.map(({ at, fillLowPercent }) => place(at, fillLowPercent, frame));
  const high = points.map(({ at, fillHighPercent }) => place(at, fillHighPercent, frame));
  return {
    line: pathOf(trusted.map(({ at, fillPercent }) => place(at, fillPercent, frame))),
    doubtful: readings
      .filter(({ quality }) => quality >= DOUBTFUL_QUALITY)
      .map(({ at, fillPercent, quality, reasons }) => ({
        ...place(at, fillPercent, frame),
        quality,
        reasons,
      })),
    range:
      levels.length === 0
        ? null
        : { lowPercent: Math.min(...levels), highPercent: Math.max(...levels) },
    emptyingXs: forecast.emptyings.map(({ at }) => round(place(at, 0, frame).x)),
    band: points.length === 0 ? "" : `${pathOf([...low, ...high.toReversed()])}Z`,
    median: pathOf(points.map(({ at, fillPercent }) => place(at, fillPercent, frame))),
    nowX: round(place(forecast.computedAt, 0, frame).x),
  };
}

/** Height in the frame of a level. */
export function levelY(percent: number, height: number): number {
  const within = Math.min(Math.max(percent, 0), CHART_PERCENT_MAX);
  return height - (within / CHART_PERCENT_MAX) * height;
}

function place(at: string, percent: number, frame: ChartFrame): { x: number; y: number } {
  const share = (Date.parse(at) - frame.fromMs) / (frame.toMs - frame.fromMs);
  return { x: share * frame.width, y: levelY(percent, frame.height) };
}

function pathOf(points: readonly { x: number; y: number }[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
