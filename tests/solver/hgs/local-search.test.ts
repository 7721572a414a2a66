import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { finishClock, startClock } from "../../../src/solver/hgs/clock.ts";
import { layOut } from "../../../src/solver/hgs/layout.ts";
import { improveTours, newLocalSearch } from "../../../src/solver/hgs/local-search.ts";
import { tryRelocate, trySwap, tryTails, tryTurn } from "../../../src/solver/hgs/moves.ts";
import { splitTour } from "../../../src/solver/hgs/split.ts";
import { newSwapStar, trySwapStar } from "../../../src/solver/hgs/swap-star.ts";
import { loadTours, newTours, type Tours, unloadTours } from "../../../src/solver/hgs/tours.ts";
import { compileModel } from "../../../src/solver/model.ts";
import { findNeighbours } from "../../../src/solver/neighbours.ts";
import { planeProblem, withWindows } from "../plane-problem.ts";

function randomTours(random: Random, stopCount: number, timed = false): Tours {
  const plain = planeProblem(random, { stopCount, vehicleCount: 4, capacity: 12 });
  const model = compileModel(timed ? withWindows(plain, random) : plain);
  const neighbours = findNeighbours(model, stopCount);
  const tours = newTours(model, neighbours.count, neighbours.stops);
  tours.loadPenalty = 1 + random.below(50);
  tours.warpPenalty = 1 + random.below(5);
  return tours;
}

function randomRoutes(random: Random, tours: Tours): Int32Array[] {
  const routes = Array.from({ length: tours.routeCount }, (): number[] => []);
  const order = Array.from({ length: tours.stopCount }, (_, i) => i);
  random.shuffle(order, order.length);
  for (const stop of order) routes[random.below(routes.length)].push(stop);
  return routes.map((route) => Int32Array.from(route));
}

/** The plain version: walks all routes from start to end. */
function walkCost(tours: Tours): number {
  const { next, metres, width, row, demand, stopCount, routeCount, capacity } = tours;
  let cost = 0;
  let seen = 0;
  let linked = true;
  for (let route = 0; route < routeCount; route++) {
    const end = stopCount + routeCount + route;
    let load = 0;
    for (let node = stopCount + route; node !== end; node = next[node]) {
      linked &&= tours.previous[next[node]] === node;
      cost += metres[row[node] * width + row[next[node]]];
      load += demand[node];
      if (node < stopCount) seen++;
    }
    cost += Math.max(0, load - capacity) * tours.loadPenalty;
    if (tours.timed) cost += walkWarp(tours, route) * tours.warpPenalty;
  }
  expect({ seen, linked }).toEqual({ seen: stopCount, linked: true });
  return cost;
}

/** Walks a route from the start on, the clock turned back where a visit is late. */
function walkWarp(tours: Tours, route: number): number {
  const { next, width, row, stopCount, routeCount } = tours;
  const end = stopCount + routeCount + route;
  let nowSec = tours.openSec[stopCount + route];
  let warpSec = 0;
  for (let node = stopCount + route; node !== end; node = next[node]) {
    const following = next[node];
    nowSec += tours.serviceSec[node] + tours.travelSec[row[node] * width + row[following]];
    nowSec = Math.max(nowSec, tours.openSec[following]);
    warpSec += Math.max(0, nowSec - tours.closeSec[following]);
    nowSec = Math.min(nowSec, tours.closeSec[following]);
  }
  return warpSec;
}

const MOVES = { tryRelocate, trySwap, tryTails, tryTurn };

test.each(Object.entries(MOVES))("%s only makes moves that lower the walked cost", (name, move) => {
  let made = 0;
  for (let seed = 0; seed < 600; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 9, seed % 2 === 1);
    loadTours(tours, randomRoutes(random, tours));
    for (let i = 0; i < 30; i++) {
      const u = random.below(9);
      const toStart = random.float() < 0.2 && move !== trySwap && move !== tryTurn;
      const v = toStart ? 9 + random.below(tours.routeCount) : random.below(9);
      const sameRoute = tours.routeOf[u] === tours.routeOf[v];
      if (u === v || (move === tryTails && sameRoute) || (move === tryTurn && !sameRoute)) continue;
      const before = walkCost(tours);
      const done = move(tours, u, v);
      const after = walkCost(tours);
      if (done) expect({ seed, name, lower: after < before }).toMatchObject({ lower: true });
      else expect({ seed, name, after }).toEqual({ seed, name, after: before });
      if (done) made++;
    }
  }
  expect(made).toBeGreaterThan(100);
});

