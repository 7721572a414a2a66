import type { Level } from "./fill-level.ts";
import {
  field,
  type JsonRecord,
  listOf,
  numberOf,
  recordOf,
  textOf,
  textsOf,
  timeOf,
} from "./json-fields.ts";
import { type Alarm, decodedAlarms, type MessageItem, noLevel } from "./sent-level.ts";

/** Millimetres in each unit of length that a datastream may have. */
const MM_OF_UNIT: ReadonlyMap<string, number> = new Map([
  ["mm", 1],
  ["cm", 10],
  ["m", 1000],
]);
/** Symbols of a share from 0 to 1. */
const SHARE_UNITS: ReadonlySet<string> = new Set(["1", "ratio"]);
/** What `resultQuality` says of a result that is to be believed. */
const GOOD_QUALITIES: ReadonlySet<string> = new Set(["", "good", "ok", "valid"]);

/**
 * Reads observations of the OGC SensorThings API 1.1.
 *
 * The body is one observation, an array of them, or a collection in `value`. The container is found
 * by what is expanded (`Datastream.Thing`: its name, or `containerId` and `deviceId` among its
 * properties), by `parameters.containerId` and `.deviceId`, or by a device id
 * `datastream:<@iot.id>`. Without an expanded unit the result is percent full; `mm`, `cm` and `m`
 * are distances.
 */
export function readSensorThings(body: unknown): readonly MessageItem[] {
  const value = field(recordOf(body), "value");
  const observations = Array.isArray(value) ? value : listOf(body);
  return observations.map((observation) => readObservation(recordOf(observation)));
}

function readObservation(observation: JsonRecord): MessageItem {
  const stream = recordOf(field(observation, "Datastream"));
  const parameters = recordOf(field(observation, "parameters"));
  const result = numberOf(field(observation, "result"));
  if (!Object.hasOwn(observation, "result")) {
    return noLevel("not-an-uplink", "the message has no result: it is no observation");
  }
  const thing = recordOf(field(stream, "Thing"));
  const properties = recordOf(field(thing, "properties"));
  const streamId = field(stream, "@iot.id") ?? field(observation, "Datastream@iot.id");
  const containerIds = textsOf([
    field(parameters, "containerId"),
    field(properties, "containerId"),
    field(thing, "name"),
  ]);
  const deviceIds = textsOf([
    field(parameters, "deviceId"),
    field(properties, "deviceId"),
    typeof streamId === "number" || typeof streamId === "string" ? `datastream:${streamId}` : null,
  ]).map((device) => device.toLowerCase());
  if (containerIds.length === 0 && deviceIds.length === 0) {
    return noLevel("no-device", "Datastream has no @iot.id, and no Thing is expanded");
  }
  const atMs = phenomenonTime(field(observation, "phenomenonTime"));
  const seenMs = atMs ?? timeOf(field(observation, "resultTime"));
  if (seenMs === null) return noLevel("no-time", "phenomenonTime and resultTime are missing");
  const level = result === null ? null : levelOf(result, stream);
  if (level === null) {
    return noLevel("no-fill-level", "result is no number in percent, a share or a length");
  }
  const alarms: Alarm[] = [...decodedAlarms(parameters)];
  if (isBad(field(observation, "resultQuality"))) alarms.push("reported-bad");
  return {
    ok: true,
    containerIds,
    deviceIds,
    atMs: seenMs,
    level,
    frame: null,
    sequence: null,
    alarms,
  };
}

/** The time, or the end of an interval `start/end`. */
function phenomenonTime(value: unknown): number | null {
  return typeof value === "string" ? timeOf(value.split("/").at(-1)) : null;
}

function levelOf(result: number, stream: JsonRecord): Level | null {
  const unit = recordOf(field(stream, "unitOfMeasurement"));
  const symbol = textOf(field(unit, "symbol")) ?? "%";
  if (symbol === "%") return { kind: "percent", fillPercent: result };
  if (SHARE_UNITS.has(symbol)) return { kind: "percent", fillPercent: result * 100 };
  const unitMm = MM_OF_UNIT.get(symbol);
  return unitMm === undefined ? null : { kind: "distance", distanceMm: result * unitMm };
}

function isBad(quality: unknown): boolean {
  return typeof quality === "string" && !GOOD_QUALITIES.has(quality.toLowerCase());
}
