import { assert, NONE } from "../base/index.ts";
import { writeCodes } from "./codes.ts";
import { isPlain } from "./insertion-plain.ts";
import { type Model, unloadSecOf } from "./model.ts";
import { updatePlainRoute } from "./route-plain.ts";
import { evaluateSequence, newSequenceFigures, type SequenceFigures } from "./sequence.ts";

/**
 * The current solution: routes as doubly linked lists of nodes (see `Model`), each from the
 * vehicle's start node to its end node, with what moves need to be priced in O(1) kept at each
 * node.
 *
 * A segment is a run of visits summed up in three whole numbers: `DurationSec` (least time from
 * starting its first visit to ending its last), and the earliest and latest start of the first
 * visit that reach it without lateness. `before…` is the segment from the route's start to the
 * node, `after…` from the node to the route's end, `within…` from the node to the start of the
 * unloading that ends its trip, or to the route's end. Source: Vidal et al. (2013), Computers &
 * Operations Research 40(1), 475–489.
 */
export interface State {
  readonly model: Model;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** Vehicle whose route the node is on; `NONE` for an unassigned stop and a pool node at rest. */
  readonly vehicleOf: Int32Array;
  /** 0 at the start node, then counting up. */
  readonly position: Int32Array;
  /** Metres from the node before. */
  readonly legM: Int32Array;
  /** Kept in plain problems alone: see `updatePlainRoute`. */
  readonly isPlain: boolean;
  readonly legSec: Int32Array;
  readonly legFrom: Int32Array;
  readonly leaveSec: Int32Array;
  readonly routeLoad: Int32Array;
  /** Facility that a pool node stands for. */
  readonly facilityOf: Int32Array;
  readonly pool: Int32Array;
  poolSize: number;

  readonly beforeDurationSec: Int32Array;
  readonly beforeEarliestSec: Int32Array;
  readonly beforeLatestSec: Int32Array;
  readonly afterDurationSec: Int32Array;
  readonly afterEarliestSec: Int32Array;
  readonly afterLatestSec: Int32Array;
  readonly withinDurationSec: Int32Array;
  readonly withinEarliestSec: Int32Array;
  readonly withinLatestSec: Int32Array;

  /** Loads of the node's trip before the node, and of the whole trip, by dimension. */
  readonly loadsBefore: Int32Array;
  readonly tripLoads: Int32Array;
  readonly kgBefore: Int32Array;
  readonly tripKg: Int32Array;
  /** Streams of the node's trip before the node, and from the node on. */
  readonly maskBefore: Int32Array;
  readonly maskAfter: Int32Array;
  /** The facility node or end node that ends the node's trip. */
  readonly tripEnd: Int32Array;
  /** Unloading time, kept at facility nodes. */
  readonly unloadSec: Int32Array;
  /** Released rank of the last released stop before the node, and of the first from it on. */
  readonly rankBefore: Int32Array;
  readonly rankAfter: Int32Array;

  readonly routeStopCount: Int32Array;
  readonly routeTripCount: Int32Array;
  readonly routeM: Float64Array;
  readonly routeDurationSec: Int32Array;
  readonly routeEndSec: Int32Array;
  /** Driving, service and unloading: the duration less the waiting. */
  readonly routeBusySec: Int32Array;
  readonly routeUnits: Float64Array;
  /** Whether some visit has more than one window, so that segments do not describe the route. */
  readonly routeManyWindows: Uint8Array;
  /** Sum of `routeUnits` and of the prices of the unassigned stops. */
  costUnits: number;

  readonly codes: Int32Array;
  readonly figures: SequenceFigures;
}

