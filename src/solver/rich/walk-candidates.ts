import { codeOfNode, codeOfPlace } from "../codes.ts";
import {
  type Insertion,
  UNLOAD_AFTER,
  UNLOAD_BEFORE,
  UNLOAD_ELSEWHERE,
} from "../insertion-record.ts";
import type { State } from "../state.ts";
import { apartUnits, balanceDelta, wouldKeepQuotas } from "./across.ts";
import { clearCandidates } from "./candidates.ts";
import { walkRoute } from "./walk-memo.ts";

/** How many candidates on one route are walked in vain before its others are passed over. */
const FAILURES_MAX = 3;
/** How many are walked altogether, and how many after one was found that keeps every rule. */
const WALKS_MAX = 16;
const WALKS_AFTER_MAX = 4;

/**
 * Walks the candidates for an insertion in the order of their estimates, as long as one may be
 * cheaper than the best, and keeps the cheapest that keeps every rule in `best`.
 *
 * In all but small problems a route that refuses the stop some times is passed over, so that the
 * others have their turn.
 */
export function walkCandidates(state: State, best: Insertion): void {
  const { candidates, walksAll, failures } = best;
  let walksLeft = WALKS_MAX;
  for (let i = 0; i < candidates.count; i++) failures[candidates.vehicle[i]] = 0;
  for (let i = 0; i < candidates.count && walksLeft > 0; i++) {
    if (walksAll) {
      walkCandidate(state, best, i);
      continue;
    }
    if (candidates.units[i] >= best.units) break;
    const vehicle = candidates.vehicle[i];
    if (failures[vehicle] >= FAILURES_MAX) continue;
    walksLeft--;
    if (walkCandidate(state, best, i)) walksLeft = Math.min(walksLeft, WALKS_AFTER_MAX);
    else failures[vehicle]++;
  }
  clearCandidates(candidates);
}

/** Walks one candidate; gives whether it keeps every rule. */
function walkCandidate(state: State, best: Insertion, i: number): boolean {
  const { figures } = state;
  const { candidates } = best;
  const stop = candidates.stop[i];
  const vehicle = candidates.vehicle[i];
  const length = writeInserted(state, vehicle, best, i);
  walkRoute(state, vehicle, state.codes, length);
  if (figures.broken !== undefined) return false;
  if (state.across.hasQuotas && !wouldKeepQuotas(state, vehicle, figures)) return false;
  let units = figures.costUnits - state.routeUnits[vehicle];
  units += balanceDelta(state, vehicle, figures);
  if (state.across.apartUnits > 0) units += apartUnits(state, stop, vehicle);
  if (units >= best.units) return true;
  best.units = units;
  best.stop = stop;
  best.alternative = candidates.alternative[i];
  best.before = candidates.before[i];
  best.kind = candidates.kind[i];
  best.facility = candidates.facility[i];
  return true;
}

/** Writes the route with the insertion as codes; gives how many. */
function writeInserted(state: State, vehicle: number, best: Insertion, i: number): number {
  const { model, next, codes } = state;
  const { candidates } = best;
  const before = candidates.before[i];
  const kind = candidates.kind[i];
  const unload = model.stopCount + candidates.facility[i];
  const moved = kind === UNLOAD_ELSEWHERE ? state.tripEnd[before] : -1;
  const end = model.firstEnd + vehicle;
  let length = 0;
  for (let node = next[model.firstStart + vehicle]; ; node = next[node]) {
    if (node === before) {
      if (kind === UNLOAD_BEFORE) codes[length++] = unload;
      codes[length++] = codeOfPlace(model, candidates.stop[i], candidates.alternative[i]);
      if (kind === UNLOAD_AFTER) codes[length++] = unload;
    }
    if (node === end) return length;
    codes[length++] = node === moved ? unload : codeOfNode(state, node);
  }
}
