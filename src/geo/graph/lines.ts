import type { Feature, FeatureCollection, LineString } from "geojson";
import type { RoadClass } from "./classes.ts";
import type { RoadGraph } from "./road-graph.ts";

/** What a drawn road says of itself. */
export interface RoadLineProperties {
  readonly wayId: number;
  readonly class: RoadClass;
  readonly name: string;
}

/**
 * The roads as lines for a map: one for each piece of a way that hangs together, in the way's own
 * direction, in order of the ways.
 */
export function roadLines(graph: RoadGraph): FeatureCollection<LineString, RoadLineProperties> {
  const features: Feature<LineString, RoadLineProperties>[] = [];
  let coordinates: [number, number][] = [];
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const first = graph.edgeOffset[edge];
    const goesOn =
      edge > 0 &&
      graph.edgeWay[edge] === graph.edgeWay[edge - 1] &&
      graph.edgePoint[first] === graph.edgePoint[first - 1];
    if (!goesOn) {
      coordinates = [];
      const { id, class: roadClass, name } = graph.ways[graph.edgeWay[edge]];
      features.push({
        type: "Feature",
        properties: { wayId: id, class: roadClass, name },
        geometry: { type: "LineString", coordinates },
      });
    }
    for (let at = goesOn ? first + 1 : first; at < graph.edgeOffset[edge + 1]; at++) {
      const point = graph.edgePoint[at];
      coordinates.push([graph.pointLonE7[point] / 1e7, graph.pointLatE7[point] / 1e7]);
    }
  }
  return { type: "FeatureCollection", features };
}
