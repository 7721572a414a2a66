import { BETTER, refit } from "./moves.ts";
import { excessCost, finishMove, moveNode } from "./routes.ts";
import type { Tours } from "./tours.ts";

/** The three best places of each stop in each route, kept until the route changes. */
export interface SwapStar {
  /** `(route * stopCount + stop) * 3 + rank`: the node to insert behind, and what it adds. */
  readonly after: Int32Array;
  readonly addedUnits: Float64Array;
  readonly computedAt: Int32Array;
  readonly removedUnits: Float64Array;
}

const PLACES = 3;
const NOWHERE = -1;
const FAR = Number.MAX_SAFE_INTEGER;

/** Scratch space for the tours, with no places known. */
export function newSwapStar(tours: Tours): SwapStar {
  const size = tours.routeCount * tours.stopCount;
  return {
    after: new Int32Array(size * PLACES),
    addedUnits: new Float64Array(size * PLACES),
    computedAt: new Int32Array(size).fill(NOWHERE),
    removedUnits: new Float64Array(tours.stopCount),
  };
}

/** Forgets all places: call when the tours have been loaded anew. */
export function resetSwapStar(swap: SwapStar): void {
  swap.computedAt.fill(NOWHERE);
}

/** The best exchange found between two routes. */
interface Exchange {
  cost: number;
  u: number;
  v: number;
  afterU: number;
  afterV: number;
}

/**
 * Exchanges two stops between two routes, each going to the best place of the other route, or moves
 * one of them alone; carries out the best such move if it costs less. Gives whether it did.
 *
 * Source: Vidal (2022), Computers & Operations Research 140, 105643 (SWAP*).
 */
export function trySwapStar(tours: Tours, swap: SwapStar, a: number, b: number): boolean {
  findPlaces(tours, swap, a, b);
  findPlaces(tours, swap, b, a);
  const best: Exchange = { cost: BETTER, u: NOWHERE, v: NOWHERE, afterU: 0, afterV: 0 };
  findExchange(tours, swap, a, b, best);
  findMove(tours, swap, a, b, best);
  findMove(tours, swap, b, a, best);
  if (best.u === NOWHERE) return false;
  moveNode(tours, best.u, best.afterU);
  if (best.v !== NOWHERE) moveNode(tours, best.v, best.afterV);
  finishMove(tours, a, b);
  return true;
}

/** What is saved by removing each stop of `from`, and its best places in `into`. */
function findPlaces(tours: Tours, swap: SwapStar, from: number, into: number): void {
  const { next, previous, metres, width, row, stopCount, unitsPerM } = tours;
  for (let u = next[stopCount + from]; u < stopCount; u = next[u]) {
    const before = row[previous[u]] * width;
    const behind = row[next[u]];
    swap.removedUnits[u] =
      unitsPerM[from] *
      (metres[before + behind] - metres[before + row[u]] - metres[row[u] * width + behind]);
    const slot = into * stopCount + u;
    if (swap.computedAt[slot] >= tours.changedAt[into]) continue;
    swap.computedAt[slot] = tours.moveCount;
    findBestPlaces(tours, swap, u, into, slot * PLACES);
  }
}

function findBestPlaces(
  tours: Tours,
  swap: SwapStar,
  u: number,
  into: number,
  offset: number,
): void {
  const { next, metres, width, row, stopCount, routeCount } = tours;
  const perM = tours.unitsPerM[into];
  const { after, addedUnits } = swap;
  addedUnits.fill(FAR, offset, offset + PLACES);
  after.fill(NOWHERE, offset, offset + PLACES);
  const end = stopCount + routeCount + into;
  const rowU = row[u] * width;
  for (let node = stopCount + into; node !== end; node = next[node]) {
    const rowNode = row[node] * width;
    const behind = row[next[node]];
    const added =
      perM * (metres[rowNode + row[u]] + metres[rowU + behind] - metres[rowNode + behind]);
    if (added >= addedUnits[offset + 2]) continue;
    let rank = 2;
    while (rank > 0 && added < addedUnits[offset + rank - 1]) {
      addedUnits[offset + rank] = addedUnits[offset + rank - 1];
      after[offset + rank] = after[offset + rank - 1];
      rank--;
    }
    addedUnits[offset + rank] = added;
    after[offset + rank] = node;
  }
}

