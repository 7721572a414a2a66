import { finishClock, startClock, visit } from "./clock.ts";
import type { Tours } from "./tours.ts";

/** Scratch space of `splitTour`. */
export interface Split {
  readonly costs: Float64Array;
  readonly from: Int32Array;
}

/** A route of a split may carry this share of the capacity, at the price of its excess. */
const LOAD_SHARE_MAX = 1.5;

/**
 * Cuts a tour of all stops into routes at least cost, excess load at its price.
 *
 * Where that takes more routes than there are, the last route gets all that is left over. Cost:
 * O(n × stops a route). Source: Prins (2004), Computers & Operations Research 31(12), 1985–2002.
 */
export function splitTour(tours: Tours, split: Split, tour: Int32Array): Int32Array[] {
  const { metres, width, demand, capacity, loadPenalty, stopCount: n, timed, warpPenalty } = tours;
  const { costs, from } = split;
  const depot = n * width;
  costs.fill(Number.POSITIVE_INFINITY);
  costs[0] = 0;
  for (let i = 0; i < n; i++) {
    let load = 0;
    let way = metres[depot + tour[i]];
    if (timed) startClock(tours, n);
    for (let j = i + 1; j <= n; j++) {
      const stop = tour[j - 1];
      load += demand[stop];
      if (j > i + 1) {
        if (load > LOAD_SHARE_MAX * capacity) break;
        way += metres[tour[j - 2] * width + stop];
      }
      let excess = load > capacity ? (load - capacity) * loadPenalty : 0;
      if (timed) {
        visit(tours, stop);
        excess += warpPenalty * finishClock(tours, n + tours.routeCount);
      }
      const cost = costs[i] + way + metres[stop * width + n] + excess;
      if (cost >= costs[j]) continue;
      costs[j] = cost;
      from[j] = i;
    }
  }
  const routes: Int32Array[] = [];
  for (let end = n; end > 0; end = from[end]) routes.push(tour.slice(from[end], end));
  routes.reverse();
  if (routes.length > tours.routeCount) {
    const rest = routes.splice(tours.routeCount - 1).flatMap((route) => [...route]);
    routes.push(Int32Array.from(rest));
  }
  return routes;
}
