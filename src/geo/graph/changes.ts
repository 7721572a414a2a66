import type { RoadClass } from "./classes.ts";
import type { RoadGraph } from "./road-graph.ts";

/** Ring of an area: `[lon, lat]` in degrees, first and last point may be the same. */
export type Ring = readonly (readonly [number, number])[];

/**
 * A change of the roads for some time: works, a flood, slow traffic. A speed factor of 0 closes.
 *
 * `way` takes a whole OSM way, `edge` the piece of it between two junctions that has the segment of
 * two nodes next to each other; `area` every edge with a point inside the ring, `class` every edge
 * of a class, `tag` every way whose tag has one of the values. Of several changes on one edge the lowest factor counts.
 */
export type RoadChange =
  | { readonly kind: "way"; readonly wayId: number; readonly speedFactor: number }
  | {
      readonly kind: "edge";
      readonly wayId: number;
      /** Ids of two nodes of the way, one after the other, in either order. */
      readonly nodeIds: readonly [number, number];
      readonly speedFactor: number;
    }
  | { readonly kind: "area"; readonly ring: Ring; readonly speedFactor: number }
  | { readonly kind: "class"; readonly class: RoadClass; readonly speedFactor: number }
  | {
      readonly kind: "tag";
      readonly key: string;
      readonly values: readonly string[];
      readonly speedFactor: number;
    };

/**
 * The same roads under some changes; compile it anew to get times. Earlier changes are forgotten,
 * so that without any the roads are as in the extract.
 *
 * Turning back becomes legal where a closure makes a dead end, as if the extract had it.
 * Cost: one pass over the points; compiling a city again takes about a second.
 */
export function withChanges(graph: RoadGraph, changes: readonly RoadChange[]): RoadGraph {
  if (changes.length === 0) return { ...graph, edgeSpeedFactor: null };
  return { ...graph, edgeSpeedFactor: factorsOf(graph, changes) };
}

/** The same roads with further changes on top of those in force: the factors are multiplied. */
export function withFurtherChanges(graph: RoadGraph, changes: readonly RoadChange[]): RoadGraph {
  if (changes.length === 0) return graph;
  const factors = factorsOf(graph, changes);
  const before = graph.edgeSpeedFactor;
  if (before === null) return { ...graph, edgeSpeedFactor: factors };
  return { ...graph, edgeSpeedFactor: factors.map((factor, edge) => factor * before[edge]) };
}

function factorsOf(graph: RoadGraph, changes: readonly RoadChange[]): Float64Array {
  const lowest = new Float64Array(graph.edgeCount).fill(Number.POSITIVE_INFINITY);
  for (const change of changes) {
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      if (change.speedFactor >= lowest[edge] || !isTouched(graph, edge, change)) continue;
      lowest[edge] = Math.max(0, change.speedFactor);
    }
  }
  return lowest.map((factor) => (factor === Number.POSITIVE_INFINITY ? 1 : factor));
}

function isTouched(graph: RoadGraph, edge: number, change: RoadChange): boolean {
  const way = graph.ways[graph.edgeWay[edge]];
  if (change.kind === "way") return way.id === change.wayId;
  if (change.kind === "edge")
    return way.id === change.wayId && hasSegment(graph, edge, change.nodeIds);
  if (change.kind === "class") return way.class === change.class;
  if (change.kind === "tag") return change.values.includes(way.tags[change.key] ?? "");
  for (let at = graph.edgeOffset[edge]; at < graph.edgeOffset[edge + 1]; at++) {
    const point = graph.edgePoint[at];
    const [lon, lat] = [graph.pointLonE7[point] / 1e7, graph.pointLatE7[point] / 1e7];
    if (isInside(lon, lat, change.ring)) return true;
  }
  return false;
}

function hasSegment(
  { edgeOffset, edgePoint, pointId }: RoadGraph,
  edge: number,
  [a, b]: readonly [number, number],
): boolean {
  for (let at = edgeOffset[edge] + 1; at < edgeOffset[edge + 1]; at++) {
    const [from, to] = [pointId[edgePoint[at - 1]], pointId[edgePoint[at]]];
    if ((from === a && to === b) || (from === b && to === a)) return true;
  }
  return false;
}

/** Even-odd rule: a ray to the east crosses the ring an odd number of times. */
function isInside(lon: number, lat: number, ring: Ring): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [lonA, latA] = ring[i];
    const [lonB, latB] = ring[j];
    if (latA > lat === latB > lat) continue;
    if (lon < lonA + ((lat - latA) / (latB - latA)) * (lonB - lonA)) inside = !inside;
  }
  return inside;
}
