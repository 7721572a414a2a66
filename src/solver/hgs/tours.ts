import { type Model, TIME_MAX_SEC } from "../model.ts";
import { type Fleet, newFleet, type VehicleKind } from "./fleet.ts";
import { layOut } from "./layout.ts";
import { connect, fitKind, refreshRoute, resetFleet, setKind } from "./routes.ts";

/**
 * The state of the local search: routes as doubly linked lists that may carry too much, be late or
 * take too long, and visit stops that are not theirs, at a price.
 *
 * Nodes are stops, then a start and an end node for each route. Each route is driven by a vehicle
 * of some kind, which may change; the last routes, one for each kind, are never driven: they say
 * what a kind is like. `row` is the row of `metres` of each node; depots have the last rows, and
 * the way from depot to depot is 0, since only unused vehicles have it. Costs are whole units.
 */
export interface Tours {
  readonly stopCount: number;
  readonly routeCount: number;
  readonly width: number;
  readonly metres: Int32Array;
  readonly row: Int32Array;
  readonly demand: Int32Array;
  readonly neighbourCount: number;
  readonly neighbours: Int32Array;
  /** Where the stops lie around their depot, or around their middle, see `layOut`. */
  readonly x: Float64Array;
  readonly y: Float64Array;

  readonly fleet: Fleet;
  readonly kindOf: Int32Array;
  readonly capacity: Int32Array;
  readonly unitsPerM: Float64Array;
  readonly fixedUnits: Float64Array;
  readonly durationSecMax: Int32Array;
  /** Routes with the same number end alike: at the same depot and hours. */
  readonly endKind: Int32Array;

  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly routeOf: Int32Array;
  readonly position: Int32Array;
  /** Load on board after the node, and metres driven up to it. */
  readonly loadUpTo: Int32Array;
  readonly metresUpTo: Float64Array;
  readonly routeLoad: Int32Array;
  readonly routeSize: Int32Array;
  /**
   * Of a flexible fleet: penalised cost of the load and the metres of each route, the least load
   * that must leave it for a cheaper kind to do, and what that saves at most.
   */
  readonly routeUnits: Float64Array;
  readonly cheaperLoad: Int32Array;
  readonly cheaperUnits: Float64Array;
  /** Stops that the route's vehicle may not serve. */
  readonly routeMisfits: Int32Array;
  /** Move numbers: when a route last changed, when a stop was last tried, a route last swapped. */
  readonly changedAt: Int32Array;
  readonly triedAt: Int32Array;
  readonly swappedAt: Int32Array;
  moveCount: number;
  /** Units that one unit of load too much, and one misfit, is punished with. */
  loadPenalty: number;
  misfitPenalty: number;

  /** Whether there are windows or longest durations; the rest means nothing without them. */
  readonly timed: boolean;
  /** Whether a route's duration matters, not only when it is where. */
  readonly hasDurations: boolean;
  readonly travelSec: Int32Array;
  readonly openSec: Int32Array;
  readonly closeSec: Int32Array;
  readonly serviceSec: Int32Array;
  /** When the node is left, and the time warp up to it. */
  readonly leaveSec: Int32Array;
  readonly warpUpToSec: Float64Array;
  /** Latest arrival at the node that adds no time warp to that from it to the route's end. */
  readonly latestSec: Int32Array;
  readonly warpFromSec: Float64Array;
  /** Instead where durations matter: the stretch from the start to each node, see `visit`. */
  readonly headDurationSec: Float64Array;
  readonly headEarliestSec: Float64Array;
  readonly headLatestSec: Float64Array;
  /** The same from each node to the end. */
  readonly tailDurationSec: Float64Array;
  readonly tailEarliestSec: Float64Array;
  readonly tailLatestSec: Float64Array;
  /** Time warp of each route, and its duration beyond the longest. */
  readonly routeWarpSec: Float64Array;
  /** Units that one second of time warp is punished with. */
  warpPenalty: number;
  /** See `startClock`. */
  clockSec: number;
  clockWarpSec: number;
  clockRow: number;
  clockEarliestSec: number;
  clockLatestSec: number;
  clockDurationSecMax: number;
}

