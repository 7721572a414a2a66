import { NONE, type Random } from "../../base/index.ts";
import type { Part } from "./part.ts";

/** How far it is from one stop to another, in any measure that tells near from far. */
export type Apart = (from: number, to: number) => number;

/** A solution as far as dividing it goes. */
export interface Divisible {
  /** The stops of each vehicle's route, an empty one where it has none. */
  readonly routes: readonly Int32Array[];
  /** Stops that no route visits. */
  readonly absent: readonly number[];
  readonly vehicleClass: Int32Array;
}

/** What stays together: a route with its vehicle, or a stop alone. */
interface Item {
  /** `NONE` for a stop alone. */
  readonly vehicle: number;
  readonly stops: Int32Array;
  /** Where it lies along the present axis. */
  key: number;
}

const ENDS_TRIED = 8;
/** Unused vehicles of a class that a part has beyond one for each of its routes: few are needed. */
const SPARE_VEHICLES = 5;

/**
 * Divides the routes of a solution, and the stops that none visits, into parts of neighbours: in
 * two along an axis between two stops drawn at random, and again, until there are as many parts as
 * asked for, all of about the same number of stops; fewer where routes are fewer. Another random
 * state gives other borders. Vehicles without a route are dealt to the parts class by class, no
 * more than may be of use.
 */
export function divide(
  { routes, absent, vehicleClass }: Divisible,
  partCount: number,
  apart: Apart,
  random: Random,
): Part[] {
  const items: Item[] = absent.map((stop) => ({
    vehicle: NONE,
    stops: Int32Array.of(stop),
    key: 0,
  }));
  routes.forEach((stops, vehicle) => {
    if (stops.length > 0) items.push({ vehicle, stops, key: 0 });
  });
  const groups: Item[][] = [];
  split(items, partCount, apart, random, groups);
  const wanted = groups.map((group) => group.length + SPARE_VEHICLES);
  const unused = dealUnused(routes, vehicleClass, wanted, random);
  return groups.map((group, i) => {
    const vehicles = group.flatMap(({ vehicle }) => (vehicle === NONE ? [] : [vehicle]));
    return {
      vehicles: Int32Array.from([...vehicles, ...unused[i]]).sort(),
      stops: Int32Array.from(group.flatMap(({ stops }) => [...stops])).sort(),
    };
  });
}

function split(
  items: Item[],
  partCount: number,
  apart: Apart,
  random: Random,
  groups: Item[][],
): void {
  if (partCount < 2 || items.length < 2) {
    groups.push(items);
    return;
  }
  sortAlongAxis(items, apart, random);
  const firstCount = partCount >> 1;
  const total = items.reduce((sum, { stops }) => sum + stops.length, 0);
  const at = cutAt(items, (total * firstCount) / partCount);
  split(items.slice(0, at), firstCount, apart, random, groups);
  split(items.slice(at), partCount - firstCount, apart, random, groups);
}

/** How many items from the first on come nearest to a number of stops; at least one, not all. */
function cutAt(items: readonly Item[], stopsWanted: number): number {
  let count = items[0].stops.length;
  let at = 1;
  for (; at < items.length - 1; at++) {
    const longer = count + items[at].stops.length;
    if (longer - stopsWanted > stopsWanted - count) break;
    count = longer;
  }
  return at;
}

/** Sorts by how much nearer the stops are, on average, to one end of an axis than to the other. */
function sortAlongAxis(items: Item[], apart: Apart, random: Random): void {
  const from = anyStop(items, random);
  let to = anyStop(items, random);
  for (let i = 1; i < ENDS_TRIED; i++) {
    const other = anyStop(items, random);
    if (apart(from, other) > apart(from, to)) to = other;
  }
  for (const item of items) {
    let key = 0;
    for (const stop of item.stops) key += apart(from, stop) - apart(to, stop);
    item.key = key / item.stops.length;
  }
  items.sort((a, b) => a.key - b.key || a.stops[0] - b.stops[0]);
}

function anyStop(items: readonly Item[], random: Random): number {
  const { stops } = items[random.below(items.length)];
  return stops[random.below(stops.length)];
}

/** Deals the unused vehicles class by class, to each part at most as many of each as it wants. */
function dealUnused(
  routes: readonly Int32Array[],
  vehicleClass: Int32Array,
  wanted: readonly number[],
  random: Random,
): number[][] {
  const hands = wanted.map((): number[] => []);
  const unused = [...routes.keys()].filter((vehicle) => routes[vehicle].length === 0);
  unused.sort((a, b) => vehicleClass[a] - vehicleClass[b] || a - b);
  const first = random.below(wanted.length);
  let dealt = 0;
  unused.forEach((vehicle, i) => {
    dealt = i > 0 && vehicleClass[unused[i - 1]] === vehicleClass[vehicle] ? dealt + 1 : 0;
    const part = (first + i) % wanted.length;
    if (dealt < wanted[part] * wanted.length) hands[part].push(vehicle);
  });
  return hands;
}

/**
 * Divides stops that no route visits yet, with all vehicles, so that each part has its share of the
 * vehicles of every class and the load that these can carry.
 *
 * @param shareOf what of an average vehicle's capacity a stop takes up
 */
export function divideAfresh(
  { absent, vehicleClass }: Divisible,
  partCount: number,
  shareOf: (stop: number) => number,
  apart: Apart,
  random: Random,
): Part[] {
  const items = absent.map((stop) => ({
    vehicle: NONE,
    stops: Int32Array.of(stop),
    key: 0,
    size: shareOf(stop),
  }));
  const parts: Part[] = [];
  splitAfresh(items, mixClasses(vehicleClass), partCount, apart, random, parts);
  return parts;
}

/** Vehicles in an order of which every stretch holds the classes as the whole does. */
function mixClasses(vehicleClass: Int32Array): number[] {
  const counts = new Map<number, number>();
  const ranks = Array.from(vehicleClass, (kind) => {
    const rank = counts.get(kind) ?? 0;
    counts.set(kind, rank + 1);
    return rank;
  });
  const place = (vehicle: number): number =>
    (ranks[vehicle] + 0.5) / (counts.get(vehicleClass[vehicle]) ?? 1);
  return [...vehicleClass.keys()].sort((a, b) => place(a) - place(b) || a - b);
}

function splitAfresh(
  items: (Item & { readonly size: number })[],
  vehicles: readonly number[],
  partCount: number,
  apart: Apart,
  random: Random,
  parts: Part[],
): void {
  if (partCount < 2 || items.length < 2) {
    const stops = Int32Array.from(items, (item) => item.stops[0]).sort();
    parts.push({ vehicles: Int32Array.from(vehicles).sort(), stops });
    return;
  }
  sortAlongAxis(items, apart, random);
  const firstCount = partCount >> 1;
  const vehicleCut = Math.round((vehicles.length * firstCount) / partCount);
  const total = items.reduce((sum, { size }) => sum + size, 0);
  let left = (total * vehicleCut) / vehicles.length;
  let at = 0;
  for (; at < items.length - 1 && left > 0; at++) left -= items[at].size;
  at = Math.max(1, at);
  splitAfresh(items.slice(0, at), vehicles.slice(0, vehicleCut), firstCount, apart, random, parts);
  splitAfresh(
    items.slice(at),
    vehicles.slice(vehicleCut),
    partCount - firstCount,
    apart,
    random,
    parts,
  );
}
