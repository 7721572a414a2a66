import { Worker } from "node:worker_threads";
import type { Job, JobProgress } from "../domain/index.ts";
import type { FromWorker, ToWorker, WorkerSetup } from "./messages.ts";

/** How a job in a worker thread came to its end. */
export type WorkerEnd =
  /** The worker has written the end to the store. */
  | { readonly kind: "ended"; readonly details: string | null }
  /** The thread died; the store does not know. */
  | { readonly kind: "crashed"; readonly details: string }
  /** The thread was stopped because it did not heed the cancelling. */
  | { readonly kind: "stopped" };

interface Running {
  readonly jobId: string;
  readonly cancelCell: Int32Array;
  readonly onProgress: (progress: JobProgress) => void;
  readonly end: (end: WorkerEnd) => void;
  stopTimer: NodeJS.Timeout | null;
}

/** One worker thread, started when first needed, kept warm, and started anew after a crash. */
export class WorkerSlot {
  readonly #setup: WorkerSetup;
  readonly #cancelGraceMs: number;
  readonly #onCold: (details: string) => void;
  #worker: Worker | null = null;
  #running: Running | null = null;

  /** @param onCold told where the thread could not load what jobs need */
  constructor(setup: WorkerSetup, cancelGraceMs: number, onCold: (details: string) => void) {
    this.#onCold = onCold;
    this.#setup = setup;
    this.#cancelGraceMs = cancelGraceMs;
  }

  /** Id of the job that runs; null between jobs. */
  get jobId(): string | null {
    return this.#running?.jobId ?? null;
  }

  /** Runs one job to its end; one at a time. */
  run(job: Job, nowMs: number, onProgress: (progress: JobProgress) => void): Promise<WorkerEnd> {
    return new Promise((resolve) => {
      const cancelFlag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
      const cancelCell = new Int32Array(cancelFlag);
      const end = (how: WorkerEnd): void => {
        clearTimeout(this.#running?.stopTimer ?? undefined);
        this.#running = null;
        resolve(how);
      };
      this.#running = { jobId: job.id, cancelCell, onProgress, end, stopTimer: null };
      this.#send({ kind: "run", job, cancelFlag, nowMs });
    });
  }

  /** Starts the thread and lets it load what jobs need, unless it is at work. */
  warm(): void {
    if (this.#running === null) this.#send({ kind: "warm" });
  }

  /** Asks the running job to end, and stops its thread where it does not in time. */
  cancel(): void {
    const running = this.#running;
    if (running === null) return;
    Atomics.store(running.cancelCell, 0, 1);
    running.stopTimer ??= setTimeout(() => void this.stop(), this.#cancelGraceMs);
  }

  /** Stops the thread, whatever it does; what it had not committed is undone. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    // The thread's connection must be closed before others take what it had locked as free.
    await worker?.terminate();
    this.#running?.end({ kind: "stopped" });
  }

  /** Ends the thread: between jobs in order, within one at once. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (this.#running !== null || worker === null) return await this.stop();
    this.#worker = null;
    const exit = new Promise((resolve) => worker.once("exit", resolve));
    worker.postMessage({ kind: "close" } satisfies ToWorker);
    await exit;
  }

  #send(message: ToWorker): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: this.#setup });
    worker.on("message", (message: FromWorker) => {
      if (message.kind === "progress") this.#running?.onProgress(message.progress);
      else if (message.kind === "cold") this.#onCold(message.details);
      else this.#running?.end(message);
    });
    let details = "";
    worker.on("error", (error) => {
      details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    worker.on("exit", (code) => {
      if (this.#worker !== worker) return; // stopped or closed by us
      this.#worker = null;
      this.#running?.end({ kind: "crashed", details: `exit code ${code}: ${details}` });
    });
    return worker;
  }
}
