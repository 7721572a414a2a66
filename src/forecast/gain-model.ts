import { type ContainerHistory, NO_SAMPLE, SAMPLE_MS, SAMPLES_A_DAY } from "./history.ts";
import { leastAbsoluteWeights, rowTimes } from "./least-absolute.ts";
import type { WeekProfile } from "./operational-time.ts";
import { FEATURE_COUNT, featuresInto, type Origin, OriginWalker } from "./origin-walker.ts";
import { DAY_MS, HOUR_MS } from "./readings.ts";

/** Past gains over one horizon, and how the middle gain follows from what was known. */
interface HorizonGains {
  readonly hours: number;
  /** Weight of each feature in the median gain. */
  readonly weights: Float64Array;
  /** Past origins of the group: level, predicted gain, gain that came, time. */
  readonly past: PastGains;
}

/** One entry an origin. */
interface PastGains {
  readonly level: Float64Array;
  readonly predicted: Float64Array;
  readonly gain: Float64Array;
  readonly atMs: Float64Array;
}

/** What a group has learnt of its gains. */
export interface GainModel {
  /** Time of day at which the origins it has learnt from stand. */
  readonly slotMs: number;
  /** Gains come in steps: they are taken as they were, not moved by a predicted fraction. */
  readonly isCoarse: boolean;
  readonly horizons: readonly HorizonGains[];
}

/** Gains to be expected after some hours: equally likely ones, least first. */
export interface GainTable {
  readonly hours: number;
  readonly gains: readonly number[];
}

/** Horizons learnt; those between are interpolated, those beyond extended by the rate. */
export const HORIZON_HOURS = [12, 24, 48, 72, 120] as const;

/** Equally likely gains in a table. */
export const ATOM_COUNT = 64;

/** Origins that the weights and the past gains are taken from, at most and at least. */
const FIT_ROWS_MAX = 4000;
const PAST_COUNT_MAX = 1200;
const ROWS_MIN = 60;

/** A container's first days tell no rate yet. */
const FIRST_SAMPLE = 3 * SAMPLES_A_DAY;

/** An emptying this soon after the horizon may already show in the readings around it. */
const MARGIN_MS = 3 * HOUR_MS;

/** Sensors with steps from this on are coarse. */
const COARSE_STEP_PERCENT = 5;

/** How near a past origin must be, in level and in predicted gain, to count fully. */
const LEVEL_BAND = 8;
const GAIN_BAND = 4;
const GAIN_BAND_SHARE = 0.3;

/** Past origins less alike than this count as nothing: e to the minus ninth. */
const UNLIKE_MAX = 9;

/** A container's own past counts this many times as much as another's of its group. */
const OWN_WEIGHT = 12;

/** Of its own past only moments this near in level are looked at: the rest would count little. */
const OWN_LEVEL_SPAN = 2.5 * LEVEL_BAND;

/** Gains of so many days ago count half. */
const PAST_HALF_LIFE_MS = 120 * DAY_MS;

/** What comes lies this much further from the middle than the past that the model was fitted to. */
const WIDENING = 1.08;

/** Gains are counted in bins of half a percent from -100 to 100. */
const BINS_A_PERCENT = 2;
const BIN_COUNT = 200 * BINS_A_PERCENT + 1;

/** Rows of one horizon while they are collected. */
interface Rows {
  readonly hours: number;
  readonly features: number[];
  readonly level: number[];
  readonly gain: number[];
  readonly atMs: number[];
}

/**
 * Learns how a group's gains follow from what was known, from daily origins in its histories.
 *
 * @param profile the group's week, @param groupRate its mean rate in percent a day
 *
 * Cost: linear in the samples, and 20 × 4,000 rows × 16² for each of five horizons.
 */
export function learnGains(
  histories: readonly ContainerHistory[],
  profile: WeekProfile,
  groupRate: number,
): GainModel {
  const slotMs = slotOf(histories);
  const rowCount = histories.reduce((sum, { samples }) => sum + samples.percent.length / 6, 0);
  const stride = Math.max(1, Math.ceil(rowCount / FIT_ROWS_MAX));
  const collected = HORIZON_HOURS.map(emptyRows);
  const near = { percent: 50, span: 100 };
  const options = { slotMs, stride, near, profile, groupRate };
  for (const history of histories) {
    visitOrigins(history, options, HORIZON_HOURS, (horizon, { level, atMs }, features, gain) => {
      const rows = collected[horizon];
      for (const feature of features) rows.features.push(feature);
      rows.level.push(level);
      rows.gain.push(gain);
      rows.atMs.push(atMs);
    });
  }
  const coarseCount = histories.filter((x) => x.stepPercent >= COARSE_STEP_PERCENT).length;
  const horizons = collected.filter((rows) => rows.gain.length >= ROWS_MIN).map(learnHorizon);
  return { slotMs, isCoarse: coarseCount * 2 > histories.length, horizons };
}

