import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Job, JobRequest } from "../../src/domain/index.ts";
import { type JobQueue, type JobQueueOptions, startJobQueue } from "../../src/jobs/index.ts";
import { openStore, type Store } from "../../src/store/index.ts";

const HANDLERS_URL = new URL("./handlers.ts", import.meta.url).href;
const SERVICE_FILE = fileURLToPath(new URL("./interrupted-service.ts", import.meta.url));

let dataDir = "";
let store: Store;
let queue: JobQueue | null = null;
const logged: { details: object; message: string }[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "fillroute-jobs-"));
  store = await openStore({ dataDir });
  logged.length = 0;
});

afterEach(async () => {
  await queue?.close();
  queue = null;
  await store.close();
  rmSync(dataDir, { recursive: true });
});

async function start(change: Partial<JobQueueOptions> = {}): Promise<JobQueue> {
  const log = (details: object, message: string) => void logged.push({ details, message });
  const logger = { info: log, error: log };
  const base = { store, dataDir, now: Date.now, logger, handlersUrl: HANDLERS_URL };
  queue = await startJobQueue({ ...base, ...change });
  return queue;
}

function plan(behaviour: string, seed = 1): JobRequest {
  return { kind: "plan", areaId: behaviour, day: "2026-11-24", timeLimitMs: 1000, seed };
}

const replan: JobRequest = {
  kind: "replan",
  areaId: "a",
  planId: "p",
  containerIds: ["c"],
  seed: 1,
};

/** Resolves with the first job told that fits. */
function told(of: JobQueue, fits: (job: Job) => boolean): Promise<Job> {
  return new Promise((resolve) => {
    const end = of.subscribe((job) => {
      if (!fits(job)) return;
      end();
      resolve(job);
    });
  });
}

async function jobNow(jobId: string): Promise<Job> {
  const job = await store.jobs.get(jobId);
  if (job === null) throw new Error(`no job ${jobId}`);
  return job;
}

describe("running jobs", () => {
  test("a job runs in a worker thread and is told from queued over running to succeeded", async () => {
    const jobs = await start();
    const states: string[] = [];
    jobs.subscribe((job) => states.push(job.state));
    const { id } = await jobs.enqueue(plan("quick", 7));
    await jobs.idle();
    expect(states).toEqual(["queued", "running", "succeeded"]);
    expect(await jobNow(id)).toMatchObject({ resultId: "plan-7", attempts: 1, error: null });
  });

  test("progress comes in order, ends before the job's end is told, and is kept", async () => {
    const jobs = await start();
    const shares: number[] = [];
    let endedAfter = -1;
    jobs.subscribe((job) => {
      if (job.state === "succeeded") endedAfter = shares.length;
      else if (job.progress !== null) shares.push(job.progress.share);
    });
    const { id } = await jobs.enqueue(plan("steps"));
    await jobs.idle();
    expect(shares.length).toBeGreaterThanOrEqual(2);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(0.75);
    expect(endedAfter).toBe(shares.length);
    expect((await jobNow(id)).progress?.share).toBe(1);
  });

  test("a flood of progress is thinned to about five messages a second", async () => {
    const jobs = await start();
    let messageCount = 0;
    jobs.subscribe((job) => {
      if (job.state === "running" && job.progress !== null) messageCount += 1;
    });
    const startedMs = performance.now();
    await jobs.enqueue(plan("flood"));
    await jobs.idle();
    const intervalCount = (performance.now() - startedMs) / 200;
    expect(messageCount).toBeGreaterThanOrEqual(1);
    expect(messageCount).toBeLessThanOrEqual(intervalCount + 2);
  });

  test("jobs of one lane run in the order of their coming, in one warm thread", async () => {
    const jobs = await start();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await jobs.enqueue(plan("run-count"))).id);
    await jobs.idle();
    const results = await Promise.all(ids.map(async (id) => (await jobNow(id)).resultId));
    expect(results).toEqual(["run-1", "run-2", "run-3"]);
  });

  test("a replan does not wait behind a long plan", async () => {
    const jobs = await start();
    const running = told(jobs, (job) => job.progress !== null);
    const long = await jobs.enqueue(plan("until-cancelled"));
    await running;
    const replanned = told(
      jobs,
      (job) => job.request.kind === "replan" && job.state === "succeeded",
    );
    await jobs.enqueue(replan);
    expect((await replanned).resultId).toBe("replanned");
    expect((await jobNow(long.id)).state).toBe("running");
    await jobs.cancel(long.id);
    await jobs.idle();
  });

  test("a job that came into the store by a transaction runs after a call of wake", async () => {
    const jobs = await start();
    const { id } = await store.transaction((kept) =>
      kept.jobs.enqueue({ kind: "import-city", directory: "d" }, 1),
    );
    jobs.wake();
    await jobs.idle();
    expect((await jobNow(id)).resultId).toBe("imported");
  });

  test("a listener that throws stops neither the job nor other listeners", async () => {
    const jobs = await start();
    jobs.subscribe(() => {
      throw new Error("page gone");
    });
    const ended = told(jobs, (job) => job.state === "succeeded");
    await jobs.enqueue(plan("quick"));
    await ended;
    expect(logged.map(({ message }) => message)).toContain("a listener failed");
  });
});

