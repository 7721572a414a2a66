import type { QualityCode } from "../../domain/index.ts";

/** Trust in one fill level, with the reasons for less than full trust. */
export interface Trust {
  readonly quality: QualityCode;
  readonly reasons: readonly string[];
}

/** A fill this far outside 0 to 100 may still be rounding or a heap over the rim. */
const TOLERATED_PERCENT = 10;

/**
 * Trust in a fill level by its own value.
 *
 * @param alarms what speaks against it beside its value, such as `tilt` or `no-echo`
 */
export function trustOf(fillPercent: number, alarms: readonly string[]): Trust {
  if (alarms.length > 0) return { quality: 3, reasons: alarms };
  if (fillPercent >= 0 && fillPercent <= 100) return { quality: 0, reasons: [] };
  const isNear = fillPercent >= -TOLERATED_PERCENT && fillPercent <= 100 + TOLERATED_PERCENT;
  return { quality: isNear ? 1 : 2, reasons: ["out-of-range"] };
}
