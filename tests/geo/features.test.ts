import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FeatureCollection } from "geojson";
import { expect, test } from "vitest";
import { osmFeatures, readOsm } from "../../src/geo/index.ts";
import { reportLeftOut, sharedData } from "../support/shared-data.ts";
import { readTown, type Town } from "./support/town.ts";

const TOWN: Town = {
  nodes: {
    1: { at: [10, 50], tags: { amenity: "recycling", name: "Glass & paper" } },
    2: { at: [10.001, 50], tags: { amenity: "waste_basket" } },
    3: { at: [10.002, 50], tags: { amenity: "bench" } },
    4: { at: [10, 50.001] },
    5: { at: [10.004, 50.001] },
    6: { at: [10.004, 50.004] },
    7: { at: [10, 50.004] },
    11: { at: [10.001, 50.002] },
    12: { at: [10.002, 50.002] },
    13: { at: [10.002, 50.003] },
  },
  ways: {
    20: { nodes: [1, 2, 3], tags: { highway: "service" } },
    21: { nodes: [4, 5, 6, 7, 4], tags: {} },
    22: { nodes: [11, 12, 13, 11], tags: {} },
    23: { nodes: [4, 5, 6, 4], tags: { amenity: "recycling", recycling_type: "centre" } },
    24: { nodes: [4, 99, 6, 4], tags: { landuse: "depot" } },
  },
  relations: [
    {
      tags: { type: "multipolygon", landuse: "landfill", name: "Hill" },
      members: [
        ["way", 21, "outer"],
        ["way", 22, "inner"],
        ["way", 88, "outer"],
      ],
    },
  ],
};

test("sites, facilities and depots are found with their shape and a point inside", async () => {
  const { features } = await osmFeatures(await readTown(TOWN));
  const found = features.map(({ id, geometry, properties }) => [
    id,
    geometry.type,
    properties.kind,
    properties.category,
    properties.isIncomplete,
  ]);
  expect(found).toEqual([
    ["node/1", "Point", "site", "amenity=recycling", false],
    ["node/2", "Point", "site", "amenity=waste_basket", false],
    ["way/23", "Polygon", "facility", "amenity=recycling", false],
    ["way/24", "Polygon", "depot", "landuse=depot", true],
    ["relation/1", "Polygon", "facility", "landuse=landfill", true],
  ]);
  expect(features[0].properties).toMatchObject({ name: "Glass & paper", centre: [10, 50] });
  const hill = features[4];
  expect(hill.geometry.type === "Polygon" && hill.geometry.coordinates.length).toBe(2);
  const [lon, lat] = hill.properties.centre;
  expect(lon > 10 && lon < 10.004 && lat > 50.001 && lat < 50.004).toBe(true);
});

test("an extract without any has none", async () => {
  const { nodes, ways } = TOWN;
  const plain = { 3: nodes[3], 4: nodes[4] };
  const data = await readTown({ nodes: plain, ways: { 20: ways[20] }, relations: [] });
  expect((await osmFeatures(data)).features).toEqual([]);
});

test("the waste features of real extracts are those listed beside them", async () => {
  const folder = sharedData();
  if (folder === null) return reportLeftOut("waste features of real extracts");
  for (const extract of ["monaco", "prague-north"]) {
    const result = await readOsm(readFileSync(join(folder, `osm/${extract}.osm.pbf`)), extract);
    if (!result.ok) throw new Error(result.detail);
    const { features } = await osmFeatures(result.data);
    const file = readFileSync(join(folder, `osm/bins/${extract}.geojson`), "utf8");
    const listed = JSON.parse(file) as FeatureCollection;
    const positions = (collection: FeatureCollection) =>
      collection.features
        .flatMap(({ geometry }) => (geometry.type === "Point" ? [geometry.coordinates.join()] : []))
        .sort();
    const points = new Set(positions({ type: "FeatureCollection", features }));
    const missing = positions(listed).filter((position) => !points.has(position));
    // Outlines are listed by their mean, which is no point of ours.
    const outlineCount = features.filter(({ geometry }) => geometry.type !== "Point").length;
    expect(missing.length, extract).toBeLessThanOrEqual(outlineCount);
    expect(features.length, extract).toBeGreaterThanOrEqual(listed.features.length);
  }
});
