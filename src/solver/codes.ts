import type { Model } from "./model.ts";
import type { State } from "./state.ts";

/** Writes a route as codes of `evaluateSequence`; gives how many. */
export function writeCodes(state: State, vehicle: number, codes: Int32Array): number {
  const { model, next } = state;
  const end = model.firstEnd + vehicle;
  let length = 0;
  for (let node = next[model.firstStart + vehicle]; node !== end; node = next[node]) {
    codes[length++] = codeOfNode(state, node);
  }
  return length;
}

/** The code of `evaluateSequence` for a node that is a stop or a facility visit. */
export function codeOfNode(state: State, node: number): number {
  const { model } = state;
  if (node >= model.firstPool) return model.stopCount + state.facilityOf[node];
  return codeOfPlace(model, node, state.alternativeOf[node]);
}

/** The code of a visit to a stop at one of its places, 0 being its own. */
export function codeOfPlace(model: Model, stop: number, alternative: number): number {
  if (alternative === 0) return stop;
  return model.firstAlternative + model.alternativeOffset[stop] + alternative - 1;
}

/** Which of its stop's places a code stands for, 0 being its own. */
export function alternativeOfCode(model: Model, code: number): number {
  if (code < model.firstAlternative) return 0;
  return code - model.firstAlternative - model.alternativeOffset[model.codeStop[code]] + 1;
}
