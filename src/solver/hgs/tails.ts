import { warpOfTails } from "./clock.ts";
import { changeOfHeads, changeOfTails } from "./flexible.ts";
import { BETTER, misfitsNow, penalties, warpNow } from "./moves.ts";
import { connect, excessCost, finishMove } from "./routes.ts";
import type { Tours } from "./tours.ts";

/** Joins the heads of two routes and their tails, or each head with the other's tail (2-opt*). */
export function tryTails(tours: Tours, u: number, v: number): boolean {
  const { next, metres, width, row, routeOf, routeLoad, loadUpTo, unitsPerM } = tours;
  const { isMixed, hasFixedUnits, isRestricted, isFlexible } = tours.fleet;
  if (isFlexible) return tryFlexibleTails(tours, u, v);
  const x = next[u];
  const y = next[v];
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const excess = penalties(tours, routeU, routeV);
  const bound = excess + misfitsNow(tours, routeU, routeV);
  const rowU = row[u] * width;
  const rowV = row[v] * width;
  const cut = metres[rowU + row[x]] + metres[rowV + row[y]];
  const tailU = routeLoad[routeU] - loadUpTo[u];
  const tailV = routeLoad[routeV] - loadUpTo[v];
  let crossed = isMixed
    ? unitsCrossed(tours, u, v)
    : unitsPerM[routeU] * (metres[rowU + row[y]] + metres[rowV + row[x]] - cut);
  if (hasFixedUnits) crossed += useCrossed(tours, u, v);
  if (crossed < bound) {
    const loads =
      excessCost(tours, routeU, loadUpTo[u] + tailV) +
      excessCost(tours, routeV, loadUpTo[v] + tailU);
    let cost = crossed + loads - excess;
    if (isRestricted) cost += refitTail(tours, x, routeV) + refitTail(tours, y, routeU);
    if (cost < BETTER && cost + tours.warpPenalty * warpOfTails(tours, u, v) < BETTER) {
      exchangeTails(tours, u, v);
      return true;
    }
  }
  if (tours.timed) return false; // heads driven the other way round are late nearly always
  let heads = isMixed
    ? unitsJoined(tours, u, v)
    : unitsPerM[routeU] * (metres[rowU + row[v]] + metres[row[x] * width + row[y]] - cut);
  if (hasFixedUnits) heads += useJoined(tours, u, v);
  if (heads < bound) {
    const loads =
      excessCost(tours, routeU, loadUpTo[u] + loadUpTo[v]) +
      excessCost(tours, routeV, tailU + tailV);
    let cost = heads + loads - excess;
    if (isRestricted) cost += refitTail(tours, x, routeV) + refitHead(tours, v, routeU);
    if (cost < BETTER) {
      joinHeads(tours, u, v);
      return true;
    }
  }
  return false;
}

/** The same where each route then has the kind of vehicle that suits it best. */
function tryFlexibleTails(tours: Tours, u: number, v: number): boolean {
  const { routeOf, warpPenalty, timed } = tours;
  const warpUnits = warpNow(tours, routeOf[u], routeOf[v]);
  const crossed = changeOfTails(tours, u, v) - warpUnits;
  if (crossed < BETTER && crossed + warpPenalty * warpOfTails(tours, u, v) < BETTER) {
    exchangeTails(tours, u, v);
    return true;
  }
  if (timed || changeOfHeads(tours, u, v) >= BETTER) return false;
  joinHeads(tours, u, v);
  return true;
}

/** What it changes in metres driven that the tails behind two nodes change places. */
function unitsCrossed(tours: Tours, u: number, v: number): number {
  const { routeOf, metresUpTo, stopCount, routeCount, unitsPerM } = tours;
  const ends = stopCount + routeCount;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  return (
    unitsPerM[routeU] * (metresWithTail(tours, u, v) - metresUpTo[ends + routeU]) +
    unitsPerM[routeV] * (metresWithTail(tours, v, u) - metresUpTo[ends + routeV])
  );
}

/** Metres of the head up to `u` with the tail behind `v`, driven to the end of the head. */
function metresWithTail(tours: Tours, u: number, v: number): number {
  const { next, previous, metres, width, row, routeOf, metresUpTo, stopCount, routeCount } = tours;
  const end = row[stopCount + routeCount + routeOf[u]];
  const y = next[v];
  const rowU = row[u] * width;
  if (y >= stopCount) return metresUpTo[u] + metres[rowU + end];
  const last = previous[stopCount + routeCount + routeOf[v]];
  return (
    metresUpTo[u] +
    metres[rowU + row[y]] +
    (metresUpTo[last] - metresUpTo[y]) +
    metres[row[last] * width + end]
  );
}

