import type { Job, JobKind, JobRequest } from "../domain/index.ts";
import { AppError } from "../domain/index.ts";
import type { Store } from "../store/index.ts";
import { detailsOf, jobError } from "./job-failure.ts";
import type { JobLogger, JobQueue } from "./job-queue.ts";
import { ProgressGate } from "./progress-gate.ts";
import { type WorkerEnd, WorkerSlot } from "./worker-slot.ts";

/** A job that took the process down this often is not tried again. */
const ATTEMPTS_MAX = 3;
/** How long a cancelled job may take to end by itself. */
const CANCEL_GRACE_MS = 10_000;

/** Replans have a thread of their own: a sensor's alarm does not wait behind a long plan. */
const URGENT_KINDS: readonly JobKind[] = ["replan"];
/** Nobody waits for these; a thread of their own, so that no plan waits for them. */
const BACKGROUND_KINDS: readonly JobKind[] = ["back-test"];
const LONG_KINDS: readonly JobKind[] = ["plan", "import-city"];

export interface JobQueueOptions {
  readonly store: Store;
  /** The folder of `store`: worker threads open it themselves. */
  readonly dataDir: string;
  /** UTC milliseconds. */
  readonly now: () => number;
  /** Threads for plans and imports, beside the one for replans; 1 where it is left out. */
  readonly workerCount?: number;
  readonly logger?: JobLogger;
  /** OSRM server whose travel times plans are made with; our own where it is left out. */
  readonly osrmUrl?: string | null;
  /** Module with `runImportCity`, `runPlan`, `runReplan` in the place of planning's, for tests. */
  readonly handlersUrl?: string;
  /** How long a cancelled job may go on before its thread is stopped; 10 s. */
  readonly cancelGraceMs?: number;
}

/**
 * Starts the queue on the embedded store: worker threads of this process.
 *
 * Jobs that an earlier process left running are queued again first, or failed with
 * `job/interrupted` after three starts.
 */
export async function startJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const { store, now, logger } = options;
  const recovered = await store.jobs.recover(ATTEMPTS_MAX, now());
  for (const job of recovered) {
    logger?.info({ jobId: job.id, attempts: job.attempts, state: job.state }, "job recovered");
  }
  const queue = new EmbeddedQueue(options);
  queue.wake();
  const areas = await store.cities.listAreas({ limit: 1, cursor: null });
  if (areas.items.length > 0) queue.warm();
  return queue;
}

/** A thread with the kinds of jobs it takes. */
interface Lane {
  readonly slot: WorkerSlot;
  readonly kinds: readonly JobKind[];
  /** The run through the waiting jobs that goes on; null while there is none. */
  pass: Promise<void> | null;
  /** Jobs may have come since the pass last looked. */
  isStale: boolean;
}

class EmbeddedQueue implements JobQueue {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #logger: JobLogger | undefined;
  readonly #lanes: readonly Lane[];
  readonly #listeners = new Set<(job: Job) => void>();
  #isClosed = false;

  constructor(options: JobQueueOptions) {
    this.#store = options.store;
    this.#now = options.now;
    this.#logger = options.logger;
    const handlersUrl =
      options.handlersUrl ?? new URL("../planning/index.ts", import.meta.url).href;
    const setup = { dataDir: options.dataDir, osrmUrl: options.osrmUrl ?? null, handlersUrl };
    const lane = (kinds: readonly JobKind[]): Lane => {
      const slot = new WorkerSlot(setup, options.cancelGraceMs ?? CANCEL_GRACE_MS, (details) => {
        this.#logger?.error({ details }, "a worker thread could not be warmed");
      });
      return { slot, kinds, pass: null, isStale: false };
    };
    const long = Array.from({ length: options.workerCount ?? 1 }, () => lane(LONG_KINDS));
    this.#lanes = [lane(URGENT_KINDS), ...long, lane(BACKGROUND_KINDS)];
  }

  async enqueue(request: JobRequest): Promise<Job> {
    const job = await this.#store.jobs.enqueue(request, this.#now());
    this.#tell(job);
    this.wake();
    return job;
  }

