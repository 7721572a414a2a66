import { NONE } from "../../base/index.ts";

/**
 * Ways of inserting a stop whose price is an estimate, cheapest first: only walking the route tells
 * whether they keep the rules and what they cost.
 */
export interface Candidates {
  readonly capacity: number;
  count: number;
  /** Estimated insertion cost, ascending. */
  readonly units: Float64Array;
  readonly stop: Int32Array;
  readonly alternative: Int32Array;
  readonly before: Int32Array;
  readonly kind: Int32Array;
  readonly facility: Int32Array;
}

/** Room for the cheapest `capacity` candidates. */
export function newCandidates(capacity: number): Candidates {
  return {
    capacity,
    count: 0,
    units: new Float64Array(capacity),
    stop: new Int32Array(capacity).fill(NONE),
    alternative: new Int32Array(capacity),
    before: new Int32Array(capacity).fill(NONE),
    kind: new Int32Array(capacity),
    facility: new Int32Array(capacity).fill(NONE),
  };
}

/** What an estimate must stay below to be kept, apart from what is found already. */
export function candidateLimit(candidates: Candidates): number {
  const { count, capacity, units } = candidates;
  return count < capacity ? Number.POSITIVE_INFINITY : units[count - 1];
}

/** Keeps a candidate in its place by estimate; the dearest falls out where there is no room. */
export function addCandidate(
  candidates: Candidates,
  estimate: number,
  stop: number,
  alternative: number,
  before: number,
  kind: number,
  facility: number,
): void {
  const { units, capacity } = candidates;
  let at = candidates.count < capacity ? candidates.count++ : capacity - 1;
  for (; at > 0 && units[at - 1] > estimate; at--) copyCandidate(candidates, at - 1, at);
  units[at] = estimate;
  candidates.stop[at] = stop;
  candidates.alternative[at] = alternative;
  candidates.before[at] = before;
  candidates.kind[at] = kind;
  candidates.facility[at] = facility;
}

function copyCandidate(candidates: Candidates, from: number, to: number): void {
  candidates.units[to] = candidates.units[from];
  candidates.stop[to] = candidates.stop[from];
  candidates.alternative[to] = candidates.alternative[from];
  candidates.before[to] = candidates.before[from];
  candidates.kind[to] = candidates.kind[from];
  candidates.facility[to] = candidates.facility[from];
}
