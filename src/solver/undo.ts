import { NONE } from "../base/index.ts";
import { alternativeOfCode, writeCodes } from "./codes.ts";
import type { Model } from "./model.ts";
import { undoPlainStep } from "./plain/step.ts";
import { forgetLoads } from "./rich/across.ts";
import type { Search } from "./search.ts";
import {
  linkFacility,
  linkStop,
  type State,
  setAlternative,
  unlinkFacility,
  unlinkStop,
} from "./state.ts";
import { updateRoute } from "./update-route.ts";

/** The touched routes as they were before the step. */
export interface Undo {
  readonly touchedAt: Int32Array;
  stamp: number;
  readonly vehicles: Int32Array;
  readonly offsets: Int32Array;
  readonly codes: Int32Array;
  readonly scratch: Int32Array;
  readonly absent: Int32Array;
  count: number;
  absentCount: number;
  costUnits: number;
}

/** An undo that holds nothing. */
export function newUndo(model: Model): Undo {
  return {
    touchedAt: new Int32Array(model.vehicleCount),
    stamp: 0,
    vehicles: new Int32Array(model.vehicleCount),
    offsets: new Int32Array(model.vehicleCount + 1),
    codes: new Int32Array(model.nodeCount),
    scratch: new Int32Array(model.nodeCount),
    absent: new Int32Array(model.stopCount),
    count: 0,
    absentCount: 0,
    costUnits: 0,
  };
}

/** Keeps a route as it is, once a step, so that the step can be taken back. */
export function touch(undo: Undo, state: State, vehicle: number): void {
  if (undo.touchedAt[vehicle] === undo.stamp) return;
  undo.touchedAt[vehicle] = undo.stamp;
  const offset = undo.offsets[undo.count];
  const length = writeCodes(state, vehicle, undo.scratch);
  for (let i = 0; i < length; i++) undo.codes[offset + i] = undo.scratch[i];
  undo.vehicles[undo.count++] = vehicle;
  undo.offsets[undo.count] = offset + length;
}

/** Forgets the step before and keeps what is needed to take back the next. */
export function beginStep(search: Search): void {
  const { undo, state } = search;
  undo.stamp++;
  undo.count = 0;
  undo.offsets[0] = 0;
  undo.costUnits = state.costUnits;
  undo.absentCount = search.absentCount;
  for (let i = 0; i < search.absentCount; i++) undo.absent[i] = search.absent[i];
  search.ruin.removedCount = 0;
}

/** Takes the step back: the touched routes, the absent stops and the cost are as they were. */
export function undoStep(search: Search): void {
  const { undo, state } = search;
  if (search.plain !== undefined) {
    undoPlainStep(search, search.plain);
    return;
  }
  // Backwards, so that facility visits get back the nodes of the pool that they had.
  for (let i = undo.count - 1; i >= 0; i--) clearRoute(state, undo.vehicles[i]);
  for (let i = 0; i < undo.count; i++) {
    const vehicle = undo.vehicles[i];
    const length = undo.offsets[i + 1] - undo.offsets[i];
    appendCodes(state, vehicle, undo.codes, undo.offsets[i], length);
    updateRoute(state, vehicle);
  }
  search.absentCount = undo.absentCount;
  for (let i = 0; i < undo.absentCount; i++) search.absent[i] = undo.absent[i];
  state.costUnits = undo.costUnits;
}

/** Empties a route. The caller updates it afterwards. */
export function clearRoute(state: State, vehicle: number): void {
  const { model, previous } = state;
  const start = model.firstStart + vehicle;
  for (let node = previous[model.firstEnd + vehicle]; node !== start; ) {
    const before = previous[node];
    if (node < model.stopCount) unlinkStop(state, node);
    else unlinkFacility(state, node);
    node = before;
  }
  if (state.across.hasQuotas) forgetLoads(state, vehicle);
}

/** Appends visits to a route. The caller updates it afterwards. */
export function appendCodes(
  state: State,
  vehicle: number,
  codes: Int32Array,
  offset: number,
  length: number,
): void {
  const { model } = state;
  const end = model.firstEnd + vehicle;
  for (let i = 0; i < length; i++) {
    const code = codes[offset + i];
    const stop = model.codeStop[code];
    if (stop === NONE) linkFacility(state, code - model.stopCount, end);
    else {
      setAlternative(state, stop, alternativeOfCode(model, code));
      linkStop(state, stop, end);
    }
  }
}
