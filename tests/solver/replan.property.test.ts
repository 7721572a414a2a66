import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  checkSolution,
  type PlannedRoute,
  type PlannedVisit,
  type Problem,
  type Solution,
  solve,
  validateProblem,
} from "../../src/solver/index.ts";
import { randomProblem } from "./random-problem.ts";

function plannedOf(solution: Solution): PlannedRoute[] {
  return solution.routes.map((route) => ({
    vehicleIndex: route.vehicleIndex,
    visits: route.visits
      .slice(1, -1)
      .map(
        ({ kind, index }): PlannedVisit =>
          kind === "stop" ? { kind, stopIndex: index } : { kind: "facility", facilityIndex: index },
      ),
  }));
}

/** The problem later in the day: heads of the routes are committed, the whole plan is released. */
function laterToday(problem: Problem, planned: readonly PlannedRoute[], random: Random): Problem {
  return {
    ...problem,
    vehicles: problem.vehicles.map((vehicle, vehicleIndex) => {
      const visits = planned.find((route) => route.vehicleIndex === vehicleIndex)?.visits ?? [];
      return { ...vehicle, committed: visits.slice(0, random.below(visits.length + 1)) };
    }),
    released: {
      routes: planned.map(({ vehicleIndex, visits }) => ({
        vehicleIndex,
        stopIndices: visits.flatMap((visit) => (visit.kind === "stop" ? [visit.stopIndex] : [])),
      })),
      changeVehicleCents: 300,
      changeOrderCents: 100,
    },
  };
}

test("re-planning a running day keeps every rule and what is committed, over random days", () => {
  for (let seed = 1000; seed < 1040; seed++) {
    const random = new Random(seed);
    const problem = randomProblem(random, {
      stopCount: 8 + random.below(14),
      facilityCount: random.below(3),
      vehicleCount: 2 + random.below(3),
      rough: seed % 3 === 0,
    });
    const planned = plannedOf(solve(problem, { seed, iterationsMax: 100, check: true }));
    const later = laterToday(problem, planned, random);
    expect({ seed, faults: validateProblem(later) }).toEqual({ seed, faults: [] });
    const options = { seed, iterationsMax: 200, check: true, warmStart: planned };
    const { violations } = checkSolution(later, solve(later, options));
    const broken = violations.filter(({ code }) => code !== "stop-missing");
    expect({ seed, broken }).toEqual({ seed, broken: [] });
  }
});