/** Routes with no stop in them. Requires a model that suits the genetic search. */
export function newTours(model: Model, neighbourCount: number, neighbours: Int32Array): Tours {
  const n = model.stopCount;
  const { fleet, kinds, depotPlaces } = newFleet(model);
  const routeCount = fleet.usableCount + kinds.length;
  const nodeCount = n + 2 * routeCount;
  const width = n + depotPlaces.length;
  const places = Int32Array.from([...model.nodePlace.subarray(0, n), ...depotPlaces]);
  const metres = pick(model.travelM[0], model.placeCount, places, n);
  const { timed } = model;
  const hasDurations = timed && model.durationSecMax.some((sec) => sec < TIME_MAX_SEC);
  const tours: Tours = {
    stopCount: n,
    routeCount,
    width,
    metres,
    row: Int32Array.from({ length: nodeCount }, (_, node) => Math.min(node, n)),
    demand: perNode(model.nodeLoads, n, nodeCount),
    neighbourCount,
    neighbours,
    ...layOut(metres, width, n),
    fleet,
    ...newRoutes(routeCount),
    ...newLinks(nodeCount),
    triedAt: new Int32Array(n),
    moveCount: 0,
    loadPenalty: 1,
    misfitPenalty: 1,
    timed,
    hasDurations,
    travelSec: timed ? pick(model.travelSec[0], model.placeCount, places, n) : new Int32Array(0),
    openSec: perNode(model.nodeOpenSec, n, nodeCount),
    closeSec: perNode(model.nodeCloseSec, n, nodeCount),
    serviceSec: perNode(model.nodeServiceSec, n, nodeCount),
    ...newTimes(timed ? nodeCount : 0, hasDurations ? nodeCount : 0),
    warpPenalty: 1,
    clockSec: 0,
    clockWarpSec: 0,
    clockRow: 0,
    clockEarliestSec: 0,
    clockLatestSec: 0,
    clockDurationSecMax: 0,
  };
  writeTemplates(tours, kinds);
  loadTours(tours, [], new Int32Array(0));
  return tours;
}

/** What is known of each stop, and room for the other nodes. */
function perNode(values: Int32Array, stopCount: number, nodeCount: number): Int32Array {
  const all = new Int32Array(nodeCount);
  all.set(values.subarray(0, stopCount));
  return all;
}

function newRoutes(routeCount: number) {
  return {
    kindOf: new Int32Array(routeCount),
    capacity: new Int32Array(routeCount),
    unitsPerM: new Float64Array(routeCount),
    fixedUnits: new Float64Array(routeCount),
    durationSecMax: new Int32Array(routeCount),
    endKind: new Int32Array(routeCount),
    routeLoad: new Int32Array(routeCount),
    routeSize: new Int32Array(routeCount),
    routeUnits: new Float64Array(routeCount),
    cheaperLoad: new Int32Array(routeCount),
    cheaperUnits: new Float64Array(routeCount),
    routeMisfits: new Int32Array(routeCount),
    routeWarpSec: new Float64Array(routeCount),
    changedAt: new Int32Array(routeCount),
    swappedAt: new Int32Array(routeCount),
  };
}

function newLinks(nodeCount: number) {
  return {
    next: new Int32Array(nodeCount),
    previous: new Int32Array(nodeCount),
    routeOf: new Int32Array(nodeCount),
    position: new Int32Array(nodeCount),
    loadUpTo: new Int32Array(nodeCount),
    metresUpTo: new Float64Array(nodeCount),
  };
}

function newTimes(timedCount: number, measuredCount: number) {
  return {
    leaveSec: new Int32Array(timedCount),
    warpUpToSec: new Float64Array(timedCount),
    latestSec: new Int32Array(timedCount),
    warpFromSec: new Float64Array(timedCount),
    headDurationSec: new Float64Array(measuredCount),
    headEarliestSec: new Float64Array(measuredCount),
    headLatestSec: new Float64Array(measuredCount),
    tailDurationSec: new Float64Array(measuredCount),
    tailEarliestSec: new Float64Array(measuredCount),
    tailLatestSec: new Float64Array(measuredCount),
  };
}

