import { NONE } from "../base/index.ts";
import { writeCodes } from "./codes.ts";
import { keepsTotals } from "./insertion-fits.ts";
import { unloadSecOf } from "./model.ts";
import { updatePlainRoute } from "./plain/route.ts";
import { forgetRoute, keepsQuotas, noteRoute } from "./rich/across.ts";
import { updateCompartments } from "./rich/compartments.ts";
import { walkRoute } from "./rich/walk-memo.ts";
import { updateTrips } from "./route-trips.ts";
import type { State } from "./state.ts";
import { updateTripRoute } from "./trips/route.ts";

/**
 * Recomputes all that is kept at the nodes of a route after a change, and the cost.
 *
 * Gives whether the route keeps every rule; where it does not, its figures mean nothing and the
 * caller must restore it.
 */
export function updateRoute(state: State, vehicle: number): boolean {
  const { model } = state;
  const oldUnits = state.routeUnits[vehicle];
  if (state.isPlain) {
    const inTime = updatePlainRoute(state, vehicle);
    state.costUnits += state.routeUnits[vehicle] - oldUnits;
    return inTime;
  }
  if (state.trips !== undefined) {
    const kept = updateTripRoute(state, state.trips, vehicle);
    state.costUnits += state.routeUnits[vehicle] - oldUnits;
    return kept;
  }
  if (state.tripMarks !== undefined) {
    const inTime = updateTrips(state, state.tripMarks, vehicle);
    const unused = isUnused(state, vehicle);
    if (unused) priceUnused(state, vehicle);
    const kept = unused || (inTime && priceRoute(state, vehicle));
    state.costUnits += state.routeUnits[vehicle] - oldUnits;
    return kept;
  }
  walkForward(state, vehicle);
  let kept: boolean;
  if (isUnused(state, vehicle)) {
    // Whether the way from start to end can be driven at all is of no matter.
    joinForward(state, vehicle);
    walkBackward(state, vehicle);
    priceUnused(state, vehicle);
    kept = true;
  } else {
    const walks = isWalked(state, vehicle);
    kept = !walks || walk(state, vehicle);
    if (kept && model.timed) kept = joinForward(state, vehicle);
    kept = kept && walkBackward(state, vehicle);
    if (kept && walks) measureWalked(state, vehicle);
    else if (kept) kept = priceRoute(state, vehicle);
  }
  state.costUnits += state.routeUnits[vehicle] - oldUnits;
  return kept;
}

/** Whether the vehicle has no route. */
export function isUnused(state: State, vehicle: number): boolean {
  const { model } = state;
  const isEmpty = state.next[model.firstStart + vehicle] === model.firstEnd + vehicle;
  return isEmpty && model.alwaysUsed[vehicle] === 0;
}

/** Whether segments do not describe the route as it is. */
function isWalked(state: State, vehicle: number): boolean {
  return state.rates.isWalked[vehicle] === 1 || state.routeManyWindows[vehicle] === 1;
}

/** What stands at the start node: the load that the vehicle brings along. */
function startForward(state: State, vehicle: number): void {
  const { model } = state;
  const start = model.firstStart + vehicle;
  const { loads } = model.richTerms[vehicle].board;
  state.position[start] = 0;
  state.sumM[start] = 0;
  state.extraSec[start] = 0;
  for (let d = 0; d < model.dimensionCount; d++) {
    state.loadsBefore[start * model.dimensionCount + d] = loads[d];
  }
}

