import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { routesBySavings } from "../../../src/solver/decompose/savings.ts";

/** Stops at places of a line, the depot at 0, each the neighbour of all others. */
function onLine(places: readonly number[], loads: readonly number[], capacity: number) {
  const n = places.length;
  const stops = places.flatMap((_, stop) => [...Array(n).keys()].filter((other) => other !== stop));
  return {
    neighbours: { count: n - 1, stops: Int32Array.from(stops) },
    joinedCount: n - 1,
    loads: Int32Array.from(loads),
    capacity,
    depotM: Float64Array.from(places, Math.abs),
    apart: (from: number, to: number) => Math.abs(places[from] - places[to]),
  };
}

test("stops on the same side are joined, the far ones first, up to the capacity", () => {
  const routes = routesBySavings(onLine([10, 20, 30, -15], [1, 1, 1, 1], 2));
  // 20 and 30 save 40 metres, more than 10 has with either; the other side saves nothing.
  expect(routes.map((route) => [...route].sort())).toEqual([[0], [1, 2], [3]]);
});

test("routes hold every stop once, within capacity, end to end along their links", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const n = 2 + random.below(30);
    const places = Array.from({ length: n }, () => random.below(200) - 100);
    const loads = Array.from({ length: n }, () => 1 + random.below(9));
    const routes = routesBySavings(onLine(places, loads, 20));
    const all = routes.flatMap((route) => [...route]).sort((a, b) => a - b);
    expect(all, `seed ${seed}`).toEqual([...Array(n).keys()]);
    for (const route of routes) {
      expect(route.reduce((sum, stop) => sum + loads[stop], 0)).toBeLessThanOrEqual(20);
    }
  }
});
