import { NONE } from "../../base/index.ts";
import type { Model } from "../model.ts";
import { COST_UNITS_PER_CENT } from "../problem.ts";
import type { SequenceFigures } from "../sequence.ts";
import type { State } from "../state.ts";

const SEC_PER_HOUR = 3600;
const KG_PER_TONNE = 1000;

/** What is judged over all routes together, kept as routes change. */
export interface Across {
  /** For each second or kilogram between the longest and the shortest route; 0: not asked. */
  readonly balanceRate: number;
  readonly balancesLoad: boolean;
  /** By vehicle: seconds or kilograms of its route; `NONE` where it has none. */
  readonly routeSize: Float64Array;
  balanceUnits: number;
  /** For each pair of near stops on different vehicles; 0: not asked. */
  readonly apartUnits: number;
  /** The nearest of each stop: `stop * nearCount + i`. */
  readonly nearCount: number;
  readonly near: Int32Array;
  /** Those of which a stop is among the nearest: from `nearToOffset[stop]`. */
  readonly nearToOffset: Int32Array;
  readonly nearTo: Int32Array;
  readonly hasQuotas: boolean;
  /** `vehicle * quotaCount + facility * dimensionCount + dimension`, and the sum over vehicles. */
  readonly quotaCount: number;
  readonly routeLoads: Float64Array;
  readonly totalLoads: Float64Array;
}

/** Whether what one route does bears on others, so that the routes cannot be searched apart. */
export function couplesRoutes(model: Model): boolean {
  const { objective } = model.problem;
  return (
    model.hasQuotas ||
    model.groupCount > 0 ||
    objective?.balance !== undefined ||
    objective?.compactness !== undefined
  );
}

/** A record of a model with empty routes that are still to be noted. */
export function newAcross(model: Model): Across {
  const { stopCount, vehicleCount, problem } = model;
  const balance = problem.objective?.balance;
  const compactness = problem.objective?.compactness;
  const nearCount = Math.min(compactness?.neighbourCount ?? 0, Math.max(0, stopCount - 1));
  const near = nearestStops(model, nearCount);
  const quotaCount = model.hasQuotas ? model.facilityCount * model.dimensionCount : 0;
  return {
    balanceRate: balanceRate(balance),
    balancesLoad: balance?.by === "load",
    routeSize: new Float64Array(vehicleCount).fill(NONE),
    balanceUnits: 0,
    apartUnits: (compactness?.cents ?? 0) * COST_UNITS_PER_CENT,
    nearCount,
    near,
    ...turnAround(near, stopCount, nearCount),
    hasQuotas: model.hasQuotas,
    quotaCount,
    routeLoads: new Float64Array(vehicleCount * quotaCount),
    totalLoads: new Float64Array(quotaCount),
  };
}

function balanceRate(
  balance: NonNullable<Model["problem"]["objective"]>["balance"] | undefined,
): number {
  if (balance === undefined) return 0;
  return balance.by === "duration"
    ? (balance.centsPerHour * COST_UNITS_PER_CENT) / SEC_PER_HOUR
    : (balance.centsPerTonne * COST_UNITS_PER_CENT) / KG_PER_TONNE;
}

function nearestStops(model: Model, count: number): Int32Array {
  const { stopCount, problem } = model;
  const near = new Int32Array(stopCount * count);
  if (count === 0) return near;
  const { placeCount, travelM } = problem.profiles[0].matrix;
  const order = new Int32Array(stopCount - 1);
  for (let stop = 0; stop < stopCount; stop++) {
    const row = problem.stops[stop].placeIndex * placeCount;
    let size = 0;
    for (let other = 0; other < stopCount; other++) if (other !== stop) order[size++] = other;
    const metresTo = (other: number): number => travelM[row + problem.stops[other].placeIndex];
    order.sort((a, b) => metresTo(a) - metresTo(b) || a - b);
    near.set(order.subarray(0, count), stop * count);
  }
  return near;
}

function turnAround(near: Int32Array, stopCount: number, nearCount: number) {
  const nearToOffset = new Int32Array(stopCount + 1);
  for (const stop of near) nearToOffset[stop + 1]++;
  for (let i = 0; i < stopCount; i++) nearToOffset[i + 1] += nearToOffset[i];
  const at = nearToOffset.slice();
  const nearTo = new Int32Array(near.length);
  near.forEach((stop, i) => {
    nearTo[at[stop]++] = Math.floor(i / nearCount);
  });
  return { nearToOffset, nearTo };
}