/** A state with every route empty and every stop unassigned. */
export function newState(model: Model): State {
  const { nodeCount, vehicleCount, dimensionCount } = model;
  const poolCount = nodeCount - model.firstPool;
  const perNode = (): Int32Array => new Int32Array(nodeCount);
  const state: State = {
    model,
    next: perNode().fill(NONE),
    previous: perNode().fill(NONE),
    vehicleOf: perNode().fill(NONE),
    position: perNode(),
    legM: perNode(),
    isPlain: isPlain(model),
    legSec: perNode(),
    legFrom: perNode().fill(NONE),
    leaveSec: perNode(),
    routeLoad: new Int32Array(vehicleCount),
    facilityOf: perNode().fill(NONE),
    pool: Int32Array.from({ length: poolCount }, (_, i) => nodeCount - 1 - i),
    poolSize: poolCount,
    beforeDurationSec: perNode(),
    beforeEarliestSec: perNode(),
    beforeLatestSec: perNode(),
    afterDurationSec: perNode(),
    afterEarliestSec: perNode(),
    afterLatestSec: perNode(),
    withinDurationSec: perNode(),
    withinEarliestSec: perNode(),
    withinLatestSec: perNode(),
    loadsBefore: new Int32Array(nodeCount * dimensionCount),
    tripLoads: new Int32Array(nodeCount * dimensionCount),
    kgBefore: perNode(),
    tripKg: perNode(),
    maskBefore: perNode(),
    maskAfter: perNode(),
    tripEnd: perNode(),
    unloadSec: perNode(),
    rankBefore: perNode(),
    rankAfter: perNode(),
    routeStopCount: new Int32Array(vehicleCount),
    routeTripCount: new Int32Array(vehicleCount),
    routeM: new Float64Array(vehicleCount),
    routeDurationSec: new Int32Array(vehicleCount),
    routeEndSec: new Int32Array(vehicleCount),
    routeBusySec: new Int32Array(vehicleCount),
    routeUnits: new Float64Array(vehicleCount),
    routeManyWindows: new Uint8Array(vehicleCount),
    costUnits: model.stopPriceUnits.reduce((sum, units) => sum + units, 0),
    codes: new Int32Array(nodeCount),
    figures: newSequenceFigures(),
  };
  for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
    const start = model.firstStart + vehicle;
    const end = model.firstEnd + vehicle;
    state.next[start] = end;
    state.previous[end] = start;
    state.vehicleOf[start] = vehicle;
    state.vehicleOf[end] = vehicle;
    updateRoute(state, vehicle);
  }
  return state;
}

/** Puts a stop in front of a node. The caller updates the route afterwards. */
export function linkStop(state: State, stop: number, before: number): void {
  link(state, stop, before);
  state.costUnits -= state.model.stopPriceUnits[stop];
}

/** Takes a stop out of its route, which the caller updates afterwards. */
export function unlinkStop(state: State, stop: number): void {
  unlink(state, stop);
  state.costUnits += state.model.stopPriceUnits[stop];
}

/** Takes a node from the pool, makes it a visit to the facility, and puts it in front of a node. */
export function linkFacility(state: State, facility: number, before: number): number {
  assert(state.poolSize > 0, "no facility visit is left in the pool");
  const node = state.pool[--state.poolSize];
  becomeFacility(state, node, facility);
  link(state, node, before);
  return node;
}

/** Turns a facility visit into one to another facility. The caller updates the route afterwards. */
export function becomeFacility(state: State, node: number, facility: number): void {
  state.facilityOf[node] = facility;
  state.model.nodePlace[node] = state.model.facilityPlace[facility];
  state.model.nodeOpenSec[node] = state.model.facilityOpenSec[facility];
  state.model.nodeCloseSec[node] = state.model.facilityCloseSec[facility];
}

/** Takes a facility visit out of its route and gives the node back to the pool. */
export function unlinkFacility(state: State, node: number): void {
  unlink(state, node);
  state.facilityOf[node] = NONE;
  state.pool[state.poolSize++] = node;
}

function link(state: State, node: number, before: number): void {
  const previous = state.previous[before];
  state.next[previous] = node;
  state.previous[node] = previous;
  state.next[node] = before;
  state.previous[before] = node;
  state.vehicleOf[node] = state.vehicleOf[before];
}

function unlink(state: State, node: number): void {
  const { next, previous } = state;
  next[previous[node]] = next[node];
  previous[next[node]] = previous[node];
  state.vehicleOf[node] = NONE;
}

/**
 * Recomputes all that is kept at the nodes of a route after a change, and the cost.
 *
 * Gives whether the route keeps every rule; where it does not, its figures mean nothing and the
 * caller must restore it.
 */
