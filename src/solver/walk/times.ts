import { INFINITE_SEC, NONE } from "../../base/index.ts";
import type { Model } from "../compile/model-type.ts";
import { breaks } from "./scratch.ts";
import { arriveAt, leaveBy } from "./travel-slices.ts";
import { earliestStart, latestArrival, latestStart, readyAt } from "./windows.ts";

/** Finds the arcs of a route, its metres, and the metres each kilogram rides. */
export function walkLegs(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
): boolean {
  const { walk, codePlace, placeCount, nodePlace } = model;
  const travelSec = model.travelSec[vehicle];
  const travelM = model.travelM[vehicle];
  let place = nodePlace[model.firstStart + vehicle];
  for (let i = 0; i <= length; i++) {
    const next = i < length ? codePlace[codes[i]] : nodePlace[model.firstEnd + vehicle];
    const arc = place * placeCount + next;
    if (travelSec[arc] >= INFINITE_SEC && breaks(walk, "no-way")) return false;
    walk.legArc[i] = arc;
    walk.distanceM += travelM[arc];
    walk.kgMetres += travelM[arc] * walk.legKg[i];
    place = next;
  }
  return true;
}

/** The earliest departure, or `NONE` where the first trip is released too late. */
export function earliestDeparture(model: Model, vehicle: number): number {
  const start = model.firstStart + vehicle;
  const sec = Math.max(model.nodeOpenSec[start], model.walk.releaseSec[0]);
  if (sec <= model.nodeCloseSec[start]) return sec;
  return breaks(model.walk, "window") ? NONE : model.nodeOpenSec[start];
}

/** When a drive along the arc of a leg arrives. */
export function driveLeg(model: Model, vehicle: number, leg: number, sec: number): number {
  const arc = model.walk.legArc[leg];
  const { slices } = model.richTerms[vehicle];
  const baseSec = model.travelSec[vehicle][arc];
  return slices.length === 0 ? sec + baseSec : arriveAt(slices, baseSec, arc, sec);
}

/** The earliest start of a visit that the vehicle reaches at `sec`, or `NONE`. */
export function startOfVisit(model: Model, code: number, sec: number): number {
  if (model.codeStop[code] !== NONE) return earliestStart(model.codeWindows[code], sec);
  const queue = model.facilityQueues[code - model.stopCount];
  return earliestStart(model.codeWindows[code], queue === undefined ? sec : readyAt(queue, sec));
}

/**
 * Drives a route with the breaks of `rests` from its departure, each visit as early as it can.
 * Fills the times by visit, leg and break; gives the end, or `NONE` where a rule is broken.
 */
export function walkForward(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  departureSec: number,
): number {
  const { walk, codeStop, stopLateAfterSec } = model;
  const { rests, legArc, legSec, staySec, releaseSec } = walk;
  const { slices, breaks: terms } = model.richTerms[vehicle];
  const travelSec = model.travelSec[vehicle];
  const restCount = rests.count;
  const isSliced = slices.length > 0;
  let sec = departureSec;
  let rest = 0;
  let latenessUnits = 0;
  for (let i = 0; i <= length; i++) {
    for (; rest < restCount && rests.gap[rest] === i; rest++) {
      const { openSec, closeSec, restSec } = terms.options[rests.option[rest]];
      const startSec = Math.max(sec, openSec);
      if (startSec > closeSec && breaks(walk, "break")) return NONE;
      rests.arriveSec[rest] = sec;
      rests.startSec[rest] = startSec;
      sec = startSec + restSec;
    }
    const arc = legArc[i];
    const baseSec = travelSec[arc];
    const arriveSec = isSliced ? arriveAt(slices, baseSec, arc, sec) : sec + baseSec;
    legSec[i] = arriveSec - sec;
    walk.arriveSec[i] = arriveSec;
    sec = arriveSec;
    if (i === length) break;
    let startSec = startOfVisit(model, codes[i], arriveSec);
    if (startSec === NONE) {
      if (breaks(walk, "window")) return NONE;
      startSec = arriveSec;
    }
    walk.startSec[i] = startSec;
    const stop = codeStop[codes[i]];
    if (stop !== NONE && startSec > stopLateAfterSec[stop]) {
      latenessUnits += (startSec - stopLateAfterSec[stop]) * model.stopLateUnits[stop];
    }
    sec = startSec + staySec[i];
    if (releaseSec[i + 1] > sec) sec = releaseSec[i + 1];
  }
  walk.latenessUnits = latenessUnits;
  const end = model.firstEnd + vehicle;
  sec = Math.max(sec, model.nodeOpenSec[end]);
  if (sec > model.nodeCloseSec[end] && breaks(walk, "shift")) return NONE;
  return sec;
}

/**
 * The latest departure that keeps the end of the last `walkForward`, and makes no stop's lateness
 * greater than it was there.
 */
export function latestDeparture(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  endSec: number,
): number {
  const { walk, codeStop, stopLateAfterSec } = model;
  const { rests } = walk;
  const { slices, breaks: breakTerms } = model.richTerms[vehicle];
  const { options } = breakTerms;
  const travelSec = model.travelSec[vehicle];
  let sec = endSec;
  let rest = rests.count - 1;
  for (let i = length; ; i--) {
    const arc = walk.legArc[i];
    sec = slices.length === 0 ? sec - travelSec[arc] : leaveBy(slices, travelSec[arc], arc, sec);
    for (; rest >= 0 && rests.gap[rest] === i; rest--) {
      const { closeSec, restSec } = options[rests.option[rest]];
      sec = Math.min(sec - restSec, closeSec);
    }
    if (i === 0) return Math.min(sec, model.nodeCloseSec[model.firstStart + vehicle]);
    const code = codes[i - 1];
    const stop = codeStop[code];
    sec -= walk.staySec[i - 1];
    if (stop !== NONE && sec > stopLateAfterSec[stop]) {
      sec = Math.max(stopLateAfterSec[stop], walk.startSec[i - 1]);
    }
    sec = latestStart(model.codeWindows[code], sec);
    if (stop !== NONE) continue;
    const queue = model.facilityQueues[code - model.stopCount];
    if (queue !== undefined) sec = latestArrival(queue, sec);
  }
}
