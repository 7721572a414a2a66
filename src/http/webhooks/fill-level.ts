import type { Container } from "../../domain/index.ts";

/** A level as a sensor tells it: percent full, or millimetres from the sensor to the waste. */
export type Level =
  | { readonly kind: "percent"; readonly fillPercent: number }
  | { readonly kind: "distance"; readonly distanceMm: number };

export type FillResult =
  | { readonly ok: true; readonly fillPercent: number }
  | { readonly ok: false; readonly code: "no-sensor-geometry"; readonly detail: string };

/**
 * Percent full of a container from its sensor's level.
 *
 * A distance counts between two marks: the sensor's distance to the bottom (`depthMm`, 0 %) and to
 * a full container (`sensorOffsetMm`, 100 %; 0 where it is not known). It is clamped to that range,
 * since echoes from the lid or past the bottom are no fill.
 */
export function fillFromLevel(
  level: Level,
  container: Pick<Container, "id" | "depthMm" | "sensorOffsetMm">,
): FillResult {
  if (level.kind === "percent") return { ok: true, fillPercent: level.fillPercent };
  const { depthMm } = container;
  const offsetMm = container.sensorOffsetMm ?? 0;
  if (depthMm === null || depthMm <= offsetMm) {
    return {
      ok: false,
      code: "no-sensor-geometry",
      detail: `container (${container.id}) needs depthMm (and sensorOffsetMm) to read a distance`,
    };
  }
  const share = (depthMm - level.distanceMm) / (depthMm - offsetMm);
  return { ok: true, fillPercent: Math.min(1, Math.max(0, share)) * 100 };
}
