import { ALONE, type Insertion } from "./insertion-record.ts";
import type { Model } from "./model.ts";
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
    problem.released === undefined &&
    problem.streams.length === 0 &&
    problem.stops.every((stop) => (stop.windows?.length ?? 1) === 1) &&
    problem.vehicles.every((vehicle) => vehicle.committed === undefined) &&
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
  if (state.tripLoads[before] + model.nodeLoads[stop] > model.capacities[vehicle]) return;
  const travelM = model.travelM[vehicle];
  const after = state.previous[before];
  const fromPlace = nodePlace[after] * placeCount;
  const place = nodePlace[stop];
  const toPlace = nodePlace[before];
  const metres =
    travelM[fromPlace + place] +
    travelM[place * placeCount + toPlace] -
    travelM[fromPlace + toPlace];
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
      state.beforeEarliestSec[after] +
        state.beforeDurationSec[after] +
        travelSec[fromPlace + place],
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
