import { addBreakdowns, breakdownOf, NO_CAUSES } from "./check-cost.ts";
import { checkGroups, choicesOf, type Spot, spotsOf } from "./check-groups.ts";
import { balanceUnits, checkQuotas, compactnessUnits } from "./check-objective.ts";
import { type CheckedRoute, checkRoute, heldStops } from "./check-route.ts";
import { compareCost } from "./check-stated.ts";
import { type Facts, factsOf, type Report, type Violation } from "./check-terms.ts";
import { COST_UNITS_PER_CENT, type Problem } from "./problem.ts";
import { type CostBreakdown, type Solution, UNASSIGNED_REASONS } from "./solution.ts";

export interface SolutionCheck {
  /** No violation at all, a stop that must be visited and is not included. */
  readonly feasible: boolean;
  /** Recomputed from the order of the visits alone. */
  readonly costUnits: number;
  readonly costCents: number;
  /** By cause, as it must be stated. */
  readonly cost: CostBreakdown;
  readonly violations: readonly Violation[];
}

/** A solution, or what a checker needs of one. */
export type CheckedSolution = Pick<Solution, "routes"> &
  Partial<Pick<Solution, "unassigned" | "cost" | "feasible">>;

/**
 * Judges a solution by the problem alone and names every rule it breaks, each time it does.
 *
 * It shares nothing with the search but types: every figure that is stated is derived anew from the
 * order of the visits and the departure, and compared. That the departure is the latest is not
 * judged. Cost: O(size); with compactness O(stops²).
 */
export function checkSolution(problem: Problem, solution: CheckedSolution): SolutionCheck {
  const violations: Violation[] = [];
  const report: Report = (code, detail, where = {}) => {
    const { vehicleIndex, stopIndex } = where;
    violations.push({
      code,
      ...(vehicleIndex === undefined ? {} : { vehicleIndex }),
      ...(stopIndex === undefined ? {} : { stopIndex }),
      detail,
    });
  };
  const facts = factsOf(problem);
  const routes = checkRoutes(facts, solution, report);
  const actual = routes.map((route) => route.actual);
  const spots = spotsOf(actual);
  checkVisitsOnce(routes, report);
  checkQuotas(facts, routes, report);
  const groupCents = checkGroups(facts, spots, report);
  const stopCents = checkCoverage(facts, solution, spots, report);
  const own = breakdownOf({
    ...NO_CAUSES,
    balanceCents: balanceUnits(facts, actual),
    compactnessCents: compactnessUnits(facts, (stop) => spots.get(stop)?.vehicleIndex),
    unassignedCents: (groupCents + stopCents) * COST_UNITS_PER_CENT,
  });
  const cost = addBreakdowns([...actual.map((route) => route.cost), own]);
  checkStatedTotals(solution, cost, violations, report);
  return {
    feasible: violations.length === 0,
    costUnits: cost.totalUnits,
    costCents: Math.round(cost.totalUnits / COST_UNITS_PER_CENT),
    cost,
    violations,
  };
}

function checkRoutes(facts: Facts, solution: CheckedSolution, report: Report): CheckedRoute[] {
  const { problem } = facts;
  const routes: CheckedRoute[] = [];
  const vehicles = new Set<number>();
  let last = -1;
  for (const route of solution.routes) {
    const { vehicleIndex } = route;
    if (problem.vehicles[vehicleIndex] === undefined) {
      report("route-vehicle-unknown", `there is no vehicle ${vehicleIndex}`);
      continue;
    }
    if (vehicles.has(vehicleIndex)) {
      report("route-vehicle-twice", `vehicle ${vehicleIndex} has two routes`, route);
    } else if (vehicleIndex < last) {
      report("route-order", `vehicle ${vehicleIndex} comes behind vehicle ${last}`, route);
    }
    vehicles.add(vehicleIndex);
    last = Math.max(last, vehicleIndex);
    const checked = checkRoute(facts, route, report);
    if (checked !== undefined) routes.push(checked);
  }
  problem.vehicles.forEach((vehicle, vehicleIndex) => {
    if (vehicles.has(vehicleIndex)) return;
    const where = { vehicleIndex };
    if ((vehicle.committed?.length ?? 0) > 0) {
      report("committed-changed", "the vehicle is committed to visits but has no route", where);
    }
    if (heldStops(facts, vehicleIndex).length > 0) {
      report("held-changed", "the vehicle holds stops but has no route", where);
    }
    if (vehicle.running !== undefined) {
      report("running-unused", "the vehicle is out but has no route", where);
    }
  });
  return routes;
}

function checkVisitsOnce(routes: readonly CheckedRoute[], report: Report): void {
  const seen = new Set<number>();
  for (const { actual } of routes) {
    for (const { kind, index } of actual.visits) {
      if (kind !== "stop") continue;
      if (seen.has(index)) {
        report("stop-twice", `stop ${index} is visited again`, { stopIndex: index });
      }
      seen.add(index);
    }
  }
}

/** Every stop is visited, or listed as left out; gives the prices of those left out, in cents. */
function checkCoverage(
  facts: Facts,
  { unassigned }: CheckedSolution,
  spots: ReadonlyMap<number, Spot>,
  report: Report,
): number {
  const { stops, vehicles } = facts.problem;
  const choices = choicesOf(facts);
  const listed = new Set<number>();
  for (const { stopIndex, reasons } of unassigned ?? []) {
    if (listed.has(stopIndex) || stops[stopIndex] === undefined) {
      report("unassigned-list", `stop ${stopIndex} is listed again or unknown`, { stopIndex });
    }
    listed.add(stopIndex);
    const known = reasons.every((reason) => UNASSIGNED_REASONS.includes(reason));
    if (known && reasons.length === vehicles.length) continue;
    const detail = `stop ${stopIndex}: ${reasons.length} reasons for ${vehicles.length} vehicles`;
    report("unassigned-reasons", detail, { stopIndex });
  }
  let cents = 0;
  stops.forEach((stop, stopIndex) => {
    const visited = spots.has(stopIndex);
    if (unassigned !== undefined && listed.has(stopIndex) === visited) {
      const state = visited ? "listed as left out but visited" : "left out but not listed";
      report("unassigned-list", `stop ${stopIndex} is ${state}`, { stopIndex });
    }
    if (visited || choices.has(stopIndex)) return;
    if (stop.priceCents === undefined) {
      report("stop-missing", `stop ${stopIndex} must be visited and is not`, { stopIndex });
    } else cents += stop.priceCents;
  });
  return cents;
}

function checkStatedTotals(
  solution: CheckedSolution,
  actual: CostBreakdown,
  violations: readonly Violation[],
  report: Report,
): void {
  const { cost, feasible } = solution;
  if (cost !== undefined) compareCost("the solution", cost, actual, report);
  if (feasible === undefined) return;
  const broken = violations.some(({ code }) => !code.startsWith("stated-"));
  if (feasible === broken) {
    report("stated-feasible", `feasible is stated as ${feasible}, but ${broken ? "is not" : "is"}`);
  }
}
