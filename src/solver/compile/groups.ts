import { COST_UNITS_PER_CENT, type Group, type Problem } from "../problem.ts";

/** Kinds of groups as numbers. */
export const GROUP_KIND = {
  "exactly-one": 0,
  "all-or-none": 1,
  "same-vehicle": 2,
  "different-vehicle": 3,
  order: 4,
  "direct-order": 5,
} as const satisfies Record<Group["kind"], number>;

/** The groups, and for each stop those it is in. */
export interface GroupTable {
  readonly groupCount: number;
  /** See `GROUP_KIND`. */
  readonly groupKind: Uint8Array;
  /** Price of leaving out all of an `exactly-one`; the price of a must for one without. */
  readonly groupPriceUnits: Float64Array;
  readonly groupMust: Uint8Array;
  /** Members of group `g`: `memberStop` from `groupOffset[g]` up to `groupOffset[g + 1]`. */
  readonly groupOffset: Int32Array;
  readonly memberStop: Int32Array;
  /** Groups of stop `i`: entries of the two below from `stopGroupOffset[i]`. */
  readonly stopGroupOffset: Int32Array;
  readonly stopGroup: Int32Array;
  /** Which of the group's members the stop is, in their order. */
  readonly stopGroupRank: Int32Array;
}

/** Builds the arrays of groups. */
export function compileGroups(problem: Problem, mustUnits: number): GroupTable {
  const groups = problem.groups ?? [];
  const groupOffset = [0];
  const memberships = problem.stops.map((): { group: number; rank: number }[] => []);
  groups.forEach(({ stopIndices }, group) => {
    groupOffset.push(groupOffset[group] + stopIndices.length);
    stopIndices.forEach((stop, rank) => {
      memberships[stop].push({ group, rank });
    });
  });
  const stopGroupOffset = [0];
  for (const { length } of memberships) {
    stopGroupOffset.push(stopGroupOffset[stopGroupOffset.length - 1] + length);
  }
  const flat = memberships.flat();
  return {
    groupCount: groups.length,
    groupKind: Uint8Array.from(groups, ({ kind }) => GROUP_KIND[kind]),
    groupPriceUnits: Float64Array.from(groups, ({ priceCents }) =>
      priceCents === undefined ? mustUnits : priceCents * COST_UNITS_PER_CENT,
    ),
    groupMust: Uint8Array.from(groups, ({ kind, priceCents }) =>
      kind === "exactly-one" && priceCents === undefined ? 1 : 0,
    ),
    groupOffset: Int32Array.from(groupOffset),
    memberStop: Int32Array.from(groups.flatMap(({ stopIndices }) => stopIndices)),
    stopGroupOffset: Int32Array.from(stopGroupOffset),
    stopGroup: Int32Array.from(flat, ({ group }) => group),
    stopGroupRank: Int32Array.from(flat, ({ rank }) => rank),
  };
}
