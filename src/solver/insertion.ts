import { NONE } from "../base/index.ts";
import {
  accepts,
  fitsTrip,
  fitsUnloadAfter,
  fitsUnloadBefore,
  hasRoom,
  isAmongOtherStream,
  keepsTotals,
} from "./insertion-fits.ts";
import {
  ALONE,
  type Insertion,
  UNLOAD_AFTER,
  UNLOAD_BEFORE,
  UNLOAD_ELSEWHERE,
} from "./insertion-record.ts";
import {
  latenessUnits,
  leastUnits,
  openingUnits,
  stopUnits,
  timeUnits,
  unloadM,
} from "./insertion-units.ts";
import { addCandidate, candidateLimit } from "./rich/candidates.ts";
import { allowsGap } from "./rich/groups.ts";
import { joinRest, joinStart, joinStop, joinUnload } from "./segments.ts";
import { becomeFacility, linkFacility, linkStop, type State, setAlternative } from "./state.ts";

/** Carries out an insertion. The caller updates the route afterwards. */
export function applyInsertion(state: State, found: Insertion): void {
  const { stop, before, kind, facility } = found;
  setAlternative(state, stop, found.alternative);
  if (kind === UNLOAD_BEFORE) linkFacility(state, facility, before);
  linkStop(state, stop, before);
  if (kind === UNLOAD_AFTER) linkFacility(state, facility, before);
  if (kind === UNLOAD_ELSEWHERE) becomeFacility(state, state.tripEnd[before], facility);
}

/**
 * Prices the insertion of a stop in front of a node, with an unloading on either side where the
 * stop does not fit into the trip as it is (or `unloadsTried`), and keeps the cheapest in `best`;
 * or among its candidates for walking, where segments do not describe the route.
 *
 * What the detour adds is taken as a lower bound of the whole insertion cost: a candidate that
 * cannot beat `best` by it is not looked at further. Exact where no detour is a short cut. Cost:
 * O(facilities) for each of the stop's places.
 */
export function considerGap(state: State, stop: number, before: number, best: Insertion): void {
  const { model } = state;
  const vehicle = state.vehicleOf[before];
  if (state.position[before] <= model.committedCount[vehicle]) return;
  if (state.routeStopCount[vehicle] >= model.stopCountMax[vehicle]) return;
  if (!keepsTotals(state, vehicle, stop)) return;
  if (model.groupCount > 0 && !allowsGap(state, best.bounds, vehicle, before)) return;
  const last = model.alternativeOffset[stop + 1] - model.alternativeOffset[stop];
  for (let alternative = 0; alternative <= last; alternative++) {
    if (last > 0) setAlternative(state, stop, alternative);
    considerPlace(state, vehicle, stop, before, best);
  }
}

function considerPlace(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  best: Insertion,
): void {
  const { model } = state;
  if (isAmongOtherStream(state, vehicle, stop, before)) return;
  const isEstimate = isWalked(state, vehicle, stop);
  if (leastUnits(state, vehicle, stop, before) >= limitOf(best, vehicle, isEstimate)) return;
  const fits = fitsTrip(state, vehicle, stop, before);
  if (fits) considerAlone(state, vehicle, stop, before, isEstimate, best);
  if (model.facilityCount === 0) return;
  const mayDeceive = state.rates.isSmall && state.rates.isLoose[vehicle] === 1;
  if (!fits || best.unloadsTried || mayDeceive) {
    considerUnloads(state, vehicle, stop, before, isEstimate, best);
    if (state.rates.hasCandidates) considerElsewhere(state, vehicle, stop, before, best);
  }
}

/** Whether only walking tells what the stop costs on the route. */
function isWalked(state: State, vehicle: number, stop: number): boolean {
  return (
    state.rates.isWalked[vehicle] === 1 ||
    state.routeManyWindows[vehicle] === 1 ||
    state.model.nodeManyWindows[stop] === 1
  );
}

/** What a price or an estimate must stay below to be worth keeping. */
function limitOf(best: Insertion, vehicle: number, isEstimate: boolean): number {
  if (!isEstimate) return best.units;
  const limit = candidateLimit(best.candidates, vehicle);
  return best.walksAll ? limit : Math.min(limit, best.units);
}

function considerAlone(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  isEstimate: boolean,
  best: Insertion,
): void {
  const { model, previous } = state;
  const { nodePlace, placeCount } = model;
  const travelM = model.travelM[vehicle];
  const after = previous[before];
  const fromPlace = nodePlace[after] * placeCount;
  const place = nodePlace[stop];
  const toPlace = nodePlace[before];
  const limit = limitOf(best, vehicle, isEstimate);
  const metres =
    travelM[fromPlace + place] + travelM[place * placeCount + toPlace] - state.legM[before];
  let units = metres * state.rates.unitsPerM[vehicle] + openingUnits(state, vehicle);
  if (units >= limit) return;
  const tripEnd = state.tripEnd[before];
  const kg = model.nodeKg[stop];
  if (tripEnd >= model.firstPool) {
    units += kg * model.facilityUnitsPerKg[state.facilityOf[tripEnd]];
  }
  units += stopUnits(state, vehicle, stop, before, metres);
  if (units >= limit) return;
  if (state.routeM[vehicle] + metres > model.distanceMMax[vehicle]) return;
  if (tripEnd < model.firstPool && state.previous[before] >= model.firstPool) {
    if (state.routeTripCount[vehicle] >= model.tripCountMax[vehicle]) return;
  }
  if (model.timed) {
    joinStart(state, after, best);
    if (!joinStop(state, vehicle, after, stop, best)) return;
    if (isEstimate) units += latenessUnits(state, vehicle, stop, best);
    if (!joinRest(state, vehicle, stop, before, state.tripKg[before] + kg, best)) return;
    if (best.durationSec > model.durationSecMax[vehicle]) return;
    units += timeUnits(state, vehicle, best);
    if (units >= limit) return;
  }
  keep(state, best, units, stop, before, ALONE, NONE, isEstimate);
}

