import { NONE, type Random } from "../../base/index.ts";
import { blinks } from "../blink.ts";
import type { State } from "../state.ts";
import { isShort } from "./durations.ts";
import { findLarger, findUnusedOf } from "./resize.ts";
import type { PlainScratch } from "./scratch.ts";

/** What a gap that would make a visit late takes off the count of neighbours tried. */
const LATE_COUNT = 0.5;
/** How often all gaps are tried for a stop that must be visited and fits nowhere near. */
const ALL_GAPS_RATE = 0.2;

/**
 * Finds the cheapest gap for a stop of a plain problem near its neighbours, at the ends of routes
 * near a depot, and in one unused vehicle of each class; where none of these takes it, now and then
 * in all gaps. Each gap is left out with a small chance (a blink), so that the same stop does not
 * always go to the same place.
 *
 * Writes `bestUnits` and `bestBefore`, `NONE` where nothing is cheaper than `unitsMax`.
 * Source: Christiaens and Vanden Berghe (2020), Transportation Science 54(2), 417–433.
 */
export function findGap(
  state: State,
  scratch: PlainScratch,
  stop: number,
  unitsMax: number,
  random: Random,
): void {
  scratch.bestUnits = unitsMax;
  scratch.bestBefore = NONE;
  scratch.bestVehicle = NONE;
  scratch.triedStamp++;
  const fitsNear = considerNeighbours(state, scratch, stop, random);
  considerUnused(state, scratch, stop);
  if (scratch.nearDepot[stop] === 1) considerEnds(state, scratch, stop, random);
  if (scratch.bestBefore !== NONE || fitsNear || state.model.stopMust[stop] === 0) return;
  if (random.float() < ALL_GAPS_RATE) considerAll(state, scratch, stop);
}

/** Finds an unused vehicle for a stop, the cheapest of them. */
export function findUnused(state: State, scratch: PlainScratch, stop: number): void {
  scratch.bestUnits = Number.POSITIVE_INFINITY;
  scratch.bestBefore = NONE;
  scratch.bestVehicle = NONE;
  considerUnused(state, scratch, stop);
}

/**
 * The gaps beside the stop's neighbours, as far as they may beat the best.
 *
 * Neighbours come nearest first, so the other end of a gap is no nearer than this one, or the gap
 * has been looked at, or it is a depot: a gap whose leg is too short for the detour to beat the
 * best is passed over before anything else is read. Enough is enough when `roomyMax` neighbours had
 * room on their routes, those with a late gap counted less. Blinks are counted down, not drawn for
 * each gap. Gives whether the stop would fit somewhere, whatever it costs.
 */
function considerNeighbours(
  state: State,
  scratch: PlainScratch,
  stop: number,
  random: Random,
): boolean {
  const { model, next, previous, vehicleOf, legM } = state;
  const { routeRoom } = state.plain;
  const { near, nearM, triedAt, triedStamp, fromM, toM, someForbidden } = scratch;
  const { nodePlace, placeCount, stopAllowed, vehicleCount, unitsPerM } = model;
  const first = stop * scratch.nearCount;
  const last = first + scratch.nearCount;
  const load = model.nodeLoads[stop];
  const allowedOffset = stop * vehicleCount;
  const rowM = nodePlace[stop] * placeCount;
  const leastM = scratch.leastM[stop];
  const { roomyMax } = scratch;
  let roomy = 0;
  for (let i = first; i < last && roomy < roomyMax; i++) {
    const node = near[i];
    const vehicle = vehicleOf[node];
    if (routeRoom[vehicle + 1] < load) {
      if (scratch.isGrowing && vehicle !== NONE)
        roomy += considerLarger(state, scratch, stop, node);
      continue;
    }
    if (someForbidden && stopAllowed[allowedOffset + vehicle] === 0) continue;
    roomy++;
    const behind = next[node];
    const perM = unitsPerM[vehicle];
    const boundM = nearM[i] + Math.min(leastM, nearM[i]);
    if (triedAt[node] !== triedStamp && (boundM - legM[node]) * perM < scratch.bestUnits) {
      triedAt[node] = triedStamp;
      const place = nodePlace[previous[node]];
      const metres = fromM[rowM + place] + toM[rowM + nodePlace[node]] - legM[node];
      if (!blinks(scratch, random) && metres * perM < scratch.bestUnits) {
        if (!considerGap(state, scratch, stop, node, metres)) roomy -= LATE_COUNT;
      }
    }
    if (triedAt[behind] === triedStamp || (boundM - legM[behind]) * perM >= scratch.bestUnits) {
      continue;
    }
    triedAt[behind] = triedStamp;
    const place = nodePlace[behind];
    const metres = fromM[rowM + nodePlace[node]] + toM[rowM + place] - legM[behind];
    if (!blinks(scratch, random) && metres * perM < scratch.bestUnits) {
      if (!considerGap(state, scratch, stop, behind, metres)) roomy -= LATE_COUNT;
    }
  }
  return roomy > 0;
}

/**
 * Judges a gap whose detour beats the best and whose route has room, and keeps it if it is the
 * cheapest; gives whether nobody would be late.
 */
function considerGap(
  state: State,
  scratch: PlainScratch,
  stop: number,
  before: number,
  metres: number,
): boolean {
  const { model } = state;
  const vehicle = state.vehicleOf[before];
  let units = metres * model.unitsPerM[vehicle];
  if (state.routeStopCount[vehicle] === 0) {
    units += model.fixedUnits[vehicle];
    if (units >= scratch.bestUnits) return true;
  }
  if (model.timed && !isInTime(state, stop, before, vehicle)) return false;
  scratch.bestUnits = units;
  scratch.bestBefore = before;
  scratch.bestVehicle = NONE;
  return true;
}

