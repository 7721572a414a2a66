import { NONE, type Random } from "../../base/index.ts";
import { blinks } from "../blink.ts";
import { ALONE, type Insertion, UNLOAD_AFTER, UNLOAD_BEFORE } from "../insertion-record.ts";
import { TIME_MAX_SEC } from "../model.ts";
import type { Recreation } from "../recreate.ts";
import type { State } from "../state.ts";
import type { TripFigures } from "./figures.ts";

/** Of a stop's neighbours, gaps are tried beside so many whose trips have room for it. */
const ROOMY_MAX = 10;
/** How far the list of a stop's neighbours goes. */
const NEAR_MAX = 150;
/** How many neighbours' full trips are cut in two. */
const CUT_NEAR_MAX = 20;
/** What a gap that would make a visit late takes off that count. */
const LATE_COUNT = 0.5;
/** How often all gaps are tried for a stop that must be visited and fits nowhere near. */
const ALL_GAPS_RATE = 0.2;

/**
 * As `cheapestInsertion`, for problems that are `isByTrips`, in a fraction of its time: beside the
 * stop's neighbours, at the ends of trips, in one unused vehicle of each class, and where none of
 * these takes a stop that must be visited now and then anywhere. Where the stop does not fit the
 * trip, be it for its load or because it is released late, the trip is cut in two beside it.
 */
export function findPlace(
  state: State,
  figures: TripFigures,
  recreation: Recreation,
  stop: number,
  unitsMax: number,
  random: Random,
): void {
  const { best } = recreation;
  best.units = unitsMax;
  best.before = NONE;
  best.stop = stop;
  recreation.stamp++;
  // First, since what it costs rules out most ways of cutting a trip.
  if (!recreation.unusedShut) tryUnused(state, figures, recreation);
  tryNeighbours(state, figures, recreation, random);
  tryTripEnds(state, figures, recreation, random);
  const { stopMust, stopPriceUnits } = state.model;
  if (best.before !== NONE || stopMust[stop] === 0 || unitsMax < stopPriceUnits[stop]) return;
  if (random.float() < ALL_GAPS_RATE) tryAll(state, figures, best);
}

function tryNeighbours(
  state: State,
  figures: TripFigures,
  recreation: Recreation,
  random: Random,
): void {
  const { model, next, previous, vehicleOf, tripLoads } = state;
  const { neighbours, triedAt, stamp, best } = recreation;
  const { vehicleCount, stopAllowed, unitsPerM, capacities } = model;
  const { cutM } = figures;
  const { stop } = best;
  const first = stop * neighbours.count;
  const last = first + Math.min(NEAR_MAX, neighbours.count);
  const load = model.nodeLoads[stop];
  const allowedOffset = stop * vehicleCount;
  const lastCut = first + CUT_NEAR_MAX;
  let roomy = 0;
  for (let i = first; i < last && roomy < ROOMY_MAX; i++) {
    const near = neighbours.stops[i];
    const vehicle = vehicleOf[near];
    if (vehicle === NONE) continue;
    const isFull = tripLoads[near] + load > capacities[vehicle];
    if (isFull && i >= lastCut) continue;
    if (stopAllowed[allowedOffset + vehicle] === 0) continue;
    const ahead = previous[near];
    const behind = next[near];
    const mostM = best.units / unitsPerM[vehicle];
    if (isFull) {
      if (cutM[near] < mostM && triedAt[ahead] !== stamp) {
        triedAt[ahead] = stamp;
        considerCuts(state, figures, vehicle, ahead, best);
      }
      if (cutM[behind] < mostM && triedAt[near] !== stamp) {
        triedAt[near] = stamp;
        considerCuts(state, figures, vehicle, near, best);
      }
      continue;
    }
    roomy++;
    if (triedAt[ahead] !== stamp) {
      triedAt[ahead] = stamp;
      if (!blinks(recreation, random) && considerGap(state, figures, vehicle, ahead, best)) {
        roomy -= LATE_COUNT;
      }
    }
    if (triedAt[near] !== stamp) {
      triedAt[near] = stamp;
      if (!blinks(recreation, random) && considerGap(state, figures, vehicle, near, best)) {
        roomy -= LATE_COUNT;
      }
    }
  }
}

/** Whether the trip of a node holds a stop beside its own; of a begin the one that ends there. */
function hasRoom(state: State, vehicle: number, node: number, stop: number): boolean {
  const { model, tripLoads } = state;
  return tripLoads[node] + model.nodeLoads[stop] <= model.capacities[vehicle];
}

/** One unused vehicle of each class; mostly the one of last time is still unused. */
function tryUnused(state: State, figures: TripFigures, recreation: Recreation): void {
  const { model, routeStopCount } = state;
  const { vehiclesOfClass, unusedOfClass, best } = recreation;
  for (let kind = 0; kind < vehiclesOfClass.length; kind++) {
    const vehicles = vehiclesOfClass[kind];
    if (model.stopAllowed[best.stop * model.vehicleCount + vehicles[0]] === 0) continue;
    for (let i = 0; i < vehicles.length; i++) {
      const at = (unusedOfClass[kind] + i) % vehicles.length;
      if (routeStopCount[vehicles[at]] > 0) continue;
      unusedOfClass[kind] = at;
      considerGap(state, figures, vehicles[at], model.firstStart + vehicles[at], best);
      break;
    }
  }
}

