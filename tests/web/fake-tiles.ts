import { fromGeojsonVt } from "@maplibre/vt-pbf";
import { type Point, type Street, townStreets } from "./fake-town.ts";

const EXTENT = 4096;

/** The streets of the town as one vector tile; every street is in every tile, uncut. */
export function makeTile(z: number, x: number, y: number): Uint8Array {
  const features = townStreets().map((street) => tileFeature(street, { z, x, y }));
  const tile = { features } as unknown as Parameters<typeof fromGeojsonVt>[0][string];
  return fromGeojsonVt({ roads: tile }, { version: 2, extent: EXTENT });
}

function tileFeature(street: Street, tile: { z: number; x: number; y: number }): object {
  const scale = 2 ** tile.z;
  const place = ([lon, lat]: Point): [number, number] => [
    Math.round((((lon + 180) / 360) * scale - tile.x) * EXTENT),
    Math.round((mercatorY(lat) * scale - tile.y) * EXTENT),
  ];
  return {
    type: 2,
    geometry: [street.points.map(place)],
    tags: { class: street.class, name: street.name },
  };
}

/** Share of the world from north to south in web Mercator. */
function mercatorY(lat: number): number {
  const radians = (lat * Math.PI) / 180;
  return (1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2;
}
