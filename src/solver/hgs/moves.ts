import { NONE } from "../../base/index.ts";
import { warpOfRelocation, warpOfSwap, warpOfTurn } from "./clock.ts";
import { changeOfTwo, savedByLoad } from "./flexible.ts";
import { connect, excessCost, finishMove, moveNode } from "./routes.ts";
import type { Tours } from "./tours.ts";

/** A delta cost must be below this to count: costs are whole units, but for very large sums. */
export const BETTER = -0.5;

/**
 * Moves the stop, or it and the one behind it in either order, behind another node, if that costs
 * less. Gives whether it did.
 */
export function tryRelocate(tours: Tours, u: number, v: number): boolean {
  const { next, previous, metres, width, row, demand, routeOf } = tours;
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
  const bound = boundOf(tours, routeU, routeV);
  const leaveOne = metres[rowBefore + row[x]] - leaveU - linkUX;
  const enterOne = metres[rowV + row[u]] + metres[rowU + row[y]] - direct;
  const one = perMU * leaveOne + perMV * enterOne + useUnits(tours, routeU, routeV, 1);
  if (one < bound + savedByLoad(tours, routeU, routeV, demand[u])) {
    if (relocationPays(tours, one, leaveOne, enterOne, u, u, v, false)) {
      moveNode(tours, u, v);
      finishMove(tours, routeU, routeV);
      return true;
    }
  }
  if (x >= tours.stopCount || v === x) return false;
  const xx = next[x];
  const rowX = row[x] * width;
  const leaveTwo = metres[rowBefore + row[xx]] - leaveU - linkUX - metres[rowX + row[xx]];
  const close = perMU * leaveTwo + perMV * (linkUX - direct) + useUnits(tours, routeU, routeV, 2);
  const boundTwo = bound + savedByLoad(tours, routeU, routeV, demand[u] + demand[x]);
  const enterTwo = metres[rowV + row[u]] + metres[rowX + row[y]];
  const two = close + perMV * enterTwo;
  if (two < boundTwo) {
    if (relocationPays(tours, two, leaveTwo, enterTwo + linkUX - direct, u, x, v, false)) {
      moveNode(tours, u, v);
      moveNode(tours, x, u);
      finishMove(tours, routeU, routeV);
      return true;
    }
  }
  // The link between the two is kept, driven the other way round.
  const enterTurned = metres[rowV + row[x]] + metres[rowU + row[y]];
  const turned = close + perMV * enterTurned;
  if (turned < boundTwo) {
    if (relocationPays(tours, turned, leaveTwo, enterTurned + linkUX - direct, u, x, v, true)) {
      moveNode(tours, x, v);
      moveNode(tours, u, x);
      finishMove(tours, routeU, routeV);
      return true;
    }
  }
  return false;
}

/** What a move between two routes may save at most beside metres, if kinds stay as they are. */
function boundOf(tours: Tours, a: number, b: number): number {
  return penalties(tours, a, b) + misfitsNow(tours, a, b);
}

/** Whether the run from `u` to `last` should go behind `v`. */
function relocationPays(
  tours: Tours,
  units: number,
  leaveM: number,
  enterM: number,
  u: number,
  last: number,
  v: number,
  isTurned: boolean,
): boolean {
  const { demand, routeOf, fleet } = tours;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  const load = u === last ? demand[u] : demand[u] + demand[last];
  let cost: number;
  if (fleet.isFlexible && routeU !== routeV) {
    const moved = u === last ? 1 : 2;
    cost =
      changeOfTwo(tours, routeU, leaveM, routeV, enterM, load, moved) -
      warpNow(tours, routeU, routeV);
  } else {
    cost =
      units -
      penalties(tours, routeU, routeV) +
      shift(tours, routeU, routeV, load) +
      refitRun(tours, u, last, routeV);
  }
  if (cost >= BETTER) return false;
  return cost + tours.warpPenalty * warpOfRelocation(tours, u, last, v, isTurned) < BETTER;
}

/** What the time warp of two routes is punished with now. */
export function warpNow({ timed, warpPenalty, routeWarpSec }: Tours, a: number, b: number): number {
  return timed ? warpPenalty * (routeWarpSec[a] + routeWarpSec[b]) : 0;
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
  const { next, previous, metres, width, row, demand, routeOf, stopCount } = tours;
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
  const bound = boundOf(tours, routeU, routeV);
  const rowU = row[u] * width;
  const rowV = row[v] * width;
  const enterU = metres[rowBeforeU + row[v]] - metres[rowBeforeU + row[u]];
  const enterV = metres[rowBeforeV + row[u]] - metres[rowBeforeV + row[v]] - metres[rowV + row[y]];
  const loadOne = demand[u] - demand[v];
  if (u < v) {
    const atU = enterU + metres[rowV + row[x]] - metres[rowU + row[x]];
    const atV = enterV + metres[rowU + row[y]];
    if (
      perMU * atU + perMV * atV < bound + savedByLoad(tours, routeU, routeV, loadOne) &&
      swapPays(tours, atU, atV, loadOne, u, u, v, v)
    ) {
      return swapRuns(tours, u, u, v, v);
    }
  }
  if (x >= stopCount || x === beforeV) return false;
  const xx = next[x];
  const rowX = row[x] * width;
  const linkUX = metres[rowU + row[x]];
  const leaveX = metres[rowX + row[xx]];
  const loadTwo = loadOne + demand[x];
  if (x !== v) {
    const atU = enterU + metres[rowV + row[xx]] - leaveX - linkUX;
    const atV = enterV + metres[rowX + row[y]] + linkUX;
    if (
      perMU * atU + perMV * atV < bound + savedByLoad(tours, routeU, routeV, loadTwo) &&
      swapPays(tours, atU, atV, loadTwo, u, x, v, v)
    ) {
      return swapRuns(tours, u, x, v, v);
    }
  }
  if (u > v || y >= stopCount || y === beforeU || x === v || v === xx) return false;
  const yy = next[y];
  const rowY = row[y] * width;
  const linkVY = metres[rowV + row[y]];
  const loadBoth = loadTwo - demand[y];
  const atU = enterU + metres[rowY + row[xx]] - leaveX - linkUX + linkVY;
  const atV = enterV + metres[rowX + row[yy]] - metres[rowY + row[yy]] + linkUX;
  return (
    perMU * atU + perMV * atV < bound + savedByLoad(tours, routeU, routeV, loadBoth) &&
    swapPays(tours, atU, atV, loadBoth, u, x, v, y) &&
    swapRuns(tours, u, x, v, y)
  );
}

/** Whether two runs of one or two stops should change places. */
function swapPays(
  tours: Tours,
  metresU: number,
  metresV: number,
  load: number,
  u: number,
  uLast: number,
  v: number,
  vLast: number,
): boolean {
  const { routeOf, unitsPerM, fleet } = tours;
  const routeU = routeOf[u];
  const routeV = routeOf[v];
  let cost: number;
  if (fleet.isFlexible && routeU !== routeV) {
    cost =
      changeOfTwo(tours, routeU, metresU, routeV, metresV, load, NONE) -
      warpNow(tours, routeU, routeV);
  } else {
    cost =
      unitsPerM[routeU] * metresU +
      unitsPerM[routeV] * metresV -
      penalties(tours, routeU, routeV) +
      shift(tours, routeU, routeV, load) +
      refitRun(tours, u, uLast, routeV) +
      refitRun(tours, v, vLast, routeU);
  }
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
