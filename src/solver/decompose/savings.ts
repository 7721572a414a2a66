import { NONE } from "../../base/index.ts";
import type { Neighbours } from "../neighbours.ts";
import type { Apart } from "./divide.ts";

/** What routes by savings are made of. */
export interface SavingsInput {
  readonly neighbours: Neighbours;
  /** The neighbours of each stop that it may be joined with. */
  readonly joinedCount: number;
  readonly loads: Int32Array;
  readonly capacity: number;
  /** Metres from each stop to the depot. */
  readonly depotM: Float64Array;
  readonly apart: Apart;
}

/** Routes under way: of each its ends and its load, of each stop those on both sides. */
interface Joined {
  readonly routeOf: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly load: Float64Array;
  readonly one: Int32Array;
  readonly other: Int32Array;
}

/**
 * Routes of one kind of vehicle and one load: each stop by itself at first, then routes joined at
 * their ends, those first that save most, as long as a vehicle can carry both.
 *
 * Only near neighbours are joined. Cost: O(n × joined × log). Sources: Clarke and Wright (1964),
 * Operations Research 12(4), 568–581; Arnold, Gendreau and Sörensen (2019), Computers & Operations
 * Research 107, 32–42 (near neighbours alone).
 */
export function routesBySavings(input: SavingsInput): Int32Array[] {
  const n = input.loads.length;
  const joined: Joined = {
    routeOf: Int32Array.from({ length: n }, (_, stop) => stop),
    first: Int32Array.from({ length: n }, (_, stop) => stop),
    last: Int32Array.from({ length: n }, (_, stop) => stop),
    load: Float64Array.from(input.loads),
    one: new Int32Array(n).fill(NONE),
    other: new Int32Array(n).fill(NONE),
  };
  const { count, stops } = input.neighbours;
  for (const key of sortSavings(input)) {
    const pair = -key % (n * count);
    join(joined, Math.floor(pair / count), stops[pair], input.capacity);
  }
  return walkRoutes(joined);
}

/** Each saving and its pair in one whole number, negative so that the greatest come first. */
function sortSavings({ neighbours, joinedCount, depotM, apart }: SavingsInput): Float64Array {
  const n = depotM.length;
  const { count, stops } = neighbours;
  const keys = new Float64Array(n * Math.min(count, joinedCount));
  let size = 0;
  for (let stop = 0; stop < n; stop++) {
    for (let i = 0; i < Math.min(count, joinedCount); i++) {
      const pair = stop * count + i;
      const saved = depotM[stop] + depotM[stops[pair]] - apart(stop, stops[pair]);
      if (saved > 0) keys[size++] = -(Math.floor(saved) * n * count + pair);
    }
  }
  return keys.subarray(0, size).sort();
}

function join(joined: Joined, a: number, b: number, capacity: number): void {
  const { routeOf, first, last, load, one, other } = joined;
  if (other[a] !== NONE || other[b] !== NONE) return;
  const into = findRoute(routeOf, a);
  const from = findRoute(routeOf, b);
  if (into === from || load[into] + load[from] > capacity) return;
  const farA = first[into] === a ? last[into] : first[into];
  const farB = first[from] === b ? last[from] : first[from];
  link(one, other, a, b);
  link(one, other, b, a);
  first[into] = farA;
  last[into] = farB;
  load[into] += load[from];
  routeOf[from] = into;
}

function link(one: Int32Array, other: Int32Array, stop: number, to: number): void {
  if (one[stop] === NONE) one[stop] = to;
  else other[stop] = to;
}

function findRoute(routeOf: Int32Array, stop: number): number {
  let root = stop;
  while (routeOf[root] !== root) {
    routeOf[root] = routeOf[routeOf[root]];
    root = routeOf[root];
  }
  return root;
}

function walkRoutes({ routeOf, first, one, other }: Joined): Int32Array[] {
  const routes: Int32Array[] = [];
  for (let route = 0; route < routeOf.length; route++) {
    if (routeOf[route] !== route) continue;
    const stops: number[] = [];
    let before = NONE;
    for (let stop = first[route]; stop !== NONE; ) {
      stops.push(stop);
      const next = one[stop] === before ? other[stop] : one[stop];
      before = stop;
      stop = next;
    }
    routes.push(Int32Array.from(stops));
  }
  return routes;
}