  async cancel(jobId: string): Promise<Job> {
    if (!this.#cancelRunning(jobId)) {
      await this.#store.jobs.cancel(jobId, this.#now());
      // A worker that took the job meanwhile ends without touching it.
      if (!this.#cancelRunning(jobId)) await this.#tellStored(jobId);
    }
    const job = await this.#store.jobs.get(jobId);
    if (job === null) throw new AppError("job/unknown", `job (${jobId}) does not exist`);
    return job;
  }

  subscribe(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  wake(): void {
    if (this.#isClosed) return;
    for (const lane of this.#lanes) {
      lane.isStale = true;
      lane.pass ??= this.#passThrough(lane);
    }
  }

  /** Readies the thread for replans: a sensor's alarm should not wait for roads to be loaded. */
  warm(): void {
    if (!this.#isClosed) this.#lanes[0]?.slot.warm();
  }

  async idle(): Promise<void> {
    for (;;) {
      const passes = this.#lanes.flatMap(({ pass }) => (pass === null ? [] : [pass]));
      if (passes.length === 0) return;
      await Promise.all(passes);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#lanes.map(({ slot }) => slot.close()));
    await this.idle();
  }

  #cancelRunning(jobId: string): boolean {
    const lane = this.#lanes.find(({ slot }) => slot.jobId === jobId);
    lane?.slot.cancel();
    return lane !== undefined;
  }

  /** Runs the waiting jobs of a lane one after another until none is left. */
  async #passThrough(lane: Lane): Promise<void> {
    try {
      while (lane.isStale && !this.#isClosed) {
        lane.isStale = false;
        const job = await this.#store.jobs.claim(this.#now(), lane.kinds);
        if (job === null) continue;
        lane.isStale = true;
        await this.#runJob(lane.slot, job);
      }
    } catch (error) {
      // The store does not answer: the job stays running in it and is recovered at the next start.
      this.#logger?.error({ details: detailsOf(error) }, "the job queue stopped");
    } finally {
      lane.pass = null;
    }
  }

  async #runJob(slot: WorkerSlot, job: Job): Promise<void> {
    if (this.#isClosed) return await this.#store.jobs.requeue(job.id);
    this.#tell(job);
    const gate = new ProgressGate((progress) => {
      this.#tell({ ...job, progress });
      this.#store.jobs.setProgress(job.id, progress).catch((error: unknown) => {
        this.#logger?.error({ jobId: job.id, details: detailsOf(error) }, "progress was not kept");
      });
    });
    const end = await slot.run(job, this.#now(), (progress) => gate.push(progress));
    gate.close();
    await this.#keepEnd(job, end);
    if (job.request.kind === "plan") this.warm();
    await this.#tellStored(job.id);
  }

  /** Writes the end of a job whose worker could not. */
  async #keepEnd(job: Job, end: WorkerEnd): Promise<void> {
    if (end.kind === "ended") {
      if (end.details !== null)
        this.#logger?.info({ jobId: job.id, ...end }, "job did not succeed");
      return;
    }
    if (end.kind === "stopped" && this.#isClosed) return await this.#store.jobs.requeue(job.id);
    const atMs = this.#now();
    await this.#store.transaction(async ({ jobs }) => {
      // It may have ended in the moment before its thread did.
      if ((await jobs.get(job.id))?.state !== "running") return;
      if (end.kind === "stopped") return await jobs.cancel(job.id, atMs);
      await jobs.fail(job.id, jobError("internal/failed", "the worker ended: see the log"), atMs);
    });
    if (end.kind === "crashed") this.#logger?.error({ jobId: job.id, ...end }, "worker crashed");
  }

  async #tellStored(jobId: string): Promise<void> {
    const job = await this.#store.jobs.get(jobId);
    if (job !== null) this.#tell(job);
  }

  #tell(job: Job): void {
    for (const listener of this.#listeners) {
      try {
        listener(job);
      } catch (error) {
        this.#logger?.error({ jobId: job.id, details: detailsOf(error) }, "a listener failed");
      }
    }
  }
}
