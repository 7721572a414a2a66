import { NONE, type Random } from "../base/index.ts";
import type { Neighbours } from "./neighbours.ts";
import { type State, unlinkFacility, unlinkStop } from "./state.ts";

/** What a ruin took out and which routes it touched; scratch space made once per solve. */
export interface Ruin {
  readonly removed: Int32Array;
  removedCount: number;
  /** Whether it took out a route that might be done without. */
  hasRoute: boolean;
  /** Called before a route is first changed in a step. */
  readonly touch: (vehicle: number) => void;
  readonly ruinedAt: Int32Array;
  stamp: number;
}

/** Stops of a string at most. */
export const STRING_LENGTH_MAX = 10;
const SPLIT_RATE = 0.5;
const SPLIT_GROWTH = 0.01;

/**
 * Removes strings of neighbouring stops from routes near a random stop.
 *
 * Source: Christiaens and Vanden Berghe (2020), section 5.1 (adjacent string removal; half of the
 * strings keep some stops in their middle).
 */
export function ruinStrings(
  state: State,
  ruin: Ruin,
  neighbours: Neighbours,
  seed: number,
  stopsMean: number,
  random: Random,
): void {
  const { vehicleOf, routeStopCount } = state;
  const lengthMax = Math.min(STRING_LENGTH_MAX, meanRouteLength(state));
  const stringsMax = (4 * stopsMean) / (1 + lengthMax) - 1;
  let stringsLeft = Math.floor(random.float() * stringsMax + 1);
  ruin.stamp++;
  const first = seed * neighbours.count;
  for (let i = -1; i < neighbours.count && stringsLeft > 0; i++) {
    const stop = i < 0 ? seed : neighbours.stops[first + i];
    const vehicle = vehicleOf[stop];
    if (vehicle === NONE || ruin.ruinedAt[vehicle] === ruin.stamp || isCommitted(state, stop)) {
      continue;
    }
    ruin.ruinedAt[vehicle] = ruin.stamp;
    const free = routeStopCount[vehicle];
    const length = Math.floor(random.float() * Math.min(free, lengthMax) + 1);
    const kept = length < free ? drawKept(free - length, random) : 0;
    removeString(state, ruin, stop, length, kept, random);
    stringsLeft--;
  }
}

function meanRouteLength(state: State): number {
  let used = 0;
  let stops = 0;
  for (let vehicle = 0; vehicle < state.model.vehicleCount; vehicle++) {
    const count = state.routeStopCount[vehicle];
    if (count === 0) continue;
    used++;
    stops += count;
  }
  return used === 0 ? 1 : Math.max(1, stops / used);
}

/** How many stops a string leaves in its middle: none in half of the strings. */
export function drawKept(most: number, random: Random): number {
  if (random.float() >= SPLIT_RATE) return 0;
  let length = 1;
  while (length < most && random.float() < SPLIT_GROWTH) length++;
  return length;
}

/** Committed visits stand at the head of a route and stay there. */
export function isCommitted(state: State, node: number): boolean {
  return state.position[node] <= state.model.committedCount[state.vehicleOf[node]];
}

/** Removes `length` stops around `stop`, leaving `kept` of those in the middle where they are. */
function removeString(
  state: State,
  ruin: Ruin,
  stop: number,
  length: number,
  kept: number,
  random: Random,
): void {
  const { model, next, previous } = state;
  const vehicle = state.vehicleOf[stop];
  ruin.touch(vehicle);
  const start = model.firstStart + vehicle;
  const committed = model.committedCount[vehicle];
  let node = stop;
  for (let back = random.below(length + kept); back > 0; ) {
    const before = previous[node];
    if (before === start || state.position[before] <= committed) break;
    node = before;
    if (node < model.stopCount) back--;
  }
  const keptFrom = kept === 0 ? length : random.below(length);
  const end = model.firstEnd + vehicle;
  let seen = 0;
  let removed = 0;
  while (node !== end && removed < length) {
    const following = next[node];
    if (node < model.stopCount) {
      if (seen < keptFrom || seen >= keptFrom + kept) {
        removeStop(state, ruin, node);
        removed++;
      }
      seen++;
    }
    node = following;
  }
}

/** Takes a stop out of its route, to be inserted anew. */
export function removeStop(state: State, ruin: Ruin, stop: number): void {
  unlinkStop(state, stop);
  ruin.removed[ruin.removedCount++] = stop;
}

/** Removes the stop and its nearest neighbours, each with the same chance, up to `count`. */
export function ruinNear(
  state: State,
  ruin: Ruin,
  neighbours: Neighbours,
  seed: number,
  count: number,
  random: Random,
): void {
  const first = seed * neighbours.count;
  let left = count;
  for (let i = -1; i < neighbours.count && left > 0; i++) {
    const stop = i < 0 ? seed : neighbours.stops[first + i];
    if (state.vehicleOf[stop] === NONE || isCommitted(state, stop)) continue;
    if (random.float() < 0.3) continue;
    ruin.touch(state.vehicleOf[stop]);
    removeStop(state, ruin, stop);
    left--;
  }
}