describe("failing jobs", () => {
  test("an error for users keeps its code, detail and faults", async () => {
    const jobs = await start();
    const { id } = await jobs.enqueue(plan("known-error"));
    await jobs.idle();
    const job = await jobNow(id);
    expect(job.state).toBe("failed");
    expect(job.error).toEqual({
      code: "plan/no-vehicles",
      title: "No vehicle is active",
      detail: "no vehicle of area a is active",
      faults: [{ pointer: "/vehicles", detail: "none is active" }],
    });
  });

  test("any other error is told without its internals, which go to the log", async () => {
    const jobs = await start();
    const { id } = await jobs.enqueue(plan("unknown-error"));
    await jobs.idle();
    const job = await jobNow(id);
    expect(job.error?.code).toBe("internal/failed");
    expect(JSON.stringify(job)).not.toContain("secret internals");
    expect(JSON.stringify(logged)).toContain("secret internals");
  });

  test("work that forgets to mark its job succeeded fails it", async () => {
    const jobs = await start();
    const { id } = await jobs.enqueue(plan("forgetful"));
    await jobs.idle();
    expect(await jobNow(id)).toMatchObject({ state: "failed", error: { code: "internal/failed" } });
  });

  test("a worker that dies fails its job, and the next job gets a new worker", async () => {
    const jobs = await start();
    const first = await jobs.enqueue(plan("crash"));
    const second = await jobs.enqueue(plan("quick", 2));
    await jobs.idle();
    expect(await jobNow(first.id)).toMatchObject({
      state: "failed",
      error: { code: "internal/failed" },
    });
    expect((await jobNow(second.id)).resultId).toBe("plan-2");
  });

  test("a module without the functions fails the job and says so in the log", async () => {
    const jobs = await start({ handlersUrl: "data:text/javascript,export const runPlan = 1" });
    const { id } = await jobs.enqueue(plan("quick"));
    await jobs.idle();
    expect((await jobNow(id)).error?.code).toBe("internal/failed");
    expect(JSON.stringify(logged)).toContain("must export the function runImportCity");
  });
});

