import { setImmediate } from "node:timers/promises";
import type { QualityCode, Reading } from "../domain/index.ts";
import type { Store } from "../store/index.ts";
import type { Shared } from "./call.ts";
import type { IngestResultBody } from "./schemas/ingest.ts";
import type { ReplanNeed, Services } from "./services.ts";

/** Senders' clocks may run ahead of ours by this much. */
const AHEAD_MS_MAX = 10 * 60_000;
/** Before this a sensor's clock was never set: 2000-01-01. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** Readings of worse quality do not ask for a new plan. */
const REPLAN_QUALITY_MAX: QualityCode = 1;
/** Containers asked about in one go. */
const REPLAN_SLICE = 50;

/** A reading of a known container, ready to be stored, with its place in the batch. */
export interface PlacedReading {
  readonly index: number;
  readonly containerId: string;
  readonly areaId: string;
  readonly atMs: number;
  readonly fillPercent: number;
  readonly quality: QualityCode;
  readonly reasons: readonly string[];
  readonly sequence: number | null;
}

export type Ignored = IngestResultBody["ignored"][number];

/** A batch whose containers are known, and what of it cannot be stored. */
export interface PreparedBatch {
  readonly readings: readonly PlacedReading[];
  readonly ignored: readonly Ignored[];
  /** Name of the sender: `api` or a webhook source. */
  readonly source: string;
}

/** Why a reading's time cannot be right; null where it can. */
export function timeFault(atMs: number, nowMs: number): Omit<Ignored, "index"> | null {
  if (atMs > nowMs + AHEAD_MS_MAX) {
    return { code: "future-time", detail: "the time lies more than 10 minutes ahead of ours" };
  }
  if (atMs < EARLIEST_MS) {
    return {
      code: "past-time",
      detail: "the time lies before 2000: the sender's clock is not set",
    };
  }
  return null;
}

/**
 * Stores a batch in one commit and, after it, asks whether the plan in force has to change.
 *
 * @param guard runs inside the same transaction, before the readings; what it throws stores nothing
 */
export async function ingestBatch(
  services: Services,
  shared: Shared,
  batch: PreparedBatch,
  guard: ((store: Store) => Promise<void>) | null = null,
): Promise<IngestResultBody> {
  const receivedAtMs = services.now();
  const incoming = batch.readings.map((reading) => toIncoming(reading, batch.source, receivedAtMs));
  const outcomes = await (guard === null
    ? services.store.readings.ingest(incoming)
    : services.store.transaction(async (store) => {
        await guard(store);
        return store.readings.ingest(incoming);
      }));
  const fresh = batch.readings.filter((_, place) => outcomes[place] === "stored");
  const duplicates = batch.readings.length - fresh.length;
  shared.metrics.readings.inc({ outcome: "stored" }, fresh.length);
  shared.metrics.readings.inc({ outcome: "duplicate" }, duplicates);
  shared.metrics.readings.inc({ outcome: "ignored" }, batch.ignored.length);
  return {
    stored: fresh.length,
    duplicates,
    ignored: [...batch.ignored].sort((a, b) => a.index - b.index),
    replanJobId: await replanFor(services, shared, fresh),
  };
}

/** The fault of a reading whose container is not known. */
export function unknownContainer(index: number, containerId: string): Ignored {
  const detail = `containerId (${containerId}) is no container here`;
  return { index, code: "container/unknown", detail };
}

/** The fault of a reading whose device is on no container. */
export function unknownDevice(index: number, deviceId: string): Ignored {
  const detail = `deviceId (${deviceId}) is on no container here`;
  return { index, code: "device/unknown", detail };
}

function toIncoming(reading: PlacedReading, source: string, receivedAtMs: number): Reading {
  return {
    containerId: reading.containerId,
    atMs: reading.atMs,
    fillPercent: reading.fillPercent,
    quality: reading.quality,
    reasons: reading.reasons,
    source,
    sequence: reading.sequence,
    receivedAtMs,
  };
}

/**
 * Starts the job that plans again where fresh readings ask for it; gives its id, or the id of one
 * that waits or runs for the same containers already. A failure here is logged and told by a null:
 * the readings are stored, and the sender must not send them again.
 */
async function replanFor(
  services: Services,
  shared: Shared,
  fresh: readonly PlacedReading[],
): Promise<string | null> {
  const idsOfArea = Map.groupBy(
    fresh.filter(({ quality }) => quality <= REPLAN_QUALITY_MAX),
    ({ areaId }) => areaId,
  );
  let jobId: string | null = null;
  for (const [areaId, readings] of idsOfArea) {
    const containerIds = [...new Set(readings.map(({ containerId }) => containerId))];
    try {
      jobId ??= await shared.locks.run(`replan:${areaId}`, () =>
        replanArea(services, shared, areaId, containerIds),
      );
    } catch (error) {
      services.logger.error({ err: error, areaId }, "readings are stored, planning again failed");
    }
  }
  return jobId;
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
  const proposed = proposals
    .filter(({ parentId }) => parentId === need.planId)
    .flatMap(({ changes }) => changes.filter(({ kind }) => kind === "added"))
    .flatMap((change) => change.containerIds);
  return [...new Set([...need.containerIds, ...proposed])];
}
