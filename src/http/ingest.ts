import type { QualityCode, Reading } from "../domain/index.ts";
import type { Store } from "../store/index.ts";
import type { Shared } from "./call.ts";
import { toTime } from "./convert/time.ts";
import { REPLAN_QUALITY_MAX, replanWhereNeeded } from "./replan.ts";
import type { IngestResultBody } from "./schemas/ingest.ts";
import type { Services } from "./services.ts";

/** Senders' clocks may run ahead of ours by this much. */
const AHEAD_MS_MAX = 10 * 60_000;
/** Before this a sensor's clock was never set: 2000-01-01. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

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
  /** The sensor it was found by; null where the container was named itself. */
  readonly deviceId: string | null;
}

export type Ignored = IngestResultBody["ignored"][number];

/** A batch whose containers are known, and what of it cannot be stored. */
export interface PreparedBatch {
  readonly readings: readonly PlacedReading[];
  readonly ignored: readonly Ignored[];
  /** Name of the sender: `api` or a webhook source. */
  readonly source: string;
  /** Fires told without a level; those told with one are among the reasons of its reading. */
  readonly fires?: readonly Fire[];
}

/** A container that burns, as its sensor says. */
export interface Fire {
  readonly containerId: string;
  readonly atMs: number;
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
 * A fire is written to the audit log in the same commit, once for a reading however often it comes.
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
  const told = batch.fires ?? [];
  const mayBurn = told.length > 0 || batch.readings.some(isFire);
  const outcomes = await (guard === null && !mayBurn
    ? services.store.readings.ingest(incoming)
    : services.store.transaction(async (store) => {
        await guard?.(store);
        const stored = await store.readings.ingest(incoming);
        const burning = batch.readings.filter((r, i) => stored[i] === "stored" && isFire(r));
        await auditFires(store, [...told, ...burning], batch.source, receivedAtMs);
        return stored;
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

function isFire(reading: PlacedReading): boolean {
  return reading.reasons.includes("fire");
}

async function auditFires(
  store: Store,
  fires: readonly Fire[],
  source: string,
  nowMs: number,
): Promise<void> {
  for (const { containerId, atMs } of fires) {
    await store.access.audit({
      atMs: nowMs,
      actor: `webhook:${source}`,
      action: "container/fire",
      detail: `${containerId} at ${toTime(atMs)}`,
    });
  }
}

/** The fault of a reading whose container is not known. */
export function unknownContainer(index: number, containerId: string): Ignored {
  const detail = `containerId (${containerId}) is no container here`;
  return { index, code: "container/unknown", detail };
}

/** The fault of a reading whose device is on no container. */
export function unknownDevice(index: number, deviceId: string): Ignored {
  const detail = `deviceId (${deviceId}) is, or was then, on no container here`;
  return { index, code: "device/unknown", detail };
}

/**
 * A device is a sender of its own: the numbers of two in one container, or of an old one and the
 * new one in its place, must not be taken for the same.
 */
function toIncoming(reading: PlacedReading, source: string, receivedAtMs: number): Reading {
  return {
    containerId: reading.containerId,
    atMs: reading.atMs,
    fillPercent: reading.fillPercent,
    quality: reading.quality,
    reasons: reading.reasons,
    source: reading.deviceId === null ? source : `${source}/${reading.deviceId}`,
    sequence: reading.sequence,
    receivedAtMs,
  };
}

/** The job that plans again where fresh readings ask for it; null where none does. */
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
    const areaJobId = await replanWhereNeeded(services, shared, areaId, containerIds);
    jobId ??= areaJobId;
  }
  return jobId;
}