export function updateRoute(state: State, vehicle: number): boolean {
  const { model } = state;
  const oldUnits = state.routeUnits[vehicle];
  if (state.isPlain) {
    const inTime = updatePlainRoute(state, vehicle);
    state.costUnits += state.routeUnits[vehicle] - oldUnits;
    return inTime;
  }
  walkForward(state, vehicle);
  let kept: boolean;
  if (state.next[model.firstStart + vehicle] === model.firstEnd + vehicle) {
    // Unused: whether the way from start to end can be driven at all is of no matter.
    joinForward(state, vehicle);
    walkBackward(state, vehicle);
    kept = priceRoute(state, vehicle);
  } else if (state.routeManyWindows[vehicle] === 1) {
    walkBackward(state, vehicle);
    kept = priceByWalking(state, vehicle);
  } else if (model.timed) {
    kept = joinForward(state, vehicle) && walkBackward(state, vehicle);
    if (kept) kept = priceRoute(state, vehicle);
  } else {
    walkBackward(state, vehicle);
    state.routeDurationSec[vehicle] = 0;
    state.routeEndSec[vehicle] = 0;
    kept = priceRoute(state, vehicle);
  }
  state.costUnits += state.routeUnits[vehicle] - oldUnits;
  return kept;
}

/** Loads, streams, ranks and metres from the start on. */
function walkForward(state: State, vehicle: number): void {
  const { model, next, position } = state;
  const { dimensionCount, nodePlace, placeCount, firstPool, stopCount } = model;
  const travelM = model.travelM[vehicle];
  const travelSec = model.travelSec[vehicle];
  const end = model.firstEnd + vehicle;
  let previous = model.firstStart + vehicle;
  let busySec = 0;
  let mask = 0;
  let kg = 0;
  let rank = NONE;
  let stops = 0;
  let trips = 0;
  let metres = 0;
  let manyWindows = 0;
  state.position[previous] = 0;
  for (let d = 0; d < dimensionCount; d++) state.loadsBefore[previous * dimensionCount + d] = 0;
  for (let node = next[previous]; ; node = next[node]) {
    position[node] = position[previous] + 1;
    const arc = nodePlace[previous] * placeCount + nodePlace[node];
    metres += travelM[arc];
    state.legM[node] = travelM[arc];
    busySec += travelSec[arc] + model.nodeServiceSec[node];
    const fresh = previous >= firstPool; // the node before emptied the vehicle
    for (let d = 0; d < dimensionCount; d++) {
      const before = previous * dimensionCount + d;
      const held = fresh ? 0 : state.loadsBefore[before];
      const added = previous < stopCount ? model.nodeLoads[before] : 0;
      state.loadsBefore[node * dimensionCount + d] = held + added;
    }
    if (fresh) {
      mask = 0;
      kg = 0;
    }
    state.maskBefore[node] = mask;
    state.kgBefore[node] = kg;
    state.rankBefore[node] = rank;
    if (node === end) break;
    if (node < stopCount) {
      stops++;
      mask |= model.nodeStreamBit[node];
      kg += model.nodeKg[node];
      manyWindows |= model.nodeManyWindows[node];
      if (model.releasedVehicle[node] === vehicle) rank = model.releasedRank[node];
    } else {
      const facility = state.facilityOf[node];
      trips++;
      manyWindows |= model.facilityManyWindows[facility];
      state.unloadSec[node] = unloadSecOf(
        model.facilityUnloadSec[facility],
        model.facilitySecPerTonne[facility],
        kg,
      );
      busySec += state.unloadSec[node];
    }
    previous = node;
  }
  if (previous < firstPool && previous < stopCount) trips++;
  state.routeStopCount[vehicle] = stops;
  state.routeTripCount[vehicle] = trips;
  state.routeM[vehicle] = metres;
  state.routeBusySec[vehicle] = busySec;
  state.routeManyWindows[vehicle] = manyWindows;
}

