import type { Worker } from "node:worker_threads";
import { assert } from "../base/index.ts";

/** Work of this thread as a promise, so that its failure is met together with the others'. */
export async function later<T>(work: () => T | Promise<T>): Promise<T> {
  await Promise.resolve();
  return await work();
}

/**
 * Gives a thread a message and waits for the next one from it; rejects where it fails or ends
 * instead. A waiting thread keeps no process alive, one at work does.
 */
export async function ask(worker: Worker, message: object): Promise<unknown> {
  const [answer] = answersOf(worker, 1);
  worker.postMessage(message);
  return await answer;
}

/**
 * The next messages of a thread, each as a promise, to be asked for before they can come; all that
 * have not come reject where it fails or ends. All must be awaited.
 */
export function answersOf(worker: Worker, count: number): Promise<unknown>[] {
  assert(worker.threadId > 0, "a thread has ended");
  const waiting = Array.from({ length: count }, () => Promise.withResolvers<unknown>());
  let arrived = 0;
  const leave = (): void => {
    worker.off("message", onMessage).off("error", onFailure).off("exit", onExit).unref();
  };
  const onMessage = (message: unknown): void => {
    waiting[arrived++]?.resolve(message);
    if (arrived === count) leave();
  };
  const onFailure = (error: unknown): void => {
    leave();
    for (const { reject } of waiting.slice(arrived)) reject(error);
  };
  const onExit = (code: number): void =>
    onFailure(new Error(`a thread ended with code ${String(code)}`));
  worker.on("message", onMessage).on("error", onFailure).on("exit", onExit).ref();
  return waiting.map(({ promise }) => promise);
}
