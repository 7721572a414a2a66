import type { Plan, PlanChange, PlannedRoute, PlannedVisit } from "../domain/index.ts";
import { stopId } from "./choose.ts";

/** A stop as it stands in a plan: on which vehicle, at which place in its order. */
interface PlacedStop {
  readonly siteId: string;
  readonly siteName: string;
  readonly containerIds: readonly string[];
  readonly vehicleName: string;
  readonly vehicleId: string;
}

/**
 * What tells a stop of a plan from all others, in each of the plan's versions: its site, stream and
 * first container, as a site may have a second stop of a stream later in the day. Null for what is
 * no stop.
 */
export function visitKey(visit: PlannedVisit): string | null {
  const first = visit.lifts[0];
  if (visit.kind !== "stop" || first === undefined) return null;
  return `${stopId(visit.placeId, first.streamId)}/${first.containerId}`;
}

/**
 * What a new version does differently, stop by stop; a stop whose time alone shifts is not listed.
 *
 * @param addedReason why stops were added, as a sentence
 */
export function planChanges(
  before: Pick<Plan, "routes">,
  after: Pick<Plan, "routes">,
  addedReason: (containerIds: readonly string[]) => string,
): readonly PlanChange[] {
  const placedBefore = placedStops(before.routes);
  const placedAfter = placedStops(after.routes);
  const changes: PlanChange[] = [];
  for (const [id, stop] of placedAfter) {
    const held = placedBefore.get(id);
    const added = stop.containerIds.filter((each) => !(held?.containerIds.includes(each) ?? false));
    if (held === undefined || added.length > 0) {
      changes.push(
        change("added", stop, held?.vehicleName ?? null, stop.vehicleName, addedReason(added)),
      );
    }
    if (held !== undefined && held.vehicleId !== stop.vehicleId) {
      changes.push(
        change("moved", stop, held.vehicleName, stop.vehicleName, "makes room for the added stop"),
      );
    }
  }
  for (const [id, stop] of placedBefore) {
    if (placedAfter.has(id)) continue;
    changes.push(
      change("removed", stop, stop.vehicleName, null, "gives way to the added stop, fits no route"),
    );
  }
  changes.push(...reordered(before.routes, after.routes, placedBefore, placedAfter));
  return changes;
}

function change(
  kind: PlanChange["kind"],
  stop: PlacedStop,
  fromVehicle: string | null,
  toVehicle: string | null,
  reason: string,
): PlanChange {
  const { siteId, siteName, containerIds } = stop;
  return { kind, siteId, siteName, containerIds, fromVehicle, toVehicle, reason };
}

/** Stops that stay on their vehicle but left the longest run that kept its order. */
function reordered(
  before: readonly PlannedRoute[],
  after: readonly PlannedRoute[],
  placedBefore: ReadonlyMap<string, PlacedStop>,
  placedAfter: ReadonlyMap<string, PlacedStop>,
): readonly PlanChange[] {
  const changes: PlanChange[] = [];
  for (const route of after) {
    const old = before.find((candidate) => candidate.vehicleId === route.vehicleId);
    if (old === undefined) continue;
    const oldOrder = new Map(stopIdsOf(old).map((id, index) => [id, index]));
    const kept = stopIdsOf(route).filter(
      (id) => oldOrder.has(id) && placedBefore.get(id)?.vehicleId === route.vehicleId,
    );
    const inOrder = longestAscending(kept.map((id) => oldOrder.get(id) ?? 0));
    kept.forEach((id, index) => {
      const stop = placedAfter.get(id);
      if (inOrder.has(index) || stop === undefined) return;
      changes.push(
        change(
          "reordered",
          stop,
          route.vehicleName,
          route.vehicleName,
          "its place in the order changes so that the added stop fits",
        ),
      );
    });
  }
  return changes;
}

function placedStops(routes: readonly PlannedRoute[]): ReadonlyMap<string, PlacedStop> {
  const placed = new Map<string, PlacedStop>();
  for (const route of routes) {
    for (const visit of route.visits) {
      const key = visitKey(visit);
      if (key === null) continue;
      placed.set(key, {
        siteId: visit.placeId,
        siteName: visit.name,
        containerIds: visit.lifts.map((lift) => lift.containerId),
        vehicleName: route.vehicleName,
        vehicleId: route.vehicleId,
      });
    }
  }
  return placed;
}

function stopIdsOf(route: PlannedRoute): readonly string[] {
  return route.visits.flatMap((visit) => visitKey(visit) ?? []);
}

/** Positions of one longest ascending run of distinct numbers (patience sorting). */
function longestAscending(numbers: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous: number[] = [];
  numbers.forEach((number, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[tails[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const run = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) run.add(at);
  return run;
}