/** Segments from the start to each node; gives whether no visit is late. */
function joinForward(state: State, vehicle: number): boolean {
  const { model, next } = state;
  const { nodePlace, placeCount, nodeOpenSec, nodeCloseSec, nodeServiceSec, firstPool } = model;
  const travelSec = model.travelSec[vehicle];
  let node = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  let durationSec = 0;
  let earliestSec = nodeOpenSec[node];
  let latestSec = nodeCloseSec[node];
  for (;;) {
    state.beforeDurationSec[node] = durationSec;
    state.beforeEarliestSec[node] = earliestSec;
    state.beforeLatestSec[node] = latestSec;
    if (node === end) return true;
    const following = next[node];
    durationSec += travelSec[nodePlace[node] * placeCount + nodePlace[following]];
    if (earliestSec + durationSec > nodeCloseSec[following]) return false;
    const waitSec = Math.max(0, nodeOpenSec[following] - durationSec - latestSec);
    earliestSec = Math.max(nodeOpenSec[following] - durationSec, earliestSec) - waitSec;
    latestSec = Math.min(nodeCloseSec[following] - durationSec, latestSec);
    const stay = following >= firstPool ? state.unloadSec[following] : nodeServiceSec[following];
    durationSec += waitSec + stay;
    node = following;
  }
}

/** Trip totals and segments from each node to the end; gives whether no visit is late. */
function walkBackward(state: State, vehicle: number): boolean {
  const { model, previous } = state;
  const { dimensionCount, firstPool, stopCount, facilityCount } = model;
  const end = model.firstEnd + vehicle;
  const start = model.firstStart + vehicle;
  let trip = end;
  let rank = NONE;
  let mask = 0;
  for (let node = end; node !== start; node = previous[node]) {
    if (node >= firstPool) {
      trip = node;
      mask = 0;
    }
    state.tripEnd[node] = trip;
    for (let d = 0; d < dimensionCount; d++) {
      state.tripLoads[node * dimensionCount + d] = state.loadsBefore[trip * dimensionCount + d];
    }
    state.tripKg[node] = state.kgBefore[trip];
    if (node < stopCount) {
      mask |= model.nodeStreamBit[node];
      if (model.releasedVehicle[node] === vehicle) rank = model.releasedRank[node];
    }
    state.maskAfter[node] = mask;
    state.rankAfter[node] = rank;
  }
  if (!model.timed) return true;
  if (!joinBackward(state, vehicle)) return false;
  if (facilityCount > 0) joinWithin(state, vehicle);
  return true;
}

function joinBackward(state: State, vehicle: number): boolean {
  const { model, previous } = state;
  const { nodePlace, placeCount, nodeOpenSec, nodeCloseSec, nodeServiceSec, firstPool } = model;
  const travelSec = model.travelSec[vehicle];
  let node = model.firstEnd + vehicle;
  const start = model.firstStart + vehicle;
  let durationSec = 0;
  let earliestSec = nodeOpenSec[node];
  let latestSec = nodeCloseSec[node];
  for (;;) {
    state.afterDurationSec[node] = durationSec;
    state.afterEarliestSec[node] = earliestSec;
    state.afterLatestSec[node] = latestSec;
    if (node === start) return true;
    const before = previous[node];
    const stay = before >= firstPool ? state.unloadSec[before] : nodeServiceSec[before];
    const apartSec = stay + travelSec[nodePlace[before] * placeCount + nodePlace[node]];
    const waitSec = Math.max(0, earliestSec - apartSec - nodeCloseSec[before]);
    if (nodeOpenSec[before] + apartSec > latestSec) return false;
    earliestSec = Math.max(earliestSec - apartSec, nodeOpenSec[before]) - waitSec;
    latestSec = Math.min(latestSec - apartSec, nodeCloseSec[before]);
    durationSec += apartSec + waitSec;
    node = before;
  }
}

