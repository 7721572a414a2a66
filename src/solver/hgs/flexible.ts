import type { Tours } from "./tours.ts";

/**
 * Costs of routes in a flexible fleet, where each is driven by the kind of vehicle that costs
 * least: what a move changes there is exact only if the kinds change with the loads.
 */

/** Least penalised cost of so many metres with so much load, by any kind of vehicle. */
export function leastUnits(tours: Tours, metres: number, load: number): number {
  const { fleet, capacity, unitsPerM, fixedUnits, loadPenalty, routeCount } = tours;
  let least = Number.POSITIVE_INFINITY;
  for (let template = fleet.usableCount; template < routeCount; template++) {
    let units = fixedUnits[template] + unitsPerM[template] * metres;
    const excess = load - capacity[template];
    if (excess > 0) units += excess * loadPenalty;
    if (units < least) least = units;
  }
  return least;
}

/** The kind of vehicle that gives `leastUnits`. */
export function cheapestKind(tours: Tours, metres: number, load: number): number {
  const { fleet, capacity, unitsPerM, fixedUnits, loadPenalty, routeCount } = tours;
  let least = Number.POSITIVE_INFINITY;
  let best = 0;
  for (let template = fleet.usableCount; template < routeCount; template++) {
    let units = fixedUnits[template] + unitsPerM[template] * metres;
    const excess = load - capacity[template];
    if (excess > 0) units += excess * loadPenalty;
    if (units >= least) continue;
    least = units;
    best = template - fleet.usableCount;
  }
  return best;
}

/** Notes what a route in use costs, and what less load could save. */
export function noteCosts(tours: Tours, route: number): void {
  const { fleet, capacity, unitsPerM, fixedUnits, routeCount, metresUpTo, routeLoad } = tours;
  const metres = metresUpTo[tours.stopCount + routeCount + route];
  const load = routeLoad[route];
  const units = leastUnits(tours, metres, load);
  tours.routeUnits[route] = units;
  let cheaperLoad = load;
  let cheaperUnits = 0;
  for (let template = fleet.usableCount; template < routeCount; template++) {
    const savedUnits = units - fixedUnits[template] - unitsPerM[template] * metres;
    if (savedUnits <= 0) continue;
    cheaperLoad = Math.min(cheaperLoad, Math.max(0, load - capacity[template]));
    cheaperUnits = Math.max(cheaperUnits, savedUnits);
  }
  tours.cheaperLoad[route] = cheaperLoad;
  tours.cheaperUnits[route] = cheaperUnits;
}

/** What kinds of vehicles can save at most when some load leaves a route for another. */
export function savedByLoad(tours: Tours, from: number, to: number, load: number): number {
  if (!tours.fleet.isFlexible || from === to) return 0;
  const lighter = load >= 0 ? from : to;
  return Math.abs(load) >= tours.cheaperLoad[lighter] ? tours.cheaperUnits[lighter] : 0;
}

/** What it changes that metres come to two routes, and some load goes from one to the other. */
export function changeOfTwo(
  tours: Tours,
  from: number,
  fromM: number,
  to: number,
  toM: number,
  load: number,
  movedCount: number,
): number {
  const { metresUpTo, routeLoad, routeSize, routeUnits, stopCount, routeCount } = tours;
  const ends = stopCount + routeCount;
  const isEmptied = routeSize[from] === movedCount;
  const left = isEmptied
    ? 0
    : leastUnits(tours, metresUpTo[ends + from] + fromM, routeLoad[from] - load);
  const grown = leastUnits(tours, metresUpTo[ends + to] + toM, routeLoad[to] + load);
  return left + grown - routeUnits[from] - routeUnits[to];
}

/** What it changes that the tails behind two nodes change places, windows apart. */
export function changeOfTails(tours: Tours, u: number, v: number): number {
  const { next, metres, width, row, routeOf, routeLoad, routeSize } = tours;
  const { loadUpTo, metresUpTo, position, stopCount, routeCount } = tours;
  const a = routeOf[u];
  const b = routeOf[v];
  const x = next[u];
  const y = next[v];
  const metresA = metresUpTo[stopCount + routeCount + a];
  const metresB = metresUpTo[stopCount + routeCount + b];
  const load = loadUpTo[u] + routeLoad[b] - loadUpTo[v];
  const size = position[u] + routeSize[b] - position[v];
  const first = metresUpTo[u] + metres[row[u] * width + row[y]] + metresB - metresUpTo[y];
  const second = metresUpTo[v] + metres[row[v] * width + row[x]] + metresA - metresUpTo[x];
  return changeOfJoined(tours, a, b, first, second, load, size);
}

/** What it changes that two heads are joined, and the two tails. */
export function changeOfHeads(tours: Tours, u: number, v: number): number {
  const { next, metres, width, row, routeOf } = tours;
  const { loadUpTo, metresUpTo, position, stopCount, routeCount } = tours;
  const a = routeOf[u];
  const b = routeOf[v];
  const x = next[u];
  const y = next[v];
  const metresA = metresUpTo[stopCount + routeCount + a];
  const metresB = metresUpTo[stopCount + routeCount + b];
  const load = loadUpTo[u] + loadUpTo[v];
  const size = position[u] + position[v];
  const first = metresUpTo[u] + metres[row[u] * width + row[v]] + metresUpTo[v];
  const second =
    metresA - metresUpTo[x] + metres[row[x] * width + row[y]] + metresB - metresUpTo[y];
  return changeOfJoined(tours, a, b, first, second, load, size);
}

/**
 * What it changes that two routes become two others of so many metres, the first with this load
 * and so many stops; a route without stops costs nothing.
 */
function changeOfJoined(
  tours: Tours,
  a: number,
  b: number,
  firstM: number,
  secondM: number,
  load: number,
  size: number,
): number {
  const { routeLoad, routeSize, routeUnits } = tours;
  const first = size === 0 ? 0 : leastUnits(tours, firstM, load);
  const rest = routeLoad[a] + routeLoad[b] - load;
  const second = size === routeSize[a] + routeSize[b] ? 0 : leastUnits(tours, secondM, rest);
  return first + second - routeUnits[a] - routeUnits[b];
}
