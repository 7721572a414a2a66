import type { Job, JobProgress } from "../domain/index.ts";

/** What a worker thread is started with. */
export interface WorkerSetup {
  readonly dataDir: string;
  readonly osrmUrl: string | null;
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
  /** Load what jobs need while there is time; no job waits for it. */
  | { readonly kind: "warm" }
  | { readonly kind: "close" };

export type FromWorker =
  /** Could not be warmed; the next job meets the same trouble and tells it to its asker. */
  | { readonly kind: "cold"; readonly details: string }
  | { readonly kind: "progress"; readonly progress: JobProgress }
  /** The job's end is in the store; `details` is for the log, null where all went well. */
  | { readonly kind: "ended"; readonly details: string | null };
