import { NONE } from "../base/index.ts";
import { type Insertion, UNLOAD_AFTER } from "./insertion-record.ts";
import { apartUnits, sizeDelta } from "./rich/across.ts";
import type { State } from "./state.ts";
import { isUnused } from "./update-route.ts";

/** Cost of the detour alone, its time as far as the route's waiting cannot take it in. */
export function leastUnits(state: State, vehicle: number, stop: number, before: number): number {
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const from = nodePlace[state.previous[before]] * placeCount;
  const place = nodePlace[stop];
  const to = nodePlace[before];
  const into = from + place;
  const outOf = place * placeCount + to;
  const direct = from + to;
  const travelM = model.travelM[vehicle];
  const metres = travelM[into] + travelM[outOf] - state.legM[before];
  const units = metres * model.unitsPerM[vehicle];
  const unitsPerSec = model.unitsPerSec[vehicle];
  if (unitsPerSec === 0) return units;
  const travelSec = state.rates.leastSec[vehicle];
  const addedSec =
    travelSec[into] + travelSec[outOf] - travelSec[direct] + model.serviceSec[vehicle][stop];
  const waitingSec = state.routeDurationSec[vehicle] - state.routeBusySec[vehicle];
  const unused = state.routeStopCount[vehicle] === 0;
  return unused ? units : units + Math.max(0, addedSec - waitingSec) * unitsPerSec;
}

/** Metres that the stop and an unloading beside it add. */
export function unloadM(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  kind: number,
  facility: number,
): number {
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const travelM = model.travelM[vehicle];
  const from = nodePlace[state.previous[before]] * placeCount;
  const to = nodePlace[before];
  const first = kind === UNLOAD_AFTER ? nodePlace[stop] : model.facilityPlace[facility];
  const second = kind === UNLOAD_AFTER ? model.facilityPlace[facility] : nodePlace[stop];
  return (
    travelM[from + first] +
    travelM[first * placeCount + second] +
    travelM[second * placeCount + to] -
    state.legM[before]
  );
}

/** What it costs to use the vehicle at all, if it is not yet used. */
export function openingUnits(state: State, vehicle: number): number {
  return isUnused(state, vehicle) ? state.model.fixedUnits[vehicle] : 0;
}

/**
 * What the stop itself costs there: lifts, changes of the released plan, near stops on other
 * vehicles; and as an estimate the fuel for its load and for what is on board over the detour.
 */
export function stopUnits(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  metres: number,
): number {
  const { model } = state;
  const perKgM = state.rates.unitsPerKgM[vehicle];
  let units = stabilityUnits(state, vehicle, stop, before);
  units += model.stopLifts[stop] * model.unitsPerLift[vehicle];
  if (state.across.apartUnits > 0) units += apartUnits(state, stop, vehicle);
  if (state.across.balancesLoad) {
    const size = Math.max(0, state.across.routeSize[vehicle]) + model.nodeKg[stop];
    units += sizeDelta(state, vehicle, size);
  }
  if (perKgM === 0) return units;
  const carriedM = state.sumM[state.tripEnd[before]] - state.sumM[state.previous[before]];
  return units + (state.kgBefore[before] * metres + model.nodeKg[stop] * carriedM) * perKgM;
}

/** Prices of changing the released plan by this insertion. */
function stabilityUnits(state: State, vehicle: number, stop: number, before: number): number {
  const { model } = state;
  const released = model.releasedVehicle[stop];
  if (released === NONE) return 0;
  if (released !== vehicle) return model.changeVehicleUnits;
  const rank = model.releasedRank[stop];
  const ahead = state.rankBefore[before];
  const behind = state.rankAfter[before];
  let changes = 0;
  if (ahead !== NONE && rank < ahead) changes++;
  if (behind !== NONE && behind < rank) changes++;
  if (behind !== NONE && behind < ahead) changes--;
  return changes * model.changeOrderUnits;
}

/** What the joined route's time costs more than the route's as it is; of its balance as well. */
export function timeUnits(state: State, vehicle: number, join: Insertion): number {
  const { model, across } = state;
  const fromSec = model.overtimeFromSec[vehicle] - state.routeExtraSec[vehicle];
  const overtimeSec = Math.max(0, join.earliestSec + join.durationSec - fromSec);
  const overtimeBeforeSec = Math.max(0, state.routeEndSec[vehicle] - fromSec);
  const addedSec = join.durationSec - state.routeDurationSec[vehicle];
  let units = addedSec * model.unitsPerSec[vehicle];
  units += (overtimeSec - overtimeBeforeSec) * model.unitsPerOvertimeSec[vehicle];
  if (across.balanceRate > 0 && !across.balancesLoad) {
    const size = Math.max(0, across.routeSize[vehicle]) + addedSec;
    units += sizeDelta(state, vehicle, size);
  }
  return units;
}

/** The lateness of the stop that the segment ends with, as far as the segment knows. */
export function latenessUnits(
  state: State,
  vehicle: number,
  stop: number,
  join: Insertion,
): number {
  const { rates, model } = state;
  if (rates.unitsPerLateSec[stop] === 0) return 0;
  const startSec = join.earliestSec + join.durationSec - model.serviceSec[vehicle][stop];
  const lateSec = Math.max(0, startSec - rates.lateFromSec[stop]);
  return lateSec * rates.unitsPerLateSec[stop];
}
