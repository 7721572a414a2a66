import { NONE } from "../base/index.ts";
import type { Model } from "./model.ts";
import type { State } from "./state.ts";

/**
 * By what a node's figures were computed last, so that those of a route's unchanged head and tail
 * need not be computed again.
 *
 * Each time a node's figures are computed they get a number of their own, and the number of the
 * neighbour's figures they follow from is kept beside it: they still hold where that is the
 * neighbour's number now.
 */
export interface TripMarks {
  readonly headMark: Float64Array;
  readonly headFrom: Float64Array;
  readonly tailMark: Float64Array;
  readonly tailFrom: Float64Array;
  /** The facility that the figures of a pool node were computed for; `NONE` at other nodes. */
  readonly headFacility: Int32Array;
  readonly tailFacility: Int32Array;
  /** Driving time from the node before. */
  readonly legSec: Int32Array;
  /** Visits to facilities, and driving, service and unloading, up to and with the node. */
  readonly unloads: Int32Array;
  readonly busySec: Int32Array;
  /** Whether time must be kept, but is neither paid for nor limited as a whole. */
  readonly byMetres: boolean;
  /** The last number given. */
  last: number;
}

/**
 * Whether routes are described by metres, time, and one load that facilities take away: what
 * `updateTrips` keeps for its problems, in a fraction of the time of the whole.
 */
export function isOfTrips(model: Model): boolean {
  const { problem } = model;
  return (
    model.dimensionCount === 1 &&
    model.groupCount === 0 &&
    model.alternativeCount === 0 &&
    problem.streams.length === 0 &&
    problem.released === undefined &&
    problem.objective === undefined &&
    model.isRich.every((rich) => rich === 0) &&
    model.alwaysUsed.every((used) => used === 0) &&
    model.unitsPerLift.every((units) => units === 0) &&
    model.committedCount.every((count) => count === 0) &&
    model.richTerms.every(({ board }) => board.loads[0] === 0) &&
    model.nodeManyWindows.every((many) => many === 0) &&
    model.facilityManyWindows.every((many) => many === 0) &&
    model.facilitySecPerTonne.every((sec) => sec === 0) &&
    model.facilityUnitsPerKg.every((units) => units === 0)
  );
}

/** The number of no figures. */
const NEVER = 0;

/** Marks of a model whose routes have not been computed yet. */
export function newTripMarks(model: Model): TripMarks {
  const { nodeCount, vehicleCount, firstStart, firstEnd } = model;
  const marks: TripMarks = {
    headMark: new Float64Array(nodeCount),
    headFrom: new Float64Array(nodeCount),
    tailMark: new Float64Array(nodeCount),
    tailFrom: new Float64Array(nodeCount),
    headFacility: new Int32Array(nodeCount).fill(NONE),
    tailFacility: new Int32Array(nodeCount).fill(NONE),
    legSec: new Int32Array(nodeCount),
    unloads: new Int32Array(nodeCount),
    busySec: new Int32Array(nodeCount),
    byMetres: model.problem.vehicleTypes.every(
      ({ costs, durationSecMax }) =>
        costs.centsPerHour === 0 &&
        costs.centsPerOvertimeHour === 0 &&
        durationSecMax === undefined,
    ),
    last: NEVER,
  };
  // Where a route begins and ends nothing changes.
  for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
    marks.headMark[firstStart + vehicle] = -1 - vehicle;
    marks.tailMark[firstEnd + vehicle] = -1 - vehicle;
  }
  return marks;
}

/**
 * What `updateRoute` keeps of a route where `isOfTrips`; gives whether no visit is late.
 *
 * Only what lies behind the first change is computed from the start on, and only what lies ahead of
 * the last one from the end back. Cost: O(length), little of it where the route is as it was.
 */
export function updateTrips(state: State, marks: TripMarks, vehicle: number): boolean {
  const { model } = state;
  const end = model.firstEnd + vehicle;
  const isEmpty = state.next[model.firstStart + vehicle] === end;
  const inTime = computeHeads(state, marks, vehicle);
  if (!inTime && !isEmpty) return false;
  const last = state.previous[end];
  const visits = state.position[end] - 1;
  const open = last < model.stopCount ? 1 : 0; // a trip that goes home loaded
  state.routeStopCount[vehicle] = isEmpty ? 0 : visits - marks.unloads[last];
  state.routeTripCount[vehicle] = isEmpty ? 0 : marks.unloads[last] + open;
  state.routeM[vehicle] = state.sumM[end];
  state.routeBusySec[vehicle] = marks.busySec[end];
  return computeTails(state, marks, vehicle) && inTime;
}

/** The first node whose figures from the start on do not hold any more; `NONE` if there is none. */
function firstChanged(state: State, marks: TripMarks, vehicle: number): number {
  const { model, next, facilityOf } = state;
  const { headMark, headFrom, headFacility } = marks;
  const end = model.firstEnd + vehicle;
  let mark = headMark[model.firstStart + vehicle];
  for (let node = next[model.firstStart + vehicle]; ; node = next[node]) {
    if (headFrom[node] !== mark || headFacility[node] !== facilityOf[node]) return node;
    if (node === end) return NONE;
    mark = headMark[node];
  }
}

