import type { SensorModel } from "../../domain/index.ts";
import { type Alarm, type Frame, isFireHeat } from "./sent-level.ts";

/** What a raw frame says; null where it says nothing of a field. */
export type FrameResult =
  | {
      readonly ok: true;
      readonly distanceMm: number | null;
      readonly celsius: number | null;
      /** Milesight's sensors tell percent, Dragino's volts. */
      readonly batteryPercent: number | null;
      readonly batteryMv: number | null;
      readonly alarms: readonly Alarm[];
    }
  | { readonly ok: false; readonly detail: string };

/**
 * Decodes the frame of a container sensor.
 *
 * Milesight's sensors send channels in any order, Dragino's fields at fixed places. A frame with a
 * channel that its model does not have is refused as a whole: the length of an unknown channel is
 * not known, so that all bytes after it could be anything.
 *
 * Source: the makers' public descriptions of their frames.
 */
export function decodeFrame(model: SensorModel, frame: Frame): FrameResult {
  return model === "ldds75" ? decodeLdds75(frame) : decodeMilesight(MILESIGHT[model], frame.bytes);
}

type Field =
  | "battery"
  | "temperature"
  | "distance"
  | "position"
  | "temperature-alarm"
  | "distance-alarm";

type Channels = ReadonlyMap<number, Field>;

const FIELD_BYTES: Readonly<Record<Field, number>> = {
  battery: 1,
  temperature: 2,
  distance: 2,
  position: 1,
  "temperature-alarm": 3,
  "distance-alarm": 3,
};

const EM400_CHANNELS: Channels = new Map<number, Field>([
  [0x0175, "battery"],
  [0x0367, "temperature"],
  [0x0482, "distance"],
  [0x0500, "position"],
  [0x8367, "temperature-alarm"],
  [0x8482, "distance-alarm"],
]);
const EM310_CHANNELS: Channels = new Map<number, Field>([
  [0x0175, "battery"],
  [0x0382, "distance"],
  [0x0400, "position"],
]);
const EM500_CHANNELS: Channels = new Map<number, Field>([
  [0x0175, "battery"],
  [0x0382, "distance"],
]);

/** Channels by channel id and type, the id in the upper byte. */
const MILESIGHT: Readonly<Record<Exclude<SensorModel, "ldds75">, Channels>> = {
  "em310-udl": EM310_CHANNELS,
  "em400-mud": EM400_CHANNELS,
  "em400-tld": EM400_CHANNELS,
  "em400-udl": EM400_CHANNELS,
  "em500-udl": EM500_CHANNELS,
};

/** Channel id, type, and a value of one to three bytes, the lowest byte first; and so on. */
function decodeMilesight(channels: Channels, bytes: Uint8Array): FrameResult {
  const view = viewOf(bytes);
  let distanceMm: number | null = null;
  let celsius: number | null = null;
  let batteryPercent: number | null = null;
  let isTilted = false;
  let hasHeatAlarm = false;
  let offset = 0;
  while (offset < bytes.length) {
    const channel = offset + 2 <= bytes.length ? view.getUint16(offset) : -1;
    const field = channels.get(channel);
    const at = offset + 2;
    if (field === undefined || at + FIELD_BYTES[field] > bytes.length) {
      return { ok: false, detail: `the frame is not one of this sensor from byte ${offset} on` };
    }
    if (field === "battery") batteryPercent = view.getUint8(at);
    if (field === "position") isTilted = view.getUint8(at) === 1;
    if (field === "distance" || field === "distance-alarm") distanceMm = view.getUint16(at, true);
    if (field === "temperature" || field === "temperature-alarm") {
      celsius = view.getInt16(at, true) / 10;
    }
    if (field === "temperature-alarm") hasHeatAlarm = view.getUint8(at + 2) === 1;
    offset = at + FIELD_BYTES[field];
  }
  const alarms: Alarm[] = isTilted ? ["tilt"] : [];
  if (isFireHeat(celsius, hasHeatAlarm)) alarms.push("fire");
  return { ok: true, distanceMm, celsius, batteryPercent, batteryMv: null, alarms };
}

/** Port of Dragino's measurements; others carry its settings. */
const LDDS75_PORT = 2;
/** Battery and the state of the interrupt, without the sensor: the device finds none. */
const LDDS75_BYTES_WITHOUT_SENSOR = 4;
/** Where the sensor of temperature that later firmware knows has its value, in 0.1 °C. */
const LDDS75_CELSIUS_OFFSET = 5;
const LDDS75_BYTES_WITH_CELSIUS = 8;
/** The upper two bits of the battery's field are not its voltage. */
const BATTERY_MASK = 0x3fff;

function decodeLdds75({ bytes, port }: Frame): FrameResult {
  if (port !== null && port !== LDDS75_PORT) {
    return { ok: false, detail: `port ${port} carries no measurement of this sensor` };
  }
  if (bytes.length < LDDS75_BYTES_WITHOUT_SENSOR) {
    return {
      ok: false,
      detail: `the frame has ${bytes.length} bytes: this sensor sends 4 or more`,
    };
  }
  const view = viewOf(bytes);
  const batteryMv = view.getUint16(0) & BATTERY_MASK;
  const hasSensor = bytes.length > LDDS75_BYTES_WITHOUT_SENSOR;
  // Where the last byte says that a temperature sensor is there; else its field is 0.
  const hasCelsius = bytes.length >= LDDS75_BYTES_WITH_CELSIUS && view.getUint8(7) === 1;
  const celsius = hasCelsius ? view.getInt16(LDDS75_CELSIUS_OFFSET) / 10 : null;
  return {
    ok: true,
    distanceMm: hasSensor ? view.getUint16(2) : null,
    celsius,
    batteryPercent: null,
    batteryMv,
    alarms: isFireHeat(celsius, false) ? ["fire"] : [],
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
