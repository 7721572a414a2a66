import { NONE } from "../base/index.ts";
import { writeCodes } from "./codes.ts";
import type { Model } from "./model.ts";
import { keepsGroups } from "./rich/group-search.ts";
import { dropEmptyTrips } from "./ruin.ts";
import type { Search } from "./search.ts";
import { evaluateSequence } from "./sequence.ts";
import type { State } from "./state.ts";
import { appendCodes, clearRoute, touch } from "./undo.ts";
import { updateRoute } from "./update-route.ts";

/**
 * Gives two vehicles of different classes each other's visits, behind those they are committed to.
 * Gives whether that keeps every rule.
 */
export function exchangeRoutes(search: Search): boolean {
  const { model, random } = search;
  const { vehicleClass, vehicleCount, committedCount } = model;
  const a = random.below(vehicleCount);
  const b = random.below(vehicleCount);
  if (vehicleClass[a] === vehicleClass[b]) return false;
  return exchangeFrom(search, a, committedCount[a], b, committedCount[b]);
}

/**
 * Gives two vehicles what the other visits from a stop on: from a random one and from one near it,
 * or from anywhere on any other vehicle. Gives whether that keeps every rule.
 */
export function exchangeTails(search: Search): boolean {
  const { model, state, random, recreation } = search;
  const { vehicleCount, committedCount, stopCount } = model;
  const stop = random.below(stopCount);
  const a = state.vehicleOf[stop];
  if (a === NONE || vehicleCount < 2) return false;
  const from = state.position[stop] - 1 + random.below(2);
  const { neighbours } = recreation;
  if (neighbours.count > 0 && random.float() < NEAR_RATE) {
    const near = neighbours.stops[stop * neighbours.count + random.below(nearest(search))];
    const b = state.vehicleOf[near];
    if (b === NONE || a === b) return false;
    return exchangeFrom(search, a, from, b, state.position[near] - 1 + random.below(2));
  }
  const b = random.below(vehicleCount);
  if (a === b) return false;
  const length = state.position[model.firstEnd + b] - 1;
  const at = committedCount[b] + random.below(Math.max(1, length - committedCount[b] + 1));
  return exchangeFrom(search, a, from, b, at);
}

/**
 * Gives two vehicles what the other does from the end of a trip on; one of them may be unused.
 * Gives whether that keeps every rule.
 *
 * Where trips begin and end at the same place that costs nothing, but what a vehicle does before
 * and afterwards decides how much time a trip has.
 */
export function exchangeTrips(search: Search): boolean {
  const { model, state, random } = search;
  const { vehicleCount } = model;
  const a = random.below(vehicleCount);
  const b = random.float() < UNUSED_RATE ? unusedVehicle(search) : random.below(vehicleCount);
  if (a === b || b === NONE || state.routeStopCount[a] === 0) return false;
  const endA = drawTripEnd(search, a);
  const endB = drawTripEnd(search, b);
  if (endA < model.firstPool && endB < model.firstPool) return false;
  return exchangeFrom(search, a, state.position[endA] - 1, b, state.position[endB] - 1);
}

const UNUSED_RATE = 0.5;

function unusedVehicle({ model, state, random }: Search): number {
  const first = random.below(model.vehicleCount);
  for (let i = 0; i < model.vehicleCount; i++) {
    const vehicle = (first + i) % model.vehicleCount;
    if (state.routeStopCount[vehicle] === 0) return vehicle;
  }
  return NONE;
}

/** The node where one of the vehicle's trips ends, drawn at random. */
function drawTripEnd({ model, state, random }: Search, vehicle: number): number {
  const { next, tripEnd } = state;
  let node = tripEnd[next[model.firstStart + vehicle]];
  let drawn = node;
  for (let seen = 2; node >= model.firstPool; seen++) {
    node = tripEnd[next[node]];
    if (random.below(seen) === 0) drawn = node;
  }
  return drawn;
}

const NEAR_RATE = 0.6;
const NEAREST = 12;

function nearest({ recreation }: Search): number {
  return Math.min(NEAREST, recreation.neighbours.count);
}

/** Exchanges what the vehicles visit from the visits of those indices on. */
function exchangeFrom(search: Search, a: number, fromA: number, b: number, fromB: number): boolean {
  const { model, state, undo } = search;
  if (fromA < model.committedCount[a] || fromB < model.committedCount[b]) return false;
  touch(undo, state, a);
  touch(undo, state, b);
  const [headA, tailA] = splitAt(search, a, fromA);
  const [headB, tailB] = splitAt(search, b, fromB);
  clearRoute(state, a);
  clearRoute(state, b);
  appendCodes(state, a, headA, 0, headA.length);
  appendCodes(state, a, tailB, 0, tailB.length);
  appendCodes(state, b, headB, 0, headB.length);
  appendCodes(state, b, tailA, 0, tailA.length);
  return settle(search, a) && settle(search, b) && keepsGroups(state);
}

/** Judges a route that was put together, without visits that unload nothing. */
function settle({ model, state, undo }: Search, vehicle: number): boolean {
  const { figures } = state;
  dropEmptyTrips(state, vehicle);
  if (state.trips !== undefined) {
    return visitsAllowed(model, state, vehicle) && updateRoute(state, vehicle);
  }
  const length = writeCodes(state, vehicle, undo.scratch);
  evaluateSequence(model, vehicle, undo.scratch, length, figures);
  return figures.broken === undefined && updateRoute(state, vehicle);
}

/** The quick walk of trips takes for granted what insertions have looked at. */
function visitsAllowed(model: Model, { next }: State, vehicle: number): boolean {
  const { firstEnd, firstStart, stopAllowed, stopCount, vehicleCount } = model;
  const end = firstEnd + vehicle;
  for (let node = next[firstStart + vehicle]; node !== end; node = next[node]) {
    if (node < stopCount && stopAllowed[node * vehicleCount + vehicle] === 0) return false;
  }
  return true;
}

function splitAt(search: Search, vehicle: number, index: number): [Int32Array, Int32Array] {
  const { state, undo } = search;
  const length = writeCodes(state, vehicle, undo.scratch);
  return [undo.scratch.slice(0, index), undo.scratch.slice(index, length)];
}
