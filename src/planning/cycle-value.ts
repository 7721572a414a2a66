import { gammaQuantile } from "../forecast/index.ts";

/** How a container fills. */
export interface FillWays {
  readonly ratePercentPerDay: number;
  /** Variance of a gain for each percent of its mean. */
  readonly dispersionPercent: number;
  /** Standard deviation of the rate as a share of it. */
  readonly rateSpread: number;
}

/** How a container fills and what its visits and its overflow cost. */
interface CycleInput extends FillWays {
  /** Days between two chances to collect. */
  readonly stepDays: number;
  /** What one more visit costs on average, and the price of a day of overflow. */
  readonly visitCents: number;
  readonly overflowCents: number;
}

/** What it is worth to find a container at some level at the next chance. */
export interface CycleValue {
  /** Least cost of visits and overflow a day in the long run. */
  readonly centsPerDay: number;
  /** Cost from now on over that of a container that has just been emptied, by level. */
  readonly laterCents: (levelPercent: number) => number;
}

/** Levels of the table: every so many percent up to the last. */
const GRID_PERCENT = 4;
const GRID_COUNT = 46;
/** Equally likely gains of a step. */
const GAIN_COUNT = 12;
/** A visit costs half as much or half as much again as on average, either as often. */
const CHEAP_SHARE = 0.5;
const DEAR_SHARE = 1.5;
const BISECTIONS = 22;

/**
 * Solves the container's own problem: at each chance, whose visit is cheap or dear, to empty it or
 * to wait, so that visits and overflow cost least a day in the long run.
 *
 * The level only rises between emptyings, so that for a given cost a day the worth of each level
 * follows from those above it; the right cost a day is the one that makes a just emptied container
 * worth nothing. Cost: 22 × 46 × 12 steps.
 */
export function cycleValue(input: CycleInput): CycleValue {
  const gains = gainsOfStep(input);
  const overflow = Float64Array.from({ length: GRID_COUNT }, (_, i) =>
    overflowOfStep(i * GRID_PERCENT, gains, input),
  );
  const waiting = new Float64Array(GRID_COUNT);
  const later = new Float64Array(GRID_COUNT);
  let low = 0;
  let high = (input.visitCents * DEAR_SHARE) / input.stepDays + input.overflowCents;
  for (let i = 0; i < BISECTIONS; i++) {
    const centsPerDay = (low + high) / 2;
    valueInto(input, gains, overflow, centsPerDay * input.stepDays, waiting, later);
    if ((waiting[0] ?? 0) > 0) low = centsPerDay;
    else high = centsPerDay;
  }
  return { centsPerDay: (low + high) / 2, laterCents: (level) => interpolated(later, level) };
}

function gainsOfStep(input: CycleInput): Float64Array {
  const mean = Math.max(0.01, input.ratePercentPerDay * input.stepDays);
  const variance = input.dispersionPercent * mean + (input.rateSpread * mean) ** 2;
  return Float64Array.from({ length: GAIN_COUNT }, (_, i) =>
    gammaQuantile(mean, variance, (i + 0.5) / GAIN_COUNT),
  );
}

/** Expected price of the time of a step for which a container that begins at a level is full. */
function overflowOfStep(level: number, gains: Float64Array, input: CycleInput): number {
  let days = 0;
  for (const gain of gains) {
    const over = level + gain - 100;
    if (over > 0) days += gain > 0 ? Math.min(1, over / gain) : 1;
  }
  return (days / gains.length) * input.stepDays * input.overflowCents;
}

/** Worth of waiting at each level, and of finding it there, from the highest level down. */
function valueInto(
  { visitCents }: CycleInput,
  gains: Float64Array,
  overflow: Float64Array,
  stepCents: number,
  waiting: Float64Array,
  later: Float64Array,
): void {
  const cheap = visitCents * CHEAP_SHARE;
  const dear = visitCents * DEAR_SHARE;
  for (let i = GRID_COUNT - 1; i >= 0; i--) {
    let base = (overflow[i] ?? 0) - stepCents;
    let stays = 0;
    for (const gain of gains) {
      const place = Math.min(GRID_COUNT - 1, i + gain / GRID_PERCENT);
      const below = Math.floor(place);
      const share = place - below;
      if (below > i) base += ((1 - share) * (later[below] ?? 0)) / gains.length;
      else stays += (1 - share) / gains.length;
      if (share > 0) base += (share * (later[below + 1] ?? 0)) / gains.length;
    }
    const worth = fixedPoint(base, stays, cheap, dear);
    waiting[i] = worth;
    later[i] = (Math.min(cheap, worth) + Math.min(dear, worth)) / 2;
  }
}

/** Solves `worth = base + stays × (min(cheap, worth) + min(dear, worth)) / 2`. */
function fixedPoint(base: number, stays: number, cheap: number, dear: number): number {
  if (stays < 1) {
    const neither = base / (1 - stays);
    if (neither <= cheap) return neither;
  }
  const onlyCheap = (base + (stays * cheap) / 2) / (1 - stays / 2);
  if (onlyCheap <= dear) return onlyCheap;
  return base + (stays * (cheap + dear)) / 2;
}

function interpolated(table: Float64Array, level: number): number {
  const place = Math.min(GRID_COUNT - 1, Math.max(0, level / GRID_PERCENT));
  const below = Math.floor(place);
  const from = table[below] ?? 0;
  const to = table[Math.min(GRID_COUNT - 1, below + 1)] ?? 0;
  return from + (place - below) * (to - from);
}

/** Steps of the natural logarithm within which containers count as alike. */
const RATE_STEPS = 15;
const CENT_STEPS = 6;
const SPREAD_STEPS = 3;

/** Values of cycles, made once for containers that are much alike. */
export class CycleValues {
  readonly #overflowCents: number;
  readonly #made = new Map<string, CycleValue>();

  constructor(overflowCents: number) {
    this.#overflowCents = overflowCents;
  }

  of(ways: FillWays, stepDays: number, visitCents: number): CycleValue {
    const rate = stepOf(Math.max(0.05, ways.ratePercentPerDay), RATE_STEPS);
    const cents = stepOf(Math.max(10, visitCents), CENT_STEPS);
    const spread = stepOf(Math.max(0.02, ways.rateSpread), SPREAD_STEPS);
    const dispersion = stepOf(Math.max(0.5, ways.dispersionPercent), SPREAD_STEPS);
    const key = [stepDays, rate, cents, spread, dispersion].join(" ");
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = cycleValue({
      stepDays,
      ratePercentPerDay: Math.exp(rate / RATE_STEPS),
      rateSpread: Math.exp(spread / SPREAD_STEPS),
      dispersionPercent: Math.exp(dispersion / SPREAD_STEPS),
      visitCents: Math.exp(cents / CENT_STEPS),
      overflowCents: this.#overflowCents,
    });
    this.#made.set(key, made);
    return made;
  }
}

function stepOf(value: number, steps: number): number {
  return Math.round(Math.log(value) * steps);
}
