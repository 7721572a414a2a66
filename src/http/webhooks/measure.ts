import type { SensorModel } from "../../domain/index.ts";
import type { Level } from "./fill-level.ts";
import { decodeFrame, type FrameResult } from "./frames.ts";
import type { Alarm, SentLevel } from "./sent-level.ts";

/** What a message measured, and what speaks against it. */
export interface Measured {
  readonly level:
    | { readonly ok: true; readonly level: Level }
    | { readonly ok: false; readonly code: "no-fill-level"; readonly detail: string };
  readonly alarms: readonly Alarm[];
}

/**
 * Models whose public decoder is known to be wrong: the one that the device repository of The
 * Things Network holds for the LDDS75 gives the battery's millivolts as the distance. Their frames
 * are decoded here, whatever the network's decoder says.
 */
const WRONGLY_DECODED: ReadonlySet<SensorModel> = new Set(["ldds75"]);

/**
 * The level of an item by the network's decoder, or by its frame where that decoder gave none or
 * is known to be wrong.
 *
 * @param model kind of the container's sensor; null where it is not known
 */
export function measure(item: SentLevel, model: SensorModel | null): Measured {
  const { frame } = item;
  const mayDecode = frame !== null && model !== null;
  const isDistrusted = model !== null && WRONGLY_DECODED.has(model);
  if (mayDecode && (item.level === null || isDistrusted)) {
    return fromFrame(decodeFrame(model, frame), isDistrusted ? [] : item.alarms);
  }
  if (item.level !== null) return { level: { ok: true, level: item.level }, alarms: item.alarms };
  const detail =
    frame === null
      ? "the message has an alarm, but no fill level"
      : "no decoded level: set a payload formatter, or the container's sensorModel";
  return { level: { ok: false, code: "no-fill-level", detail }, alarms: item.alarms };
}

function fromFrame(result: FrameResult, alarms: readonly Alarm[]): Measured {
  if (!result.ok) {
    return { level: { ok: false, code: "no-fill-level", detail: result.detail }, alarms };
  }
  const all = [...new Set([...alarms, ...result.alarms])];
  if (result.distanceMm === null) {
    const detail = "the frame has no distance: no sensor, or another kind of message";
    return { level: { ok: false, code: "no-fill-level", detail }, alarms: all };
  }
  const level: Level = { kind: "distance", distanceMm: result.distanceMm };
  return { level: { ok: true, level }, alarms: all };
}