/** Loads, streams, ranks and metres from the start on. */
function walkForward(state: State, vehicle: number): void {
  const { model, next, position } = state;
  const { dimensionCount, nodePlace, placeCount, firstPool, stopCount } = model;
  const { board } = model.richTerms[vehicle];
  const isLoose = state.rates.isLoose[vehicle] === 1;
  const travelM = model.travelM[vehicle];
  const travelSec = state.rates.leastSec[vehicle];
  const serviceSec = model.serviceSec[vehicle];
  const end = model.firstEnd + vehicle;
  let previous = model.firstStart + vehicle;
  let busySec = 0;
  let { mask, kg } = board;
  let rank = NONE;
  let stops = 0;
  let trips = 0;
  let metres = 0;
  let manyWindows = 0;
  startForward(state, vehicle);
  for (let node = next[previous]; ; node = next[node]) {
    position[node] = position[previous] + 1;
    const arc = nodePlace[previous] * placeCount + nodePlace[node];
    metres += travelM[arc];
    state.legM[node] = travelM[arc];
    state.sumM[node] = metres;
    state.extraSec[node] = 0;
    busySec += travelSec[arc] + serviceSec[node];
    const fresh = previous >= firstPool; // the node before emptied the vehicle
    for (let d = 0; d < dimensionCount; d++) {
      const before = previous * dimensionCount + d;
      const held = fresh ? 0 : state.loadsBefore[before];
      const added = previous < stopCount ? model.nodeLoads[before] : 0;
      state.loadsBefore[node * dimensionCount + d] = held + added;
    }
    if (fresh) {
      mask = 0;
      kg = 0;
    }
    state.maskBefore[node] = mask;
    state.kgBefore[node] = kg;
    state.rankBefore[node] = rank;
    if (node === end) break;
    if (node < stopCount) {
      stops++;
      mask |= model.nodeStreamBit[node];
      kg += model.nodeKg[node];
      manyWindows |= model.nodeManyWindows[node];
      if (model.releasedVehicle[node] === vehicle) rank = model.releasedRank[node];
    } else {
      const facility = state.facilityOf[node];
      trips++;
      manyWindows |= model.facilityManyWindows[facility];
      state.unloadSec[node] = unloadSecOf(
        model.facilityUnloadSec[facility],
        model.facilitySecPerTonne[facility],
        isLoose ? 0 : kg,
      );
      busySec += state.unloadSec[node];
    }
    previous = node;
  }
  if (previous < firstPool && previous < stopCount) trips++;
  state.routeStopCount[vehicle] = stops;
  state.routeTripCount[vehicle] = trips;
  state.routeM[vehicle] = metres;
  state.routeBusySec[vehicle] = busySec;
  state.routeManyWindows[vehicle] = manyWindows;
}

/** Segments from the start to each node; gives whether no visit is late. */
function joinForward(state: State, vehicle: number): boolean {
  const { model, next } = state;
  const { nodePlace, placeCount, nodeOpenSec, nodeCloseSec, firstPool } = model;
  const nodeServiceSec = model.serviceSec[vehicle];
  const travelSec = state.rates.leastSec[vehicle];
  let node = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  let durationSec = state.extraSec[node];
  let earliestSec = nodeOpenSec[node];
  let latestSec = nodeCloseSec[node];
  for (;;) {
    state.beforeDurationSec[node] = durationSec;
    state.beforeEarliestSec[node] = earliestSec;
    state.beforeLatestSec[node] = latestSec;
    if (node === end) return true;
    const following = next[node];
    durationSec += travelSec[nodePlace[node] * placeCount + nodePlace[following]];
    if (earliestSec + durationSec > nodeCloseSec[following]) return false;
    const waitSec = Math.max(0, nodeOpenSec[following] - durationSec - latestSec);
    earliestSec = Math.max(nodeOpenSec[following] - durationSec, earliestSec) - waitSec;
    latestSec = Math.min(nodeCloseSec[following] - durationSec, latestSec);
    const stay = following >= firstPool ? state.unloadSec[following] : nodeServiceSec[following];
    durationSec += waitSec + stay + state.extraSec[following];
    node = following;
  }
}

/** Trip totals and segments from each node to the end; gives whether no visit is late. */
function walkBackward(state: State, vehicle: number): boolean {
  const { model, previous } = state;
  const { dimensionCount, firstPool, stopCount, facilityCount } = model;
  const end = model.firstEnd + vehicle;
  const start = model.firstStart + vehicle;
  let trip = end;
  let rank = NONE;
  let mask = 0;
  for (let node = end; node !== start; node = previous[node]) {
    if (node >= firstPool) {
      trip = node;
      mask = 0;
    }
    state.tripEnd[node] = trip;
    for (let d = 0; d < dimensionCount; d++) {
      state.tripLoads[node * dimensionCount + d] = state.loadsBefore[trip * dimensionCount + d];
    }
    state.tripKg[node] = state.kgBefore[trip];
    if (node < stopCount) {
      mask |= model.nodeStreamBit[node];
      if (model.releasedVehicle[node] === vehicle) rank = model.releasedRank[node];
    }
    state.maskAfter[node] = mask;
    state.rankAfter[node] = rank;
  }
  if (state.rates.isLoose[vehicle] === 1) updateCompartments(state, vehicle);
  if (!model.timed) return true;
  if (!joinBackward(state, vehicle)) return false;
  if (facilityCount > 0) joinWithin(state, vehicle);
  return true;
}