/** The matrix of some places, in their order; nothing from depot to depot. */
function pick(
  values: Int32Array,
  placeCount: number,
  places: Int32Array,
  stopCount: number,
): Int32Array {
  const width = places.length;
  const picked = new Int32Array(width * width);
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < width; b++) {
      if (a >= stopCount && b >= stopCount) continue;
      picked[a * width + b] = values[places[a] * placeCount + places[b]];
    }
  }
  return picked;
}

/** Fills the routes that say what each kind of vehicle is like. */
function writeTemplates(tours: Tours, kinds: readonly VehicleKind[]): void {
  const { stopCount: n, routeCount, fleet } = tours;
  kinds.forEach((kind, i) => {
    const route = fleet.usableCount + i;
    const start = n + route;
    const end = start + routeCount;
    tours.kindOf[route] = i;
    tours.capacity[route] = kind.capacity;
    tours.unitsPerM[route] = kind.unitsPerM;
    tours.fixedUnits[route] = kind.fixedUnits;
    tours.durationSecMax[route] = kind.durationSecMax;
    tours.endKind[route] = kind.endKind;
    tours.row[start] = n + kind.startDepot;
    tours.row[end] = n + kind.endDepot;
    tours.openSec[start] = kind.startOpenSec;
    tours.closeSec[start] = kind.startCloseSec;
    tours.openSec[end] = kind.endOpenSec;
    tours.closeSec[end] = kind.endCloseSec;
    connect(tours, start, end);
    refreshRoute(tours, route);
  });
}

/**
 * Replaces all routes by those given, driven by vehicles of the given kinds; forgets what was
 * tried. Requires no more routes of a kind than it has vehicles.
 */
export function loadTours(tours: Tours, routes: readonly Int32Array[], kinds: Int32Array): void {
  const { stopCount, routeCount, fleet, routeSize } = tours;
  tours.moveCount = 0;
  tours.triedAt.fill(-1);
  tours.swappedAt.fill(-1);
  for (let route = 0; route < fleet.usableCount; route++) {
    const stops = route < routes.length ? routes[route] : EMPTY;
    routeSize[route] = stops.length;
    if (stops.length > 0) setKind(tours, route, kinds[route]);
    let last = stopCount + route;
    for (let i = 0; i < stops.length; i++) {
      connect(tours, last, stops[i]);
      last = stops[i];
    }
    connect(tours, last, stopCount + routeCount + route);
    refreshRoute(tours, route);
  }
  resetFleet(tours);
  if (fleet.isFlexible) {
    for (let route = 0; route < fleet.usableCount; route++) fitKind(tours, route);
  }
  tours.changedAt.fill(0);
}

const EMPTY = new Int32Array(0);

/** Copies the routes out, unused ones left away, in order of their direction, and their kinds. */
export function unloadTours(tours: Tours): { routes: Int32Array[]; kinds: Int32Array } {
  const found: { stops: Int32Array; kind: number; angle: number }[] = [];
  for (let route = 0; route < tours.fleet.usableCount; route++) {
    if (tours.routeSize[route] === 0) continue;
    const stops = new Int32Array(tours.routeSize[route]);
    let node = tours.next[tours.stopCount + route];
    for (let i = 0; i < stops.length; i++) {
      stops[i] = node;
      node = tours.next[node];
    }
    found.push({ stops, kind: tours.kindOf[route], angle: angleOf(tours, stops) });
  }
  found.sort((a, b) => a.angle - b.angle);
  return {
    routes: found.map(({ stops }) => stops),
    kinds: Int32Array.from(found, ({ kind }) => kind),
  };
}

function angleOf({ x, y }: Tours, route: Int32Array): number {
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < route.length; i++) {
    sumX += x[route[i]];
    sumY += y[route[i]];
  }
  return Math.atan2(sumY, sumX);
}
