import { EMPTY, field, recordOf, timeOf } from "./json-fields.ts";
import {
  believedTime,
  decodedAlarms,
  decodedLevel,
  frameOf,
  frameSequence,
  LEVEL_NAMES,
  type MessageItem,
  noLevel,
  recordsOf,
} from "./sent-level.ts";

/** Hexadecimal digits of a UUID that fit into a whole number. */
const UUID_DIGITS = 12;

/**
 * Reads an event of ChirpStack v4 as its HTTP integration posts it.
 *
 * The integration names the event in the query parameter `event`; only `up` brings a level. One
 * uplink has one `deduplicationId`, however many gateways heard it and however often it is posted:
 * its first 48 bits are the sequence. Without one the frame counter and the time stand for it.
 *
 * @param event the query parameter; null where the sender left it out, then the form decides
 */
export function readChirpStack(body: unknown, event: string | null): MessageItem {
  const message = recordOf(body);
  if (event !== null && event !== "up") {
    return noLevel("not-an-uplink", `the event (${event.slice(0, 50)}) carries no reading`);
  }
  if (event === null && !["data", "object", "fPort"].some((name) => name in message)) {
    return noLevel("not-an-uplink", "the message has none of data, object and fPort");
  }
  const deviceEui = recordOf(message["deviceInfo"])["devEui"];
  if (typeof deviceEui !== "string" || deviceEui === "") {
    return noLevel("no-device", "deviceInfo.devEui is missing");
  }
  const gateways = recordsOf(message["rxInfo"]);
  const sentMs = timeOf(message["time"]);
  const networkMs = gateways.map((gateway) => timeOf(gateway["nsTime"])).find(isTime);
  const receivedMs = networkMs ?? sentMs;
  if (receivedMs === null) return noLevel("no-time", "time is missing");
  const payload = recordOf(message["object"]);
  const level = decodedLevel(payload);
  const alarms = decodedAlarms(payload);
  const frame = frameOf(message["data"], message["fPort"]);
  if (level === null && frame === null && alarms.length === 0) {
    return noLevel(
      "no-fill-level",
      payload === EMPTY
        ? "data and object are missing"
        : `object has none of ${LEVEL_NAMES.join(", ")}`,
    );
  }
  return {
    ok: true,
    containerIds: [],
    deviceIds: [deviceEui.toLowerCase()],
    atMs: believedTime([sentMs], receivedMs),
    level,
    frame,
    sequence:
      sequenceOfUuid(field(message, "deduplicationId")) ??
      frameSequence(message["fCnt"], receivedMs),
    alarms,
  };
}

function isTime(atMs: number | null): atMs is number {
  return atMs !== null;
}

function sequenceOfUuid(value: unknown): number | null {
  if (typeof value !== "string") return null;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return null;
  return Number.parseInt(value.replaceAll("-", "").slice(0, UUID_DIGITS), 16);
}
