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
  return node < model.firstPool ? node : model.stopCount + state.facilityOf[node];
}
