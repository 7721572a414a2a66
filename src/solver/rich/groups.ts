import { NONE } from "../../base/index.ts";
import { GROUP_KIND } from "../compile/groups.ts";
import type { Model } from "../model.ts";
import type { State } from "../state.ts";

/** Which groups have visits, kept as stops are put in and taken out. */
export interface GroupVisits {
  /** By group, how many of its stops are visited, and the vehicle that serves the last put in. */
  readonly visitedCount: Int32Array;
  readonly vehicle: Int32Array;
  /** By group, what its stops put in during a step are worth more than they cost. */
  readonly surplusUnits: Float64Array;
}

/** What the groups of a stop demand of the place where it is put in. */
export interface GroupBounds {
  /** Whether another stop of an `exactly-one` is visited, so that this one may not be. */
  isBlocked: boolean;
  /** The only vehicle it may go to; `NONE` for any. */
  vehicle: number;
  /** Vehicles it may not go to bear the present stamp. */
  readonly shunnedAt: Int32Array;
  stamp: number;
  /** It goes behind this position and no farther than in front of that one. */
  positionMin: number;
  positionMax: number;
  /** The same of groups in direct order: directly behind, directly in front. */
  tightMin: number;
  tightMax: number;
}

/** A record of a model without visits. */
export function newGroupVisits(model: Model): GroupVisits {
  return {
    visitedCount: new Int32Array(model.groupCount),
    vehicle: new Int32Array(model.groupCount).fill(NONE),
    surplusUnits: new Float64Array(model.groupCount),
  };
}

/** A record for `boundByGroups` to write to. */
export function newGroupBounds(model: Model): GroupBounds {
  return {
    isBlocked: false,
    vehicle: NONE,
    shunnedAt: new Int32Array(model.vehicleCount),
    stamp: 0,
    positionMin: NONE,
    positionMax: Number.MAX_SAFE_INTEGER,
    tightMin: NONE,
    tightMax: Number.MAX_SAFE_INTEGER,
  };
}

/** Counts a visit that was put in; gives what of group prices falls away. */
export function noteVisit(state: State, stop: number): number {
  const { model, groups } = state;
  let units = 0;
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    const group = model.stopGroup[i];
    groups.vehicle[group] = state.vehicleOf[stop];
    if (groups.visitedCount[group]++ > 0) continue;
    if (model.groupKind[group] === GROUP_KIND["exactly-one"]) units += model.groupPriceUnits[group];
  }
  return units;
}

/** Counts a visit that was taken out; gives what of group prices has to be paid. */
export function forgetVisit(state: State, stop: number): number {
  const { model, groups } = state;
  let units = 0;
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    const group = model.stopGroup[i];
    if (--groups.visitedCount[group] > 0) continue;
    if (model.groupKind[group] === GROUP_KIND["exactly-one"]) units += model.groupPriceUnits[group];
  }
  return units;
}

/** Prices of the groups of which no stop is visited. */
export function absentGroupUnits(model: Model, visitedCount: Int32Array): number {
  let units = 0;
  for (let group = 0; group < model.groupCount; group++) {
    if (model.groupKind[group] !== GROUP_KIND["exactly-one"]) continue;
    if (visitedCount[group] === 0) units += model.groupPriceUnits[group];
  }
  return units;
}

/** Writes what a stop's groups demand as the routes stand. Requires routes that are up to date. */
export function boundByGroups(state: State, stop: number, bounds: GroupBounds): void {
  const { model, groups } = state;
  bounds.isBlocked = false;
  bounds.vehicle = NONE;
  bounds.stamp++;
  bounds.positionMin = NONE;
  bounds.positionMax = Number.MAX_SAFE_INTEGER;
  bounds.tightMin = NONE;
  bounds.tightMax = Number.MAX_SAFE_INTEGER;
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    const group = model.stopGroup[i];
    if (groups.visitedCount[group] === 0) continue;
    const kind = model.groupKind[group];
    if (kind === GROUP_KIND["all-or-none"]) continue;
    if (kind === GROUP_KIND["exactly-one"]) bounds.isBlocked = true;
    else if (kind === GROUP_KIND["different-vehicle"]) shunVehicles(state, group, bounds);
    else {
      const vehicle = groups.vehicle[group];
      if (bounds.vehicle !== NONE && bounds.vehicle !== vehicle) bounds.isBlocked = true;
      bounds.vehicle = vehicle;
      if (kind !== GROUP_KIND["same-vehicle"]) {
        boundPosition(state, group, model.stopGroupRank[i], bounds);
      }
    }
  }
}

function shunVehicles(state: State, group: number, bounds: GroupBounds): void {
  const { model, vehicleOf } = state;
  for (let i = model.groupOffset[group]; i < model.groupOffset[group + 1]; i++) {
    const vehicle = vehicleOf[model.memberStop[i]];
    if (vehicle !== NONE) bounds.shunnedAt[vehicle] = bounds.stamp;
  }
}

function boundPosition(state: State, group: number, rank: number, bounds: GroupBounds): void {
  const { model, vehicleOf, position } = state;
  const isDirect = model.groupKind[group] === GROUP_KIND["direct-order"];
  const first = model.groupOffset[group];
  for (let i = first; i < model.groupOffset[group + 1]; i++) {
    const member = model.memberStop[i];
    if (vehicleOf[member] === NONE || i - first === rank) continue;
    const at = position[member];
    if (i - first < rank) {
      bounds.positionMin = Math.max(bounds.positionMin, at);
      if (isDirect) bounds.tightMin = Math.max(bounds.tightMin, at);
    } else {
      bounds.positionMax = Math.min(bounds.positionMax, at);
      if (isDirect) bounds.tightMax = Math.min(bounds.tightMax, at);
    }
  }
}

/** Whether a stop may be put in front of a node, as far as its groups and the node's are asked. */
export function allowsGap(
  state: State,
  bounds: GroupBounds,
  vehicle: number,
  before: number,
): boolean {
  if (bounds.isBlocked || (bounds.vehicle !== NONE && bounds.vehicle !== vehicle)) return false;
  if (bounds.shunnedAt[vehicle] === bounds.stamp) return false;
  const at = state.position[before];
  if (at <= bounds.positionMin || at > bounds.positionMax) return false;
  if (bounds.tightMin !== NONE || bounds.tightMax !== Number.MAX_SAFE_INTEGER) {
    const follows = bounds.tightMin === NONE || at === bounds.tightMin + 1;
    return follows && (bounds.tightMax === Number.MAX_SAFE_INTEGER || at === bounds.tightMax);
  }
  return !isBond(state, state.previous[before], before);
}

/** Whether two stops that follow each other must do so. */
function isBond(state: State, after: number, before: number): boolean {
  const { model } = state;
  if (after >= model.stopCount || before >= model.stopCount) return false;
  for (let i = model.stopGroupOffset[after]; i < model.stopGroupOffset[after + 1]; i++) {
    const group = model.stopGroup[i];
    if (model.groupKind[group] !== GROUP_KIND["direct-order"]) continue;
    for (let j = model.stopGroupOffset[before]; j < model.stopGroupOffset[before + 1]; j++) {
      if (model.stopGroup[j] === group) return true;
    }
  }
  return false;
}
