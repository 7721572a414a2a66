import { CO2_KG_PER_DIESEL_L } from "../plan-document.ts";
import type { SimulatedDay } from "./run-policy.ts";

/** A figure over seeds: its mean and half the width of the 95 % interval of the mean. */
export interface Estimate {
  readonly mean: number;
  readonly halfWidth: number;
}

/** What a policy came to, a day on average, over all seeds. */
export interface PolicyReport {
  readonly policy: string;
  readonly seeds: number;
  readonly days: number;
  /** Crews and trucks: fixed, kilometres and hours; no gate fees, which all policies pay alike. */
  readonly operatingCentsPerDay: Estimate;
  /** With the price of each container that was full, by the hours it was. */
  readonly totalCentsPerDay: Estimate;
  readonly overflowHoursPerDay: Estimate;
  /** Share of container days on which it was full at some time, percent. */
  readonly overflowPercent: Estimate;
  readonly kmPerDay: Estimate;
  readonly hoursPerDay: Estimate;
  readonly tripsPerDay: Estimate;
  readonly visitsPerDay: Estimate;
  readonly liftsPerDay: Estimate;
  readonly fillAtLiftPercent: Estimate;
  readonly tonnesPerDay: Estimate;
  readonly co2KgPerDay: Estimate;
  readonly extraTripsPerDay: Estimate;
  readonly overtimeHoursPerDay: Estimate;
  readonly unplannedPerDay: Estimate;
  /** Against the first policy, seed by seed, in per cent. */
  readonly operatingAgainstFirst: Estimate;
  readonly totalAgainstFirst: Estimate;
  readonly overflowAgainstFirst: Estimate;
}

/** All seeds of one policy. */
export interface PolicyRuns {
  readonly policy: string;
  /** By seed, in the same order for every policy. */
  readonly runs: readonly (readonly SimulatedDay[])[];
}

/** Quantiles of Student's distribution for two-sided 95 %, by degrees of freedom from 1. */
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093,
] as const;
const STUDENT_MANY = 2;

/**
 * Sums up policies that lived through the same seeds: means with intervals over seeds (days of one
 * run depend on each other), and differences to the first policy paired by seed.
 */
export function summarisePolicies(
  all: readonly PolicyRuns[],
  overflowCentsPerDay: number,
  containerCount: number,
): readonly PolicyReport[] {
  const total = (day: SimulatedDay): number =>
    day.costCents + (day.overflowHours / 24) * overflowCentsPerDay;
  const first = all[0];
  return all.map(({ policy, runs }) => {
    const daily = (figure: (day: SimulatedDay) => number): Estimate =>
      estimate(runs.map((days) => mean(days.map(figure))));
    const against = (figure: (day: SimulatedDay) => number): Estimate =>
      estimate(
        runs.map((days, i) => {
          const base = mean((first?.runs[i] ?? []).map(figure));
          return base === 0 ? 0 : 100 * (mean(days.map(figure)) / base - 1);
        }),
      );
    return {
      policy,
      seeds: runs.length,
      days: runs[0]?.length ?? 0,
      operatingCentsPerDay: daily((day) => day.costCents),
      totalCentsPerDay: daily(total),
      overflowHoursPerDay: daily((day) => day.overflowHours),
      overflowPercent: daily((day) => (100 * day.overflowContainers) / containerCount),
      kmPerDay: daily((day) => day.distanceM / 1000),
      hoursPerDay: daily((day) => day.workSec / 3600),
      tripsPerDay: daily((day) => day.trips),
      visitsPerDay: daily((day) => day.visits),
      liftsPerDay: daily((day) => day.lifts),
      fillAtLiftPercent: estimate(runs.map(fillAtLift)),
      tonnesPerDay: daily((day) => day.weightKg / 1000),
      co2KgPerDay: daily((day) => day.dieselL * CO2_KG_PER_DIESEL_L),
      extraTripsPerDay: daily((day) => day.extraTrips),
      overtimeHoursPerDay: daily((day) => day.overtimeSec / 3600),
      unplannedPerDay: daily((day) => day.unplanned),
      operatingAgainstFirst: against((day) => day.costCents),
      totalAgainstFirst: against(total),
      overflowAgainstFirst: against((day) => day.overflowHours),
    };
  });
}

/**
 * Of each kind (the name before the colon) the policy that costs least in all; the tuned baseline
 * that the product has to beat.
 */
export function bestOfKinds(reports: readonly PolicyReport[]): readonly PolicyReport[] {
  const best = new Map<string, PolicyReport>();
  for (const report of reports) {
    const kind = report.policy.split(":")[0] ?? report.policy;
    const known = best.get(kind);
    if (known === undefined || report.totalCentsPerDay.mean < known.totalCentsPerDay.mean) {
      best.set(kind, report);
    }
  }
  return [...best.values()];
}

function fillAtLift(days: readonly SimulatedDay[]): number {
  const lifts = days.reduce((sum, day) => sum + day.lifts, 0);
  return lifts === 0 ? 0 : days.reduce((sum, day) => sum + day.liftedPercent, 0) / lifts;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function estimate(values: readonly number[]): Estimate {
  const middle = mean(values);
  const freedom = values.length - 1;
  if (freedom < 1) return { mean: round(middle), halfWidth: 0 };
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / freedom;
  const student = STUDENT[freedom - 1] ?? STUDENT_MANY;
  return {
    mean: round(middle),
    halfWidth: round(student * Math.sqrt(variance / values.length)),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
