import type { Level } from "./fill-level.ts";
import { EMPTY, field, firstNumber, type JsonRecord, recordOf } from "./json-fields.ts";

/** Bytes of a LoRaWAN uplink, as the sensor sent them. */
export interface Frame {
  readonly bytes: Uint8Array;
  /** LoRaWAN port; null where the message does not tell it. */
  readonly port: number | null;
}

/** What may speak against a level, or call for someone, beside the level itself. */
export type Alarm = "tilt" | "lid" | "fire" | "moved" | "dropped" | "vandalised" | "reported-bad";

/** What a message says of one container. */
export interface SentLevel {
  readonly ok: true;
  /** Ids that the container may have, the likeliest first. */
  readonly containerIds: readonly string[];
  /** Ids that its sensor may have, in lower case, the likeliest first. */
  readonly deviceIds: readonly string[];
  readonly atMs: number;
  /** Null where the message only has the raw frame, or an alarm. */
  readonly level: Level | null;
  readonly frame: Frame | null;
  readonly sequence: number | null;
  readonly alarms: readonly Alarm[];
}

/** A part of a message that brings no reading, and why. */
export interface NoLevel {
  readonly ok: false;
  readonly code: "not-an-uplink" | "simulated" | "no-device" | "no-time" | "no-fill-level";
  readonly detail: string;
}

/** One item of a message: a level, or why it brings none. */
export type MessageItem = SentLevel | NoLevel;

/** What readers of messages know beside the message. */
export interface MessageContext {
  readonly receivedAtMs: number;
  /** The query parameter `event`, by which ChirpStack names its events; null without it. */
  readonly event: string | null;
}

/** Reads a message of one kind of source: parsed JSON of any form. */
export type MessageReader = (body: unknown, context: MessageContext) => readonly MessageItem[];

/** Names under which decoders write percent full. */
const PERCENT_NAMES = [
  "fill_percent",
  "fillPercent",
  "fill_level",
  "fillLevel",
  "filling_level",
  "fill_level_percent",
  "level_percent",
  "fullness",
] as const;
/** Names under which decoders write the full share, 0 to 1. */
const SHARE_NAMES = ["fill_ratio", "fillRatio", "fillingLevel"] as const;
/** Names under which decoders write millimetres from the sensor to the waste. */
const DISTANCE_NAMES = ["distance", "distance_mm", "distanceMm"] as const;

/** Names under which decoders write a level, for messages that have none. */
export const LEVEL_NAMES: readonly string[] = [...PERCENT_NAMES, ...SHARE_NAMES, ...DISTANCE_NAMES];

/** No weather makes a container this hot. */
const FIRE_CELSIUS = 70;
/** As hot as this is a fire where the sensor's own threshold was passed too. */
const FIRE_WITH_ALARM_CELSIUS = 50;

/** Says that an item brings no reading. */
export function noLevel(code: NoLevel["code"], detail: string): NoLevel {
  return { ok: false, code, detail };
}

/** The level of a decoded payload; null where it has none. */
export function decodedLevel(payload: JsonRecord): Level | null {
  const percent = firstNumber(payload, PERCENT_NAMES);
  if (percent !== null) return { kind: "percent", fillPercent: percent };
  const share = firstNumber(payload, SHARE_NAMES);
  if (share !== null) return { kind: "percent", fillPercent: share * 100 };
  const distanceMm = firstNumber(payload, DISTANCE_NAMES);
  return distanceMm === null ? null : { kind: "distance", distanceMm };
}

/** A level sent while the container lies on its side, is open or burns is not to be believed. */
export function decodedAlarms(payload: JsonRecord): Alarm[] {
  if (payload === EMPTY) return [];
  const says = (names: readonly string[], ...values: readonly unknown[]) =>
    names.some((name) => values.includes(field(payload, name)));
  const alarms: Alarm[] = [];
  if (says(["position", "tilt"], "tilt", true) || says(["upturned"], 1, true)) alarms.push("tilt");
  if (says(["lid", "cover"], "open") || says(["lid_open", "lidOpen"], 1, true)) alarms.push("lid");
  const isFire = says(["fire", "fire_alarm", "fireAlarm", "firealarm"], 1, true, "alarm", "fire");
  const celsius = firstNumber(payload, ["temperature"]);
  const hasHeatAlarm = says(["temperature_alarm"], "threshold_alarm", true, 1);
  if (isFire || isFireHeat(celsius, hasHeatAlarm)) alarms.push("fire");
  return alarms;
}

/** Whether a temperature inside a container means that it burns. */
export function isFireHeat(celsius: number | null, hasHeatAlarm: boolean): boolean {
  if (celsius === null) return false;
  return celsius >= (hasHeatAlarm ? FIRE_WITH_ALARM_CELSIUS : FIRE_CELSIUS);
}

/** The frame of base64 text, as network servers send it; null where there is none. */
export function frameOf(base64: unknown, port: unknown): Frame | null {
  if (typeof base64 !== "string" || base64 === "" || base64.length > FRAME_TEXT_MAX) return null;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const isPort = typeof port === "number" && Number.isInteger(port);
  return { bytes: new Uint8Array(Buffer.from(base64, "base64")), port: isPort ? port : null };
}

/** LoRaWAN carries at most 242 bytes. */
const FRAME_TEXT_MAX = 400;

/** Seconds after which the stamp in a sequence begins anew: 12 days. */
const STAMP_RANGE_SEC = 2 ** 20;
const FRAME_COUNT_MAX = 2 ** 32 - 1;

/**
 * A number of an uplink that the same uplink has again when it is sent twice.
 *
 * The frame counter begins anew after a join and after a device's reset, so that alone it would
 * make new readings look like old ones: the sequence is the frame counter times 2^20 plus the
 * second of receipt within 12 days. Fields that are 0 are left out by the network servers: no
 * frame counter is the frame counter 0.
 */
export function frameSequence(frameCount: unknown, receivedMs: number): number {
  const isCount =
    typeof frameCount === "number" &&
    Number.isInteger(frameCount) &&
    frameCount >= 0 &&
    frameCount <= FRAME_COUNT_MAX;
  const stampSec =
    ((Math.floor(receivedMs / 1000) % STAMP_RANGE_SEC) + STAMP_RANGE_SEC) % STAMP_RANGE_SEC;
  return (isCount ? frameCount : 0) * STAMP_RANGE_SEC + stampSec;
}

/** Frame counter of a sequence that `frameSequence` made. */
export function frameCountOf(sequence: number): number {
  return Math.floor(sequence / STAMP_RANGE_SEC);
}

/** A gateway's clock further off than this from the network's is not believed. */
const GATEWAY_CLOCK_MS_MAX = 10 * 60_000;

/** First of the gateways' stamps that is near the network's time of receipt, else that time. */
export function believedTime(stamps: readonly (number | null)[], receivedMs: number): number {
  const believed = stamps.find(
    (stampMs) => stampMs !== null && Math.abs(stampMs - receivedMs) <= GATEWAY_CLOCK_MS_MAX,
  );
  return believed ?? receivedMs;
}

/** The objects of a list; of something that is no list, none. */
export function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}
