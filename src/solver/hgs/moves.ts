import { warpOfRelocation, warpOfSwap, warpOfTails, warpOfTurn } from "./clock.ts";
import { excessCost, finishMove, moveNode, type Tours } from "./tours.ts";

/** A delta cost must be below this to count: sums of penalties are not exact. */
const BETTER = -1e-6;

/**
 * Moves the stop, or it and the one behind it in either order, behind another node, if that costs
 * less. Gives whether it did.
 */
export function tryRelocate(tours: Tours, u: number, v: number): boolean {
  const { next, previous, metres, width, row, demand, routeOf, warpPenalty } = tours;
  const y = next[v];
  if (u === y) return false;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const before = previous[u];
  const x = next[u];
  const rowU = row[u] * width;
  const rowV = row[v] * width;
  const rowBefore = row[before] * width;
  const direct = metres[rowV + row[y]];
  const leaveU = metres[rowBefore + row[u]];
  const linkUX = metres[rowU + row[x]];
  const excess = penalties(tours, routeU, routeV);
  const one =
    metres[rowBefore + row[x]] -
    leaveU -
    linkUX +
    metres[rowV + row[u]] +
    metres[rowU + row[y]] -
    direct;
  if (one < excess) {
    const cost = one + shift(tours, routeU, routeV, demand[u], excess);
    if (cost < BETTER && cost + warpPenalty * warpOfRelocation(tours, u, u, v, false) < BETTER) {
      moveNode(tours, u, v);
      finishMove(tours, routeU, routeV);
      return true;
    }
  }
  if (x >= tours.stopCount || v === x) return false;
  const xx = next[x];
  const rowX = row[x] * width;
  const close = metres[rowBefore + row[xx]] - leaveU - metres[rowX + row[xx]] - direct;
  const two = close + metres[rowV + row[u]] + metres[rowX + row[y]];
  const load = demand[u] + demand[x];
  if (two < excess) {
    const cost = two + shift(tours, routeU, routeV, load, excess);
    if (cost < BETTER && cost + warpPenalty * warpOfRelocation(tours, u, x, v, false) < BETTER) {
      moveNode(tours, u, v);
      moveNode(tours, x, u);
      finishMove(tours, routeU, routeV);
      return true;
    }
  }
  // The link between the two is kept, driven the other way round.
  const turned = close + metres[rowV + row[x]] + metres[rowU + row[y]];
  if (turned < excess) {
    const cost = turned + shift(tours, routeU, routeV, load, excess);
    if (cost < BETTER && cost + warpPenalty * warpOfRelocation(tours, u, x, v, true) < BETTER) {
      moveNode(tours, x, v);
      moveNode(tours, u, x);
      finishMove(tours, routeU, routeV);
      return true;
    }
  }
  return false;
}

/** What one or two routes are punished with now: excess load, which a move inside one keeps. */
function penalties(tours: Tours, a: number, b: number): number {
  const { routeLoad, routeWarpSec, timed, warpPenalty } = tours;
  const warp = timed ? warpPenalty * routeWarpSec[a] : 0;
  if (a === b) return warp;
  const loads = excessCost(tours, routeLoad[a]) + excessCost(tours, routeLoad[b]);
  return timed ? loads + warp + warpPenalty * routeWarpSec[b] : loads;
}

/** What moving load from one route to another changes, if it takes all time warp away. */
function shift(tours: Tours, from: number, to: number, load: number, excess: number): number {
  if (from === to) return -excess;
  const { routeLoad } = tours;
  return (
    excessCost(tours, routeLoad[from] - load) + excessCost(tours, routeLoad[to] + load) - excess
  );
}

/**
 * Exchanges the stop, or it and the one behind it, with one or two from `v` on, if it costs less.
 */
