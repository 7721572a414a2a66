import { NONE, type Random } from "../../base/index.ts";
import { GROUP_KIND } from "../compile/groups.ts";
import type { Model } from "../model.ts";
import { dropEmptyTrips, isCommitted, type Ruin, removeStop } from "../ruin.ts";
import type { State } from "../state.ts";
import { updateRoute } from "../update-route.ts";

/** How often stops bound to one that is taken out are taken out with it, in small groups. */
const BOUND_RATE = 0.8;
const BOUND_STOPS = 12;

/** What is won by visiting a stop that is left out, its group's price included. */
export function wonUnits(state: State, stop: number): number {
  const { model, groups } = state;
  let units = model.stopPriceUnits[stop];
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    const group = model.stopGroup[i];
    if (model.groupKind[group] !== GROUP_KIND["exactly-one"]) continue;
    if (groups.visitedCount[group] === 0) units += model.groupPriceUnits[group];
  }
  return units;
}

/**
 * The most that inserting a stop may cost: of an `all-or-none` what all left out are worth, and
 * what those put in before it were worth more than they cost.
 */
export function worthUnits(state: State, stop: number): number {
  const { model } = state;
  let units = wonUnits(state, stop);
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    const group = model.stopGroup[i];
    if (model.groupKind[group] !== GROUP_KIND["all-or-none"]) continue;
    units += state.groups.surplusUnits[group];
    for (let j = model.groupOffset[group]; j < model.groupOffset[group + 1]; j++) {
      const member = model.memberStop[j];
      if (member !== stop && state.vehicleOf[member] === NONE) units += wonUnits(state, member);
    }
  }
  return units;
}

/** Notes for the rest of the step what a stop is worth more than it cost. */
export function noteSurplus(state: State, stop: number, surplusUnits: number): void {
  const { model, groups } = state;
  for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
    groups.surplusUnits[model.stopGroup[i]] += surplusUnits;
  }
}

/** Takes out more stops, bound by their groups to those taken out, with a good chance. */
export function ruinBound(state: State, ruin: Ruin, random: Random): void {
  const { model } = state;
  for (let k = 0; k < ruin.removedCount; k++) {
    const stop = ruin.removed[k];
    for (let i = model.stopGroupOffset[stop]; i < model.stopGroupOffset[stop + 1]; i++) {
      const group = model.stopGroup[i];
      const kind = model.groupKind[group];
      if (kind === GROUP_KIND["exactly-one"]) continue;
      const size = model.groupOffset[group + 1] - model.groupOffset[group];
      if (random.float() > BOUND_RATE * Math.min(1, BOUND_STOPS / size)) continue;
      ruinMembers(state, ruin, group);
    }
  }
}

function ruinMembers(state: State, ruin: Ruin, group: number): void {
  const { model, vehicleOf } = state;
  for (let j = model.groupOffset[group]; j < model.groupOffset[group + 1]; j++) {
    const member = model.memberStop[j];
    if (vehicleOf[member] === NONE || isCommitted(state, member)) continue;
    ruin.touch(vehicleOf[member]);
    removeStop(state, ruin, member);
  }
}

/**
 * Takes out what is visited of each `all-or-none` that is not visited as a whole. Gives whether the
 * routes still keep every rule.
 */
export function dissolvePartial(state: State, ruin: Ruin): boolean {
  const { model, groups } = state;
  for (let changed = true; changed; ) {
    changed = false;
    for (let group = 0; group < model.groupCount; group++) {
      if (model.groupKind[group] !== GROUP_KIND["all-or-none"]) continue;
      const size = model.groupOffset[group + 1] - model.groupOffset[group];
      const visited = groups.visitedCount[group];
      if (visited === 0 || visited === size) continue;
      const first = ruin.removedCount;
      if (!dissolve(state, ruin, group)) return false;
      if (ruin.removedCount > first) changed = true;
    }
  }
  return true;
}

function dissolve(state: State, ruin: Ruin, group: number): boolean {
  const { model, vehicleOf } = state;
  for (let j = model.groupOffset[group]; j < model.groupOffset[group + 1]; j++) {
    const member = model.memberStop[j];
    const vehicle = vehicleOf[member];
    if (vehicle === NONE || isCommitted(state, member)) continue;
    ruin.touch(vehicle);
    removeStop(state, ruin, member);
    dropEmptyTrips(state, vehicle);
    if (!updateRoute(state, vehicle)) return false;
  }
  return true;
}

/** Whether the visits keep what groups demand of several routes. */
export function keepsGroups(state: State): boolean {
  const { model } = state;
  for (let group = 0; group < model.groupCount; group++) {
    if (!keepsGroup(state, model, group)) return false;
  }
  return true;
}

function keepsGroup(state: State, model: Model, group: number): boolean {
  const { vehicleOf, groups } = state;
  const kind = model.groupKind[group];
  const visited = groups.visitedCount[group];
  const first = model.groupOffset[group];
  const end = model.groupOffset[group + 1];
  if (kind === GROUP_KIND["exactly-one"]) return visited <= 1;
  if (kind === GROUP_KIND["all-or-none"]) {
    return visited === 0 || visited === end - first || isHeldTogether(state, group);
  }
  for (let i = first; i < end; i++) {
    const vehicle = vehicleOf[model.memberStop[i]];
    if (vehicle === NONE) continue;
    for (let j = first; j < i; j++) {
      const other = vehicleOf[model.memberStop[j]];
      if (other === NONE) continue;
      if ((other === vehicle) === (kind === GROUP_KIND["different-vehicle"])) return false;
    }
  }
  return true;
}

/** Whether only committed stops are visited, so that those left out count as musts not visited. */
function isHeldTogether(state: State, group: number): boolean {
  const { model, vehicleOf } = state;
  for (let i = model.groupOffset[group]; i < model.groupOffset[group + 1]; i++) {
    const stop = model.memberStop[i];
    if (vehicleOf[stop] !== NONE && !isCommitted(state, stop)) return false;
  }
  return true;
}