/** Segments from each stop to the last of its trip; at a facility node its own window, no time. */
function joinWithin(state: State, vehicle: number): void {
  const { model, previous } = state;
  const { nodePlace, placeCount, nodeOpenSec, nodeCloseSec, nodeServiceSec, firstPool } = model;
  const travelSec = model.travelSec[vehicle];
  let node = model.firstEnd + vehicle;
  const start = model.firstStart + vehicle;
  let durationSec = 0;
  let earliestSec = nodeOpenSec[node];
  let latestSec = nodeCloseSec[node];
  for (;;) {
    state.withinDurationSec[node] = durationSec;
    state.withinEarliestSec[node] = earliestSec;
    state.withinLatestSec[node] = latestSec;
    if (node === start) return;
    const before = previous[node];
    if (before >= firstPool) {
      durationSec = 0;
      earliestSec = nodeOpenSec[before];
      latestSec = nodeCloseSec[before];
    } else {
      const apartSec =
        nodeServiceSec[before] + travelSec[nodePlace[before] * placeCount + nodePlace[node]];
      const waitSec = Math.max(0, earliestSec - apartSec - nodeCloseSec[before]);
      earliestSec = Math.max(earliestSec - apartSec, nodeOpenSec[before]) - waitSec;
      latestSec = Math.min(latestSec - apartSec, nodeCloseSec[before]);
      durationSec += apartSec + waitSec;
    }
    node = before;
  }
}

/** Cost of a route whose segments are up to date; gives whether its limits are kept. */
function priceRoute(state: State, vehicle: number): boolean {
  const { model } = state;
  const start = model.firstStart + vehicle;
  const end = model.firstEnd + vehicle;
  if (state.next[start] === end) {
    state.routeUnits[vehicle] = 0;
    state.routeM[vehicle] = 0;
    state.legM[end] = 0; // an unused vehicle does not drive from start to end
    state.routeBusySec[vehicle] = 0;
    state.routeDurationSec[vehicle] = 0;
    state.routeEndSec[vehicle] = model.nodeOpenSec[start];
    return true;
  }
  if (model.timed) {
    state.routeDurationSec[vehicle] = state.beforeDurationSec[end];
    state.routeEndSec[vehicle] = state.beforeEarliestSec[end] + state.beforeDurationSec[end];
  }
  state.routeUnits[vehicle] = routeUnits(state, vehicle) + visitUnits(state, vehicle);
  return keepsLimits(state, vehicle);
}

function routeUnits(state: State, vehicle: number): number {
  const { model } = state;
  const overtimeSec = Math.max(0, state.routeEndSec[vehicle] - model.overtimeFromSec[vehicle]);
  return (
    model.fixedUnits[vehicle] +
    state.routeM[vehicle] * model.unitsPerM[vehicle] +
    state.routeDurationSec[vehicle] * model.unitsPerSec[vehicle] +
    overtimeSec * model.unitsPerOvertimeSec[vehicle]
  );
}

/** Fees at facilities and prices for changes to the released plan. */
function visitUnits(state: State, vehicle: number): number {
  const { model, next } = state;
  if (model.facilityCount === 0 && model.problem.released === undefined) return 0;
  const { releasedVehicle, releasedRank, firstPool } = model;
  const end = model.firstEnd + vehicle;
  let units = 0;
  for (let node = next[model.firstStart + vehicle]; node !== end; node = next[node]) {
    if (node >= firstPool) {
      units += state.kgBefore[node] * model.facilityUnitsPerKg[state.facilityOf[node]];
    } else if (releasedVehicle[node] === vehicle) {
      if (releasedRank[node] < state.rankBefore[node]) units += model.changeOrderUnits;
    } else if (releasedVehicle[node] !== NONE) units += model.changeVehicleUnits;
  }
  return units;
}

function keepsLimits(state: State, vehicle: number): boolean {
  const { model } = state;
  return (
    state.routeDurationSec[vehicle] <= model.durationSecMax[vehicle] &&
    state.routeM[vehicle] <= model.distanceMMax[vehicle] &&
    state.routeStopCount[vehicle] <= model.stopCountMax[vehicle] &&
    state.routeTripCount[vehicle] <= model.tripCountMax[vehicle]
  );
}

function priceByWalking(state: State, vehicle: number): boolean {
  const length = writeCodes(state, vehicle, state.codes);
  const { figures } = state;
  evaluateSequence(state.model, vehicle, state.codes, length, figures);
  if (figures.broken !== undefined) return false;
  state.routeUnits[vehicle] = figures.costUnits;
  state.routeDurationSec[vehicle] = figures.endSec - figures.startSec;
  state.routeEndSec[vehicle] = figures.endSec;
  return true;
}
