import { type GainModel, learnGains } from "./gain-model.ts";
import { type ContainerHistory, NO_SAMPLE, SAMPLE_MS } from "./history.ts";
import {
  EVEN_WEEK,
  operationalDays,
  PART_COUNT,
  partOfWeek,
  type WeekProfile,
} from "./operational-time.ts";
import { DAY_MS, SATURATED_PERCENT } from "./readings.ts";
import type { FillCycle } from "./track-levels.ts";

/** What similar containers have in common: the forecast of one that has told nothing yet. */
export interface GroupPrior {
  readonly containerCount: number;
  /**
   * Mean over the group's cycles of their rate, percent a day. Busy containers have more cycles, so
   * this is above the mean over containers: one that tells nothing is taken for too busy.
   */
  readonly ratePercentPerDay: number;
  /** Standard deviation of that rate between containers, as a share of the mean. */
  readonly rateSpread: number;
  /** Variance of a gain for each percent of its mean: how uneven the filling is. */
  readonly dispersionPercent: number;
  /** Standard deviation of one level that does not move: settling and the sensor's noise. */
  readonly noisePercent: number;
  /** Where containers stand on average, and the standard deviation, for one never heard of. */
  readonly levelPercent: number;
  readonly levelSdPercent: number;
  readonly weekProfile: WeekProfile;
  /** What past gains teach; without horizons where there is too little of the past. */
  readonly gains: GainModel;
}

/** Assumed where no container of the group has told anything: a wide guess. */
const UNKNOWN_GROUP: GroupPrior = {
  containerCount: 0,
  ratePercentPerDay: 10,
  rateSpread: 1,
  dispersionPercent: 12,
  noisePercent: 3,
  levelPercent: 45,
  levelSdPercent: 28,
  weekProfile: EVEN_WEEK,
  gains: { slotMs: 0, isCoarse: false, horizons: [] },
};

/** Days of filling that a container must show before its own mean counts in the group's. */
const OWN_DAYS_MIN = 2;

/** Shortest cycle that tells a rate; below it the noise of two levels is larger than the gain. */
const CYCLE_DAYS_MIN = 0.2;

/** Sensors with more spikes than this share of their readings teach the group no gains. */
const SPIKE_SHARE_MAX = 0.025;

/** Share of the measured profile in the one used; the rest is an even week. */
const PROFILE_SHARE = 0.85;

/** Whether a cycle is long enough to tell a rate. */
export function tellsRate(cycle: FillCycle): boolean {
  return cycle.endMs - cycle.startMs >= CYCLE_DAYS_MIN * DAY_MS;
}

/**
 * Learns from the histories of similar containers (one stream of one city) what they share.
 *
 * Give only what is known at the time of the forecast. Cost: O(samples of all histories).
 */
export function groupPrior(histories: readonly ContainerHistory[]): GroupPrior {
  const rates: number[] = [];
  for (const history of histories) {
    const rate = ownMeanRate(history);
    if (rate !== null) rates.push(rate);
  }
  if (rates.length === 0) return UNKNOWN_GROUP;
  const cycleRates = histories.flatMap(ratesOfCycles);
  const ratePercentPerDay = Math.max(0.05, mean(cycleRates.length > 5 ? cycleRates : rates));
  const spread = rates.length < 3 ? 0.8 : standardDeviation(rates) / Math.max(0.05, mean(rates));
  const steady = histories.filter((history) => history.spikeShare <= SPIKE_SHARE_MAX);
  const teachers = steady.length > 0 ? steady : histories;
  const weekProfile = measureProfile(teachers);
  const levels = histories.flatMap((history) => history.samples.percent.filter((x) => x >= 0));
  return {
    containerCount: rates.length,
    ratePercentPerDay,
    rateSpread: Math.min(1.5, Math.max(0.25, spread)),
    ...measureDispersion(teachers, weekProfile),
    levelPercent: levels.length === 0 ? UNKNOWN_GROUP.levelPercent : mean(levels),
    levelSdPercent: levels.length < 30 ? UNKNOWN_GROUP.levelSdPercent : standardDeviation(levels),
    weekProfile,
    gains: learnGains(teachers, weekProfile, ratePercentPerDay),
  };
}

function ratesOfCycles(history: ContainerHistory): number[] {
  return history.cycles.filter(tellsRate).map((cycle) => {
    const gain = Math.max(0, cycle.endPercent - cycle.startPercent);
    return (gain * DAY_MS) / (cycle.endMs - cycle.startMs);
  });
}

