import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { checkSolution, evaluateRoutes } from "../../src/solver/index.ts";
import { randomProblem, randomVisits } from "./random-problem.ts";

test("walking a sequence and the checker agree on rules and cost, over random sequences", () => {
  let keptCount = 0;
  for (let seed = 0; seed < 3000; seed++) {
    const random = new Random(seed);
    const problem = randomProblem(random, {
      stopCount: 4,
      facilityCount: random.below(3),
      vehicleCount: 2,
      rough: seed % 2 === 0,
    });
    const vehicleIndex = random.below(2);
    const planned = { vehicleIndex, visits: randomVisits(random, problem) };
    const { rulesKept, routes } = evaluateRoutes(problem, [planned]);
    const check = checkSolution(problem, { routes });
    const broken = check.violations.filter(({ code }) => code !== "stop-missing");
    expect({ seed, kept: rulesKept, broken: rulesKept ? broken : [] }).toEqual({
      seed,
      kept: broken.length === 0,
      broken: [],
    });
    if (rulesKept) keptCount++;
  }
  expect(keptCount).toBeGreaterThan(300); // the sequences are not all nonsense
});
