import { codeOfNode, codeOfPlace } from "../codes.ts";
import {
  type Insertion,
  UNLOAD_AFTER,
  UNLOAD_BEFORE,
  UNLOAD_ELSEWHERE,
} from "../insertion-record.ts";
import { evaluateSequence } from "../sequence.ts";
import type { State } from "../state.ts";
import { apartUnits, balanceDelta, wouldKeepQuotas } from "./across.ts";

/**
 * Walks the candidates for an insertion in the order of their estimates, as long as one may be
 * cheaper than the best, and keeps the cheapest that keeps every rule in `best`.
 */
export function walkCandidates(state: State, best: Insertion): void {
  const { candidates, walksAll } = best;
  for (let i = 0; i < candidates.count; i++) {
    if (!walksAll && candidates.units[i] >= best.units) break;
    walkCandidate(state, best, i);
  }
  candidates.count = 0;
}

function walkCandidate(state: State, best: Insertion, i: number): void {
  const { model, figures } = state;
  const { candidates } = best;
  const stop = candidates.stop[i];
  const vehicle = state.vehicleOf[candidates.before[i]];
  const length = writeInserted(state, vehicle, best, i);
  evaluateSequence(model, vehicle, state.codes, length, figures);
  if (figures.broken !== undefined) return;
  let units = figures.costUnits - state.routeUnits[vehicle];
  if (units >= best.units && state.across.balanceRate === 0) return;
  if (state.across.hasQuotas && !wouldKeepQuotas(state, vehicle, figures)) return;
  units += balanceDelta(state, vehicle, figures);
  if (state.across.apartUnits > 0) units += apartUnits(state, stop, vehicle);
  if (units >= best.units) return;
  best.units = units;
  best.stop = stop;
  best.alternative = candidates.alternative[i];
  best.before = candidates.before[i];
  best.kind = candidates.kind[i];
  best.facility = candidates.facility[i];
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
