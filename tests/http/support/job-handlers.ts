import { AppError, type JobRequest } from "../../../src/domain/index.ts";
import type { JobContext } from "../../../src/planning/index.ts";
import { proposalOf, smallBackTest, smallPlan } from "./small-plan.ts";

// Work for the queue in the place of planning's: the seed of a plan, and a container's id in a
// replan, name what happens.

type PlanRequest = Extract<JobRequest, { kind: "plan" }>;
type BackTestRequest = Extract<JobRequest, { kind: "back-test" }>;
type ReplanRequest = Extract<JobRequest, { kind: "replan" }>;

/** Seed of a plan that runs until it is cancelled. */
export const SEED_UNTIL_CANCELLED = 7;
/** Seed of a plan that fails. */
export const SEED_FAILS = 8;

const SEARCHING = { step: "solve", message: "Searching", share: 0.5, bestCostCents: 1234 };

export async function runPlan(context: JobContext, request: PlanRequest): Promise<string> {
  context.report(SEARCHING);
  if (request.seed === SEED_UNTIL_CANCELLED) {
    untilCancelled(context);
    throw new AppError("job/cancelled", "ended as asked");
  }
  if (request.seed === SEED_FAILS) throw new AppError("plan/no-vehicles", "none is active");
  const plan = smallPlan({ id: `plan-${context.jobId}`, jobId: context.jobId, day: request.day });
  return context.store.transaction(async (kept) => {
    const stored = await kept.plans.insert(plan, []);
    await kept.jobs.succeed(context.jobId, stored.id, context.now());
    return stored.id;
  });
}

export async function runReplan(context: JobContext, request: ReplanRequest): Promise<string> {
  const parent = await context.store.plans.get(request.planId);
  if (parent === null) throw new AppError("plan/unknown", request.planId);
  if (request.containerIds.includes("c3")) {
    untilCancelled(context);
    throw new AppError("job/cancelled", "ended as asked");
  }
  const proposal = proposalOf(parent, `proposal-${context.jobId}`, request.containerIds);
  return context.store.transaction(async (kept) => {
    const stored = await kept.plans.insert(proposal, []);
    await kept.jobs.succeed(context.jobId, stored.id, context.now());
    return stored.id;
  });
}

export async function runBackTest(context: JobContext, request: BackTestRequest): Promise<string> {
  const { areaId, days, hours, seed } = request;
  const report = { ...smallBackTest(areaId, hours), days, seed };
  return context.store.transaction(async (kept) => {
    await kept.backTests.insert(report);
    await kept.jobs.succeed(context.jobId, report.id, context.now());
    return report.id;
  });
}

export async function runImportCity(): Promise<string> {
  throw new AppError("city/invalid", "no test imports a city here");
}

/** Tells its progress again and again as a search does: who listens late must hear of it too. */
function untilCancelled(context: JobContext): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!context.cancelled()) {
    context.report(SEARCHING);
    Atomics.wait(cell, 0, 0, 2);
  }
}
