import type { Hierarchy, Routing } from "../routing/routing.ts";
import { alongUm, alongUs } from "../travel/place.ts";
import type { RoadPlace } from "../travel/snap.ts";
import type { UpwardSearch } from "./upward-search.ts";

/**
 * Starts a forward search at every turn by which a path can leave a place; the seed's number is the
 * turn. The arcs the place lies on are not entered again for nothing: a path that ends behind the
 * place on the same arc has to go round.
 */
export function seedDeparture(
  routing: Routing,
  { nodeOf }: Hierarchy,
  place: RoadPlace,
  search: UpwardSearch,
): void {
  const { arcState, arcStateOffset, turnOffset, turnTo, turnUs, edgeLengthUm } = routing;
  for (const arc of place.arcs) {
    const state = arcState[arcStateOffset[arc]];
    const passedUs = alongUs(routing, place, arc);
    const restUm = edgeLengthUm[arc >> 1] - alongUm(routing, place, arc);
    for (let turn = turnOffset[state]; turn < turnOffset[state + 1]; turn++) {
      search.seed(nodeOf[turnTo[turn]], turnUs[turn] - passedUs, restUm, turn);
    }
  }
}

/** Starts a backward search at every state in which a path can reach a place; numbered by state. */
export function seedArrival(
  routing: Routing,
  { nodeOf }: Hierarchy,
  place: RoadPlace,
  search: UpwardSearch,
): void {
  const { arcState, arcStateOffset } = routing;
  for (const arc of place.arcs) {
    const partUs = alongUs(routing, place, arc);
    const partUm = alongUm(routing, place, arc);
    for (let i = arcStateOffset[arc]; i < arcStateOffset[arc + 1]; i++) {
      search.seed(nodeOf[arcState[i]], partUs, partUm, arcState[i]);
    }
  }
}
