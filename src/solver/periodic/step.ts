import { assert, NONE } from "../../base/index.ts";
import { checkStep } from "../check-step.ts";
import { sortRemoved } from "../order.ts";
import { cheapestInsertion } from "../recreate.ts";
import { dropEmptyTrips, removeStop } from "../ruin.ts";
import { insertFound, ruinSome, type Search, tidyTouched } from "../search.ts";
import { beginStep, undoStep } from "../undo.ts";
import { updateRoute } from "../update-route.ts";
import { beginChanges, type Patterns, setPattern, undoChanges } from "./patterns.ts";

/** Share of the steps in which the sites touched may change their days. */
const FREE_RATE = 0.5;
/** Share of the steps that look for unloadings where none is needed. */
const UNLOADS_TRIED_RATE = 0.1;

/**
 * Empties some routes in part and fills them again. In part of the steps all visits to the sites
 * touched are taken out, and each site is given the days on which its visits together cost least.
 *
 * Gives whether the candidate keeps every rule; the caller takes the step back where he does not
 * want it.
 */
export function periodicStep(search: Search, patterns: Patterns): boolean {
  const { state, undo, ruin, random, absent } = search;
  beginStep(search);
  beginChanges(patterns);
  ruinSome(search);
  for (let i = 0; i < search.absentCount; i++) ruin.removed[ruin.removedCount++] = absent[i];
  search.absentCount = 0;
  if (random.float() < FREE_RATE) freeSets(search, patterns, ruin.removedCount);
  for (let i = 0; i < undo.count; i++) {
    dropEmptyTrips(state, undo.vehicles[i]);
    if (!updateRoute(state, undo.vehicles[i])) return false;
  }
  return recreate(search, patterns);
}

/** Takes the last step back, days included. */
export function undoPeriodicStep(search: Search, patterns: Patterns): void {
  undoChanges(search.model, patterns);
  undoStep(search);
}

/** Puts all visits on routes, of which there are none, as well as it can. */
export function fillPeriod(search: Search, patterns: Patterns): void {
  const { model, ruin, absent } = search;
  beginStep(search);
  beginChanges(patterns);
  for (let i = 0; i < search.absentCount; i++) ruin.removed[i] = absent[i];
  ruin.removedCount = search.absentCount;
  search.absentCount = 0;
  freeSets(search, patterns, model.stopCount);
  const kept = recreate(search, patterns);
  assert(kept, "an insertion that was priced as keeping every rule broke one");
}

/** Takes out what is left on routes of the sites of the first stops taken out. */
function freeSets(search: Search, patterns: Patterns, count: number): void {
  const { state, ruin } = search;
  const { setOfStop, sets, freeAt, stamp } = patterns;
  for (let i = 0; i < count; i++) {
    const set = setOfStop[ruin.removed[i]];
    if (freeAt[set] === stamp) continue;
    freeAt[set] = stamp;
    for (const stop of sets[set].stopIndices) {
      if (state.vehicleOf[stop] === NONE) continue;
      ruin.touch(state.vehicleOf[stop]);
      removeStop(state, ruin, stop);
    }
  }
}

function recreate(search: Search, patterns: Patterns): boolean {
  const { model, state, ruin, recreation, random } = search;
  const { setOfStop, sets, freeAt, stamp } = patterns;
  recreation.best.unloadsTried = random.float() < UNLOADS_TRIED_RATE;
  sortRemoved(search);
  for (let i = 0; i < ruin.removedCount; i++) {
    const set = setOfStop[ruin.removed[i]];
    if (freeAt[set] !== stamp) {
      if (!insert(search, ruin.removed[i])) return false;
      continue;
    }
    freeAt[set] = NONE;
    setPattern(model, patterns, set, cheapestPattern(search, patterns, set));
    for (const stop of sets[set].stopIndices) if (!insert(search, stop)) return false;
  }
  for (let i = 0; i < ruin.removedCount; i++) {
    const stop = ruin.removed[i];
    if (state.vehicleOf[stop] === NONE) search.absent[search.absentCount++] = stop;
  }
  tidyTouched(search);
  if (search.check) checkStep(search);
  return true;
}

/** Inserts a stop if it is on no route yet; gives whether no rule was broken by it. */
function insert(search: Search, stop: number): boolean {
  const { model, state, recreation, random } = search;
  if (state.vehicleOf[stop] !== NONE) return true;
  cheapestInsertion(state, recreation, stop, model.stopPriceUnits[stop], random);
  return recreation.best.before === NONE || insertFound(search);
}

/** The days on which the visits of a set cost least; visits on different days do not interfere. */
function cheapestPattern(search: Search, patterns: Patterns, set: number): number {
  const { model, state, recreation, random } = search;
  const { stopIndices, patterns: ways } = patterns.sets[set];
  let cheapest = 0;
  let leastUnits = Number.POSITIVE_INFINITY;
  for (let pattern = 0; pattern < ways.length; pattern++) {
    setPattern(model, patterns, set, pattern);
    let units = 0;
    for (const stop of stopIndices) {
      cheapestInsertion(state, recreation, stop, model.stopPriceUnits[stop], random);
      units += recreation.best.units;
    }
    if (units >= leastUnits) continue;
    leastUnits = units;
    cheapest = pattern;
  }
  return cheapest;
}
