import { ApiProblem, getJson } from "../api/client.ts";
import { readEvents } from "../api/event-stream.ts";
import type { JobBody } from "../api/types.ts";
import { text } from "../text/text.ts";
import { area, job, tell } from "./store.ts";

/** Puts a job on the page and follows its events until it ends, then calls `whenDone`. */
export function followJob(started: JobBody, whenDone: () => Promise<void>): void {
  job.value = started;
  void follow(started.id).then(async (ended) => {
    if (ended !== null) tellEnd(ended);
    try {
      await whenDone();
    } finally {
      job.value = null;
    }
  });
}

/** Finds work that this page did not ask for: an import, or a plan that a sensor asked for. */
export async function findRunningJob(whenDone: () => Promise<void>): Promise<void> {
  if (job.value !== null) return;
  const { items } = await getJson<{ items: readonly JobBody[] }>("/jobs?limit=20");
  const areaId = area.value?.id ?? null;
  const running = items.find(
    (item) =>
      isOpen(item) &&
      item.kind !== "back-test" && // nobody waits for it, and no button must
      (item.areaId === null || areaId === null || item.areaId === areaId),
  );
  if (running !== undefined && job.value === null) followJob(running, whenDone);
}

/** True until a job has ended in one way or another. */
function isOpen({ state }: Pick<JobBody, "state">): boolean {
  return state === "queued" || state === "running";
}

/** Null where the service went away and the end is not known. */
async function follow(jobId: string): Promise<JobBody | null> {
  const path = `/jobs/${encodeURIComponent(jobId)}`;
  try {
    await readEvents(`${path}/events`, new AbortController().signal, ({ data }) => {
      job.value = JSON.parse(data) as JobBody;
    });
    const last = job.value;
    return last !== null && !isOpen(last) ? last : await getJson<JobBody>(path);
  } catch (error) {
    if (error instanceof TypeError || error instanceof ApiProblem) return null;
    throw error;
  }
}

function tellEnd(ended: JobBody): void {
  if (ended.state === "failed") {
    const { error } = ended;
    tell("error", error === null ? text("toast.jobFailed") : `${error.title}: ${error.detail}`);
  }
  if (ended.state === "cancelled") tell("done", text("toast.cancelled"));
  if (ended.state === "succeeded" && ended.kind === "plan") tell("done", text("toast.planned"));
}
