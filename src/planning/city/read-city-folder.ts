import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { City, CollectionPolicy, Fault, LonLat } from "../../domain/index.ts";
import type { Profile } from "../../geo/index.ts";
import type { Traffic } from "../traffic.ts";
import { isMissing } from "./csv-table.ts";
import { FaultList } from "./faults.ts";
import { cityFolderHash } from "./folder-hash.ts";
import { readContainers } from "./read-containers.ts";
import { readDepots, readFacilities, readVehicles, readVehicleTypes } from "./read-fleet.ts";
import { readProfiles } from "./read-profiles.ts";
import { type CityReadings, readReadings } from "./read-readings.ts";
import { readSites, type SiteRow } from "./read-sites.ts";
import { readStreams, type StreamRow } from "./read-streams.ts";
import { type CitySettings, DEFAULT_POLICY, readSettings } from "./settings.ts";

/** A city as its folder describes it. */
export interface CityFolder {
  readonly directory: string;
  readonly city: City;
  /** The road profiles that its vehicle types may name. */
  readonly profiles: readonly Profile[];
  readonly traffic: Traffic;
  /** The OSM file with the roads, as it is; its ending tells the format. */
  readonly roads: { readonly name: string; readonly bytes: Uint8Array };
  readonly readings: CityReadings;
  /** Changes whenever anything in the folder does; see `cityFolderHash`. */
  readonly sourceHash: string;
  /** What was left out or assumed, for the user to look at; nothing that prevents planning. */
  readonly warnings: readonly Fault[];
}

/** Room round the outermost places of a city whose bounds are not stated, in degrees. */
const BOUNDS_MARGIN = 0.01;

/** Places of one city lie within so many degrees; farther ones are slips of the keyboard. */
const CITY_DEGREES_MAX = 2;

/** Stands in for settings that cannot be read, so that the tables are judged all the same. */
const STAND_IN: CitySettings = {
  id: "city",
  name: "City",
  timeZone: "UTC",
  roads: "roads.osm.pbf",
  attribution: "",
  traffic: [],
  holidays: [],
  sites: { file: "sites.csv", where: {} },
  defaultContainers: { streams: [], perStream: 1 },
  policy: DEFAULT_POLICY,
};

/**
 * Reads a city folder: the format is in `docs/city-folder.md`.
 *
 * @param nowMs the moment of the import, UTC: no reading is later, and demo readings end here
 *
 * Throws `city/invalid` with all faults of all files at once. Cost: O(rows); the readings are read
 * as a stream and held as typed arrays.
 */
export async function readCityFolder(directory: string, nowMs: number): Promise<CityFolder> {
  const root = resolve(directory);
  // Before anything is read: a file that changes meanwhile is then read again at the next start.
  const sourceHash = await hashOf(root);
  const faults = new FaultList();
  const read = await readSettings(root, faults);
  const settings = read ?? STAND_IN;
  const bytes = read === null ? new Uint8Array() : await readRoads(root, settings.roads, faults);
  const streams = await readStreams(root, faults);
  const streamIds = new Set(streams.map((stream) => stream.id));
  const sites = await readSites(root, settings.id, settings.sites, faults);
  const containers = await readContainers(
    root,
    sites.rows,
    streams,
    settings.defaultContainers,
    faults,
  );
  const profiles = await readProfiles(root, faults);
  const known = { streamIds, profileIds: new Set(profiles.map(({ id }) => id)) };
  const fleet = await readFleet(root, settings.id, known, faults);
  checkStreamsServed(streams, fleet, faults);
  const places = [...sites.rows.map(({ site }) => site), ...fleet.depots, ...fleet.facilities];
  checkDistances(places, faults);
  const readings = await readReadings(root, settings.readings, containers, nowMs, faults);
  faults.throwIfAny(root);
  const area = {
    id: settings.id,
    name: settings.name,
    timeZone: settings.timeZone,
    bounds: settings.bounds ?? boundsOf(places),
    attribution: settings.attribution,
  };
  const city: City = {
    area,
    streams: streams.map(({ id, name, densityKgPerM3, compactionRatio }) => ({
      id,
      name,
      densityKgPerM3,
      compactionRatio,
    })),
    sites: sites.rows.map(({ site }) => site),
    containers,
    ...fleet,
    policy: policyOf(settings, streams),
  };
  const warnings = [...readings.warnings, ...emptySiteWarnings(sites.rows, city)];
  const roads = { name: settings.roads, bytes };
  return {
    directory: root,
    city,
    profiles,
    traffic: { hours: settings.traffic, holidays: settings.holidays },
    roads,
    readings,
    sourceHash,
    warnings,
  };
}

