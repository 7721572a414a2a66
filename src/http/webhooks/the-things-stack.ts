import type { Level } from "./fill-level.ts";

/** A reading that The Things Stack brought, or why the message brings none. */
export type UplinkResult =
  | {
      readonly ok: true;
      /** `dev_eui` in lower case. */
      readonly deviceId: string;
      readonly atMs: number;
      readonly level: Level;
      readonly sequence: number;
      /** What the sensor says against its own level, such as `tilt`. */
      readonly alarms: readonly string[];
    }
  | {
      readonly ok: false;
      readonly code: "not-an-uplink" | "simulated" | "no-device" | "no-time" | "no-fill-level";
      readonly detail: string;
    };

/** A gateway's clock further off than this from the network's is not believed. */
const GATEWAY_CLOCK_MS_MAX = 10 * 60_000;

/** Seconds after which the stamp in a sequence begins anew: 12 days. */
const STAMP_RANGE_SEC = 2 ** 20;
const FRAME_COUNT_MAX = 2 ** 32 - 1;

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

/**
 * Reads an uplink message of The Things Stack v3.
 *
 * The time is the gateway's where it is near the network's time of receipt, else that time. Fields
 * that are 0 or false are left out by the network server: no `f_cnt` is the frame counter 0.
 *
 * The frame counter begins anew after a join and after a device's reset, so that alone it would
 * make new readings look like old ones: the sequence is the frame counter times 2^20 plus the
 * second of receipt within 12 days. The same message sent twice has the same sequence.
 *
 * @param body parsed JSON of the message, of any form
 */
export function readUplink(body: unknown): UplinkResult {
  const message = recordOf(body);
  const uplink = recordOf(message["uplink_message"]);
  if (uplink === EMPTY) {
    const kind = Object.keys(message).find(
      (name) => recordOf(message[name]) !== EMPTY && name !== "end_device_ids",
    );
    return ignore(
      "not-an-uplink",
      `the message (${kind ?? "of no kind"}) carries no uplink_message`,
    );
  }
  if (message["simulated"] === true) {
    return ignore("simulated", "a message sent by hand from the console changes no fill level");
  }
  const deviceEui = recordOf(message["end_device_ids"])["dev_eui"];
  if (typeof deviceEui !== "string" || deviceEui === "") {
    return ignore("no-device", "end_device_ids.dev_eui is missing");
  }
  const receivedMs = timeOf(uplink["received_at"]) ?? timeOf(message["received_at"]);
  if (receivedMs === null) return ignore("no-time", "uplink_message.received_at is missing");
  const payload = recordOf(uplink["decoded_payload"]);
  const level = levelOf(payload);
  if (level === null) {
    return ignore(
      "no-fill-level",
      payload === EMPTY
        ? "decoded_payload is missing: set a payload formatter for the device"
        : `decoded_payload has none of ${[...PERCENT_NAMES, ...SHARE_NAMES, ...DISTANCE_NAMES].join(", ")}`,
    );
  }
  return {
    ok: true,
    deviceId: deviceEui.toLowerCase(),
    atMs: measuredMs(uplink, receivedMs),
    level,
    sequence: sequenceOf(uplink["f_cnt"], receivedMs),
    alarms: alarmsOf(payload),
  };
}

/** Frame counter of a sequence that `readUplink` made. */
export function frameCountOf(sequence: number): number {
  return Math.floor(sequence / STAMP_RANGE_SEC);
}

const EMPTY: Readonly<Record<string, unknown>> = Object.freeze({});

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return EMPTY;
  return value as Readonly<Record<string, unknown>>; // an object that is no array, just checked
}

function ignore(
  code: Extract<UplinkResult, { ok: false }>["code"],
  detail: string,
): Extract<UplinkResult, { ok: false }> {
  return { ok: false, code, detail };
}

function measuredMs(uplink: Readonly<Record<string, unknown>>, receivedMs: number): number {
  const gateways: readonly unknown[] = Array.isArray(uplink["rx_metadata"])
    ? uplink["rx_metadata"]
    : [];
  const stamps = [
    timeOf(recordOf(uplink["settings"])["time"]),
    ...gateways.map((gateway) => timeOf(recordOf(gateway)["time"])),
  ];
  const believed = stamps.find(
    (stampMs) => stampMs !== null && Math.abs(stampMs - receivedMs) <= GATEWAY_CLOCK_MS_MAX,
  );
  return believed ?? receivedMs;
}

/** UTC milliseconds of an RFC 3339 time with up to nine digits of a second; null for others. */
function timeOf(value: unknown): number | null {
  if (typeof value !== "string") return null;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value)) return null;
  const atMs = Date.parse(value.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isFinite(atMs) ? atMs : null;
}

function sequenceOf(frameCount: unknown, receivedMs: number): number {
  const isCount =
    typeof frameCount === "number" &&
    Number.isInteger(frameCount) &&
    frameCount >= 0 &&
    frameCount <= FRAME_COUNT_MAX;
  const stampSec =
    ((Math.floor(receivedMs / 1000) % STAMP_RANGE_SEC) + STAMP_RANGE_SEC) % STAMP_RANGE_SEC;
  return (isCount ? frameCount : 0) * STAMP_RANGE_SEC + stampSec;
}

function levelOf(payload: Readonly<Record<string, unknown>>): Level | null {
  const percent = firstNumber(payload, PERCENT_NAMES);
  if (percent !== null) return { kind: "percent", fillPercent: percent };
  const share = firstNumber(payload, SHARE_NAMES);
  if (share !== null) return { kind: "percent", fillPercent: share * 100 };
  const distanceMm = firstNumber(payload, DISTANCE_NAMES);
  return distanceMm === null ? null : { kind: "distance", distanceMm };
}

function firstNumber(
  payload: Readonly<Record<string, unknown>>,
  names: readonly string[],
): number | null {
  for (const name of names) {
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return null;
}

/** A level sent while the container lies on its side or its lid is open is not to be believed. */
function alarmsOf(payload: Readonly<Record<string, unknown>>): string[] {
  const position = payload["position"];
  return position === "tilt" || payload["tilt"] === true || payload["tilt"] === "tilt"
    ? ["tilt"]
    : [];
}
