import { NONE } from "../../base/index.ts";
import type { State } from "../state.ts";
import { putIn, swapRoutes, takeOut } from "./moves.ts";
import { timeRoute } from "./route.ts";
import { type PlainScratch, touch } from "./scratch.ts";
import { joinsInTime } from "./tails.ts";

/**
 * Gives each changed route an unused vehicle of the largest class, so that the step may put in more
 * than the route's own vehicle holds; `fitTouched` afterwards chooses the vehicles anew.
 */
export function enlargeTouched(state: State, scratch: PlainScratch): void {
  const { capacities } = state.model;
  const { classesBySize, touched } = scratch;
  for (let i = scratch.touchedCount - 1; i >= 0; i--) {
    const vehicle = touched[i];
    if (state.routeStopCount[vehicle] === 0) continue;
    for (let k = 0; k < classesBySize.length; k++) {
      const other = findUnusedOf(state, scratch, classesBySize[k]);
      if (other === NONE) continue;
      if (capacities[other] > capacities[vehicle]) moveRoute(state, scratch, vehicle, other);
      break;
    }
  }
}

/** Gives each changed route the cheapest unused vehicle that holds its load, if any is cheaper. */
export function fitTouched(state: State, scratch: PlainScratch): void {
  const { model } = state;
  const { vehiclesOfClass, touched } = scratch;
  for (let i = scratch.touchedCount - 1; i >= 0; i--) {
    const vehicle = touched[i];
    if (state.routeStopCount[vehicle] === 0) continue;
    const load = model.capacities[vehicle] - state.plain.routeRoom[vehicle + 1];
    let leastUnits = state.routeUnits[vehicle];
    let chosen = NONE;
    for (let kind = 0; kind < vehiclesOfClass.length; kind++) {
      if (model.capacities[vehiclesOfClass[kind][0]] < load) continue;
      const other = findUnusedOf(state, scratch, kind);
      if (other === NONE) continue;
      const units = unitsOf(state, vehicle, other);
      if (
        units >= leastUnits ||
        !(scratch.isResizable || suitsRoute(state, scratch, vehicle, other))
      )
        continue;
      leastUnits = units;
      chosen = other;
    }
    if (scratch.isLimited) {
      const ownUnits = state.routeUnits[vehicle];
      const partner = findPartner(state, vehicle, load, leastUnits - ownUnits);
      if (partner !== NONE) chosen = partner;
    }
    if (chosen !== NONE) moveRoute(state, scratch, vehicle, chosen);
  }
}

/**
 * Finds the vehicle that drives a route with a stop's load added at least cost: one that is not in
 * use, or, where vehicles may run out, one that takes the other's route in exchange.
 */
export function findLarger(
  state: State,
  scratch: PlainScratch,
  stop: number,
  vehicle: number,
): void {
  const { capacities, nodeLoads, fixedUnits, unitsPerM } = state.model;
  const { routeRoom, unusedCount } = state.plain;
  const { classesBySize, vehiclesOfClass } = scratch;
  const load = capacities[vehicle] - routeRoom[vehicle + 1] + nodeLoads[stop];
  const metres = state.routeM[vehicle];
  const nowUnits = state.routeUnits[vehicle];
  scratch.largerAt[vehicle] = scratch.triedStamp;
  scratch.largerVehicle[vehicle] = NONE;
  scratch.largerUnits[vehicle] = Number.POSITIVE_INFINITY;
  for (let i = 0; i < classesBySize.length; i++) {
    const kind = classesBySize[i];
    const first = vehiclesOfClass[kind][0];
    if (capacities[first] < load) break;
    if (unusedCount[kind] === 0) continue;
    const units = fixedUnits[first] + unitsPerM[first] * metres - nowUnits;
    if (units >= scratch.largerUnits[vehicle]) continue;
    scratch.largerUnits[vehicle] = units;
    scratch.largerVehicle[vehicle] = findUnusedOf(state, scratch, kind);
  }
  if (!scratch.isLimited) return;
  const other = findPartner(state, vehicle, load, scratch.largerUnits[vehicle]);
  if (other === NONE) return;
  scratch.largerVehicle[vehicle] = other;
  scratch.largerUnits[vehicle] = exchangeUnits(state, vehicle, other);
}

