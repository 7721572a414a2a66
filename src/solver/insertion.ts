import { NONE } from "../base/index.ts";
import { codeOfNode } from "./codes.ts";
import { ALONE, type Insertion, UNLOAD_AFTER, UNLOAD_BEFORE } from "./insertion-record.ts";
import { joinRest, joinStart, joinStop, joinUnload } from "./segments.ts";
import { evaluateSequence } from "./sequence.ts";
import { linkFacility, linkStop, type State } from "./state.ts";

/** Carries out an insertion. The caller updates the route afterwards. */
export function applyInsertion(state: State, stop: number, found: Insertion): void {
  if (found.kind === UNLOAD_BEFORE) linkFacility(state, found.facility, found.before);
  linkStop(state, stop, found.before);
  if (found.kind === UNLOAD_AFTER) linkFacility(state, found.facility, found.before);
}

/**
 * Prices the insertion of a stop in front of a node, with an unloading on either side where the
 * stop does not fit into the trip as it is (or `unloadsTried`), and keeps the cheapest in `best`.
 *
 * What the detour adds is taken as a lower bound of the whole insertion cost: a candidate that
 * cannot beat `best` by it is not looked at further. Exact where no detour is a short cut. Cost:
 * O(facilities), or O(length) on a route with a visit of several windows.
 */
export function considerGap(state: State, stop: number, before: number, best: Insertion): void {
  const { model } = state;
  const vehicle = state.vehicleOf[before];
  if (state.position[before] <= model.committedCount[vehicle]) return;
  if (state.routeStopCount[vehicle] >= model.stopCountMax[vehicle]) return;
  if (isAmongOtherStream(state, vehicle, stop, before)) return;
  if (leastUnits(state, vehicle, stop, before) >= best.units) return;
  const fits = fitsTrip(state, vehicle, stop, before);
  if (fits) considerAlone(state, vehicle, stop, before, best);
  if (model.facilityCount > 0 && (!fits || best.unloadsTried)) {
    considerUnloads(state, vehicle, stop, before, best);
  }
}

/** Whether the gap lies inside a trip of another stream, where no unloading helps either. */
function isAmongOtherStream(state: State, vehicle: number, stop: number, before: number): boolean {
  const { model } = state;
  const bit = model.nodeStreamBit[stop];
  if (bit === 0 || model.mixedStreams[vehicle] === 1) return false;
  const ahead = state.maskBefore[before] & ~bit;
  const behind = state.maskAfter[before] & ~bit;
  return ahead !== 0 && behind !== 0;
}

/** Cost of the detour alone, its time as far as the route's waiting cannot take it in. */
function leastUnits(state: State, vehicle: number, stop: number, before: number): number {
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
  const travelSec = model.travelSec[vehicle];
  const addedSec =
    travelSec[into] + travelSec[outOf] - travelSec[direct] + model.nodeServiceSec[stop];
  const waitingSec = state.routeDurationSec[vehicle] - state.routeBusySec[vehicle];
  const unused = state.routeStopCount[vehicle] === 0;
  return unused ? units : units + Math.max(0, addedSec - waitingSec) * unitsPerSec;
}

/** Whether load and streams of the trip around the gap leave room, and the trip ends rightly. */
function fitsTrip(state: State, vehicle: number, stop: number, before: number): boolean {
  const { model } = state;
  const { dimensionCount } = model;
  const tripEnd = state.tripEnd[before];
  if (tripEnd < model.firstPool && model.unloadBeforeEnd[vehicle] === 1) return false;
  for (let d = 0; d < dimensionCount; d++) {
    const load =
      state.tripLoads[before * dimensionCount + d] + model.nodeLoads[stop * dimensionCount + d];
    if (load > model.capacities[vehicle * dimensionCount + d]) return false;
  }
  const mask = state.maskBefore[before] | state.maskAfter[before] | model.nodeStreamBit[stop];
  if (!mayMix(state, vehicle, mask)) return false;
  return tripEnd < model.firstPool || accepts(state, state.facilityOf[tripEnd], mask);
}

function mayMix(state: State, vehicle: number, mask: number): boolean {
  return state.model.mixedStreams[vehicle] === 1 || (mask & (mask - 1)) === 0;
}

function accepts(state: State, facility: number, mask: number): boolean {
  return (mask & ~state.model.facilityStreamMask[facility]) === 0;
}

function considerAlone(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  best: Insertion,
): void {
  const { model, previous } = state;
  const { nodePlace, placeCount } = model;
  const travelM = model.travelM[vehicle];
  const after = previous[before];
  const fromPlace = nodePlace[after] * placeCount;
  const place = nodePlace[stop];
  const toPlace = nodePlace[before];
  const metres =
    travelM[fromPlace + place] + travelM[place * placeCount + toPlace] - state.legM[before];
  let units = metres * model.unitsPerM[vehicle] + openingUnits(state, vehicle);
  if (units >= best.units) return;
  const tripEnd = state.tripEnd[before];
  const kg = model.nodeKg[stop];
  if (tripEnd >= model.firstPool) {
    units += kg * model.facilityUnitsPerKg[state.facilityOf[tripEnd]];
  }
  units += stabilityUnits(state, vehicle, stop, before);
  if (units >= best.units) return;
  if (state.routeM[vehicle] + metres > model.distanceMMax[vehicle]) return;
  if (tripEnd < model.firstPool && state.previous[before] >= model.firstPool) {
    if (state.routeTripCount[vehicle] >= model.tripCountMax[vehicle]) return;
  }
  if (isWalked(state, vehicle, stop, NONE)) {
    considerByWalking(state, vehicle, stop, before, ALONE, NONE, best);
    return;
  }
  if (model.timed) {
    joinStart(state, after, best);
    if (!joinStop(state, vehicle, after, stop, best)) return;
    if (!joinRest(state, vehicle, stop, before, state.tripKg[before] + kg, best)) return;
    if (best.durationSec > model.durationSecMax[vehicle]) return;
    units += timeUnits(state, vehicle, best);
    if (units >= best.units) return;
  }
  keep(best, units, before, ALONE, NONE);
}

