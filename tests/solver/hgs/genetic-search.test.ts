import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { suitsGeneticSearch } from "../../../src/solver/hgs/genetic-search.ts";
import { checkSolution, solve } from "../../../src/solver/index.ts";
import { compileModel } from "../../../src/solver/model.ts";
import { bruteForceUnits } from "../brute-force.ts";
import { planeProblem, withWindows } from "../plane-problem.ts";

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

test("problems with paid time, prices or unlike vehicles are not for the genetic search", () => {
  const base = planeProblem(new Random(1), { stopCount: 5, vehicleCount: 2, capacity: 12 });
  const suits = (changes: object): boolean =>
    suitsGeneticSearch(compileModel({ ...base, ...changes }));
  expect(suits({})).toBe(true);
  expect(suitsGeneticSearch(compileModel(withWindows(base, new Random(2))))).toBe(true);
  const costs = { ...base.vehicleTypes[0].costs, centsPerHour: 100 };
  expect(suits({ vehicleTypes: [{ ...base.vehicleTypes[0], costs }] })).toBe(false);
  expect(suits({ stops: base.stops.map((stop) => ({ ...stop, priceCents: 5 })) })).toBe(false);
  expect(suits({ stops: base.stops.map((stop) => ({ ...stop, vehicleIndices: [0] })) })).toBe(
    false,
  );
});
