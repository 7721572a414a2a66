import type { TravelMatrix } from "../base/index.ts";
import type { City, LonLat, PlannedVisit, RouteGeometry } from "../domain/index.ts";
import { AppError, SNAP_RADIUS_M } from "../domain/index.ts";
import { legPath, type Routing, routingFromBytes, type Snap, snapPlaces } from "../geo/index.ts";
import type { Store } from "../store/index.ts";
import { keptMatrix, ownMatrix } from "./kept-matrix.ts";
import { osrmMatrix, osrmServer, withTimesOf } from "./osrm-matrix.ts";
import type { CityMatrices } from "./place-table.ts";
import { loadTraffic } from "./traffic.ts";

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

/** All places of a city, in the order of its travel matrices. */
function cityPlaces(city: City): readonly Place[] {
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
 * and hours of traffic, and kept; places that are new since then cost a row and a column each.
 *
 * @param osrmUrl OSRM server whose times are taken in place of our own; null: none
 *
 * Throws `area/no-road-graph` where the area was never imported.
 */
export async function loadAreaRoads(
  store: Store,
  city: City,
  osrmUrl: string | null,
): Promise<AreaRoads> {
  const version = await store.roads.graphVersion(city.area.id);
  if (version === null) {
    throw new AppError(
      "area/no-road-graph",
      `area (${city.area.id}) has no road graph: import a city folder first`,
    );
  }
  const places = cityPlaces(city);
  const traffic = await loadTraffic(store, city.area.id, version);
  const routings = new Map<string, Routing>();
  const snaps = new Map<string, readonly Snap[]>();
  const byProfile = new Map<string, TravelMatrix>();
  const inTraffic = new Map<string, readonly TravelMatrix[]>();
  const offRoad: OffRoadPlace[] = [];
  for (const profile of profilesOf(city)) {
    const ask = { store, areaId: city.area.id, version, places, osrmUrl };
    const routing = await loadRouting(store, city.area.id, profile, version);
    const snapped = snapAll(routing, places);
    snapped.forEach((snap, index) => {
      if (!snap.ok)
        offRoad.push({ placeId: places[index]?.id ?? "", profile, nearestM: snap.nearestM });
    });
    routings.set(profile, routing);
    snaps.set(profile, snapped);
    byProfile.set(profile, await matrixOf({ ...ask, roads: profile }));
    // An OSRM server knows nothing of our traffic: its times hold all day.
    const entries = osrmUrl === null ? traffic.hours.keys() : [];
    const matrices: TravelMatrix[] = [];
    for (const entry of entries) {
      matrices.push(await matrixOf({ ...ask, roads: roadsInTraffic(profile, entry) }));
    }
    inTraffic.set(profile, matrices);
  }
  const placeIds = places.map(({ id }) => id);
  return {
    matrices: { placeIds, byProfile, traffic: { ...traffic, matrices: inTraffic } },
    routings,
    snaps,
    offRoad,
  };
}

/** Name of a profile's roads as they are while an entry of the traffic holds. */
export function roadsInTraffic(profile: string, entry: number): string {
  return `${profile}@${entry}`;
}

interface Place {
  readonly id: string;
  readonly at: LonLat;
}

interface MatrixAsk {
  readonly store: Store;
  readonly areaId: string;
  readonly version: string;
  readonly places: readonly Place[];
  readonly osrmUrl: string | null;
  /** A profile, or `roadsInTraffic`. */
  readonly roads: string;
}

/** A matrix from the store; its roads are looked at only where it is not there. */
async function matrixOf(ask: MatrixAsk): Promise<TravelMatrix> {
  const { store, areaId, places, roads, osrmUrl } = ask;
  const server = osrmUrl === null ? null : osrmServer(osrmUrl);
  const source = server === null ? "" : `:${server.url}/${server.profile}`;
  const placeKeys = places.map(({ id, at }) => `${id} ${at.lon} ${at.lat}`);
  const key = { areaId, kind: `matrix:${roads}`, version: `${ask.version}${source}`, placeKeys };
  return await keptMatrix(store, key, async (known) => {
    const routing = await loadRouting(store, areaId, roads, ask.version);
    const snapped = snapAll(routing, places);
    if (server === null) return await ownMatrix(routing, snapped, placeKeys, known);
    const own = await ownMatrix(routing, snapped, placeKeys, null);
    return withTimesOf(await osrmMatrix(server, pointsOf(places)), own);
  });
}

function snapAll(routing: Routing, places: readonly Place[]): readonly Snap[] {
  return snapPlaces(routing, pointsOf(places), { radiusM: SNAP_RADIUS_M });
}

function pointsOf(places: readonly Place[]): (readonly [number, number])[] {
  return places.map(({ at }) => [at.lon, at.lat] as const);
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
