import type { Feature, FeatureCollection, Geometry } from "geojson";
import { type ElementType, indexOfId, type OsmData, type Tags } from "./data.ts";

/** What a feature may become in a plan. */
export type FeatureKind = "site" | "facility" | "depot";

export interface OsmFeatureProperties {
  readonly osmType: ElementType;
  readonly osmId: number;
  readonly kind: FeatureKind;
  /** The tag that made it one: `amenity=recycling` and the like. */
  readonly category: string;
  readonly name: string;
  /** A point inside it: `[lon, lat]`. */
  readonly centre: readonly [number, number];
  /** Parts of it are absent from the extract, so that its outline is not whole. */
  readonly isIncomplete: boolean;
  readonly tags: Tags;
}

const CATEGORIES: Readonly<Record<string, FeatureKind>> = {
  "amenity=recycling": "site",
  "amenity=waste_basket": "site",
  "amenity=waste_disposal": "site",
  "amenity=waste_transfer_station": "facility",
  "landuse=landfill": "facility",
  "man_made=incinerator": "facility",
  "plant:source=waste": "facility",
  "industrial=waste_incineration": "facility",
  "landuse=depot": "depot",
  "industrial=depot": "depot",
  "amenity=vehicle_depot": "depot",
};

/** Recycling centres are where loads go, containers where they come from. */
const RECYCLING_CENTRE = "centre";

/**
 * Finds what an extract knows of waste: sites (recycling points, baskets, containers), facilities
 * (landfills, transfer stations, incinerators, recycling centres) and depots, as GeoJSON.
 *
 * Only the elements in question go through osmtogeojson, which needs about ten times their text in
 * memory. Sorted by type and id. Asynchronous since the geometry library is loaded on first use.
 */
export async function osmFeatures(
  data: OsmData,
): Promise<FeatureCollection<Geometry, OsmFeatureProperties>> {
  const elements = chooseElements(data);
  if (elements.length === 0) return { type: "FeatureCollection", features: [] };
  const { default: osmtogeojson } = await import("osmtogeojson");
  const { centroid, pointOnFeature } = await import("@turf/turf");
  const features: Feature<Geometry, OsmFeatureProperties>[] = [];
  for (const feature of osmtogeojson({ elements }).features) {
    const { type, id, tags, tainted } = feature.properties as RawProperties;
    const found = categoryOf(tags);
    if (found === undefined) continue;
    const isArea = feature.geometry.type.endsWith("Polygon");
    const centre = (isArea ? pointOnFeature(feature) : centroid(feature)).geometry.coordinates;
    features.push({
      type: "Feature",
      id: `${type}/${id}`,
      geometry: feature.geometry,
      properties: {
        osmType: type,
        osmId: id,
        ...found,
        name: tags["name"] ?? "",
        centre: [centre[0], centre[1]],
        isIncomplete: tainted === true,
        tags,
      },
    });
  }
  const rank = { node: 0, way: 1, relation: 2 };
  features.sort(({ properties: a }, { properties: b }) => {
    return rank[a.osmType] - rank[b.osmType] || a.osmId - b.osmId;
  });
  return { type: "FeatureCollection", features };
}

interface RawProperties {
  readonly type: ElementType;
  readonly id: number;
  readonly tags: Tags;
  readonly tainted?: boolean;
}

function categoryOf(tags: Tags): { kind: FeatureKind; category: string } | undefined {
  for (const category of Object.keys(CATEGORIES)) {
    const [key, value] = category.split("=");
    if (tags[key] !== value) continue;
    const isCentre = tags["recycling_type"] === RECYCLING_CENTRE;
    return { kind: isCentre ? "facility" : CATEGORIES[category], category };
  }
  return undefined;
}

/** The wanted elements and everything they refer to, in the form that osmtogeojson reads. */
function chooseElements(data: OsmData): object[] {
  const relations = data.relations.filter(({ tags }) => categoryOf(tags) !== undefined);
  const wayIndices = new Set<number>();
  for (let way = 0; way < data.wayTags.length; way++) {
    if (categoryOf(data.wayTags[way]) !== undefined) wayIndices.add(way);
  }
  const nodeIndices = new Set<number>();
  for (const [node, tags] of data.nodeTags) {
    if (categoryOf(tags) !== undefined) nodeIndices.add(node);
  }
  for (const { members } of relations) {
    for (const { type, ref } of members) {
      if (type === "way") addPresent(wayIndices, indexOfId(data.wayId, ref));
      if (type === "node") addPresent(nodeIndices, indexOfId(data.nodeId, ref));
    }
  }
  for (const way of wayIndices) {
    for (const ref of refsOf(data, way)) addPresent(nodeIndices, indexOfId(data.nodeId, ref));
  }
  return [
    ...Array.from(nodeIndices, (node) => nodeElement(data, node)),
    ...Array.from(wayIndices, (way) => ({
      type: "way",
      id: data.wayId[way],
      nodes: Array.from(refsOf(data, way)),
      tags: data.wayTags[way],
    })),
    ...relations.map(({ id, members, tags }) => ({ type: "relation", id, members, tags })),
  ];
}

function addPresent(indices: Set<number>, index: number): void {
  if (index >= 0) indices.add(index);
}

function refsOf(data: OsmData, way: number): Float64Array {
  return data.wayRefs.subarray(data.wayOffset[way], data.wayOffset[way + 1]);
}

function nodeElement(data: OsmData, node: number): object {
  return {
    type: "node",
    id: data.nodeId[node],
    lon: data.nodeLonE7[node] / 1e7,
    lat: data.nodeLatE7[node] / 1e7,
    tags: data.nodeTags.get(node),
  };
}
