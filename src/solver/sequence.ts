import { INFINITE_SEC, NONE } from "../base/index.ts";
import type { Model } from "./compile/model-type.ts";
import { unloadSecOf } from "./compile/terms.ts";
import type { TimeWindow } from "./problem.ts";
import type { UnassignedReason } from "./solution.ts";

/**
 * What a sequence of visits of one vehicle amounts to. A sequence is a list of codes (see
 * `CodeTable`); start, end and breaks are not in it.
 */
export interface SequenceFigures {
  /** The first rule found broken; undefined when the sequence keeps all. */
  broken: UnassignedReason | undefined;
  costUnits: number;
  startSec: number;
  endSec: number;
  distanceM: number;
  /** Kilograms of the stops visited. */
  kgTotal: number;
  /** `facility * dimensionCount + dimension`: what is unloaded; made on first use. */
  facilityLoads: Float64Array;
}

/** A record for `evaluateSequence` to write to. */
export function newSequenceFigures(): SequenceFigures {
  return {
    broken: undefined,
    costUnits: 0,
    startSec: 0,
    endSec: 0,
    distanceM: 0,
    kgTotal: 0,
    facilityLoads: new Float64Array(0),
  };
}

/**
 * Judges and prices a whole sequence by walking it: the slow path of every operator, and the oracle
 * of the quick ones. Writes to `out`. Cost: O(length), no allocation.
 */
export function evaluateSequence(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  out: SequenceFigures,
): void {
  out.costUnits = 0;
  out.distanceM = 0;
  out.broken = walkLoads(model, vehicle, codes, length, out);
  if (out.broken !== undefined) return;
  out.broken = walkTimes(model, vehicle, codes, length, out);
  if (out.broken !== undefined) return;
  if (length > 0) {
    const overtimeSec = Math.max(0, out.endSec - model.overtimeFromSec[vehicle]);
    out.costUnits +=
      model.fixedUnits[vehicle] +
      out.distanceM * model.unitsPerM[vehicle] +
      (out.endSec - out.startSec) * model.unitsPerSec[vehicle] +
      overtimeSec * model.unitsPerOvertimeSec[vehicle];
  }
}

function walkLoads(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  out: SequenceFigures,
): UnassignedReason | undefined {
  const { stopCount, dimensionCount, vehicleCount, codeStop } = model;
  let stops = 0;
  let trips = 0;
  let tripStart = 0;
  let rank = NONE;
  for (let i = 0; i <= length; i++) {
    const code = i < length ? codes[i] : NONE;
    const stop = code === NONE ? NONE : codeStop[code];
    if (stop !== NONE) {
      stops++;
      if (model.stopAllowed[stop * vehicleCount + vehicle] === 0) return "access";
      if (model.releasedVehicle[stop] === vehicle) {
        if (model.releasedRank[stop] < rank) out.costUnits += model.changeOrderUnits;
        rank = model.releasedRank[stop];
      } else if (model.releasedVehicle[stop] !== NONE) out.costUnits += model.changeVehicleUnits;
      out.costUnits += model.stopLifts[stop] * model.unitsPerLift[vehicle];
      continue;
    }
    if (code === NONE && tripStart === i) break; // came home straight from a facility
    trips++;
    if (code === NONE && model.unloadBeforeEnd[vehicle] === 1) return "no-facility";
    let mask = 0;
    for (let d = 0; d < dimensionCount; d++) {
      let load = 0;
      for (let j = tripStart; j < i; j++)
        load += model.nodeLoads[codeStop[codes[j]] * dimensionCount + d];
      if (load > model.capacities[vehicle * dimensionCount + d]) return "capacity";
    }
    let kg = 0;
    for (let j = tripStart; j < i; j++) {
      mask |= model.nodeStreamBit[codeStop[codes[j]]];
      kg += model.nodeKg[codeStop[codes[j]]];
    }
    if (model.mixedStreams[vehicle] === 0 && (mask & (mask - 1)) !== 0) return "stream";
    if (code !== NONE) {
      if ((mask & ~model.facilityStreamMask[code - stopCount]) !== 0) return "no-facility";
      out.costUnits += kg * model.facilityUnitsPerKg[code - stopCount];
    }
    tripStart = i + 1;
  }
  if (stops > model.stopCountMax[vehicle]) return "stops";
  return trips > model.tripCountMax[vehicle] ? "trips" : undefined;
}

