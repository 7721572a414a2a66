import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { finishClock, startClock } from "../../../src/solver/hgs/clock.ts";
import {
  newKindCosts,
  tryExchangeKinds,
  tryOtherKind,
} from "../../../src/solver/hgs/kind-moves.ts";
import { layOut } from "../../../src/solver/hgs/layout.ts";
import { improveTours, newLocalSearch } from "../../../src/solver/hgs/local-search.ts";
import { tryRelocate, trySwap, tryTurn } from "../../../src/solver/hgs/moves.ts";
import { newSplit, splitFreely, splitInOrder } from "../../../src/solver/hgs/split.ts";
import { newSwapStar, trySwapStar } from "../../../src/solver/hgs/swap-star.ts";
import { tryTails } from "../../../src/solver/hgs/tails.ts";
import { loadTours, type Tours } from "../../../src/solver/hgs/tours.ts";
import {
  fleetOfSeed,
  penalisedCost,
  randomRoutes,
  randomTours,
  walkCost,
  walkWarp,
} from "./random-tours.ts";

const MOVES = { tryRelocate, trySwap, tryTails, tryTurn };

/** One in use, or one that stands ready for a free vehicle. */
function drawRoute(random: Random, tours: Tours): number {
  for (;;) {
    const route = random.below(tours.fleet.usableCount);
    if (tours.routeSize[route] > 0 || tours.fleet.readyRoute.includes(route)) return route;
  }
}

test.each(Object.entries(MOVES))("%s only makes moves that lower the walked cost", (name, move) => {
  let made = 0;
  for (let seed = 0; seed < 320; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 9, { timed: seed % 2 === 1, fleet: fleetOfSeed(seed) });
    const { routes, kinds } = randomRoutes(random, tours);
    loadTours(tours, routes, kinds);
    for (let i = 0; i < 30; i++) {
      const u = random.below(9);
      const toStart = random.float() < 0.2 && move !== trySwap && move !== tryTurn;
      const v = toStart ? 9 + drawRoute(random, tours) : random.below(9);
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
    const tours = randomTours(random, 10, { fleet: fleetOfSeed(seed) });
    if (tours.timed) continue;
    const swap = newSwapStar(tours);
    const { routes, kinds } = randomRoutes(random, tours);
    loadTours(tours, routes, kinds);
    for (let i = 0; i < 10; i++) {
      const a = random.below(tours.fleet.usableCount);
      const b = random.below(tours.fleet.usableCount);
      if (a === b || tours.routeSize[a] === 0 || tours.routeSize[b] === 0) continue;
      const before = walkCost(tours);
      const done = trySwapStar(tours, swap, a, b);
      const after = walkCost(tours);
      expect({ seed, lower: after < before }).toEqual({ seed, lower: done });
      if (done) made++;
    }
  }
  expect(made).toBeGreaterThan(300);
});

test("another kind of vehicle is given to a route when that lowers the walked cost", () => {
  let made = 0;
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 9, { timed: seed % 2 === 1, fleet: "limited" });
    const costs = newKindCosts(tours);
    const { routes, kinds } = randomRoutes(random, tours);
    loadTours(tours, routes, kinds);
    for (let i = 0; i < 10; i++) {
      const a = random.below(tours.fleet.usableCount);
      const b = random.below(tours.fleet.usableCount);
      if (a === b || tours.routeSize[a] === 0 || tours.routeSize[b] === 0) continue;
      const before = walkCost(tours);
      const done = tryOtherKind(tours, costs, a) || tryExchangeKinds(tours, costs, a, b);
      const after = walkCost(tours);
      expect({ seed, lower: after < before }).toEqual({ seed, lower: done });
      if (done) made++;
    }
  }
  expect(made).toBeGreaterThan(100);
});

