import { litres } from "../../base/index.ts";
import { type Container, SENSOR_MODELS, type SensorModel } from "../../domain/index.ts";
import { readCsvTable, readText } from "./csv-table.ts";
import type { FaultList } from "./faults.ts";
import { RowReader } from "./fields.ts";
import type { SiteRow } from "./read-sites.ts";
import type { StreamRow } from "./read-streams.ts";
import type { CitySettings } from "./settings.ts";
import { reference, UniqueIds } from "./unique-ids.ts";

/** Assumed where neither the container nor its stream states a size: a four-wheeled bin. */
const ASSUMED_VOLUME_L = 1100;

const COLUMNS = {
  required: ["id", "site", "stream"],
  optional: ["volume_l", "device", "depth_mm", "sensor_offset_mm", "sensor_model"],
};

const LENGTH_MM = { min: 1, max: 20_000, whole: false };

/**
 * Reads `containers.csv`; without the file every site gets the containers that its `recycling:*`
 * tags or the settings say.
 */
export async function readContainers(
  directory: string,
  sites: readonly SiteRow[],
  streams: readonly StreamRow[],
  defaults: CitySettings["defaultContainers"],
  faults: FaultList,
): Promise<readonly Container[]> {
  if ((await readText(directory, "containers.csv")) === null) {
    return defaultContainers(sites, streams, defaults, faults);
  }
  const rows = await readCsvTable(directory, "containers.csv", COLUMNS, faults);
  const ids = new UniqueIds();
  const devices = new Map<string, number>();
  const siteIds = new Set(sites.map(({ site }) => site.id));
  const streamOf = new Map(streams.map((stream) => [stream.id, stream]));
  const streamIds = new Set(streamOf.keys());
  return rows.map((row) => {
    const reader = new RowReader(row, faults);
    const streamId = reference(reader, "stream", streamIds, "streams.csv");
    const volumeL =
      reader.optionalNumber("volume_l", { min: 10, max: 40_000, whole: false }) ??
      streamOf.get(streamId)?.defaultVolumeL ??
      ASSUMED_VOLUME_L;
    return {
      id: ids.add(reader, "id"),
      siteId: reference(reader, "site", siteIds, "the sites"),
      streamId,
      volumeL: litres(volumeL),
      deviceId: readDevice(reader, devices),
      ...readGeometry(reader),
      sensorModel: readModel(reader),
    };
  });
}

function readDevice(reader: RowReader, lineOf: Map<string, number>): string | null {
  const device = reader.raw("device").toLowerCase();
  if (device === "") return null;
  const line = lineOf.get(device);
  if (line === undefined) lineOf.set(device, reader.row.line);
  else reader.fault("device", `device (${device}) is on line ${line} already: a sensor has one`);
  return device;
}

function readModel(reader: RowReader): SensorModel | null {
  const text = reader.raw("sensor_model").toLowerCase();
  if (text === "") return null;
  const model = SENSOR_MODELS.find((name) => name === text);
  if (model !== undefined) return model;
  reader.fault(
    "sensor_model",
    `sensor_model (${text}) must be empty or one of ${SENSOR_MODELS.join(", ")}`,
  );
  return null;
}

function readGeometry(reader: RowReader): Pick<Container, "depthMm" | "sensorOffsetMm"> {
  const depthMm = reader.optionalNumber("depth_mm", LENGTH_MM);
  const sensorOffsetMm = reader.optionalNumber("sensor_offset_mm", { ...LENGTH_MM, min: 0 });
  if (depthMm !== null && sensorOffsetMm !== null && sensorOffsetMm >= depthMm) {
    reader.fault(
      "sensor_offset_mm",
      `sensor_offset_mm (${sensorOffsetMm}) must be less than depth_mm (${depthMm})`,
    );
  }
  return { depthMm, sensorOffsetMm };
}

function defaultContainers(
  sites: readonly SiteRow[],
  streams: readonly StreamRow[],
  defaults: CitySettings["defaultContainers"],
  faults: FaultList,
): readonly Container[] {
  const known = new Set(streams.map((stream) => stream.id));
  for (const streamId of defaults.streams) {
    if (known.has(streamId)) continue;
    faults.add(
      "city.json:defaultContainers.streams",
      `the stream (${streamId}) is not in streams.csv: add it there or leave it out`,
    );
  }
  const containers = sites.flatMap(({ site, tags }) => {
    const tagged = streams.filter((stream) => stream.osmTags.some((tag) => tags[tag] === "yes"));
    const chosen =
      tagged.length > 0 ? tagged : streams.filter((stream) => defaults.streams.includes(stream.id));
    return chosen.flatMap((stream) => containersOf(site.id, stream, defaults.perStream));
  });
  if (containers.length === 0 && sites.length > 0) {
    faults.add(
      "containers.csv",
      "the file is missing and no site says its streams: add it, or set " +
        "defaultContainers.streams in city.json",
    );
  }
  return containers;
}

function containersOf(siteId: string, stream: StreamRow, count: number): Container[] {
  return Array.from({ length: count }, (_, index) => ({
    id: count === 1 ? `${siteId}-${stream.id}` : `${siteId}-${stream.id}-${index + 1}`,
    siteId,
    streamId: stream.id,
    volumeL: litres(stream.defaultVolumeL ?? ASSUMED_VOLUME_L),
    deviceId: null,
    depthMm: null,
    sensorOffsetMm: null,
    sensorModel: null,
  }));
}
