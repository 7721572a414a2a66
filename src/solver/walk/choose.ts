import { NONE } from "../../base/index.ts";
import type { Model } from "../compile/model-type.ts";
import { boundWork, driveTo, placeBreaks, works } from "./breaks.ts";
import { copyLabel, restRules } from "./labels.ts";
import { breaks, makeRoomForRests } from "./scratch.ts";
import { latestDeparture, walkForward } from "./times.ts";

/** More than any route costs, for ways that keep a rule less. */
const FAULT_UNITS = 1e13;

/**
 * Times a route from its earliest departure, with the cheapest way of taking breaks where the
 * vehicle has some. Leaves the times in the scratch space; gives the end, or `NONE` where a rule is
 * broken.
 */
export function timeRoute(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  earliestSec: number,
): number {
  const { walk } = model;
  walk.rests.count = 0;
  walk.unpaidSec = 0;
  if (model.richTerms[vehicle].breaks.options.length === 0) {
    return timeWithRests(model, vehicle, codes, length, earliestSec);
  }
  if (!walk.isTolerant) {
    // Rests only delay: what is late without any stays late.
    const endSec = walkForward(model, vehicle, codes, length, earliestSec);
    if (endSec === NONE) return NONE;
    boundWork(model, vehicle, length);
    walk.waits = endSec - earliestSec > walk.workAheadSec[0];
    if (needsNoRest(model, vehicle, endSec)) {
      departLate(model, vehicle, codes, length, endSec);
      if (!isRestCheaper(model, vehicle, endSec)) return endSec;
    }
  } else {
    boundWork(model, vehicle, length);
    walk.waits = true;
  }
  const label = chooseLabel(model, vehicle, codes, length, earliestSec);
  if (label === NONE && breaks(walk, "break")) return NONE;
  if (label === NONE) walk.rests.count = 0;
  else traceRests(model, vehicle, label);
  return timeWithRests(model, vehicle, codes, length, earliestSec);
}

/** Whether a route ends before any break can be taken, and no rule asks for one. */
function needsNoRest(model: Model, vehicle: number, endSec: number): boolean {
  const { drivingAheadSec, workAheadSec } = model.walk;
  const { breaks: terms, committedBreaks } = model.richTerms[vehicle];
  if (committedBreaks.length > 0) return false;
  for (let at = 0; at < terms.windowCount; at++) {
    if (endSec > terms.options[at].openSec) return false;
  }
  for (let rule = 0; rule < terms.rules.length; rule++) {
    const { drivingSecMax, workSecMax } = terms.rules[rule];
    if (terms.drivingSec + drivingAheadSec[0] > drivingSecMax) return false;
    if (terms.workSec + workAheadSec[0] > workSecMax) return false;
  }
  return true;
}

/** Whether an unpaid rest under a rule may take the place of paid waiting. */
function isRestCheaper(model: Model, vehicle: number, endSec: number): boolean {
  const { slices, breaks: terms } = model.richTerms[vehicle];
  if (terms.unpaidRuleCount === 0 || model.unitsPerSec[vehicle] === 0) return false;
  return slices.length > 0 || endSec - model.walk.departureSec > model.walk.workAheadSec[0];
}

/** Times a route with its rests as they are: the earliest end, then the latest departure. */
function timeWithRests(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  earliestSec: number,
): number {
  const { walk } = model;
  const brokenBefore = walk.broken;
  walk.broken = undefined;
  walk.departureSec = earliestSec;
  const endSec = walkForward(model, vehicle, codes, length, earliestSec);
  const isLate = walk.broken !== undefined;
  walk.broken = brokenBefore ?? walk.broken;
  if (endSec === NONE || isLate) return endSec;
  return departLate(model, vehicle, codes, length, endSec);
}

/** Finds the latest departure; gives the end, or `NONE` where that breaks a rule. */
function departLate(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  endSec: number,
): number {
  const { walk } = model;
  walk.departureSec = latestDeparture(model, vehicle, codes, length, endSec);
  const { slices, breaks: terms } = model.richTerms[vehicle];
  if (slices.length === 0 || terms.rules.length === 0) return endSec;
  // Leaving later may mean driving longer: the rules are judged of this timing.
  walkForward(model, vehicle, codes, length, walk.departureSec);
  if (!keepsRules(model, vehicle, length) && breaks(walk, "break")) return NONE;
  return endSec;
}

