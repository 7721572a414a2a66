import type { OsmData, RoadPlace, Routing } from "../../../src/geo/index.ts";
import type { SegmentPlace } from "./oracle.ts";

/**
 * Puts a place on a segment without snapping, so that no coordinate is rounded; null where the
 * segment is closed to the profile.
 */
export function placeOnSegment(
  routing: Routing,
  data: OsmData,
  { a, b, share }: SegmentPlace,
): RoadPlace | null {
  const [from, to] = [a, b].map((id) => data.nodeId.indexOf(id));
  const isNode = (at: number, node: number) =>
    routing.edgeLonE7[at] === data.nodeLonE7[node] &&
    routing.edgeLatE7[at] === data.nodeLatE7[node];
  for (let edge = 0; edge < routing.edgeCount; edge++) {
    let beforeM = 0;
    for (let at = routing.edgeOffset[edge] + 1; at < routing.edgeOffset[edge + 1]; at++) {
      const segmentM = metresBetween(routing, at - 1, at);
      const isForward = isNode(at - 1, from) && isNode(at, to);
      if (isForward || (isNode(at - 1, to) && isNode(at, from))) {
        const offsetM = beforeM + segmentM * (isForward ? share : 1 - share);
        return {
          ok: true,
          edge,
          offsetUm: Math.min(routing.edgeLengthUm[edge], Math.round(offsetM * 1e6)),
          arcs: [edge * 2, edge * 2 + 1].filter((arc) => routing.arcUs[arc] >= 0),
          side: "on",
          distanceM: 0,
          lon: Number.NaN,
          lat: Number.NaN,
        };
      }
      beforeM += segmentM;
    }
  }
  return null;
}

function metresBetween({ edgeLonE7, edgeLatE7 }: Routing, i: number, j: number): number {
  const rad = Math.PI / 180 / 1e7;
  const h =
    Math.sin(((edgeLatE7[j] - edgeLatE7[i]) * rad) / 2) ** 2 +
    Math.sin(((edgeLonE7[j] - edgeLonE7[i]) * rad) / 2) ** 2 *
      Math.cos(edgeLatE7[i] * rad) *
      Math.cos(edgeLatE7[j] * rad);
  return 2 * 6371008.8 * Math.asin(Math.sqrt(h));
}
