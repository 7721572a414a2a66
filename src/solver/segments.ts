import { INFINITE_SEC } from "../base/index.ts";
import { type Insertion, UNLOAD_AFTER, UNLOAD_BEFORE } from "./insertion-record.ts";
import { unloadSecOf } from "./model.ts";
import type { State } from "./state.ts";

/** Begins a segment with the route up to a node. */
export function joinStart(state: State, node: number, join: Insertion): void {
  join.durationSec = state.beforeDurationSec[node];
  join.earliestSec = state.beforeEarliestSec[node];
  join.latestSec = state.beforeLatestSec[node];
}

/** Appends one visit to the segment; gives whether it is in time. */
function joinVisit(
  join: Insertion,
  travelSec: number,
  openSec: number,
  closeSec: number,
  staySec: number,
): boolean {
  const startSec = join.durationSec + travelSec;
  if (travelSec >= INFINITE_SEC || join.earliestSec + startSec > closeSec) return false;
  const waitSec = Math.max(0, openSec - startSec - join.latestSec);
  join.earliestSec = Math.max(openSec - startSec, join.earliestSec) - waitSec;
  join.latestSec = Math.min(closeSec - startSec, join.latestSec);
  join.durationSec = startSec + waitSec + staySec;
  return true;
}

/** Appends a stop to the segment that ends at `after`; gives whether it is in time. */
export function joinStop(
  state: State,
  vehicle: number,
  after: number,
  stop: number,
  join: Insertion,
): boolean {
  const { model } = state;
  const arc = model.nodePlace[after] * model.placeCount + model.nodePlace[stop];
  return joinVisit(
    join,
    state.rates.leastSec[vehicle][arc],
    model.nodeOpenSec[stop],
    model.nodeCloseSec[stop],
    model.serviceSec[vehicle][stop],
  );
}

/** Appends the route from `before` on, whose trip now carries `kg`. */
export function joinRest(
  state: State,
  vehicle: number,
  last: number,
  before: number,
  kg: number,
  join: Insertion,
): boolean {
  const { model } = state;
  return joinRestFrom(state, vehicle, model.nodePlace[last], before, kg, join);
}

function joinRestFrom(
  state: State,
  vehicle: number,
  fromPlace: number,
  before: number,
  kg: number,
  join: Insertion,
): boolean {
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const travelSec = state.rates.leastSec[vehicle];
  const arcSec = travelSec[fromPlace * placeCount + nodePlace[before]];
  const tripEnd = state.tripEnd[before];
  if (tripEnd >= model.firstPool && kg !== state.tripKg[before]) {
    const facility = state.facilityOf[tripEnd];
    const perTonne = model.facilitySecPerTonne[facility];
    if (perTonne > 0) {
      const reached = joinVisit(
        join,
        arcSec,
        state.withinEarliestSec[before],
        state.withinLatestSec[before],
        state.withinDurationSec[before],
      );
      if (!reached) return false;
      join.durationSec += unloadSecOf(model.facilityUnloadSec[facility], perTonne, kg);
      join.durationSec += state.extraSec[tripEnd];
      const following = state.next[tripEnd];
      return joinVisit(
        join,
        travelSec[nodePlace[tripEnd] * placeCount + nodePlace[following]],
        state.afterEarliestSec[following],
        state.afterLatestSec[following],
        state.afterDurationSec[following],
      );
    }
  }
  return joinVisit(
    join,
    arcSec,
    state.afterEarliestSec[before],
    state.afterLatestSec[before],
    state.afterDurationSec[before],
  );
}

/**
 * Joins the route with a stop and an unloading beside it; gives whether nothing is late.
 *
 * @param kgBefore what the unloading takes, `kgBehind` what the rest of the trip carries after it
 */
export function joinUnload(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  kind: number,
  facility: number,
  kgBefore: number,
  kgBehind: number,
  join: Insertion,
): boolean {
  const { model } = state;
  const { nodePlace, placeCount } = model;
  const travelSec = state.rates.leastSec[vehicle];
  const after = state.previous[before];
  const facilityPlace = model.facilityPlace[facility];
  joinStart(state, after, join);
  if (kind === UNLOAD_AFTER && !joinStop(state, vehicle, after, stop, join)) return false;
  const unloadFrom = kind === UNLOAD_AFTER ? nodePlace[stop] : nodePlace[after];
  const unloaded = joinVisit(
    join,
    travelSec[unloadFrom * placeCount + facilityPlace],
    model.facilityOpenSec[facility],
    model.facilityCloseSec[facility],
    unloadSecOf(model.facilityUnloadSec[facility], model.facilitySecPerTonne[facility], kgBefore),
  );
  if (!unloaded) return false;
  let lastPlace = facilityPlace;
  if (kind === UNLOAD_BEFORE) {
    lastPlace = nodePlace[stop];
    const reached = joinVisit(
      join,
      travelSec[facilityPlace * placeCount + lastPlace],
      model.nodeOpenSec[stop],
      model.nodeCloseSec[stop],
      model.serviceSec[vehicle][stop],
    );
    if (!reached) return false;
  }
  return joinRestFrom(state, vehicle, lastPlace, before, kgBehind, join);
}
