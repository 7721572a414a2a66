import { NONE, type Random } from "../base/index.ts";
import { blinks } from "./blink.ts";
import { GROUP_KIND } from "./compile/groups.ts";
import { applyInsertion, considerGap } from "./insertion.ts";
import { type Insertion, newInsertion } from "./insertion-record.ts";
import { considerGapTrips } from "./insertion-trips.ts";
import type { Model } from "./model.ts";
import type { Neighbours } from "./neighbours.ts";
import { boundByGroups } from "./rich/groups.ts";
import { walkCandidates } from "./rich/walk-candidates.ts";
import type { State } from "./state.ts";
import { findPlace } from "./trips/insertion.ts";
import { isUnused, updateRoute } from "./update-route.ts";
import { vehiclesByClass } from "./vehicle-classes.ts";

/** Scratch space of `cheapestInsertion`, made once per solve. */
export interface Recreation {
  readonly neighbours: Neighbours;
  /** How many of the neighbours' positions are tried. */
  readonly gapNeighbourCount: number;
  readonly best: Insertion;
  /** Marks the gaps tried for the present stop, by the node behind the gap. */
  readonly triedAt: Int32Array;
  readonly vehiclesOfClass: readonly Int32Array[];
  /** Where in `vehiclesOfClass` an unused vehicle was last found. */
  readonly unusedOfClass: Int32Array;
  /** Stops whose way from the depot is among their shortest ways, so that route ends suit them. */
  readonly nearDepot: Uint8Array;
  stamp: number;
  /** Whether unused vehicles stay unused. */
  unusedShut: boolean;
  /** Gaps to look at before the next blink. */
  blinkIn: number;
}

/**
 * How often all gaps are tried for a stop that must be visited and fits nowhere near; less often in
 * proportion where there are more stops than these.
 */
const ALL_GAPS_RATE = 0.2;
const ALL_GAPS_STOPS = 200;
/**
 * How often the first of stops that belong on one vehicle goes to any vehicle at all: the cheapest
 * for it alone may be too small for them together.
 */
const ANY_VEHICLE_RATE = 0.15;
/** How often of an `exactly-one` only the stop that was asked for is tried. */
const OTHERS_LEFT_RATE = 0.2;

/** Scratch space for a model; the first `gapCount` neighbours' gaps are tried. */
export function newRecreation(model: Model, neighbours: Neighbours, gapCount: number): Recreation {
  return {
    neighbours,
    gapNeighbourCount: Math.min(gapCount, neighbours.count),
    best: newInsertion(model),
    triedAt: new Int32Array(model.nodeCount),
    vehiclesOfClass: vehiclesByClass(model),
    unusedOfClass: new Int32Array(model.vehicleCount),
    nearDepot: findNearDepot(model, neighbours, gapCount),
    stamp: 0,
    unusedShut: false,
    blinkIn: 0,
  };
}

/**
 * Finds the cheapest gap for a stop near its neighbours, at the ends of routes and trips, and in
 * one unused vehicle of each class; where none of these takes it, now and then in all gaps. Each
 * gap is left out with a small chance (a blink), so that the same stop does not always go to the
 * same place.
 *
 * Writes to `recreation.best`; `best.before` is `NONE` where nothing is cheaper than `unitsMax`.
 * Source: Christiaens and Vanden Berghe (2020), Transportation Science 54(2), 417–433.
 */
export function cheapestInsertion(
  state: State,
  recreation: Recreation,
  stop: number,
  unitsMax: number,
  random: Random,
): void {
  const { model, trips } = state;
  if (trips !== undefined) {
    findPlace(state, trips, recreation, stop, unitsMax, random);
    return;
  }
  const { best } = recreation;
  best.units = unitsMax;
  best.before = NONE;
  best.stop = stop;
  considerStop(state, recreation, stop, random);
  if (model.groupCount > 0) considerOthersOfGroup(state, recreation, stop, random);
  if (state.rates.hasCandidates) walkCandidates(state, best);
  if (best.before !== NONE || model.stopMust[stop] === 0) return;
  if (random.float() >= ALL_GAPS_RATE * Math.min(1, ALL_GAPS_STOPS / model.stopCount)) return;
  tryAllGaps(state, recreation, stop);
  if (state.rates.hasCandidates) walkCandidates(state, best);
}

