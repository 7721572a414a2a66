import { NONE } from "../../base/index.ts";
import type { State } from "../state.ts";
import { HANDED, noteUse } from "./figures.ts";
import { spreadTimes } from "./route.ts";

/**
 * Takes a stop out of a route of a plain problem; metres, load and cost are kept, times are not:
 * the caller sees to them by `timeRoute` once all of a route's stops are out. Cost: O(1).
 */
export function takeOut(state: State, stop: number): void {
  const { model, next, previous, legM } = state;
  const { legSec } = state.plain;
  const vehicle = state.vehicleOf[stop];
  const before = next[stop];
  const after = previous[stop];
  logMove(state, stop, before, before);
  const arc = model.nodePlace[after] * model.placeCount + model.nodePlace[before];
  // An unused vehicle does not drive from start to end.
  const directM = state.routeStopCount[vehicle] === 1 ? 0 : model.travelM[vehicle][arc];
  state.routeM[vehicle] += directM - legM[stop] - legM[before];
  legM[before] = directM;
  if (model.timed) legSec[before] = model.travelSec[vehicle][arc];
  unlink(state, stop, vehicle);
}

/** Puts a stop in front of a node of a plain problem's route, all figures kept. */
export function putIn(state: State, stop: number, before: number): void {
  const { model, previous, legM } = state;
  const { legSec } = state.plain;
  const { nodePlace, placeCount } = model;
  const vehicle = state.vehicleOf[before];
  logMove(state, stop, NONE, before);
  const into = nodePlace[previous[before]] * placeCount + nodePlace[stop];
  const outOf = nodePlace[stop] * placeCount + nodePlace[before];
  const travelM = model.travelM[vehicle];
  state.routeM[vehicle] += travelM[into] + travelM[outOf] - legM[before];
  legM[stop] = travelM[into];
  legM[before] = travelM[outOf];
  link(state, stop, before, vehicle);
  if (!model.timed) return;
  legSec[stop] = model.travelSec[vehicle][into];
  legSec[before] = model.travelSec[vehicle][outOf];
  spreadTimes(state, vehicle, stop);
}

/**
 * Gives two vehicles each other's routes, of which one may be empty, all figures kept. Requires a
 * problem without times.
 */
export function swapRoutes(state: State, a: number, b: number): void {
  const { log } = state.plain;
  log.stops[log.count] = HANDED - a;
  log.before[log.count++] = b;
  swapLists(state, a, b);
}

/** Its own inverse. */
function swapLists(state: State, a: number, b: number): void {
  const { model, next, previous, routeStopCount } = state;
  const { firstStart, firstEnd } = model;
  const frontA = next[firstStart + a];
  const lastA = previous[firstEnd + a];
  const countA = routeStopCount[a];
  const keptA = betweenM(state, a);
  const loadA = model.capacities[a] - state.plain.routeRoom[a + 1];
  const loadB = model.capacities[b] - state.plain.routeRoom[b + 1];
  const keptB = betweenM(state, b);
  attach(state, a, next[firstStart + b], previous[firstEnd + b], routeStopCount[b], keptB, loadB);
  attach(state, b, frontA, lastA, countA, keptA, loadA);
}

/** Metres of a route from its first stop to its last. */
function betweenM({ model, next, legM, routeM }: State, vehicle: number): number {
  const end = model.firstEnd + vehicle;
  const front = next[model.firstStart + vehicle];
  return front === end ? 0 : routeM[vehicle] - legM[front] - legM[end];
}

