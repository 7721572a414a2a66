import { type BucketEntries, bucketSearch, MatrixFiller } from "../geo/index.ts";
import type { FillTask, Found, SearchTask } from "./matrix-messages.ts";

/** Places or rows a thread takes at a time: some milliseconds of work. */
const PLACES_AT_ONCE = 64;
const ROWS_AT_ONCE = 16;

/** Takes places that no other thread has taken and searches from them, until there are none. */
export function searchFreePlaces(task: SearchTask): Found {
  const { routing, places, nextPlace, hasTaken, thread } = task;
  const found: BucketEntries[] = [];
  // Told before anything is taken, so that the asking thread never misses a part.
  Atomics.store(hasTaken, thread, 1);
  if (Atomics.load(nextPlace, 0) >= places.length) return found;
  const search = bucketSearch(routing, places);
  for (;;) {
    const first = Atomics.add(nextPlace, 0, PLACES_AT_ONCE);
    if (first >= places.length) return found;
    found.push(search.entriesOf(first, Math.min(first + PLACES_AT_ONCE, places.length)));
  }
}

/** Takes rows that no other thread has taken and fills them, until there are none. */
export function fillFreeRows(
  { routing, places }: Pick<SearchTask, "routing" | "places">,
  { buckets, matrix, nextRow }: FillTask,
): void {
  const filler = new MatrixFiller(routing, places, buckets);
  for (;;) {
    const first = Atomics.add(nextRow, 0, ROWS_AT_ONCE);
    if (first >= places.length) return;
    filler.fillRanks({ first, end: Math.min(first + ROWS_AT_ONCE, places.length) }, matrix);
  }
}
