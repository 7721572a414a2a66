import {
  type ContainerHistory,
  EVEN_WEEK,
  type FillForecast,
  forecastByRate,
  forecastContainer,
  type GroupPrior,
  PART_COUNT,
  partOfWeek,
  SAMPLE_MS,
  SAMPLES_A_DAY,
} from "../forecast/index.ts";

/** How much the containers of a stream take in by part of the week, of mean 1. */
export type FillShape = readonly number[];

const DAY_MS = 86_400_000;
/** A fall by more than this is an emptying: what came in meanwhile is not seen. */
const DROP_PERCENT = 4;
/** A rise by more than this that goes at once is an echo. */
const ECHO_PERCENT = 25;
/** From here on a sensor no longer sees what is thrown in. */
const SATURATED_PERCENT = 97;
/** Share of the measured shape in the one used; the rest is an even week. */
const SHAPE_SHARE = 0.9;
const ROUNDS = 4;
/** Steps that a part of the week must be seen in. */
const SEEN_MIN = 6;
/** Older steps count half after so many days. */
const HALF_LIFE_DAYS = 21;
/** Of slower sensors two samples may show one reading, and no step between them. */
const SEEN_INTERVAL_MS_MAX = 8 * 3_600_000;
/** Days of the forecast's own rate mixed in. */
const OWN_DAYS = 2;
/** A rate further from the forecast's says more of its readings than of the container. */
const FACTOR_MIN = 0.7;
const FACTOR_MAX = 2.5;

/**
 * The week of a stream: each seen step of a level is taken for its container's rate times the
 * week's part, and both are fitted in turn.
 *
 * Steps in which a container is emptied are not seen. That the busy ones are emptied most mornings
 * must neither make mornings look quiet nor the busy ones slow.
 */
export function fillShape(histories: readonly ContainerHistory[]): FillShape | null {
  let shape: FillShape = EVEN_WEEK;
  for (let round = 0; round < ROUNDS; round++) {
    const gain = new Float64Array(PART_COUNT);
    const expected = new Float64Array(PART_COUNT);
    const count = new Float64Array(PART_COUNT);
    for (const history of histories) {
      const { gain: own, days } = seenGain(history, shape, null);
      if (days <= 0 || own <= 0) continue;
      forEachStep(history, (fromMs, change) => {
        const part = partOfWeek(fromMs);
        gain[part] = (gain[part] ?? 0) + change;
        expected[part] = (expected[part] ?? 0) + own / days / SAMPLES_A_DAY;
        count[part] = (count[part] ?? 0) + 1;
      });
    }
    if (count.some((n) => n < SEEN_MIN)) return null;
    const raw = Array.from(gain, (sum, part) => Math.max(0.02, sum / (expected[part] ?? 1)));
    const mean = raw.reduce((sum, x) => sum + x, 0) / PART_COUNT;
    shape = raw.map((x) => (SHAPE_SHARE * x) / mean + 1 - SHAPE_SHARE);
  }
  return shape;
}

/**
 * A forecast by the rate and the week that all seen steps show.
 *
 * The forecast learns from spans without an emptying. What is collected often has only short ones,
 * and of the longer ones those in which little came in, so that it looks up to a half slower than
 * it is; a choice made by that lets it overflow. Its tables are left out for the same reason.
 */
export function forecastAtSeenRate(
  history: ContainerHistory,
  prior: GroupPrior,
  shape: FillShape,
  atMs: number,
): FillForecast {
  if (history.intervalMs > SEEN_INTERVAL_MS_MAX) return forecastContainer(history, prior, atMs);
  const forecast = forecastByRate(history, prior, atMs);
  const { gain, days } = seenGain(history, shape, atMs);
  const rate = (gain + OWN_DAYS * forecast.ratePercentPerDay) / (days + OWN_DAYS);
  const factor = Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, rate / forecast.ratePercentPerDay));
  return {
    ...forecast,
    ratePercentPerDay: forecast.ratePercentPerDay * factor,
    weekProfile: shape,
  };
}

/** What came in, in percent, and in how many days of mean filling; newer steps count more. */
function seenGain(
  history: ContainerHistory,
  shape: FillShape,
  atMs: number | null,
): { gain: number; days: number } {
  let gain = 0;
  let days = 0;
  forEachStep(history, (fromMs, change) => {
    const weight = atMs === null ? 1 : 2 ** ((fromMs - atMs) / DAY_MS / HALF_LIFE_DAYS);
    gain += weight * change;
    days += (weight * (shape[partOfWeek(fromMs)] ?? 1)) / SAMPLES_A_DAY;
  });
  return { gain, days };
}

function forEachStep(
  { samples: { firstMs, seen } }: ContainerHistory,
  visit: (fromMs: number, change: number) => void,
): void {
  for (let i = 0; i + 1 < seen.length; i++) {
    const from = seen[i] ?? -1;
    const to = seen[i + 1] ?? -1;
    if (from < 0 || to < 0 || from >= SATURATED_PERCENT || to >= SATURATED_PERCENT) continue;
    const change = to - from;
    if (change < -DROP_PERCENT) continue;
    const after = seen[i + 2] ?? to;
    if (change > ECHO_PERCENT && after >= 0 && after < to - ECHO_PERCENT) continue;
    visit(firstMs + i * SAMPLE_MS, change);
  }
}
