import { assert, NONE } from "../base/index.ts";
import { codeOfPlace } from "./codes.ts";
import type { Model } from "./model.ts";
import { newPlainFigures, type PlainFigures } from "./plain/figures.ts";
import { isPlain } from "./plain/is-plain.ts";
import { type Across, apartUnits, couplesRoutes, newAcross } from "./rich/across.ts";
import { type Compartments, newCompartments } from "./rich/compartments.ts";
import {
  absentGroupUnits,
  forgetVisit,
  type GroupVisits,
  newGroupVisits,
  noteVisit,
} from "./rich/groups.ts";
import { newRichRates, type RichRates } from "./rich/rates.ts";
import type { WalkMemo } from "./rich/walk-memo.ts";
import { isOfTrips, newTripMarks, type TripMarks } from "./route-trips.ts";
import { newSequenceFigures, type SequenceFigures } from "./sequence.ts";
import { newTripFigures, type TripFigures } from "./trips/figures.ts";
import { updateRoute } from "./update-route.ts";

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
  readonly isPlain: boolean;
  /** Kept where `isByTrips` alone: see `updateTripRoute`. */
  readonly trips: TripFigures | undefined;
  /** Kept where `isOfTrips` alone: see `updateTrips`. */
  readonly tripMarks: TripMarks | undefined;
  /** Kept in plain problems alone. */
  readonly plain: PlainFigures;
  /** Which of its places a stop is served at: 0 its own. */
  readonly alternativeOf: Int32Array;
  /** One vehicle of each array of service times, which change with a stop's place. */
  readonly serviceVehicles: readonly number[];
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
  /** How much later a walked route ends than its segments say. */
  readonly routeExtraSec: Int32Array;
  /** What walking took behind the node beyond what segments know: rests, slow traffic. */
  readonly extraSec: Int32Array;
  /** The same by gap for the route walked last; see `walkRoute`. */
  readonly gapExtraSec: Int32Array;
  memo: WalkMemo | undefined;
  /** Metres from the start, for estimates. */
  readonly sumM: Int32Array;
  readonly rates: RichRates;
  readonly groups: GroupVisits;
  readonly across: Across;
  readonly compartments: Compartments;
  /** Whether routes bear on each other. */
  readonly isCoupled: boolean;
  /** Whether they do, or some of them have to be walked. */
  readonly isRich: boolean;
  /**
   * Sum of `routeUnits`, of the prices of what is left out, and of what is judged over all routes.
   */
  costUnits: number;

  readonly codes: Int32Array;
  readonly figures: SequenceFigures;
}

/** A state with every route empty and every stop unassigned. */
export function newState(model: Model): State {
  const { nodeCount, vehicleCount, dimensionCount } = model;
  const poolCount = nodeCount - model.firstPool;
  const perNode = (): Int32Array => new Int32Array(nodeCount);
  const trips = newTripFigures(model);
  const groups = newGroupVisits(model);
  const rates = newRichRates(model);
  const state: State = {
    model,
    next: perNode().fill(NONE),
    previous: perNode().fill(NONE),
    vehicleOf: perNode().fill(NONE),
    position: perNode(),
    legM: perNode(),
    isPlain: isPlain(model),
    trips,
    tripMarks: trips === undefined && isOfTrips(model) ? newTripMarks(model) : undefined,
    plain: newPlainFigures(model, isPlain(model)),
    alternativeOf: new Int32Array(model.stopCount),
    serviceVehicles: [...new Set(model.serviceSec)].map((sec) => model.serviceSec.indexOf(sec)),
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
    ...newRouteFigures(vehicleCount),
    extraSec: perNode(),
    gapExtraSec: new Int32Array(nodeCount + 1),
    memo: undefined,
    sumM: perNode(),
    rates,
    groups,
    across: newAcross(model),
    compartments: newCompartments(model),
    isCoupled: couplesRoutes(model),
    isRich:
      trips === undefined &&
      (couplesRoutes(model) || rates.hasCandidates || model.alternativeCount > 0),
    costUnits:
      model.stopPriceUnits.reduce((sum, units) => sum + units, 0) +
      absentGroupUnits(model, groups.visitedCount),
    codes: new Int32Array(nodeCount),
    figures: newSequenceFigures(),
  };
  // Another state on the same model may have left stops at other places than their own.
  for (let stop = 0; stop < model.stopCount; stop++) moveTo(state, stop, 0);
  for (let vehicle = 0; vehicle < vehicleCount; vehicle++) linkEnds(state, vehicle);
  return state;
}

function linkEnds(state: State, vehicle: number): void {
  const start = state.model.firstStart + vehicle;
  const end = state.model.firstEnd + vehicle;
  state.next[start] = end;
  state.previous[end] = start;
  state.vehicleOf[start] = vehicle;
  state.vehicleOf[end] = vehicle;
  updateRoute(state, vehicle);
}

function newRouteFigures(vehicleCount: number) {
  return {
    routeStopCount: new Int32Array(vehicleCount),
    routeTripCount: new Int32Array(vehicleCount),
    routeM: new Float64Array(vehicleCount),
    routeDurationSec: new Int32Array(vehicleCount),
    routeEndSec: new Int32Array(vehicleCount),
    routeBusySec: new Int32Array(vehicleCount),
    routeUnits: new Float64Array(vehicleCount),
    routeManyWindows: new Uint8Array(vehicleCount),
    routeExtraSec: new Int32Array(vehicleCount),
  };
}

/** Puts a stop in front of a node. The caller updates the route afterwards. */
export function linkStop(state: State, stop: number, before: number): void {
  link(state, stop, before);
  state.costUnits -= state.model.stopPriceUnits[stop];
  if (!state.isCoupled) return;
  state.costUnits += apartUnits(state, stop, state.vehicleOf[stop]) - noteVisit(state, stop);
}

/** Takes a stop out of its route, which the caller updates afterwards. */
export function unlinkStop(state: State, stop: number): void {
  const vehicle = state.vehicleOf[stop];
  unlink(state, stop);
  state.costUnits += state.model.stopPriceUnits[stop];
  if (!state.isCoupled) return;
  state.costUnits += forgetVisit(state, stop) - apartUnits(state, stop, vehicle);
}

/** Moves a stop that is on no route to another of its places. */
export function setAlternative(state: State, stop: number, alternative: number): void {
  if (state.alternativeOf[stop] !== alternative) moveTo(state, stop, alternative);
}

function moveTo(state: State, stop: number, alternative: number): void {
  const { model, serviceVehicles } = state;
  if (model.alternativeCount === 0) return;
  state.alternativeOf[stop] = alternative;
  const code = codeOfPlace(model, stop, alternative);
  model.nodePlace[stop] = model.codePlace[code];
  for (let i = 0; i < serviceVehicles.length; i++) {
    const vehicle = serviceVehicles[i];
    model.serviceSec[vehicle][stop] = model.codeServiceSec[vehicle][code];
  }
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
