import { expect, test } from "vitest";
import {
  checkSolution,
  type PlannedRoute,
  type PlannedVisit,
  type Problem,
  type Solution,
  solve,
} from "../../../src/solver/index.ts";
import { type Feature, richInstance } from "../random-rich.ts";

const COUPLING: readonly Feature[] = [
  "quota",
  "exactly-one",
  "all-or-none",
  "same-vehicle",
  "different-vehicle",
  "order",
  "direct-order",
];

function plannedOf({ routes }: Solution): PlannedRoute[] {
  return routes.map(({ vehicleIndex, visits }) => ({
    vehicleIndex,
    visits: visits.slice(1, -1).flatMap(({ kind, index, alternative }): PlannedVisit[] => {
      if (kind === "stop") return [{ kind, stopIndex: index, alternative }];
      return kind === "facility" ? [{ kind, facilityIndex: index }] : [];
    }),
  }));
}

/** The problem without what binds routes to each other, so that its plan may break all of that. */
function unbound(problem: Problem): Problem {
  const { groups: _, ...rest } = problem;
  return {
    ...rest,
    facilities: problem.facilities.map(({ loadsTotalMax: _max, ...facility }) => facility),
  };
}

test("a warm start that breaks groups and quotas is brought to keep them", () => {
  let brokenCount = 0;
  for (let seed = 0; seed < 120; seed++) {
    const { problem, features } = richInstance(seed);
    if (!COUPLING.some((feature) => features.has(feature))) continue;
    const options = { seed, iterationsMax: 60, check: true };
    const loose = solve(unbound(problem), options);
    if (checkSolution(problem, loose).violations.length > 0) brokenCount++;
    const solution = solve(problem, { ...options, warmStart: plannedOf(loose) });
    const { violations } = checkSolution(problem, solution);
    if (solution.feasible) expect({ seed, violations }).toEqual({ seed, violations: [] });
  }
  expect(brokenCount).toBeGreaterThan(20); // the warm starts are not sound by chance
});
