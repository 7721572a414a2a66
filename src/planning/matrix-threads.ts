import { once } from "node:events";
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
    const task = {
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

/** Work of this thread as a promise, so that its failure is met together with the others'. */
async function later<T>(work: () => T): Promise<T> {
  await Promise.resolve();
  return work();
}

/** Gives a thread its task and waits until it is done; rejects where it fails or ends instead. */
async function ask(worker: Worker, task: MatrixTask): Promise<void> {
  assert(worker.threadId > 0, "a matrix thread has ended");
  const gone = new AbortController();
  worker.ref();
  worker.postMessage(task);
  try {
    const exit = once(worker, "exit", { signal: gone.signal }).then(([code]) => {
      throw new Error(`a matrix thread ended with code ${String(code)}`);
    });
    await Promise.race([once(worker, "message", { signal: gone.signal }), exit]);
  } finally {
    gone.abort();
    worker.unref();
  }
}
