import type { Random } from "../../base/index.ts";
import type { Tour } from "./crossover.ts";
import { templateOf } from "./routes.ts";
import { type Routing, type Split, splitFreely, splitInOrder } from "./split.ts";
import type { Tours } from "./tours.ts";

/** A route of a split may carry this share of the capacity, at the price of its excess. */
const LOAD_SHARE_MAX = 1.5;
/** Vehicles of a kind to choose from beyond those that could carry everything. */
const SPARE_COUNT = 3;

/**
 * Cuts a tour into routes for the vehicles there are: freely, and where that takes more of a kind
 * than there are, for all vehicles in the order in which the tour's stops were on them.
 */
export function splitForFleet(tours: Tours, split: Split, tour: Tour, random: Random): Routing {
  const routing = splitFreely(tours, split, tour.stops);
  const used = new Int32Array(tours.fleet.vehicles.length);
  for (const kind of routing.kinds) used[kind]++;
  if (tours.fleet.vehicles.every((vehicles, kind) => used[kind] <= vehicles.length)) return routing;
  const order = vehicleOrder(tours, tour, used, random);
  return (
    splitInOrder(tours, split, tour.stops, order, LOAD_SHARE_MAX) ??
    splitInOrder(tours, split, tour.stops, order, Number.POSITIVE_INFINITY) ??
    routing
  );
}

/** Kinds of vehicles as the tour meets them, the others at random places between. */
function vehicleOrder(tours: Tours, tour: Tour, used: Int32Array, random: Random): Int32Array {
  const { fleet, demand, stopCount, capacity } = tours;
  const { stops, labels, kinds } = tour;
  let load = 0;
  for (let stop = 0; stop < stopCount; stop++) load += demand[stop];
  const left = fleet.vehicles.map((vehicles, kind) => {
    const enough = Math.ceil(load / Math.max(1, capacity[templateOf(tours, kind)]));
    return Math.min(vehicles.length, used[kind] + enough + SPARE_COUNT);
  });
  const order: number[] = [];
  for (let i = 0; i < stops.length; i++) {
    if (i > 0 && labels[i] === labels[i - 1]) continue;
    if (left[kinds[i]] === 0) continue;
    left[kinds[i]]--;
    order.push(kinds[i]);
  }
  left.forEach((count, kind) => {
    for (let i = 0; i < count; i++) order.splice(random.below(order.length + 1), 0, kind);
  });
  return Int32Array.from(order);
}