/** What it changes in metres driven that two heads are joined, and the two tails. */
function unitsJoined(tours: Tours, u: number, v: number): number {
  const { next, previous, metres, width, row, routeOf, metresUpTo, stopCount, unitsPerM } = tours;
  const ends = stopCount + tours.routeCount;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const startV = stopCount + routeV;
  const endU = ends + routeU;
  const x = next[u];
  const y = next[v];
  const rowU = row[u] * width;
  let joined = metresUpTo[u];
  if (v === startV) joined += metres[rowU + row[endU]];
  else {
    const first = next[startV];
    joined += metres[rowU + row[v]] + metresUpTo[v] - metresUpTo[first];
    joined += metres[row[first] * width + row[endU]];
  }
  let rest = metresUpTo[ends + routeV] - metresUpTo[y];
  if (x === endU) rest += metres[row[startV] * width + row[y]];
  else {
    const last = previous[endU];
    rest += metres[row[startV] * width + row[last]] + metresUpTo[last] - metresUpTo[x];
    rest += metres[row[x] * width + row[y]];
  }
  return (
    unitsPerM[routeU] * (joined - metresUpTo[endU]) +
    unitsPerM[routeV] * (rest - metresUpTo[ends + routeV])
  );
}

function useCrossed(tours: Tours, u: number, v: number): number {
  const { position, routeOf, routeSize } = tours;
  const sizeU = routeSize[routeOf[u]];
  const sizeV = routeSize[routeOf[v]];
  const left = position[u] + sizeV - position[v];
  return useOf(tours, routeOf[u], left) + useOf(tours, routeOf[v], sizeU + sizeV - left);
}

function useJoined(tours: Tours, u: number, v: number): number {
  const { position, routeOf, routeSize } = tours;
  const sizeU = routeSize[routeOf[u]];
  const sizeV = routeSize[routeOf[v]];
  const left = position[u] + position[v];
  return useOf(tours, routeOf[u], left) + useOf(tours, routeOf[v], sizeU + sizeV - left);
}

/** The change in fixed cost when the route gets another number of stops. */
function useOf({ routeSize, fixedUnits }: Tours, route: number, size: number): number {
  if (routeSize[route] > 0 === size > 0) return 0;
  return size > 0 ? fixedUnits[route] : -fixedUnits[route];
}

/** What it changes in misfits that the stops from a node on go to another route. */
function refitTail(tours: Tours, from: number, to: number): number {
  const { next, kindOf, routeOf, stopCount, fleet } = tours;
  const old = kindOf[routeOf[from]] * stopCount;
  const now = kindOf[to] * stopCount;
  if (old === now) return 0;
  let count = 0;
  for (let node = from; node < stopCount; node = next[node]) {
    count += fleet.misfit[now + node] - fleet.misfit[old + node];
  }
  return count * tours.misfitPenalty;
}

/** The same of the stops up to a node. */
function refitHead(tours: Tours, upTo: number, to: number): number {
  const { previous, kindOf, routeOf, stopCount, fleet } = tours;
  const old = kindOf[routeOf[upTo]] * stopCount;
  const now = kindOf[to] * stopCount;
  if (old === now) return 0;
  let count = 0;
  for (let node = upTo; node < stopCount; node = previous[node]) {
    count += fleet.misfit[now + node] - fleet.misfit[old + node];
  }
  return count * tours.misfitPenalty;
}

function exchangeTails(tours: Tours, u: number, v: number): void {
  const { next, previous, routeOf, stopCount, routeCount } = tours;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const endU = stopCount + routeCount + routeU;
  const endV = stopCount + routeCount + routeV;
  const x = next[u];
  const y = next[v];
  const lastU = previous[endU];
  const lastV = previous[endV];
  // An empty tail is just the end node: then the head itself comes last.
  connect(tours, u, y === endV ? endU : y);
  if (y !== endV) connect(tours, lastV, endU);
  connect(tours, v, x === endU ? endV : x);
  if (x !== endU) connect(tours, lastU, endV);
  finishMove(tours, routeU, routeV);
}

/** Route of `u`: head of `u`, then the head of `v` turned round; route of `v`: the two tails. */
function joinHeads(tours: Tours, u: number, v: number): void {
  const { next, previous, routeOf, stopCount, routeCount } = tours;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const startV = stopCount + routeV;
  const endU = stopCount + routeCount + routeU;
  const x = next[u];
  const y = next[v];
  const lastU = previous[endU];
  let last = u;
  for (let node = v; node !== startV; ) {
    const before = previous[node];
    connect(tours, last, node);
    last = node;
    node = before;
  }
  connect(tours, last, endU);
  let tail = startV;
  if (x !== endU) {
    for (let node = lastU; ; ) {
      const before = previous[node];
      connect(tours, tail, node);
      tail = node;
      if (node === x) break;
      node = before;
    }
  }
  connect(tours, tail, y);
  finishMove(tours, routeU, routeV);
}
