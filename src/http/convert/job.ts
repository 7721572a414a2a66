import type { Job, JobKind } from "../../domain/index.ts";
import type { JobBody } from "../schemas/plan.ts";
import { toTime, toTimeOrNull } from "./time.ts";

/** Where the result of each kind of job is found. */
const RESULTS_OF: Readonly<Record<JobKind, string>> = {
  "import-city": "areas",
  plan: "plans",
  replan: "plans",
  "back-test": "back-tests",
};

/** A job as the API shows it; folders of the machine stay out of it. */
export function toJobBody(job: Job): JobBody {
  const { request, progress, error } = job;
  return {
    id: job.id,
    kind: request.kind,
    state: job.state,
    areaId: request.kind === "import-city" ? null : request.areaId,
    progress:
      progress === null
        ? null
        : {
            step: progress.step,
            message: progress.message,
            share: Math.min(1, Math.max(0, progress.share)),
            ...(progress.bestCostCents === undefined
              ? {}
              : { bestCostCents: progress.bestCostCents }),
          },
    resultId: job.resultId,
    resultUrl: resultUrl(job),
    error:
      error === null
        ? null
        : {
            code: error.code,
            title: error.title,
            detail: error.detail,
            errors: (error.faults ?? []).map(({ pointer, detail }) => ({ pointer, detail })),
          },
    attempts: job.attempts,
    createdAt: toTime(job.createdAtMs),
    startedAt: toTimeOrNull(job.startedAtMs),
    finishedAt: toTimeOrNull(job.finishedAtMs),
  };
}

/** True where the job will not change any more. */
export function isFinished(job: Job): boolean {
  return job.state === "succeeded" || job.state === "failed" || job.state === "cancelled";
}

function resultUrl(job: Job): string | null {
  if (job.resultId === null) return null;
  return `/api/v1/${RESULTS_OF[job.request.kind]}/${job.resultId}`;
}
