import type { Routing } from "../routing/routing.ts";
import type { RoadPlace } from "./snap.ts";

/** Micrometres from the start of `arc`, which runs along the place's edge, to the place. */
export function alongUm(routing: Routing, place: RoadPlace, arc: number): number {
  return arc % 2 === 0 ? place.offsetUm : routing.edgeLengthUm[arc >> 1] - place.offsetUm;
}

/** Microseconds from the start of `arc` to the place: its share of the arc, rounded. */
export function alongUs(routing: Routing, place: RoadPlace, arc: number): number {
  const lengthUm = routing.edgeLengthUm[arc >> 1];
  if (lengthUm === 0) return 0;
  return Math.round(routing.arcUs[arc] * (alongUm(routing, place, arc) / lengthUm));
}

/** Time and length of a path, in whole microseconds and micrometres. */
export interface Cost {
  us: number;
  um: number;
}

/** Whether one cost is to be preferred: by time, and among equals by length. */
export function isBetter(us: number, um: number, thanUs: number, thanUm: number): boolean {
  return us < thanUs || (us === thanUs && um < thanUm);
}

/** The cost of staying on one arc from `from` to `to`, or undefined where no arc leads that way. */
export function directCost(
  routing: Routing,
  from: RoadPlace,
  to: RoadPlace,
): (Cost & { arc: number }) | undefined {
  let best: (Cost & { arc: number }) | undefined;
  for (const arc of from.arcs) {
    if (!to.arcs.includes(arc)) continue;
    const um = alongUm(routing, to, arc) - alongUm(routing, from, arc);
    const us = alongUs(routing, to, arc) - alongUs(routing, from, arc);
    if (um < 0) continue;
    if (best === undefined || isBetter(us, um, best.us, best.um)) best = { us, um, arc };
  }
  return best;
}
