import type { JobProgress } from "../domain/index.ts";
import type { Store } from "../store/index.ts";

/** What a job's work gets from the one that runs it. */
export interface JobContext {
  readonly store: Store;
  readonly jobId: string;
  /** OSRM server whose travel times are taken; null: our own. */
  readonly osrmUrl: string | null;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly report: (progress: JobProgress) => void;
  /** True once the job was cancelled: end soon with what there is, or throw `job/cancelled`. */
  readonly cancelled: () => boolean;
}
