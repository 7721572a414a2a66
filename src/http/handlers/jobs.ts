import type { Response } from "express";
import { AppError, type Job } from "../../domain/index.ts";
import type { Store } from "../../store/index.ts";
import type { Handlers } from "../call.ts";
import { isFinished, toJobBody } from "../convert/job.ts";
import { mapPage, pageRequest } from "./lookups.ts";

/** How often a quiet stream of events shows that it lives, so that no proxy cuts it. */
const HEARTBEAT_MS = 15_000;

/** Jobs and their events. */
export const JOB_HANDLERS = {
  async listJobs({ services, query }) {
    return { body: mapPage(await services.store.jobs.list(pageRequest(query)), toJobBody) };
  },
  async getJob({ services, params }) {
    return { body: toJobBody(await jobOf(services.store, params.jobId)) };
  },
  async cancelJob({ services, caller, params }) {
    const job = await services.jobs.cancel(params.jobId);
    await services.store.access.audit({
      atMs: services.now(),
      actor: caller.name,
      action: "job/cancel",
      detail: `job ${job.id} (${job.request.kind})`,
    });
    return { body: toJobBody(job) };
  },
  async getJobEvents({ services, params, request, response }) {
    const { store, jobs } = services;
    await jobOf(store, params.jobId); // answers 404 before the stream begins
    if (request.method === "HEAD") {
      response.type("text/event-stream").end();
      return null;
    }
    const stream = new EventStream(response);
    // Subscribed before the state is read, so that no change falls between the two.
    stream.onEnd(jobs.subscribe((job) => job.id === params.jobId && stream.send(job)));
    stream.send(await jobOf(store, params.jobId));
    return null;
  },
} satisfies Partial<Handlers>;

/** A job of an id; throws `job/unknown`. */
async function jobOf(store: Store, jobId: string): Promise<Job> {
  const job = await store.jobs.get(jobId);
  if (job === null) throw new AppError("job/unknown", `jobId (${jobId}) is no job here`);
  return job;
}

/** One client's stream of a job's events; after the final one it is closed and takes no more. */
class EventStream {
  readonly #response: Response;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #cleanups: (() => void)[] = [];
  #open = true;

  constructor(response: Response) {
    this.#response = response;
    response.status(200).set({
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    response.flushHeaders();
    response.write("retry: 2000\n\n");
    this.#heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
    this.#heartbeat.unref();
    response.on("close", () => this.#end());
  }

  /** Runs once the stream has ended, from either side; at once where it has already. */
  onEnd(cleanup: () => void): void {
    if (this.#open) this.#cleanups.push(cleanup);
    else cleanup();
  }

  send(job: Job): void {
    if (!this.#open) return;
    const finished = isFinished(job);
    const name = finished ? "end" : "progress";
    this.#response.write(`event: ${name}\ndata: ${JSON.stringify(toJobBody(job))}\n\n`);
    if (!finished) return;
    this.#end();
    this.#response.end();
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    clearInterval(this.#heartbeat);
    for (const cleanup of this.#cleanups) cleanup();
  }
}
