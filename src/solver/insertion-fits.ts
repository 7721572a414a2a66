import { NONE } from "../base/index.ts";
import { fitsCompartment, fitsEmptying } from "./rich/compartments.ts";
import type { State } from "./state.ts";

/** Whether the gap lies inside a trip of another stream, where no unloading helps either. */
export function isAmongOtherStream(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
): boolean {
  const { model } = state;
  const bit = model.nodeStreamBit[stop];
  if (bit === 0 || model.mixedStreams[vehicle] === 1) return false;
  if (state.rates.isLoose[vehicle] === 1) return false;
  const ahead = state.maskBefore[before] & ~bit;
  const behind = state.maskAfter[before] & ~bit;
  return ahead !== 0 && behind !== 0;
}

/** Whether load and streams of the trip around the gap leave room, and the trip ends rightly. */
export function fitsTrip(state: State, vehicle: number, stop: number, before: number): boolean {
  const { model } = state;
  const tripEnd = state.tripEnd[before];
  if (tripEnd < model.firstPool && model.unloadBeforeEnd[vehicle] === 1) return false;
  if (state.rates.isLoose[vehicle] === 1) return fitsCompartment(state, vehicle, stop, before);
  if (!hasRoom(state, vehicle, stop, before)) return false;
  const mask = state.maskBefore[before] | state.maskAfter[before] | model.nodeStreamBit[stop];
  return tripEnd < model.firstPool || accepts(state, state.facilityOf[tripEnd], mask);
}

/** Whether load and streams of the trip around the gap leave room, wherever it ends. */
export function hasRoom(state: State, vehicle: number, stop: number, before: number): boolean {
  const { model } = state;
  const { dimensionCount } = model;
  if (state.rates.isLoose[vehicle] === 1) return true;
  for (let d = 0; d < dimensionCount; d++) {
    const load =
      state.tripLoads[before * dimensionCount + d] + model.nodeLoads[stop * dimensionCount + d];
    if (load > model.capacities[vehicle * dimensionCount + d]) return false;
  }
  const mask = state.maskBefore[before] | state.maskAfter[before] | model.nodeStreamBit[stop];
  return mayMix(state, vehicle, mask);
}

/**
 * Whether the stops of all trips of a route, and one more if it is not `NONE`, are no more than the
 * vehicle may collect. Cost: O(trips).
 */
export function keepsTotals(state: State, vehicle: number, stop: number): boolean {
  const { model, tripEnd, tripLoads, next } = state;
  if (model.hasLoadTotals[vehicle] === 0) return true;
  const { dimensionCount, firstStart, firstEnd, nodeLoads } = model;
  const { board } = model.richTerms[vehicle];
  const end = firstEnd + vehicle;
  for (let d = 0; d < dimensionCount; d++) {
    let load = stop === NONE ? 0 : nodeLoads[stop * dimensionCount + d];
    load -= board.loads[d];
    for (let node = tripEnd[next[firstStart + vehicle]]; ; node = tripEnd[next[node]]) {
      load += tripLoads[node * dimensionCount + d];
      if (node === end) break;
    }
    if (load > model.loadsTotalMax[vehicle * dimensionCount + d]) return false;
  }
  return true;
}

function mayMix(state: State, vehicle: number, mask: number): boolean {
  return state.model.mixedStreams[vehicle] === 1 || (mask & (mask - 1)) === 0;
}

/** Whether a facility takes in all of some streams. */
export function accepts(state: State, facility: number, mask: number): boolean {
  return (mask & ~state.model.facilityStreamMask[facility]) === 0;
}

/** Stops before the gap and the stop make one trip, those behind it the next. */
export function fitsUnloadAfter(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  facility: number,
): boolean {
  const { model } = state;
  const { dimensionCount } = model;
  if (state.rates.isLoose[vehicle] === 1) {
    return fitsEmptying(state, vehicle, stop, before, facility, true);
  }
  if (before >= model.firstPool) return false; // it would unload twice in a row
  const mask = state.maskBefore[before] | model.nodeStreamBit[stop];
  if (!accepts(state, facility, mask) || !mayMix(state, vehicle, mask)) return false;
  for (let d = 0; d < dimensionCount; d++) {
    const load =
      state.loadsBefore[before * dimensionCount + d] + model.nodeLoads[stop * dimensionCount + d];
    if (load > model.capacities[vehicle * dimensionCount + d]) return false;
  }
  const closesTrip = before < model.stopCount || isTripEmptyBefore(state, before);
  return !closesTrip || state.routeTripCount[vehicle] < model.tripCountMax[vehicle];
}

/** Stops before the gap make one trip, the stop and those behind it the next. */
export function fitsUnloadBefore(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  facility: number,
): boolean {
  const { model } = state;
  const { dimensionCount } = model;
  if (state.rates.isLoose[vehicle] === 1) {
    return fitsEmptying(state, vehicle, stop, before, facility, false);
  }
  if (isTripEmptyBefore(state, before)) return false;
  if (state.routeTripCount[vehicle] >= model.tripCountMax[vehicle]) return false;
  const tripEnd = state.tripEnd[before];
  if (tripEnd < model.firstPool && model.unloadBeforeEnd[vehicle] === 1) return false;
  if (!accepts(state, facility, state.maskBefore[before])) return false;
  const mask = state.maskAfter[before] | model.nodeStreamBit[stop];
  if (!mayMix(state, vehicle, mask)) return false;
  if (tripEnd >= model.firstPool && !accepts(state, state.facilityOf[tripEnd], mask)) return false;
  for (let d = 0; d < dimensionCount; d++) {
    const behind =
      state.tripLoads[before * dimensionCount + d] - state.loadsBefore[before * dimensionCount + d];
    const load = behind + model.nodeLoads[stop * dimensionCount + d];
    if (load > model.capacities[vehicle * dimensionCount + d]) return false;
  }
  return true;
}

/** Whether nothing has been put on board of the node's trip ahead of it. */
function isTripEmptyBefore(state: State, before: number): boolean {
  const { model } = state;
  const after = state.previous[before];
  if (after < model.stopCount) return false;
  return after >= model.firstPool || model.richTerms[state.vehicleOf[after]].board.count === 0;
}
