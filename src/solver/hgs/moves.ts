import { warpOfRelocation, warpOfSwap, warpOfTurn } from "./clock.ts";
import { connect, excessCost, finishMove, moveNode } from "./routes.ts";
import type { Tours } from "./tours.ts";

/** A delta cost must be below this to count: costs are whole units, but for very large sums. */
export const BETTER = -0.5;

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
  const perMU = tours.unitsPerM[routeU];
  const perMV = tours.unitsPerM[routeV];
  const before = previous[u];
  const x = next[u];
  const rowU = row[u] * width;
  const rowV = row[v] * width;
  const rowBefore = row[before] * width;
  const direct = metres[rowV + row[y]];
  const leaveU = metres[rowBefore + row[u]];
  const linkUX = metres[rowU + row[x]];
  const excess = penalties(tours, routeU, routeV);
  const bound = excess + misfitsNow(tours, routeU, routeV);
  const one =
    perMU * (metres[rowBefore + row[x]] - leaveU - linkUX) +
    perMV * (metres[rowV + row[u]] + metres[rowU + row[y]] - direct) +
    useUnits(tours, routeU, routeV, 1);
  if (one < bound) {
    const cost = one - excess + shift(tours, routeU, routeV, demand[u]) + refit(tours, u, routeV);
    if (cost < BETTER && cost + warpPenalty * warpOfRelocation(tours, u, u, v, false) < BETTER) {
      moveNode(tours, u, v);
      finishMove(tours, routeU, routeV);
      return true;
    }
  }
  if (x >= tours.stopCount || v === x) return false;
  const xx = next[x];
  const rowX = row[x] * width;
  const close =
    perMU * (metres[rowBefore + row[xx]] - leaveU - linkUX - metres[rowX + row[xx]]) +
    perMV * (linkUX - direct) +
    useUnits(tours, routeU, routeV, 2);
  const two = close + perMV * (metres[rowV + row[u]] + metres[rowX + row[y]]);
  const load = demand[u] + demand[x];
  if (two < bound) {
    const cost = two - excess + shift(tours, routeU, routeV, load) + refitRun(tours, u, x, routeV);
    if (cost < BETTER && cost + warpPenalty * warpOfRelocation(tours, u, x, v, false) < BETTER) {
      moveNode(tours, u, v);
      moveNode(tours, x, u);
      finishMove(tours, routeU, routeV);
      return true;
    }
  }
  // The link between the two is kept, driven the other way round.
  const turned = close + perMV * (metres[rowV + row[x]] + metres[rowU + row[y]]);
  if (turned < bound) {
    const cost =
      turned - excess + shift(tours, routeU, routeV, load) + refitRun(tours, u, x, routeV);
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
export function penalties(tours: Tours, a: number, b: number): number {
  const { routeLoad, routeWarpSec, timed, warpPenalty } = tours;
  const warp = timed ? warpPenalty * routeWarpSec[a] : 0;
  if (a === b) return warp;
  const loads = excessCost(tours, a, routeLoad[a]) + excessCost(tours, b, routeLoad[b]);
  return timed ? loads + warp + warpPenalty * routeWarpSec[b] : loads;
}

/** What the misfits of two routes are punished with now: that much a move between them may save. */
export function misfitsNow(tours: Tours, a: number, b: number): number {
  if (!tours.fleet.isRestricted || a === b) return 0;
  return tours.misfitPenalty * (tours.routeMisfits[a] + tours.routeMisfits[b]);
}

/** Fixed costs that change when some stops go to another route, which may open or close. */
function useUnits(tours: Tours, from: number, to: number, moved: number): number {
  if (!tours.fleet.hasFixedUnits || from === to) return 0;
  const { routeSize, fixedUnits } = tours;
  const opened = routeSize[to] === 0 ? fixedUnits[to] : 0;
  return routeSize[from] === moved ? opened - fixedUnits[from] : opened;
}

/** What two routes are punished with for excess load when some goes from one to the other. */
function shift(tours: Tours, from: number, to: number, load: number): number {
  if (from === to) return 0;
  const { routeLoad } = tours;
  const left = excessCost(tours, from, routeLoad[from] - load);
  return left + excessCost(tours, to, routeLoad[to] + load);
}

/** What it changes in misfits that a stop goes to another route. */
export function refit(tours: Tours, u: number, to: number): number {
  if (!tours.fleet.isRestricted) return 0;
  const { kindOf, routeOf, stopCount, fleet } = tours;
  const old = kindOf[routeOf[u]] * stopCount;
  const now = kindOf[to] * stopCount;
  return (fleet.misfit[now + u] - fleet.misfit[old + u]) * tours.misfitPenalty;
}

function refitRun(tours: Tours, u: number, last: number, to: number): number {
  const first = refit(tours, u, to);
  return u === last ? first : first + refit(tours, last, to);
}

/**
 * Exchanges the stop, or it and the one behind it, with one or two from `v` on, if it costs less.
 */
export function trySwap(tours: Tours, u: number, v: number): boolean {
  const { next, previous, metres, width, row, routeOf, stopCount } = tours;
  const x = next[u];
  const y = next[v];
  const beforeU = previous[u];
  const beforeV = previous[v];
  if (u === beforeV || u === y) return false;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const perMU = tours.unitsPerM[routeU];
  const perMV = tours.unitsPerM[routeV];
  const rowBeforeU = row[beforeU] * width;
  const rowBeforeV = row[beforeV] * width;
  const excess = penalties(tours, routeU, routeV);
  const bound = excess + misfitsNow(tours, routeU, routeV);
  const rowU = row[u] * width;
  const rowV = row[v] * width;
  const enterU = metres[rowBeforeU + row[v]] - metres[rowBeforeU + row[u]];
  const enterV = metres[rowBeforeV + row[u]] - metres[rowBeforeV + row[v]] - metres[rowV + row[y]];
  if (u < v) {
    const one =
      perMU * (enterU + metres[rowV + row[x]] - metres[rowU + row[x]]) +
      perMV * (enterV + metres[rowU + row[y]]);
    if (one < bound && pays(tours, one - excess, u, u, v, v)) return swapRuns(tours, u, u, v, v);
  }
  if (x >= stopCount || x === beforeV) return false;
  const xx = next[x];
  const rowX = row[x] * width;
  const linkUX = metres[rowU + row[x]];
  const leaveX = metres[rowX + row[xx]];
  if (x !== v) {
    const two =
      perMU * (enterU + metres[rowV + row[xx]] - leaveX - linkUX) +
      perMV * (enterV + metres[rowX + row[y]] + linkUX);
    if (two < bound && pays(tours, two - excess, u, x, v, v)) return swapRuns(tours, u, x, v, v);
  }
  if (u > v || y >= stopCount || y === beforeU || x === v || v === xx) return false;
  const yy = next[y];
  const rowY = row[y] * width;
  const linkVY = metres[rowV + row[y]];
  const both =
    perMU * (enterU + metres[rowY + row[xx]] - leaveX - linkUX + linkVY) +
    perMV * (enterV + metres[rowX + row[yy]] - metres[rowY + row[yy]] + linkUX);
  if (both < bound && pays(tours, both - excess, u, x, v, y)) return swapRuns(tours, u, x, v, y);
  return false;
}

/** Whether two runs of one or two stops should change places, beside the metres that it takes. */
function pays(
  tours: Tours,
  units: number,
  u: number,
  uLast: number,
  v: number,
  vLast: number,
): boolean {
  const { demand, routeOf } = tours;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const loadU = u === uLast ? demand[u] : demand[u] + demand[uLast];
  const loadV = v === vLast ? demand[v] : demand[v] + demand[vLast];
  const cost =
    units +
    shift(tours, routeU, routeV, loadU - loadV) +
    refitRun(tours, u, uLast, routeV) +
    refitRun(tours, v, vLast, routeU);
  return cost < BETTER && cost + tours.warpPenalty * warpOfSwap(tours, u, uLast, v, vLast) < BETTER;
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
  connect(tours, beforeU, v);
  connect(tours, vLast, behindU);
  connect(tours, beforeV, u);
  connect(tours, uLast, behindV);
  finishMove(tours, routeU, routeV);
  return true;
}

/** Turns round the stretch between two stops of one route, if that costs less (2-opt). */
export function tryTurn(tours: Tours, u: number, v: number): boolean {
  const { next, previous, metres, width, row, position, routeOf } = tours;
  const x = next[u];
  if (position[u] > position[v] || x === v) return false;
  const y = next[v];
  const route = routeOf[u];
  const delta =
    metres[row[u] * width + row[v]] +
    metres[row[x] * width + row[y]] -
    metres[row[u] * width + row[x]] -
    metres[row[v] * width + row[y]];
  const cost = tours.unitsPerM[route] * delta - penalties(tours, route, route);
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
  finishMove(tours, route, route);
  return true;
}
