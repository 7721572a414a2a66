import { Worker } from "node:worker_threads";
import { assert, type TravelMatrix } from "../base/index.ts";
import {
  matrixToFill,
  type Routing,
  type Snap,
  sharedBuckets,
  travelMatrix,
} from "../geo/index.ts";
import type { Found, ToMatrixThread } from "./matrix-messages.ts";
import { fillFreeRows, searchFreePlaces } from "./matrix-rows.ts";
import { answersOf, later } from "./thread-calls.ts";

/**
 * Threads that make one travel matrix together: the one that asks and some more.
 *
 * First the backward searches, a tenth of the work, are shared among the threads that run; then
 * rows are taken by whoever is free, also by threads that have only just started.
 *
 * Roads, buckets and matrix lie in shared memory; roads that do not (just compiled, not read back)
 * are copied.
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
    const shared = {
      routing: { ...routing, names: [] }, // strings are the one thing that would be copied
      places,
      nextPlace: sharedNumbers(1),
      hasTaken: sharedNumbers(this.#workers.length + 1),
    };
    const own = { ...shared, thread: this.#workers.length };
    const answers = this.#workers.map((worker, thread) => {
      const [searched, filled] = answersOf(worker, 2);
      worker.postMessage({ kind: "search", ...shared, thread } satisfies ToMatrixThread);
      return { worker, thread, searched, filled };
    });
    const all = Promise.all(answers.flatMap(({ searched, filled }) => [searched, filled]));
    const made = later(async () => {
      const found = [...searchFreePlaces(own)];
      // A thread that is still starting has nothing, and is not waited for.
      const taking = answers.filter(({ thread }) => Atomics.load(own.hasTaken, thread) !== 0);
      for (const part of await Promise.all(taking.map(({ searched }) => searched))) {
        found.push(...(part as Found)); // what `matrix-worker.ts` answers with
      }
      const task = {
        buckets: sharedBuckets(routing, found),
        matrix: matrixToFill(places.length),
        nextRow: sharedNumbers(1),
      };
      for (const worker of this.#workers) {
        worker.postMessage({ kind: "fill", ...task } satisfies ToMatrixThread);
      }
      fillFreeRows(own, task);
      return task.matrix;
    });
    const [matrix] = await Promise.all([made, all]);
    return matrix;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function sharedNumbers(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}
