import { INFINITE_M, INFINITE_SEC } from "../../base/index.ts";
import type { Routing } from "../routing/routing.ts";
import { findPath } from "./find-path.ts";
import { drawArcs, type LonLat } from "./shape.ts";
import type { Snap } from "./snap.ts";
import { wholeUp } from "./table.ts";

/** The road from one place to another, drawn along the streets in their legal direction. */
export interface LegPath {
  /** Seconds and metres, rounded up: the entry of the travel matrix. */
  readonly sec: number;
  readonly m: number;
  /** The same in whole microseconds and micrometres: the entry of the travel table. */
  readonly us: number;
  readonly um: number;
  /** `[lon, lat]` from the place on the road to the place on the road; at least two points. */
  readonly coordinates: readonly LonLat[];
  readonly arcs: readonly number[];
}

/**
 * The fastest path between two places, or null where there is none or a place is on no road.
 *
 * Cost: a fraction of a millisecond with a hierarchy, and time in proportion to the line drawn.
 */
export function legPath(routing: Routing, from: Snap, to: Snap): LegPath | null {
  if (!from.ok || !to.ok) return null;
  const path = findPath(routing, from, to);
  if (path === null) return null;
  return {
    sec: wholeUp(path.us, INFINITE_SEC),
    m: wholeUp(path.um, INFINITE_M),
    us: path.us,
    um: path.um,
    coordinates: drawArcs(routing, from, to, path.arcs),
    arcs: path.arcs,
  };
}
