import { centroid } from "@turf/turf";
import type { Feature } from "geojson";
import { z } from "zod";
import type { LonLat, Site } from "../../domain/index.ts";
import { readCsvTable, readText, tellWrongEncoding } from "./csv-table.ts";
import type { FaultList } from "./faults.ts";
import { isId, RowReader } from "./fields.ts";
import type { CitySettings } from "./settings.ts";
import { UniqueIds } from "./unique-ids.ts";

/** A site with the tags that its source gave it; empty for a CSV file. */
export interface SiteRow {
  readonly site: Site;
  readonly tags: Readonly<Record<string, string>>;
}

/** Sites, and how many features of a GeoJSON file were no sites by the settings' `where`. */
export interface SiteTable {
  readonly rows: readonly SiteRow[];
  readonly leftOutCount: number;
}

const COLUMNS = { required: ["id", "lon", "lat"], optional: ["name", "address"] };

const DEGREES = {
  lon: { min: -180, max: 180, whole: false },
  lat: { min: -90, max: 90, whole: false },
} as const;

const collectionSchema = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(
    z.object({
      type: z.literal("Feature"),
      id: z.union([z.string(), z.number()]).optional(),
      geometry: z.looseObject({ type: z.string(), coordinates: z.array(z.unknown()) }),
      properties: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
});

type PointFeature = z.output<typeof collectionSchema>["features"][number];

/** Reads the sites from CSV, or from GeoJSON such as an export of recycling points from OSM. */
export async function readSites(
  directory: string,
  areaId: string,
  settings: CitySettings["sites"],
  faults: FaultList,
): Promise<SiteTable> {
  if (/\.(geo)?json$/.test(settings.file)) {
    return readGeoJsonSites(directory, areaId, settings, faults);
  }
  const rows = await readCsvTable(directory, settings.file, COLUMNS, faults);
  const ids = new UniqueIds();
  const sites = rows.map((row) => {
    const reader = new RowReader(row, faults);
    const id = ids.add(reader, "id");
    const address = reader.raw("address");
    const name = reader.raw("name") || address || id;
    return { site: { id, areaId, name, address, ...readLonLat(reader) }, tags: {} };
  });
  if (sites.length === 0) faults.add(settings.file, "has no sites: add a row for each");
  return { rows: sites, leftOutCount: 0 };
}

/** Reads `lon` and `lat` in degrees. */
export function readLonLat(reader: RowReader): LonLat {
  const lon = reader.number("lon", DEGREES.lon);
  const lat = reader.number("lat", DEGREES.lat);
  if (lon === 0 && lat === 0) {
    reader.fault("lon", "lon and lat are both 0, which lies in the sea: give the real place");
  }
  return { lon, lat };
}

async function readGeoJsonSites(
  directory: string,
  areaId: string,
  settings: CitySettings["sites"],
  faults: FaultList,
): Promise<SiteTable> {
  const { file, where } = settings;
  const text = await readText(directory, file);
  if (text === null) {
    faults.add(file, "the file is missing: add it, or name sites.csv in city.json");
    return { rows: [], leftOutCount: 0 };
  }
  const features = parseFeatures(text, file, faults);
  const rows: SiteRow[] = [];
  const seen = new Map<string, number>();
  let leftOutCount = 0;
  for (const [index, feature] of features.entries()) {
    const tags = stringTags(feature);
    if (!Object.entries(where).every(([key, value]) => tags[key] === value)) {
      leftOutCount++;
      continue;
    }
    const pointer = `${file}:features.${index}`;
    const row = siteOfFeature(feature, tags, areaId, pointer, faults);
    if (row === null) continue;
    const earlier = seen.get(row.site.id);
    if (earlier === undefined) seen.set(row.site.id, index);
    else faults.add(`${pointer}.id`, `id (${row.site.id}) is that of feature ${earlier} already`);
    rows.push(row);
  }
  if (rows.length === 0) {
    faults.add(file, `none of ${features.length} features is a site: check sites.where`);
  }
  return { rows, leftOutCount };
}

function parseFeatures(text: string, file: string, faults: FaultList): readonly PointFeature[] {
  tellWrongEncoding(text, file, faults);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    faults.add(file, `is not JSON (${reason}): correct it`);
    return [];
  }
  const parsed = collectionSchema.safeParse(value);
  if (parsed.success) return parsed.data.features;
  for (const issue of parsed.error.issues.slice(0, 20)) {
    faults.add(`${file}:${issue.path.join(".")}`, issue.message);
  }
  return [];
}

function siteOfFeature(
  feature: PointFeature,
  tags: Readonly<Record<string, string>>,
  areaId: string,
  pointer: string,
  faults: FaultList,
): SiteRow | null {
  const given = tags["id"] ?? tags["@id"] ?? feature.id;
  if (given === undefined) {
    faults.add(`${pointer}.id`, "the feature has no id: give it one");
    return null;
  }
  // OSM writes `node/350568270`; a slash would part the address of a resource.
  const id = String(given).replaceAll("/", "-");
  if (!isId(id)) {
    faults.add(
      `${pointer}.id`,
      `id (${id}) must be 1 to 100 letters, digits, dots, dashes, colons or underscores`,
    );
  }
  const place = placeOf(feature);
  if (place === null) {
    faults.add(
      `${pointer}.geometry`,
      `the place (${JSON.stringify(feature.geometry.coordinates).slice(0, 60)}) must be ` +
        "longitude and latitude in degrees",
    );
    return null;
  }
  const street = [tags["addr:street"], tags["addr:housenumber"]].filter(Boolean).join(" ");
  const address = tags["address"] ?? street;
  const name = tags["name"] ?? (address || id);
  return { site: { id, areaId, name, address, ...place }, tags };
}

/** The point itself, or the middle of an outline. */
function placeOf(feature: PointFeature): LonLat | null {
  // turf takes any GeoJSON; what it makes of a wrong one is judged below.
  const [lon, lat] =
    feature.geometry.type === "Point"
      ? feature.geometry.coordinates
      : centroid(feature as unknown as Feature).geometry.coordinates;
  if (typeof lon !== "number" || typeof lat !== "number") return null;
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
  return { lon, lat };
}

function stringTags(feature: PointFeature): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [key, value] of Object.entries(feature.properties ?? {})) {
    if (typeof value === "string" || typeof value === "number") tags[key] = String(value);
  }
  return tags;
}
