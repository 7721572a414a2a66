import type { Random } from "../../base/index.ts";
import { tryRelocate, trySwap, tryTails, tryTurn } from "./moves.ts";
import { resetSwapStar, type SwapStar, trySwapStar } from "./swap-star.ts";
import type { Tours } from "./tours.ts";

/** Scratch space of the local search, made once. */
export interface LocalSearch {
  readonly tours: Tours;
  readonly swap: SwapStar;
  readonly stopOrder: Int32Array;
  readonly routeOrder: Int32Array;
  readonly nearRoutes: NearRoutes;
}

/** Which routes come near each other: those with neighbouring stops. */
interface NearRoutes {
  /** `a * routeCount + b`, stamped when two of their stops are neighbours. */
  readonly nearAt: Int32Array;
  stamp: number;
}

/** How many of a stop's neighbours make two routes near. */
const NEAR_COUNT = 5;

/** Scratch space for the tours. */
export function newLocalSearch(tours: Tours, swap: SwapStar): LocalSearch {
  return {
    tours,
    swap,
    stopOrder: Int32Array.from({ length: tours.stopCount }, (_, i) => i),
    routeOrder: Int32Array.from({ length: tours.routeCount }, (_, i) => i),
    nearRoutes: { nearAt: new Int32Array(tours.routeCount ** 2), stamp: 0 },
  };
}

/** Improves the tours until no move of any kind costs less. Requires tours freshly loaded. */
export function improveTours(search: LocalSearch, random: Random): void {
  const { tours, stopOrder, routeOrder } = search;
  random.shuffle(stopOrder, stopOrder.length);
  random.shuffle(routeOrder, routeOrder.length);
  resetSwapStar(search.swap);
  for (let round = 0; ; round++) {
    const movesBefore = tours.moveCount;
    for (let i = 0; i < stopOrder.length; i++) improveStop(tours, stopOrder[i], round);
    if (!tours.timed) improveRoutes(search, round);
    if (round > 0 && tours.moveCount === movesBefore) return;
  }
}

function improveStop(tours: Tours, u: number, round: number): void {
  const { routeOf, changedAt, triedAt, neighbours, neighbourCount, previous, stopCount } = tours;
  const triedBefore = triedAt[u];
  triedAt[u] = tours.moveCount;
  const first = u * neighbourCount;
  for (let i = 0; i < neighbourCount; i++) {
    const v = neighbours[first + i];
    const changed = Math.max(changedAt[routeOf[u]], changedAt[routeOf[v]]);
    if (round > 0 && changed <= triedBefore) continue;
    if (tryPair(tours, u, v)) continue;
    const start = previous[v];
    if (start >= stopCount && tryBehindStart(tours, u, start)) continue;
  }
  if (round === 0) return;
  const unused = tours.routeSize.indexOf(0);
  if (unused >= 0 && changedAt[routeOf[u]] > triedBefore)
    tryBehindStart(tours, u, stopCount + unused);
}

function tryPair(tours: Tours, u: number, v: number): boolean {
  if (tryRelocate(tours, u, v) || trySwap(tours, u, v)) return true;
  if (tours.routeOf[u] === tours.routeOf[v]) return tryTurn(tours, u, v);
  return tryTails(tours, u, v) || (tours.timed && tryTails(tours, u, tours.previous[v]));
}

function tryBehindStart(tours: Tours, u: number, start: number): boolean {
  if (tryRelocate(tours, u, start)) return true;
  return tours.routeOf[u] !== tours.routeOf[start] && tryTails(tours, u, start);
}

/** SWAP* between all pairs of near routes of which one has changed. */
function improveRoutes(search: LocalSearch, round: number): void {
  const { tours, swap, routeOrder, nearRoutes } = search;
  const { changedAt, swappedAt, routeSize, routeCount } = tours;
  markNearRoutes(tours, nearRoutes);
  for (let i = 0; i < routeCount; i++) {
    const a = routeOrder[i];
    if (routeSize[a] === 0) continue;
    const swappedBefore = swappedAt[a];
    swappedAt[a] = tours.moveCount;
    for (let j = 0; j < routeCount; j++) {
      const b = routeOrder[j];
      if (a >= b || routeSize[b] === 0 || routeSize[a] === 0) continue;
      if (round > 0 && Math.max(changedAt[a], changedAt[b]) <= swappedBefore) continue;
      if (nearRoutes.nearAt[a * routeCount + b] !== nearRoutes.stamp) continue;
      trySwapStar(tours, swap, a, b);
    }
  }
}

function markNearRoutes(tours: Tours, near: NearRoutes): void {
  const { stopCount, routeCount, neighbourCount, neighbours, routeOf } = tours;
  near.stamp++;
  const count = Math.min(NEAR_COUNT, neighbourCount);
  for (let u = 0; u < stopCount; u++) {
    const a = routeOf[u];
    for (let i = 0; i < count; i++) {
      const b = routeOf[neighbours[u * neighbourCount + i]];
      near.nearAt[a * routeCount + b] = near.stamp;
      near.nearAt[b * routeCount + a] = near.stamp;
    }
  }
}
