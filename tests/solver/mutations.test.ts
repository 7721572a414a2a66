import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { VIOLATION_CODES } from "../../src/solver/check-terms.ts";
import { checkSolution, type Problem, type Solution } from "../../src/solver/index.ts";
import { exhaust } from "./exhaustive.ts";
import { PRICE_DEFECTS } from "./mutations-prices.ts";
import { RULE_DEFECTS } from "./mutations-rules.ts";
import { statedDefects, type Writable } from "./mutations-stated.ts";
import { richInstance } from "./random-rich.ts";
import { restate } from "./restate.ts";

const INSTANCE_COUNT = 45;
const STOP_COUNT_MAX = 4;

/** Sound solutions of random problems over all features, built by trying everything. */
function soundCases(): { seed: number; problem: Problem; solution: Solution }[] {
  return Array.from({ length: INSTANCE_COUNT }, (_, seed) => {
    const { problem } = richInstance(seed, STOP_COUNT_MAX);
    const { routes } = exhaust(problem);
    return { seed, problem, solution: restate(problem, routes) };
  }).filter(({ solution }) => solution.feasible && solution.routes.length > 0);
}

test("a sound solution has no violation, and every one of its defects is named", () => {
  const countByCode = new Map<string, number>();
  const unnamed: unknown[] = [];
  for (const { seed, problem, solution } of soundCases()) {
    expect({ seed, found: checkSolution(problem, solution).violations }).toEqual({
      seed,
      found: [],
    });
    const stated = statedDefects(solution);
    const defects = [...stated, ...RULE_DEFECTS, ...PRICE_DEFECTS];
    defects.forEach((defect, i) => {
      const spoilt = {
        // What is stated wrongly leaves the problem as it is.
        problem: (i < stated.length ? problem : structuredClone(problem)) as Writable<Problem>,
        solution: structuredClone(solution) as Writable<Solution>,
        random: new Random(1000 * seed + i),
      };
      const injected = defect(spoilt);
      if (injected === undefined) return;
      const { code, word = "" } = injected;
      const { violations, feasible } = checkSolution(
        spoilt.problem as Problem,
        spoilt.solution as Solution,
      );
      const named = violations.some((one) => one.code === code && one.detail.includes(word));
      if (!named || feasible) unnamed.push({ seed, defect: i, code, word, violations });
      countByCode.set(code, (countByCode.get(code) ?? 0) + 1);
    });
  }
  expect(unnamed).toEqual([]);
  const codes = [...countByCode.keys()].sort();
  expect(codes).toEqual([...VIOLATION_CODES].sort());
  const injectedCount = [...countByCode.values()].reduce((sum, count) => sum + count, 0);
  expect(injectedCount).toBeGreaterThan(500);
}, 120_000);
