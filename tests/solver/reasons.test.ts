import { expect, test } from "vitest";
import type { Group, Problem, Stop, VehicleType } from "../../src/solver/index.ts";
import { compileModel } from "../../src/solver/model.ts";
import { explainUnassigned } from "../../src/solver/reasons.ts";
import type { UnassignedReason } from "../../src/solver/solution.ts";
import { lineProblem, PLAIN_TYPE } from "./line-problem.ts";

/** Three stops on the line with a facility at 50, each vehicle of its own type. */
function problemWith(
  types: readonly Partial<VehicleType>[],
  stops: readonly Partial<Stop>[] = [],
): Problem {
  const problem = lineProblem([100, 200, 300], [50]);
  return {
    ...problem,
    streams: ["glass", "paper"],
    skills: ["lifter"],
    facilities: [{ placeIndex: 4, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
    vehicleTypes: types.map((type) => ({ ...PLAIN_TYPE, ...type })),
    vehicles: types.map((_, typeIndex) => ({ typeIndex })),
    stops: problem.stops.map((stop, i) => ({ ...stop, ...stops[i] })),
  };
}

/** Why stop 2 is in none of the routes. */
function reasonsOf(problem: Problem, ...routes: number[][]): readonly UnassignedReason[] {
  const codes = routes.map((route) => Int32Array.from(route));
  return explainUnassigned(compileModel(problem), codes, [2])[0].reasons;
}

test("what a vehicle lacks is named, whatever its route", () => {
  const problem = problemWith(
    [
      {},
      { skillIndices: [0], streamIndices: [0] },
      { skillIndices: [0], capacities: [2] },
      {
        skillIndices: [0],
        compartments: [{ capacities: [2], streamIndices: [0, 1] }],
      },
      { skillIndices: [0] },
    ],
    [{}, {}, { skillIndices: [0], streamIndex: 1, loads: [3], vehicleIndices: [0, 1, 2, 3] }],
  );
  expect(reasonsOf(problem, [], [], [], [], [])).toEqual([
    "skill",
    "stream",
    "too-large",
    "too-large",
    "access",
  ]);
});

test("the rule that keeps a stop out of a route is named", () => {
  const breaks = [{ kind: "rule", drivingSecMax: 250, restSec: 45, paid: true }] as const;
  const types = [
    { breaks },
    { stopCountMax: 1 },
    { tripCountMax: 1, capacities: [1] },
    { durationSecMax: 599 },
    { distanceMMax: 599 },
    { shift: { startSec: 0, endSec: 500 } },
    {},
  ];
  expect(reasonsOf(problemWith(types), [], [0], [0], [0], [0], [0], [0])).toEqual([
    "break", // 300 to the stop without a place to rest on the way
    "stops",
    "trips",
    "duration",
    "distance",
    "shift",
    "price",
  ]);
});

test("a facility that has no room left for the day keeps a stop out", () => {
  const problem = problemWith([{ unloadBeforeEnd: true }, {}]);
  const [facility] = problem.facilities;
  const short = { ...problem, facilities: [{ ...facility, loadsTotalMax: [2] }] };
  expect(reasonsOf(problem, [0, 3], [1, 3])).toEqual(["price", "price"]);
  expect(reasonsOf(short, [0, 3], [1, 3])).toEqual(["quota", "price"]); // the other may go home
});

test("a group keeps a stop off a vehicle for what is visited elsewhere", () => {
  const bound = (kind: Group["kind"], ...stopIndices: number[]) =>
    reasonsOf({ ...problemWith([{}, {}]), groups: [{ kind, stopIndices }] }, [0], []);
  expect(bound("exactly-one", 0, 2)).toEqual(["group", "group"]);
  expect(bound("all-or-none", 1, 2)).toEqual(["group", "group"]);
  expect(bound("same-vehicle", 0, 2)).toEqual(["price", "group"]);
  expect(bound("different-vehicle", 0, 2)).toEqual(["group", "price"]);
  expect(bound("order", 2, 0)).toEqual(["price", "group"]);
});

test("a stop that fits at another of its places is a matter of price", () => {
  const windows = [{ startSec: 0, endSec: 60 }];
  const alternatives = [{ placeIndex: 4, addedServiceSec: 5 }];
  expect(reasonsOf(problemWith([{}], [{}, {}, { windows }]), [])).toEqual(["window"]);
  expect(reasonsOf(problemWith([{}], [{}, {}, { windows, alternatives }]), [])).toEqual(["price"]);
});