/** Gives a vehicle a list of stops instead of its own. */
function attach(
  state: State,
  vehicle: number,
  front: number,
  last: number,
  count: number,
  keptM: number,
  load: number,
): void {
  const { model, next, previous, legM, vehicleOf } = state;
  const { nodePlace, placeCount } = model;
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  state.plain.routeRoom[vehicle + 1] = model.capacities[vehicle] - load;
  state.routeStopCount[vehicle] = count;
  noteUse(state.plain, vehicle, count);
  if (count === 0) {
    next[start] = end;
    previous[end] = start;
    legM[end] = 0;
    state.routeM[vehicle] = 0;
  } else {
    const travelM = model.travelM[vehicle];
    for (let node = front; ; node = next[node]) {
      vehicleOf[node] = vehicle;
      if (node === last) break;
    }
    next[start] = front;
    previous[front] = start;
    next[last] = end;
    previous[end] = last;
    legM[front] = travelM[nodePlace[start] * placeCount + nodePlace[front]];
    legM[end] = travelM[nodePlace[last] * placeCount + nodePlace[end]];
    state.routeM[vehicle] = keptM + legM[front] + legM[end];
  }
  priceRoute(state, vehicle);
}

/** Takes all logged moves back, last first; times are left to the caller, as they were before. */
export function takeBackMoves(state: State): void {
  const { legM, next, vehicleOf } = state;
  const { log, legSec } = state.plain;
  for (let i = log.count - 1; i >= 0; i--) {
    const stop = log.stops[i];
    if (stop <= HANDED) {
      swapLists(state, HANDED - stop, log.before[i]);
      continue;
    }
    const wasIn = log.before[i] !== NONE;
    const before = wasIn ? log.before[i] : next[stop];
    const vehicle = vehicleOf[before];
    const intoM = log.legsM[2 * i];
    const behindM = log.legsM[2 * i + 1];
    if (wasIn) {
      state.routeM[vehicle] += intoM + behindM - legM[before];
      link(state, stop, before, vehicle);
      legM[stop] = intoM;
      legSec[stop] = log.legsSec[2 * i];
    } else {
      state.routeM[vehicle] += behindM - legM[stop] - legM[before];
      unlink(state, stop, vehicle);
    }
    legM[before] = behindM;
    legSec[before] = log.legsSec[2 * i + 1];
  }
  log.count = 0;
}

function logMove(state: State, stop: number, outOf: number, behind: number): void {
  const { legM } = state;
  const { log, legSec } = state.plain;
  const i = log.count++;
  log.stops[i] = stop;
  log.before[i] = outOf;
  log.legsM[2 * i] = legM[stop];
  log.legsM[2 * i + 1] = legM[behind];
  log.legsSec[2 * i] = legSec[stop];
  log.legsSec[2 * i + 1] = legSec[behind];
}

function link(state: State, stop: number, before: number, vehicle: number): void {
  const { next, previous } = state;
  const after = previous[before];
  next[after] = stop;
  previous[stop] = after;
  next[stop] = before;
  previous[before] = stop;
  state.vehicleOf[stop] = vehicle;
  state.plain.routeRoom[vehicle + 1] -= state.model.nodeLoads[stop];
  noteUse(state.plain, vehicle, ++state.routeStopCount[vehicle]);
  state.costUnits -= state.model.stopPriceUnits[stop];
  priceRoute(state, vehicle);
}

function unlink(state: State, stop: number, vehicle: number): void {
  const { next, previous } = state;
  const after = previous[stop];
  const before = next[stop];
  next[after] = before;
  previous[before] = after;
  state.vehicleOf[stop] = NONE;
  state.plain.routeRoom[vehicle + 1] += state.model.nodeLoads[stop];
  noteUse(state.plain, vehicle, --state.routeStopCount[vehicle]);
  state.costUnits += state.model.stopPriceUnits[stop];
  priceRoute(state, vehicle);
}

function priceRoute(state: State, vehicle: number): void {
  const { model } = state;
  const units =
    state.routeStopCount[vehicle] === 0
      ? 0
      : model.fixedUnits[vehicle] + state.routeM[vehicle] * model.unitsPerM[vehicle];
  state.costUnits += units - state.routeUnits[vehicle];
  state.routeUnits[vehicle] = units;
}
