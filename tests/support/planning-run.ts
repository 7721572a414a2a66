import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackTestReport, JobRequest, Plan } from "../../src/domain/index.ts";
import {
  type JobContext,
  runBackTest,
  runImportCity,
  runPlan,
  runReplan,
} from "../../src/planning/index.ts";
import { openStore, type Store } from "../../src/store/index.ts";

/** A store in a folder of its own and the jobs of `planning` run in this thread. */
export interface PlanningRun {
  readonly store: Store;
  /** The clock that the jobs see; set it to what a test needs. */
  nowMs: number;
  importCity(directory: string): Promise<string>;
  plan(areaId: string, day: string, timeLimitMs?: number): Promise<Plan>;
  replan(areaId: string, planId: string, containerIds: readonly string[]): Promise<Plan>;
  backTest(areaId: string, days: number, hours: readonly number[]): Promise<BackTestReport>;
  remove(): Promise<void>;
}

/** @param nowMs the moment at which the run starts */
export async function startPlanningRun(nowMs: number): Promise<PlanningRun> {
  const dataDir = await mkdtemp(join(tmpdir(), "fillroute-planning-"));
  const store = await openStore({ dataDir });
  const contextFor = async (request: JobRequest): Promise<JobContext> => {
    const job = await store.jobs.enqueue(request, run.nowMs);
    await store.jobs.claim(run.nowMs);
    const startedMs = performance.now();
    return {
      store,
      jobId: job.id,
      now: () => run.nowMs + Math.round(performance.now() - startedMs),
      report: () => undefined,
      cancelled: () => false,
      osrmUrl: null,
    };
  };
  const planOf = async (planId: string): Promise<Plan> => {
    const plan = await store.plans.get(planId);
    if (plan === null) throw new Error(`plan ${planId} was not stored`);
    return plan;
  };
  const run: PlanningRun = {
    store,
    nowMs,
    importCity: async (directory) => {
      const request = { kind: "import-city", directory } as const;
      return runImportCity(await contextFor(request), request);
    },
    plan: async (areaId, day, timeLimitMs = 2_000) => {
      const request = { kind: "plan", areaId, day, timeLimitMs, seed: 1 } as const;
      return planOf(await runPlan(await contextFor(request), request));
    },
    replan: async (areaId, planId, containerIds) => {
      const request = { kind: "replan", areaId, planId, containerIds, seed: 1 } as const;
      return planOf(await runReplan(await contextFor(request), request));
    },
    backTest: async (areaId, days, hours) => {
      const request = { kind: "back-test", areaId, days, hours, seed: 1 } as const;
      const id = await runBackTest(await contextFor(request), request);
      const report = await store.backTests.get(id);
      if (report === null) throw new Error(`back-test ${id} was not stored`);
      return report;
    },
    remove: async () => {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return run;
}