/** What a stop on a vehicle costs for the near stops that others visit. */
export function apartUnits(state: State, stop: number, vehicle: number): number {
  const { across, vehicleOf } = state;
  const { near, nearTo, nearToOffset, nearCount } = across;
  let pairs = 0;
  for (let i = stop * nearCount; i < (stop + 1) * nearCount; i++) {
    const other = vehicleOf[near[i]];
    if (other !== NONE && other !== vehicle) pairs++;
  }
  for (let i = nearToOffset[stop]; i < nearToOffset[stop + 1]; i++) {
    const other = vehicleOf[nearTo[i]];
    if (other !== NONE && other !== vehicle) pairs++;
  }
  return pairs * across.apartUnits;
}

/** Notes what a route that has been walked weighs against the others; gives the change of cost. */
export function noteRoute(state: State, vehicle: number, figures: SequenceFigures): number {
  const { across } = state;
  if (across.hasQuotas) noteLoads(across, vehicle, figures.facilityLoads);
  return across.balanceRate === 0 ? 0 : noteSize(across, vehicle, sizeOf(across, figures));
}

/** Notes that a vehicle has no route; gives the change of cost. */
export function forgetRoute(state: State, vehicle: number): number {
  const { across } = state;
  if (across.hasQuotas) forgetLoads(state, vehicle);
  return across.balanceRate === 0 ? 0 : noteSize(across, vehicle, NONE);
}

/** Takes what a route unloads off the facilities' totals, until it is noted anew. */
export function forgetLoads(state: State, vehicle: number): void {
  const { routeLoads, totalLoads, quotaCount } = state.across;
  for (let i = 0; i < quotaCount; i++) {
    totalLoads[i] -= routeLoads[vehicle * quotaCount + i];
    routeLoads[vehicle * quotaCount + i] = 0;
  }
}

function noteLoads(across: Across, vehicle: number, loads: Float64Array): void {
  const { routeLoads, totalLoads, quotaCount } = across;
  for (let i = 0; i < quotaCount; i++) {
    totalLoads[i] += loads[i] - routeLoads[vehicle * quotaCount + i];
    routeLoads[vehicle * quotaCount + i] = loads[i];
  }
}

function noteSize(across: Across, vehicle: number, size: number): number {
  const before = across.balanceUnits;
  across.routeSize[vehicle] = size;
  across.balanceUnits = balanceUnits(across, NONE, NONE);
  return across.balanceUnits - before;
}

/** Seconds or kilograms of a route, whichever are balanced. */
export function sizeOf(across: Across, figures: SequenceFigures): number {
  return across.balancesLoad ? figures.kgTotal : figures.endSec - figures.startSec;
}

/** Whether all facilities have room for what the routes unload. */
export function keepsQuotas(state: State): boolean {
  const { across, model } = state;
  for (let i = 0; i < across.quotaCount; i++) {
    if (across.totalLoads[i] > model.facilityLoadsMax[i]) return false;
  }
  return true;
}

/** Whether they still had with a route that has been walked in place of the vehicle's. */
export function wouldKeepQuotas(state: State, vehicle: number, figures: SequenceFigures): boolean {
  const { routeLoads, totalLoads, quotaCount } = state.across;
  const { facilityLoadsMax } = state.model;
  for (let i = 0; i < quotaCount; i++) {
    const load = totalLoads[i] - routeLoads[vehicle * quotaCount + i] + figures.facilityLoads[i];
    if (load > facilityLoadsMax[i]) return false;
  }
  return true;
}

/** Change of the cost of balance with a walked route in place of the vehicle's. */
export function balanceDelta(state: State, vehicle: number, figures: SequenceFigures): number {
  return sizeDelta(state, vehicle, sizeOf(state.across, figures));
}

/** Change of the cost of balance if the vehicle's route had another size. */
export function sizeDelta(state: State, vehicle: number, size: number): number {
  const { across } = state;
  if (across.balanceRate === 0) return 0;
  return balanceUnits(across, vehicle, size) - across.balanceUnits;
}

/** Cost of balance, with a vehicle's size taken to be another (`NONE` as a vehicle: none's is). */
function balanceUnits(across: Across, vehicle: number, size: number): number {
  const { routeSize } = across;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < routeSize.length; i++) {
    const here = i === vehicle ? size : routeSize[i];
    if (here === NONE) continue;
    if (here < least) least = here;
    if (here > most) most = here;
  }
  return most > least ? (most - least) * across.balanceRate : 0;
}

/** The cost of balance and compactness, reckoned anew. */
export function acrossUnits(
  across: Across,
  vehicleOf: Int32Array,
  stopCount: number,
): { balance: number; compactness: number } {
  let pairs = 0;
  for (let stop = 0; stop < stopCount; stop++) {
    if (vehicleOf[stop] === NONE) continue;
    for (let i = 0; i < across.nearCount; i++) {
      const other = vehicleOf[across.near[stop * across.nearCount + i]];
      if (other !== NONE && other !== vehicleOf[stop]) pairs++;
    }
  }
  return { balance: balanceUnits(across, NONE, NONE), compactness: pairs * across.apartUnits };
}
