import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  checkSolution,
  type PlannedRoute,
  type Problem,
  type Solution,
  solve,
} from "../../src/solver/index.ts";
import { lineProblem, PLAIN_TYPE } from "./line-problem.ts";
import { randomProblem } from "./random-problem.ts";

const OPTIONS = { seed: 1, iterationsMax: 300, check: true };

function stopsOf(solution: Solution): number[][] {
  return solution.routes.map((route) =>
    route.visits.filter((visit) => visit.kind === "stop").map((visit) => visit.index),
  );
}

function plannedOf(solution: Solution): PlannedRoute[] {
  return solution.routes.map((route) => ({
    vehicleIndex: route.vehicleIndex,
    visits: route.visits
      .slice(1, -1)
      .map((visit) =>
        visit.kind === "stop"
          ? { kind: "stop", stopIndex: visit.index }
          : { kind: "facility", facilityIndex: visit.index },
      ),
  }));
}

test("stops on a line cost the way there and back", () => {
  const solution = solve(lineProblem([100, 300, 200]), OPTIONS);
  expect(solution.feasible).toBe(true);
  expect(solution.cost.totalCents).toBe(600);
  expect(solution.routes[0]?.distanceM).toBe(600);
});

test("a problem without stops has a solution without routes", () => {
  const solution = solve(lineProblem([]), OPTIONS);
  expect(solution).toMatchObject({ feasible: true, routes: [], cost: { totalCents: 0 } });
});

test("same seed and iteration limit give the same bytes", () => {
  const problem = randomProblem(new Random(7), {
    stopCount: 12,
    facilityCount: 2,
    vehicleCount: 3,
    rough: false,
  });
  const runs = [1, 2].map(() => JSON.stringify(solve(problem, { ...OPTIONS, seed: 5 })));
  expect(runs[0]).toBe(runs[1]);
});

