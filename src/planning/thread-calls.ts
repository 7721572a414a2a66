import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { assert } from "../base/index.ts";

/** Work of this thread as a promise, so that its failure is met together with the others'. */
export async function later<T>(work: () => T): Promise<T> {
  await Promise.resolve();
  return work();
}

/**
 * Gives a thread a message and waits for the next one from it; rejects where it fails or ends
 * instead. A waiting thread keeps no process alive, one at work does.
 */
export async function ask(worker: Worker, message: object): Promise<unknown> {
  assert(worker.threadId > 0, "a thread has ended");
  const gone = new AbortController();
  worker.ref();
  worker.postMessage(message);
  try {
    const exit = once(worker, "exit", { signal: gone.signal }).then(([code]) => {
      throw new Error(`a thread ended with code ${String(code)}`);
    });
    const [answer] = await Promise.race([once(worker, "message", { signal: gone.signal }), exit]);
    return answer;
  } finally {
    gone.abort();
    worker.unref();
  }
}
