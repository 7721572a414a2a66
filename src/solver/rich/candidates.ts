import { NONE } from "../../base/index.ts";

/**
 * Ways of inserting a stop whose price is an estimate, cheapest first: only walking the route tells
 * whether they keep the rules and what they cost. One route may have no more than `perVehicle` of
 * them, so that one that refuses the stop does not keep out the others.
 */
export interface Candidates {
  readonly capacity: number;
  readonly perVehicle: number;
  count: number;
  /** Estimated insertion cost, ascending. */
  readonly units: Float64Array;
  readonly vehicle: Int32Array;
  readonly stop: Int32Array;
  readonly alternative: Int32Array;
  readonly before: Int32Array;
  readonly kind: Int32Array;
  readonly facility: Int32Array;
  /** By vehicle, how many it has, and the dearest of them where it has as many as it may. */
  readonly countOf: Int32Array;
  readonly dearestOf: Float64Array;
}

/** Room for the cheapest `capacity` candidates. */
export function newCandidates(
  vehicleCount: number,
  capacity: number,
  perVehicle: number,
): Candidates {
  return {
    capacity,
    perVehicle,
    count: 0,
    units: new Float64Array(capacity),
    vehicle: new Int32Array(capacity).fill(NONE),
    stop: new Int32Array(capacity).fill(NONE),
    alternative: new Int32Array(capacity),
    before: new Int32Array(capacity).fill(NONE),
    kind: new Int32Array(capacity),
    facility: new Int32Array(capacity).fill(NONE),
    countOf: new Int32Array(vehicleCount),
    dearestOf: new Float64Array(vehicleCount).fill(Number.POSITIVE_INFINITY),
  };
}

/** Forgets all candidates. */
export function clearCandidates(candidates: Candidates): void {
  for (let i = 0; i < candidates.count; i++) {
    candidates.countOf[candidates.vehicle[i]] = 0;
    candidates.dearestOf[candidates.vehicle[i]] = Number.POSITIVE_INFINITY;
  }
  candidates.count = 0;
}

/** What an estimate must stay below to be kept, apart from what is found already. */
export function candidateLimit(candidates: Candidates, vehicle: number): number {
  const { count, capacity, units, dearestOf } = candidates;
  const limit = count < capacity ? Number.POSITIVE_INFINITY : units[count - 1];
  return Math.min(limit, dearestOf[vehicle]);
}

/** Keeps a candidate below the limit in its place by estimate, where need be instead of another. */
export function addCandidate(
  candidates: Candidates,
  estimate: number,
  vehicle: number,
  stop: number,
  alternative: number,
  before: number,
  kind: number,
  facility: number,
): void {
  const { units, countOf, perVehicle } = candidates;
  if (countOf[vehicle] === perVehicle) dropLast(candidates, vehicle);
  else if (candidates.count === candidates.capacity) {
    dropLast(candidates, candidates.vehicle[candidates.count - 1]);
  }
  let at = candidates.count++;
  for (; at > 0 && units[at - 1] > estimate; at--) copyCandidate(candidates, at - 1, at);
  units[at] = estimate;
  candidates.vehicle[at] = vehicle;
  candidates.stop[at] = stop;
  candidates.alternative[at] = alternative;
  candidates.before[at] = before;
  candidates.kind[at] = kind;
  candidates.facility[at] = facility;
  countOf[vehicle]++;
  candidates.dearestOf[vehicle] =
    countOf[vehicle] < perVehicle ? Number.POSITIVE_INFINITY : units[lastOf(candidates, vehicle)];
}

/** Takes out the dearest candidate of a vehicle. */
function dropLast(candidates: Candidates, vehicle: number): void {
  const last = lastOf(candidates, vehicle);
  for (let i = last + 1; i < candidates.count; i++) copyCandidate(candidates, i, i - 1);
  candidates.count--;
  candidates.countOf[vehicle]--;
  candidates.dearestOf[vehicle] = Number.POSITIVE_INFINITY;
}

function lastOf(candidates: Candidates, vehicle: number): number {
  let i = candidates.count - 1;
  while (candidates.vehicle[i] !== vehicle) i--;
  return i;
}

function copyCandidate(candidates: Candidates, from: number, to: number): void {
  candidates.units[to] = candidates.units[from];
  candidates.vehicle[to] = candidates.vehicle[from];
  candidates.stop[to] = candidates.stop[from];
  candidates.alternative[to] = candidates.alternative[from];
  candidates.before[to] = candidates.before[from];
  candidates.kind[to] = candidates.kind[from];
  candidates.facility[to] = candidates.facility[from];
}