function joinBackward(state: State, vehicle: number): boolean {
  const { model, previous } = state;
  const { nodePlace, placeCount, nodeOpenSec, nodeCloseSec, firstPool } = model;
  const nodeServiceSec = model.serviceSec[vehicle];
  const travelSec = state.rates.leastSec[vehicle];
  let node = model.firstEnd + vehicle;
  const start = model.firstStart + vehicle;
  let durationSec = 0;
  let earliestSec = nodeOpenSec[node];
  let latestSec = nodeCloseSec[node];
  for (;;) {
    state.afterDurationSec[node] = durationSec;
    state.afterEarliestSec[node] = earliestSec;
    state.afterLatestSec[node] = latestSec;
    if (node === start) return true;
    const before = previous[node];
    const stay = before >= firstPool ? state.unloadSec[before] : nodeServiceSec[before];
    const apartSec =
      stay + state.extraSec[before] + travelSec[nodePlace[before] * placeCount + nodePlace[node]];
    const waitSec = Math.max(0, earliestSec - apartSec - nodeCloseSec[before]);
    if (nodeOpenSec[before] + apartSec > latestSec) return false;
    earliestSec = Math.max(earliestSec - apartSec, nodeOpenSec[before]) - waitSec;
    latestSec = Math.min(latestSec - apartSec, nodeCloseSec[before]);
    durationSec += apartSec + waitSec;
    node = before;
  }
}

/** Segments from each stop to the last of its trip; at a facility node its own window, no time. */
function joinWithin(state: State, vehicle: number): void {
  const { model, previous } = state;
  const { nodePlace, placeCount, nodeOpenSec, nodeCloseSec, firstPool } = model;
  const nodeServiceSec = model.serviceSec[vehicle];
  const travelSec = state.rates.leastSec[vehicle];
  let node = model.firstEnd + vehicle;
  const start = model.firstStart + vehicle;
  let durationSec = 0;
  let earliestSec = nodeOpenSec[node];
  let latestSec = nodeCloseSec[node];
  for (;;) {
    state.withinDurationSec[node] = durationSec;
    state.withinEarliestSec[node] = earliestSec;
    state.withinLatestSec[node] = latestSec;
    if (node === start) return;
    const before = previous[node];
    if (before >= firstPool) {
      durationSec = 0;
      earliestSec = nodeOpenSec[before];
      latestSec = nodeCloseSec[before];
    } else {
      const apartSec =
        nodeServiceSec[before] +
        state.extraSec[before] +
        travelSec[nodePlace[before] * placeCount + nodePlace[node]];
      const waitSec = Math.max(0, earliestSec - apartSec - nodeCloseSec[before]);
      earliestSec = Math.max(earliestSec - apartSec, nodeOpenSec[before]) - waitSec;
      latestSec = Math.min(latestSec - apartSec, nodeCloseSec[before]);
      durationSec += apartSec + waitSec;
    }
    node = before;
  }
}

function priceUnused(state: State, vehicle: number): void {
  const { model } = state;
  state.routeUnits[vehicle] = 0;
  state.routeM[vehicle] = 0;
  state.legM[model.firstEnd + vehicle] = 0; // an unused vehicle does not drive from start to end
  state.routeBusySec[vehicle] = 0;
  state.routeDurationSec[vehicle] = 0;
  state.routeEndSec[vehicle] = model.nodeOpenSec[model.firstStart + vehicle];
  state.routeExtraSec[vehicle] = 0;
  state.costUnits += forgetRoute(state, vehicle);
}

