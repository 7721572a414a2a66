import { assert, NONE } from "../base/index.ts";
import { writeCodes } from "./codes.ts";
import type { Search } from "./search.ts";
import { evaluateSequence, newSequenceFigures } from "./sequence.ts";

/** The oracle of `check`: walks every route and compares all costs with those kept. */
export function checkStep(search: Search): void {
  const { model, state } = search;
  const codes = new Int32Array(model.nodeCount);
  const figures = newSequenceFigures();
  let units = 0;
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    const length = writeCodes(state, vehicle, codes);
    evaluateSequence(model, vehicle, codes, length, figures);
    assert(figures.broken === undefined, () => `vehicle ${vehicle} breaks "${figures.broken}"`);
    assert(figures.costUnits === state.routeUnits[vehicle], () => {
      return `vehicle ${vehicle} costs ${figures.costUnits}, kept ${state.routeUnits[vehicle]}`;
    });
    units += figures.costUnits;
  }
  for (let stop = 0; stop < model.stopCount; stop++) {
    if (state.vehicleOf[stop] === NONE) units += model.stopPriceUnits[stop];
  }
  assert(units === state.costUnits, () => `cost is ${units}, kept ${state.costUnits}`);
}