/**
 * Gains of one container to be expected from `atMs` on, for each horizon its group has learnt.
 *
 * Past gains of its own and of its group are weighted by how alike the moments are. Cost: some
 * thousand exponentials a horizon.
 */
export function gainTables(
  history: ContainerHistory,
  model: GainModel,
  profile: WeekProfile,
  groupRate: number,
  now: { readonly atMs: number; readonly level: number },
): readonly GainTable[] {
  if (model.horizons.length === 0) return [];
  const { slotMs, horizons } = model;
  const own = horizons.map(() => emptyPast(history.samples.percent.length / SAMPLES_A_DAY + 1));
  const counts = horizons.map(() => 0);
  const hours = horizons.map((horizon) => horizon.hours);
  const near = { percent: now.level, span: OWN_LEVEL_SPAN };
  const options = { slotMs, stride: 1, near, profile, groupRate };
  const walker = visitOrigins(history, options, hours, (i, { level, atMs }, features, gain) => {
    const past = own[i];
    const row = counts[i]++;
    past.level[row] = level;
    past.predicted[row] = rowTimes(features, 0, horizons[i].weights, FEATURE_COUNT);
    past.gain[row] = gain;
    past.atMs[row] = atMs;
  });
  const origin = walker.at(now.atMs, now.level);
  const row = new Float64Array(FEATURE_COUNT);
  return horizons.map((horizon, i) => {
    const before = walker.weekBefore(now.atMs, horizon.hours);
    featuresInto(origin, profile, horizon.hours, before, row, 0);
    const predicted = rowTimes(row, 0, horizon.weights, FEATURE_COUNT);
    const bins = new Float64Array(BIN_COUNT);
    const target = { ...now, predicted, isCoarse: model.isCoarse };
    countGains(horizon.past, target, 1, bins);
    countGains(firstOf(own[i], counts[i]), target, OWN_WEIGHT, bins);
    const gains = equallyLikely(bins, model.isCoarse);
    return { hours: horizon.hours, gains: model.isCoarse ? gains : widened(gains) };
  });
}

/** Time of day, in whole samples, of the newest sample of all. */
function slotOf(histories: readonly ContainerHistory[]): number {
  let lastMs = 0;
  for (const { samples } of histories) {
    lastMs = Math.max(lastMs, samples.firstMs + (samples.percent.length - 1) * SAMPLE_MS);
  }
  return lastMs % DAY_MS;
}

function emptyRows(hours: number): Rows {
  return { hours, features: [], level: [], gain: [], atMs: [] };
}

interface OriginOptions {
  readonly slotMs: number;
  /** Every how many days an origin is taken, and at which levels. */
  readonly stride: number;
  readonly near: { readonly percent: number; readonly span: number };
  readonly profile: WeekProfile;
  readonly groupRate: number;
}

/** Takes one past origin: which horizon, its features, and the gain that came. */
type VisitOrigin = (horizon: number, origin: Origin, features: Float64Array, gain: number) => void;

/**
 * Visits a container's past origins, and those horizons of each whose gain is known because no
 * emptying came in between; gives the walker, at the end of its history.
 */
function visitOrigins(
  history: ContainerHistory,
  { slotMs, stride, near, profile, groupRate }: OriginOptions,
  horizonHours: readonly number[],
  visit: VisitOrigin,
): OriginWalker {
  const walker = new OriginWalker(history, profile, groupRate);
  const { firstMs, percent, seen } = history.samples;
  const marginMs = history.intervalMs > 12 * HOUR_MS ? 0 : MARGIN_MS;
  const features = new Float64Array(FEATURE_COUNT);
  const firstSlot = (((slotMs - firstMs) % DAY_MS) + DAY_MS) % DAY_MS;
  const step = SAMPLES_A_DAY * stride;
  for (let sample = firstSlot / SAMPLE_MS; sample < percent.length; sample += step) {
    if (sample < FIRST_SAMPLE || percent[sample] === NO_SAMPLE) continue;
    if (Math.abs(percent[sample] - near.percent) > near.span) continue;
    const atMs = firstMs + sample * SAMPLE_MS;
    let origin: Origin | null = null;
    for (const [horizon, hours] of horizonHours.entries()) {
      const truth = seen[sample + (hours * HOUR_MS) / SAMPLE_MS] ?? NO_SAMPLE;
      const untilMs = atMs + hours * HOUR_MS + marginMs;
      if (truth === NO_SAMPLE || walker.nextEmptyingMs(atMs) <= untilMs) continue;
      origin ??= walker.at(atMs, percent[sample]);
      const before = walker.weekBefore(atMs, hours);
      featuresInto(origin, profile, hours, before, features, 0);
      visit(horizon, origin, features, truth - origin.level);
    }
  }
  return walker;
}