/** The label at the last gap that makes the cheapest route, or `NONE`. */
function chooseLabel(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  earliestSec: number,
): number {
  const { walk } = model;
  const { labels } = walk;
  placeBreaks(model, vehicle, codes, length, earliestSec);
  let best = NONE; // whose route is too long, if no other is better
  let bestUnits = Number.POSITIVE_INFINITY;
  for (let i = 0; i < labels.listLength; i++) {
    const label = labels.list[i];
    const faults = faultsAtEnd(model, vehicle, label, length);
    if (faults > 0 && !walk.isTolerant) continue;
    if (labels.listLength === 1) return label;
    const units =
      labels.latenessUnits[label] >= FAULT_UNITS
        ? labels.latenessUnits[label]
        : unitsOf(model, vehicle, codes, length, earliestSec, label);
    const penalised = units + faults * FAULT_UNITS;
    // Of those that cost the same the one that is back first.
    const isFirst = penalised === bestUnits && labels.timeSec[label] < labels.timeSec[best];
    if (best !== NONE && penalised >= bestUnits && !isFirst) continue;
    best = label;
    bestUnits = penalised;
  }
  return best;
}

/** How many rules a label breaks on the way to the end: of driving, hours, breaks not taken. */
function faultsAtEnd(model: Model, vehicle: number, from: number, length: number): number {
  const { labels } = model.walk;
  const { options, windowCount } = model.richTerms[vehicle].breaks;
  const end = model.firstEnd + vehicle;
  const label = copyLabel(labels, from, length, NONE);
  let faults = driveTo(model, vehicle, label, length) ? 0 : 1;
  const endSec = Math.max(labels.timeSec[label], model.nodeOpenSec[end]);
  if (endSec > model.nodeCloseSec[end]) faults++;
  for (let turn = labels.taken[label]; turn < windowCount; turn++) {
    if (endSec > options[turn].closeSec) faults++;
  }
  return faults;
}

/** What the route's time costs as the label takes its breaks; infinite where a rule is broken. */
function unitsOf(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  earliestSec: number,
  label: number,
): number {
  const { walk } = model;
  traceRests(model, vehicle, label);
  const brokenBefore = walk.broken;
  const endSec = timeWithRests(model, vehicle, codes, length, earliestSec);
  const outSec = endSec - walk.departureSec;
  const isBroken = walk.broken !== brokenBefore || outSec > model.durationSecMax[vehicle];
  walk.broken = brokenBefore;
  if (isBroken && !walk.isTolerant) return Number.POSITIVE_INFINITY;
  return (
    (outSec - walk.unpaidSec) * model.unitsPerSec[vehicle] +
    Math.max(0, endSec - model.overtimeFromSec[vehicle]) * model.unitsPerOvertimeSec[vehicle] +
    walk.latenessUnits
  );
}

/** Writes the rests that lead to a label. */
function traceRests(model: Model, vehicle: number, last: number): void {
  const { walk } = model;
  const { labels, rests } = walk;
  const { options } = model.richTerms[vehicle].breaks;
  let count = 0;
  for (let label = last; label !== NONE; label = labels.parent[label]) {
    if (labels.option[label] !== NONE) count++;
  }
  makeRoomForRests(walk, count);
  rests.count = count;
  walk.unpaidSec = 0;
  for (let label = last; label !== NONE; label = labels.parent[label]) {
    const option = labels.option[label];
    if (option === NONE) continue;
    count--;
    rests.gap[count] = labels.gap[label];
    rests.option[count] = option;
    if (!options[option].paid) walk.unpaidSec += options[option].restSec;
  }
}

/** Whether the times of the last walk keep the rules of driving and work. */
function keepsRules(model: Model, vehicle: number, length: number): boolean {
  const { walk } = model;
  const { labels, rests } = walk;
  const { breaks: terms } = model.richTerms[vehicle];
  const label = copyLabel(labels, 0, 0, NONE);
  let rest = 0;
  for (let gap = 0; gap <= length; gap++) {
    for (; rest < rests.count && rests.gap[rest] === gap; rest++) {
      restRules(labels, label, terms, terms.options[rests.option[rest]]);
    }
    if (!works(model, vehicle, label, walk.legSec[gap], walk.legSec[gap])) return false;
    if (gap < length && !works(model, vehicle, label, 0, walk.staySec[gap])) return false;
  }
  return true;
}
