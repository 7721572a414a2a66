import { assert, NONE } from "../base/index.ts";
import { writeCodes } from "./codes.ts";
import { acrossUnits, keepsQuotas, noteRoute } from "./rich/across.ts";
import { keepsGroups } from "./rich/group-search.ts";
import { absentGroupUnits } from "./rich/groups.ts";
import type { Search } from "./search.ts";
import { evaluateSequence, newSequenceFigures, type SequenceFigures } from "./sequence.ts";
import type { State } from "./state.ts";
import { isUnused } from "./update-route.ts";

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
    if (!isUnused(state, vehicle)) checkNoted(state, vehicle, figures);
  }
  for (let stop = 0; stop < model.stopCount; stop++) {
    if (state.vehicleOf[stop] === NONE) units += model.stopPriceUnits[stop];
  }
  units += absentGroupUnits(model, countVisited(state));
  const { balance, compactness } = acrossUnits(state.across, state.vehicleOf, model.stopCount);
  units += balance + compactness;
  assert(keepsGroups(state), "a group is broken");
  assert(keepsQuotas(state), "a facility takes in more than it may");
  assert(units === state.costUnits, () => `cost is ${units}, kept ${state.costUnits}`);
}

/** Noting a route anew that is noted already changes nothing. */
function checkNoted(state: State, vehicle: number, figures: SequenceFigures): void {
  const before = state.across.totalLoads.slice();
  const delta = noteRoute(state, vehicle, figures);
  assert(delta === 0, () => `vehicle ${vehicle}: the balance changes by ${delta}`);
  const same = state.across.totalLoads.every((load, i) => load === before[i]);
  assert(same, () => `vehicle ${vehicle}: what it unloads is not what was noted`);
}

function countVisited({ model, vehicleOf }: State): Int32Array {
  const visited = new Int32Array(model.groupCount);
  for (let group = 0; group < model.groupCount; group++) {
    for (let i = model.groupOffset[group]; i < model.groupOffset[group + 1]; i++) {
      if (vehicleOf[model.memberStop[i]] !== NONE) visited[group]++;
    }
  }
  return visited;
}
