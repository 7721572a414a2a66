import type { Level } from "./fill-level.ts";
import {
  field,
  type JsonRecord,
  listOf,
  numberOf,
  recordOf,
  textOf,
  timeOf,
} from "./json-fields.ts";
import { type Alarm, isFireHeat, type MessageItem, noLevel } from "./sent-level.ts";

/** The filling level sensor of uCIFI, and the temperature sensor of IPSO. */
const FILLING_OBJECT = "3435";
const TEMPERATURE_OBJECT = "3303";
/** Resources of the objects. */
const HEIGHT = "1";
const PERCENT = "2";
const LEVEL = "3";
const OUT_OF_LOCATION = "12";
const OUT_OF_POSITION = "13";
const SENSOR_VALUE = "5700";

/** SenML: times below this are seconds from now. */
const ABSOLUTE_SEC_MIN = 2 ** 28;

/** Resources of a device by path, such as `3435/0/2`. */
interface Device {
  id: string | null;
  atMs: number | null;
  readonly values: Map<string, unknown>;
}

/**
 * Reads the LwM2M object 3435 (filling level sensor) in JSON.
 *
 * Taken are records of SenML (`bn`, `bt`, `n`, `t`, `v`, `vb`; an array, or an object with `e`),
 * and objects that hold resources by path (`"3435/0/2": 7`) or nested (`"3435": {"0": {"2": 7}}`).
 * The device is the object's `ep`, `endpoint` or `deviceId`, or what `bn` has before the path.
 * A level in centimetres counts where there is no percentage. A device out of position is tilted,
 * one out of its location was moved, and heat (3303/0/5700) is a fire.
 *
 * @param receivedAtMs stands for a time that the message does not tell, or counts from now
 */
export function readLwm2m(body: unknown, receivedAtMs: number): MessageItem {
  const envelope = recordOf(body);
  const device: Device = {
    id:
      ["ep", "endpoint", "deviceId"].map((name) => textOf(field(envelope, name))).find(isText) ??
      null,
    atMs: stampOf(field(envelope, "t") ?? field(envelope, "timestamp"), receivedAtMs),
    values: new Map(),
  };
  const records = field(envelope, "e");
  if (Array.isArray(body) || Array.isArray(records)) {
    const base = Array.isArray(body) ? [] : [{ bn: envelope["bn"], bt: envelope["bt"] }];
    collectSenml([...base, ...listOf(Array.isArray(body) ? body : records)], device, receivedAtMs);
  } else {
    collectPaths(envelope, "", device.values);
  }
  return itemOf(device, receivedAtMs);
}

function itemOf(device: Device, receivedAtMs: number): MessageItem {
  const filling = instanceOf(device.values, FILLING_OBJECT);
  const heat = instanceOf(device.values, TEMPERATURE_OBJECT);
  if (filling.size === 0 && heat.size === 0) {
    return noLevel("not-an-uplink", `the message has no object ${FILLING_OBJECT}`);
  }
  if (device.id === null) return noLevel("no-device", "the message has no ep, endpoint or bn");
  const level = levelOf(filling);
  const alarms: Alarm[] = [];
  if (filling.get(OUT_OF_POSITION) === true) alarms.push("tilt");
  if (filling.get(OUT_OF_LOCATION) === true) alarms.push("moved");
  if (isFireHeat(numberOf(heat.get(SENSOR_VALUE)), false)) alarms.push("fire");
  if (level === null && alarms.length === 0) {
    return noLevel("no-fill-level", `resource ${FILLING_OBJECT}/0/${PERCENT} is missing`);
  }
  return {
    ok: true,
    containerIds: [],
    deviceIds: [device.id.toLowerCase()],
    atMs: device.atMs ?? receivedAtMs,
    level,
    frame: null,
    sequence: null,
    alarms,
  };
}

/** Records in order: base name and base time hold for those after them, too. */
function collectSenml(records: readonly unknown[], device: Device, receivedAtMs: number): void {
  let baseName = "";
  let baseSec = 0;
  for (const item of records) {
    const record = recordOf(item);
    baseName = textOf(field(record, "bn")) ?? baseName;
    baseSec = numberOf(field(record, "bt")) ?? baseSec;
    const name = baseName + (textOf(field(record, "n")) ?? "");
    const path = /^(.*?)\/?((?:3435|3303)\/\d+\/\d+)$/.exec(name);
    if (path === null) continue;
    const [, prefix = "", resource = ""] = path;
    if (device.id === null && prefix !== "") device.id = prefix.replace(/\/+$/, "");
    const value = field(record, "v") ?? field(record, "vb");
    if (value !== undefined) device.values.set(resource, value);
    if (!resource.startsWith(FILLING_OBJECT)) continue;
    const sec = baseSec + (numberOf(field(record, "t")) ?? 0);
    device.atMs = stampOf(sec === 0 ? null : sec, receivedAtMs) ?? device.atMs;
  }
}

/** Resources by path, or object in object. */
function collectPaths(node: JsonRecord, prefix: string, values: Map<string, unknown>): void {
  for (const [key, value] of Object.entries(node)) {
    if (!/^[/\d]+$/.test(key)) continue;
    const path = `${prefix}/${key}`.replaceAll(/\/+/g, "/").replace(/^\//, "");
    if (typeof value === "object") collectPaths(recordOf(value), path, values);
    else values.set(path, value);
  }
}

/** Resources of the first instance of an object, by their ids. */
function instanceOf(
  values: ReadonlyMap<string, unknown>,
  objectId: string,
): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  let instanceId: string | undefined;
  for (const [path, value] of values) {
    const [object, instance, resource] = path.split("/");
    if (object !== objectId || resource === undefined) continue;
    instanceId ??= instance;
    if (instance === instanceId) found.set(resource, value);
  }
  return found;
}

function levelOf(filling: ReadonlyMap<string, unknown>): Level | null {
  const fillPercent = numberOf(filling.get(PERCENT));
  if (fillPercent !== null) return { kind: "percent", fillPercent };
  const levelCm = numberOf(filling.get(LEVEL));
  const heightCm = numberOf(filling.get(HEIGHT));
  if (levelCm === null || heightCm === null || heightCm <= 0) return null;
  return { kind: "percent", fillPercent: (levelCm / heightCm) * 100 };
}

/** UTC milliseconds of RFC 3339 text, of seconds since 1970, or of seconds from now. */
function stampOf(value: unknown, receivedAtMs: number): number | null {
  const sec = numberOf(value);
  if (sec === null) return timeOf(value);
  const atMs = sec < ABSOLUTE_SEC_MIN ? receivedAtMs + sec * 1000 : sec * 1000;
  return Number.isSafeInteger(Math.round(atMs)) ? Math.round(atMs) : null;
}

function isText(text: string | null): text is string {
  return text !== null;
}
