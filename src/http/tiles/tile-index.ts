import { fromGeojsonVt } from "@maplibre/vt-pbf";
import type { FeatureCollection } from "geojson";
import GeoJSONVT from "geojson-vt";

/** Name of the one layer of a tile. */
const ROAD_LAYER = "roads";

/** Deepest zoom that is cut from the lines; the map draws closer ones from it. */
const TILE_ZOOM_MAX = 15;

const EXTENT = 4096;

/** Gives the bytes of a tile, null where no road crosses it. */
export type TileIndex = (z: number, x: number, y: number) => Uint8Array | null;

/**
 * Cuts road lines into vector tiles.
 *
 * @param bytes UTF-8 JSON of a GeoJSON FeatureCollection of lines with `class` and `name`
 */
export function createTileIndex(bytes: Uint8Array): TileIndex {
  // The import has made these bytes; nobody else writes them.
  const lines = JSON.parse(new TextDecoder().decode(bytes)) as FeatureCollection;
  const index = new GeoJSONVT(lines, {
    maxZoom: TILE_ZOOM_MAX,
    indexMaxZoom: 5,
    extent: EXTENT,
    buffer: 64,
    tolerance: 3,
  });
  return (z, x, y) => {
    const tile = index.getTile(z, x, y);
    if (tile === null || tile.features.length === 0) return null;
    return fromGeojsonVt({ [ROAD_LAYER]: tile as never }, { version: 2, extent: EXTENT });
  };
}