function keep(
  state: State,
  best: Insertion,
  units: number,
  stop: number,
  before: number,
  kind: number,
  facility: number,
  isEstimate: boolean,
): void {
  const alternative = state.alternativeOf[stop];
  if (isEstimate) {
    const vehicle = state.vehicleOf[before];
    addCandidate(best.candidates, units, vehicle, stop, alternative, before, kind, facility);
    return;
  }
  best.units = units;
  best.stop = stop;
  best.alternative = alternative;
  best.before = before;
  best.kind = kind;
  best.facility = facility;
}

/** Prices the insertion of a stop in front of a node with an unloading on either side. */
export function considerUnloads(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  isEstimate: boolean,
  best: Insertion,
): void {
  const { model } = state;
  for (let facility = 0; facility < model.facilityCount; facility++) {
    const walks = isEstimate || model.facilityManyWindows[facility] === 1;
    for (let kind = UNLOAD_AFTER; kind <= UNLOAD_BEFORE; kind++) {
      const metres = unloadM(state, vehicle, stop, before, kind, facility);
      if (metres * model.unitsPerM[vehicle] >= limitOf(best, vehicle, walks)) continue;
      const fits =
        kind === UNLOAD_AFTER
          ? fitsUnloadAfter(state, vehicle, stop, before, facility)
          : fitsUnloadBefore(state, vehicle, stop, before, facility);
      if (fits) considerUnload(state, vehicle, stop, before, kind, facility, metres, walks, best);
    }
  }
}

function considerUnload(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  kind: number,
  facility: number,
  metres: number,
  isEstimate: boolean,
  best: Insertion,
): void {
  const { model } = state;
  const limit = limitOf(best, vehicle, isEstimate);
  let units = metres * state.rates.unitsPerM[vehicle] + openingUnits(state, vehicle);
  const kg = model.nodeKg[stop];
  const kgBefore = state.kgBefore[before] + (kind === UNLOAD_AFTER ? kg : 0);
  const kgBehind = state.tripKg[before] + kg - kgBefore;
  units += kgBefore * model.facilityUnitsPerKg[facility];
  const tripEnd = state.tripEnd[before];
  if (tripEnd >= model.firstPool) {
    const perKg = model.facilityUnitsPerKg[state.facilityOf[tripEnd]];
    units += (kgBehind - state.tripKg[before]) * perKg;
  }
  units += stopUnits(state, vehicle, stop, before, 0);
  if (units >= limit) return;
  if (state.routeM[vehicle] + metres > model.distanceMMax[vehicle]) return;
  if (model.timed) {
    if (!joinUnload(state, vehicle, stop, before, kind, facility, kgBefore, kgBehind, best)) return;
    if (best.durationSec > model.durationSecMax[vehicle]) return;
    units += timeUnits(state, vehicle, best);
    if (units >= limit) return;
  }
  keep(state, best, units, stop, before, kind, facility, isEstimate);
}

/** The stop in front of the node, and the trip's end at each other facility; always walked. */
function considerElsewhere(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  best: Insertion,
): void {
  const { model, next, previous } = state;
  const { nodePlace, placeCount } = model;
  const tripEnd = state.tripEnd[before];
  if (tripEnd < model.firstPool || !hasRoom(state, vehicle, stop, before)) return;
  if (state.position[tripEnd] <= model.committedCount[vehicle]) return;
  const travelM = model.travelM[vehicle];
  const place = nodePlace[stop];
  const from = nodePlace[previous[before]] * placeCount;
  const last = before === tripEnd ? place : nodePlace[previous[tripEnd]];
  const following = nodePlace[next[tripEnd]];
  const held = state.facilityOf[tripEnd];
  const mask = state.maskBefore[tripEnd] | model.nodeStreamBit[stop];
  const detourM =
    before === tripEnd
      ? travelM[from + place] - travelM[from + nodePlace[tripEnd]]
      : travelM[from + place] +
        travelM[place * placeCount + nodePlace[before]] -
        state.legM[before] -
        travelM[last * placeCount + nodePlace[tripEnd]];
  for (let facility = 0; facility < model.facilityCount; facility++) {
    if (facility === held || !accepts(state, facility, mask)) continue;
    const there = model.facilityPlace[facility];
    const metres =
      detourM +
      travelM[last * placeCount + there] +
      travelM[there * placeCount + following] -
      travelM[nodePlace[tripEnd] * placeCount + following];
    const perKg = model.facilityUnitsPerKg[facility];
    const units =
      metres * state.rates.unitsPerM[vehicle] +
      (state.tripKg[before] + model.nodeKg[stop]) * perKg -
      state.tripKg[before] * model.facilityUnitsPerKg[held] +
      stopUnits(state, vehicle, stop, before, 0);
    if (units >= limitOf(best, vehicle, true)) continue;
    keep(state, best, units, stop, before, UNLOAD_ELSEWHERE, facility, true);
  }
}
