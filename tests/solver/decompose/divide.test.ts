import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { divide } from "../../../src/solver/decompose/divide.ts";

/** Stops on a line, at the place of their number. */
const apart = (from: number, to: number): number => Math.abs(from - to);

function routesOf(...routes: number[][]): Int32Array[] {
  return routes.map((stops) => Int32Array.from(stops));
}

test("routes are divided into neighbours, those without a stop dealt out class by class", () => {
  const routes = routesOf([0, 1, 2], [30, 31], [3, 4], [], [32, 33, 34], [], [], []);
  const vehicleClass = Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1);
  for (let seed = 0; seed < 20; seed++) {
    const parts = divide({ routes, absent: [], vehicleClass }, 2, apart, new Random(seed));
    const stops = parts.map((part) => [...part.stops]).sort((a, b) => a[0] - b[0]);
    expect(stops).toEqual([
      [0, 1, 2, 3, 4],
      [30, 31, 32, 33, 34],
    ]);
    for (const { vehicles } of parts) {
      expect(vehicles.filter((vehicle) => [3, 5].includes(vehicle))).toHaveLength(1);
      expect(vehicles.filter((vehicle) => [6, 7].includes(vehicle))).toHaveLength(1);
    }
  }
});

test("every stop and every vehicle is in one part, whatever the number of parts", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const vehicleCount = 1 + random.below(12);
    const routes = Array.from({ length: vehicleCount }, (): number[] => []);
    const absent: number[] = [];
    const stopCount = 1 + random.below(60);
    for (let stop = 0; stop < stopCount; stop++) {
      const vehicle = random.below(vehicleCount + 1);
      (routes[vehicle] ?? absent).push(stop);
    }
    const vehicleClass = Int32Array.from({ length: vehicleCount }, () => random.below(3));
    const partCount = 1 + random.below(8);
    const divisible = { routes: routesOf(...routes), absent, vehicleClass };
    const parts = divide(divisible, partCount, apart, random);
    expect(parts.length, `seed ${seed}`).toBeLessThanOrEqual(partCount);
    const stops = parts.flatMap((part) => [...part.stops]).sort((a, b) => a - b);
    expect(stops).toEqual([...Array(stopCount).keys()]);
    const vehicles = parts.flatMap((part) => [...part.vehicles]).sort((a, b) => a - b);
    expect(vehicles).toEqual([...Array(vehicleCount).keys()]);
    const holderOf = new Map(
      parts.flatMap((part) => [...part.vehicles].map((vehicle) => [vehicle, part] as const)),
    );
    routes.forEach((route, vehicle) => {
      for (const stop of route) expect(holderOf.get(vehicle)?.stops).toContain(stop);
    });
  }
});

test("of a thousand unused vehicles a part gets few beyond one for each of its routes", () => {
  const routes = Array.from({ length: 1000 }, (_, i) => Int32Array.from(i < 20 ? [i] : []));
  const vehicleClass = Int32Array.from(routes, (_, i) => i % 2);
  const parts = divide({ routes, absent: [], vehicleClass }, 4, apart, new Random(1));
  const dealt = new Set(parts.flatMap(({ vehicles }) => [...vehicles]));
  expect(dealt.size).toBe(parts.reduce((sum, { vehicles }) => sum + vehicles.length, 0));
  for (const { stops, vehicles } of parts) {
    for (const kind of [0, 1]) {
      const unused = vehicles.filter((each) => each >= 20 && vehicleClass[each] === kind);
      expect(unused.length).toBeGreaterThanOrEqual(stops.length);
      expect(unused.length).toBeLessThanOrEqual(stops.length + 5);
    }
  }
});