test("after the local search no move of any kind between neighbours is left", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 12, { timed: seed % 2 === 1, fleet: fleetOfSeed(seed) });
    const search = newLocalSearch(tours);
    const { routes, kinds } = randomRoutes(random, tours);
    loadTours(tours, routes, kinds);
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
    const tours = randomTours(random, 9, { timed: true, fleet: fleetOfSeed(seed) });
    const { routes, kinds } = randomRoutes(random, tours);
    loadTours(tours, routes, kinds);
    for (let route = 0; route < tours.fleet.usableCount; route++) {
      if (tours.routeSize[route] === 0) continue;
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
    const tours = randomTours(random, 8, { timed: true, fleet: fleetOfSeed(seed) });
    const { routes, kinds } = randomRoutes(random, tours);
    const [u, v] = [random.below(8), random.below(8)];
    if (u === v) continue;
    loadTours(tours, routes, kinds);
    const before = walkCost(tours);
    const done = tryRelocate(tours, u, v);
    const moved = routes.map((route) => route.filter((stop) => stop !== u));
    const byHand = moved.map((route) =>
      Int32Array.from([...route].flatMap((stop) => (stop === v ? [v, u] : [stop]))),
    );
    loadTours(tours, byHand, kinds);
    if (!done) expect(walkCost(tours)).toBeGreaterThanOrEqual(before);
  }
});

/** All ways to cut 7 stops into routes. */
function* cutsOf(tour: Int32Array): Generator<Int32Array[]> {
  for (let cuts = 0; cuts < 2 ** (tour.length - 1); cuts++) {
    const routes: number[][] = [[]];
    tour.forEach((stop, i) => {
      routes.at(-1)?.push(stop);
      if (i < tour.length - 1 && (cuts & (1 << i)) !== 0) routes.push([]);
    });
    yield routes.map((route) => Int32Array.from(route));
  }
}

/** Penalised cost of stops driven by a vehicle of a kind; `undefined` where they overfill it. */
function routeCost(tours: Tours, route: Int32Array, kind: number): number | undefined {
  loadTours(tours, [route], Int32Array.of(kind));
  if (route.length > 1 && tours.routeLoad[0] > 1.5 * tours.capacity[0]) return undefined;
  return penalisedCost(tours);
}

test("a tour is split freely at the least cost of all cuts and kinds of vehicles", () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed);
    const fleet = seed % 4 > 1 ? "limited" : undefined;
    const tours = randomTours(random, 7, { timed: seed % 2 === 1, fleet });
    const tour = Int32Array.from({ length: 7 }, (_, i) => i);
    random.shuffle(tour, 7);
    const costOf = (route: Int32Array): number =>
      Math.min(
        ...tours.fleet.vehicles.map(
          (_, kind) => routeCost(tours, route, kind) ?? Number.POSITIVE_INFINITY,
        ),
      );
    const { routes, kinds } = splitFreely(tours, newSplit(7), tour);
    const found = routes.reduce(
      (sum, route, i) => sum + (routeCost(tours, route, kinds[i]) ?? Number.NaN),
      0,
    );
    let least = Number.POSITIVE_INFINITY;
    for (const cut of cutsOf(tour)) {
      least = Math.min(
        least,
        cut.reduce((sum, route) => sum + costOf(route), 0),
      );
    }
    expect({ seed, found }).toEqual({ seed, found: least });
  }
});

test("a tour is split for vehicles in order at the least cost of all cuts", () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 6, { timed: seed % 2 === 1, fleet: "limited" });
    const tour = Int32Array.from({ length: 6 }, (_, i) => i);
    random.shuffle(tour, 6);
    const order = Int32Array.of(2, 0, 1, 2, 0);
    const best = (cut: Int32Array[], i: number, vehicle: number): number => {
      if (i === cut.length) return 0;
      if (vehicle === order.length) return Number.POSITIVE_INFINITY;
      const cost = routeCost(tours, cut[i], order[vehicle]) ?? Number.POSITIVE_INFINITY;
      return Math.min(best(cut, i, vehicle + 1), cost + best(cut, i + 1, vehicle + 1));
    };
    let least = Number.POSITIVE_INFINITY;
    for (const cut of cutsOf(tour)) least = Math.min(least, best(cut, 0, 0));
    const split = splitInOrder(tours, newSplit(6), tour, order, 1.5);
    const found = split?.routes.reduce(
      (sum, route, i) => sum + (routeCost(tours, route, split.kinds[i]) ?? Number.NaN),
      0,
    );
    expect({ seed, found: found ?? Number.POSITIVE_INFINITY }).toEqual({ seed, found: least });
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
  const { x, y } = layOut(metres, width, width - 1);
  for (let a = 0; a < width - 1; a++) {
    for (let b = 0; b < width - 1; b++) {
      const apart = Math.hypot(x[a] - x[b], y[a] - y[b]);
      expect(Math.abs(apart - metres[a * width + b])).toBeLessThan(60); // rounding, seen askew
    }
  }
});
