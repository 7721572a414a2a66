import type { RoadGraph } from "../graph/road-graph.ts";
import type { WayRule } from "../profiles/way-rules.ts";
import { CLOSED } from "./routing.ts";

const UM_PER_M = 1e6;
const US_PER_S = 1e6;

/**
 * The directed arcs of a road graph for one profile: arc `2e` runs along edge `e`, `2e + 1`
 * against.
 *
 * Arrays have an entry for every arc, closed ones included. `arcsAt` lists the open arcs that begin
 * at a point, in compressed rows.
 */
export interface Arcs {
  readonly arcCount: number;
  readonly us: Float64Array;
  readonly lengthUm: Float64Array;
  readonly isLastMile: Uint8Array;
  readonly fromPoint: Int32Array;
  readonly toPoint: Int32Array;
  readonly secondPoint: Int32Array;
  readonly lastButOnePoint: Int32Array;
  readonly atOffset: Int32Array;
  readonly at: Int32Array;
  /** The same for all arcs, closed ones included: their other sides are the arcs that end there. */
  readonly touchOffset: Int32Array;
  readonly touch: Int32Array;
}

/**
 * Lays out the arcs and closes, of two over the same pair of neighbouring points, the slower one.
 */
export function layOutArcs(graph: RoadGraph, rules: readonly WayRule[]): Arcs {
  const arcCount = graph.edgeCount * 2;
  const us = new Float64Array(arcCount);
  const lengthUm = new Float64Array(arcCount);
  const isLastMile = new Uint8Array(arcCount);
  const fromPoint = new Int32Array(arcCount);
  const toPoint = new Int32Array(arcCount);
  const secondPoint = new Int32Array(arcCount);
  const lastButOnePoint = new Int32Array(arcCount);
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const { forwardKmh, backwardKmh, isLastMile: lastMile } = rules[graph.edgeWay[edge]];
    const lengthM = graph.edgeLengthM[edge];
    const first = graph.edgeOffset[edge];
    const last = graph.edgeOffset[edge + 1] - 1;
    const arc = edge * 2;
    const factor = graph.edgeSpeedFactor === null ? 1 : graph.edgeSpeedFactor[edge];
    us[arc] = travelUs(lengthM, forwardKmh * factor);
    us[arc + 1] = travelUs(lengthM, backwardKmh * factor);
    fromPoint[arc] = graph.edgePoint[first];
    toPoint[arc] = graph.edgePoint[last];
    secondPoint[arc] = graph.edgePoint[first + 1];
    lastButOnePoint[arc] = graph.edgePoint[last - 1];
    fromPoint[arc + 1] = toPoint[arc];
    toPoint[arc + 1] = fromPoint[arc];
    secondPoint[arc + 1] = lastButOnePoint[arc];
    lastButOnePoint[arc + 1] = secondPoint[arc];
    for (let i = arc; i <= arc + 1; i++) {
      lengthUm[i] = Math.round(lengthM * UM_PER_M);
      isLastMile[i] = lastMile ? 1 : 0;
    }
  }
  const all = rowsByPoint(graph.pointCount, fromPoint, () => true);
  mergeParallel(all, { us, isLastMile, secondPoint });
  const open = rowsByPoint(graph.pointCount, fromPoint, (arc) => us[arc] !== CLOSED);
  return {
    arcCount,
    us,
    lengthUm,
    isLastMile,
    fromPoint,
    toPoint,
    secondPoint,
    lastButOnePoint,
    atOffset: open.offset,
    at: open.arcs,
    touchOffset: all.offset,
    touch: all.arcs,
  };
}

/** At least one microsecond, so that no cycle is free. */
function travelUs(lengthM: number, kmh: number): number {
  if (kmh === 0) return CLOSED;
  return Math.max(1, Math.round((lengthM / (kmh / 3.6)) * US_PER_S));
}

function rowsByPoint(
  pointCount: number,
  fromPoint: Int32Array,
  isWanted: (arc: number) => boolean,
): { offset: Int32Array; arcs: Int32Array } {
  const offset = new Int32Array(pointCount + 1);
  for (let arc = 0; arc < fromPoint.length; arc++) {
    if (isWanted(arc)) offset[fromPoint[arc] + 1]++;
  }
  for (let point = 0; point < pointCount; point++) offset[point + 1] += offset[point];
  const next = offset.slice();
  const arcs = new Int32Array(offset[pointCount]);
  for (let arc = 0; arc < fromPoint.length; arc++) {
    if (isWanted(arc)) arcs[next[fromPoint[arc]]++] = arc;
  }
  return { offset, arcs };
}

/**
 * Where several edges join the same two neighbouring points, gives the first edge the fastest speed
 * of each direction and closes the others. Such edges have one segment each, since a point that two
 * ways share is a junction.
 */
function mergeParallel(
  { offset, arcs }: { offset: Int32Array; arcs: Int32Array },
  all: { us: Float64Array; isLastMile: Uint8Array; secondPoint: Int32Array },
): void {
  const { us, isLastMile, secondPoint } = all;
  for (let point = 0; point + 1 < offset.length; point++) {
    for (let i = offset[point]; i < offset[point + 1]; i++) {
      for (let j = i + 1; j < offset[point + 1]; j++) {
        const kept = arcs[i];
        const closed = arcs[j];
        if (secondPoint[kept] !== secondPoint[closed] || us[closed] === CLOSED) continue;
        if (us[kept] === CLOSED || us[closed] < us[kept]) {
          us[kept] = us[closed];
          isLastMile[kept] = isLastMile[closed];
        }
        us[closed] = CLOSED;
      }
    }
  }
}
