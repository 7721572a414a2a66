import { expect, test } from "vitest";
import { faultsOf, faultsOfStop, richProblem } from "./rich-problem.ts";

test("every number of a stop is checked with its path, value and range", () => {
  const faults = faultsOfStop({
    lateness: { afterSec: 0.5, centsPerHour: -1 },
    lifts: "3",
    releaseSec: 500_000_001,
    addedServiceSec: [1, 2],
    skillIndices: [1],
    alternatives: [{ placeIndex: 5, addedServiceSec: null, side: "left" }],
  });
  expect(faults).toEqual([
    "stops[0].skillIndices[0]: (1) must be the index of one of 1 skills",
    "stops[0].addedServiceSec: must have one entry for each of 1 vehicle types",
    "stops[0].lateness.afterSec: (0.5) must be a whole number from 0 to 500000000",
    "stops[0].lateness.centsPerHour: (-1) must be a whole number from 0 to 1000000000",
    'stops[0].lifts: ("3") must be a whole number from 0 to 1000000000',
    "stops[0].releaseSec: (500000001) must be a whole number from 0 to 500000000",
    "stops[0].alternatives[0].side: is not known",
    "stops[0].alternatives[0].placeIndex: (5) must be the index of one of 5 places",
    "stops[0].alternatives[0].addedServiceSec: (null) must be a whole number from 0 to 500000000",
  ]);
});

test("the objective's weights are whole, and a load in balance is weighed", () => {
  const problem = richProblem();
  const objective = {
    balance: { by: "stops", cents: 1 },
    compactness: { neighbourCount: 0, cents: 1 },
    centsPerTonneCo2: -1,
    makespan: 1,
  };
  expect(faultsOf({ ...problem, objective })).toEqual([
    "objective.makespan: is not known",
    'objective.balance.by: ("stops") must be duration or load',
    "objective.compactness.neighbourCount: (0) must be a whole number from 1 to 1000000000",
    "objective.centsPerTonneCo2: (-1) must be a whole number from 0 to 1000000000",
  ]);
  const byLoad = { balance: { by: "load", centsPerTonne: 5, centsPerHour: 5 } };
  const unweighed = {
    ...problem,
    dimensions: [{ name: "volumeL", unit: "l" }],
    vehicleTypes: [{ ...problem.vehicleTypes[0], costs: problem.vehicleTypes[0].costs }],
    objective: byLoad,
  };
  expect(faultsOf(unweighed)).toEqual([
    "vehicleTypes[0].costs.fuel: counts by the tonne, but no dimension is in kg",
    "objective.balance.centsPerHour: is not known",
    "objective.balance: counts by the tonne, but no dimension is in kg",
  ]);
});