/** The first and the last gap of each trip, where a trip of the stop alone might beat the best. */
function tryTripEnds(
  state: State,
  figures: TripFigures,
  recreation: Recreation,
  random: Random,
): void {
  const { model, next, previous, tripEnd, routeStopCount } = state;
  const { best, triedAt, stamp, nearDepot } = recreation;
  const { vehicleCount, stopAllowed, firstStart, firstPool } = model;
  const isNear = nearDepot[best.stop] === 1;
  const place = model.nodePlace[best.stop];
  const aloneM = figures.toFacilityM[place] + figures.fromFacilityM[place];
  for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
    if (routeStopCount[vehicle] === 0) continue;
    if (stopAllowed[best.stop * vehicleCount + vehicle] === 0) continue;
    if (!isNear && aloneM * model.unitsPerM[vehicle] >= best.units) continue;
    let begin = firstStart + vehicle;
    for (;;) {
      const end = tripEnd[next[begin]];
      const last = previous[end];
      if (triedAt[begin] !== stamp && !blinks(recreation, random)) {
        considerGap(state, figures, vehicle, begin, best);
      }
      if (triedAt[last] !== stamp && !blinks(recreation, random)) {
        considerGap(state, figures, vehicle, last, best);
      }
      if (end < firstPool) break;
      begin = end;
    }
  }
}

function tryAll(state: State, figures: TripFigures, best: Insertion): void {
  const { model, next, routeStopCount } = state;
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    if (routeStopCount[vehicle] === 0) continue;
    if (model.stopAllowed[best.stop * model.vehicleCount + vehicle] === 0) continue;
    const end = model.firstEnd + vehicle;
    for (let node = model.firstStart + vehicle; node !== end; node = next[node]) {
      considerGap(state, figures, vehicle, node, best);
    }
  }
}

/**
 * Prices the stop behind a node, with a visit to a facility on either side where it does not fit
 * the trip as it is; keeps the cheapest in `best`. Gives whether the trip had room but somebody
 * would be late.
 */
function considerGap(
  state: State,
  figures: TripFigures,
  vehicle: number,
  after: number,
  best: Insertion,
): boolean {
  const { model, legM } = state;
  const { nodePlace, placeCount } = model;
  const before = state.next[after];
  const travelM = model.travelM[vehicle];
  const place = nodePlace[best.stop];
  const into = nodePlace[after] * placeCount + place;
  const outOf = place * placeCount + nodePlace[before];
  const metres = travelM[into] + travelM[outOf] - legM[before];
  let units = metres * model.unitsPerM[vehicle];
  if (state.routeStopCount[vehicle] === 0) units += model.fixedUnits[vehicle];
  // A visit to a facility as well costs more, where no detour is a short cut.
  if (units >= best.units) return false;
  const fits = hasRoom(state, vehicle, before, best.stop);
  const inTime = fits && isInTime(state, figures, vehicle, after, best.stop);
  if (!inTime || best.unloadsTried) considerCuts(state, figures, vehicle, after, best);
  if (!inTime) return fits;
  if (units < best.units) keep(best, units, before, ALONE, NONE);
  return false;
}

function keep(best: Insertion, units: number, before: number, kind: number, facility: number) {
  best.units = units;
  best.before = before;
  best.kind = kind;
  best.facility = facility;
  best.alternative = 0;
}

function isInTime(
  state: State,
  figures: TripFigures,
  vehicle: number,
  after: number,
  stop: number,
): boolean {
  const releaseSec = state.model.stopReleaseSec[stop];
  const begin = figures.beginOf[after];
  const leftSec =
    releaseSec <= figures.leaveSec[begin]
      ? figures.leaveSec[after]
      : leavesAt(figures, after, releaseSec);
  const doneSec = servedAt(state, vehicle, leftSec, after, stop);
  return reaches(state, figures, vehicle, doneSec, stop, state.next[after]);
}

/** When a node is left if its trip begins at a time; `TIME_MAX_SEC` where somebody is late. */
function leavesAt(figures: TripFigures, node: number, departSec: number): number {
  if (departSec > figures.upToLatestSec[node]) return TIME_MAX_SEC;
  return Math.max(departSec + figures.upToSec[node], figures.upToEarliestSec[node]);
}

/** When a stop is left that is driven to from a node; `TIME_MAX_SEC` or more where it is late. */
function servedAt(
  { model }: State,
  vehicle: number,
  leftSec: number,
  after: number,
  stop: number,
): number {
  const arc = model.nodePlace[after] * model.placeCount + model.nodePlace[stop];
  const startSec = Math.max(leftSec + model.travelSec[vehicle][arc], model.nodeOpenSec[stop]);
  return startSec > model.nodeCloseSec[stop] ? TIME_MAX_SEC : startSec + model.nodeServiceSec[stop];
}

