import { NONE } from "../../base/index.ts";
import type { Model } from "../compile/model-type.ts";
import type { RichTerms } from "../compile/rich-terms.ts";
import { unloadSecOf } from "../compile/terms.ts";
import type { SequenceFigures } from "../sequence.ts";
import { breaks } from "./scratch.ts";

/**
 * Walks what is on board: capacities, compartments, streams, unloadings and their fees, releases,
 * counts, and what the released plan's changes cost. Gives whether to go on.
 *
 * Fills `staySec`, `releaseSec`, `legKg`, `maskAhead` and `unloaded`, and the loads in `out`.
 */
export function walkLoads(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  out: SequenceFigures,
): boolean {
  const { walk, codeStop, stopCount, stopReleaseSec, releasedVehicle } = model;
  const { legKg, maskAhead, releaseSec, staySec } = walk;
  const terms = model.richTerms[vehicle];
  const serviceSec = model.codeServiceSec[vehicle];
  boardLoads(model, terms);
  let tripGap = 0;
  let trips = 0;
  let rank = NONE;
  let lifts = 0;
  let kg = 0;
  releaseSec[0] = 0;
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    const stop = codeStop[code];
    legKg[i] = walk.boardKg;
    maskAhead[i] = walk.boardMask;
    releaseSec[i + 1] = 0;
    if (stop === NONE) {
      trips++;
      tripGap = i + 1;
      if (!unload(model, code - stopCount, i, out)) return false;
      continue;
    }
    staySec[i] = serviceSec[code];
    lifts += model.stopLifts[stop];
    kg += model.nodeKg[stop];
    if (stopReleaseSec[stop] > releaseSec[tripGap]) releaseSec[tripGap] = stopReleaseSec[stop];
    if (releasedVehicle[stop] === vehicle) {
      if (model.releasedRank[stop] < rank) walk.changeOrderUnits += model.changeOrderUnits;
      rank = model.releasedRank[stop];
    } else if (releasedVehicle[stop] !== NONE) {
      walk.changeVehicleUnits += model.changeVehicleUnits;
    }
    if (!load(model, vehicle, terms, stop)) return false;
  }
  legKg[length] = walk.boardKg;
  maskAhead[length] = walk.boardMask;
  walk.liftUnits = lifts * model.unitsPerLift[vehicle];
  out.kgTotal = kg;
  if (length > 0 && codeStop[codes[length - 1]] !== NONE) trips++;
  return endsRightly(model, vehicle, codes, length, trips);
}

/** How the route ends, and how many visits and trips it has. */
function endsRightly(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  length: number,
  trips: number,
): boolean {
  const { walk, codeStop, unloadBeforeEnd } = model;
  if (unloadBeforeEnd[vehicle] === 1) {
    for (let c = 0; c < walk.holds.length; c++) {
      if (walk.holds[c] === 1 && breaks(walk, "no-facility")) return false;
    }
  }
  let stops = 0;
  for (let i = 0; i < length; i++) if (codeStop[codes[i]] !== NONE) stops++;
  if (stops > model.stopCountMax[vehicle] && breaks(walk, "stops")) return false;
  if (!keepsTotals(model, vehicle, codes, length) && breaks(walk, "capacity")) return false;
  return trips <= model.tripCountMax[vehicle] || !breaks(walk, "trips");
}

/** Whether the stops of all trips together are no more than the vehicle may collect. */
function keepsTotals(model: Model, vehicle: number, codes: Int32Array, length: number): boolean {
  if (model.hasLoadTotals[vehicle] === 0) return true;
  const { codeStop, dimensionCount, nodeLoads, loadsTotalMax } = model;
  for (let d = 0; d < dimensionCount; d++) {
    let load = 0;
    for (let i = 0; i < length; i++) {
      const stop = codeStop[codes[i]];
      if (stop !== NONE) load += nodeLoads[stop * dimensionCount + d];
    }
    if (load > loadsTotalMax[vehicle * dimensionCount + d]) return false;
  }
  return true;
}

