import type { Job, JobRequest } from "../domain/index.ts";

/** Long work off the request path, kept in the store so that it survives a crash. */
export interface JobQueue {
  /** Resolves once the job is on disk. */
  enqueue(request: JobRequest): Promise<Job>;
  /**
   * A queued job is cancelled at once. A running one is asked to end, and made to after a while:
   * the job that is given is still running, its end is told to subscribers.
   *
   * Throws `job/unknown`, `job/state` where the job has ended.
   */
  cancel(jobId: string): Promise<Job>;
  /**
   * Calls `listener` with a job whenever it is enqueued, starts, gets on or ends, in that order;
   * progress at most about five times a second. Gives a function that ends the subscription.
   */
  subscribe(listener: (job: Job) => void): () => void;
  /** Looks for jobs that came into the store by another way, for example within a transaction. */
  wake(): void;
  /** Resolves when no job waits or runs. */
  idle(): Promise<void>;
  /** Ends the worker threads; running jobs are queued again and start anew at the next start. */
  close(): Promise<void>;
}

/** Where the queue reports what is not for users; pino's logger fits. */
export interface JobLogger {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}
