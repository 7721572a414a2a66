import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { checkSolution, type Problem, solve } from "../../../src/solver/index.ts";
import type { VisitSet } from "../../../src/solver/periodic/patterns.ts";
import { solvePeriodic } from "../../../src/solver/periodic/solve-periodic.ts";
import { planeProblem } from "../plane-problem.ts";

const DAY_COUNT = 4;

/** Sites on a plane with one, two or four visits in four days, one vehicle a day, a facility. */
function randomPeriod(random: Random, siteCount: number): { problem: Problem; sets: VisitSet[] } {
  const base = planeProblem(random, { stopCount: siteCount + 1, vehicleCount: 1, capacity: 9 });
  const sites = base.stops.slice(1);
  const sets: VisitSet[] = [];
  const stops = sites.flatMap((site) => {
    const frequency = [1, 2, 2, 4][random.below(4)];
    const everyDays = DAY_COUNT / frequency;
    const first = sets.reduce((sum, { stopIndices }) => sum + stopIndices.length, 0);
    sets.push({
      stopIndices: Array.from({ length: frequency }, (_, i) => first + i),
      patterns: Array.from({ length: everyDays }, (_, day) =>
        Array.from({ length: frequency }, (__, visit) => [day + visit * everyDays]),
      ),
    });
    return Array.from({ length: frequency }, () => site);
  });
  const type = { ...base.vehicleTypes[0], unloadBeforeEnd: true };
  return {
    sets,
    problem: {
      ...base,
      facilities: [{ placeIndex: 1, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
      vehicleTypes: Array.from({ length: DAY_COUNT }, (_, day) => ({
        ...type,
        name: `day ${day}`,
      })),
      vehicles: Array.from({ length: DAY_COUNT }, (_, typeIndex) => ({ typeIndex })),
      stops,
    },
  };
}

/** The problem with the days of each visit given. */
function withDays(problem: Problem, sets: readonly VisitSet[], chosen: readonly number[]): Problem {
  const stops = problem.stops.slice();
  sets.forEach(({ stopIndices, patterns }, set) => {
    stopIndices.forEach((stop, visit) => {
      stops[stop] = { ...stops[stop], vehicleIndices: patterns[chosen[set]][visit] };
    });
  });
  return { ...problem, stops };
}

/** Each way of choosing a pattern for every set. */
function allChoices(sets: readonly VisitSet[]): number[][] {
  return sets.reduce<number[][]>(
    (choices, { patterns }) =>
      choices.flatMap((choice) => patterns.map((_, pattern) => [...choice, pattern])),
    [[]],
  );
}

test("the days chosen are as good as the best of all ways of choosing them", () => {
  for (let seed = 0; seed < 4; seed++) {
    const { problem, sets } = randomPeriod(new Random(seed), 4);
    const best = Math.min(
      ...allChoices(sets).map(
        (chosen) =>
          solve(withDays(problem, sets, chosen), { seed, iterationsMax: 60, check: false }).cost
            .totalCents,
      ),
    );
    const solution = solvePeriodic(problem, sets, { seed, iterationsMax: 1500, check: true });
    expect(checkSolution(problem, solution).violations).toEqual([]);
    expect(solution.cost.totalCents, `seed ${seed}`).toBe(best);
  }
});

test("the visits of every site follow one pattern, also while steps are taken back", () => {
  for (let seed = 10; seed < 14; seed++) {
    const { problem, sets } = randomPeriod(new Random(seed), 12);
    const solution = solvePeriodic(problem, sets, { seed, iterationsMax: 300, check: true });
    const dayOf = new Map<number, number>();
    for (const { vehicleIndex, visits } of solution.routes) {
      for (const { kind, index } of visits) if (kind === "stop") dayOf.set(index, vehicleIndex);
    }
    for (const { stopIndices, patterns } of sets) {
      const days = stopIndices.map((stop) => [dayOf.get(stop)]);
      expect(patterns, `seed ${seed}`).toContainEqual(days);
    }
  }
});

test("same seed and iteration limit give the same bytes", () => {
  const { problem, sets } = randomPeriod(new Random(3), 8);
  const runs = [1, 2].map(() =>
    JSON.stringify(solvePeriodic(problem, sets, { seed: 5, iterationsMax: 200, check: false })),
  );
  expect(runs[0]).toBe(runs[1]);
});