function learnHorizon(rows: Rows): HorizonGains {
  const scale = columnScales(rows.features);
  const scaled = Float64Array.from(rows.features, (value, i) => value / scale[i % FEATURE_COUNT]);
  const fitted = leastAbsoluteWeights(scaled, Float64Array.from(rows.gain), FEATURE_COUNT);
  const weights = fitted.map((weight, column) => weight / scale[column]);
  return { hours: rows.hours, weights, past: thinned(pastOf(rows, weights)) };
}

/** Standard deviation of each column; 1 for the constant one. */
function columnScales(features: readonly number[]): Float64Array {
  const count = features.length / FEATURE_COUNT;
  const sums = new Float64Array(FEATURE_COUNT);
  const squares = new Float64Array(FEATURE_COUNT);
  for (const [i, value] of features.entries()) {
    sums[i % FEATURE_COUNT] += value;
    squares[i % FEATURE_COUNT] += value * value;
  }
  return sums.map((sum, column) => {
    const variance = squares[column] / count - (sum / count) ** 2;
    return column === 0 || variance < 1e-9 ? 1 : Math.sqrt(variance);
  });
}

function pastOf(rows: Rows, weights: Float64Array): PastGains {
  const features = Float64Array.from(rows.features);
  const predicted = new Float64Array(rows.gain.length);
  for (let row = 0; row < predicted.length; row++) {
    predicted[row] = rowTimes(features, row, weights, FEATURE_COUNT);
  }
  return {
    level: Float64Array.from(rows.level),
    predicted,
    gain: Float64Array.from(rows.gain),
    atMs: Float64Array.from(rows.atMs),
  };
}

function emptyPast(count: number): PastGains {
  return {
    level: new Float64Array(count),
    predicted: new Float64Array(count),
    gain: new Float64Array(count),
    atMs: new Float64Array(count),
  };
}

function firstOf(past: PastGains, count: number): PastGains {
  return {
    level: past.level.subarray(0, count),
    predicted: past.predicted.subarray(0, count),
    gain: past.gain.subarray(0, count),
    atMs: past.atMs.subarray(0, count),
  };
}

function thinned(past: PastGains): PastGains {
  const stride = Math.ceil(past.gain.length / PAST_COUNT_MAX);
  if (stride <= 1) return past;
  const keep = (values: Float64Array) => values.filter((_, i) => i % stride === 0);
  return {
    level: keep(past.level),
    predicted: keep(past.predicted),
    gain: keep(past.gain),
    atMs: keep(past.atMs),
  };
}

interface Target {
  readonly atMs: number;
  readonly level: number;
  readonly predicted: number;
  readonly isCoarse: boolean;
}

/** Adds the past gains to the bins, each moved by the difference of the predictions. */
function countGains(past: PastGains, target: Target, weight: number, bins: Float64Array): void {
  const { atMs, level, predicted, isCoarse } = target;
  const { level: levels, predicted: predictions, gain: gains, atMs: times } = past;
  const gainBand = GAIN_BAND + GAIN_BAND_SHARE * Math.abs(predicted);
  const most = 100 - level;
  const moves = isCoarse ? 0 : 1;
  for (let i = 0; i < gains.length; i++) {
    const further = (levels[i] - level) / LEVEL_BAND;
    const faster = (predictions[i] - predicted) / gainBand;
    const halves = Math.max(0, atMs - times[i]) / PAST_HALF_LIFE_MS;
    const unlike = 0.5 * (further * further + faster * faster) + Math.LN2 * halves;
    const likeness = unlike > UNLIKE_MAX ? 0 : Math.exp(-unlike);
    const moved = gains[i] + moves * (predicted - predictions[i]);
    const gain = Math.min(most, Math.max(-level, moved));
    bins[Math.floor((gain + 100) * BINS_A_PERCENT + 0.5)] += weight * (likeness + 1e-6);
  }
}

/** Quantiles of the binned gains at the middles of equal parts of probability. */
function equallyLikely(bins: Float64Array, isCoarse: boolean): number[] {
  const total = bins.reduce((sum, weight) => sum + weight, 0);
  const gains: number[] = [];
  let bin = 0;
  let below = 0;
  for (let atom = 0; atom < ATOM_COUNT; atom++) {
    const wanted = ((atom + 0.5) / ATOM_COUNT) * total;
    while (bin < bins.length - 1 && below + bins[bin] < wanted) below += bins[bin++];
    // Within its bin a fine sensor's gain may lie anywhere.
    const share = isCoarse || bins[bin] === 0 ? 0.5 : (wanted - below) / bins[bin];
    gains.push((bin + share - 0.5) / BINS_A_PERCENT - 100);
  }
  return gains;
}

function widened(gains: readonly number[]): number[] {
  const middle = (gains[ATOM_COUNT / 2 - 1] + gains[ATOM_COUNT / 2]) / 2;
  return gains.map((gain) => middle + WIDENING * (gain - middle));
}
