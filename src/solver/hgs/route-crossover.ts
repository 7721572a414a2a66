import type { Random } from "../../base/index.ts";
import { insertStops } from "./insert.ts";
import type { Individual } from "./population.ts";
import { loadTours, type Tours } from "./tours.ts";

/**
 * Loads a child of two parents into the tours: neighbouring routes of the first with their
 * vehicles, those routes of the second that share the least with them, and the stops left over each
 * where it costs least.
 *
 * Source: Nagata, Bräysy (2009), Networks 54(4), 205–215 (selective route exchange), simplified.
 */
export function loadCrossedRoutes(
  tours: Tours,
  first: Individual,
  second: Individual,
  random: Random,
): void {
  const isTaken = new Uint8Array(tours.stopCount);
  const free = tours.fleet.vehicles.map((vehicles) => vehicles.length);
  const routes: Int32Array[] = [];
  const kinds: number[] = [];
  const add = (route: Int32Array, kind: number): void => {
    if (route.length === 0) return;
    const given = free[kind] > 0 ? kind : free.findIndex((count) => count > 0);
    if (given < 0) return;
    free[given]--;
    routes.push(route);
    kinds.push(given);
    for (const stop of route) isTaken[stop] = 1;
  };
  const count = first.routes.length;
  const keptCount = 1 + random.below(Math.max(1, count - 1));
  const from = random.below(count);
  for (let i = 0; i < keptCount; i++) {
    const at = (from + i) % count;
    add(first.routes[at], first.kinds[at]);
  }
  const others = second.routes
    .map((route, i) => ({ route, kind: second.kinds[i], shared: shareTaken(route, isTaken) }))
    .sort((a, b) => a.shared - b.shared)
    .slice(0, Math.max(0, second.routes.length - keptCount));
  for (const { route, kind } of others) {
    add(
      route.filter((stop) => isTaken[stop] === 0),
      kind,
    );
  }
  loadTours(tours, routes, Int32Array.from(kinds));
  insertRest(tours, isTaken, random);
}

function shareTaken(route: Int32Array, isTaken: Uint8Array): number {
  let taken = 0;
  for (const stop of route) taken += isTaken[stop];
  return taken / Math.max(1, route.length);
}

/** Loads a solution made by putting the stops in one by one, in random order. */
export function loadRandomRoutes(tours: Tours, random: Random): void {
  loadTours(tours, [], new Int32Array(0));
  insertRest(tours, new Uint8Array(tours.stopCount), random);
}

function insertRest(tours: Tours, isTaken: Uint8Array, random: Random): void {
  const rest: number[] = [];
  isTaken.forEach((taken, stop) => {
    if (taken === 0) rest.push(stop);
  });
  const stops = Int32Array.from(rest);
  random.shuffle(stops, stops.length);
  insertStops(tours, stops, isTaken);
}
