import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { insertStops } from "../../../src/solver/hgs/insert.ts";
import { measure } from "../../../src/solver/hgs/measure.ts";
import { loadCrossedRoutes, loadRandomRoutes } from "../../../src/solver/hgs/route-crossover.ts";
import { connect, settleRoute } from "../../../src/solver/hgs/routes.ts";
import { loadTours, type Tours, unloadTours } from "../../../src/solver/hgs/tours.ts";
import { fleetOfSeed, penalisedCost, randomRoutes, randomTours, walkCost } from "./random-tours.ts";

/** Puts the last stop behind each node in turn; gives the least penalised cost of all. */
function leastCost(tours: Tours, routes: Int32Array[], kinds: Int32Array, stop: number): number {
  const { stopCount, fleet } = tours;
  let least = Number.POSITIVE_INFINITY;
  for (let node = 0; node < stopCount + fleet.usableCount; node++) {
    loadTours(tours, routes, kinds);
    const isStart = node >= stopCount;
    const route = isStart ? node - stopCount : tours.routeOf[node];
    const isReady = tours.routeSize[route] > 0 || fleet.readyRoute.includes(route);
    if (node === stop || (isStart && !isReady)) continue;
    connect(tours, stop, tours.next[node]);
    connect(tours, node, stop);
    settleRoute(tours, route);
    least = Math.min(least, penalisedCost(tours));
  }
  return least;
}

test("a stop is put in where it costs least of all places", () => {
  for (let seed = 0; seed < 120; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 8, { timed: seed % 2 === 1, fleet: fleetOfSeed(seed) });
    const { routes, kinds } = randomRoutes(random, tours);
    const without = routes.map((route) => route.filter((stop) => stop !== 7));
    const least = leastCost(tours, without, kinds, 7);
    loadTours(tours, without, kinds);
    const isPlaced = new Uint8Array(8).fill(1, 0, 7);
    insertStops(tours, Int32Array.of(7), isPlaced);
    expect({ seed, cost: walkCost(tours), placed: isPlaced[7] }).toEqual({
      seed,
      cost: least,
      placed: 1,
    });
  }
});

test("a child of two parents has every stop once, on vehicles that there are", () => {
  let inherited = 0;
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const tours = randomTours(random, 10, { timed: seed % 2 === 1, fleet: fleetOfSeed(seed) });
    const parents = [0, 1].map(() => {
      loadRandomRoutes(tours, random);
      walkCost(tours);
      return measure(tours, unloadTours(tours));
    });
    loadCrossedRoutes(tours, parents[0], parents[1], random);
    walkCost(tours); // judges that each stop is there once and no vehicle twice
    const child = unloadTours(tours).routes.map((route) => route.join());
    if (parents[0].routes.some((route) => child.includes(route.join()))) inherited++;
  }
  expect(inherited).toBeGreaterThan(100);
});
