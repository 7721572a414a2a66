import type { State } from "./state.ts";
import { becomeFacility, linkFacility, unlinkFacility } from "./state.ts";
import { updateRoute } from "./update-route.ts";

/**
 * Improves the facility visits of a route one by one while the stops keep their order: another
 * facility, one stop earlier or later, or no visit where two trips fit into one.
 *
 * Each change is made, the route updated and the change taken back where it does not pay; what
 * driving alone would add rules most out beforehand. Leaves the route up to date.
 */
export function tidyFacilities(state: State, vehicle: number): void {
  const { model, next } = state;
  const end = model.firstEnd + vehicle;
  const committed = model.committedCount[vehicle];
  for (let node = next[model.firstStart + vehicle]; node !== end; ) {
    if (node < model.firstPool || state.position[node] <= committed) {
      node = next[node];
      continue;
    }
    const following = next[node];
    if (tryWithout(state, vehicle, node)) {
      node = following;
      continue;
    }
    tryOthers(state, vehicle, node);
    tryShifts(state, vehicle, node, committed);
    node = next[node];
  }
}

function tryWithout(state: State, vehicle: number, node: number): boolean {
  const { model, next, tripLoads } = state;
  const { dimensionCount } = model;
  const following = next[node];
  if (following === model.firstEnd + vehicle && model.unloadBeforeEnd[vehicle] === 1) return false;
  if (state.rates.isLoose[vehicle] === 0) {
    for (let d = 0; d < dimensionCount; d++) {
      const load = tripLoads[node * dimensionCount + d] + tripLoads[following * dimensionCount + d];
      if (load > model.capacities[vehicle * dimensionCount + d]) return false;
    }
    const mask = state.maskBefore[node] | state.maskAfter[following];
    if (model.mixedStreams[vehicle] === 0 && (mask & (mask - 1)) !== 0) return false;
    const tripEnd = state.tripEnd[following];
    if (tripEnd >= model.firstPool) {
      if ((mask & ~model.facilityStreamMask[state.facilityOf[tripEnd]]) !== 0) return false;
    }
  }
  const facility = state.facilityOf[node];
  const unitsBefore = state.costUnits;
  unlinkFacility(state, node);
  if (updateRoute(state, vehicle) && state.costUnits < unitsBefore) return true;
  linkFacility(state, facility, following);
  restore(state, vehicle, unitsBefore);
  return false;
}

/** Updates a route that is as it was before a change. */
function restore(state: State, vehicle: number, unitsBefore: number): void {
  updateRoute(state, vehicle);
  state.costUnits = unitsBefore;
}

function tryOthers(state: State, vehicle: number, node: number): void {
  const { model, next, previous } = state;
  const mask = state.maskBefore[node];
  const isLoose = state.rates.isLoose[vehicle] === 1;
  for (let facility = 0; facility < model.facilityCount; facility++) {
    const held = state.facilityOf[node];
    if (facility === held) continue;
    if (!isLoose && (mask & ~model.facilityStreamMask[facility]) !== 0) continue;
    const delta =
      visitUnits(state, vehicle, previous[node], facility, next[node], state.kgBefore[node]) -
      visitUnits(state, vehicle, previous[node], held, next[node], state.kgBefore[node]);
    if (delta >= 0) continue;
    const unitsBefore = state.costUnits;
    becomeFacility(state, node, facility);
    if (updateRoute(state, vehicle) && state.costUnits < unitsBefore) continue;
    becomeFacility(state, node, held);
    restore(state, vehicle, unitsBefore);
  }
}

