import { haversineM } from "../graph/sphere.ts";
import type { Routing } from "../routing/routing.ts";
import { alongUm } from "./place.ts";
import type { RoadPlace } from "./snap.ts";

/** A position as GeoJSON has it: longitude, latitude in degrees. */
export type LonLat = [lon: number, lat: number];

/**
 * Draws a run of arcs from a place on the first to a place on the last: every point of the streets
 * between, in the direction of travel. At least two points, neighbours differ unless there are only
 * two.
 */
export function drawArcs(
  routing: Routing,
  from: RoadPlace,
  to: RoadPlace,
  arcs: readonly number[],
): LonLat[] {
  const line: LonLat[] = [[from.lon, from.lat]];
  for (let i = 0; i < arcs.length; i++) {
    const startUm = i === 0 ? alongUm(routing, from, arcs[0]) : Number.NEGATIVE_INFINITY;
    const isLast = i + 1 === arcs.length;
    const endUm = isLast ? alongUm(routing, to, arcs[i]) : Number.POSITIVE_INFINITY;
    appendShape(routing, arcs[i], startUm, endUm, line);
  }
  const end: LonLat = [to.lon, to.lat];
  if (line.length === 1 || !isSame(line[line.length - 1], end)) line.push(end);
  return line;
}

/** Appends the points of an arc that lie between two distances from its start, both excluded. */
function appendShape(
  routing: Routing,
  arc: number,
  startUm: number,
  endUm: number,
  line: LonLat[],
): void {
  const { edgeOffset, edgeLonE7, edgeLatE7 } = routing;
  const edge = arc >> 1;
  const isForward = arc % 2 === 0;
  const pointCount = edgeOffset[edge + 1] - edgeOffset[edge];
  let um = 0;
  for (let i = 0; i < pointCount; i++) {
    const at = isForward ? edgeOffset[edge] + i : edgeOffset[edge + 1] - 1 - i;
    if (i > 0) {
      const before = isForward ? at - 1 : at + 1;
      const a = [edgeLonE7[before], edgeLatE7[before]];
      um += haversineM(a[0], a[1], edgeLonE7[at], edgeLatE7[at]) * 1e6;
    }
    const point: LonLat = [edgeLonE7[at] / 1e7, edgeLatE7[at] / 1e7];
    if (um > startUm && um < endUm && !isSame(line[line.length - 1], point)) line.push(point);
  }
}

function isSame(a: LonLat, b: LonLat): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
