import { expect } from "vitest";
import type { Random } from "../../../src/base/index.ts";
import { newTours, type Tours } from "../../../src/solver/hgs/tours.ts";
import type { Problem } from "../../../src/solver/index.ts";
import { compileModel } from "../../../src/solver/model.ts";
import { findNeighbours } from "../../../src/solver/neighbours.ts";
import { planeProblem, withWindows } from "../plane-problem.ts";

/** What is drawn on top of a plain problem of one depot and one kind of vehicle. */
export interface Extras {
  readonly timed?: boolean;
  /** Unlike vehicles: a few of each kind, or of each kind as many as there are stops. */
  readonly fleet?: "limited" | "free" | undefined;
}

/** Two depots, three kinds of vehicles, two of each; one may not serve every third stop. */
function withFleet(problem: Problem, random: Random): Problem {
  const type = problem.vehicleTypes[0];
  const durationSecMax = random.float() < 0.5 ? { durationSecMax: 2500 } : {};
  const vehicleTypes = [5, 9, 16].map((capacity, i) => ({
    ...type,
    ...durationSecMax,
    name: `kind ${i}`,
    capacities: [capacity],
    costs: { ...type.costs, fixedCents: 40 * i + random.below(60), centsPerKm: 50 + 20 * i },
    startDepotIndex: i === 1 ? 1 : 0,
    endDepotIndex: i === 2 ? 1 : 0,
  }));
  return {
    ...problem,
    depots: [{ placeIndex: 0 }, { placeIndex: problem.stops.length }],
    vehicleTypes,
    vehicles: [0, 1, 2, 0, 1, 2].map((typeIndex) => ({ typeIndex })),
    stops: problem.stops
      .slice(0, -1)
      .map((stop, i) => (i % 3 === 0 ? { ...stop, vehicleIndices: [0, 2, 3, 5] } : stop)),
  };
}

/** Three kinds of vehicles, unlike in capacity and prices, as many of each as there are stops. */
function withFreeFleet(problem: Problem, random: Random): Problem {
  const type = problem.vehicleTypes[0];
  const vehicleTypes = [5, 9, 16].map((capacity, i) => ({
    ...type,
    name: `kind ${i}`,
    capacities: [capacity],
    costs: { ...type.costs, fixedCents: 40 * i + random.below(60), centsPerKm: 50 + 20 * i },
  }));
  const vehicles = problem.stops.flatMap(() => [0, 1, 2].map((typeIndex) => ({ typeIndex })));
  return { ...problem, vehicleTypes, vehicles };
}

/** A problem of random places with what is asked for on top. */
export function randomProblem(random: Random, stopCount: number, extras: Extras): Problem {
  const isLimited = extras.fleet === "limited";
  const options = { stopCount: stopCount + (isLimited ? 1 : 0), vehicleCount: 4, capacity: 12 };
  const plain = planeProblem(random, options);
  const timed = extras.timed ? withWindows(plain, random) : plain;
  if (isLimited) return withFleet(timed, random);
  return extras.fleet === "free" ? withFreeFleet(timed, random) : timed;
}

/** The fleet of a seed: mostly one kind of vehicle, in turn the others. */
export function fleetOfSeed(seed: number): Extras["fleet"] {
  return (["limited", undefined, "free", undefined] as const)[(seed >> 1) % 4];
}

/** Empty tours of such a problem with penalties drawn at random. */
export function randomTours(random: Random, stopCount: number, extras: Extras): Tours {
  const model = compileModel(randomProblem(random, stopCount, extras));
  const neighbours = findNeighbours(model, stopCount);
  const tours = newTours(model, neighbours.count, neighbours.stops);
  const perM = tours.unitsPerM[tours.routeCount - 1];
  tours.loadPenalty = perM * (1 + random.below(50));
  tours.warpPenalty = perM * (1 + random.below(5));
  tours.misfitPenalty = perM * (1 + random.below(500));
  return tours;
}

const ROUTES_A_KIND_MAX = 4;

