import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { breed, newGeneticSearch } from "../../../src/solver/hgs/genetic-search.ts";
import { suitsGeneticSearch } from "../../../src/solver/hgs/suits.ts";
import { checkSolution, type Problem, solve } from "../../../src/solver/index.ts";
import { compileModel } from "../../../src/solver/model.ts";
import { findNeighbours } from "../../../src/solver/neighbours.ts";
import { bruteForceUnits } from "../brute-force.ts";
import { planeProblem, withWindows } from "../plane-problem.ts";
import { randomProblem } from "./random-tours.ts";

test.each([
  { windows: "no", timed: false },
  { windows: "with", timed: true },
])("annealing and breeding find the optimum of small problems, $windows windows", ({ timed }) => {
  let missed = 0;
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const plain = planeProblem(random, { stopCount: 7, vehicleCount: 4, capacity: 9 });
    const problem = timed ? withWindows(plain, random) : plain;
    expect(suitsGeneticSearch(compileModel(problem))).toBe(true);
    const solution = solve(problem, { seed, iterationsMax: 1000, check: false });
    const { violations } = checkSolution(problem, solution);
    expect({ seed, broken: violations.filter((v) => v.code !== "stop-missing") }).toEqual({
      seed,
      broken: [],
    });
    if (solution.feasible && solution.cost.totalUnits > bruteForceUnits(problem)) missed++;
  }
  expect(missed).toBe(0);
});

test("breeding is no worse than what it starts from, and repeatable", () => {
  const problem = planeProblem(new Random(1), { stopCount: 60, vehicleCount: 25, capacity: 12 });
  const costs = [4000, 4000, 40_000].map(
    (iterationsMax) => solve(problem, { seed: 3, iterationsMax, check: false }).cost.totalCents,
  );
  expect(costs[0]).toBe(costs[1]);
  expect(costs[2]).toBeLessThanOrEqual(costs[0]);
});

test("of ten small problems with unlike vehicles nine at least are solved best", () => {
  let missed = 0;
  for (let seed = 0; seed < 10; seed++) {
    const problem = randomProblem(new Random(seed), 6, {
      timed: seed % 2 === 1,
      fleet: seed % 4 < 2 ? "limited" : "free",
    });
    expect(suitsGeneticSearch(compileModel(problem))).toBe(true);
    const solution = solve(problem, { seed, iterationsMax: 4000, check: false });
    const { violations } = checkSolution(problem, solution);
    expect({ seed, broken: violations.filter((v) => v.code !== "stop-missing") }).toEqual({
      seed,
      broken: [],
    });
    if (solution.feasible && solution.cost.totalUnits > bruteForceUnits(problem)) missed++;
  }
  expect(missed).toBeLessThanOrEqual(1);
});

test("a fleet that has next to no room to spare serves every stop", () => {
  // 40 stops of 1 to 5 fill the vehicles to the last few units: inserting alone leaves some out.
  for (let seed = 0; seed < 4; seed++) {
    const problem = fullFleetProblem(new Random(seed));
    const solution = solve(problem, { seed, iterationsMax: 6000, check: false });
    expect({ seed, ...checkSolution(problem, solution) }).toMatchObject({ seed, feasible: true });
  }
});

/** Vehicles of many sizes that hold two units more than all stops load. */
function fullFleetProblem(random: Random): Problem {
  const problem = planeProblem(random, { stopCount: 40, vehicleCount: 1, capacity: 1 });
  const type = problem.vehicleTypes[0];
  let left = problem.stops.reduce((sum, stop) => sum + stop.loads[0], 2);
  const capacities: number[] = [];
  for (; left > 12; left -= capacities.at(-1) ?? left) capacities.push(5 + random.below(8));
  capacities.push(left);
  return {
    ...problem,
    vehicleTypes: capacities.map((capacity) => ({ ...type, capacities: [capacity] })),
    vehicles: capacities.map((_, typeIndex) => ({ typeIndex })),
  };
}

test("where a fleet cannot hold all, the price of load begins anew instead of growing on", () => {
  const full = fullFleetProblem(new Random(1));
  const model = compileModel({ ...full, vehicles: full.vehicles.slice(1) });
  const search = newGeneticSearch(model, findNeighbours(model, 20), new Random(1));
  const first = search.firstPenalties.loadPenalty;
  let most = 0;
  let freshStarts = 0;
  for (let i = 0; i < 300; i++) {
    breed(search);
    if (search.offspringCount === 1) freshStarts++;
    most = Math.max(most, search.population.loadPenalty / first);
  }
  expect(search.best).toBeUndefined();
  expect(freshStarts).toBeGreaterThan(1);
  expect(most).toBeGreaterThan(2);
  expect(most).toBeLessThan(15);
});

test("problems with paid time, prices or several trips are not for the genetic search", () => {
  const base = planeProblem(new Random(1), { stopCount: 5, vehicleCount: 2, capacity: 12 });
  const suits = (changes: object): boolean =>
    suitsGeneticSearch(compileModel({ ...base, ...changes }));
  expect(suits({})).toBe(true);
  expect(suitsGeneticSearch(compileModel(withWindows(base, new Random(2))))).toBe(true);
  const costs = { ...base.vehicleTypes[0].costs, centsPerHour: 100 };
  expect(suits({ vehicleTypes: [{ ...base.vehicleTypes[0], costs }] })).toBe(false);
  expect(suits({ stops: base.stops.map((stop) => ({ ...stop, priceCents: 5 })) })).toBe(false);
  expect(suits({ vehicleTypes: [{ ...base.vehicleTypes[0], tripCountMax: 1 }] })).toBe(false);
});