function boardLoads(model: Model, terms: RichTerms): void {
  const { walk, dimensionCount } = model;
  const { board, compartments } = terms;
  for (let c = 0; c < walk.holds.length; c++) {
    walk.holds[c] = 0;
    walk.masks[c] = 0;
    walk.kgs[c] = 0;
    for (let d = 0; d < dimensionCount; d++) walk.loads[c * dimensionCount + d] = 0;
  }
  for (let d = 0; d < dimensionCount; d++) walk.totals[d] = 0;
  walk.boardKg = board.kg;
  walk.boardMask = board.mask;
  if (board.count === 0) return;
  for (let d = 0; d < dimensionCount; d++) walk.totals[d] = board.loads[d];
  if (compartments.length === 0) {
    for (let d = 0; d < dimensionCount; d++) walk.loads[d] = board.loads[d];
    walk.masks[0] = board.mask;
    walk.kgs[0] = board.kg;
    walk.holds[0] = 1;
    return;
  }
  for (let c = 0; c < compartments.length; c++) {
    for (let d = 0; d < dimensionCount; d++) {
      walk.loads[c * dimensionCount + d] = board.compartmentLoads[c][d];
    }
    walk.masks[c] = board.compartmentMasks[c];
    walk.kgs[c] = board.compartmentKgs[c];
    walk.holds[c] = walk.masks[c] === 0 ? 0 : 1;
  }
}

/** Takes a stop's load on board; gives whether to go on. */
function load(model: Model, vehicle: number, terms: RichTerms, stop: number): boolean {
  const { walk, dimensionCount, nodeLoads, capacities } = model;
  const bit = model.nodeStreamBit[stop];
  const { compartments } = terms;
  if (model.stopAllowed[stop * model.vehicleCount + vehicle] === 0 && breaks(walk, "access")) {
    return false;
  }
  let c = 0;
  if (compartments.length > 0) {
    while (c < compartments.length - 1 && (compartments[c].streamMask & bit) === 0) c++;
  }
  const mask = walk.masks[c];
  const isNew = bit !== 0 && mask !== 0 && (mask & bit) === 0;
  if (isNew && model.mixedStreams[vehicle] === 0 && breaks(walk, "stream")) return false;
  walk.masks[c] = mask | bit;
  walk.boardMask |= bit;
  walk.boardKg += model.nodeKg[stop];
  walk.holds[c] = 1;
  walk.kgs[c] += model.nodeKg[stop];
  const { loads, totals } = walk;
  const isDivided = compartments.length > 0;
  for (let d = 0; d < dimensionCount; d++) {
    const added = nodeLoads[stop * dimensionCount + d];
    const held = loads[c * dimensionCount + d] + added;
    loads[c * dimensionCount + d] = held;
    let total = held;
    if (isDivided) {
      total = totals[d] + added;
      totals[d] = total;
      if (held > compartments[c].capacities[d] && breaks(walk, "capacity")) return false;
    }
    const isTooMuch = total > capacities[vehicle * dimensionCount + d];
    if (isTooMuch && breaks(walk, "capacity")) return false;
  }
  return true;
}

/** Empties what the facility accepts; gives whether to go on. */
function unload(model: Model, facility: number, visit: number, out: SequenceFigures): boolean {
  const { walk, dimensionCount, hasQuotas } = model;
  const accepted = model.facilityStreamMask[facility];
  let kg = 0;
  let holding = 0;
  let emptied = 0;
  for (let d = 0; d < dimensionCount; d++) walk.unloaded[visit * dimensionCount + d] = 0;
  for (let c = 0; c < walk.holds.length; c++) {
    if (walk.holds[c] === 0) continue;
    holding++;
    if ((walk.masks[c] & ~accepted) !== 0) continue;
    emptied++;
    kg += walk.kgs[c];
    for (let d = 0; d < dimensionCount; d++) {
      const taken = walk.loads[c * dimensionCount + d];
      walk.unloaded[visit * dimensionCount + d] += taken;
      if (hasQuotas) out.facilityLoads[facility * dimensionCount + d] += taken;
      walk.totals[d] -= taken;
      walk.loads[c * dimensionCount + d] = 0;
    }
    walk.kgs[c] = 0;
    walk.masks[c] = 0;
    walk.holds[c] = 0;
  }
  walk.boardKg -= kg;
  walk.boardMask = 0;
  for (let c = 0; c < walk.masks.length; c++) walk.boardMask |= walk.masks[c];
  walk.facilityUnits += kg * model.facilityUnitsPerKg[facility];
  walk.staySec[visit] = unloadSecOf(
    model.facilityUnloadSec[facility],
    model.facilitySecPerTonne[facility],
    kg,
  );
  return holding === 0 || emptied > 0 || !breaks(walk, "no-facility");
}
