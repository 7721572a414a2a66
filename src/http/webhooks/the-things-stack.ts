import { EMPTY, recordOf, timeOf } from "./json-fields.ts";
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

/**
 * Reads an uplink message of The Things Stack v3.
 *
 * The time is the gateway's where it is near the network's time of receipt, else that time. Fields
 * that are 0 or false are left out by the network server: no `f_cnt` is the frame counter 0.
 *
 * @param body parsed JSON of the message, of any form
 */
export function readUplink(body: unknown): MessageItem {
  const message = recordOf(body);
  const uplink = recordOf(message["uplink_message"]);
  if (uplink === EMPTY) {
    const kind = Object.keys(message).find(
      (name) => recordOf(message[name]) !== EMPTY && name !== "end_device_ids",
    );
    return noLevel(
      "not-an-uplink",
      `the message (${kind ?? "of no kind"}) carries no uplink_message`,
    );
  }
  if (message["simulated"] === true) {
    return noLevel("simulated", "a message sent by hand from the console changes no fill level");
  }
  const deviceEui = recordOf(message["end_device_ids"])["dev_eui"];
  if (typeof deviceEui !== "string" || deviceEui === "") {
    return noLevel("no-device", "end_device_ids.dev_eui is missing");
  }
  const receivedMs = timeOf(uplink["received_at"]) ?? timeOf(message["received_at"]);
  if (receivedMs === null) return noLevel("no-time", "uplink_message.received_at is missing");
  const payload = recordOf(uplink["decoded_payload"]);
  const level = decodedLevel(payload);
  const alarms = decodedAlarms(payload);
  const frame = frameOf(uplink["frm_payload"], uplink["f_port"]);
  if (level === null && frame === null && alarms.length === 0) {
    return noLevel(
      "no-fill-level",
      payload === EMPTY
        ? "frm_payload and decoded_payload are missing"
        : `decoded_payload has none of ${LEVEL_NAMES.join(", ")}`,
    );
  }
  return {
    ok: true,
    containerIds: [],
    deviceIds: [deviceEui.toLowerCase()],
    atMs: believedTime(
      [
        timeOf(recordOf(uplink["settings"])["time"]),
        ...recordsOf(uplink["rx_metadata"]).map((gateway) => timeOf(gateway["time"])),
      ],
      receivedMs,
    ),
    level,
    frame,
    sequence: frameSequence(uplink["f_cnt"], receivedMs),
    alarms,
  };
}