test("a vehicle that is full unloads on the way and goes on", () => {
  // Capacity 10, three stops of 6 at 100, 110, 120; the facility lies at 130.
  const base = lineProblem([100, 110, 120], [130]);
  const problem: Problem = {
    ...base,
    vehicles: [{ typeIndex: 0 }],
    vehicleTypes: [{ ...PLAIN_TYPE, unloadBeforeEnd: true }],
    facilities: [{ placeIndex: 4, unloadSec: 60, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
    stops: base.stops.map((stop) => ({ ...stop, loads: [6] })),
  };
  const solution = solve(problem, OPTIONS);
  expect(checkSolution(problem, solution).violations).toEqual([]);
  expect(solution.routes[0]?.trips.map((trip) => trip.stopCount)).toEqual([1, 1, 1]);
  // To 100 and on to 130, then twice there and back to 120 and 110, and home: 130 + 20 + 40 + 130.
  expect(solution.cost.totalCents).toBe(320);
});

test("a stop left out names the rule for each vehicle", () => {
  const base = lineProblem([100, 200]);
  const problem: Problem = {
    ...base,
    stops: [
      { ...base.stops[0], loads: [11] },
      { ...base.stops[1], windows: [{ startSec: 0, endSec: 150 }] },
    ],
  };
  const solution = solve(problem, OPTIONS);
  expect(solution.feasible).toBe(false);
  expect(solution.unassigned).toEqual([
    { stopIndex: 0, reasons: ["too-large", "too-large"] },
    { stopIndex: 1, reasons: ["window", "window"] },
  ]);
});

test("a stop whose detour costs more than its price is left out for that reason", () => {
  const base = lineProblem([100, 1000]);
  const problem: Problem = {
    ...base,
    stops: [base.stops[0], { ...base.stops[1], priceCents: 1799 }],
  };
  const solution = solve(problem, OPTIONS);
  expect(stopsOf(solution)).toEqual([[0]]);
  expect(solution.unassigned).toEqual([{ stopIndex: 1, reasons: ["price", "price"] }]);
  expect(solution.cost).toMatchObject({ unassignedCents: 1799, totalCents: 200 + 1799 });
});

test("committed visits stay at the head of their route in their order", () => {
  const base = lineProblem([100, 300, 200]);
  const problem: Problem = {
    ...base,
    vehicles: [
      {
        typeIndex: 0,
        committed: [
          { kind: "stop", stopIndex: 1 },
          { kind: "stop", stopIndex: 0 },
        ],
      },
    ],
  };
  const solution = solve(problem, OPTIONS);
  expect(stopsOf(solution)).toEqual([[1, 0, 2]]); // out to 300, back to 100, again to 200
  expect(checkSolution(problem, solution).violations).toEqual([]);
});

test("committed visits that cannot be kept are a fault of the problem", () => {
  const base = lineProblem([100]);
  const problem: Problem = {
    ...base,
    stops: [{ ...base.stops[0], windows: [{ startSec: 0, endSec: 50 }] }],
    vehicles: [{ typeIndex: 0, committed: [{ kind: "stop", stopIndex: 0 }] }],
  };
  expect(() => solve(problem, OPTIONS)).toThrow(/vehicles\[0\]\.committed.*window/);
});

test("a price on changes keeps a new stop from stirring up the released plan", () => {
  const problem = lineProblem([100, 200, 300, -100, -200]);
  const released = {
    routes: [
      { vehicleIndex: 0, stopIndices: [0, 3, 1] }, // not the cheapest order, but the known one
      { vehicleIndex: 1, stopIndices: [4, 2] },
    ],
    changeVehicleCents: 100_000,
    changeOrderCents: 100_000,
  };
  const solution = solve({ ...problem, released }, OPTIONS);
  expect(stopsOf(solution)).toEqual([
    [0, 3, 1],
    [4, 2],
  ]);
  const free = solve({ ...problem, released: { ...released, changeVehicleCents: 0 } }, OPTIONS);
  expect(free.cost.changeOrderCents).toBe(0);
});

test("a warm start is kept where the search may not run", () => {
  const problem = lineProblem([100, 200, 300, 400]);
  const warm: PlannedRoute[] = [
    {
      vehicleIndex: 1,
      visits: [3, 0, 2, 1].map((stopIndex) => ({ kind: "stop", stopIndex })),
    },
  ];
  const solution = solve(problem, { ...OPTIONS, iterationsMax: 0, warmStart: warm });
  expect(plannedOf(solution)).toEqual(warm);
});

test("a warm start is never made worse, whatever the seed", () => {
  for (let seed = 0; seed < 40; seed++) {
    const problem = randomProblem(new Random(seed), {
      stopCount: 8,
      facilityCount: 1,
      vehicleCount: 2,
      rough: false,
    });
    const first = solve(problem, { ...OPTIONS, seed });
    const warmStart = plannedOf(first);
    const again = solve(problem, { ...OPTIONS, seed, iterationsMax: 0, warmStart });
    expect({ seed, units: again.cost.totalUnits }).toEqual({ seed, units: first.cost.totalUnits });
  }
});

test("a warm start that breaks rules is mended, and duplicates are left out", () => {
  const base = lineProblem([100, 200, 300]);
  const problem: Problem = { ...base, stops: base.stops.map((s) => ({ ...s, loads: [4] })) };
  const warm: PlannedRoute[] = [
    {
      vehicleIndex: 0,
      visits: [0, 1, 2, 0].map((stopIndex) => ({ kind: "stop", stopIndex })),
    },
  ];
  const solution = solve(problem, { ...OPTIONS, iterationsMax: 0, warmStart: warm });
  expect(checkSolution(problem, solution).violations).toEqual([]);
});

test("the search stops when it is told to, with the best so far", () => {
  let asked = 0;
  const solution = solve(lineProblem([100, 200, 300]), {
    seed: 1,
    iterationsMax: 1_000_000_000,
    check: false,
    shouldStop: () => ++asked > 3,
  });
  expect(solution.feasible).toBe(true);
  expect(solution.iterationCount).toBeLessThan(1000);
});

test("the time limit is measured by the clock that is passed in", () => {
  let nowMs = 0;
  const solution = solve(lineProblem([100, 200, 300]), {
    seed: 1,
    timeLimitMs: 500,
    now: () => nowMs++,
    check: false,
  });
  expect(solution.elapsedMs).toBeGreaterThanOrEqual(500);
  expect(solution.trace[0]?.iteration).toBe(0);
});

test("progress tells shares from 0 to 1 and costs that only fall", () => {
  const shares: number[] = [];
  const costs: number[] = [];
  const problem = randomProblem(new Random(3), {
    stopCount: 15,
    facilityCount: 1,
    vehicleCount: 3,
    rough: false,
  });
  solve(problem, {
    ...OPTIONS,
    iterationsMax: 5000,
    check: false,
    onProgress: (progress) => {
      shares.push(progress.share);
      costs.push(progress.bestCostUnits);
    },
  });
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(costs).toEqual(costs.toSorted((a, b) => b - a));
});
