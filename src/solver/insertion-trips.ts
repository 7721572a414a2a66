import { NONE } from "../base/index.ts";
import { considerUnloads } from "./insertion.ts";
import { keepsTotals } from "./insertion-fits.ts";
import { ALONE, type Insertion } from "./insertion-record.ts";
import type { State } from "./state.ts";

/** As `considerGap`, in a fraction of its time, where only metres cost: see `TripMarks`. */
export function considerGapTrips(
  state: State,
  stop: number,
  before: number,
  best: Insertion,
): void {
  const { model, tripEnd, legM } = state;
  const { nodePlace, placeCount, firstPool, firstStart, firstEnd } = model;
  const vehicle = state.vehicleOf[before];
  const after = state.previous[before];
  const travelM = model.travelM[vehicle];
  const place = nodePlace[stop];
  const into = nodePlace[after] * placeCount + place;
  const outOf = place * placeCount + nodePlace[before];
  const metres = travelM[into] + travelM[outOf] - legM[before];
  let units = metres * model.unitsPerM[vehicle];
  if (units >= best.units) return;
  const stops = state.routeStopCount[vehicle];
  if (stops >= model.stopCountMax[vehicle]) return;
  if (model.timed) {
    // What is late without an unloading is so with one, where no detour is a short cut.
    const travelSec = model.travelSec[vehicle];
    const freeSec = state.beforeEarliestSec[after] + state.beforeDurationSec[after];
    const startSec = Math.max(freeSec + travelSec[into], model.nodeOpenSec[stop]);
    if (startSec > model.nodeCloseSec[stop]) return;
    const arrivalSec = startSec + model.serviceSec[vehicle][stop] + travelSec[outOf];
    if (arrivalSec > state.afterLatestSec[before]) return;
  }
  if (!keepsTotals(state, vehicle, stop)) return;
  const isLast = tripEnd[before] < firstPool;
  const load = state.tripLoads[before] + model.nodeLoads[stop];
  const fits =
    load <= model.capacities[vehicle] && !(isLast && model.unloadBeforeEnd[vehicle] === 1);
  if (!fits || best.unloadsTried) considerUnloads(state, vehicle, stop, before, false, best);
  if (!fits) return;
  if (after === firstStart + vehicle && before === firstEnd + vehicle) {
    units += model.fixedUnits[vehicle];
  }
  if (units >= best.units) return;
  if (state.routeM[vehicle] + metres > model.distanceMMax[vehicle]) return;
  if (isLast && after >= firstPool) {
    if (state.routeTripCount[vehicle] >= model.tripCountMax[vehicle]) return;
  }
  best.units = units;
  best.stop = stop;
  best.alternative = 0;
  best.before = before;
  best.kind = ALONE;
  best.facility = NONE;
}
