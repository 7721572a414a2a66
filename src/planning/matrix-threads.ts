import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { assert, type TravelMatrix } from "../base/index.ts";
import {
  columnBuckets,
  matrixToFill,
  type Routing,
  rowsOf,
  type Snap,
  travelMatrix,
} from "../geo/index.ts";
import type { FromMatrixThread, ToMatrixThread } from "./matrix-messages.ts";
import { fillFreeRows } from "./matrix-rows.ts";

/**
 * Threads that make one travel matrix together: the one that asks and some more.
 *
 * The backward searches are split by columns, the rows are taken by whoever is free. Roads, buckets
 * and matrix lie in shared memory; roads that do not (just compiled, not read back) are copied.
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
    const columns = rowsOf(places.length, this.#workers.length + 1);
    const lean = { ...routing, names: [] }; // strings are the one thing that would be copied
    const asked = this.#workers.map((worker, i) =>
      ask(worker, { kind: "columns", routing: lean, places, columns: columns[i + 1] ?? NO_ROWS }),
    );
    const own = later(() => columnBuckets(routing, places, columns[0] ?? NO_ROWS));
    const [ownBuckets, ...answers] = await Promise.all([own, ...asked]);
    const parts = [ownBuckets];
    for (const answer of answers) {
      assert(answer.kind === "buckets", "a thread gave no buckets");
      parts.push(answer.buckets);
    }
    const matrix = matrixToFill(places.length);
    const nextRow = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const filled = this.#workers.map((worker) =>
      ask(worker, { kind: "rows", parts, matrix, nextRow }),
    );
    await Promise.all([
      later(() => fillFreeRows(routing, places, parts, matrix, nextRow)),
      ...filled,
    ]);
    return matrix;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

const NO_ROWS = { first: 0, end: 0 };

/** Work of this thread as a promise, so that its failure is met together with the others'. */
async function later<T>(work: () => T): Promise<T> {
  await Promise.resolve();
  return work();
}

/** Sends a message and waits for the answer; rejects where the thread fails or ends instead. */
async function ask(worker: Worker, message: ToMatrixThread): Promise<FromMatrixThread> {
  const gone = new AbortController();
  worker.ref();
  worker.postMessage(message);
  try {
    const exit = once(worker, "exit", { signal: gone.signal }).then(([code]) => {
      throw new Error(`a matrix thread ended with code ${String(code)}`);
    });
    const answer = once(worker, "message", { signal: gone.signal });
    const [first] = await Promise.race([answer, exit]);
    return first as FromMatrixThread; // the worker sends nothing else
  } finally {
    gone.abort();
    worker.unref();
  }
}
