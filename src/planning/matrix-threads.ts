import { Worker } from "node:worker_threads";
import { assert, type TravelMatrix } from "../base/index.ts";
import {
  matrixToFill,
  type Routing,
  type Snap,
  sharedBuckets,
  travelMatrix,
} from "../geo/index.ts";
import type { MatrixTask } from "./matrix-messages.ts";
import { fillFreeRows } from "./matrix-rows.ts";
import { ask, later } from "./thread-calls.ts";

/**
 * Threads that make one travel matrix together: the one that asks and some more.
 *
 * The backward searches, a twelfth of the work, are made once while the others start; then rows are
 * taken by whoever is free. Roads, buckets and matrix lie in shared memory; roads that do not (just
 * compiled, not read back) are copied.
 */
export class MatrixThreads {
  readonly #workers: readonly Worker[];

  /** @param threadCount all threads, the asking one among them */
  constructor(threadCount: number) {
    assert(threadCount >= 1, () => `threadCount (${threadCount}) must be at least 1`);
    this.#workers = Array.from({ length: threadCount - 1 }, () => {
      const worker = new Worker(new URL("./matrix-worker.ts", import.meta.url));
      worker.unref(); // a waiting thread keeps no process alive
      return worker;
    });
  }

  /**
   * The travel matrix of some places, byte for byte that of `travelMatrix`; one at a time.
   *
   * Rejects where a thread dies; the threads cannot be used after that.
   */
  async matrix(routing: Routing, places: readonly Snap[]): Promise<TravelMatrix> {
    if (this.#workers.length === 0 || routing.hierarchy === null) {
      return travelMatrix(routing, places);
    }
    const task: MatrixTask = {
      routing: { ...routing, names: [] }, // strings are the one thing that would be copied
      places,
      buckets: sharedBuckets(routing, places),
      matrix: matrixToFill(places.length),
      nextRow: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    };
    const others = this.#workers.map((worker) => ask(worker, task));
    await Promise.all([later(() => fillFreeRows(task)), ...others]);
    return task.matrix;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