/** Removes all that is not committed from the stop's trip, the unloading at its end included. */
export function ruinTrip(state: State, ruin: Ruin, stop: number): void {
  const { model, next, previous } = state;
  const vehicle = state.vehicleOf[stop];
  if (vehicle === NONE || isCommitted(state, stop)) return;
  ruin.touch(vehicle);
  const committed = model.committedCount[vehicle];
  let node = stop;
  while (previous[node] < model.stopCount && state.position[previous[node]] > committed) {
    node = previous[node];
  }
  const before = previous[node];
  const clearsTrip =
    before >= model.firstPool || (before >= model.firstStart && !bringsLoad(state, vehicle));
  while (node < model.stopCount) {
    const following = next[node];
    removeStop(state, ruin, node);
    node = following;
  }
  if (clearsTrip && node >= model.firstPool) unlinkFacility(state, node);
}

/** Removes all stops that are not committed from a route; `dropEmptyTrips` does the rest. */
export function ruinRoute(state: State, ruin: Ruin, vehicle: number): void {
  const { model, next } = state;
  ruin.touch(vehicle);
  const end = model.firstEnd + vehicle;
  const committed = model.committedCount[vehicle];
  for (let node = next[model.firstStart + vehicle]; node !== end; ) {
    const following = next[node];
    if (state.position[node] > committed && node < model.stopCount) removeStop(state, ruin, node);
    node = following;
  }
}

/**
 * Takes out facility visits that unload nothing because all stops of their trip are gone; of two in
 * a row the one goes whose absence saves more metres. The caller updates the route afterwards.
 */
export function dropEmptyTrips(state: State, vehicle: number): void {
  const { model, next, previous } = state;
  if (model.facilityCount === 0) return;
  if (state.rates.isLoose[vehicle] === 1) {
    dropIdleVisits(state, vehicle);
    return;
  }
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  const committed = model.committedCount[vehicle];
  const keepsFirst = bringsLoad(state, vehicle);
  // Positions are stale after removals, so committed visits are counted off anew.
  let index = 0;
  for (let node = next[start]; node !== end; ) {
    const following = next[node];
    const before = previous[node];
    index++;
    const isEmpty = before >= model.firstPool || (before === start && !keepsFirst);
    if (index > committed && node >= model.firstPool && isEmpty) {
      const mayChoose =
        before >= model.firstPool && index - 1 > committed && mayUnloadAt(state, before, node);
      if (mayChoose && savedM(state, vehicle, before) > savedM(state, vehicle, node)) {
        unlinkFacility(state, before);
      } else unlinkFacility(state, node);
      index--;
    }
    node = following;
  }
}

/** Whether a load on board has to be unloaded even where no stop is visited. */
function bringsLoad(state: State, vehicle: number): boolean {
  const { model, next } = state;
  if (model.richTerms[vehicle].board.count === 0) return false;
  if (model.alwaysUsed[vehicle] === 1) return true;
  for (let node = next[model.firstStart + vehicle]; node !== model.firstEnd + vehicle; ) {
    if (node < model.stopCount) return true;
    node = next[node];
  }
  return false;
}

/** As `dropEmptyTrips`, where a facility may empty some compartments and leave others. */
function dropIdleVisits(state: State, vehicle: number): void {
  const { model, next } = state;
  const { compartments, board } = model.richTerms[vehicle];
  const end = model.firstEnd + vehicle;
  const committed = model.committedCount[vehicle];
  let mask = bringsLoad(state, vehicle) ? board.mask : 0;
  let index = 0;
  for (let node = next[model.firstStart + vehicle]; node !== end; ) {
    const following = next[node];
    index++;
    if (node < model.stopCount) mask |= model.nodeStreamBit[node];
    else {
      const accepted = model.facilityStreamMask[state.facilityOf[node]];
      let emptied = 0;
      for (let i = 0; i < compartments.length; i++) {
        const held = mask & compartments[i].streamMask;
        if ((held & ~accepted) === 0) emptied |= held;
      }
      mask &= ~emptied;
      if (emptied === 0 && index > committed) {
        unlinkFacility(state, node);
        index--;
      }
    }
    node = following;
  }
}

/** Whether what is unloaded at one facility visit may be unloaded at another's facility. */
function mayUnloadAt(state: State, node: number, other: number): boolean {
  // Since removals the mask may name streams that are gone: too strict, never too lax.
  const accepted = state.model.facilityStreamMask[state.facilityOf[other]];
  return (state.maskBefore[node] & ~accepted) === 0;
}

function savedM(state: State, vehicle: number, node: number): number {
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const travelM = model.travelM[vehicle];
  const from = nodePlace[state.previous[node]] * placeCount;
  const here = nodePlace[node];
  const to = nodePlace[state.next[node]];
  return travelM[from + here] + travelM[here * placeCount + to] - travelM[from + to];
}
