import { checkSolution } from "../check-solution.ts";
import type { Violation } from "../check-terms.ts";
import { describeInParts } from "../decompose/route-in-part.ts";
import { isOnPlane } from "../plane.ts";
import { COST_UNITS_PER_CENT } from "../problem.ts";
import { evaluateRoutes, totalCost } from "../report.ts";
import type { ExtraViolation, Instance } from "./instance.ts";
import type { SolRoutes } from "./sol-file.ts";

/** What the routes of a solution file come to. */
export interface Judgement {
  readonly feasible: boolean;
  /** Recomputed, in the terms of the instance's set. */
  readonly cost: number;
  readonly violations: readonly (Violation | ExtraViolation)[];
}

/**
 * Judges the routes of a solution file: by the independent checker, by the rules that the set has
 * beyond the problem, and whether the cost is the one stated.
 */
export function judgeSolRoutes(instance: Instance, stated: SolRoutes): Judgement {
  const problem = instance.judgedProblem ?? instance.problem;
  const violations: (Violation | ExtraViolation)[] = [];
  const { length } = problem.vehicles;
  const planned = stated.routes.filter(({ vehicleIndex }) => vehicleIndex < length);
  for (const { vehicleIndex } of stated.routes) {
    if (vehicleIndex < length) continue;
    const detail = `route ${vehicleIndex + 1} of ${length} vehicles`;
    violations.push({ code: "route-vehicle-unknown", detail });
  }
  const routes = isOnPlane(problem)
    ? describeInParts(problem, planned)
    : evaluateRoutes(problem, planned).routes;
  violations.push(...checkSolution(problem, { routes }).violations);
  violations.push(...(instance.findViolations?.(planned) ?? []));
  const cost = instance.costOf({
    routes,
    cost: totalCost(routes, { unassigned: pricesOfLeftOut(instance, stated) }),
  });
  if (Math.abs(cost - stated.cost) > 10 ** -instance.costDecimals / 2) {
    const detail = `the cost is ${cost}, stated ${stated.cost}`;
    violations.push({ code: "stated-cost", detail });
  }
  return { feasible: violations.length === 0, cost, violations };
}

/** In units. */
function pricesOfLeftOut({ problem }: Instance, { routes }: SolRoutes): number {
  const visited = new Set(
    routes.flatMap(({ visits }) =>
      visits.flatMap((visit) => (visit.kind === "stop" ? [visit.stopIndex] : [])),
    ),
  );
  return problem.stops.reduce(
    (sum, { priceCents = 0 }, stop) =>
      visited.has(stop) ? sum : sum + priceCents * COST_UNITS_PER_CENT,
    0,
  );
}