function findExchange(tours: Tours, swap: SwapStar, a: number, b: number, best: Exchange): void {
  const { next, demand, routeLoad, stopCount } = tours;
  const { removedUnits } = swap;
  const loadA = routeLoad[a];
  const loadB = routeLoad[b];
  const excess = excessCost(tours, a, loadA) + excessCost(tours, b, loadB);
  for (let u = next[stopCount + a]; u < stopCount; u = next[u]) {
    for (let v = next[stopCount + b]; v < stopCount; v = next[v]) {
      const moved = demand[u] - demand[v];
      const bound =
        removedUnits[u] +
        removedUnits[v] +
        excessCost(tours, a, loadA - moved) +
        excessCost(tours, b, loadB + moved) -
        excess +
        refit(tours, u, b) +
        refit(tours, v, a);
      if (bound > 0) continue;
      const placeU = bestPlaceWithout(tours, swap, u, v, b);
      const addedU = placeAddedUnits(tours, swap, u, v, b, placeU);
      if (bound + addedU >= best.cost) continue;
      const placeV = bestPlaceWithout(tours, swap, v, u, a);
      const cost = bound + addedU + placeAddedUnits(tours, swap, v, u, a, placeV);
      if (cost >= best.cost) continue;
      best.cost = cost;
      best.u = u;
      best.v = v;
      best.afterU = placeU;
      best.afterV = placeV;
    }
  }
}

/**
 * The best node to put `u` behind in a route from which `v` goes; the node before `v` for its
 * place.
 */
function bestPlaceWithout(
  tours: Tours,
  swap: SwapStar,
  u: number,
  v: number,
  route: number,
): number {
  const { next, previous, metres, width, row, stopCount } = tours;
  const offset = (route * stopCount + u) * PLACES;
  const before = previous[v];
  const rowBefore = row[before] * width;
  const behind = row[next[v]];
  const inPlace =
    tours.unitsPerM[route] *
    (metres[rowBefore + row[u]] + metres[row[u] * width + behind] - metres[rowBefore + behind]);
  for (let rank = 0; rank < PLACES; rank++) {
    const after = swap.after[offset + rank];
    if (after === NOWHERE || swap.addedUnits[offset + rank] >= inPlace) break;
    if (after !== v && after !== before) return after;
  }
  return before;
}

function placeAddedUnits(
  tours: Tours,
  swap: SwapStar,
  u: number,
  v: number,
  route: number,
  after: number,
): number {
  const { next, previous, metres, width, row, stopCount } = tours;
  if (after === previous[v]) {
    const rowBefore = row[after] * width;
    const behind = row[next[v]];
    return (
      tours.unitsPerM[route] *
      (metres[rowBefore + row[u]] + metres[row[u] * width + behind] - metres[rowBefore + behind])
    );
  }
  const offset = (route * stopCount + u) * PLACES;
  if (swap.after[offset] === after) return swap.addedUnits[offset];
  if (swap.after[offset + 1] === after) return swap.addedUnits[offset + 1];
  return swap.addedUnits[offset + 2];
}

/** Moving a stop alone. */
function findMove(tours: Tours, swap: SwapStar, from: number, into: number, best: Exchange): void {
  const { next, demand, routeLoad, stopCount } = tours;
  const excess =
    excessCost(tours, from, routeLoad[from]) + excessCost(tours, into, routeLoad[into]);
  const closed = tours.routeSize[from] === 1 ? tours.fixedUnits[from] : 0;
  for (let u = next[stopCount + from]; u < stopCount; u = next[u]) {
    const offset = (into * stopCount + u) * PLACES;
    const cost =
      swap.removedUnits[u] +
      swap.addedUnits[offset] +
      excessCost(tours, from, routeLoad[from] - demand[u]) +
      excessCost(tours, into, routeLoad[into] + demand[u]) +
      refit(tours, u, into) -
      closed -
      excess;
    if (cost >= best.cost) continue;
    best.cost = cost;
    best.u = u;
    best.v = NOWHERE;
    best.afterU = swap.after[offset];
  }
}