/** Legs, loads and time segments from the start on; gives whether no visit is late. */
function computeHeads(state: State, marks: TripMarks, vehicle: number): boolean {
  const { model, next, facilityOf, position, legM, sumM, loadsBefore, unloadSec } = state;
  const { beforeDurationSec, beforeEarliestSec, beforeLatestSec } = state;
  const { headMark, headFrom, headFacility, legSec, unloads, busySec } = marks;
  const { nodePlace, placeCount, nodeOpenSec, nodeCloseSec, nodeLoads } = model;
  const { stopCount, firstPool, facilityUnloadSec } = model;
  const travelM = model.travelM[vehicle];
  const travelSec = model.travelSec[vehicle];
  const serviceSec = model.serviceSec[vehicle];
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  beforeDurationSec[start] = 0;
  beforeEarliestSec[start] = nodeOpenSec[start];
  beforeLatestSec[start] = nodeCloseSec[start];
  let node = firstChanged(state, marks, vehicle);
  if (node === NONE) return true;
  let previous = state.previous[node];
  let mark = headMark[previous];
  let durationSec = beforeDurationSec[previous];
  let earliestSec = beforeEarliestSec[previous];
  let latestSec = beforeLatestSec[previous];
  for (;;) {
    const arc = nodePlace[previous] * placeCount + nodePlace[node];
    const legNowSec = travelSec[arc];
    legM[node] = travelM[arc];
    legSec[node] = legNowSec;
    sumM[node] = sumM[previous] + travelM[arc];
    position[node] = position[previous] + 1;
    loadsBefore[node] =
      previous >= firstPool
        ? 0
        : loadsBefore[previous] + (previous < stopCount ? nodeLoads[previous] : 0);
    const isUnload = node >= firstPool;
    if (isUnload) unloadSec[node] = facilityUnloadSec[facilityOf[node]];
    unloads[node] = unloads[previous] + (isUnload ? 1 : 0);
    const staySec = isUnload ? unloadSec[node] : serviceSec[node];
    busySec[node] = busySec[previous] + legNowSec + staySec;

    durationSec += legNowSec;
    if (earliestSec + durationSec > nodeCloseSec[node]) {
      headFrom[node] = NEVER; // half of its figures are those of this route
      return false;
    }
    const waitSec = Math.max(0, nodeOpenSec[node] - durationSec - latestSec);
    earliestSec = Math.max(nodeOpenSec[node] - durationSec, earliestSec) - waitSec;
    latestSec = Math.min(nodeCloseSec[node] - durationSec, latestSec);
    durationSec += waitSec + staySec;
    beforeDurationSec[node] = durationSec;
    beforeEarliestSec[node] = earliestSec;
    beforeLatestSec[node] = latestSec;

    headFrom[node] = mark;
    headFacility[node] = facilityOf[node];
    mark = ++marks.last;
    headMark[node] = mark;
    if (node === end) return true;
    previous = node;
    node = next[node];
  }
}

/** Trip totals and time segments from the end back; gives whether no visit is late. */
function computeTails(state: State, marks: TripMarks, vehicle: number): boolean {
  const { model, previous, facilityOf, loadsBefore, tripLoads, tripEnd, unloadSec } = state;
  const { afterDurationSec, afterEarliestSec, afterLatestSec } = state;
  const { tailMark, tailFrom, tailFacility, legSec } = marks;
  const { nodeOpenSec, nodeCloseSec, firstPool } = model;
  const serviceSec = model.serviceSec[vehicle];
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  let trip = end;
  let tripLoad = loadsBefore[end];
  let node = end;
  let mark = tailMark[end];
  afterDurationSec[end] = 0;
  afterEarliestSec[end] = nodeOpenSec[end];
  afterLatestSec[end] = nodeCloseSec[end];
  for (;;) {
    tripEnd[node] = trip;
    tripLoads[node] = tripLoad;
    if (node === start) return true;
    const before = previous[node];
    if (tailFrom[before] !== mark || tailFacility[before] !== facilityOf[before]) {
      const staySec = before >= firstPool ? unloadSec[before] : serviceSec[before];
      const apartSec = staySec + legSec[node];
      if (nodeOpenSec[before] + apartSec > afterLatestSec[node]) return false;
      const waitSec = Math.max(0, afterEarliestSec[node] - apartSec - nodeCloseSec[before]);
      afterEarliestSec[before] =
        Math.max(afterEarliestSec[node] - apartSec, nodeOpenSec[before]) - waitSec;
      afterLatestSec[before] = Math.min(afterLatestSec[node] - apartSec, nodeCloseSec[before]);
      afterDurationSec[before] = afterDurationSec[node] + apartSec + waitSec;
      tailFrom[before] = mark;
      tailFacility[before] = facilityOf[before];
      tailMark[before] = ++marks.last;
    }
    mark = tailMark[before];
    if (before >= firstPool) {
      trip = before;
      tripLoad = loadsBefore[before];
    }
    node = before;
  }
}
