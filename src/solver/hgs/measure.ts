import { finishClock, startClock, visit } from "./clock.ts";
import { type Figures, type Individual, newIndividual } from "./population.ts";
import { templateOf } from "./routes.ts";
import type { Routing } from "./split.ts";
import type { Tours } from "./tours.ts";

/** Walks routes from start to end and sums up what they cost, and what is beyond the limits. */
export function measure(tours: Tours, { routes, kinds }: Routing): Individual {
  const figures = { units: 0, excess: 0, warpSec: 0, misfits: 0 };
  routes.forEach((route, i) => {
    addRoute(tours, route, kinds[i], figures);
  });
  return newIndividual(routes, kinds, tours.stopCount, figures);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function addRoute(tours: Tours, route: Int32Array, kind: number, sum: Mutable<Figures>): void {
  const { metres, width, row, demand, stopCount, routeCount, fleet, timed } = tours;
  const template = templateOf(tours, kind);
  const start = stopCount + template;
  const end = start + routeCount;
  let load = 0;
  let driven = 0;
  let from = row[start] * width;
  if (timed) startClock(tours, start);
  for (let i = 0; i < route.length; i++) {
    const stop = route[i];
    driven += metres[from + stop];
    load += demand[stop];
    from = stop * width;
    sum.misfits += fleet.misfit[kind * stopCount + stop];
    if (timed) visit(tours, stop);
  }
  driven += metres[from + row[end]];
  sum.units += tours.fixedUnits[template] + driven * tours.unitsPerM[template];
  sum.excess += Math.max(0, load - tours.capacity[template]);
  if (timed) sum.warpSec += finishClock(tours, end);
}
