/** Travel time of an arc that may not be driven. */
export const CLOSED = -1;

/** Flag of an arc: a path that begins on it gets to the largest strongly connected part. */
export const LEAVES = 1;

/** Flag of an arc: a path from the largest strongly connected part gets to it. */
export const REACHED = 2;

/**
 * Flag of an arc: nobody stops there, so that no place is put on it unless all roads are wanted.
 */
export const NO_STOPS = 4;

/**
 * The roads compiled for one profile: directed arcs, legal turns between them, and what drawing and
 * snapping need. All arrays may lie on one SharedArrayBuffer.
 *
 * Edge `e` is driven forward by arc `2e` and backward by arc `2e + 1`. Times are whole microseconds
 * and lengths whole micrometres in doubles: sums are exact, so that a path costs the same in
 * whatever order it is added up, and the rounding of an edge cannot be seen in a path of a thousand
 * edges.
 *
 * A state is an arc together with what turn restrictions over several ways and last-mile roads
 * remember of the past. The first state of an arc is the one in which a path begins. Turn `t` of
 * state `s` (`turnOffset[s] <= t < turnOffset[s + 1]`) leads from the start of its arc to the start
 * of the arc of `turnTo[t]` in `turnUs[t]`.
 */
export interface Routing {
  readonly profileId: string;
  readonly drivingSide: "right" | "left";
  readonly edgeCount: number;
  readonly edgeOffset: Int32Array;
  readonly edgeLonE7: Int32Array;
  readonly edgeLatE7: Int32Array;
  readonly edgeLengthUm: Float64Array;
  readonly edgeWayId: Float64Array;
  readonly edgeName: Int32Array;
  readonly edgeClass: Uint8Array;
  readonly names: readonly string[];
  readonly arcUs: Float64Array;
  /** Sum of `LEAVES`, `REACHED` and `NO_STOPS`. */
  readonly arcConnection: Uint8Array;
  readonly arcStateOffset: Int32Array;
  readonly arcState: Int32Array;
  readonly stateCount: number;
  readonly stateArc: Int32Array;
  readonly turnOffset: Int32Array;
  readonly turnTo: Int32Array;
  readonly turnUs: Float64Array;
  /** Serialized static index (flatbush) over the segments of all edges. */
  readonly segmentIndex: Uint8Array;
  /** Edge of each segment in the index. */
  readonly segmentEdge: Int32Array;
  /** Place of the first point of each segment in `edgeLonE7`. */
  readonly segmentPoint: Int32Array;
  readonly hierarchy: Hierarchy | null;
}

/** Contraction hierarchy over the states of a routing; see `contract`. */
export interface Hierarchy {
  /** Node of each state: the arrays are in the order of nodes, see `orderNodes`. */
  readonly nodeOf: Int32Array;
  readonly forward: UpwardArcs;
  readonly backward: UpwardArcs;
}

/** Arcs from each node to higher ones in compressed rows; `backward` ones are reversed. */
export interface UpwardArcs {
  readonly offset: Int32Array;
  readonly to: Int32Array;
  readonly us: Float64Array;
  readonly um: Float64Array;
  /** Node in the middle of a shortcut, or `NONE`. */
  readonly middle: Int32Array;
}