/**
 * Both gaps beside a stop whose vehicle has no room, with a larger one for the whole route; gives 1
 * if there is one.
 */
function considerLarger(state: State, scratch: PlainScratch, stop: number, node: number): number {
  const { model, next } = state;
  const vehicle = state.vehicleOf[node];
  if (scratch.largerAt[vehicle] !== scratch.triedStamp) findLarger(state, scratch, stop, vehicle);
  const larger = scratch.largerVehicle[vehicle];
  if (larger === NONE) return 0;
  const perM = model.unitsPerM[larger];
  const addedUnits = scratch.largerUnits[vehicle] * scratch.growthShare;
  if (addedUnits >= scratch.bestUnits) return 1;
  for (let side = 0; side < 2; side++) {
    const before = side === 0 ? node : next[node];
    if (scratch.triedAt[before] === scratch.triedStamp) continue;
    scratch.triedAt[before] = scratch.triedStamp;
    const units = addedUnits + perM * detourM(state, stop, before);
    if (units >= scratch.bestUnits) continue;
    scratch.bestUnits = units;
    scratch.bestBefore = before;
    scratch.bestVehicle = larger;
  }
  return 1;
}

function isInTime(state: State, stop: number, before: number, vehicle: number): boolean {
  if (state.plain.hasDurations) return isShort(state, stop, before, vehicle);
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const travelSec = model.travelSec[vehicle];
  const after = state.previous[before];
  const row = nodePlace[stop] * placeCount;
  const startSec = Math.max(
    model.nodeOpenSec[stop],
    state.plain.leaveSec[after] + travelSec[nodePlace[after] * placeCount + nodePlace[stop]],
  );
  if (startSec > model.nodeCloseSec[stop]) return false;
  const reachedSec = startSec + model.nodeServiceSec[stop] + travelSec[row + nodePlace[before]];
  return reachedSec <= state.plain.latestSec[before];
}

/** Metres that a stop adds in front of a node. */
function detourM(state: State, stop: number, before: number): number {
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const travelM = model.travelM[state.vehicleOf[before]];
  const place = nodePlace[stop];
  const into = nodePlace[state.previous[before]] * placeCount + place;
  return travelM[into] + travelM[place * placeCount + nodePlace[before]] - state.legM[before];
}

function considerAnyGap(state: State, scratch: PlainScratch, stop: number, before: number): void {
  const metres = detourM(state, stop, before);
  const perM = state.model.unitsPerM[state.vehicleOf[before]];
  if (metres * perM < scratch.bestUnits) considerGap(state, scratch, stop, before, metres);
}

/** The first and the last gap of each route in use that has room. */
function considerEnds(state: State, scratch: PlainScratch, stop: number, random: Random): void {
  const { model, next } = state;
  const { used, usedCount } = state.plain;
  const { firstStart, firstEnd } = model;
  for (let i = 0; i < usedCount; i++) {
    const vehicle = used[i];
    if (!takes(state, scratch, vehicle, stop)) continue;
    const end = firstEnd + vehicle;
    const front = next[firstStart + vehicle];
    if (!blinks(scratch, random)) considerAnyGap(state, scratch, stop, front);
    if (!blinks(scratch, random)) considerAnyGap(state, scratch, stop, end);
  }
}

/** Whether the vehicle has room for the stop and may visit it. */
function takes(state: State, scratch: PlainScratch, vehicle: number, stop: number): boolean {
  const { model } = state;
  if (state.plain.routeRoom[vehicle + 1] < model.nodeLoads[stop]) return false;
  return !scratch.someForbidden || model.stopAllowed[stop * model.vehicleCount + vehicle] === 1;
}

/** One unused vehicle of each class. */
function considerUnused(state: State, scratch: PlainScratch, stop: number): void {
  const { model } = state;
  const { vehiclesOfClass } = scratch;
  for (let kind = 0; kind < vehiclesOfClass.length; kind++) {
    if (scratch.alone[stop * vehiclesOfClass.length + kind] >= scratch.bestUnits) continue;
    if (!isLarge(state, scratch, vehiclesOfClass[kind][0], stop)) continue;
    const vehicle = findUnusedOf(state, scratch, kind);
    if (vehicle !== NONE) considerAnyGap(state, scratch, stop, model.firstEnd + vehicle);
  }
}

/** Whether the vehicle may visit the stop and, empty, holds it: `stopAllowed` says both. */
function isLarge(state: State, scratch: PlainScratch, vehicle: number, stop: number): boolean {
  const { stopAllowed, vehicleCount } = state.model;
  return !scratch.someForbidden || stopAllowed[stop * vehicleCount + vehicle] === 1;
}

function considerAll(state: State, scratch: PlainScratch, stop: number): void {
  const { model, next } = state;
  const { used, usedCount } = state.plain;
  for (let i = 0; i < usedCount; i++) {
    const vehicle = used[i];
    if (!takes(state, scratch, vehicle, stop)) continue;
    const end = model.firstEnd + vehicle;
    let node = model.firstStart + vehicle;
    while (node !== end) {
      node = next[node];
      considerAnyGap(state, scratch, stop, node);
    }
  }
}
