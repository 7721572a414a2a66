import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { checkSolution, solve } from "../../src/solver/index.ts";
import { compileModel } from "../../src/solver/model.ts";
import { bruteForceUnits } from "./brute-force.ts";
import { randomProblem } from "./random-problem.ts";

/** Cost as the search counts it: stops that must be visited and are not at their high price. */
function searchUnits(problem: Parameters<typeof solve>[0], solution: ReturnType<typeof solve>) {
  const model = compileModel(problem);
  const missing = solution.unassigned.filter(({ stopIndex }) => model.stopMust[stopIndex] === 1);
  return missing.reduce(
    (sum, { stopIndex }) => sum + model.stopPriceUnits[stopIndex],
    solution.cost.totalUnits,
  );
}

test.each([
  { stopCount: 4, facilityCount: 2, caseCount: 60 },
  { stopCount: 5, facilityCount: 1, caseCount: 60 },
  { stopCount: 6, facilityCount: 0, caseCount: 60 },
])(
  "the search finds the optimum of small problems: %o",
  ({ stopCount, facilityCount, caseCount }) => {
    const missed: number[] = [];
    for (let seed = 0; seed < caseCount; seed++) {
      const random = new Random(seed);
      const rough = seed % 3 === 0;
      const problem = randomProblem(random, { stopCount, facilityCount, vehicleCount: 2, rough });
      const solution = solve(problem, { seed, iterationsMax: 1500, check: true });
      const check = checkSolution(problem, solution);
      const rules = check.violations.filter(({ code }) => code !== "stop-missing");
      expect({ seed, rules }).toEqual({ seed, rules: [] });
      if (searchUnits(problem, solution) > bruteForceUnits(problem)) missed.push(seed);
    }
    expect(missed.length / caseCount, `missed: seeds ${missed}`).toBeLessThanOrEqual(0.02);
  },
);
