import { Backcast, type BackcastContainer } from "./backcast.ts";
import { fillQuantile, hoursToReach, reachProbability } from "./forecast.ts";
import { type FillReadings, HOUR_MS, readingsUntil } from "./readings.ts";

/** What forecasts of the past are held against, and when they are made. */
export interface BackTestSetup {
  readonly containers: readonly BackcastContainer[];
  /** When each container was emptied, as somebody who saw it all would say. */
  readonly emptiedMs: ReadonlyMap<string, readonly number[]>;
  /** Moments to forecast from, in order of time. */
  readonly originsMs: readonly number[];
  readonly hours: number;
  /** A container counts as full from here on. */
  readonly fullPercent: number;
  /** Readings so far from the horizon still show the truth at it. */
  readonly truthSpanMs: number;
  /** Nothing is forecast of a container whose last reading is older. */
  readonly ageMaxMs: number;
}

/** One forecast with what came. */
export interface BackTestOutcome {
  readonly containerId: string;
  /** Level at the horizon; null where it was emptied by then or nothing was read. */
  readonly truth: number | null;
  readonly q10: number;
  readonly q50: number;
  readonly q90: number;
  /** Probability told of being full at the horizon. */
  readonly full: number;
  readonly hoursToFull: number;
  /** Hours until full was seen, or for how long it was seen not to be; null where it was near. */
  readonly crossing: { readonly hours: number; readonly isSeen: boolean } | null;
}

/** One part of the range of told probabilities with how often it came. */
interface CalibrationPart {
  readonly toldMean: number;
  readonly cameShare: number;
  readonly count: number;
}

/** How good forecasts were, over outcomes with a truth. */
export interface BackTestScore {
  readonly count: number;
  /** Mean absolute error of the median, percent points. */
  readonly medianErrorPercent: number;
  /** Mean pinball loss of the 90 % quantile, percent points. */
  readonly pinball90Percent: number;
  readonly below90Share: number;
  readonly within80Share: number;
  /** Mean squared error of the probability of being full. */
  readonly brier: number;
  /** Mean distance between told and observed frequency over ten parts of the probability. */
  readonly calibrationError: number;
  readonly calibration: readonly CalibrationPart[];
  /** Error of the hours to full, those not seen full counted from below; null without any. */
  readonly hoursToFullError: number | null;
}

/** Hours to full are told and counted up to here. */
const HOURS_TO_FULL_MAX = 14 * 24;

/** A container is watched from this many days of readings on, and with at least these readings. */
const WATCHED_DAYS = 3;
const READING_COUNT_MIN = 4;

/** An emptying this near to the origin spoils it. */
const ORIGIN_MARGIN_MS = HOUR_MS / 2;

/** A container nearer to full than this is not asked when it will be. */
const ROOM_PERCENT = 10;
const LEVEL_MAX = 75;

/** A level this far under full after a full one shows that it was an echo. */
const ECHO_PERCENT = 10;

const CALIBRATION_PARTS = 10;

/**
 * Forecasts every container from every origin, each from the readings up to it, and gives what
 * came where the container was not emptied: all outcomes of one origin at a time.
 */
export function* backTest(setup: BackTestSetup): Generator<readonly BackTestOutcome[]> {
  const backcast = new Backcast(setup.containers);
  for (const atMs of setup.originsMs) {
    yield setup.containers.flatMap((container) => {
      const outcome = outcomeOf(setup, container, backcast, atMs);
      return outcome === null ? [] : [outcome];
    });
  }
}

/** Scores outcomes; null where none has a truth. */
export function scoreOutcomes(
  outcomes: readonly BackTestOutcome[],
  fullPercent: number,
): BackTestScore | null {
  const scored = outcomes.flatMap(({ truth, ...one }) =>
    truth === null ? [] : [{ ...one, truth }],
  );
  if (scored.length === 0) return null;
  const mean = (value: (one: (typeof scored)[number]) => number) =>
    scored.reduce((sum, one) => sum + value(one), 0) / scored.length;
  const came = (truth: number) => (truth >= fullPercent ? 1 : 0);
  const calibration = calibrate(
    scored.map(({ full, truth }) => ({ told: full, came: came(truth) })),
  );
  return {
    count: scored.length,
    medianErrorPercent: mean(({ truth, q50 }) => Math.abs(truth - q50)),
    pinball90Percent: mean(({ truth, q90 }) =>
      truth > q90 ? 0.9 * (truth - q90) : 0.1 * (q90 - truth),
    ),
    below90Share: mean(({ truth, q90 }) => (truth <= q90 ? 1 : 0)),
    within80Share: mean(({ truth, q10, q90 }) => (truth >= q10 && truth <= q90 ? 1 : 0)),
    brier: mean(({ truth, full }) => (full - came(truth)) ** 2),
    calibrationError:
      calibration.reduce(
        (sum, { toldMean, cameShare, count }) => sum + count * Math.abs(toldMean - cameShare),
        0,
      ) / scored.length,
    calibration,
    hoursToFullError: hoursToFullError(outcomes),
  };
}

