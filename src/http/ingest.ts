import { ALARM_KINDS, type AlarmKind, type QualityCode, type Reading } from "../domain/index.ts";
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
  /** Alarms told without a level; those told with one are among the reasons of its reading. */
  readonly alarms?: readonly ToldAlarm[];
}

/** What a container's sensor cries out. */
export interface ToldAlarm {
  readonly containerId: string;
  readonly kind: AlarmKind;
  readonly atMs: number;
}

/** Those of some reasons for doubt that call for somebody. */
export function alarmKindsOf(reasons: readonly string[]): AlarmKind[] {
  return ALARM_KINDS.filter((kind) => reasons.includes(kind));
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
 * Alarms are raised in the same commit; a fire is written to the audit log, too, once for a reading
 * however often it comes.
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
  const told = batch.alarms ?? [];
  const mayAlarm =
    told.length > 0 || batch.readings.some(({ reasons }) => alarmKindsOf(reasons).length > 0);
  const outcomes = await (guard === null && !mayAlarm
    ? services.store.readings.ingest(incoming)
    : services.store.transaction(async (store) => {
        await guard?.(store);
        const stored = await store.readings.ingest(incoming);
        const fresh = batch.readings.filter((_, i) => stored[i] === "stored");
        await raiseAlarms(store, [...told, ...fresh.flatMap(alarmsOf)], batch.source, receivedAtMs);
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

function alarmsOf({ containerId, atMs, reasons }: PlacedReading): ToldAlarm[] {
  return alarmKindsOf(reasons).map((kind) => ({ containerId, kind, atMs }));
}

async function raiseAlarms(
  store: Store,
  alarms: readonly ToldAlarm[],
  source: string,
  nowMs: number,
): Promise<void> {
  await store.alarms.raise(alarms.map((alarm) => ({ ...alarm, source })));
  for (const { containerId, kind, atMs } of alarms) {
    if (kind !== "fire") continue;
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
