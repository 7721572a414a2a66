import type { Job, JobProgress } from "../domain/index.ts";

/** What a worker thread is started with. */
export interface WorkerSetup {
  readonly dataDir: string;
  /** Module with the functions of `JobHandlers`. */
  readonly handlersUrl: string;
}

export type ToWorker =
  | {
      readonly kind: "run";
      readonly job: Job;
      /** One 32-bit number: not 0 once the job is cancelled. */
      readonly cancelFlag: SharedArrayBuffer;
      /** The clock of the service, which may not be the machine's. */
      readonly nowMs: number;
    }
  | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "progress"; readonly progress: JobProgress }
  /** The job's end is in the store; `details` is for the log, null where all went well. */
  | { readonly kind: "ended"; readonly details: string | null };
