import { expect, test } from "vitest";
import { gainSeries, meanGain } from "../../../src/planning/gain-series.ts";
import { fixedSchedule } from "../../../src/planning/simulate/fixed-schedule.ts";
import {
  bestOfKinds,
  policiesNamed,
  runPolicy,
  type Scenario,
  summarisePolicies,
} from "../../../src/planning/simulate/index.ts";
import { steadyTown } from "./steady-town.ts";

const HOUR_MS = 3_600_000;

const QUIET: Scenario = {
  name: "quiet",
  cityFolder: "",
  warmUpDays: 3,
  sensors: {
    intervalHours: 4,
    noisePercent: 0.5,
    spikeShare: 0,
    frozenShare: 0,
    deadShare: 0,
    gapsPerMonth: 0,
  },
  travelNoise: 0.1,
  serviceNoise: 0.1,
  overflowCentsPerDay: 4000,
  iterationsPerDay: 200,
};
const RUN = { days: 10, seed: 1, firstDay: "2025-11-03" };

test("daily gains are learnt from readings, days of emptyings in proportion", () => {
  // One per cent an hour for thirty days, emptied every third day at noon.
  const atMs: number[] = [];
  const percent: number[] = [];
  for (let hour = 0; hour < 30 * 24; hour++) {
    atMs.push(hour * HOUR_MS);
    percent.push((hour - 12 + 72) % 72);
  }
  const series = gainSeries({
    atMs: Float64Array.from(atMs),
    fillPercent: Float64Array.from(percent),
  });
  expect(series).not.toBeNull();
  const mean = meanGain(series ?? []);
  expect(mean).toBeGreaterThan(22.5); // within a sixteenth
  expect(mean).toBeLessThan(25.5);
});

test("a fixed schedule takes the sparsest rhythm that keeps below its level", () => {
  const visits = (gain: number) => {
    const schedule = fixedSchedule(steadyTown(1, gain), 60);
    return Array.from({ length: 28 }, (_, day) => schedule.daysSince(0, day)).filter(
      (days) => days !== null,
    );
  };
  expect(visits(2)).toEqual([28]); // 56 % in four weeks
  expect(visits(8)).toEqual([7, 7, 7, 7]);
  expect(visits(40)).toHaveLength(28); // at least daily
});

test("unknown policies are refused by name", () => {
  expect(() => policiesNamed("luck")).toThrow(/policy \(luck\) is not known/);
  expect(() => policiesNamed("threshold:0")).toThrow(/not known/);
  expect(policiesNamed("threshold").map(({ name }) => name)).toEqual([
    "threshold:70",
    "threshold:80",
    "threshold:90",
  ]);
});

test("a run repeats for the same seed, and every policy meets the same waste", () => {
  const town = steadyTown(6, 10, [4, 10, 16]);
  const [threshold] = policiesNamed("threshold:70");
  const [own] = policiesNamed("fillroute");
  if (threshold === undefined || own === undefined) throw new Error("policies are missing");
  const first = runPolicy(town, QUIET, threshold, RUN);
  expect(runPolicy(town, QUIET, threshold, RUN)).toEqual(first);
  expect(first).toHaveLength(10);
  expect(first.some(({ lifts }) => lifts > 0)).toBe(true);
  const driven = runPolicy(town, QUIET, own, RUN);
  const [byThreshold, byForecast] = summarisePolicies(
    [
      { policy: "threshold:70", runs: [first] },
      { policy: "fillroute", runs: [driven] },
    ],
    4000,
    6,
  );
  // What is lifted in the long run is what comes in, whoever decides.
  expect(byForecast?.tonnesPerDay.mean).toBeCloseTo(byThreshold?.tonnesPerDay.mean ?? 0, 0);
  expect(byThreshold?.operatingAgainstFirst.mean).toBe(0);
});

test("no policy with the truth before it leaves more containers full than one without", () => {
  const town = steadyTown(8, 12, [2, 6, 12, 20, 30]);
  const overflow = (name: string) => {
    const [policy] = policiesNamed(name);
    if (policy === undefined) throw new Error(`${name} is missing`);
    const days = runPolicy(town, QUIET, policy, { ...RUN, days: 21 });
    return days.reduce((sum, day) => sum + day.overflowHours, 0);
  };
  expect(overflow("perfect")).toBeLessThanOrEqual(overflow("threshold:90"));
});

test("intervals are those of Student's distribution over seeds", () => {
  const day = { overflowHours: 0, overflowContainers: 0, unplanned: 0, routes: 1, trips: 1 };
  const rest = { visits: 1, lifts: 1, liftedPercent: 50, weightKg: 0, distanceM: 0, workSec: 0 };
  const more = { overtimeSec: 0, feeCents: 0, dieselL: 0, extraTrips: 0 };
  const runs = [100, 110, 120].map((costCents) => [{ ...day, ...rest, ...more, costCents }]);
  const reports = summarisePolicies([{ policy: "fixed:60", runs }], 0, 1);
  // Mean 110, standard deviation 10: 4.303 × 10 / √3.
  expect(reports[0]?.operatingCentsPerDay).toEqual({ mean: 110, halfWidth: 24.843 });
  expect(bestOfKinds(reports).map(({ policy }) => policy)).toEqual(["fixed:60"]);
});