test("swapping stops between two routes into their best places lowers the walked cost", () => {
  let made = 0;
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 10);
    const swap = newSwapStar(tours);
    loadTours(tours, randomRoutes(random, tours));
    for (let i = 0; i < 10; i++) {
      const a = random.below(tours.routeCount);
      const b = random.below(tours.routeCount);
      if (a === b) continue;
      const before = walkCost(tours);
      const done = trySwapStar(tours, swap, a, b);
      const after = walkCost(tours);
      expect({ seed, lower: after < before }).toEqual({ seed, lower: done });
      if (done) made++;
    }
  }
  expect(made).toBeGreaterThan(300);
});

test("after the local search no move of any kind between neighbours is left", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 12);
    const search = newLocalSearch(tours, newSwapStar(tours));
    loadTours(tours, randomRoutes(random, tours));
    improveTours(search, random);
    for (let u = 0; u < 12; u++) {
      for (let v = 0; v < 12; v++) {
        if (u === v) continue;
        const sameRoute = tours.routeOf[u] === tours.routeOf[v];
        const found =
          tryRelocate(tours, u, v) ||
          trySwap(tours, u, v) ||
          (sameRoute ? tryTurn(tours, u, v) : tryTails(tours, u, v));
        expect({ seed, u, v, found }).toEqual({ seed, u, v, found: false });
      }
    }
  }
});

test("heads and tails of a route add up to the time warp of walking it", () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 9, true);
    loadTours(tours, randomRoutes(random, tours));
    for (let route = 0; route < tours.routeCount; route++) {
      const walkedSec = walkWarp(tours, route);
      const end = tours.stopCount + tours.routeCount + route;
      expect(tours.routeWarpSec[route]).toBe(walkedSec);
      for (let node = tours.stopCount + route; node !== end; node = tours.next[node]) {
        startClock(tours, node);
        expect(finishClock(tours, tours.next[node])).toBe(walkedSec);
      }
    }
  }
});

test("a relocation that costs less when walked is made", () => {
  // What is refused must not be better: the move is carried out by hand and walked.
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 8, true);
    const routes = randomRoutes(random, tours);
    const [u, v] = [random.below(8), random.below(8)];
    if (u === v) continue;
    loadTours(tours, routes);
    const before = walkCost(tours);
    const done = tryRelocate(tours, u, v);
    const moved = routes.map((route) => route.filter((stop) => stop !== u));
    const byHand = moved.map((route) =>
      Int32Array.from([...route].flatMap((stop) => (stop === v ? [v, u] : [stop]))),
    );
    loadTours(tours, byHand);
    if (!done) expect(walkCost(tours)).toBeGreaterThanOrEqual(before);
  }
});

test("a tour is split at the least cost of all ways to cut it", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 8, seed % 2 === 1);
    const tour = Int32Array.from({ length: 8 }, (_, i) => i);
    random.shuffle(tour, 8);
    const split = { costs: new Float64Array(9), from: new Int32Array(9) };
    loadTours(tours, splitTour(tours, split, tour));
    const found = walkCost(tours);
    const usedCount = unloadTours(tours).length;
    let least = Number.POSITIVE_INFINITY;
    for (let cuts = 0; cuts < 128; cuts++) {
      const routes: number[][] = [[]];
      tour.forEach((stop, i) => {
        routes.at(-1)?.push(stop);
        if (i < 7 && (cuts & (1 << i)) !== 0) routes.push([]);
      });
      const load = (route: number[]): number => route.reduce((sum, s) => sum + tours.demand[s], 0);
      const bounded = routes.every((r) => r.length === 1 || load(r) <= 1.5 * tours.capacity);
      if (routes.length > tours.routeCount || !bounded) continue;
      loadTours(
        tours,
        routes.map((route) => Int32Array.from(route)),
      );
      least = Math.min(least, walkCost(tours));
    }
    // Where routes run short the split joins the rest, and may be dearer.
    if (usedCount < tours.routeCount) expect(found).toBeLessThanOrEqual(least);
  }
});

test("places on a plane are found again from the metres between them", () => {
  const random = new Random(4);
  const points = Array.from({ length: 20 }, () => [random.below(1000), random.below(1000)]);
  const width = points.length; // the last point is the depot
  const metres = new Int32Array(width * width);
  points.forEach(([ax, ay], a) => {
    points.forEach(([bx, by], b) => {
      metres[a * width + b] = Math.round(Math.hypot(ax - bx, ay - by));
    });
  });
  const { x, y } = layOut(metres, width);
  for (let a = 0; a < width - 1; a++) {
    for (let b = 0; b < width - 1; b++) {
      const apart = Math.hypot(x[a] - x[b], y[a] - y[b]);
      expect(Math.abs(apart - metres[a * width + b])).toBeLessThan(60); // rounding, seen askew
    }
  }
});