/** Forward for the earliest end, then backward from it for the latest departure. */
function walkTimes(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  out: SequenceFigures,
): UnassignedReason | undefined {
  const { codeStop, placeCount, nodePlace } = model;
  const serviceSec = model.codeServiceSec[vehicle];
  const travelSec = model.travelSec[vehicle];
  const travelM = model.travelM[vehicle];
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  let place = nodePlace[start];
  let sec = model.nodeOpenSec[start];
  if (length === 0) {
    out.startSec = sec;
    out.endSec = sec;
    return undefined;
  }
  let kg = 0;
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    const nextPlace = model.codePlace[code];
    if (travelSec[place * placeCount + nextPlace] >= INFINITE_SEC) return "no-way";
    sec += travelSec[place * placeCount + nextPlace];
    out.distanceM += travelM[place * placeCount + nextPlace];
    const startSec = earliestStart(windowsOfCode(model, code), sec);
    if (startSec === NONE) return "window";
    if (codeStop[code] !== NONE) {
      kg += model.nodeKg[codeStop[code]];
      sec = startSec + serviceSec[code];
    } else {
      sec = startSec + unloadSecOfCode(model, code, kg);
      kg = 0;
    }
    place = nextPlace;
  }
  const lastArc = place * placeCount + nodePlace[end];
  if (travelSec[lastArc] >= INFINITE_SEC) return "no-way";
  out.distanceM += travelM[lastArc];
  sec = Math.max(sec + travelSec[lastArc], model.nodeOpenSec[end]);
  if (sec > model.nodeCloseSec[end]) return "shift";
  out.endSec = sec;
  out.startSec = latestDeparture(model, vehicle, codes, length, sec);
  if (out.endSec - out.startSec > model.durationSecMax[vehicle]) return "duration";
  return out.distanceM > model.distanceMMax[vehicle] ? "distance" : undefined;
}

function latestDeparture(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  endSec: number,
): number {
  const { codeStop, placeCount, nodePlace, nodeKg } = model;
  const travelSec = model.travelSec[vehicle];
  const start = model.firstStart + vehicle;
  let place = nodePlace[model.firstEnd + vehicle];
  let sec = endSec;
  for (let i = length - 1; i >= 0; i--) {
    const code = codes[i];
    const herePlace = model.codePlace[code];
    let serviceSec: number;
    if (codeStop[code] !== NONE) serviceSec = model.codeServiceSec[vehicle][code];
    else {
      let kg = 0;
      for (let j = i - 1; j >= 0 && codeStop[codes[j]] !== NONE; j--) {
        kg += nodeKg[codeStop[codes[j]]];
      }
      serviceSec = unloadSecOfCode(model, code, kg);
    }
    sec -= travelSec[herePlace * placeCount + place] + serviceSec;
    sec = latestStart(windowsOfCode(model, code), sec);
    place = herePlace;
  }
  return Math.min(
    sec - travelSec[nodePlace[start] * placeCount + place],
    model.nodeCloseSec[start],
  );
}

function windowsOfCode(model: Model, code: number): readonly TimeWindow[] | undefined {
  const { problem, stopCount, codeStop } = model;
  const stop = codeStop[code];
  return stop === NONE ? problem.facilities[code - stopCount].windows : problem.stops[stop].windows;
}

function unloadSecOfCode(model: Model, code: number, kg: number): number {
  const facility = code - model.stopCount;
  return unloadSecOf(model.facilityUnloadSec[facility], model.facilitySecPerTonne[facility], kg);
}

/** The first moment from `sec` on that lies in a window, or `NONE`. */
export function earliestStart(windows: readonly TimeWindow[] | undefined, sec: number): number {
  if (windows === undefined) return sec;
  for (let i = 0; i < windows.length; i++) {
    if (sec <= windows[i].endSec) return Math.max(sec, windows[i].startSec);
  }
  return NONE;
}

/** The last moment up to `sec` that lies in a window; requires that there is one. */
function latestStart(windows: readonly TimeWindow[] | undefined, sec: number): number {
  if (windows === undefined) return sec;
  for (let i = windows.length - 1; i > 0; i--) {
    if (sec >= windows[i].startSec) return Math.min(sec, windows[i].endSec);
  }
  return Math.min(sec, windows[0].endSec);
}