/** Inserts the stop where `cheapestInsertion` found; gives whether the route keeps every rule. */
export function insertAtBest(state: State, recreation: Recreation): boolean {
  const vehicle = state.vehicleOf[recreation.best.before];
  applyInsertion(state, recreation.best);
  return updateRoute(state, vehicle);
}

function consider(state: State, stop: number, before: number, best: Insertion): void {
  if (state.tripMarks?.byMetres === true) considerGapTrips(state, stop, before, best);
  else considerGap(state, stop, before, best);
}

function considerStop(state: State, recreation: Recreation, stop: number, random: Random): void {
  const { model } = state;
  const { bounds } = recreation.best;
  recreation.stamp++;
  if (model.groupCount > 0) {
    boundByGroups(state, stop, bounds);
    if (bounds.isBlocked) return;
    if (bounds.vehicle !== NONE) {
      tryGapsOf(state, recreation, stop, bounds.vehicle);
      return;
    }
    if (isBoundToOthers(model, stop) && random.float() < ANY_VEHICLE_RATE) {
      tryGapsOf(state, recreation, stop, random.below(model.vehicleCount));
      return;
    }
  }
  tryNeighbours(state, recreation, stop, random);
  tryRouteEnds(state, recreation, stop, random);
}

/** Whether a group wants the stop and others on one vehicle. */
function isBoundToOthers(model: Model, stop: number): boolean {
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    const kind = model.groupKind[model.stopGroup[i]];
    if (kind === GROUP_KIND["same-vehicle"]) return true;
    if (kind === GROUP_KIND.order || kind === GROUP_KIND["direct-order"]) return true;
  }
  return false;
}

/** Of an `exactly-one` each stop may take the place of the one that was asked for. */
function considerOthersOfGroup(
  state: State,
  recreation: Recreation,
  stop: number,
  random: Random,
): void {
  const { model } = state;
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    const group = model.stopGroup[i];
    if (model.groupKind[group] !== GROUP_KIND["exactly-one"]) continue;
    if (state.groups.visitedCount[group] > 0 || random.float() < OTHERS_LEFT_RATE) return;
    for (let j = model.groupOffset[group]; j < model.groupOffset[group + 1]; j++) {
      const other = model.memberStop[j];
      if (other !== stop) considerStop(state, recreation, other, random);
    }
  }
}

function tryNeighbours(state: State, recreation: Recreation, stop: number, random: Random): void {
  const { model, next, vehicleOf } = state;
  const { neighbours, triedAt, stamp, best } = recreation;
  const { vehicleCount, stopAllowed } = model;
  const first = stop * neighbours.count;
  const last = first + recreation.gapNeighbourCount;
  const allowedOffset = stop * vehicleCount;
  for (let i = first; i < last; i++) {
    const near = neighbours.stops[i];
    const vehicle = vehicleOf[near];
    if (vehicle === NONE || stopAllowed[allowedOffset + vehicle] === 0) continue;
    if (triedAt[near] !== stamp) {
      triedAt[near] = stamp;
      if (!blinks(recreation, random)) consider(state, stop, near, best);
    }
    const behind = next[near];
    if (triedAt[behind] !== stamp) {
      triedAt[behind] = stamp;
      if (!blinks(recreation, random)) consider(state, stop, behind, best);
    }
  }
}

/** Considers the gap in front of a node, unless it has been or is left out by chance. */
function tryGap(
  state: State,
  recreation: Recreation,
  stop: number,
  before: number,
  random: Random,
): void {
  if (recreation.triedAt[before] === recreation.stamp) return;
  recreation.triedAt[before] = recreation.stamp;
  if (!blinks(recreation, random)) consider(state, stop, before, recreation.best);
}