function ownMeanRate(history: ContainerHistory): number | null {
  let gain = 0;
  let days = 0;
  const cycles = history.running === null ? history.cycles : [...history.cycles, history.running];
  for (const cycle of cycles) {
    if (!tellsRate(cycle)) continue;
    gain += Math.max(0, cycle.endPercent - cycle.startPercent);
    days += (cycle.endMs - cycle.startMs) / DAY_MS;
  }
  return days < OWN_DAYS_MIN ? null : gain / days;
}

/** Gains between neighbouring samples by part of the week, relative to their mean. */
function measureProfile(histories: readonly ContainerHistory[]): WeekProfile {
  const gain = new Float64Array(PART_COUNT);
  const count = new Float64Array(PART_COUNT);
  for (const history of histories) {
    forEachGain(history, 1, (fromMs, from, to) => {
      const part = partOfWeek(fromMs);
      gain[part] += to - from;
      count[part]++;
    });
  }
  const total = gain.reduce((sum, x) => sum + x, 0) / count.reduce((sum, x) => sum + x, 0);
  if (!(total > 0) || count.some((n) => n < 6)) return EVEN_WEEK;
  const smooth = Array.from({ length: PART_COUNT }, (_, part) => {
    const before = (part + PART_COUNT - 1) % PART_COUNT;
    const after = (part + 1) % PART_COUNT;
    const sum = 0.25 * gain[before] + 0.5 * gain[part] + 0.25 * gain[after];
    const weight = 0.25 * count[before] + 0.5 * count[part] + 0.25 * count[after];
    return Math.min(4, Math.max(0.05, sum / weight / total));
  });
  const level = mean(smooth);
  return smooth.map((x) => (PROFILE_SHARE * x) / level + 1 - PROFILE_SHARE);
}

/** Fits noise and dispersion to the gains of a day, by moments about each container's own mean. */
function measureDispersion(
  histories: readonly ContainerHistory[],
  profile: WeekProfile,
): Pick<GroupPrior, "dispersionPercent" | "noisePercent"> {
  const lag = DAY_MS / SAMPLE_MS;
  let squares = 0;
  let means = 0;
  let quiet = 0;
  let quietCount = 0;
  for (const history of histories) {
    const rate = ownMeanRate(history);
    if (rate === null) continue;
    forEachGain(history, lag, (fromMs, from, to) => {
      const expected = rate * operationalDays(profile, fromMs, fromMs + DAY_MS);
      squares += (to - from - expected) ** 2;
      means += expected;
    });
    forEachGain(history, 1, (fromMs, from, to) => {
      if (profile[partOfWeek(fromMs)] > 0.6 || rate > 20) return;
      quiet += (to - from) ** 2;
      quietCount++;
    });
  }
  const noise = quietCount < 50 ? 3 : Math.sqrt(quiet / quietCount / 2);
  const noisePercent = Math.min(5, Math.max(1.5, noise));
  if (means < 100) return { dispersionPercent: UNKNOWN_GROUP.dispersionPercent, noisePercent };
  const counted = Math.max(0, squares / means);
  return { dispersionPercent: Math.min(40, Math.max(2, counted)), noisePercent };
}

/**
 * Calls `visit` for each pair of samples `lag` apart with no emptying between and room to fill.
 *
 * @param visit time of the first sample, and both levels
 */
function forEachGain(
  history: ContainerHistory,
  lag: number,
  visit: (fromMs: number, from: number, to: number) => void,
): void {
  const { firstMs, percent } = history.samples;
  const emptied = emptyingTimes(history);
  let next = 0;
  for (let i = 0; i + lag < percent.length; i++) {
    const fromMs = firstMs + i * SAMPLE_MS;
    while (next < emptied.length && emptied[next] <= fromMs) next++;
    if (next < emptied.length && emptied[next] <= fromMs + lag * SAMPLE_MS) continue;
    const from = percent[i];
    const to = percent[i + lag];
    if (from === NO_SAMPLE || to === NO_SAMPLE || from >= SATURATED_PERCENT - 1) continue;
    visit(fromMs, from, to);
  }
}

/** Times of the emptyings that the cycles kept know of, oldest first. */
function emptyingTimes(history: ContainerHistory): number[] {
  const times = history.cycles.map((cycle) => cycle.emptiedMs);
  times.push(history.running?.emptiedMs ?? null);
  return times.filter((atMs) => atMs !== null);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / values.length);
}