/** Cost of a route whose segments are up to date; gives whether its limits are kept. */
function priceRoute(state: State, vehicle: number): boolean {
  measure(state, vehicle);
  state.routeExtraSec[vehicle] = 0;
  state.routeUnits[vehicle] = routeUnits(state, vehicle) + visitUnits(state, vehicle);
  return keepsLimits(state, vehicle);
}

/** Duration and end by segments, which walking never falls below. */
function measure(state: State, vehicle: number): void {
  const { model } = state;
  const end = model.firstEnd + vehicle;
  state.routeDurationSec[vehicle] = model.timed ? state.beforeDurationSec[end] : 0;
  state.routeEndSec[vehicle] = model.timed
    ? state.beforeEarliestSec[end] + state.beforeDurationSec[end]
    : 0;
}

function routeUnits(state: State, vehicle: number): number {
  const { model } = state;
  const overtimeSec = Math.max(0, state.routeEndSec[vehicle] - model.overtimeFromSec[vehicle]);
  return (
    model.fixedUnits[vehicle] +
    state.routeM[vehicle] * model.unitsPerM[vehicle] +
    state.routeDurationSec[vehicle] * model.unitsPerSec[vehicle] +
    overtimeSec * model.unitsPerOvertimeSec[vehicle]
  );
}

/** Fees at facilities, lifts and prices for changes to the released plan. */
function visitUnits(state: State, vehicle: number): number {
  const { model, next } = state;
  if (state.tripMarks !== undefined) return 0;
  const perLift = model.unitsPerLift[vehicle];
  if (model.facilityCount === 0 && model.problem.released === undefined && perLift === 0) return 0;
  const { releasedVehicle, releasedRank, firstPool } = model;
  const end = model.firstEnd + vehicle;
  let units = 0;
  for (let node = next[model.firstStart + vehicle]; node !== end; node = next[node]) {
    if (node >= firstPool) {
      units += state.kgBefore[node] * model.facilityUnitsPerKg[state.facilityOf[node]];
      continue;
    }
    units += model.stopLifts[node] * perLift;
    if (releasedVehicle[node] === vehicle) {
      if (releasedRank[node] < state.rankBefore[node]) units += model.changeOrderUnits;
    } else if (releasedVehicle[node] !== NONE) units += model.changeVehicleUnits;
  }
  return units;
}

function keepsLimits(state: State, vehicle: number): boolean {
  const { model } = state;
  return (
    state.routeDurationSec[vehicle] <= model.durationSecMax[vehicle] &&
    state.routeM[vehicle] <= model.distanceMMax[vehicle] &&
    state.routeStopCount[vehicle] <= model.stopCountMax[vehicle] &&
    keepsTotals(state, vehicle, NONE) &&
    state.routeTripCount[vehicle] <= model.tripCountMax[vehicle]
  );
}

/** Prices a route that segments do not describe; gives whether every rule is kept. */
function walk(state: State, vehicle: number): boolean {
  const { model, figures } = state;
  const length = writeCodes(state, vehicle, state.codes);
  walkRoute(state, vehicle, state.codes, length);
  if (figures.broken !== undefined) return false;
  state.routeUnits[vehicle] = figures.costUnits;
  state.costUnits += noteRoute(state, vehicle, figures);
  if (model.timed && !state.rates.isSmall) noteExtras(state, vehicle);
  return keepsQuotas(state);
}

/** Keeps at each node what the last walk took behind it beyond what segments know. */
function noteExtras(state: State, vehicle: number): void {
  const { model, next, extraSec, gapExtraSec } = state;
  const end = model.firstEnd + vehicle;
  let gap = 0;
  let sum = 0;
  for (let node = model.firstStart + vehicle; node !== end; node = next[node]) {
    extraSec[node] = gapExtraSec[gap];
    sum += gapExtraSec[gap];
    gap++;
  }
  state.routeBusySec[vehicle] += sum;
}

/** Duration and end by segments, and how far from the walk they are. */
function measureWalked(state: State, vehicle: number): void {
  const { figures } = state;
  measure(state, vehicle);
  state.routeExtraSec[vehicle] = 0;
  if (state.model.timed) {
    state.routeExtraSec[vehicle] = figures.endSec - state.routeEndSec[vehicle];
  }
}
