import type { City, Vehicle } from "../domain/index.ts";

/** How long before the first shift the day is planned. */
export const BEFORE_SHIFT_SEC = 2 * 3600;

/** First start and last end of the shifts of the vehicles on duty; null where none is. */
export function dutySpan(
  vehicles: readonly Vehicle[],
): { readonly startSec: number; readonly endSec: number } | null {
  const active = vehicles.filter((vehicle) => vehicle.active);
  if (active.length === 0) return null;
  return {
    startSec: Math.min(...active.map(({ shiftStartSec }) => shiftStartSec)),
    endSec: Math.max(...active.map(({ shiftEndSec }) => shiftEndSec)),
  };
}

/** Seconds after midnight at which a city's day is planned; midnight where nobody is on duty. */
export function planningClockSec({ vehicles }: City): number {
  return Math.max(0, (dutySpan(vehicles)?.startSec ?? 0) - BEFORE_SHIFT_SEC);
}
