import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../base/index.ts";
import { AppError, type Job, type JobProgress, type JobRequest } from "../domain/index.ts";
import type { JobContext } from "../planning/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { detailsOf, jobErrorFrom } from "./job-failure.ts";
import type { FromWorker, ToWorker, WorkerSetup } from "./messages.ts";

// The entry of a worker thread: it runs one job after another and stays warm between them, so that
// roads it has loaded serve the next job too.

/** Progress within one step is told no more often; the parent thins it further. */
const PROGRESS_MS_MIN = 100;

type Handler<K extends JobRequest["kind"]> = (
  context: JobContext,
  request: Extract<JobRequest, { kind: K }>,
) => Promise<string>;

/** What does the work: src/planning/index.ts, or another module in tests. */
interface JobHandlers {
  readonly runImportCity: Handler<"import-city">;
  readonly runPlan: Handler<"plan">;
  readonly runReplan: Handler<"replan">;
  readonly runBackTest: Handler<"back-test">;
  /** Loads what the next job of each area will need. */
  readonly warmUp?: (store: Store, osrmUrl: string | null) => Promise<void>;
}

const port = parentPort;
assert(port !== null, "worker.ts runs in a worker thread only");
const { dataDir, handlersUrl, osrmUrl } = workerData as WorkerSetup;
let store: Store | null = null;
let handlers: JobHandlers | null = null;

port.on("message", (message: ToWorker) => {
  if (message.kind === "close") void close();
  else if (message.kind === "warm") void warm();
  else void run(message);
});

function post(message: FromWorker): void {
  port?.postMessage(message);
}

async function close(): Promise<void> {
  await store?.close();
  port?.close(); // nothing is left to wait for, so the thread ends
}

async function warm(): Promise<void> {
  try {
    store ??= await openStore({ dataDir, shared: true });
    handlers ??= handlersIn(await import(handlersUrl));
    await handlers.warmUp?.(store, osrmUrl);
  } catch (error) {
    post({ kind: "cold", details: detailsOf(error) });
  }
}

async function run(message: Extract<ToWorker, { kind: "run" }>): Promise<void> {
  const { job } = message;
  store ??= await openStore({ dataDir, shared: true });
  const now = clockFrom(message.nowMs);
  const isCancelled = cancelledBy(message.cancelFlag);
  try {
    // Cancelled between being taken from the queue and arriving here.
    if (!(await isRunning(store, job.id))) return post({ kind: "ended", details: null });
    handlers ??= handlersIn(await import(handlersUrl));
    const told = { report: reporter(), cancelled: isCancelled };
    await call(handlers, { store, osrmUrl, jobId: job.id, now, ...told }, job.request);
    assert(!(await isRunning(store, job.id)), "the work ended without marking its job succeeded");
    post({ kind: "ended", details: null });
  } catch (error) {
    await markEnd(store, job, error, isCancelled(), now());
    post({ kind: "ended", details: detailsOf(error) });
  }
}

function handlersIn(module: object): JobHandlers {
  for (const name of ["runImportCity", "runPlan", "runReplan", "runBackTest"]) {
    const known = Object.entries(module).some(
      ([key, value]) => key === name && value instanceof Function,
    );
    assert(known, () => `handlersUrl (${handlersUrl}) must export the function ${name}`);
  }
  return module as JobHandlers;
}

function call(run: JobHandlers, context: JobContext, request: JobRequest): Promise<string> {
  if (request.kind === "import-city") return run.runImportCity(context, request);
  if (request.kind === "plan") return run.runPlan(context, request);
  if (request.kind === "back-test") return run.runBackTest(context, request);
  return run.runReplan(context, request);
}

async function markEnd(
  store: Store,
  job: Job,
  error: unknown,
  isCancelled: boolean,
  atMs: number,
): Promise<void> {
  if (!(await isRunning(store, job.id))) return;
  const byRequest = error instanceof AppError && error.code === "job/cancelled";
  if (isCancelled || byRequest) await store.jobs.cancel(job.id, atMs);
  else await store.jobs.fail(job.id, jobErrorFrom(error), atMs);
}

async function isRunning(store: Store, jobId: string): Promise<boolean> {
  return (await store.jobs.get(jobId))?.state === "running";
}

function cancelledBy(flag: SharedArrayBuffer): () => boolean {
  const cell = new Int32Array(flag);
  return () => Atomics.load(cell, 0) !== 0;
}

function clockFrom(startMs: number): () => number {
  const startedMs = performance.now();
  return () => Math.round(startMs + performance.now() - startedMs);
}

/** Tells a new step at once, and progress within a step now and then. */
function reporter(): (progress: JobProgress) => void {
  let step = "";
  let toldMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const nowMs = performance.now();
    if (progress.step === step && progress.share < 1 && nowMs - toldMs < PROGRESS_MS_MIN) return;
    step = progress.step;
    toldMs = nowMs;
    post({ kind: "progress", progress });
  };
}