/** Hash of the folder; empty where there is none, which its missing files tell. */
async function hashOf(directory: string): Promise<string> {
  try {
    return await cityFolderHash(directory);
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

type Fleet = Pick<City, "vehicleTypes" | "vehicles" | "depots" | "facilities">;

async function readFleet(
  directory: string,
  areaId: string,
  known: { readonly streamIds: ReadonlySet<string>; readonly profileIds: ReadonlySet<string> },
  faults: FaultList,
): Promise<Fleet> {
  const { streamIds } = known;
  const vehicleTypes = await readVehicleTypes(directory, known, faults);
  const depots = await readDepots(directory, areaId, faults);
  const facilities = await readFacilities(directory, areaId, streamIds, faults);
  const typeIds = new Set(vehicleTypes.map((type) => type.id));
  const vehicles = await readVehicles(directory, areaId, { typeIds, depots }, faults);
  return { vehicleTypes, vehicles, depots, facilities };
}

async function readRoads(directory: string, file: string, faults: FaultList): Promise<Uint8Array> {
  try {
    return await readFile(join(directory, file));
  } catch (error) {
    if (!isMissing(error)) throw error;
    faults.add("city.json:roads", `roads (${file}) is not in the folder: put the OSM file there`);
    return new Uint8Array();
  }
}

/** A stream that no vehicle takes or no facility accepts could never be collected. */
function checkStreamsServed(streams: readonly StreamRow[], fleet: Fleet, faults: FaultList): void {
  const taken = new Set(fleet.vehicleTypes.flatMap((type) => type.streamIds));
  const accepted = new Set(fleet.facilities.flatMap((facility) => facility.streamIds));
  for (const { id } of streams) {
    if (!taken.has(id)) {
      faults.add("vehicle-types.csv:streams", `no vehicle type takes the stream (${id}): add it`);
    }
    if (!accepted.has(id)) {
      faults.add("facilities.csv:streams", `no facility accepts the stream (${id}): add it`);
    }
  }
}

/** Places far from all others: longitude and latitude swapped, or a digit lost. */
function checkDistances(
  places: readonly (LonLat & { readonly id: string })[],
  faults: FaultList,
): void {
  const lon = middle(places.map((place) => place.lon));
  const lat = middle(places.map((place) => place.lat));
  for (const place of places) {
    const off = Math.max(Math.abs(place.lon - lon), Math.abs(place.lat - lat));
    if (off <= CITY_DEGREES_MAX) continue;
    faults.add(
      `place:${place.id}`,
      `${place.id} lies at lon ${place.lon}, lat ${place.lat}, far from the city's middle ` +
        `(${lon}, ${lat}): check that lon and lat are not swapped`,
    );
  }
}

function middle(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[ordered.length >> 1] ?? 0;
}

function boundsOf(places: readonly LonLat[]): readonly [number, number, number, number] {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const { lon, lat } of places) {
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return [west - BOUNDS_MARGIN, south - BOUNDS_MARGIN, east + BOUNDS_MARGIN, north + BOUNDS_MARGIN];
}

function policyOf(settings: CitySettings, streams: readonly StreamRow[]): CollectionPolicy {
  const intervalDaysMax: Record<string, number> = {};
  for (const stream of streams) {
    if (stream.intervalDaysMax !== null) intervalDaysMax[stream.id] = stream.intervalDaysMax;
  }
  return { ...settings.policy, intervalDaysMax };
}

function emptySiteWarnings(sites: readonly SiteRow[], city: City): Fault[] {
  const used = new Set(city.containers.map((container) => container.siteId));
  const empty = sites.filter(({ site }) => !used.has(site.id));
  if (empty.length === 0) return [];
  return [
    {
      pointer: "containers.csv:site",
      detail:
        `${empty.length} of ${sites.length} sites have no container and are never visited, ` +
        `first (${empty[0]?.site.id ?? ""})`,
    },
  ];
}
