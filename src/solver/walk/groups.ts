import { NONE } from "../../base/index.ts";
import { GROUP_KIND } from "../compile/groups.ts";
import type { Model } from "../compile/model-type.ts";

/**
 * Whether a route by itself keeps what binds its stops: no two of an `exactly-one` or
 * `different-vehicle`, and those of an `order` or `direct-order` in their order.
 */
export function keepsGroups(model: Model, codes: Int32Array, length: number): boolean {
  const { codeStop, stopGroupOffset, stopGroup, stopGroupRank, groupKind, walk } = model;
  const { groupWalk, groupRank, groupPosition } = walk;
  const number = ++walk.walkNumber;
  for (let i = 0; i < length; i++) {
    const stop = codeStop[codes[i]];
    if (stop === NONE) continue;
    for (let at = stopGroupOffset[stop]; at < stopGroupOffset[stop + 1]; at++) {
      const group = stopGroup[at];
      const rank = stopGroupRank[at];
      if (groupWalk[group] === number) {
        const kind = groupKind[group];
        if (kind === GROUP_KIND["exactly-one"]) return false;
        if (kind === GROUP_KIND["different-vehicle"]) return false;
        const ordered = kind === GROUP_KIND.order || kind === GROUP_KIND["direct-order"];
        if (ordered && rank < groupRank[group]) return false;
        if (kind === GROUP_KIND["direct-order"] && i !== groupPosition[group] + 1) return false;
      }
      groupWalk[group] = number;
      groupRank[group] = rank;
      groupPosition[group] = i;
    }
  }
  return true;
}