export function trySwap(tours: Tours, u: number, v: number): boolean {
  const { next, previous, metres, width, row, demand, routeOf, stopCount, warpPenalty } = tours;
  const x = next[u];
  const y = next[v];
  const beforeU = previous[u];
  const beforeV = previous[v];
  if (u === beforeV || u === y) return false;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const rowBeforeU = row[beforeU] * width;
  const rowBeforeV = row[beforeV] * width;
  const excess = penalties(tours, routeU, routeV);
  const enter =
    metres[rowBeforeU + row[v]] -
    metres[rowBeforeU + row[u]] +
    metres[rowBeforeV + row[u]] -
    metres[rowBeforeV + row[v]];
  const rowU = row[u] * width;
  const rowV = row[v] * width;
  const leaveV = metres[rowV + row[y]];
  if (u < v) {
    const one =
      enter + metres[rowV + row[x]] - metres[rowU + row[x]] + metres[rowU + row[y]] - leaveV;
    if (one < excess) {
      const cost = one + shift(tours, routeU, routeV, demand[u] - demand[v], excess);
      if (cost < BETTER && cost + warpPenalty * warpOfSwap(tours, u, u, v, v) < BETTER) {
        return swapRuns(tours, u, u, v, v);
      }
    }
  }
  if (x >= stopCount || x === beforeV) return false;
  const xx = next[x];
  const rowX = row[x] * width;
  const leaveX = metres[rowX + row[xx]];
  const two = enter + metres[rowV + row[xx]] - leaveX + metres[rowX + row[y]] - leaveV;
  const movedTwo = demand[u] + demand[x] - demand[v];
  if (x !== v && two < excess) {
    const cost = two + shift(tours, routeU, routeV, movedTwo, excess);
    if (cost < BETTER && cost + warpPenalty * warpOfSwap(tours, u, x, v, v) < BETTER) {
      return swapRuns(tours, u, x, v, v);
    }
  }
  if (u > v || y >= stopCount || y === beforeU || x === v || v === xx) return false;
  const yy = next[y];
  const rowY = row[y] * width;
  const both =
    enter + metres[rowY + row[xx]] - leaveX + metres[rowX + row[yy]] - metres[rowY + row[yy]];
  if (both < excess) {
    const cost = both + shift(tours, routeU, routeV, movedTwo - demand[y], excess);
    if (cost < BETTER && cost + warpPenalty * warpOfSwap(tours, u, x, v, y) < BETTER) {
      return swapRuns(tours, u, x, v, y);
    }
  }
  return false;
}

/** Exchanges two runs of nodes that neither overlap nor touch. */
function swapRuns(tours: Tours, u: number, uLast: number, v: number, vLast: number): true {
  const { next, previous, routeOf } = tours;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const beforeU = previous[u];
  const behindU = next[uLast];
  const beforeV = previous[v];
  const behindV = next[vLast];
  next[beforeU] = v;
  previous[v] = beforeU;
  next[vLast] = behindU;
  previous[behindU] = vLast;
  next[beforeV] = u;
  previous[u] = beforeV;
  next[uLast] = behindV;
  previous[behindV] = uLast;
  finishMove(tours, routeU, routeV);
  return true;
}

/** Turns round the stretch between two stops of one route, if that costs less (2-opt). */
export function tryTurn(tours: Tours, u: number, v: number): boolean {
  const { next, previous, metres, width, row, position, routeOf } = tours;
  const x = next[u];
  if (position[u] > position[v] || x === v) return false;
  const y = next[v];
  const delta =
    metres[row[u] * width + row[v]] +
    metres[row[x] * width + row[y]] -
    metres[row[u] * width + row[x]] -
    metres[row[v] * width + row[y]];
  const excess = penalties(tours, routeOf[u], routeOf[u]);
  const cost = delta - excess;
  if (cost > BETTER || cost + tours.warpPenalty * warpOfTurn(tours, u, v) > BETTER) return false;
  let behind = y;
  for (let node = x; ; ) {
    const following = next[node];
    next[node] = behind;
    previous[node] = following;
    if (node === v) break;
    behind = node;
    node = following;
  }
  connect(tours, u, v);
  previous[y] = x;
  finishMove(tours, routeOf[u], routeOf[u]);
  return true;
}

/** Joins the heads of two routes and their tails, or each head with the other's tail (2-opt*). */
export function tryTails(tours: Tours, u: number, v: number): boolean {
  const { next, metres, width, row, routeOf, routeLoad, loadUpTo } = tours;
  const x = next[u];
  const y = next[v];
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const excess = penalties(tours, routeU, routeV);
  const rowU = row[u] * width;
  const rowV = row[v] * width;
  const cut = metres[rowU + row[x]] + metres[rowV + row[y]];
  const tailU = routeLoad[routeU] - loadUpTo[u];
  const tailV = routeLoad[routeV] - loadUpTo[v];
  const crossed = metres[rowU + row[y]] + metres[rowV + row[x]] - cut;
  if (crossed < excess) {
    const loads = excessCost(tours, loadUpTo[u] + tailV) + excessCost(tours, loadUpTo[v] + tailU);
    const cost = crossed + loads - excess;
    if (cost < BETTER && cost + tours.warpPenalty * warpOfTails(tours, u, v) < BETTER) {
      exchangeTails(tours, u, v);
      return true;
    }
  }
  if (tours.timed) return false; // heads driven the other way round are late nearly always
  const heads = metres[rowU + row[v]] + metres[row[x] * width + row[y]] - cut;
  if (heads < excess) {
    const loads = excessCost(tours, loadUpTo[u] + loadUpTo[v]) + excessCost(tours, tailU + tailV);
    if (heads + loads - excess < BETTER) {
      joinHeads(tours, u, v);
      return true;
    }
  }
  return false;
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

function connect(tours: Tours, from: number, to: number): void {
  tours.next[from] = to;
  tours.previous[to] = from;
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
