import { NONE } from "../../base/index.ts";
import type { Search } from "../search.ts";
import type { State } from "../state.ts";
import { putIn, takeOut } from "./moves.ts";
import { type PlainScratch, touch } from "./scratch.ts";

/** Neighbours of the stop drawn whose routes are looked at. */
const NEAREST = 20;

/**
 * Gives two vehicles what the other visits from some stop on, with loads, windows and durations
 * kept: of the ways to go from a stop drawn at random to one near it, or the other way round, the
 * cheapest. Each tail ends where its new vehicle does, so that the depots of stops change with it.
 * Gives whether there is any that costs less than the limit.
 *
 * Source: Potvin and Rousseau (1995), Journal of the Operational Research Society 46(12),
 * 1433–1446 (2-opt*).
 */
export function exchangeTails(search: Search, scratch: PlainScratch, unitsMax: number): boolean {
  const { model, state, random } = search;
  const stop = random.below(model.stopCount);
  if (state.vehicleOf[stop] === NONE) return false;
  scratch.bestUnits = unitsMax - state.costUnits;
  scratch.cutA = NONE;
  const first = stop * scratch.nearCount;
  const last = first + Math.min(NEAREST, scratch.nearCount);
  for (let i = first; i < last; i++) {
    const other = scratch.near[i];
    if (state.vehicleOf[other] === NONE || state.vehicleOf[other] === state.vehicleOf[stop])
      continue;
    considerCut(state, scratch, stop, state.previous[other]);
    considerCut(state, scratch, state.previous[stop], other);
  }
  if (scratch.cutA === NONE) return false;
  swapTails(state, scratch, scratch.cutA, scratch.cutB);
  return true;
}

/** Keeps the exchange of what is behind two nodes if it is the cheapest that every rule allows. */
function considerCut(state: State, scratch: PlainScratch, a: number, b: number): void {
  const { model, next, vehicleOf, legM } = state;
  const { routeRoom } = state.plain;
  const { unitsPerM, fixedUnits, firstStart, firstEnd } = model;
  const x = next[a];
  const y = next[b];
  const vehicleA = vehicleOf[x];
  const vehicleB = vehicleOf[y];
  const perM = unitsPerM[vehicleA];
  if (unitsPerM[vehicleB] !== perM) return;
  const metres =
    joinedM(state, a, y, vehicleA, vehicleB) +
    joinedM(state, b, x, vehicleB, vehicleA) -
    legM[x] -
    legM[y];
  let units = metres * perM;
  if (a === firstStart + vehicleA && y === firstEnd + vehicleB) units -= fixedUnits[vehicleA];
  if (b === firstStart + vehicleB && x === firstEnd + vehicleA) units -= fixedUnits[vehicleB];
  if (units >= scratch.bestUnits) return;
  if (!joinsInTime(state, scratch, a, y, vehicleA, vehicleB)) return;
  const loadB = scratch.tailLoad;
  if (!joinsInTime(state, scratch, b, x, vehicleB, vehicleA)) return;
  const moreOnA = loadB - scratch.tailLoad;
  if (moreOnA > routeRoom[vehicleA + 1] || -moreOnA > routeRoom[vehicleB + 1]) return;
  scratch.bestUnits = units;
  scratch.cutA = a;
  scratch.cutB = b;
}

/** Metres from a head's last node to a tail, and what the tail's new end adds to it. */
function joinedM(state: State, last: number, tail: number, vehicle: number, from: number): number {
  const { model, previous, legM } = state;
  const { nodePlace, placeCount, firstStart, firstEnd } = model;
  const travelM = model.travelM[vehicle];
  const row = nodePlace[last] * placeCount;
  const endFrom = firstEnd + from;
  const endPlace = nodePlace[firstEnd + vehicle];
  if (tail === endFrom) return last === firstStart + vehicle ? 0 : travelM[row + endPlace];
  const homeM = travelM[nodePlace[previous[endFrom]] * placeCount + endPlace];
  return travelM[row + nodePlace[tail]] + homeM - legM[endFrom];
}

/**
 * Whether a vehicle's head and another's tail make a route that the vehicle may drive and that is
 * in time; writes the load of the tail.
 */
export function joinsInTime(
  state: State,
  scratch: PlainScratch,
  last: number,
  tail: number,
  vehicle: number,
  from: number,
): boolean {
  const { model, next } = state;
  const { hasDurations, leaveSec } = state.plain;
  const { nodeOpenSec, nodeCloseSec, nodeServiceSec, nodePlace, placeCount, nodeLoads } = model;
  const { stopAllowed, vehicleCount, firstStart, firstEnd } = model;
  const { someForbidden } = scratch;
  const travelSec = model.travelSec[vehicle];
  const endFrom = firstEnd + from;
  scratch.tailLoad = 0;
  if (last === firstStart + vehicle && tail === endFrom) return true;
  let durationSec = hasDurations ? state.beforeDurationSec[last] : 0;
  let earliestSec = hasDurations ? state.beforeEarliestSec[last] : leaveSec[last];
  let latestSec = hasDurations ? state.beforeLatestSec[last] : earliestSec;
  let row = nodePlace[last] * placeCount;
  let load = 0;
  for (let at = tail; ; at = next[at]) {
    const isEnd = at === endFrom;
    const node = isEnd ? firstEnd + vehicle : at;
    durationSec += travelSec[row + nodePlace[node]];
    if (earliestSec + durationSec > nodeCloseSec[node]) return false;
    const waitSec = Math.max(0, nodeOpenSec[node] - durationSec - latestSec);
    earliestSec = Math.max(nodeOpenSec[node] - durationSec, earliestSec) - waitSec;
    latestSec = Math.min(nodeCloseSec[node] - durationSec, latestSec);
    durationSec += waitSec + nodeServiceSec[node];
    if (isEnd) break;
    if (someForbidden && stopAllowed[node * vehicleCount + vehicle] === 0) return false;
    load += nodeLoads[node];
    row = nodePlace[node] * placeCount;
  }
  scratch.tailLoad = load;
  return durationSec <= model.durationSecMax[vehicle];
}

function swapTails(state: State, scratch: PlainScratch, a: number, b: number): void {
  const { model, next, vehicleOf } = state;
  const { tails } = scratch;
  const vehicleA = vehicleOf[next[a]];
  const vehicleB = vehicleOf[next[b]];
  const endA = model.firstEnd + vehicleA;
  const endB = model.firstEnd + vehicleB;
  touch(scratch, vehicleA);
  touch(scratch, vehicleB);
  let count = 0;
  for (; next[a] !== endA; count++) {
    tails[count] = next[a];
    takeOut(state, next[a]);
  }
  const countA = count;
  for (; next[b] !== endB; count++) {
    tails[count] = next[b];
    takeOut(state, next[b]);
  }
  for (let i = 0; i < countA; i++) putIn(state, tails[i], endB);
  for (let i = countA; i < count; i++) putIn(state, tails[i], endA);
}
