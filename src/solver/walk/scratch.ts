import { NONE } from "../../base/index.ts";

/** Room for walking routes, made once for a model; one walk at a time. */
export interface WalkScratch {
  /** By group, as the walk has met its members: on which walk, the last one's rank and place. */
  readonly groupWalk: Int32Array;
  readonly groupRank: Int32Array;
  readonly groupPosition: Int32Array;
  walkNumber: number;
}

/** Room for a model's walks. */
export function newWalkScratch(groupCount: number): WalkScratch {
  return {
    groupWalk: new Int32Array(groupCount).fill(NONE),
    groupRank: new Int32Array(groupCount),
    groupPosition: new Int32Array(groupCount),
    walkNumber: 0,
  };
}
