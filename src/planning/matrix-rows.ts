import type { TravelMatrix } from "../base/index.ts";
import { type Buckets, MatrixFiller, type Routing, type Snap } from "../geo/index.ts";

/** Rows a thread takes at a time: some milliseconds of work. */
const ROWS_AT_ONCE = 16;

/**
 * Takes rows that no other thread has taken and fills them, until there are none.
 *
 * @param nextRow one shared number, the first row that nobody has taken
 */
export function fillFreeRows(
  routing: Routing,
  places: readonly Snap[],
  parts: readonly Buckets[],
  matrix: TravelMatrix,
  nextRow: Int32Array,
): void {
  const filler = new MatrixFiller(routing, places, parts);
  for (;;) {
    const first = Atomics.add(nextRow, 0, ROWS_AT_ONCE);
    if (first >= places.length) return;
    filler.fillRows({ first, end: Math.min(first + ROWS_AT_ONCE, places.length) }, matrix);
  }
}
