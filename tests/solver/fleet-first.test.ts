import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { doRounds } from "../../src/solver/decompose/rounds.ts";
import { solveFleetFirst } from "../../src/solver/fleet-first.ts";
import { checkSolution, type Problem, solve } from "../../src/solver/index.ts";
import { reduceInRounds } from "../../src/solver/reduce-in-rounds.ts";
import { newRun } from "../../src/solver/run.ts";
import { saveRoutes } from "../../src/solver/search.ts";
import { startSearch } from "../../src/solver/solve.ts";
import { lineProblem, PLAIN_TYPE } from "./line-problem.ts";
import { randomProblem } from "./random-problem.ts";

const OPTIONS = { seed: 1, iterationsMax: 2000, check: true };

test("one vehicle less is worth the hours that the other waits", () => {
  // Two stops, an hour at the first one's window and nine before the second one opens.
  const base = lineProblem([100, 200]);
  const problem: Problem = {
    ...base,
    vehicleTypes: [{ ...PLAIN_TYPE, costs: { ...PLAIN_TYPE.costs, centsPerHour: 3600 } }],
    stops: [
      { ...base.stops[0], windows: [{ startSec: 3600, endSec: 3700 }] },
      { ...base.stops[1], windows: [{ startSec: 36_000, endSec: 36_100 }] },
    ],
  };
  expect(solve(problem, OPTIONS).routes).toHaveLength(2);
  const solution = solveFleetFirst(problem, OPTIONS);
  expect(checkSolution(problem, solution).violations).toEqual([]);
  expect(solution.routes).toHaveLength(1);
  // 400 metres; out at the latest time that reaches the first stop, home 200 after the second.
  expect(solution.cost.totalCents).toBe(400 + 36_000 + 200 - (3700 - 100));
});

test("loads that fill the fewest vehicles to the last kilogram are packed so", () => {
  // Two vehicles of 30 hold 17 + 13 and 11 + 10 + 9 alone; by distance the pairs are others.
  const base = lineProblem([10, 20, 30, 40, 50]);
  const problem: Problem = {
    ...base,
    vehicleTypes: [{ ...PLAIN_TYPE, capacities: [30] }],
    vehicles: Array.from({ length: 5 }, () => ({ typeIndex: 0 })),
    stops: [17, 11, 13, 10, 9].map((load, i) => ({ ...base.stops[i], loads: [load] })),
  };
  const solution = solveFleetFirst(problem, OPTIONS);
  expect(solution).toMatchObject({ feasible: true, routes: { length: 2 } });
  expect(solution.cost.totalCents).toBe(2 * 30 + 2 * 50);
});

test("a stop that may be left out is worth no vehicle, but a way of its own", () => {
  const base = lineProblem([100, 200, 300]);
  const problem: Problem = {
    ...base,
    vehicleTypes: [{ ...PLAIN_TYPE, stopCountMax: 2 }],
    stops: base.stops.map((stop, i) => (i === 0 ? stop : { ...stop, priceCents: 1000 })),
  };
  expect(solve(problem, OPTIONS).routes).toHaveLength(2);
  const { routes, unassigned } = solveFleetFirst(problem, OPTIONS);
  expect(routes).toHaveLength(1);
  expect(unassigned.map(({ stopIndex }) => stopIndex)).toEqual([2]);
});

test("where the whole fleet cannot serve all stops, it is used as without the mode", () => {
  const base = lineProblem([100, 200, 300]);
  const problem: Problem = {
    ...base,
    vehicleTypes: [{ ...PLAIN_TYPE, stopCountMax: 1 }],
  };
  const solution = solveFleetFirst(problem, OPTIONS);
  expect(solution).toMatchObject({ feasible: false, routes: { length: 2 } });
  expect(solution.unassigned).toHaveLength(1);
});

test("a route that the crew is committed to stays, and the others go into it", () => {
  const base = lineProblem([100, 200, 300]);
  const problem: Problem = {
    ...base,
    vehicles: [{ typeIndex: 0 }, { typeIndex: 0, committed: [{ kind: "stop", stopIndex: 2 }] }],
  };
  const { routes } = solveFleetFirst(problem, OPTIONS);
  expect(routes.map(({ vehicleIndex }) => vehicleIndex)).toEqual([1]);
});

test("random problems need no more vehicles than without the mode, and keep every rule", () => {
  for (let seed = 0; seed < 12; seed++) {
    const problem = randomProblem(new Random(seed), {
      stopCount: 12,
      facilityCount: seed % 3,
      vehicleCount: 4,
      rough: seed % 2 === 0,
    });
    const plain = solve(problem, { ...OPTIONS, seed, iterationsMax: 300 });
    const fewest = solveFleetFirst(problem, { ...OPTIONS, seed, iterationsMax: 300 });
    const rules = checkSolution(problem, fewest).violations.filter(
      ({ code }) => code !== "stop-missing",
    );
    expect({ seed, rules }).toEqual({ seed, rules: [] });
    if (!plain.feasible) continue;
    expect({ seed, feasible: fewest.feasible }).toEqual({ seed, feasible: true });
    expect(fewest.routes.length, `seed ${seed}`).toBeLessThanOrEqual(plain.routes.length);
  }
});

test("same seed and iteration limit give the same bytes, and the limit is kept", () => {
  const problem = randomProblem(new Random(7), {
    stopCount: 12,
    facilityCount: 1,
    vehicleCount: 4,
    rough: false,
  });
  const runs = [1, 2].map(() => solveFleetFirst(problem, { ...OPTIONS, iterationsMax: 300 }));
  expect(JSON.stringify(runs[0])).toBe(JSON.stringify(runs[1]));
  expect(runs[0].iterationCount).toBe(300);
});

test("taking routes away in rounds comes down to the trucks that the work fills", () => {
  // 300 stops of 90 seconds are 27,000, which eight shifts of 3,600 hold with little to spare; each
  // truck takes ten stops to the site beside the depot at a time, as often as it likes.
  const positions = Array.from({ length: 300 }, (_, i) => (i % 20) + 1);
  const base = lineProblem(positions, [0]);
  const problem: Problem = {
    ...base,
    facilities: [{ placeIndex: 301, unloadSec: 10, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
    vehicleTypes: [{ ...PLAIN_TYPE, shift: { startSec: 0, endSec: 3600 }, unloadBeforeEnd: true }],
    vehicles: Array.from({ length: 16 }, () => ({ typeIndex: 0 })),
    stops: base.stops.map((stop) => ({ ...stop, serviceSec: 90 })),
  };
  const options = { seed: 1, iterationsMax: 5000, check: false };
  const [one, two] = [1, 2].map((threadCount) => {
    const run = newRun(options);
    const search = startSearch(problem, options, []);
    run.best = saveRoutes(search);
    doRounds(reduceInRounds(run, search, threadCount));
    return run.best.filter((codes) => codes.length > 0);
  });
  const stops = one.flatMap((codes) => [...codes].filter((code) => code < 300));
  expect(new Set(stops).size).toBe(300);
  expect(one).toHaveLength(8);
  expect(two).toEqual(one);
});
