import type { Random } from "../base/index.ts";
import { drawBlink } from "./blink.ts";
import { ALONE, type Insertion } from "./insertion-record.ts";
import type { Model } from "./model.ts";
import type { Recreation } from "./recreate.ts";
import type { State } from "./state.ts";

/**
 * Whether insertions can be priced by metres, one load and single windows alone: the classic
 * problems, for which `considerGapPlain` does the work of `considerGap` in a fraction of the time.
 */
export function isPlain(model: Model): boolean {
  const { problem } = model;
  return (
    model.facilityCount === 0 &&
    model.dimensionCount === 1 &&
    model.groupCount === 0 &&
    model.alternativeCount === 0 &&
    problem.profiles.length === 1 &&
    problem.released === undefined &&
    problem.streams.length === 0 &&
    problem.objective === undefined &&
    problem.stops.every((stop) => stop.addedServiceSec === undefined) &&
    model.nodeManyWindows.every((many) => many === 0) &&
    model.isRich.every((rich) => rich === 0) &&
    model.alwaysUsed.every((always) => always === 0) &&
    model.committedCount.every((count) => count === 0) &&
    model.unitsPerLift.every((units) => units === 0) &&
    problem.vehicleTypes.every(
      (type) =>
        !type.unloadBeforeEnd &&
        type.costs.centsPerHour === 0 &&
        type.costs.centsPerOvertimeHour === 0 &&
        type.durationSecMax === undefined &&
        type.distanceMMax === undefined &&
        type.stopCountMax === undefined &&
        type.tripCountMax === undefined,
    )
  );
}

/** As `considerGap`, for a plain problem. */
export function considerGapPlain(
  state: State,
  stop: number,
  before: number,
  best: Insertion,
): void {
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const vehicle = state.vehicleOf[before];
  if (state.routeLoad[vehicle] + model.nodeLoads[stop] > model.capacities[vehicle]) return;
  const travelM = model.travelM[vehicle];
  const after = state.previous[before];
  const fromPlace = nodePlace[after] * placeCount;
  const place = nodePlace[stop];
  const toPlace = nodePlace[before];
  const metres =
    travelM[fromPlace + place] + travelM[place * placeCount + toPlace] - state.legM[before];
  let units = metres * model.unitsPerM[vehicle];
  if (units >= best.units) return;
  if (after >= model.firstStart && before >= model.firstEnd) {
    units += model.fixedUnits[vehicle];
    if (units >= best.units) return;
  }
  if (model.timed) {
    const travelSec = model.travelSec[vehicle];
    const startSec = Math.max(
      model.nodeOpenSec[stop],
      state.leaveSec[after] + travelSec[fromPlace + place],
    );
    if (startSec > model.nodeCloseSec[stop]) return;
    const reachedSec =
      startSec + model.nodeServiceSec[stop] + travelSec[place * placeCount + toPlace];
    if (reachedSec > state.afterLatestSec[before]) return;
  }
  best.units = units;
  best.before = before;
  best.kind = ALONE;
}

/**
 * The gaps beside the stop's neighbours, as `considerGapPlain` prices them one by one, in one loop.
 *
 * A route that has no room for the stop is passed over before anything else is read. Blinks are
 * counted down instead of drawn for each gap.
 */
export function considerNeighboursPlain(
  state: State,
  recreation: Recreation,
  stop: number,
  random: Random,
): void {
  const { model, next, previous, vehicleOf, legM, routeLoad } = state;
  const { best, triedAt, stamp, fromM } = recreation;
  const { nodePlace, placeCount, capacities, stopAllowed, vehicleCount, unitsPerM } = model;
  const near = recreation.neighbours.stops;
  const first = stop * recreation.neighbours.count;
  const last = first + recreation.gapNeighbourCount;
  const load = model.nodeLoads[stop];
  const allowedOffset = stop * vehicleCount;
  const toM = model.travelM[0];
  const rowM = nodePlace[stop] * placeCount;
  let blinkIn = recreation.blinkIn;
  for (let i = first; i < last; i++) {
    const node = near[i];
    const vehicle = vehicleOf[node];
    if (vehicle < 0 || routeLoad[vehicle] + load > capacities[vehicle]) continue;
    if (stopAllowed[allowedOffset + vehicle] === 0) continue;
    const perM = unitsPerM[vehicle];
    const after = previous[node];
    const behind = next[node];
    const place = nodePlace[node];
    if (triedAt[node] !== stamp) {
      triedAt[node] = stamp;
      if (--blinkIn < 0) blinkIn = drawBlink(random);
      else {
        const metres = fromM[rowM + nodePlace[after]] + toM[rowM + place] - legM[node];
        if (metres * perM < best.units) considerGapPlain(state, stop, node, best);
      }
    }
    if (triedAt[behind] === stamp) continue;
    triedAt[behind] = stamp;
    if (--blinkIn < 0) blinkIn = drawBlink(random);
    else {
      const metres = fromM[rowM + place] + toM[rowM + nodePlace[behind]] - legM[behind];
      if (metres * perM < best.units) considerGapPlain(state, stop, behind, best);
    }
  }
  recreation.blinkIn = blinkIn;
}
