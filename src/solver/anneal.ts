import type { Model } from "./model.ts";
import { isOver, noteBest, type Run, STEPS_A_LOOK } from "./run.ts";
import { type Search, saveRoutes, step, undoStep } from "./search.ts";

/** First and last temperature, in mean costs of driving to a stop. */
interface Temperatures {
  readonly hot: number;
  readonly cold: number;
}

const PLAIN_TEMPERATURES: Temperatures = { hot: 1, cold: 0.01 };
/**
 * Windows and long routes, measured at 400 stops: legs are short beside what a change of the order
 * costs.
 */
const LONG_ROUTE_TEMPERATURES: Temperatures = { hot: 2, cold: 0.1 };
const LONG_ROUTE_STOPS = 25;
const LONG_ROUTE_STOPS_TOTAL = { min: 300, max: 700 };
/** With more stops there is no time to stay warm; both temperatures grow by the length instead. */
const SHORT_ROUTE_STOPS = 12;
const LENGTH_FACTOR_MAX = 4;
/** Many short trips, measured from 100 to 200 stops. */
const TRIP_TEMPERATURES: Temperatures = { hot: 1, cold: 0.03 };
/** Trips, streams and unlike vehicles put higher passes between good solutions. */
const RICH_TEMPERATURES: Temperatures = { hot: 8, cold: 0.03 };
/** Where there are many stops, the steps do not suffice to cool down from there. */
const RICH_TEMPERATURES_LARGE: Temperatures = { hot: 3, cold: 0.03 };
/** From how many stops on trips are searched in small parts, with fewer gaps; measured at 1,900. */
const MANY_TRIP_STOPS = 1500;
/** Where a warm start begins, as a share of the first temperature. */
const WARM_SHARE = 0.05;

/** First and last temperature of a stretch of annealing, in cost units. */
export interface Heat {
  readonly hotUnits: number;
  readonly coldUnits: number;
}

/** The heat that suits a problem, a search that stands at its first solution, and its start. */
export function heatOf(search: Search, isWarmStart: boolean): Heat {
  const meanUnits = meanLegUnits(search);
  const temperatures = temperaturesOf(search);
  const hotUnits = temperatures.hot * (isWarmStart ? WARM_SHARE : 1) * meanUnits;
  return { hotUnits, coldUnits: Math.min(hotUnits, temperatures.cold * meanUnits) };
}

/** The temperature after a share of the stretch. */
export function temperatureAt({ hotUnits, coldUnits }: Heat, share: number): number {
  return hotUnits * (coldUnits / hotUnits) ** share;
}

/**
 * Simulated annealing over ruin and recreate steps: a candidate is taken when it costs less than
 * the current solution plus a random allowance that shrinks over the run.
 */
export function anneal(run: Run, search: Search, shareMax: number, heat: Heat): void {
  const { random, state } = search;
  let temperature = heat.hotUnits;
  for (; ; run.iteration++) {
    if (run.iteration === run.options.iterationsMax) return;
    if (run.iteration % STEPS_A_LOOK === 0) {
      if (isOver(run) || run.share >= shareMax) return;
      temperature = temperatureAt(heat, run.share / shareMax);
    }
    const unitsMax = state.costUnits - temperature * Math.log(1 - random.float());
    const kept = step(search, unitsMax);
    if (!kept || state.costUnits >= unitsMax) undoStep(search);
    else if (state.costUnits < run.bestUnits) keepBest(run, search);
  }
}

/** Whether vehicles unload on the way and there are so many stops that whole routes cost much. */
export function hasManyTrips({ facilityCount, stopCount }: Model): boolean {
  return facilityCount > 0 && stopCount >= MANY_TRIP_STOPS;
}

function temperaturesOf(search: Search): Temperatures {
  const { model, state } = search;
  if (state.trips !== undefined) return TRIP_TEMPERATURES;
  if (!state.isPlain) {
    return model.stopCount < MANY_TRIP_STOPS ? RICH_TEMPERATURES : RICH_TEMPERATURES_LARGE;
  }
  const { min, max } = LONG_ROUTE_STOPS_TOTAL;
  if (!model.timed || model.stopCount < min) return PLAIN_TEMPERATURES;
  const length = meanRouteStops(search);
  if (model.stopCount < max) {
    return length > LONG_ROUTE_STOPS ? LONG_ROUTE_TEMPERATURES : PLAIN_TEMPERATURES;
  }
  const factor = Math.min(LENGTH_FACTOR_MAX, Math.max(1, length / SHORT_ROUTE_STOPS));
  return { hot: PLAIN_TEMPERATURES.hot * factor, cold: PLAIN_TEMPERATURES.cold * factor };
}

function meanRouteStops({ model, state }: Search): number {
  let used = 0;
  let stops = 0;
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    stops += state.routeStopCount[vehicle];
    if (state.routeStopCount[vehicle] > 0) used++;
  }
  return stops / Math.max(1, used);
}

/** Mean cost of driving to a stop: what moves change, so what temperatures are measured in. */
export function meanLegUnits({ model, state }: Search): number {
  const { nodePlace, placeCount, firstStart, firstEnd } = model;
  let units = 0;
  let stops = 0;
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    if (state.routeStopCount[vehicle] === 0) continue;
    const end = firstEnd + vehicle;
    let drivingSec = 0;
    for (let node = firstStart + vehicle; node !== end; node = state.next[node]) {
      const arc = nodePlace[node] * placeCount + nodePlace[state.next[node]];
      drivingSec += model.travelSec[vehicle][arc];
    }
    units += state.routeM[vehicle] * model.unitsPerM[vehicle];
    units += drivingSec * model.unitsPerSec[vehicle];
    stops += state.routeStopCount[vehicle];
  }
  return stops === 0 || units === 0 ? 1 : units / stops;
}

/** Copies the present solution as the best. */
export function keepBest(run: Run, search: Search): void {
  run.best = saveRoutes(search);
  noteBest(run, search.state.costUnits, search.absentCount);
}