function hoursToFullError(outcomes: readonly BackTestOutcome[]): number | null {
  const errors = outcomes.flatMap(({ crossing, hoursToFull }) => {
    if (crossing === null) return [];
    const { hours, isSeen } = crossing;
    return [isSeen ? Math.abs(hours - hoursToFull) : Math.max(0, hours - hoursToFull)];
  });
  if (errors.length === 0) return null;
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

function calibrate(pairs: readonly { told: number; came: number }[]): CalibrationPart[] {
  const parts: CalibrationPart[] = [];
  for (let part = 0; part < CALIBRATION_PARTS; part++) {
    const inPart = pairs.filter(
      ({ told }) => Math.min(CALIBRATION_PARTS - 1, Math.floor(told * CALIBRATION_PARTS)) === part,
    );
    if (inPart.length === 0) continue;
    parts.push({
      toldMean: inPart.reduce((sum, { told }) => sum + told, 0) / inPart.length,
      cameShare: inPart.reduce((sum, { came }) => sum + came, 0) / inPart.length,
      count: inPart.length,
    });
  }
  return parts;
}

function outcomeOf(
  setup: BackTestSetup,
  { id, readings }: BackcastContainer,
  backcast: Backcast,
  atMs: number,
): BackTestOutcome | null {
  const { ageMaxMs, fullPercent, hours } = setup;
  const lastMs = readings.atMs.at(-1) ?? -Infinity;
  const until = readingsUntil(readings, atMs).atMs;
  const firstDay = Math.floor((readings.atMs[0] ?? Infinity) / (24 * HOUR_MS));
  if (atMs < (firstDay + WATCHED_DAYS) * 24 * HOUR_MS) return null;
  if (atMs + hours * HOUR_MS > lastMs || until.length < READING_COUNT_MIN) return null;
  if (atMs - (until.at(-1) ?? -Infinity) > ageMaxMs) return null;
  const emptied = setup.emptiedMs.get(id) ?? [];
  const nextMs = emptied.find((emptiedMs) => emptiedMs >= atMs - ORIGIN_MARGIN_MS) ?? lastMs + 1000;
  if (nextMs <= atMs + ORIGIN_MARGIN_MS) return null;
  const forecast = backcast.forecast(id, atMs);
  if (forecast === null) return null;
  const truth = truthAt(setup, readings, atMs + hours * HOUR_MS, nextMs);
  const isLow = forecast.levelPercent < Math.min(LEVEL_MAX, fullPercent - ROOM_PERCENT);
  const crossing = isLow ? crossingOf(setup, readings, atMs, nextMs) : null;
  if (truth === null && crossing === null) return null;
  const toldHours = hoursToReach(forecast, fullPercent) ?? HOURS_TO_FULL_MAX;
  return {
    containerId: id,
    truth,
    q10: fillQuantile(forecast, hours, 0.1),
    q50: fillQuantile(forecast, hours, 0.5),
    q90: fillQuantile(forecast, hours, 0.9),
    full: reachProbability(forecast, hours, fullPercent),
    hoursToFull: Math.min(HOURS_TO_FULL_MAX, toldHours),
    crossing,
  };
}

/** Median of the readings round a moment; null without any, or when it was emptied by then. */
function truthAt(
  { truthSpanMs }: BackTestSetup,
  { atMs, fillPercent }: FillReadings,
  horizonMs: number,
  nextMs: number,
): number | null {
  const marginMs = truthSpanMs > HOUR_MS ? truthSpanMs : 0;
  if (nextMs <= horizonMs + marginMs) return null;
  const around = fillPercent.filter((_, i) => Math.abs(atMs[i] - horizonMs) <= truthSpanMs).sort();
  if (around.length === 0) return null;
  const middle = around.length >> 1;
  return around.length % 2 === 1 ? around[middle] : (around[middle - 1] + around[middle]) / 2;
}

function crossingOf(
  { ageMaxMs, fullPercent }: BackTestSetup,
  { atMs, fillPercent }: FillReadings,
  originMs: number,
  nextMs: number,
): { hours: number; isSeen: boolean } {
  const endMs = Math.min(nextMs, originMs + HOURS_TO_FULL_MAX * HOUR_MS);
  let lastMs = originMs;
  for (let i = 0; i < atMs.length && atMs[i] < endMs; i++) {
    if (atMs[i] <= originMs) continue;
    if (atMs[i] - lastMs > 2 * ageMaxMs) {
      return { hours: (lastMs - originMs) / HOUR_MS, isSeen: false };
    }
    lastMs = atMs[i];
    const isLast = i + 1 >= atMs.length || atMs[i + 1] >= endMs;
    const staysFull = isLast || fillPercent[i + 1] >= fullPercent - ECHO_PERCENT;
    if (fillPercent[i] >= fullPercent && staysFull) {
      return { hours: (atMs[i] - originMs) / HOUR_MS, isSeen: true };
    }
  }
  const knownMs = Math.max(lastMs, Math.min(endMs, lastMs + ageMaxMs));
  return { hours: (knownMs - originMs) / HOUR_MS, isSeen: false };
}