function tryRouteEnds(state: State, recreation: Recreation, stop: number, random: Random): void {
  const { model, next } = state;
  const { vehicleCount, stopAllowed, firstStart, firstEnd } = model;
  if (!recreation.unusedShut) tryUnused(state, recreation, stop);
  if (recreation.nearDepot[stop] === 0 && model.facilityCount === 0) return;
  for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
    if (stopAllowed[stop * vehicleCount + vehicle] === 0) continue;
    const end = firstEnd + vehicle;
    const first = next[firstStart + vehicle];
    if (first === end && model.alwaysUsed[vehicle] === 0) continue;
    tryGap(state, recreation, stop, first, random);
    tryGap(state, recreation, stop, end, random);
    if (model.facilityCount > 0) tryTripEnds(state, recreation, stop, vehicle, random);
  }
}

/** One unused vehicle of each class; mostly the one of last time is still unused. */
function tryUnused(state: State, recreation: Recreation, stop: number): void {
  const { model, next } = state;
  const { vehiclesOfClass, unusedOfClass } = recreation;
  const { vehicleCount, stopAllowed, firstStart, firstEnd, alwaysUsed } = model;
  for (let kind = 0; kind < vehiclesOfClass.length; kind++) {
    const vehicles = vehiclesOfClass[kind];
    if (stopAllowed[stop * vehicleCount + vehicles[0]] === 0) continue;
    if (alwaysUsed[vehicles[0]] === 1) continue;
    for (let i = 0; i < vehicles.length; i++) {
      const at = (unusedOfClass[kind] + i) % vehicles.length;
      const end = firstEnd + vehicles[at];
      if (next[firstStart + vehicles[at]] !== end) continue;
      unusedOfClass[kind] = at;
      consider(state, stop, end, recreation.best);
      break;
    }
  }
}

function tryTripEnds(
  state: State,
  recreation: Recreation,
  stop: number,
  vehicle: number,
  random: Random,
): void {
  const { model, next, tripEnd } = state;
  let node = tripEnd[next[model.firstStart + vehicle]];
  while (node >= model.firstPool) {
    const following = next[node];
    tryGap(state, recreation, stop, node, random);
    tryGap(state, recreation, stop, following, random);
    node = tripEnd[following];
  }
}

function tryAllGaps(state: State, recreation: Recreation, stop: number): void {
  for (let vehicle = 0; vehicle < state.model.vehicleCount; vehicle++) {
    if (!isUnused(state, vehicle)) tryGapsOf(state, recreation, stop, vehicle);
  }
}

/** All gaps of a vehicle's route. */
function tryGapsOf(state: State, recreation: Recreation, stop: number, vehicle: number): void {
  const { model, next } = state;
  if (model.stopAllowed[stop * model.vehicleCount + vehicle] === 0) return;
  const end = model.firstEnd + vehicle;
  let node = model.firstStart + vehicle;
  while (node !== end) {
    node = next[node];
    consider(state, stop, node, recreation.best);
  }
}

function findNearDepot(model: Model, neighbours: Neighbours, gapCount: number): Uint8Array {
  const near = new Uint8Array(model.stopCount);
  const last = Math.min(gapCount, neighbours.count) - 1;
  for (let stop = 0; stop < model.stopCount; stop++) {
    if (last < 0) near[stop] = 1;
    for (let vehicle = 0; vehicle < model.vehicleCount && near[stop] === 0; vehicle++) {
      const row = model.nodePlace[stop] * model.placeCount;
      const travelM = model.travelM[vehicle];
      const farthest = neighbours.stops[stop * neighbours.count + last];
      const reachM = travelM[row + model.nodePlace[farthest]];
      const start = model.nodePlace[model.firstStart + vehicle];
      const end = model.nodePlace[model.firstEnd + vehicle];
      if (travelM[row + start] <= reachM || travelM[row + end] <= reachM) near[stop] = 1;
    }
  }
  return near;
}
