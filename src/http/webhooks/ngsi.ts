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
import {
  type Alarm,
  isFireHeat,
  type MessageContext,
  type MessageItem,
  noLevel,
} from "./sent-level.ts";

/** What each status of the data model says against the level. */
const ALARM_OF_STATUS: ReadonlyMap<string, Alarm> = new Map([
  ["lidOpen", "lid"],
  ["dropped", "dropped"],
  ["moved", "moved"],
  ["vandalized", "vandalised"],
  ["burning", "fire"],
]);

/** Attributes of the entity that say when its level was seen, in case the level does not. */
const TIME_NAMES = [
  "dateObserved",
  "binLoggedTime",
  "dateLastUpdated",
  "dateModified",
  "modifiedAt",
] as const;

/**
 * Reads entities of the FIWARE data model WasteContainer, as a context broker posts them.
 *
 * The body is a notification, one entity or an array of them; in NGSI-LD or NGSI-v2, normalised,
 * concise or as key values. `fillingLevel` is a share from 0 to 1. The container is the one whose
 * id is the entity's, whole or without `urn:ngsi-ld:WasteContainer:`; else the one whose device has
 * that id, or one of `refDevice`. An entity without any time was seen when it was sent.
 */
export function readNgsi(body: unknown, context: MessageContext): readonly MessageItem[] {
  const message = recordOf(body);
  const notifiedMs = timeOf(field(message, "notifiedAt"));
  const data = field(message, "data");
  const entities = Array.isArray(data) ? data : listOf(body);
  return entities.map((entity) => readEntity(recordOf(entity), notifiedMs ?? context.receivedAtMs));
}

function readEntity(entity: JsonRecord, sentMs: number): MessageItem {
  const type = textOf(listOf(field(entity, "type"))[0]) ?? "none";
  if (!/(^|[/#:])WasteContainer$/.test(type)) {
    return noLevel("not-an-uplink", `the entity's type (${type}) is not WasteContainer`);
  }
  const id = textOf(field(entity, "id"));
  if (id === null) return noLevel("no-device", "the entity has no id");
  const filling = attribute(entity, "fillingLevel");
  const share = numberOf(filling.value);
  const alarms = alarmsOf(entity);
  if (share === null && alarms.length === 0) {
    return noLevel("no-fill-level", "the entity has no fillingLevel that is a number");
  }
  const ids = textsOf([id, id.replace(/^urn:ngsi-ld:WasteContainer:/i, "")]);
  const devices = textsOf(listOf(attribute(entity, "refDevice").value));
  const times = TIME_NAMES.map((name) => timeValue(attribute(entity, name).value));
  return {
    ok: true,
    containerIds: ids,
    deviceIds: textsOf([
      ...devices,
      ...devices.map((device) => device.replace(/^urn:ngsi-ld:Device:/i, "")),
      ...ids,
    ]).map((device) => device.toLowerCase()),
    atMs: [filling.atMs, ...times].find((atMs) => atMs !== null) ?? sentMs,
    level: share === null ? null : { kind: "percent", fillPercent: share * 100 },
    frame: null,
    sequence: null,
    alarms,
  };
}

interface Attribute {
  readonly value: unknown;
  readonly atMs: number | null;
}

/** An attribute by its short name, whether the entity writes it so or as an expanded IRI. */
function attribute(entity: JsonRecord, name: string): Attribute {
  const key = Object.hasOwn(entity, name)
    ? name
    : Object.keys(entity).find((long) => long.endsWith(`/${name}`) || long.endsWith(`#${name}`));
  const stated = key === undefined ? undefined : field(entity, key);
  // Several values of one attribute come as an array of objects: the first one counts.
  const first = Array.isArray(stated) && isRecord(stated[0]) ? stated[0] : stated;
  if (!isRecord(first)) return { value: first, atMs: null };
  const metadata = recordOf(field(first, "metadata"));
  const stamp = ["TimeInstant", "timestamp", "dateModified"]
    .map((part) => timeValue(field(recordOf(field(metadata, part)), "value")))
    .find((atMs) => atMs !== null);
  return {
    value: field(first, "value") ?? field(first, "object"),
    atMs: timeValue(field(first, "observedAt")) ?? stamp ?? null,
  };
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A time as text, or as the JSON-LD value `{"@type": "DateTime", "@value": …}`. */
function timeValue(value: unknown): number | null {
  return timeOf(value) ?? timeOf(field(recordOf(value), "@value"));
}

function alarmsOf(entity: JsonRecord): Alarm[] {
  const alarms = listOf(attribute(entity, "status").value).flatMap((status) => {
    const alarm = typeof status === "string" ? ALARM_OF_STATUS.get(status) : undefined;
    return alarm === undefined ? [] : [alarm];
  });
  const isHot = isFireHeat(numberOf(attribute(entity, "temperature").value), false);
  if (isHot) alarms.push("fire");
  return [...new Set(alarms)];
}
