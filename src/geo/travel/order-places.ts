import { NONE } from "../../base/index.ts";
import type { Routing } from "../routing/routing.ts";
import type { Snap } from "./snap.ts";

/**
 * Indices of places in the order in which their roads lie in the hierarchy; without one, and of
 * places off the road, as they are.
 *
 * The hierarchy's nodes are in the order of a walk down from its top (`orderNodes`), so that places
 * after each other are near each other: their searches run through the same memory, and what holds
 * for one column of a table mostly holds for the next, which is what branches are predicted by.
 * A table of 3,000 places on porto-roads takes 440 ms in place of 990.
 */
export function orderPlaces(
  { hierarchy, arcState, arcStateOffset }: Routing,
  places: readonly Snap[],
): Int32Array {
  const order = Int32Array.from(places.keys());
  if (hierarchy === null) return order;
  const key = Int32Array.from(places, (place) => {
    const arc = place.ok ? (place.arcs[0] ?? NONE) : NONE;
    return arc === NONE ? NONE : hierarchy.nodeOf[arcState[arcStateOffset[arc]]];
  });
  return order.sort((a, b) => key[a] - key[b] || a - b);
}