function keep(
  best: Insertion,
  units: number,
  before: number,
  kind: number,
  facility: number,
): void {
  best.units = units;
  best.before = before;
  best.kind = kind;
  best.facility = facility;
}

/** What it costs to use the vehicle at all, if it is not yet used. */
function openingUnits(state: State, vehicle: number): number {
  const { model } = state;
  const unused = state.next[model.firstStart + vehicle] === model.firstEnd + vehicle;
  return unused ? model.fixedUnits[vehicle] : 0;
}

function isWalked(state: State, vehicle: number, stop: number, facility: number): boolean {
  const { model } = state;
  if (state.routeManyWindows[vehicle] === 1 || model.nodeManyWindows[stop] === 1) return true;
  return facility !== NONE && model.facilityManyWindows[facility] === 1;
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

/** What the joined route's time costs more than the route's as it is. */
function timeUnits(state: State, vehicle: number, join: Insertion): number {
  const { model } = state;
  const fromSec = model.overtimeFromSec[vehicle];
  const overtimeSec = Math.max(0, join.earliestSec + join.durationSec - fromSec);
  const overtimeBeforeSec = Math.max(0, state.routeEndSec[vehicle] - fromSec);
  return (
    (join.durationSec - state.routeDurationSec[vehicle]) * model.unitsPerSec[vehicle] +
    (overtimeSec - overtimeBeforeSec) * model.unitsPerOvertimeSec[vehicle]
  );
}

function considerUnloads(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  best: Insertion,
): void {
  const { model } = state;
  for (let facility = 0; facility < model.facilityCount; facility++) {
    for (let kind = UNLOAD_AFTER; kind <= UNLOAD_BEFORE; kind++) {
      const metres = unloadM(state, vehicle, stop, before, kind, facility);
      if (metres * model.unitsPerM[vehicle] >= best.units) continue;
      const fits =
        kind === UNLOAD_AFTER
          ? fitsUnloadAfter(state, vehicle, stop, before, facility)
          : fitsUnloadBefore(state, vehicle, stop, before, facility);
      if (fits) considerUnload(state, vehicle, stop, before, kind, facility, metres, best);
    }
  }
}

/** Metres that the stop and an unloading beside it add. */
function unloadM(
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

/** Stops before the gap and the stop make one trip, those behind it the next. */
function fitsUnloadAfter(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  facility: number,
): boolean {
  const { model } = state;
  const { dimensionCount } = model;
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
function fitsUnloadBefore(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  facility: number,
): boolean {
  const { model } = state;
  const { dimensionCount } = model;
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

function isTripEmptyBefore(state: State, before: number): boolean {
  const { model } = state;
  const after = state.previous[before];
  return after >= model.stopCount; // the start node or a facility visit
}

function considerUnload(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  kind: number,
  facility: number,
  metres: number,
  best: Insertion,
): void {
  const { model } = state;
  let units = metres * model.unitsPerM[vehicle] + openingUnits(state, vehicle);
  const kg = model.nodeKg[stop];
  const kgBefore = state.kgBefore[before] + (kind === UNLOAD_AFTER ? kg : 0);
  const kgBehind = state.tripKg[before] + kg - kgBefore;
  units += kgBefore * model.facilityUnitsPerKg[facility];
  const tripEnd = state.tripEnd[before];
  if (tripEnd >= model.firstPool) {
    const perKg = model.facilityUnitsPerKg[state.facilityOf[tripEnd]];
    units += (kgBehind - state.tripKg[before]) * perKg;
  }
  units += stabilityUnits(state, vehicle, stop, before);
  if (units >= best.units) return;
  if (state.routeM[vehicle] + metres > model.distanceMMax[vehicle]) return;
  if (isWalked(state, vehicle, stop, facility)) {
    considerByWalking(state, vehicle, stop, before, kind, facility, best);
    return;
  }
  if (model.timed) {
    if (!joinUnload(state, vehicle, stop, before, kind, facility, kgBefore, kgBehind, best)) return;
    if (best.durationSec > model.durationSecMax[vehicle]) return;
    units += timeUnits(state, vehicle, best);
    if (units >= best.units) return;
  }
  keep(best, units, before, kind, facility);
}

/** The slow path: writes the route with the insertion and walks it. */
function considerByWalking(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  kind: number,
  facility: number,
  best: Insertion,
): void {
  const { model, next, codes, figures } = state;
  const end = model.firstEnd + vehicle;
  let length = 0;
  for (let node = next[model.firstStart + vehicle]; ; node = next[node]) {
    if (node === before) {
      if (kind === UNLOAD_BEFORE) codes[length++] = model.stopCount + facility;
      codes[length++] = stop;
      if (kind === UNLOAD_AFTER) codes[length++] = model.stopCount + facility;
    }
    if (node === end) break;
    codes[length++] = codeOfNode(state, node);
  }
  evaluateSequence(model, vehicle, codes, length, figures);
  if (figures.broken !== undefined) return;
  const units = figures.costUnits - state.routeUnits[vehicle];
  if (units < best.units) keep(best, units, before, kind, facility);
}
