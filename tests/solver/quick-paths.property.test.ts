import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { checkSolution, type Problem, solve, validateProblem } from "../../src/solver/index.ts";
import { planeProblem } from "./plane-problem.ts";

/** Codes of what the independent checker finds in the answer of a short, closely watched search. */
function faultsOf(problem: Problem, seed: number): string[] {
  expect(validateProblem(problem)).toEqual([]);
  const solution = solve(problem, { seed, iterationsMax: 400, check: true });
  const { feasible, violations } = checkSolution(problem, solution);
  expect(solution.feasible).toBe(feasible);
  return violations.map(({ code }) => code).filter((code) => code !== "stop-missing");
}

test("trips that change vehicles stay with those that may visit their stops", () => {
  const random = new Random(31);
  for (let seed = 1; seed <= 25; seed++) {
    const base = planeProblem(random, { stopCount: 8, vehicleCount: 3, capacity: 7 });
    const [type] = base.vehicleTypes;
    if (type === undefined) throw new Error("the problem has a type");
    const cheap = { ...type, name: "cheap", costs: { ...type.costs, centsPerKm: 10 } };
    const problem: Problem = {
      ...base,
      facilities: [{ placeIndex: 0, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
      vehicleTypes: [type, cheap],
      vehicles: [{ typeIndex: 0 }, { typeIndex: 1 }, { typeIndex: 1 }],
      stops: base.stops.map((stop, i) => (i % 3 === 0 ? { ...stop, vehicleIndices: [0] } : stop)),
    };
    expect(faultsOf(problem, seed), `seed ${seed}`).toEqual([]);
  }
});

test("a fleet with too little room leaves stops out and keeps its costs right", () => {
  const random = new Random(7);
  for (let seed = 1; seed <= 25; seed++) {
    const base = planeProblem(random, { stopCount: 24, vehicleCount: 3, capacity: 20 });
    const [type] = base.vehicleTypes;
    if (type === undefined) throw new Error("the problem has a type");
    const problem: Problem = {
      ...base,
      vehicleTypes: [
        { ...type, capacities: [12] },
        { ...type, name: "larger", capacities: [18] },
      ],
      vehicles: [{ typeIndex: 0 }, { typeIndex: 0 }, { typeIndex: 1 }],
    };
    const solution = solve(problem, { seed, iterationsMax: 600, check: true });
    const served = solution.routes.reduce((sum, { trips }) => sum + trips.length, 0);
    expect(served, `seed ${seed}`).toBeGreaterThan(0);
    expect(solution.unassigned.length, `seed ${seed}`).toBeGreaterThan(0);
    expect(faultsOf(problem, seed), `seed ${seed}`).toEqual([]);
  }
});

test("a vehicle whose turn at the docks comes after the depot has closed stays in", () => {
  const base = planeProblem(new Random(3), { stopCount: 4, vehicleCount: 2, capacity: 3 });
  const [type] = base.vehicleTypes;
  if (type === undefined) throw new Error("the problem has a type");
  const problem: Problem = {
    ...base,
    depots: [
      {
        placeIndex: 0,
        hours: { startSec: 0, endSec: 1000 },
        docks: { count: 1, fromSec: 0, everySec: 2000 },
      },
      { placeIndex: 0 },
    ],
    vehicleTypes: [{ ...type, endDepotIndex: 1 }],
  };
  const solution = solve(problem, { seed: 1, iterationsMax: 200, check: true });
  expect(solution.routes.map(({ vehicleIndex }) => vehicleIndex)).toEqual([0]);
  expect(solution.feasible).toBe(checkSolution(problem, solution).feasible);
});