/**
 * The vehicle in use that can change routes with another, which then carries so much, at least
 * cost; `NONE` where none costs less than `unitsMax`.
 */
function findPartner(state: State, vehicle: number, load: number, unitsMax: number): number {
  const { capacities, vehicleClass } = state.model;
  const { used, usedCount, routeRoom } = state.plain;
  let leastUnits = unitsMax;
  let found = NONE;
  for (let i = 0; i < usedCount; i++) {
    const other = used[i];
    if (vehicleClass[other] === vehicleClass[vehicle] || capacities[other] < load) continue;
    if (capacities[other] - routeRoom[other + 1] > capacities[vehicle]) continue;
    const units = exchangeUnits(state, vehicle, other);
    if (units >= leastUnits) continue;
    leastUnits = units;
    found = other;
  }
  return found;
}

/** What it adds that two vehicles in use change routes. */
function exchangeUnits({ model, routeM }: State, a: number, b: number): number {
  return (model.unitsPerM[b] - model.unitsPerM[a]) * (routeM[a] - routeM[b]);
}

/** Has a vehicle change routes with that of a node; gives the node put in for it. */
export function growRoute(
  state: State,
  scratch: PlainScratch,
  larger: number,
  before: number,
): number {
  const { firstEnd } = state.model;
  const vehicle = state.vehicleOf[before];
  moveRoute(state, scratch, vehicle, larger);
  return before === firstEnd + vehicle ? firstEnd + larger : before;
}

/** An unused vehicle of a class; mostly the one of last time is still unused. */
export function findUnusedOf(state: State, scratch: PlainScratch, kind: number): number {
  if (state.plain.unusedCount[kind] === 0) return NONE;
  const vehicles = scratch.vehiclesOfClass[kind];
  for (let i = 0; i < vehicles.length; i++) {
    const at = (scratch.unusedOfClass[kind] + i) % vehicles.length;
    if (state.routeStopCount[vehicles[at]] > 0) continue;
    scratch.unusedOfClass[kind] = at;
    return vehicles[at];
  }
  return NONE;
}

/** What the stops of one vehicle would cost with another, from its start to its end. */
function unitsOf(state: State, vehicle: number, other: number): number {
  const { model, next, previous, legM } = state;
  const { nodePlace, placeCount, firstStart, firstEnd } = model;
  const travelM = model.travelM[other];
  const front = next[firstStart + vehicle];
  const end = firstEnd + vehicle;
  const out = nodePlace[firstStart + other] * placeCount + nodePlace[front];
  const home = nodePlace[previous[end]] * placeCount + nodePlace[firstEnd + other];
  const metres = state.routeM[vehicle] - legM[front] - legM[end] + travelM[out] + travelM[home];
  return model.fixedUnits[other] + metres * model.unitsPerM[other];
}

/** Whether another, unused vehicle may visit a route's stops, and is in time. */
function suitsRoute(state: State, scratch: PlainScratch, vehicle: number, other: number): boolean {
  const { firstStart } = state.model;
  const front = state.next[firstStart + vehicle];
  return joinsInTime(state, scratch, firstStart + other, front, other, vehicle);
}

function moveRoute(state: State, scratch: PlainScratch, from: number, to: number): void {
  touch(scratch, to);
  if (state.model.timed) moveStops(state, from, to);
  else swapRoutes(state, from, to);
}

/** Stop by stop, so that times are kept. Requires a vehicle that is not in use. */
function moveStops(state: State, from: number, to: number): void {
  const { model, next } = state;
  const end = model.firstEnd + from;
  for (let node = next[model.firstStart + from]; node !== end; ) {
    const following = next[node];
    takeOut(state, node);
    putIn(state, node, model.firstEnd + to);
    node = following;
  }
  timeRoute(state, from);
}
