import { NONE } from "../base/index.ts";
import type { Model } from "./compile/model-type.ts";
import type { UnassignedReason } from "./solution.ts";
import { timeRoute } from "./walk/choose.ts";
import { fuelMlOf, fuelUnitsOf } from "./walk/fuel.ts";
import { keepsGroups } from "./walk/groups.ts";
import { walkLoads } from "./walk/loads.ts";
import { breaks, makeRoom } from "./walk/scratch.ts";
import { earliestDeparture, walkLegs } from "./walk/times.ts";

/**
 * What a sequence of visits of one vehicle amounts to. A sequence is a list of codes (see
 * `CodeTable`); start, end and breaks are not in it.
 */
export interface SequenceFigures {
  /** The first rule found broken; undefined when the sequence keeps all. */
  broken: UnassignedReason | undefined;
  /** All that the route costs by itself, not what is judged over all routes together. */
  costUnits: number;
  startSec: number;
  endSec: number;
  distanceM: number;
  /** Kilograms of the stops visited. */
  kgTotal: number;
  /**
   * `facility * dimensionCount + dimension`: what is unloaded. Made on first use, and only where
   * some facility has a quota.
   */
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
 * of the quick ones. Breaks are put where they cost least. Writes to `out`, whose figures mean
 * nothing where a rule is broken.
 *
 * A sequence without visits is an unused vehicle, which costs nothing, but for those that have a
 * route in any case. Cost: O(length), times the few ways of resting that are worth a look. No
 * allocation but for a route longer than any before.
 */
export function evaluateSequence(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  out: SequenceFigures,
): void {
  model.walk.isTolerant = false;
  walkSequence(model, vehicle, codes, length, out);
}

/**
 * As `evaluateSequence`, but goes on where a rule is broken: late visits start when they are
 * reached, a vehicle that is late anywhere leaves as early as it can.
 */
export function describeSequence(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  out: SequenceFigures,
): void {
  model.walk.isTolerant = true;
  walkSequence(model, vehicle, codes, length, out);
}

function walkSequence(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  out: SequenceFigures,
): void {
  const { walk } = model;
  clearFigures(model, out);
  makeRoom(walk, length, model.dimensionCount);
  if (length === 0 && model.alwaysUsed[vehicle] === 0) {
    out.startSec = model.nodeOpenSec[model.firstStart + vehicle];
    out.endSec = out.startSec;
    return;
  }
  walkRules(model, vehicle, codes, length, out);
  out.broken = walk.broken;
  out.distanceM = walk.distanceM;
  if (walk.broken !== undefined && !walk.isTolerant) return;
  const { fuel } = model.richTerms[vehicle];
  walk.overtimeSec = Math.max(0, out.endSec - model.overtimeFromSec[vehicle]);
  walk.fuelMl = fuel === undefined ? 0 : fuelMlOf(fuel, walk.distanceM, walk.kgMetres);
  out.costUnits =
    model.fixedUnits[vehicle] +
    walk.distanceM * model.unitsPerM[vehicle] +
    (out.endSec - out.startSec - walk.unpaidSec) * model.unitsPerSec[vehicle] +
    walk.overtimeSec * model.unitsPerOvertimeSec[vehicle] +
    walk.facilityUnits +
    walk.liftUnits +
    walk.latenessUnits +
    walk.changeVehicleUnits +
    walk.changeOrderUnits;
  if (fuel !== undefined) out.costUnits += fuelUnitsOf(model, fuel, walk.fuelMl);
}

function clearFigures(model: Model, out: SequenceFigures): void {
  const { walk, hasQuotas, facilityCount, dimensionCount } = model;
  out.broken = undefined;
  out.costUnits = 0;
  out.distanceM = 0;
  out.kgTotal = 0;
  if (hasQuotas) {
    const size = facilityCount * dimensionCount;
    if (out.facilityLoads.length === size) out.facilityLoads.fill(0);
    else out.facilityLoads = new Float64Array(size);
  }
  walk.broken = undefined;
  walk.distanceM = 0;
  walk.kgMetres = 0;
  walk.facilityUnits = 0;
  walk.liftUnits = 0;
  walk.latenessUnits = 0;
  walk.changeVehicleUnits = 0;
  walk.changeOrderUnits = 0;
  walk.unpaidSec = 0;
}

function walkRules(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  out: SequenceFigures,
): void {
  const { walk } = model;
  if (model.groupCount > 0 && !keepsGroups(model, codes, length) && breaks(walk, "group")) return;
  if (!walkLoads(model, vehicle, codes, length, out)) return;
  if (!walkLegs(model, vehicle, codes, length)) return;
  const earliestSec = earliestDeparture(model, vehicle);
  if (earliestSec === NONE) return;
  out.endSec = timeRoute(model, vehicle, codes, length, earliestSec);
  if (out.endSec === NONE) return;
  out.startSec = walk.departureSec;
  if (out.endSec - out.startSec > model.durationSecMax[vehicle] && breaks(walk, "duration")) return;
  if (walk.distanceM > model.distanceMMax[vehicle]) breaks(walk, "distance");
}
