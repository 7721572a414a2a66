import type { Tags } from "../osm/data.ts";
import type { RoadClass, RoadNetwork } from "./classes.ts";

/** Direction of travel along a way, as its tags have it for every motor vehicle. */
export type Oneway = "both" | "forward" | "backward" | "closed";

/** What a value of `oneway` means, or undefined where it is none. */
export function onewayValue(value: string | undefined): Oneway | undefined {
  if (value === "yes" || value === "true" || value === "1") return "forward";
  if (value === "-1" || value === "reverse") return "backward";
  if (value === "reversible" || value === "alternating") return "closed";
  if (value === "no" || value === "false" || value === "0") return "both";
  return undefined;
}

/** A drivable way with what profiles ask about it. */
export interface RoadWay {
  readonly id: number;
  readonly class: RoadClass;
  readonly name: string;
  readonly oneway: Oneway;
  /** Only the tags that some profile reads; `:conditional` ones are in `conditional`. */
  readonly tags: Tags;
  /** `access:conditional` and the like, where the way has any. */
  readonly conditional?: Tags;
}

/**
 * A turn restriction, for whatever profile: which of its values counts is the profile's choice.
 *
 * Each sequence is a run of points (node before the via, via ..., node after it); there are several
 * where a relation has more than one `from` or `to`.
 */
export interface RoadRestriction {
  readonly id: number;
  /** `restriction`, `restriction:hgv`, `restriction:conditional` and the like, to the value. */
  readonly values: Tags;
  readonly except: readonly string[];
  readonly fromCount: number;
  readonly toCount: number;
  /** Indices of all member ways: a profile to which one is closed ignores the restriction. */
  readonly ways: readonly number[];
  readonly sequences: readonly Int32Array[];
}

/** Why relations with a restriction were not understood, each with its count. */
export interface IgnoredRestrictions {
  readonly absentMember: number;
  readonly noRoad: number;
  readonly badMembers: number;
  readonly notJoined: number;
}

/** How many conditions on ways, barriers and restrictions (`:conditional`) could be read. */
export interface ConditionCounts {
  readonly understood: number;
  readonly notUnderstood: number;
  /** Some of those not understood, for people to look at. */
  readonly examples: readonly string[];
}

/**
 * The roads of an extract, for every profile: points joined by road edges.
 *
 * A point is an OSM node on a drivable way. An edge is a piece of one way between two junctions:
 * points that are used more than once, end a way, or carry a barrier or a signal. Edge `e` runs
 * through `edgePoint[edgeOffset[e] .. edgeOffset[e + 1])`, both ends included, in the direction of
 * its way. Coordinates are whole 1e-7 degrees.
 */
export interface RoadGraph {
  readonly network: RoadNetwork;
  readonly pointCount: number;
  /** OSM node id, ascending. */
  readonly pointId: Float64Array;
  readonly pointLonE7: Int32Array;
  readonly pointLatE7: Int32Array;
  /** Tags of points with a barrier. */
  readonly barriers: ReadonlyMap<number, Tags>;
  /** Points with traffic signals. */
  readonly signals: ReadonlySet<number>;
  readonly edgeCount: number;
  readonly edgeOffset: Int32Array;
  readonly edgePoint: Int32Array;
  readonly edgeWay: Int32Array;
  /** Great-circle length, the sum over the segments of the edge. */
  readonly edgeLengthM: Float64Array;
  /** Factor on the speed of each edge while roads are changed (`withChanges`); 0 is closed. */
  readonly edgeSpeedFactor: Float64Array | null;
  readonly ways: readonly RoadWay[];
  readonly restrictions: readonly RoadRestriction[];
  readonly ignoredRestrictions: IgnoredRestrictions;
  readonly conditions: ConditionCounts;
  /** Pieces of ways left out because a node is absent from the extract. */
  readonly absentSegmentCount: number;
  readonly junctionCount: number;
}
