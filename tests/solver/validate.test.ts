import { expect, test } from "vitest";
import { type Problem, validateProblem } from "../../src/solver/index.ts";
import { lineProblem, PLAIN_TYPE } from "./line-problem.ts";

function paths(problem: object): string[] {
  return validateProblem(problem as Problem).map((fault) => fault.path);
}

test("a sound problem has no faults", () => {
  expect(validateProblem(lineProblem([100, 200]))).toEqual([]);
});

test("a field that nobody knows is refused by name", () => {
  const base = lineProblem([100]);
  const problem = { ...base, depots: [{ ...base.depots[0], colour: "red" }] };
  expect(validateProblem(problem as Problem)).toEqual([
    { path: "depots[0].colour", detail: "is not known" },
  ]);
});

test("all faults are found at once", () => {
  const base = lineProblem([100, 200]);
  const problem = {
    ...base,
    depots: [{ placeIndex: 9 }],
    vehicleTypes: [{ ...PLAIN_TYPE, capacities: [1, 2], unloadBeforeEnd: true }],
    stops: [
      { ...base.stops[0], loads: [-1], windows: [{ startSec: 5, endSec: 4 }] },
      { ...base.stops[1], serviceSec: 1.5, vehicleIndices: [2], streamIndex: 0 },
    ],
  };
  expect(paths(problem)).toEqual([
    "depots[0].placeIndex",
    "vehicleTypes[0].capacities",
    "vehicleTypes[0].unloadBeforeEnd",
    "stops[0].loads[0]",
    "stops[0].windows[0]",
    "stops[1].serviceSec",
    "stops[1].streamIndex",
    "stops[1].vehicleIndices[0]",
  ]);
});

test("windows that overlap or touch are refused", () => {
  const base = lineProblem([100]);
  const windows = [
    { startSec: 0, endSec: 10 },
    { startSec: 10, endSec: 20 },
  ];
  expect(paths({ ...base, stops: [{ ...base.stops[0], windows }] })).toEqual([
    "stops[0].windows[1]",
  ]);
});

test("fees by the tonne need a dimension in kilograms", () => {
  const base = lineProblem([100]);
  const facilities = [{ placeIndex: 1, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 5 }];
  const dimensions = [{ name: "volumeL", unit: "l" }];
  expect(paths({ ...base, facilities, dimensions })).toEqual(["facilities[0]"]);
});

test("a shift outside the depot's hours is a fault of the vehicle", () => {
  const base = lineProblem([100]);
  const depots = [{ placeIndex: 0, hours: { startSec: 200_000, endSec: 300_000 } }];
  expect(paths({ ...base, depots })).toEqual(["vehicles[0]", "vehicles[1]"]);
});

test("a stop may be released on one route only, and committed once", () => {
  const base = lineProblem([100]);
  const visit = { kind: "stop", stopIndex: 0 };
  const problem = {
    ...base,
    vehicles: [
      { typeIndex: 0, committed: [visit] },
      { typeIndex: 0, committed: [visit] },
    ],
    released: {
      routes: [
        { vehicleIndex: 0, stopIndices: [0] },
        { vehicleIndex: 1, stopIndices: [0] },
      ],
      changeVehicleCents: 1,
      changeOrderCents: 1,
    },
  };
  expect(paths(problem)).toEqual(["vehicles[1].committed[0]", "released.routes[1].stopIndices[0]"]);
});

test("costs that cannot be summed exactly are refused", () => {
  const base = lineProblem([100, 200]);
  const costs = { ...PLAIN_TYPE.costs, centsPerHour: 1_000_000_000 };
  const shift = { startSec: 0, endSec: 400_000_000 };
  // A day of 111,111 hours at 10 million euros each, twice, for each of two stops.
  expect(validateProblem({ ...base, vehicleTypes: [{ ...PLAIN_TYPE, costs, shift }] })).toEqual([
    {
      path: "vehicleTypes",
      detail: "let costs and prices come to more than 500399958596 cents: state lower ones",
    },
  ]);
});
