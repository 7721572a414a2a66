import { fromGeojsonVt } from "@maplibre/vt-pbf";
import { type Point, type Street, townStreets } from "./fake-town.ts";

const EXTENT = 4096;

/** How far outside a tile its lines may reach, so that their ends are not seen. */
const MARGIN = 1024;

/** The streets of the town as one vector tile, cut at corners outside it. */
export function makeTile(z: number, x: number, y: number): Uint8Array {
  const features = townStreets()
    .map((street) => tileFeature(street, { z, x, y }))
    .filter(({ geometry }) => geometry.length > 0);
  const tile = { features } as unknown as Parameters<typeof fromGeojsonVt>[0][string];
  return fromGeojsonVt({ roads: tile }, { version: 2, extent: EXTENT });
}

function tileFeature(street: Street, tile: { z: number; x: number; y: number }) {
  const scale = 2 ** tile.z;
  const place = ([lon, lat]: Point): [number, number] => [
    Math.round((((lon + 180) / 360) * scale - tile.x) * EXTENT),
    Math.round((mercatorY(lat) * scale - tile.y) * EXTENT),
  ];
  return {
    type: 2,
    geometry: runsInside(street.points.map(place)),
    tags: { class: street.class, name: street.name },
  };
}

/** Pieces of a line whose stretches have an end in the tile or its margin. */
function runsInside(points: readonly [number, number][]): [number, number][][] {
  const isInside = (point: readonly number[] | undefined): boolean =>
    point?.every((value) => value >= -MARGIN && value <= EXTENT + MARGIN) ?? false;
  const runs: [number, number][][] = [];
  for (const [i, point] of points.entries()) {
    const previous = points[i - 1];
    if (previous === undefined || !(isInside(previous) || isInside(point))) continue;
    const run = runs.at(-1);
    if (run?.at(-1) === previous) run.push(point);
    else runs.push([previous, point]);
  }
  return runs;
}

/** Share of the world from north to south in web Mercator. */
function mercatorY(lat: number): number {
  const radians = (lat * Math.PI) / 180;
  return (1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2;
}
