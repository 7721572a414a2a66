import type { Logger } from "pino";
import type { Job, JobRequest } from "../domain/index.ts";
import type { Store } from "../store/index.ts";

/** What the service needs of the queue of jobs; `jobs` has it. */
interface Jobs {
  enqueue(request: JobRequest): Promise<Job>;
  /** Throws `job/unknown`, `job/state`; a running job may still run when this resolves. */
  cancel(jobId: string): Promise<Job>;
  /** Calls back at every change of any job until the function it gives is called. */
  subscribe(listener: (job: Job) => void): () => void;
}

/** What new readings ask of the plan in force; null where it stays as it is. */
export interface ReplanNeed {
  readonly planId: string;
  /** Containers that overflow before their next visit and are on no route. */
  readonly containerIds: readonly string[];
}

/** The questions that the service asks of `planning`. */
export interface PlanningHooks {
  containersForReplan(
    store: Store,
    areaId: string,
    containerIds: readonly string[],
    nowMs: number,
  ): Promise<ReplanNeed | null>;
}

export interface HttpConfig {
  /** True where the service is bound to the loopback: then it is open until the first key. */
  readonly loopback: boolean;
  /** Most requests a minute from one address. */
  readonly requestsPerMinuteMax: number;
  readonly bodyBytesMax: number;
  /** Folder of the built page; null where the service has none. */
  readonly webDirectory: string | null;
  /** Template of raster tiles to draw under the roads; null without. */
  readonly baseMapUrl: string | null;
}

/** Everything the endpoints work with. */
export interface Services {
  readonly store: Store;
  readonly jobs: Jobs;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly logger: Logger;
  readonly config: HttpConfig;
  readonly planning: PlanningHooks;
}

/** Settings of a service on one machine: 2 MB bodies, 6,000 requests a minute. */
export const DEFAULT_HTTP_CONFIG: HttpConfig = {
  loopback: true,
  requestsPerMinuteMax: 6000,
  bodyBytesMax: 2_000_000,
  webDirectory: null,
  baseMapUrl: null,
};
