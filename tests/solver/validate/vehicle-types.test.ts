import { expect, test } from "vitest";
import { faultsOf, faultsOfType, richProblem } from "./rich-problem.ts";

const PAID = { restSec: 1800, paid: true };

test("a stream is in one compartment at most, and there is one at least", () => {
  const compartments = [
    { capacities: [6], streamIndices: [0, 1] },
    { capacities: [4, 4], streamIndices: [1, 2] },
  ];
  expect(faultsOfType({ compartments })).toEqual([
    "vehicleTypes[0].compartments[1].streamIndices[1]: (2) must be the index of one of 2 streams",
    "vehicleTypes[0].compartments[1].streamIndices[0]: (1) is in compartment 0 already",
    "vehicleTypes[0].compartments[1].capacities: must have one entry for each of 1 dimensions",
  ]);
  expect(faultsOfType({ compartments: [] })).toEqual([
    "vehicleTypes[0].compartments: must hold one: leave it out for a body without partitions",
  ]);
});

test("compaction is at least a thousandth and keeps capacities within bounds", () => {
  expect(faultsOfType({ compactionPermille: [0] })).toEqual([
    "vehicleTypes[0].compactionPermille[0]: (0) must be a whole number from 1 to 1000000000",
  ]);
  expect(faultsOfType({ compactionPermille: [3000], capacities: [500_000_000] })).toEqual([
    "vehicleTypes[0].capacities[0]: compacted is 1500000000: at most 1000000000",
  ]);
});

test("a break by window has a length and a window, and comes after the one before", () => {
  const breaks = [
    { kind: "window", earliestSec: 50, latestSec: 40, ...PAID },
    { kind: "window", earliestSec: 3000, latestSec: 4000, restSec: 0, paid: true },
    { kind: "window", earliestSec: 2000, latestSec: 2999, ...PAID },
    { kind: "lunch" },
  ];
  expect(faultsOfType({ breaks })).toEqual([
    "vehicleTypes[0].breaks[0]: its earliestSec (50) is above its latestSec (40)",
    "vehicleTypes[0].breaks[1].restSec: (0) must be a whole number from 1 to 500000000",
    "vehicleTypes[0].breaks[2].latestSec: (2999) is too early, the window break before it " +
      "ends no earlier than 3000: put them in order",
    'vehicleTypes[0].breaks[3].kind: ("lunch") must be window or rule',
  ]);
});

test("a break by rule has a bound, and parts that make up its rest", () => {
  const breaks = [
    { kind: "rule", ...PAID },
    { kind: "rule", workSecMax: 0, ...PAID, paid: "yes" },
    { kind: "rule", workSecMax: 900, partsSec: [1800, 900], ...PAID },
    { kind: "rule", workSecMax: 900, partsSec: [800, 900], ...PAID },
    { kind: "rule", workSecMax: 900, partsSec: [600, 600, 600], ...PAID },
  ];
  expect(faultsOfType({ breaks })).toEqual([
    "vehicleTypes[0].breaks[0]: must state drivingSecMax or workSecMax",
    'vehicleTypes[0].breaks[1].paid: ("yes") must be true or false',
    "vehicleTypes[0].breaks[1].workSecMax: (0) must be a whole number from 1 to 500000000",
    "vehicleTypes[0].breaks[2].partsSec: (1800 and 900) must each be below 1800",
    "vehicleTypes[0].breaks[3].partsSec: sum to 1700: no less than restSec (1800)",
    "vehicleTypes[0].breaks[4].partsSec: must have one entry for each of 2 parts",
  ]);
});

test("fuel by the tonne needs a dimension in kilograms, and skills are among those named", () => {
  const problem = richProblem();
  const dimensions = [{ name: "volumeL", unit: "l" }];
  expect(faultsOf({ ...problem, dimensions, skills: [] })).toEqual([
    "vehicleTypes[0].skillIndices[0]: (0) must be the index of one of 0 skills",
    "vehicleTypes[0].costs.fuel: counts by the tonne, but no dimension is in kg",
    ...[0, 1, 2, 3].map(
      (stop) => `stops[${stop}].skillIndices[0]: (0) must be the index of one of 0 skills`,
    ),
  ]);
});
