import { NONE } from "../../base/index.ts";
import type { State } from "../state.ts";
import { putIn, takeOut } from "./moves.ts";
import { type PlainScratch, touch } from "./scratch.ts";

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
      if (units >= leastUnits) continue;
      leastUnits = units;
      chosen = other;
    }
    if (chosen !== NONE) moveRoute(state, scratch, vehicle, chosen);
  }
}

/** An unused vehicle of a class; mostly the one of last time is still unused. */
export function findUnusedOf(state: State, scratch: PlainScratch, kind: number): number {
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

function moveRoute(state: State, scratch: PlainScratch, from: number, to: number): void {
  const { model, next } = state;
  touch(scratch, to);
  const end = model.firstEnd + from;
  for (let node = next[model.firstStart + from]; node !== end; ) {
    const following = next[node];
    takeOut(state, node);
    putIn(state, node, model.firstEnd + to);
    node = following;
  }
}
