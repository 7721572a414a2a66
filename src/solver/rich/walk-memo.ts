import { NONE } from "../../base/index.ts";
import { evaluateSequence, type SequenceFigures } from "../sequence.ts";
import type { State } from "../state.ts";

/** Entries of a memo; a power of two. */
const ENTRY_COUNT = 1 << 15;

/**
 * What walks of late came to, by the codes of the route and the class of the vehicle: a search asks
 * for the same routes again and again. Two hashes of 32 bits stand for the codes.
 *
 * Source: selective caching of routes, Accorsi and Vigo (2021), Transportation Science 55(4),
 * 832–856, there of moves.
 */
export interface WalkMemo {
  readonly hash: Int32Array;
  readonly otherHash: Int32Array;
  /** Class of the vehicle and length of the route; `NONE` while the entry is unused. */
  readonly kind: Int32Array;
  readonly length: Int32Array;
  readonly broken: (SequenceFigures["broken"] | undefined)[];
  readonly costUnits: Float64Array;
  readonly startSec: Float64Array;
  readonly endSec: Float64Array;
  readonly distanceM: Float64Array;
  readonly kgTotal: Float64Array;
  readonly facilityLoads: Float64Array[];
  readonly extraSec: Int32Array[];
}

/** A memo that holds nothing. */
function newWalkMemo(): WalkMemo {
  return {
    hash: new Int32Array(ENTRY_COUNT),
    otherHash: new Int32Array(ENTRY_COUNT),
    kind: new Int32Array(ENTRY_COUNT).fill(NONE),
    length: new Int32Array(ENTRY_COUNT),
    broken: [],
    costUnits: new Float64Array(ENTRY_COUNT),
    startSec: new Float64Array(ENTRY_COUNT),
    endSec: new Float64Array(ENTRY_COUNT),
    distanceM: new Float64Array(ENTRY_COUNT),
    kgTotal: new Float64Array(ENTRY_COUNT),
    facilityLoads: [],
    extraSec: [],
  };
}

/**
 * As `evaluateSequence` for the state's figures; besides, `state.gapExtraSec` says for each gap
 * what was taken there beyond what segments know. Walks with breaks are remembered.
 */
export function walkRoute(state: State, vehicle: number, codes: Int32Array, length: number): void {
  const { model, figures } = state;
  if (model.richTerms[vehicle].breaks.options.length === 0) {
    evaluateSequence(model, vehicle, codes, length, figures);
    if (figures.broken === undefined) noteGaps(state, vehicle, length);
    return;
  }
  state.memo ??= newWalkMemo();
  const { memo } = state;
  const kind = model.vehicleClass[vehicle];
  let hash = kind;
  let otherHash = length;
  for (let i = 0; i < length; i++) {
    hash = Math.imul(hash ^ codes[i], 0x9e3779b1);
    hash ^= hash >>> 15;
    otherHash = Math.imul(otherHash + codes[i] + 1, 0x85ebca6b);
    otherHash ^= otherHash >>> 13;
  }
  const at = hash & (ENTRY_COUNT - 1);
  const known =
    memo.hash[at] === hash &&
    memo.otherHash[at] === otherHash &&
    memo.kind[at] === kind &&
    memo.length[at] === length;
  if (known) {
    recall(state, memo, at, length);
    return;
  }
  evaluateSequence(model, vehicle, codes, length, figures);
  memo.hash[at] = hash;
  memo.otherHash[at] = otherHash;
  memo.kind[at] = kind;
  memo.length[at] = length;
  memo.broken[at] = figures.broken;
  if (figures.broken !== undefined) return;
  noteGaps(state, vehicle, length);
  remember(state, memo, at, length);
}

function remember(state: State, memo: WalkMemo, at: number, length: number): void {
  const { figures, gapExtraSec } = state;
  memo.costUnits[at] = figures.costUnits;
  memo.startSec[at] = figures.startSec;
  memo.endSec[at] = figures.endSec;
  memo.distanceM[at] = figures.distanceM;
  memo.kgTotal[at] = figures.kgTotal;
  if (state.model.hasQuotas) memo.facilityLoads[at] = figures.facilityLoads.slice();
  const room = memo.extraSec[at];
  if (room === undefined || room.length <= length) {
    memo.extraSec[at] = gapExtraSec.slice(0, length + 1);
    return;
  }
  for (let i = 0; i <= length; i++) room[i] = gapExtraSec[i];
}

function recall(state: State, memo: WalkMemo, at: number, length: number): void {
  const { figures, gapExtraSec } = state;
  figures.broken = memo.broken[at];
  if (figures.broken !== undefined) return;
  figures.costUnits = memo.costUnits[at];
  figures.startSec = memo.startSec[at];
  figures.endSec = memo.endSec[at];
  figures.distanceM = memo.distanceM[at];
  figures.kgTotal = memo.kgTotal[at];
  if (state.model.hasQuotas) figures.facilityLoads.set(memo.facilityLoads[at]);
  const extraSec = memo.extraSec[at];
  for (let i = 0; i <= length; i++) gapExtraSec[i] = extraSec[i];
}

function noteGaps(state: State, vehicle: number, length: number): void {
  const { model, gapExtraSec } = state;
  const { walk } = model;
  const { rests } = walk;
  const { slices, breaks } = model.richTerms[vehicle];
  const leastSec = state.rates.leastSec[vehicle];
  let rest = 0;
  for (let gap = 0; gap <= length; gap++) {
    let sec = 0;
    for (; rest < rests.count && rests.gap[rest] === gap; rest++) {
      sec += breaks.options[rests.option[rest]].restSec;
    }
    if (slices.length > 0) sec += walk.legSec[gap] - leastSec[walk.legArc[gap]];
    gapExtraSec[gap] = sec;
  }
}
