import { AppError } from "../../domain/index.ts";
import type { Handlers } from "../call.ts";
import { areaOf } from "./lookups.ts";

/** Kind under which the import stores an area's road lines. */
const LINES = "lines";
const YEAR_SEC = 365 * 24 * 3600;

/** Road tiles. */
export const TILE_HANDLERS = {
  async getTile({ services, shared, params, query, request, response }) {
    const { store } = services;
    const { areaId, z, x, y } = params;
    await areaOf(store, areaId);
    const version = await store.roads.graphVersion(areaId);
    if (version === null) throw noRoads(areaId);
    // A tile asked for by the version it was made from never changes; without, it is asked anew.
    const isPinned = query.v === version;
    response.set("Cache-Control", isPinned ? `public, max-age=${YEAR_SEC}, immutable` : "no-cache");
    const tag = `"${version}/${z}/${x}/${y}"`;
    response.set("ETag", tag);
    if (request.get("if-none-match") === tag) {
      response.status(304).end();
      return null;
    }
    const tile = await shared.tiles.get({ areaId, version, z, x, y }, async () => {
      const lines = await store.roads.get(areaId, LINES, version);
      if (lines === null) throw noRoads(areaId);
      return lines;
    });
    if (tile === null) response.status(204).end();
    else response.type("application/vnd.mapbox-vector-tile").send(Buffer.from(tile));
    return null;
  },
} satisfies Partial<Handlers>;

function noRoads(areaId: string): AppError {
  return new AppError(
    "area/no-road-graph",
    `areaId (${areaId}) has no road lines yet: import its city first`,
  );
}