/** Each stop on a route drawn at random, a route for each vehicle, up to four of each kind. */
export function randomRoutes(
  random: Random,
  tours: Tours,
): { routes: Int32Array[]; kinds: Int32Array } {
  const kinds = tours.fleet.vehicles.flatMap((vehicles, kind) =>
    vehicles.slice(0, ROUTES_A_KIND_MAX).map(() => kind),
  );
  const routes = kinds.map((): number[] => []);
  const order = Array.from({ length: tours.stopCount }, (_, i) => i);
  random.shuffle(order, order.length);
  for (const stop of order) routes[random.below(routes.length)].push(stop);
  return { routes: routes.map((route) => Int32Array.from(route)), kinds: Int32Array.from(kinds) };
}

/** As `penalisedCost`; all stops must be there, and each vehicle on one route at most. */
export function walkCost(tours: Tours): number {
  const { next, previous, stopCount, routeCount, fleet, kindOf } = tours;
  let seen = 0;
  let linked = true;
  const free = fleet.vehicles.map((vehicles) => vehicles.length);
  for (let route = 0; route < fleet.usableCount; route++) {
    const end = stopCount + routeCount + route;
    if (next[stopCount + route] === end) continue;
    free[kindOf[route]]--;
    for (let node = stopCount + route; node !== end; node = next[node]) {
      linked &&= previous[next[node]] === node;
      if (node < stopCount) seen++;
    }
  }
  const found = { seen, linked, free };
  expect(found).toEqual({ seen: stopCount, linked: true, free: [...fleet.freeCount] });
  return penalisedCost(tours);
}

/** The plain version: walks all routes from start to end. */
export function penalisedCost(tours: Tours): number {
  const { next, metres, width, row, demand, stopCount, routeCount, fleet, kindOf } = tours;
  let cost = 0;
  for (let route = 0; route < fleet.usableCount; route++) {
    const start = stopCount + route;
    const end = start + routeCount;
    if (next[start] === end) continue;
    let load = 0;
    let driven = 0;
    for (let node = start; node !== end; node = next[node]) {
      driven += metres[row[node] * width + row[next[node]]];
      load += demand[node];
      if (node >= stopCount) continue;
      cost += fleet.misfit[kindOf[route] * stopCount + node] * tours.misfitPenalty;
    }
    cost += tours.fixedUnits[fleet.usableCount + kindOf[route]] + driven * tours.unitsPerM[route];
    cost += Math.max(0, load - tours.capacity[route]) * tours.loadPenalty;
    if (tours.timed) cost += walkWarp(tours, route) * tours.warpPenalty;
  }
  return cost;
}

/**
 * Walks a route for each start within its shift, the clock turned back where a visit is late, and
 * gives the least sum of time warp and time beyond the longest duration.
 */
export function walkWarp(tours: Tours, route: number): number {
  const start = tours.stopCount + route;
  if (tours.next[start] === start + tours.routeCount) return 0;
  let least = walkFrom(tours, route, tours.openSec[start]);
  if (!tours.hasDurations) return least;
  // The best start is as early as can be, or as late as some stop on the way allows.
  for (let node = tours.next[start]; ; node = tours.next[node]) {
    for (const sec of [tours.openSec[node], tours.closeSec[node]]) {
      const leaveSec = Math.max(0, sec - secondsTo(tours, start, node));
      least = Math.min(least, walkFrom(tours, route, leaveSec));
    }
    if (node === start + tours.routeCount) return least;
  }
}

/** Seconds on the way from a node to another of its route, without any waiting. */
function secondsTo(tours: Tours, from: number, to: number): number {
  const { next, width, row, serviceSec, travelSec } = tours;
  let sec = 0;
  for (let node = from; node !== to; node = next[node]) {
    sec += serviceSec[node] + travelSec[row[node] * width + row[next[node]]];
  }
  return sec;
}

function walkFrom(tours: Tours, route: number, leaveSec: number): number {
  const { next, width, row, stopCount, routeCount } = tours;
  const end = stopCount + routeCount + route;
  let nowSec = leaveSec;
  let warpSec = 0;
  for (let node = stopCount + route; node !== end; node = next[node]) {
    const following = next[node];
    nowSec += tours.serviceSec[node] + tours.travelSec[row[node] * width + row[following]];
    nowSec = Math.max(nowSec, tours.openSec[following]);
    warpSec += Math.max(0, nowSec - tours.closeSec[following]);
    nowSec = Math.min(nowSec, tours.closeSec[following]);
  }
  return warpSec + Math.max(0, nowSec - leaveSec - tours.durationSecMax[route]);
}
