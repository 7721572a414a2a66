import type { Random } from "../base/index.ts";
import { DAY_MS, HOUR_MS } from "./readings.ts";

/** How a container truly fills. */
export interface FillProcess {
  readonly ratePercentPerDay: number;
  /** Relative filling of each hour of the week, from Monday 00:00 UTC; 168 numbers of mean 1. */
  readonly hourWeights: readonly number[];
  /** Mean size of one throw-in, in percent of the container. */
  readonly depositPercent: number;
  /** Coefficient of variation of whole days: some days bring twice as much as others. */
  readonly dayVariation: number;
  /** Level at the start. */
  readonly startPercent: number;
}

/** How a sensor sees the level, and what goes wrong with it. Shares are of readings. */
export interface SensorModel {
  readonly intervalMs: number;
  /** Standard deviation of one reading, in percent. */
  readonly noisePercent: number;
  /** Values are multiples of this. */
  readonly stepPercent: number;
  readonly spikeShare: number;
  /** Fixed value that an echo from the wall gives, and the share of readings that show it. */
  readonly falseEcho: { readonly percent: number; readonly share: number } | null;
  /** Half-open times in which the sensor repeats the value it had before. */
  readonly frozen: readonly TimeSpan[];
  /** Half-open times in which it sends nothing. */
  readonly silent: readonly TimeSpan[];
  /** From this moment on it reads so much too high or too low: it was knocked. */
  readonly offset: { readonly fromMs: number; readonly percent: number } | null;
}

/** From `fromMs` to before `untilMs`. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** An emptying and what it leaves inside. */
export interface TrueEmptying {
  readonly atMs: number;
  readonly remainingShare: number;
}

/** Fault that a simulated reading carries. */
type SimulatedFault = "none" | "spike" | "false-echo" | "frozen" | "offset";

/** What a simulated container did and what its sensor said. */
export interface SimulatedReadings {
  readonly atMs: readonly number[];
  readonly fillPercent: readonly number[];
  readonly faults: readonly SimulatedFault[];
  /** True amount at each reading; above 100 waste stands beside the container. */
  readonly truePercent: readonly number[];
}

/** Days since Monday of the epoch's Thursday. */
const EPOCH_WEEKDAY = 3;

/**
 * Lets one container fill and be emptied, and its sensor report it.
 *
 * The truth is a compound process: each hour brings a gamma amount of throw-ins, each day its own
 * factor, and it goes on above 100. The sensor reports it rounded and clipped, with its faults.
 * The same `random` state gives the same readings. Cost: O(hours + readings).
 */
export function simulateReadings(
  span: TimeSpan,
  filling: FillProcess,
  sensor: SensorModel,
  emptyings: readonly TrueEmptying[],
  random: Random,
): SimulatedReadings {
  const amounts = hourlyAmounts(span, filling, emptyings, random);
  const atMs: number[] = [];
  const fillPercent: number[] = [];
  const truePercent: number[] = [];
  const faults: SimulatedFault[] = [];
  let lastPercent = filling.startPercent;
  let drift = 0;
  let nextMs = span.fromMs + Math.floor(random.float() * sensor.intervalMs);
  for (; nextMs < span.untilMs; nextMs += jitter(sensor.intervalMs, random)) {
    const sentMs = nextMs - (nextMs % 1000);
    const truth = amountAt(amounts, span.fromMs, sentMs);
    drift = 0.8 * drift + random.normal(0, 0.6 * sensor.noisePercent);
    const seen = Math.min(100, truth) + drift;
    const { percent, fault } = report(seen, lastPercent, sentMs, sensor, random);
    if (fault !== "frozen") lastPercent = percent;
    if (sensor.silent.some((quiet) => isWithin(quiet, sentMs))) continue;
    atMs.push(sentMs);
    fillPercent.push(percent);
    truePercent.push(truth);
    faults.push(fault);
  }
  return { atMs, fillPercent, faults, truePercent };
}

/** Amount at each full hour from the span's start, emptyings at their own time. */
function hourlyAmounts(
  span: TimeSpan,
  filling: FillProcess,
  emptyings: readonly TrueEmptying[],
  random: Random,
): Float64Array {
  const hours = Math.ceil((span.untilMs - span.fromMs) / HOUR_MS);
  const amounts = new Float64Array(hours + 1);
  let amount = filling.startPercent;
  let dayFactor = 1;
  let day = -1;
  let next = 0;
  for (let hour = 0; hour < hours; hour++) {
    amounts[hour] = amount;
    const hourMs = span.fromMs + hour * HOUR_MS;
    const thisDay = Math.floor(hourMs / DAY_MS);
    if (thisDay !== day) dayFactor = gammaFactor(filling.dayVariation, random);
    day = thisDay;
    const weight = filling.hourWeights[hourOfWeek(hourMs)];
    const mean = (filling.ratePercentPerDay / 24) * weight * dayFactor;
    amount += mean > 1e-6 ? random.gamma(mean / filling.depositPercent, filling.depositPercent) : 0;
    while (next < emptyings.length && emptyings[next].atMs < hourMs + HOUR_MS) {
      amount *= emptyings[next].remainingShare;
      next++;
    }
  }
  amounts[hours] = amount;
  return amounts;
}

/** The amount of the hour that has begun. */
function amountAt(amounts: Float64Array, fromMs: number, atMs: number): number {
  return amounts[Math.min(amounts.length - 1, Math.floor((atMs - fromMs) / HOUR_MS))];
}

function report(
  seen: number,
  lastPercent: number,
  atMs: number,
  sensor: SensorModel,
  random: Random,
): { percent: number; fault: SimulatedFault } {
  // Both numbers are drawn at each reading, so that a fault more or less moves no other draw.
  const spike = random.float() < sensor.spikeShare;
  const echo = random.float();
  const spikePercent = random.float() * 100;
  if (sensor.frozen.some((span) => isWithin(span, atMs))) {
    return { percent: lastPercent, fault: "frozen" };
  }
  if (sensor.falseEcho !== null && echo < sensor.falseEcho.share) {
    return { percent: rounded(sensor.falseEcho.percent, sensor.stepPercent), fault: "false-echo" };
  }
  if (spike) return { percent: rounded(spikePercent, sensor.stepPercent), fault: "spike" };
  if (sensor.offset !== null && atMs >= sensor.offset.fromMs) {
    return { percent: rounded(seen + sensor.offset.percent, sensor.stepPercent), fault: "offset" };
  }
  return { percent: rounded(seen, sensor.stepPercent), fault: "none" };
}

function rounded(percent: number, stepPercent: number): number {
  return Math.min(100, Math.max(0, Math.round(percent / stepPercent) * stepPercent));
}

/** An interval that is a little longer or shorter than usual, as clocks and radio make it. */
function jitter(intervalMs: number, random: Random): number {
  return Math.max(60_000, Math.round(intervalMs * (1 + random.normal(0, 0.01))));
}

function gammaFactor(variation: number, random: Random): number {
  const variance = variation * variation;
  return variance < 1e-6 ? 1 : random.gamma(1 / variance, variance);
}

function hourOfWeek(atMs: number): number {
  return (Math.floor(atMs / HOUR_MS) + EPOCH_WEEKDAY * 24) % 168;
}

function isWithin(span: TimeSpan, atMs: number): boolean {
  return atMs >= span.fromMs && atMs < span.untilMs;
}
