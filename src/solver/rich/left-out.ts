import { NONE } from "../../base/index.ts";
import { GROUP_KIND } from "../compile/groups.ts";
import type { Model } from "../model.ts";
import { evaluateSequence, newSequenceFigures } from "../sequence.ts";
import { acrossUnits, newAcross, sizeOf } from "./across.ts";

/** What routes leave out, and what they cost beside what each costs by itself. */
export interface LeftOut {
  readonly stops: readonly number[];
  /** Stops, or groups of which one is, that must be visited and are not. */
  readonly mustCount: number;
  readonly units: { unassigned: number; balance: number; compactness: number };
}

/** Sums up what given routes, as codes by vehicle, leave out and cost over all of them. */
export function sumLeftOut(model: Model, routes: readonly Int32Array[]): LeftOut {
  const vehicleOf = new Int32Array(model.stopCount).fill(NONE);
  const across = newAcross(model);
  const figures = newSequenceFigures();
  routes.forEach((codes, vehicle) => {
    for (const code of codes) {
      const stop = model.codeStop[code];
      if (stop !== NONE) vehicleOf[stop] = vehicle;
    }
    if (across.balanceRate === 0) return;
    if (codes.length === 0 && model.alwaysUsed[vehicle] === 0) return;
    evaluateSequence(model, vehicle, codes, codes.length, figures);
    across.routeSize[vehicle] = sizeOf(across, figures);
  });
  const stops: number[] = [];
  let unassigned = 0;
  let mustCount = 0;
  vehicleOf.forEach((vehicle, stop) => {
    if (vehicle !== NONE) return;
    stops.push(stop);
    if (model.stopMust[stop] === 1) mustCount++;
    else unassigned += model.stopPriceUnits[stop];
  });
  for (let group = 0; group < model.groupCount; group++) {
    if (model.groupKind[group] !== GROUP_KIND["exactly-one"]) continue;
    const members = model.memberStop.subarray(
      model.groupOffset[group],
      model.groupOffset[group + 1],
    );
    if (members.some((stop) => vehicleOf[stop] !== NONE)) continue;
    if (model.groupMust[group] === 1) mustCount++;
    else unassigned += model.groupPriceUnits[group];
  }
  const units = { unassigned, ...acrossUnits(across, vehicleOf, model.stopCount) };
  return { stops, mustCount, units };
}
