import { availableParallelism } from "node:os";
import type { TravelMatrix } from "../base/index.ts";
import type { City, LonLat, PlannedVisit, RouteGeometry } from "../domain/index.ts";
import { AppError, SNAP_RADIUS_M } from "../domain/index.ts";
import {
  legPath,
  type Routing,
  routingFromBytes,
  type Snap,
  snapPlaces,
  travelMatrix,
} from "../geo/index.ts";
import type { Store } from "../store/index.ts";
import { MatrixThreads } from "./matrix-threads.ts";
import { osrmMatrix, osrmServer, withTimesOf } from "./osrm-matrix.ts";
import type { CityMatrices } from "./place-table.ts";

/** A city's roads ready for planning: one routing and one set of snapped places per profile. */
export interface AreaRoads {
  readonly matrices: CityMatrices;
  readonly routings: ReadonlyMap<string, Routing>;
  readonly snaps: ReadonlyMap<string, readonly Snap[]>;
  /** Places that no profile can reach from a road, with the distance to the nearest. */
  readonly offRoad: readonly OffRoadPlace[];
}

export interface OffRoadPlace {
  readonly placeId: string;
  readonly profile: string;
  /** To the nearest road of the profile; null where there is none in sight. */
  readonly nearestM: number | null;
}

/** Routings stay in memory between the jobs of one worker thread, by area, profile and version. */
const routingCache = new Map<string, Routing>();
const ROUTING_CACHE_MAX = 12;

/**
 * From so many places on a matrix is made by several threads: one thread takes half a second for
 * it, about what it costs to start others.
 */
const THREADED_PLACES_MIN = 2000;
const MATRIX_THREADS_MAX = 4;

/** All places of a city, in the order of its travel matrices. */
function cityPlaces(city: City): readonly { readonly id: string; readonly at: LonLat }[] {
  return [
    ...city.depots.map((depot) => ({ id: `depot:${depot.id}`, at: depot })),
    ...city.facilities.map((facility) => ({ id: `facility:${facility.id}`, at: facility })),
    ...city.sites.map((site) => ({ id: `site:${site.id}`, at: site })),
  ];
}

/** Road profiles that a city's vehicle types name. */
export function profilesOf(city: City): readonly string[] {
  return [...new Set(city.vehicleTypes.map((type) => type.profile))].sort();
}

/**
 * Loads a city's roads and its travel matrices; matrices are computed once per road graph, profile
 * and set of places, and kept.
 *
 * Throws `area/no-road-graph` where the area was never imported.
 */
export async function loadAreaRoads(store: Store, city: City): Promise<AreaRoads> {
  const version = await store.roads.graphVersion(city.area.id);
  if (version === null) {
    throw new AppError(
      "area/no-road-graph",
      `area (${city.area.id}) has no road graph: import a city folder first`,
    );
  }
  const places = cityPlaces(city);
  const routings = new Map<string, Routing>();
  const snaps = new Map<string, readonly Snap[]>();
  const byProfile = new Map<string, TravelMatrix>();
  const offRoad: OffRoadPlace[] = [];
  for (const profile of profilesOf(city)) {
    const routing = await loadRouting(store, city.area.id, profile, version);
    const points = places.map(({ at }) => [at.lon, at.lat] as const);
    const snapped = snapPlaces(routing, points, { radiusM: SNAP_RADIUS_M });
    snapped.forEach((snap, index) => {
      if (!snap.ok)
        offRoad.push({ placeId: places[index]?.id ?? "", profile, nearestM: snap.nearestM });
    });
    routings.set(profile, routing);
    snaps.set(profile, snapped);
    byProfile.set(profile, await keptMatrix(store, city, profile, version, routing, snapped));
  }
  const matrices = { placeIds: places.map(({ id }) => id), byProfile };
  return { matrices, routings, snaps, offRoad };
}

