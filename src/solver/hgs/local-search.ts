import { NONE, type Random } from "../../base/index.ts";
import {
  type KindCosts,
  newKindCosts,
  resetKindCosts,
  tryExchangeKinds,
  tryOtherKind,
} from "./kind-moves.ts";
import { tryRelocate, trySwap, tryTurn } from "./moves.ts";
import { newSwapStar, resetSwapStar, type SwapStar, trySwapStar } from "./swap-star.ts";
import { tryTails } from "./tails.ts";
import type { Tours } from "./tours.ts";

/** Scratch space of the local search, made once. */
export interface LocalSearch {
  readonly tours: Tours;
  /** Absent where there are windows or durations: they are not looked at. */
  readonly swap: SwapStar | undefined;
  readonly kindCosts: KindCosts;
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
export function newLocalSearch(tours: Tours): LocalSearch {
  return {
    tours,
    swap: tours.timed ? undefined : newSwapStar(tours),
    kindCosts: newKindCosts(tours),
    stopOrder: Int32Array.from({ length: tours.stopCount }, (_, i) => i),
    routeOrder: Int32Array.from({ length: tours.fleet.usableCount }, (_, i) => i),
    nearRoutes: { nearAt: new Int32Array(tours.routeCount ** 2), stamp: 0 },
  };
}

/** Improves the tours until no move of any kind costs less. Requires tours freshly loaded. */
export function improveTours(search: LocalSearch, random: Random): void {
  const { tours, stopOrder, routeOrder, swap } = search;
  const hasKinds = tours.fleet.vehicles.length > 1 && !tours.fleet.isFlexible;
  random.shuffle(stopOrder, stopOrder.length);
  random.shuffle(routeOrder, routeOrder.length);
  if (swap !== undefined) resetSwapStar(swap);
  resetKindCosts(search.kindCosts);
  for (let round = 0; ; round++) {
    const movesBefore = tours.moveCount;
    for (let i = 0; i < stopOrder.length; i++) improveStop(tours, stopOrder[i], round);
    if (swap !== undefined) improveRoutes(search, swap, round);
    if (hasKinds) improveKinds(search);
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
  if (round === 0 || changedAt[routeOf[u]] <= triedBefore) return;
  const { readyRoute } = tours.fleet;
  for (let kind = 0; kind < readyRoute.length; kind++) {
    if (readyRoute[kind] !== NONE) tryBehindStart(tours, u, stopCount + readyRoute[kind]);
  }
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
function improveRoutes(search: LocalSearch, swap: SwapStar, round: number): void {
  const { tours, routeOrder, nearRoutes } = search;
  const { changedAt, swappedAt, routeSize, routeCount } = tours;
  markNearRoutes(tours, nearRoutes);
  for (let i = 0; i < routeOrder.length; i++) {
    const a = routeOrder[i];
    if (routeSize[a] === 0) continue;
    const swappedBefore = swappedAt[a];
    swappedAt[a] = tours.moveCount;
    for (let j = 0; j < routeOrder.length; j++) {
      const b = routeOrder[j];
      if (a >= b || routeSize[b] === 0 || routeSize[a] === 0) continue;
      if (round > 0 && Math.max(changedAt[a], changedAt[b]) <= swappedBefore) continue;
      if (nearRoutes.nearAt[a * routeCount + b] !== nearRoutes.stamp) continue;
      trySwapStar(tours, swap, a, b);
    }
  }
}

/** Other kinds of vehicles for the routes that have changed, free ones or those of other routes. */
function improveKinds({ tours, kindCosts, routeOrder }: LocalSearch): void {
  const { changedAt, routeSize } = tours;
  const { triedKindsAt } = kindCosts;
  for (let i = 0; i < routeOrder.length; i++) {
    const a = routeOrder[i];
    if (routeSize[a] === 0 || changedAt[a] <= triedKindsAt[a]) continue;
    triedKindsAt[a] = tours.moveCount;
    tryOtherKind(tours, kindCosts, a);
    for (let j = 0; j < routeOrder.length; j++) {
      const b = routeOrder[j];
      if (a !== b && routeSize[b] > 0) tryExchangeKinds(tours, kindCosts, a, b);
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
