import { MatrixFiller } from "../geo/index.ts";
import type { MatrixTask } from "./matrix-messages.ts";

/** Rows a thread takes at a time: some milliseconds of work. */
const ROWS_AT_ONCE = 16;

/** Takes rows that no other thread has taken and fills them, until there are none. */
export function fillFreeRows({ routing, places, buckets, matrix, nextRow }: MatrixTask): void {
  const filler = new MatrixFiller(routing, places, buckets);
  for (;;) {
    const first = Atomics.add(nextRow, 0, ROWS_AT_ONCE);
    if (first >= places.length) return;
    filler.fillRanks({ first, end: Math.min(first + ROWS_AT_ONCE, places.length) }, matrix);
  }
}