describe("cancelling jobs", () => {
  test("a queued job is cancelled at once and never runs", async () => {
    const jobs = await start();
    const running = told(jobs, (job) => job.progress !== null);
    const long = await jobs.enqueue(plan("until-cancelled"));
    const waiting = await jobs.enqueue(plan("quick"));
    await running;
    const cancelled = told(jobs, (job) => job.id === waiting.id && job.state === "cancelled");
    expect((await jobs.cancel(waiting.id)).state).toBe("cancelled");
    await cancelled;
    await jobs.cancel(long.id);
    await jobs.idle();
    expect(await jobNow(waiting.id)).toMatchObject({ state: "cancelled", attempts: 0 });
  });

  test("a running job that heeds the cancelling ends as cancelled", async () => {
    const jobs = await start();
    const running = told(jobs, (job) => job.progress !== null);
    const { id } = await jobs.enqueue(plan("until-cancelled"));
    await running;
    expect((await jobs.cancel(id)).state).toBe("running");
    await jobs.idle();
    expect(await jobNow(id)).toMatchObject({ state: "cancelled", resultId: null, error: null });
  });

  test("a running job may still end with the best it has", async () => {
    const jobs = await start();
    const running = told(jobs, (job) => job.progress !== null);
    const { id } = await jobs.enqueue(plan("best-so-far"));
    await running;
    await jobs.cancel(id);
    await jobs.idle();
    expect(await jobNow(id)).toMatchObject({ state: "succeeded", resultId: "best-so-far" });
  });

  test("a running job that does not heed the cancelling is stopped", async () => {
    const jobs = await start({ cancelGraceMs: 50 });
    const running = told(jobs, (job) => job.progress !== null);
    const { id } = await jobs.enqueue(plan("deaf"));
    await running;
    await jobs.cancel(id);
    const next = await jobs.enqueue(plan("quick", 3));
    await jobs.idle();
    expect((await jobNow(id)).state).toBe("cancelled");
    expect((await jobNow(next.id)).resultId).toBe("plan-3");
  });

  test("what a stopped job had not committed is undone, and its lock is free", async () => {
    const jobs = await start({ cancelGraceMs: 50 });
    const running = told(jobs, (job) => job.progress !== null);
    const { id } = await jobs.enqueue(plan("deaf-in-transaction"));
    await running;
    await jobs.cancel(id);
    await jobs.idle();
    expect((await jobNow(id)).state).toBe("cancelled");
    expect(await store.roads.graphVersion("half")).toBeNull();
  });

  test("a job that has ended, and one that never was, cannot be cancelled", async () => {
    const jobs = await start();
    const { id } = await jobs.enqueue(plan("quick"));
    await jobs.idle();
    await expect(jobs.cancel(id)).rejects.toMatchObject({ code: "job/state" });
    await expect(jobs.cancel("job-0")).rejects.toMatchObject({ code: "job/unknown" });
  });
});

describe("the end of the service", () => {
  test("closing in order queues a running job again, and it does not count as an attempt", async () => {
    const jobs = await start();
    const running = told(jobs, (job) => job.progress !== null);
    const { id } = await jobs.enqueue(plan("until-cancelled"));
    await running;
    await jobs.close();
    queue = null;
    expect(await jobNow(id)).toMatchObject({ state: "queued", attempts: 0, progress: null });
  });

  test("a job cut off by kill -9 runs again at the next start", async () => {
    await store.close();
    const jobId = await killWhileRunning("second-time");
    store = await openStore({ dataDir });
    expect(await jobNow(jobId)).toMatchObject({ state: "running", attempts: 1 });
    const jobs = await start();
    await jobs.idle();
    expect(await jobNow(jobId)).toMatchObject({
      state: "succeeded",
      attempts: 2,
      resultId: "second-time",
    });
  });

  test("a job cut off three times is failed with a reason", async () => {
    await store.close();
    const ids = new Set<string>();
    for (let i = 0; i < 3; i++) ids.add(await killWhileRunning("until-cancelled"));
    store = await openStore({ dataDir });
    const jobs = await start();
    await jobs.idle();
    expect(ids.size).toBe(1);
    expect(await jobNow([...ids][0] ?? "")).toMatchObject({
      state: "failed",
      attempts: 3,
      error: { code: "job/interrupted" },
    });
  });
});

/** Starts a service on the data folder, kills it while its job runs and gives the job's id. */
async function killWhileRunning(behaviour: string): Promise<string> {
  const service = spawn(process.execPath, [SERVICE_FILE, dataDir, behaviour], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => service.once("exit", resolve));
  let jobId = "";
  for await (const line of createInterface(service.stdout)) {
    jobId = line.replace("running ", "");
    break;
  }
  service.kill("SIGKILL");
  await ended;
  return jobId;
}
