import { NONE } from "../../base/index.ts";
import { finishClock, startClock, visit } from "./clock.ts";
import { leastUnits } from "./flexible.ts";
import { connect, excessCost, settleRoute } from "./routes.ts";
import type { Tours } from "./tours.ts";

/**
 * Puts stops that no route has into the tours, one by one, each where it costs least: beside one of
 * its near neighbours that is on a route, or alone with a free vehicle.
 *
 * @param isPlaced one entry a stop, 1 for those that are on a route; brought up to date
 */
export function insertStops(tours: Tours, stops: Int32Array, isPlaced: Uint8Array): void {
  for (let i = 0; i < stops.length; i++) {
    const after = cheapestPlace(tours, stops[i], isPlaced);
    connect(tours, stops[i], tours.next[after]);
    connect(tours, after, stops[i]);
    isPlaced[stops[i]] = 1;
    settleRoute(tours, tours.routeOf[after]);
  }
}

/** The node to put the stop behind. */
function cheapestPlace(tours: Tours, stop: number, isPlaced: Uint8Array): number {
  const { neighbours, neighbourCount, previous, stopCount, fleet, routeSize } = tours;
  let best = NONE;
  let bestUnits = Number.POSITIVE_INFINITY;
  const first = stop * neighbourCount;
  for (let i = first; i < first + neighbourCount; i++) {
    const near = neighbours[i];
    if (isPlaced[near] === 0) continue;
    for (let side = 0; side < 2; side++) {
      const after = side === 0 ? near : previous[near];
      const units = unitsBehind(tours, stop, after);
      if (units >= bestUnits) continue;
      bestUnits = units;
      best = after;
    }
  }
  for (let kind = 0; kind < fleet.readyRoute.length; kind++) {
    if (fleet.readyRoute[kind] === NONE) continue;
    const after = stopCount + fleet.readyRoute[kind];
    const units = unitsBehind(tours, stop, after);
    if (units >= bestUnits) continue;
    bestUnits = units;
    best = after;
  }
  if (best !== NONE) return best;
  return stopCount + routeSize.findIndex((size) => size > 0);
}

/** What it adds to the penalised cost to put a stop behind a node. */
function unitsBehind(tours: Tours, stop: number, after: number): number {
  const { next, metres, width, row, demand, routeOf, routeLoad, kindOf, fleet } = tours;
  const route = routeOf[after];
  const behind = next[after];
  const added =
    metres[row[after] * width + stop] +
    metres[stop * width + row[behind]] -
    metres[row[after] * width + row[behind]];
  const misfit = fleet.misfit[kindOf[route] * tours.stopCount + stop];
  const load = routeLoad[route];
  let units: number;
  if (fleet.isFlexible) {
    const metresNow = tours.metresUpTo[tours.stopCount + tours.routeCount + route];
    units = leastUnits(tours, metresNow + added, load + demand[stop]) - tours.routeUnits[route];
  } else {
    units =
      tours.unitsPerM[route] * added +
      excessCost(tours, route, load + demand[stop]) -
      excessCost(tours, route, load) +
      misfit * tours.misfitPenalty;
    if (tours.routeSize[route] === 0) units += tours.fixedUnits[route];
  }
  if (!tours.timed) return units;
  startClock(tours, after);
  visit(tours, stop);
  return units + tours.warpPenalty * (finishClock(tours, behind) - tours.routeWarpSec[route]);
}
