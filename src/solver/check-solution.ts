import { checkRoute } from "./check-route.ts";
import type { Report, Violation } from "./check-terms.ts";
import { COST_UNITS_PER_CENT, type Problem } from "./problem.ts";
import type { Solution } from "./solution.ts";

export interface SolutionCheck {
  /** No violation at all, a stop that must be visited and is not included. */
  readonly feasible: boolean;
  /** Recomputed from the order of the visits alone. */
  readonly costUnits: number;
  readonly costCents: number;
  readonly violations: readonly Violation[];
}

/** A solution, or what a checker needs of one. */
export type CheckedSolution = Pick<Solution, "routes"> &
  Partial<Pick<Solution, "unassigned" | "cost" | "feasible">>;

/**
 * Judges a solution by the problem alone and names every rule it breaks, each time it does.
 *
 * It shares nothing with the search but types: what is stated about times, loads and costs is
 * recomputed from the order of the visits and the departure, and compared. Cost: O(size).
 */
export function checkSolution(problem: Problem, solution: CheckedSolution): SolutionCheck {
  const violations: Violation[] = [];
  const report: Report = (code, detail, where = {}) => {
    violations.push({ code, ...where, detail });
  };
  const served = new Map<number, number>();
  const vehicles = new Set<number>();
  let costUnits = 0;
  for (const route of solution.routes) {
    if (problem.vehicles[route.vehicleIndex] === undefined) {
      report("route-vehicle-unknown", `there is no vehicle ${route.vehicleIndex}`);
      continue;
    }
    if (vehicles.has(route.vehicleIndex)) {
      report("route-vehicle-twice", `vehicle ${route.vehicleIndex} has two routes`, route);
    }
    vehicles.add(route.vehicleIndex);
    costUnits += checkRoute(problem, route, served, report);
  }
  checkUnusedCommitments(problem, vehicles, report);
  costUnits += checkCoverage(problem, solution, served, report);
  checkStatedTotals(solution, costUnits, violations, report);
  return {
    feasible: violations.length === 0,
    costUnits,
    costCents: Math.round(costUnits / COST_UNITS_PER_CENT),
    violations,
  };
}

function checkUnusedCommitments(problem: Problem, used: Set<number>, report: Report): void {
  problem.vehicles.forEach((vehicle, vehicleIndex) => {
    if (used.has(vehicleIndex) || (vehicle.committed?.length ?? 0) === 0) return;
    report("committed-changed", "the vehicle is committed to visits but has no route", {
      vehicleIndex,
    });
  });
}

/** Every stop once, or listed as left out; gives the prices of those left out. */
function checkCoverage(
  problem: Problem,
  solution: CheckedSolution,
  served: ReadonlyMap<number, number>,
  report: Report,
): number {
  let units = 0;
  const listed = new Set(solution.unassigned?.map((stop) => stop.stopIndex));
  problem.stops.forEach((stop, stopIndex) => {
    const count = served.get(stopIndex) ?? 0;
    if (count > 1)
      report("stop-twice", `stop ${stopIndex} is visited ${count} times`, { stopIndex });
    if (solution.unassigned !== undefined && listed.has(stopIndex) !== (count === 0)) {
      const state = count === 0 ? "left out but not listed" : "listed as left out but visited";
      report("unassigned-list", `stop ${stopIndex} is ${state}`, { stopIndex });
    }
    if (count > 0) return;
    if (stop.priceCents === undefined) {
      report("stop-missing", `stop ${stopIndex} must be visited and is not`, { stopIndex });
    } else units += stop.priceCents * COST_UNITS_PER_CENT;
  });
  return units;
}

function checkStatedTotals(
  solution: CheckedSolution,
  costUnits: number,
  violations: readonly Violation[],
  report: Report,
): void {
  const { cost, feasible } = solution;
  if (cost !== undefined && cost.totalUnits !== costUnits) {
    report("stated-cost", `the solution costs ${costUnits}, stated ${cost.totalUnits}`);
  }
  if (feasible === undefined) return;
  const broken = violations.some(({ code }) => !code.startsWith("stated-"));
  if (feasible === broken) {
    report("stated-feasible", `feasible is stated as ${feasible}, but ${broken ? "is not" : "is"}`);
  }
}