/** Whether the rest of a route is in time from a node on that is driven to from a stop. */
function reaches(
  { model }: State,
  figures: TripFigures,
  vehicle: number,
  leftSec: number,
  stop: number,
  before: number,
): boolean {
  const arc = model.nodePlace[stop] * model.placeCount + model.nodePlace[before];
  return leftSec + model.travelSec[vehicle][arc] <= figures.latestSec[before];
}

/** The stop behind a node with a visit to a facility on either side, which makes two trips. */
function considerCuts(
  state: State,
  figures: TripFigures,
  vehicle: number,
  after: number,
  best: Insertion,
): void {
  const { model, legM } = state;
  const { nodePlace, placeCount, facilityPlace, stopCount } = model;
  const before = state.next[after];
  const travelM = model.travelM[vehicle];
  const perM = model.unitsPerM[vehicle];
  const place = nodePlace[best.stop] * placeCount;
  const ahead = nodePlace[after] * placeCount;
  for (let facility = 0; facility < model.facilityCount; facility++) {
    const there = facilityPlace[facility];
    if (after < stopCount) {
      const metres =
        travelM[ahead + there] +
        travelM[there * placeCount + nodePlace[best.stop]] +
        travelM[place + nodePlace[before]] -
        legM[before];
      const units = metres * perM;
      if (units < best.units && fitsBehind(state, figures, vehicle, after, facility, best.stop)) {
        keep(best, units, before, UNLOAD_BEFORE, facility);
      }
    }
    if (before < stopCount) {
      const metres =
        travelM[ahead + nodePlace[best.stop]] +
        travelM[place + there] +
        travelM[there * placeCount + nodePlace[before]] -
        legM[before];
      const units = metres * perM;
      if (units < best.units && fitsAhead(state, figures, vehicle, after, facility, best.stop)) {
        keep(best, units, before, UNLOAD_AFTER, facility);
      }
    }
  }
}

/** Whether the trip may end behind a node, and the next begin with a stop. */
function fitsBehind(
  state: State,
  figures: TripFigures,
  vehicle: number,
  after: number,
  facility: number,
  stop: number,
): boolean {
  const { model, tripLoads, loadsBefore } = state;
  const before = state.next[after];
  const rest = tripLoads[before] - loadsBefore[before];
  if (rest + model.nodeLoads[stop] > model.capacities[vehicle]) return false;
  const begin = figures.beginOf[after];
  const departSec = Math.max(figures.readySec[begin], figures.releaseUpToSec[after]);
  const leftSec = leavesAt(figures, after, departSec);
  const place = model.nodePlace[after];
  const readySec = emptiedAt(state, vehicle, leftSec, place, facility);
  const againSec = Math.max(
    readySec,
    model.stopReleaseSec[stop],
    releasedBehind(state, figures, before),
  );
  const arc = model.facilityPlace[facility] * model.placeCount + model.nodePlace[stop];
  const startSec = Math.max(againSec + model.travelSec[vehicle][arc], model.nodeOpenSec[stop]);
  if (startSec > model.nodeCloseSec[stop]) return false;
  const doneSec = startSec + model.nodeServiceSec[stop];
  return reaches(state, figures, vehicle, doneSec, stop, before);
}

/** Whether the trip may end with a stop behind a node, and the next begin with what follows. */
function fitsAhead(
  state: State,
  figures: TripFigures,
  vehicle: number,
  after: number,
  facility: number,
  stop: number,
): boolean {
  const { model, loadsBefore } = state;
  const { placeCount, facilityPlace, nodePlace } = model;
  const before = state.next[after];
  const load = after < model.stopCount ? loadsBefore[before] : 0;
  if (load + model.nodeLoads[stop] > model.capacities[vehicle]) return false;
  const begin = figures.beginOf[after];
  const releaseSec = Math.max(figures.releaseUpToSec[after], model.stopReleaseSec[stop]);
  const leftSec = leavesAt(figures, after, Math.max(figures.readySec[begin], releaseSec));
  const doneSec = servedAt(state, vehicle, leftSec, after, stop);
  const readySec = emptiedAt(state, vehicle, doneSec, nodePlace[stop], facility);
  const againSec = Math.max(readySec, releasedBehind(state, figures, before));
  const arc = facilityPlace[facility] * placeCount + nodePlace[before];
  return againSec + model.travelSec[vehicle][arc] <= figures.latestSec[before];
}

/** The latest release of a trip from a node on, none where a trip ends there. */
function releasedBehind({ model }: State, figures: TripFigures, node: number): number {
  return node < model.stopCount ? figures.releaseFromSec[node] : 0;
}

/** When a vehicle has unloaded at a facility; `TIME_MAX_SEC` or more where it comes too late. */
function emptiedAt(
  { model }: State,
  vehicle: number,
  leftSec: number,
  fromPlace: number,
  facility: number,
): number {
  const arc = fromPlace * model.placeCount + model.facilityPlace[facility];
  const startSec = Math.max(
    leftSec + model.travelSec[vehicle][arc],
    model.facilityOpenSec[facility],
  );
  return startSec > model.facilityCloseSec[facility]
    ? TIME_MAX_SEC
    : startSec + model.facilityUnloadSec[facility];
}