/** Road lines of a route, leg by leg, on the roads of its vehicle's profile. */
export function routeGeometry(
  roads: AreaRoads,
  profile: string,
  vehicleId: string,
  visits: readonly PlannedVisit[],
): RouteGeometry {
  const routing = roads.routings.get(profile);
  const snaps = roads.snaps.get(profile);
  if (routing === undefined || snaps === undefined) {
    throw new AppError("internal/failed", `profile (${profile}) is not loaded`);
  }
  const indexOf = new Map(roads.matrices.placeIds.map((id, index) => [id, index]));
  const snapOf = (visit: PlannedVisit): Snap => {
    const snap = snaps[indexOf.get(placeIdOf(visit)) ?? -1];
    if (snap === undefined) throw new AppError("internal/failed", `no place ${visit.placeId}`);
    return snap;
  };
  // A crew rests where its truck stands.
  const standing = (index: number): PlannedVisit | undefined =>
    visits.slice(0, index + 1).findLast(({ kind }) => kind !== "break");
  const legs = visits.slice(1).map((visit, index) => {
    const before = standing(index);
    const stays = visit.kind === "break" || before?.placeId === visit.placeId;
    if (before === undefined || stays) {
      return [[visit.lon, visit.lat] as const];
    }
    const path = legPath(routing, snapOf(before), snapOf(visit));
    if (path === null) {
      throw new AppError(
        "internal/failed",
        `no path from ${before.placeId} to ${visit.placeId} though the matrix has one`,
      );
    }
    return path.coordinates;
  });
  return { vehicleId, legs };
}

function placeIdOf(visit: PlannedVisit): string {
  const kind = visit.kind === "stop" ? "site" : visit.kind === "disposal" ? "facility" : "depot";
  return `${kind}:${visit.placeId}`;
}

async function loadRouting(
  store: Store,
  areaId: string,
  profile: string,
  version: string,
): Promise<Routing> {
  const key = `${areaId} ${profile} ${version}`;
  const cached = routingCache.get(key);
  if (cached !== undefined) return cached;
  const bytes = await store.roads.get(areaId, `routing:${profile}`, version);
  if (bytes === null) {
    throw new AppError(
      "area/no-road-graph",
      `area (${areaId}) has no roads for the profile (${profile}): import the city folder again`,
    );
  }
  const loaded = routingFromBytes(bytes);
  if (!loaded.ok) {
    throw new AppError(
      "area/no-road-graph",
      `the roads kept for area (${areaId}), profile (${profile}) cannot be read: ${loaded.reason}; ` +
        "import the city folder again",
    );
  }
  if (routingCache.size >= ROUTING_CACHE_MAX) routingCache.clear();
  routingCache.set(key, loaded.routing);
  return loaded.routing;
}

async function keptMatrix(
  store: Store,
  city: City,
  profile: string,
  version: string,
  routing: Routing,
  snaps: readonly Snap[],
): Promise<TravelMatrix> {
  const hash = await hashPlaces(city);
  const kind = `matrix:${profile}`;
  const server = osrmServer(process.env);
  const source = server === null ? "" : `:${server.url}/${server.profile}`;
  const matrixVersion = `${version}:${hash}${source}`;
  const kept = await store.roads.get(city.area.id, kind, matrixVersion);
  if (kept !== null) return matrixFromBytes(kept);
  const own = await computeMatrix(routing, snaps);
  const points = cityPlaces(city).map(({ at }) => [at.lon, at.lat] as const);
  const matrix = server === null ? own : withTimesOf(await osrmMatrix(server, points), own);
  await store.roads.put(city.area.id, kind, matrixVersion, matrixToBytes(matrix));
  return matrix;
}

/** By several threads where that saves more than it takes to start them. */
async function computeMatrix(routing: Routing, snaps: readonly Snap[]): Promise<TravelMatrix> {
  const threadCount = Math.min(MATRIX_THREADS_MAX, availableParallelism());
  if (snaps.length < THREADED_PLACES_MIN || threadCount < 2) return travelMatrix(routing, snaps);
  const threads = new MatrixThreads(threadCount);
  try {
    return await threads.matrix(routing, snaps);
  } finally {
    await threads.close();
  }
}

async function hashPlaces(city: City): Promise<string> {
  const text = JSON.stringify(cityPlaces(city).map(({ id, at }) => [id, at.lon, at.lat]));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(digest).toString("hex").slice(0, 32);
}

function matrixToBytes(matrix: TravelMatrix): Uint8Array {
  const size = matrix.travelSec.byteLength;
  const bytes = new Uint8Array(2 * size);
  bytes.set(bytesOf(matrix.travelSec), 0);
  bytes.set(bytesOf(matrix.travelM), size);
  return bytes;
}

function matrixFromBytes(bytes: Uint8Array): TravelMatrix {
  const size = bytes.byteLength / 2;
  const placeCount = Math.round(Math.sqrt(size / 4));
  const shared = new SharedArrayBuffer(2 * size);
  new Uint8Array(shared).set(bytes);
  return {
    placeCount,
    travelSec: new Int32Array(shared, 0, size / 4),
    travelM: new Int32Array(shared, size, size / 4),
  };
}

function bytesOf(numbers: Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
