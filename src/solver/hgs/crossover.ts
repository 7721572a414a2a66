import type { Random } from "../../base/index.ts";
import type { Individual } from "./population.ts";
import type { Tours } from "./tours.ts";

/** A tour of all stops, and for each stop the number of the route it was on and its vehicle. */
export interface Tour {
  readonly stops: Int32Array;
  readonly labels: Int32Array;
  readonly kinds: Int32Array;
}

/** The stops in random order, of no route. */
export function randomTour(stopCount: number, random: Random): Tour {
  const stops = Int32Array.from({ length: stopCount }, (_, i) => i);
  random.shuffle(stops, stops.length);
  return { stops, labels: new Int32Array(stopCount), kinds: new Int32Array(stopCount) };
}

/** The routes one behind the other. */
export function tourOf(individual: Pick<Individual, "routes" | "kinds">, stopCount: number): Tour {
  const tour = newTour(stopCount);
  let at = 0;
  individual.routes.forEach((route, i) => {
    tour.stops.set(route, at);
    tour.labels.fill(i, at, at + route.length);
    tour.kinds.fill(individual.kinds[i], at, at + route.length);
    at += route.length;
  });
  return tour;
}

function newTour(stopCount: number): Tour {
  return {
    stops: new Int32Array(stopCount),
    labels: new Int32Array(stopCount),
    kinds: new Int32Array(stopCount),
  };
}

/** Order crossover: a stretch of the first parent's tour, then the other stops as in the second. */
export function crossOver(first: Tour, second: Tour, random: Random): Tour {
  const n = first.stops.length;
  const from = random.below(n);
  const length = 1 + random.below(n - 1);
  const child = newTour(n);
  const taken = new Uint8Array(n);
  for (let i = 0; i < length; i++) {
    const at = (from + i) % n;
    copyStop(child, at, first, at, 0);
    taken[first.stops[at]] = 1;
  }
  let at = from + length;
  for (let i = 0; i < n; i++) {
    const other = (from + length + i) % n;
    if (taken[second.stops[other]] === 1) continue;
    copyStop(child, at % n, second, other, n);
    at++;
  }
  return child;
}

function copyStop(to: Tour, at: number, from: Tour, other: number, labelOffset: number): void {
  to.stops[at] = from.stops[other];
  to.labels[at] = from.labels[other] + labelOffset;
  to.kinds[at] = from.kinds[other];
}

/** The tour with each stop that it lacks beside the nearest that it has. */
export function withAbsent({ stopCount, neighbours, neighbourCount }: Tours, tour: Tour): Tour {
  const whole = [...tour.stops].map((stop, i) => ({
    stop,
    label: tour.labels[i],
    kind: tour.kinds[i],
  }));
  const present = new Uint8Array(stopCount);
  for (const stop of tour.stops) present[stop] = 1;
  for (let stop = 0; stop < stopCount; stop++) {
    if (present[stop] === 1) continue;
    const first = stop * neighbourCount;
    const near = neighbours
      .subarray(first, first + neighbourCount)
      .find((other) => present[other] === 1);
    const at = whole.findIndex((entry) => entry.stop === near);
    const beside = whole[at] ?? { label: 0, kind: 0 };
    whole.splice(at + 1, 0, { ...beside, stop });
  }
  return {
    stops: Int32Array.from(whole, ({ stop }) => stop),
    labels: Int32Array.from(whole, ({ label }) => label),
    kinds: Int32Array.from(whole, ({ kind }) => kind),
  };
}
