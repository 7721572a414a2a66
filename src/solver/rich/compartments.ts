import { NONE } from "../../base/index.ts";
import type { Model } from "../model.ts";
import type { State } from "../state.ts";

/**
 * What is in the compartments along routes, for nodes of vehicles that have some: `node * count +
 * compartment`, times `dimensionCount` and a dimension for loads. A compartment is filled from one
 * visit that empties it to the next, whatever happens to the others.
 */
export interface Compartments {
  /** The most compartments of any vehicle. */
  readonly count: number;
  /** Streams and loads in the compartment before the node. */
  readonly maskBefore: Int32Array;
  readonly loadBefore: Int32Array;
  /** Its load when it is emptied next, or at the end. */
  readonly loadTotal: Int32Array;
  /** Whether it is emptied from the node on. */
  readonly isEmptied: Uint8Array;
}

/** Room for a model's routes. */
export function newCompartments(model: Model): Compartments {
  const count = Math.max(0, ...model.richTerms.map(({ compartments }) => compartments.length));
  const size = model.nodeCount * count;
  return {
    count,
    maskBefore: new Int32Array(size),
    loadBefore: new Int32Array(size * model.dimensionCount),
    loadTotal: new Int32Array(size * model.dimensionCount),
    isEmptied: new Uint8Array(size),
  };
}

/** Fills in a route of a vehicle with compartments. Cost: O(length × compartments). */
export function updateCompartments(state: State, vehicle: number): void {
  const { model } = state;
  const { compartments } = model.richTerms[vehicle];
  for (let c = 0; c < compartments.length; c++) {
    fillForward(state, vehicle, c);
    fillBackward(state, vehicle, c);
  }
}

function fillForward(state: State, vehicle: number, c: number): void {
  const { model, next, compartments } = state;
  const { dimensionCount, stopCount, firstPool, nodeLoads, nodeStreamBit } = model;
  const { count, maskBefore, loadBefore, isEmptied } = compartments;
  const { board, compartments: terms } = model.richTerms[vehicle];
  const { streamMask } = terms[c];
  const end = model.firstEnd + vehicle;
  const start = model.firstStart + vehicle;
  maskBefore[start * count + c] = board.compartmentMasks[c];
  for (let d = 0; d < dimensionCount; d++) {
    loadBefore[(start * count + c) * dimensionCount + d] = board.compartmentLoads[c][d];
  }
  for (let node = start; node !== end; node = next[node]) {
    const here = node * count + c;
    const there = next[node] * count + c;
    const holds = node < stopCount && (nodeStreamBit[node] & streamMask) !== 0;
    const mask = maskBefore[here];
    const empties =
      node >= firstPool &&
      mask !== 0 &&
      (mask & ~model.facilityStreamMask[state.facilityOf[node]]) === 0;
    isEmptied[here] = empties ? 1 : 0;
    maskBefore[there] = empties ? 0 : mask | (holds ? nodeStreamBit[node] : 0);
    for (let d = 0; d < dimensionCount; d++) {
      const added = holds ? nodeLoads[node * dimensionCount + d] : 0;
      const load = loadBefore[here * dimensionCount + d] + added;
      loadBefore[there * dimensionCount + d] = empties ? 0 : load;
    }
  }
  isEmptied[end * count + c] = 0;
}

function fillBackward(state: State, vehicle: number, c: number): void {
  const { model, previous, compartments } = state;
  const { dimensionCount } = model;
  const { count, loadBefore, loadTotal, isEmptied } = compartments;
  const start = model.firstStart + vehicle;
  let last = model.firstEnd + vehicle; // where the filling ends
  let isEmptiedLater = 0;
  for (let node = last; ; node = previous[node]) {
    const here = node * count + c;
    if (isEmptied[here] === 1) {
      last = node;
      isEmptiedLater = 1;
    }
    isEmptied[here] = isEmptiedLater;
    for (let d = 0; d < dimensionCount; d++) {
      const at = (last * count + c) * dimensionCount + d;
      loadTotal[here * dimensionCount + d] = loadBefore[at];
    }
    if (node === start) return;
  }
}

/** The compartment of a vehicle that a stop's load goes to; `NONE` where there is none. */
function compartmentOf(model: Model, vehicle: number, stop: number): number {
  const { compartments } = model.richTerms[vehicle];
  return compartments.findIndex(({ streamMask }) => (streamMask & model.nodeStreamBit[stop]) !== 0);
}

/** Whether the stop's compartment has room at the gap and is emptied, where it must be. */
export function fitsCompartment(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
): boolean {
  const { model, compartments } = state;
  const c = compartmentOf(model, vehicle, stop);
  if (c === NONE) return false;
  const at = before * compartments.count + c;
  if (model.unloadBeforeEnd[vehicle] === 1 && compartments.isEmptied[at] === 0) return false;
  if (model.mixedStreams[vehicle] === 0) {
    const mask = compartments.maskBefore[at];
    if (mask !== 0 && (mask & model.nodeStreamBit[stop]) === 0) return false;
  }
  return hasRoomFor(state, vehicle, stop, before, c, WHOLE);
}

/**
 * Whether an unloading behind the stop, or ahead of it, empties its compartment and leaves room for
 * what is loaded there before and after.
 */
export function fitsEmptying(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  facility: number,
  isBehind: boolean,
): boolean {
  const { model, compartments } = state;
  const c = compartmentOf(model, vehicle, stop);
  if (c === NONE) return false;
  const held = compartments.maskBefore[before * compartments.count + c];
  const mask = isBehind ? held | model.nodeStreamBit[stop] : held;
  if (mask === 0 || (mask & ~model.facilityStreamMask[facility]) !== 0) return false;
  return hasRoomFor(state, vehicle, stop, before, c, isBehind ? AHEAD : BEHIND);
}

/** The filling that a stop joins: all of it, or what lies ahead of the gap or behind it. */
const WHOLE = 0;
const AHEAD = 1;
const BEHIND = 2;

function hasRoomFor(
  state: State,
  vehicle: number,
  stop: number,
  before: number,
  c: number,
  part: number,
): boolean {
  const { model, compartments } = state;
  const { dimensionCount, nodeLoads } = model;
  const { capacities } = model.richTerms[vehicle].compartments[c];
  for (let d = 0; d < dimensionCount; d++) {
    const at = (before * compartments.count + c) * dimensionCount + d;
    let load = compartments.loadTotal[at];
    if (part === AHEAD) load = compartments.loadBefore[at];
    else if (part === BEHIND) load -= compartments.loadBefore[at];
    if (load + nodeLoads[stop * dimensionCount + d] > capacities[d]) return false;
  }
  return true;
}
