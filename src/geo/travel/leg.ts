import { INFINITE_M, INFINITE_SEC } from "../../base/index.ts";
import type { Routing } from "../routing/routing.ts";
import { DijkstraSearch } from "./dijkstra.ts";
import { drawArcs, type LonLat } from "./shape.ts";
import type { Snap } from "./snap.ts";
import { wholeUp } from "./table.ts";

/** The road from one place to another, drawn along the streets in their legal direction. */
export interface LegPath {
  /** Seconds and metres, rounded up: the entry of the travel matrix. */
  readonly sec: number;
  readonly m: number;
  readonly us: number;
  readonly um: number;
  /** `[lon, lat]` from the place on the road to the place on the road; at least two points. */
  readonly coordinates: readonly LonLat[];
  readonly arcs: readonly number[];
}

/** The fastest path between two places, or null where there is none or a place is on no road. */
export function legPath(routing: Routing, from: Snap, to: Snap): LegPath | null {
  if (!from.ok || !to.ok) return null;
  const search = new DijkstraSearch(routing);
  search.runFrom(from);
  const arcs = search.arcsTo(from, to);
  if (arcs === undefined) return null;
  const cost = { us: 0, um: 0 };
  search.costTo(from, to, cost);
  return {
    sec: wholeUp(cost.us, INFINITE_SEC),
    m: wholeUp(cost.um, INFINITE_M),
    us: cost.us,
    um: cost.um,
    coordinates: drawArcs(routing, from, to, arcs),
    arcs,
  };
}
