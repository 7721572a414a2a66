import { PathSearch } from "../hierarchy/path-search.ts";
import type { Routing } from "../routing/routing.ts";
import { DijkstraSearch } from "./dijkstra.ts";
import { directCost, isBetter } from "./place.ts";
import type { RoadPlace } from "./snap.ts";

/** A path as arcs: the first is left at one place, the last reached at the other. */
export interface FoundPath {
  readonly us: number;
  readonly um: number;
  readonly arcs: readonly number[];
}

/** Scratch space of the searches, kept as long as the routing is. */
const searches = new WeakMap<Routing, PathSearch>();

/** The fastest path between two places on the roads, or null where there is none. */
export function findPath(routing: Routing, from: RoadPlace, to: RoadPlace): FoundPath | null {
  const direct = directCost(routing, from, to);
  if (routing.hierarchy === null) return findByDijkstra(routing, from, to);
  let search = searches.get(routing);
  if (search === undefined) {
    search = new PathSearch(routing, routing.hierarchy);
    searches.set(routing, search);
  }
  const met = search.meet(from, to);
  if (direct !== undefined && !(met && isBetter(met.us, met.um, direct.us, direct.um))) {
    return { us: direct.us, um: direct.um, arcs: [direct.arc] };
  }
  return met === undefined ? null : { us: met.us, um: met.um, arcs: search.arcsOf(from, met) };
}

/** The same by plain Dijkstra. */
export function findByDijkstra(routing: Routing, from: RoadPlace, to: RoadPlace): FoundPath | null {
  const search = new DijkstraSearch(routing);
  search.runFrom(from);
  const arcs = search.arcsTo(from, to);
  if (arcs === undefined) return null;
  const cost = { us: 0, um: 0 };
  search.costTo(from, to, cost);
  return { ...cost, arcs };
}
