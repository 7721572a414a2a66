import {
  evaluateRoutes,
  type PlannedRoute,
  type PlannedVisit,
  type Problem,
} from "../solver/index.ts";

/** One way to add a stop to the routes, and what it costs more. */
export interface InsertionOffer {
  readonly routes: readonly PlannedRoute[];
  readonly vehicleIndex: number;
  readonly deltaUnits: number;
}

export interface InsertionInput {
  readonly problem: Problem;
  readonly routes: readonly PlannedRoute[];
  readonly stopIndex: number;
  /** Visits at the start of each vehicle's route that are done or under way; by vehicle. */
  readonly committedCounts: ReadonlyMap<number, number>;
}

/**
 * Tries a stop at every place of every route, all other visits left as they are, each place also
 * with an emptying right before or after it; gives the cheapest, or null where all break a rule.
 *
 * Cost: O(vehicles × visits × facilities) evaluations of one route.
 */
export function cheapestInsertion(input: InsertionInput): InsertionOffer | null {
  const { problem, routes, stopIndex } = input;
  let best: InsertionOffer | null = null;
  for (let vehicleIndex = 0; vehicleIndex < problem.vehicles.length; vehicleIndex++) {
    const route = routes.find((candidate) => candidate.vehicleIndex === vehicleIndex);
    const visits = route?.visits ?? [];
    const heldUnits = visits.length === 0 ? 0 : routeUnits(problem, vehicleIndex, visits);
    if (heldUnits === null) continue;
    const firstSlot = input.committedCounts.get(vehicleIndex) ?? 0;
    for (const candidate of candidates(problem, visits, stopIndex, firstSlot)) {
      const units = routeUnits(problem, vehicleIndex, candidate);
      if (units === null) continue;
      const deltaUnits = units - heldUnits;
      if (best !== null && deltaUnits >= best.deltaUnits) continue;
      const others = routes.filter((each) => each.vehicleIndex !== vehicleIndex);
      const changed = [...others, { vehicleIndex, visits: candidate }];
      changed.sort((a, b) => a.vehicleIndex - b.vehicleIndex);
      best = { routes: changed, vehicleIndex, deltaUnits };
    }
  }
  return best;
}

/** Cost of one route by itself; null where it breaks a rule. */
function routeUnits(
  problem: Problem,
  vehicleIndex: number,
  visits: readonly PlannedVisit[],
): number | null {
  const evaluated = evaluateRoutes(problem, [{ vehicleIndex, visits }]);
  const route = evaluated.routes[0];
  return evaluated.rulesKept && route !== undefined ? route.cost.totalUnits : null;
}

function* candidates(
  problem: Problem,
  visits: readonly PlannedVisit[],
  stopIndex: number,
  firstSlot: number,
): Generator<readonly PlannedVisit[]> {
  const stop: PlannedVisit = { kind: "stop", stopIndex };
  const emptyings: readonly PlannedVisit[] = problem.facilities.map((_, facilityIndex) => ({
    kind: "facility",
    facilityIndex,
  }));
  for (let slot = firstSlot; slot <= visits.length; slot++) {
    const head = visits.slice(0, slot);
    const tail = visits.slice(slot);
    yield [...head, stop, ...tail];
    for (const emptying of emptyings) {
      yield [...head, stop, emptying, ...tail];
      if (slot > 0) yield [...head, emptying, stop, ...tail];
    }
  }
}
