import { warpWithKind } from "./clock.ts";
import { BETTER } from "./moves.ts";
import { changeKind, excessCost, finishMove, setKind, templateOf } from "./routes.ts";
import type { Tours } from "./tours.ts";

/** What each route costs if a vehicle of each kind drives it, kept until the route changes. */
export interface KindCosts {
  /** `route * kindCount + kind`. */
  readonly units: Float64Array;
  readonly computedAt: Int32Array;
  /** When other kinds were last tried for each route. */
  readonly triedKindsAt: Int32Array;
}

const NEVER = -1;

/** Scratch space for the tours, with nothing known. */
export function newKindCosts(tours: Tours): KindCosts {
  return {
    units: new Float64Array(tours.routeCount * tours.fleet.vehicles.length),
    computedAt: new Int32Array(tours.routeCount).fill(NEVER),
    triedKindsAt: new Int32Array(tours.routeCount).fill(NEVER),
  };
}

/** Forgets all costs: call when the tours or the penalties have been replaced. */
export function resetKindCosts(costs: KindCosts): void {
  costs.computedAt.fill(NEVER);
  costs.triedKindsAt.fill(NEVER);
}

/** Gives the route the kind of vehicle that drives it at least cost, of those that are free. */
export function tryOtherKind(tours: Tours, costs: KindCosts, route: number): boolean {
  const { fleet, kindOf } = tours;
  const kindCount = fleet.vehicles.length;
  price(tours, costs, route);
  const offset = route * kindCount;
  const nowUnits = costs.units[offset + kindOf[route]];
  let best = kindOf[route];
  for (let kind = 0; kind < kindCount; kind++) {
    if (fleet.freeCount[kind] > 0 && costs.units[offset + kind] < costs.units[offset + best]) {
      best = kind;
    }
  }
  if (costs.units[offset + best] - nowUnits >= BETTER) return false;
  changeKind(tours, route, best);
  finishMove(tours, route, route);
  return true;
}

/** Exchanges the vehicles of two routes, if that costs less. */
export function tryExchangeKinds(tours: Tours, costs: KindCosts, a: number, b: number): boolean {
  const { fleet, kindOf } = tours;
  const kindCount = fleet.vehicles.length;
  const kindA = kindOf[a];
  const kindB = kindOf[b];
  if (kindA === kindB) return false;
  price(tours, costs, a);
  price(tours, costs, b);
  const { units } = costs;
  const delta =
    units[a * kindCount + kindB] +
    units[b * kindCount + kindA] -
    units[a * kindCount + kindA] -
    units[b * kindCount + kindB];
  if (delta >= BETTER) return false;
  setKind(tours, a, kindB);
  setKind(tours, b, kindA);
  finishMove(tours, a, b);
  return true;
}

function price(tours: Tours, costs: KindCosts, route: number): void {
  // What is kept does not depend on the route's present vehicle.
  if (costs.computedAt[route] >= tours.changedAt[route]) return;
  costs.computedAt[route] = tours.moveCount;
  const kindCount = tours.fleet.vehicles.length;
  for (let kind = 0; kind < kindCount; kind++) {
    costs.units[route * kindCount + kind] = unitsWithKind(tours, route, kind);
  }
}

/** Penalised cost of a used route if a vehicle of some kind drives it. */
function unitsWithKind(tours: Tours, route: number, kind: number): number {
  const { next, previous, metres, width, row, metresUpTo, stopCount, routeCount } = tours;
  const template = templateOf(tours, kind);
  const end = stopCount + routeCount;
  const first = next[stopCount + route];
  const last = previous[end + route];
  const driven =
    metres[row[stopCount + template] * width + row[first]] +
    (metresUpTo[last] - metresUpTo[first]) +
    metres[row[last] * width + row[end + template]];
  return (
    tours.fixedUnits[template] +
    tours.unitsPerM[template] * driven +
    excessCost(tours, template, tours.routeLoad[route]) +
    tours.misfitPenalty * misfitsWithKind(tours, route, kind) +
    (tours.timed ? tours.warpPenalty * warpWithKind(tours, route, template) : 0)
  );
}

function misfitsWithKind(tours: Tours, route: number, kind: number): number {
  const { next, stopCount, fleet } = tours;
  if (!fleet.isRestricted) return 0;
  let count = 0;
  for (let node = next[stopCount + route]; node < stopCount; node = next[node]) {
    count += fleet.misfit[kind * stopCount + node];
  }
  return count;
}
