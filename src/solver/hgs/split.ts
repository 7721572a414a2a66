import { NONE } from "../../base/index.ts";
import { finishClock, startClock, visit } from "./clock.ts";
import { templateOf } from "./routes.ts";
import type { Tours } from "./tours.ts";

/** Scratch space of the splits. */
export interface Split {
  /** Least cost of the first stops of the tour; with vehicles in order a row for each of them. */
  costs: Float64Array;
  from: Int32Array;
  readonly kinds: Int32Array;
}

/** Routes, and the kind of vehicle of each. */
export interface Routing {
  readonly routes: Int32Array[];
  readonly kinds: Int32Array;
}

/** A route of a split may carry this share of the capacity, at the price of its excess. */
const LOAD_SHARE_MAX = 1.5;

/** Scratch space for tours of so many stops. */
export function newSplit(stopCount: number): Split {
  return {
    costs: new Float64Array(stopCount + 1),
    from: new Int32Array(stopCount + 1),
    kinds: new Int32Array(stopCount + 1),
  };
}

/**
 * Cuts a tour of all stops into routes at least cost, each with the kind of vehicle that suits it
 * best, excess at its price. Whether there are so many vehicles is of no matter.
 *
 * Cost: O(n × stops a route × kinds).
 * Source: Prins (2004), Computers & Operations Research 31(12), 1985–2002.
 */
export function splitFreely(tours: Tours, split: Split, tour: Int32Array): Routing {
  const { stopCount: n, fleet } = tours;
  const { costs, from, kinds } = split;
  costs.fill(Number.POSITIVE_INFINITY);
  costs[0] = 0;
  for (let i = 0; i < n; i++) {
    for (let kind = 0; kind < fleet.vehicles.length; kind++) {
      extendRoutes(tours, split, tour, kind, i, 0, 0, LOAD_SHARE_MAX);
    }
  }
  const found: number[] = [];
  const routes: Int32Array[] = [];
  for (let end = n; end > 0; end = from[end]) {
    routes.push(tour.slice(from[end], end));
    found.push(kinds[end]);
  }
  return { routes: routes.reverse(), kinds: Int32Array.from(found.reverse()) };
}

/** Tries all routes of a kind of vehicle that begin at a stop of the tour. */
function extendRoutes(
  tours: Tours,
  split: Split,
  tour: Int32Array,
  kind: number,
  first: number,
  fromRow: number,
  toRow: number,
  loadShareMax: number,
): void {
  const { metres, width, demand, stopCount: n, routeCount, row, timed, fleet } = tours;
  const { costs, from, kinds } = split;
  const template = templateOf(tours, kind);
  const start = n + template;
  const end = start + routeCount;
  const rowEnd = row[end];
  const perM = tours.unitsPerM[template];
  const capacity = tours.capacity[template];
  const loadMax = loadShareMax * capacity;
  const { loadPenalty, misfitPenalty, warpPenalty } = tours;
  const baseUnits = costs[fromRow + first] + tours.fixedUnits[template];
  if (timed) startClock(tours, start);
  let load = 0;
  let misfits = 0;
  let way = 0;
  let rowBefore = row[start] * width;
  for (let i = first; i < n; i++) {
    const stop = tour[i];
    load += demand[stop];
    if (load > loadMax && i > first) return;
    way += metres[rowBefore + stop];
    rowBefore = stop * width;
    let units = baseUnits + perM * (way + metres[rowBefore + rowEnd]);
    if (load > capacity) units += (load - capacity) * loadPenalty;
    if (timed) {
      visit(tours, stop);
      units += warpPenalty * finishClock(tours, end);
    }
    if (fleet.isRestricted) {
      misfits += fleet.misfit[kind * n + stop];
      units += misfits * misfitPenalty;
    }
    const slot = toRow + i + 1;
    if (units >= costs[slot]) continue;
    costs[slot] = units;
    from[slot] = first;
    if (fromRow === toRow) kinds[slot] = kind;
  }
}

/**
 * Cuts a tour into routes for vehicles of these kinds, in this order, at least cost; not every
 * vehicle need be used. Gives nothing where the routes would have to be too full.
 *
 * Cost: O(n × stops a route × vehicles).
 */
export function splitInOrder(
  tours: Tours,
  split: Split,
  tour: Int32Array,
  order: Int32Array,
  loadShareMax: number,
): Routing | undefined {
  const n = tours.stopCount;
  const width = n + 1;
  const size = width * (order.length + 1);
  if (split.costs.length < size) {
    split.costs = new Float64Array(size);
    split.from = new Int32Array(size);
  }
  const { costs, from } = split;
  costs.fill(Number.POSITIVE_INFINITY);
  costs[0] = 0;
  for (let vehicle = 0; vehicle < order.length; vehicle++) {
    const fromRow = vehicle * width;
    const toRow = fromRow + width;
    for (let i = 0; i <= n; i++) {
      costs[toRow + i] = costs[fromRow + i];
      from[toRow + i] = NONE;
    }
    for (let i = 0; i < n; i++) {
      if (costs[fromRow + i] === Number.POSITIVE_INFINITY) continue;
      extendRoutes(tours, split, tour, order[vehicle], i, fromRow, toRow, loadShareMax);
    }
  }
  if (costs[order.length * width + n] === Number.POSITIVE_INFINITY) return undefined;
  const routes: Int32Array[] = [];
  const kinds: number[] = [];
  let end = n;
  for (let vehicle = order.length - 1; end > 0; vehicle--) {
    const first = from[(vehicle + 1) * width + end];
    if (first === NONE) continue;
    routes.push(tour.slice(first, end));
    kinds.push(order[vehicle]);
    end = first;
  }
  return { routes: routes.reverse(), kinds: Int32Array.from(kinds.reverse()) };
}
