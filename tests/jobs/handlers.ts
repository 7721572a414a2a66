import { AppError, type JobRequest } from "../../src/domain/index.ts";
import type { JobContext } from "../../src/planning/index.ts";

// Work for the job queue's tests, in the place of planning's. What a job does is in its request:
// the area of a plan names the behaviour. `untilCancelled` plays a search that runs for long.

type Plan = Extract<JobRequest, { kind: "plan" }>;

let runCount = 0;

const behaviours: Readonly<Record<string, (context: JobContext, plan: Plan) => Promise<string>>> = {
  quick: (context, { seed }) => succeed(context, `plan-${seed}`),

  async steps(context) {
    for (const [i, step] of ["roads", "forecast", "solve", "store"].entries()) {
      context.report({ step, message: `Step ${step}`, share: i / 4 });
      wait(120);
    }
    return await succeed(context, "stepped");
  },

  async flood(context) {
    for (let i = 0; i < 20_000; i++) {
      context.report({ step: "solve", message: "Searching", share: i / 20_000 });
    }
    return await succeed(context, "flooded");
  },

  async "until-cancelled"(context) {
    context.report({ step: "solve", message: "Searching", share: 0.5 });
    untilCancelled(context);
    throw new AppError("job/cancelled", "ended as asked");
  },

  async "best-so-far"(context) {
    context.report({ step: "solve", message: "Searching", share: 0.5 });
    untilCancelled(context);
    return await succeed(context, "best-so-far");
  },

  deaf(context) {
    context.report({ step: "solve", message: "Searching", share: 0.5 });
    for (;;) wait(1000);
  },

  "deaf-in-transaction": (context) =>
    context.store.transaction(async (kept) => {
      await kept.roads.setGraphVersion("half", "half");
      context.report({ step: "solve", message: "Searching", share: 0.5 });
      for (;;) wait(1000);
    }),

  async "known-error"() {
    throw new AppError("plan/no-vehicles", "no vehicle of area a is active", {
      faults: [{ pointer: "/vehicles", detail: "none is active" }],
    });
  },

  async "unknown-error"() {
    throw new TypeError("secret internals");
  },

  async forgetful() {
    return "a result that was never stored";
  },

  async crash() {
    process.exit(7);
  },

  async "run-count"(context) {
    runCount += 1;
    return await succeed(context, `run-${runCount}`);
  },

  /** Runs on for ever the first time it is started, and quickly after that. */
  async "second-time"(context) {
    const job = await context.store.jobs.get(context.jobId);
    context.report({ step: "solve", message: "Searching", share: 0.5 });
    if (job?.attempts === 1) untilCancelled(context);
    return await succeed(context, "second-time");
  },
};

export async function runPlan(context: JobContext, request: Plan): Promise<string> {
  const behaviour = behaviours[request.areaId];
  if (behaviour === undefined) throw new Error(`no behaviour (${request.areaId})`);
  return await behaviour(context, request);
}

export async function runImportCity(context: JobContext): Promise<string> {
  return await succeed(context, "imported");
}

export async function runReplan(context: JobContext): Promise<string> {
  return await succeed(context, "replanned");
}

export async function runBackTest(context: JobContext): Promise<string> {
  return await succeed(context, "tested");
}

async function succeed(context: JobContext, resultId: string): Promise<string> {
  await context.store.transaction((kept) =>
    kept.jobs.succeed(context.jobId, resultId, context.now()),
  );
  return resultId;
}

function untilCancelled(context: JobContext): void {
  while (!context.cancelled()) wait(2);
}

/** Keeps the thread busy, as a search does. */
function wait(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
