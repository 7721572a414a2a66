import { writeCodes } from "./codes.ts";
import type { Search } from "./search.ts";
import { evaluateSequence } from "./sequence.ts";
import { appendCodes, clearRoute, touch } from "./undo.ts";
import { updateRoute } from "./update-route.ts";

/**
 * Gives two vehicles of different classes each other's visits, behind those they are committed to.
 */
export function exchangeRoutes(search: Search): boolean {
  const { model, state, random, undo } = search;
  const { vehicleClass, vehicleCount } = model;
  const a = random.below(vehicleCount);
  const b = random.below(vehicleCount);
  if (vehicleClass[a] === vehicleClass[b]) return false;
  touch(undo, state, a);
  touch(undo, state, b);
  const [headA, tailA] = splitCommitted(search, a);
  const [headB, tailB] = splitCommitted(search, b);
  const routes = [Int32Array.from([...headA, ...tailB]), Int32Array.from([...headB, ...tailA])];
  const { figures } = state;
  for (let i = 0; i < 2; i++) {
    evaluateSequence(model, i === 0 ? a : b, routes[i], routes[i].length, figures);
    if (figures.broken !== undefined) return false;
  }
  clearRoute(state, a);
  clearRoute(state, b);
  appendCodes(state, a, routes[0], 0, routes[0].length);
  appendCodes(state, b, routes[1], 0, routes[1].length);
  return updateRoute(state, a) && updateRoute(state, b);
}

function splitCommitted(search: Search, vehicle: number): [Int32Array, Int32Array] {
  const { model, state, undo } = search;
  const length = writeCodes(state, vehicle, undo.scratch);
  const committed = model.committedCount[vehicle];
  return [undo.scratch.slice(0, committed), undo.scratch.slice(committed, length)];
}
