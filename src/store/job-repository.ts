import { randomUUID } from "node:crypto";
import type { UpdateObject } from "kysely";
import {
  AppError,
  ERRORS,
  type Job,
  type JobError,
  type JobKind,
  type JobProgress,
  type JobRequest,
  type JobState,
} from "../domain/index.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import type { JobRepository, PageRequest } from "./repositories.ts";
import type { Database, JobTable } from "./schema.ts";
import type { Access, Session } from "./session.ts";

type JobRow = Omit<JobTable, "number"> & { number: number };

/** Jobs with their state. Every change of state is one guarded update. */
export function createJobRepository(access: Access): JobRepository {
  return { ...waitingMethods(access), ...runningMethods(access) };
}

function waitingMethods(access: Access) {
  return {
    enqueue: (request: JobRequest, atMs: number) =>
      access.write(async ({ query }) => {
        const row = await query
          .insertInto("jobs")
          .values({
            id: `job-${randomUUID()}`,
            kind: request.kind,
            request_json: JSON.stringify(request),
            state: "queued",
            attempts: 0,
            created_at_ms: atMs,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return jobFrom(row);
      }),

    get: (jobId: string) => findJob(access.read, jobId),

    async list(page: PageRequest) {
      const start: PageStart<[number]> = startOfPage("jobs", page, [0]);
      let query = access.read.query.selectFrom("jobs").selectAll();
      if (start.after !== null) query = query.where("number", "<", start.after[0]);
      const rows = await query.orderBy("number", "desc").limit(start.rowCountMax).execute();
      return pageFrom("jobs", page, rows, { item: jobFrom, key: (row) => [row.number] });
    },

    inState: (states: readonly JobState[]) => jobsInState(access.read, states),

    claim: (atMs: number, kinds?: readonly JobKind[]) =>
      access.write(async ({ query }) => {
        let oldest = query.selectFrom("jobs").select("number").where("state", "=", "queued");
        if (kinds !== undefined) oldest = oldest.where("kind", "in", kinds);
        const row = await query
          .updateTable("jobs")
          .set((e) => ({
            state: "running",
            started_at_ms: atMs,
            progress_json: null,
            attempts: e("attempts", "+", 1),
          }))
          .where("number", "=", oldest.orderBy("number").limit(1))
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? null : jobFrom(row);
      }),
  } satisfies Partial<JobRepository>;
}

function runningMethods(access: Access) {
  return {
    setProgress: (jobId: string, progress: JobProgress) =>
      access.write(async ({ query }) => {
        await query
          .updateTable("jobs")
          .set({ progress_json: JSON.stringify(progress) })
          .where("id", "=", jobId)
          .where("state", "=", "running")
          .execute();
      }),

    succeed: (jobId: string, resultId: string, atMs: number) =>
      access.write(async (session) => {
        const progress = (await findJob(session, jobId))?.progress ?? null;
        await endJob(session, jobId, ["running"], {
          state: "succeeded",
          result_id: resultId,
          finished_at_ms: atMs,
          // What was told last may not have come to be kept.
          progress_json: progress === null ? null : JSON.stringify({ ...progress, share: 1 }),
        });
      }),

    fail: (jobId: string, error: JobError, atMs: number) =>
      access.write((session) =>
        endJob(session, jobId, ["queued", "running"], {
          state: "failed",
          error_json: JSON.stringify(error),
          finished_at_ms: atMs,
        }),
      ),

    cancel: (jobId: string, atMs: number) =>
      access.write((session) =>
        endJob(session, jobId, ["queued", "running"], {
          state: "cancelled",
          finished_at_ms: atMs,
        }),
      ),

    requeue: (jobId: string) =>
      access.write(async ({ query }) => {
        await query
          .updateTable("jobs")
          .set((e) => ({
            state: "queued",
            started_at_ms: null,
            progress_json: null,
            attempts: e("attempts", "-", 1),
          }))
          .where("id", "=", jobId)
          .where("state", "=", "running")
          .execute();
      }),

    recover: (attemptsMax: number, atMs: number) =>
      access.write((session) => recoverJobs(session, attemptsMax, atMs)),
  } satisfies Partial<JobRepository>;
}

async function endJob(
  session: Session,
  jobId: string,
  from: readonly JobState[],
  change: UpdateObject<Database, "jobs">,
): Promise<void> {
  const { numUpdatedRows } = await session.query
    .updateTable("jobs")
    .set(change)
    .where("id", "=", jobId)
    .where("state", "in", from)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return;
  const job = await findJob(session, jobId);
  if (job === null) throw new AppError("job/unknown", `job (${jobId}) does not exist`);
  throw new AppError("job/state", `job (${jobId}) is ${job.state}, not ${from.join(" or ")}`);
}

async function recoverJobs(
  session: Session,
  attemptsMax: number,
  atMs: number,
): Promise<readonly Job[]> {
  const error = {
    code: "job/interrupted",
    title: ERRORS["job/interrupted"].title,
    detail: `the service ended while the job ran, ${attemptsMax} times: see its log`,
  };
  const rows = await session.query
    .updateTable("jobs")
    .set({
      state: "failed",
      error_json: JSON.stringify(error),
      finished_at_ms: atMs,
    })
    .where("state", "=", "running")
    .where("attempts", ">=", attemptsMax)
    .returningAll()
    .execute();
  const queued = await session.query
    .updateTable("jobs")
    .set({ state: "queued", progress_json: null })
    .where("state", "=", "running")
    .returningAll()
    .execute();
  return [...rows, ...queued].sort((a, b) => a.number - b.number).map(jobFrom);
}

async function jobsInState(session: Session, states: readonly JobState[]): Promise<Job[]> {
  const rows = await session.query
    .selectFrom("jobs")
    .selectAll()
    .where("state", "in", states)
    .orderBy("number")
    .execute();
  return rows.map(jobFrom);
}

async function findJob(session: Session, jobId: string): Promise<Job | null> {
  const row = await session.query
    .selectFrom("jobs")
    .selectAll()
    .where("id", "=", jobId)
    .executeTakeFirst();
  return row === undefined ? null : jobFrom(row);
}

function jobFrom(row: JobRow): Job {
  return {
    id: row.id,
    request: JSON.parse(row.request_json),
    state: row.state,
    progress: row.progress_json === null ? null : JSON.parse(row.progress_json),
    resultId: row.result_id,
    error: row.error_json === null ? null : JSON.parse(row.error_json),
    attempts: row.attempts,
    createdAtMs: row.created_at_ms,
    startedAtMs: row.started_at_ms,
    finishedAtMs: row.finished_at_ms,
  };
}
