/** Milliseconds of an hour. */
export const HOUR_MS = 3_600_000;

/** Milliseconds of a day. */
export const DAY_MS = 24 * HOUR_MS;

/** From this fill on a sensor cannot see more: what comes after is lost to it. */
export const SATURATED_PERCENT = 98;

/** From this fill on a sensor cannot tell more; a coarse one stands at its last step but one. */
export function saturatedPercent(stepPercent: number): number {
  return Math.min(SATURATED_PERCENT, 100 - (stepPercent > 5 ? stepPercent : 0));
}

/**
 * One container's fill levels, oldest first, each time once.
 *
 * Both arrays have one entry a reading: UTC milliseconds, and percent full (0 empty, 100 full).
 */
export interface FillReadings {
  readonly atMs: Float64Array;
  readonly fillPercent: Float64Array;
}

/**
 * Brings readings into the order the forecast needs, whatever order they came in.
 *
 * Any permutation of the same readings gives the same result: of several at one time the fullest
 * is kept, since a container taken for too full costs a visit and one taken for too empty an
 * overflow. Times that are not finite are left out.
 */
export function orderReadings(
  atMs: ArrayLike<number>,
  fillPercent: ArrayLike<number>,
): FillReadings {
  const order: number[] = [];
  for (let i = 0; i < atMs.length; i++) if (Number.isFinite(atMs[i])) order.push(i);
  order.sort((i, j) => atMs[i] - atMs[j] || compareFill(fillPercent[i], fillPercent[j]));
  const orderedMs = new Float64Array(order.length);
  const orderedPercent = new Float64Array(order.length);
  let count = 0;
  for (const i of order) {
    if (count > 0 && orderedMs[count - 1] === atMs[i]) count--;
    orderedMs[count] = atMs[i];
    orderedPercent[count++] = fillPercent[i];
  }
  return { atMs: orderedMs.slice(0, count), fillPercent: orderedPercent.slice(0, count) };
}

/** The readings at or before `atMs`, as views on the same memory. Cost: O(log n). */
export function readingsUntil(readings: FillReadings, atMs: number): FillReadings {
  let low = 0;
  let high = readings.atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (readings.atMs[middle] <= atMs) low = middle + 1;
    else high = middle;
  }
  return {
    atMs: readings.atMs.subarray(0, low),
    fillPercent: readings.fillPercent.subarray(0, low),
  };
}

/** Orders fill levels with what is not a number first, so that it loses against any number. */
function compareFill(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : a - b;
}
