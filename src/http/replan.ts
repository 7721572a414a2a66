import { setImmediate } from "node:timers/promises";
import type { Job, Plan, QualityCode } from "../domain/index.ts";
import type { Store } from "../store/index.ts";
import type { Shared } from "./call.ts";
import type { ReplanNeed, Services } from "./services.ts";

/** Readings of worse quality do not ask for a new plan. */
export const REPLAN_QUALITY_MAX: QualityCode = 1;
/** Containers asked about in one go. */
const REPLAN_SLICE = 50;
/** Versions of a day looked through for alarms that nobody has answered. */
const VERSION_COUNT_MAX = 20;

/**
 * Starts the job that plans again where containers ask for it; gives its id, or the id of one that
 * waits or runs for the same containers already.
 *
 * A failure here is logged and told by a null: the readings are stored, and the sender must not
 * send them again.
 */
export async function replanWhereNeeded(
  services: Services,
  shared: Shared,
  areaId: string,
  containerIds: readonly string[],
): Promise<string | null> {
  if (containerIds.length === 0) return null;
  try {
    return await shared.locks.run(`replan:${areaId}`, () =>
      replanArea(services, shared, areaId, containerIds),
    );
  } catch (error) {
    services.logger.error({ err: error, areaId }, "readings are stored, planning again failed");
    return null;
  }
}

/** Asks again for what an accepted proposal leaves out and others, now superseded, had added. */
export async function replanAfterAccept(
  services: Services,
  shared: Shared,
  accepted: Plan,
): Promise<void> {
  const { areaId, day, parentId } = accepted;
  const ids = await supersededAlarms(services.store, areaId, day, (version) => {
    return version.parentId === parentId;
  });
  await replanWhereNeeded(services, shared, areaId, ids);
}

/**
 * Asks again once a day is planned: for what proposals had added that the new plan supersedes, and
 * for readings that came while it was made, which it does not know.
 */
export function watchPlans(services: Services, shared: Shared): void {
  services.jobs.subscribe((job) => {
    if (job.state !== "succeeded" || job.request.kind !== "plan") return;
    replanAfterPlan(services, shared, job).catch((error: unknown) => {
      services.logger.error({ err: error, jobId: job.id }, "alarms of before were not looked at");
    });
  });
}

async function replanAfterPlan(services: Services, shared: Shared, job: Job): Promise<void> {
  const { store } = services;
  const plan = job.resultId === null ? null : await store.plans.get(job.resultId);
  if (plan === null) return;
  const ids = new Set(await supersededAlarms(store, plan.areaId, plan.day, () => true));
  for (const [id, reading] of await store.readings.latestOfArea(plan.areaId)) {
    const isNew = reading.receivedAtMs >= (job.startedAtMs ?? 0);
    if (isNew && reading.quality <= REPLAN_QUALITY_MAX) ids.add(id);
  }
  await replanWhereNeeded(services, shared, plan.areaId, [...ids]);
}

/** Containers that superseded proposals of a day had added. */
async function supersededAlarms(
  store: Store,
  areaId: string,
  day: string,
  isMeant: (version: Plan) => boolean,
): Promise<readonly string[]> {
  const page = { limit: VERSION_COUNT_MAX, cursor: null };
  const { items } = await store.plans.list({ areaId, day, state: "superseded" }, page);
  return addedIn(items.filter(isMeant));
}

async function replanArea(
  services: Services,
  shared: Shared,
  areaId: string,
  containerIds: readonly string[],
): Promise<string | null> {
  const { store, jobs } = services;
  const need = await replanNeed(services, areaId, containerIds);
  if (need === null) return null;
  const waiting = await store.jobs.inState(["queued", "running"]);
  for (const job of waiting) {
    const { request } = job;
    if (request.kind !== "replan" || request.planId !== need.planId) continue;
    if (need.containerIds.every((id) => request.containerIds.includes(id))) return job.id;
  }
  const job = await jobs.enqueue({
    kind: "replan",
    areaId,
    planId: need.planId,
    containerIds: await withProposed(store, need),
    seed: 1,
  });
  shared.metrics.replans.inc();
  return job.id;
}

/**
 * What planning says of the containers, asked in slices with other requests let in between: each
 * container costs a forecast, and a batch has up to a thousand.
 */
async function replanNeed(
  services: Services,
  areaId: string,
  containerIds: readonly string[],
): Promise<ReplanNeed | null> {
  const { store, planning } = services;
  let need: ReplanNeed | null = null;
  for (let start = 0; start < containerIds.length; start += REPLAN_SLICE) {
    if (start > 0) await setImmediate();
    const slice = containerIds.slice(start, start + REPLAN_SLICE);
    const more = await planning.containersForReplan(store, areaId, slice, services.now());
    if (more === null) continue;
    // A plan that was replaced meanwhile is left for the newer one.
    const known: readonly string[] = need?.planId === more.planId ? need.containerIds : [];
    need = { planId: more.planId, containerIds: [...known, ...more.containerIds] };
  }
  return need;
}

/** The containers that need it, and those of proposals that wait: the newest one has them all. */
async function withProposed(store: Store, need: ReplanNeed): Promise<string[]> {
  const plan = await store.plans.get(need.planId);
  const proposals = plan === null ? [] : await store.plans.proposals(plan.areaId, plan.day);
  const proposed = addedIn(proposals.filter(({ parentId }) => parentId === need.planId));
  return [...new Set([...need.containerIds, ...proposed])];
}

/** Containers of the stops that versions add, each once. */
function addedIn(versions: readonly Plan[]): string[] {
  const changes = versions.flatMap((version) => version.changes);
  const added = changes.filter(({ kind }) => kind === "added");
  return [...new Set(added.flatMap(({ containerIds }) => containerIds))];
}
