import { TIME_MAX_SEC } from "../model.ts";
import type { State } from "../state.ts";
import type { TripFigures } from "./figures.ts";

/**
 * Recomputes all that is kept of a route of trips, and what it costs; gives whether every rule is
 * kept. Cost: O(length).
 */
export function updateTripRoute(state: State, figures: TripFigures, vehicle: number): boolean {
  const { model, next } = state;
  const end = model.firstEnd + vehicle;
  noteReleases(state, figures, vehicle);
  const kept = noteHeads(state, figures, vehicle);
  if (next[model.firstStart + vehicle] === end) {
    // An unused vehicle does not drive from start to end.
    state.legM[end] = 0;
    state.routeM[vehicle] = 0;
    state.routeStopCount[vehicle] = 0;
    state.routeUnits[vehicle] = 0;
    noteTails(state, figures, vehicle);
    return true;
  }
  if (!kept) return false;
  state.routeM[vehicle] = state.sumM[end];
  state.routeUnits[vehicle] =
    model.fixedUnits[vehicle] + state.routeM[vehicle] * model.unitsPerM[vehicle];
  noteTails(state, figures, vehicle);
  return true;
}

/** The latest release from each node to the end of its trip. */
function noteReleases(state: State, figures: TripFigures, vehicle: number): void {
  const { model, previous } = state;
  const { stopReleaseSec, stopCount } = model;
  const { releaseFromSec } = figures;
  const start = model.firstStart + vehicle;
  let latestSec = 0;
  releaseFromSec[model.firstEnd + vehicle] = 0;
  for (let node = previous[model.firstEnd + vehicle]; ; node = previous[node]) {
    if (node < stopCount && stopReleaseSec[node] > latestSec) latestSec = stopReleaseSec[node];
    releaseFromSec[node] = latestSec;
    if (node >= stopCount) latestSec = 0;
    if (node === start) return;
  }
}

/** Legs, loads and times from the start on; gives whether no visit is late and no trip too full. */
function noteHeads(state: State, figures: TripFigures, vehicle: number): boolean {
  const { model, next, legM, sumM, position, loadsBefore, unloadSec } = state;
  const { beginOf, leaveSec, legSec, releaseUpToSec } = figures;
  const { upToSec, upToEarliestSec, upToLatestSec } = figures;
  const { cutM, toFacilityM, fromFacilityM } = figures;
  const { nodePlace, placeCount, nodeOpenSec, nodeCloseSec, nodeServiceSec, nodeLoads } = model;
  const { stopCount, stopReleaseSec, facilityUnloadSec } = model;
  const travelM = model.travelM[vehicle];
  const travelSec = model.travelSec[vehicle];
  const capacity = model.capacities[vehicle];
  const end = model.firstEnd + vehicle;
  let previous = model.firstStart + vehicle;
  let begin = previous;
  let departSec = beginTrip(figures, previous, nodeOpenSec[previous], nodeCloseSec[previous]);
  let load = 0;
  let stops = 0;
  position[previous] = 0;
  sumM[previous] = 0;
  if (departSec > nodeCloseSec[previous]) return false;
  for (let node = next[previous]; ; node = next[node]) {
    const arc = nodePlace[previous] * placeCount + nodePlace[node];
    const legNowSec = travelSec[arc];
    legM[node] = travelM[arc];
    legSec[node] = legNowSec;
    sumM[node] = sumM[previous] + travelM[arc];
    position[node] = position[previous] + 1;
    loadsBefore[node] = load;
    cutM[node] = toFacilityM[nodePlace[previous]] + fromFacilityM[nodePlace[node]] - travelM[arc];
    const driveSec = upToSec[previous] + legNowSec;
    const earliestSec = Math.max(upToEarliestSec[previous] + legNowSec, nodeOpenSec[node]);
    const startSec = Math.max(departSec + driveSec, earliestSec);
    if (startSec > nodeCloseSec[node] || load > capacity) return false;
    if (node === end) break;
    if (node < stopCount) {
      const staySec = nodeServiceSec[node];
      load += nodeLoads[node];
      stops++;
      beginOf[node] = begin;
      leaveSec[node] = startSec + staySec;
      upToSec[node] = driveSec + staySec;
      upToEarliestSec[node] = earliestSec + staySec;
      upToLatestSec[node] = Math.min(upToLatestSec[previous], nodeCloseSec[node] - driveSec);
      releaseUpToSec[node] = Math.max(releaseUpToSec[previous], stopReleaseSec[node]);
    } else {
      unloadSec[node] = facilityUnloadSec[state.facilityOf[node]];
      begin = node;
      departSec = beginTrip(figures, node, startSec + unloadSec[node], TIME_MAX_SEC);
      load = 0;
    }
    previous = node;
  }
  state.routeStopCount[vehicle] = stops;
  return true;
}

/** What stands at the node where a trip begins; gives when it is left at the earliest. */
function beginTrip(
  figures: TripFigures,
  node: number,
  readySec: number,
  latestSec: number,
): number {
  const departSec = Math.max(readySec, figures.releaseFromSec[node]);
  figures.beginOf[node] = node;
  figures.readySec[node] = readySec;
  figures.leaveSec[node] = departSec;
  figures.upToSec[node] = 0;
  figures.upToEarliestSec[node] = 0;
  figures.upToLatestSec[node] = latestSec;
  figures.releaseUpToSec[node] = 0;
  return departSec;
}

/** The latest arrival at each node, and the loads and ends of trips. */
function noteTails(state: State, figures: TripFigures, vehicle: number): void {
  const { model, previous, tripEnd, tripLoads, loadsBefore, unloadSec } = state;
  const { nodeCloseSec, nodeServiceSec, stopCount } = model;
  const { latestSec, legSec } = figures;
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  let trip = end;
  let untilSec = nodeCloseSec[end];
  for (let node = end; ; ) {
    if (node !== start) latestSec[node] = untilSec;
    tripEnd[node] = trip;
    tripLoads[node] = loadsBefore[trip];
    if (node === start) return;
    const before = previous[node];
    if (before >= stopCount) trip = before === start ? trip : before;
    const staySec = before < stopCount ? nodeServiceSec[before] : unloadSec[before];
    untilSec = Math.min(untilSec - legSec[node] - staySec, nodeCloseSec[before]);
    node = before;
  }
}
