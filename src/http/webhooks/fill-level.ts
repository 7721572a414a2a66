import type { Container } from "../../domain/index.ts";

/** A level as a sensor tells it: percent full, or millimetres from the sensor to the waste. */
export type Level =
  | { readonly kind: "percent"; readonly fillPercent: number }
  | { readonly kind: "distance"; readonly distanceMm: number };

export type FillResult =
  | {
      readonly ok: true;
      readonly fillPercent: number;
      /** Why the level itself is not to be believed, such as `no-echo`. */
      readonly doubts: readonly string[];
    }
  | {
      readonly ok: false;
      readonly code: "no-sensor-geometry" | "absurd-level";
      readonly detail: string;
    };

/** Levels outside of these say nothing of a container. */
const PERCENT_MIN = -50;
const PERCENT_MAX = 1000;
/** Ultrasonic sensors cannot measure nearer than this; they send it where no echo came back. */
const ECHO_MM_MIN = 20;
/** A distance this far past the bottom is still one to the bottom. */
const DEPTH_SHARE_MAX = 1.1;

/**
 * Percent full of a container from its sensor's level.
 *
 * A distance counts between two marks: the sensor's distance to the bottom (`depthMm`, 0 %) and to
 * a full container (`sensorOffsetMm`, 100 %; 0 where it is not known). It is clamped to that range,
 * since the rim and the bottom are not measured to the millimetre; what is far out of it is kept
 * with a doubt.
 */
export function fillFromLevel(
  level: Level,
  container: Pick<Container, "id" | "depthMm" | "sensorOffsetMm">,
): FillResult {
  if (level.kind === "percent") return fillFromPercent(level.fillPercent);
  const { depthMm } = container;
  const offsetMm = container.sensorOffsetMm ?? 0;
  if (depthMm === null || depthMm <= offsetMm) {
    return {
      ok: false,
      code: "no-sensor-geometry",
      detail: `container (${container.id}) needs depthMm (and sensorOffsetMm) to read a distance`,
    };
  }
  const { distanceMm } = level;
  const share = (depthMm - distanceMm) / (depthMm - offsetMm);
  const doubts =
    distanceMm < ECHO_MM_MIN
      ? ["no-echo"]
      : distanceMm > depthMm * DEPTH_SHARE_MAX
        ? ["beyond-bottom"]
        : [];
  return { ok: true, fillPercent: Math.min(1, Math.max(0, share)) * 100, doubts };
}

function fillFromPercent(fillPercent: number): FillResult {
  if (fillPercent >= PERCENT_MIN && fillPercent <= PERCENT_MAX) {
    return { ok: true, fillPercent, doubts: [] };
  }
  const detail = `${fillPercent} % is not between ${PERCENT_MIN} and ${PERCENT_MAX}`;
  return { ok: false, code: "absurd-level", detail };
}