/** What a visit between two nodes costs when nothing waits. */
function visitUnits(
  state: State,
  vehicle: number,
  after: number,
  facility: number,
  before: number,
  kg: number,
): number {
  const { model } = state;
  const place = model.facilityPlace[facility];
  const to = model.nodePlace[after] * model.placeCount + place;
  const from = place * model.placeCount + model.nodePlace[before];
  const metres = model.travelM[vehicle][to] + model.travelM[vehicle][from];
  const sec = model.travelSec[vehicle][to] + model.travelSec[vehicle][from];
  const unloadSec =
    model.facilityUnloadSec[facility] + (model.facilitySecPerTonne[facility] * kg) / 1000;
  return (
    metres * model.unitsPerM[vehicle] +
    (sec + unloadSec) * model.unitsPerSec[vehicle] +
    kg * model.facilityUnitsPerKg[facility]
  );
}

/** Moves the visit over the stop ahead of it or behind it; the loads are checked by hand. */
function tryShifts(state: State, vehicle: number, node: number, committed: number): void {
  const { model, next, previous } = state;
  const ahead = previous[node];
  const mayGoUp =
    ahead < model.stopCount &&
    state.position[ahead] > committed &&
    previous[ahead] < model.stopCount &&
    fitsTrip(state, vehicle, next[node], ahead);
  if (mayGoUp && shiftM(state, vehicle, node, ahead, node) < 0) {
    if (moveVisit(state, vehicle, node, ahead)) return;
  }
  const behind = next[node];
  const mayGoDown =
    behind < model.stopCount &&
    next[behind] < model.stopCount &&
    fitsTrip(state, vehicle, node, behind);
  if (mayGoDown && shiftM(state, vehicle, node, node, next[behind]) < 0) {
    moveVisit(state, vehicle, node, next[behind]);
  }
}

/** Whether the trip of `member` can take in `stop`. */
function fitsTrip(state: State, vehicle: number, member: number, stop: number): boolean {
  const { model } = state;
  const { dimensionCount } = model;
  const tripEnd = state.tripEnd[member];
  if (member >= model.firstEnd && member < model.firstPool) return false;
  if (state.rates.isLoose[vehicle] === 1) return true;
  for (let d = 0; d < dimensionCount; d++) {
    const load =
      state.tripLoads[member * dimensionCount + d] + model.nodeLoads[stop * dimensionCount + d];
    if (load > model.capacities[vehicle * dimensionCount + d]) return false;
  }
  const mask = state.maskBefore[tripEnd] | model.nodeStreamBit[stop];
  if (model.mixedStreams[vehicle] === 0 && (mask & (mask - 1)) !== 0) return false;
  if (tripEnd < model.firstPool) return true;
  return (mask & ~model.facilityStreamMask[state.facilityOf[tripEnd]]) === 0;
}

/** Metres that the visit costs between its new neighbours less those between its present ones. */
function shiftM(state: State, vehicle: number, node: number, upper: number, lower: number): number {
  const { previous, next } = state;
  const isUp = lower === node;
  const newAfter = isUp ? previous[upper] : previous[lower];
  const newBefore = isUp ? upper : lower;
  return (
    detourM(state, vehicle, newAfter, node, newBefore) -
    detourM(state, vehicle, previous[node], node, next[node])
  );
}

function detourM(
  state: State,
  vehicle: number,
  after: number,
  node: number,
  before: number,
): number {
  const { nodePlace, placeCount } = state.model;
  const travelM = state.model.travelM[vehicle];
  const from = nodePlace[after] * placeCount;
  const to = nodePlace[before];
  const here = nodePlace[node];
  return travelM[from + here] + travelM[here * placeCount + to] - travelM[from + to];
}

function moveVisit(state: State, vehicle: number, node: number, before: number): boolean {
  const facility = state.facilityOf[node];
  const following = state.next[node];
  const unitsBefore = state.costUnits;
  // The pool is a stack, so the node taken is the one just given back.
  unlinkFacility(state, node);
  linkFacility(state, facility, before);
  if (updateRoute(state, vehicle) && state.costUnits < unitsBefore) return true;
  unlinkFacility(state, node);
  linkFacility(state, facility, following);
  restore(state, vehicle, unitsBefore);
  return false;
}
