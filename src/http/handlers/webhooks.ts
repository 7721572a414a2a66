import {
  AppError,
  type Container,
  type ErrorCode,
  type WebhookSource,
} from "../../domain/index.ts";
import type { Store } from "../../store/index.ts";
import type { Call, Handlers } from "../call.ts";
import { checkBody } from "../check-request.ts";
import { fromTime } from "../convert/time.ts";
import {
  type Ignored,
  ingestBatch,
  type PlacedReading,
  timeFault,
  unknownContainer,
  unknownDevice,
} from "../ingest.ts";
import { parseJsonBody } from "../json-body.ts";
import {
  type IngestResultBody,
  type WebhookReadingBody,
  webhookBatchSchema,
} from "../schemas/ingest.ts";
import { equalSecrets } from "../secrets.ts";
import { fillFromLevel, type Level } from "../webhooks/fill-level.ts";
import { trustOf } from "../webhooks/quality.ts";
import { checkSignature } from "../webhooks/signature.ts";
import { readUplink } from "../webhooks/the-things-stack.ts";

/** Message ids are kept this long; older ones cannot pass the window of the time stamp. */
const REMEMBER_MS = 24 * 3_600_000;
/** How often old message ids are thrown away. */
const FORGET_INTERVAL_MS = 3_600_000;
const FORGET = "forget-messages";

type WebhookCall = Call<"receiveWebhook">;

/** Readings that sensors' platforms post. */
export const WEBHOOK_HANDLERS = {
  async receiveWebhook(call) {
    const { services, shared, params } = call;
    const found = await services.store.access.sourceByName(params.source);
    if (found === null) {
      throw new AppError("webhook/unknown-source", `source (${params.source}) is not known here`);
    }
    try {
      const body = await (found.source.kind === "plain"
        ? receivePlain(call, found.source, found.secrets)
        : receiveUplink(call, found.source, found.secrets));
      shared.metrics.webhooks.inc({ outcome: "accepted" });
      return { body };
    } catch (error) {
      shared.metrics.webhooks.inc({ outcome: error instanceof AppError ? error.code : "failed" });
      throw error;
    }
  },
} satisfies Partial<Handlers>;

/** A batch signed after Standard Webhooks; its id is remembered in the commit of its readings. */
async function receivePlain(
  call: WebhookCall,
  source: WebhookSource,
  secrets: readonly string[],
): Promise<IngestResultBody> {
  const { services, shared, request, body: bytes } = call;
  const nowMs = services.now();
  const headers = {
    id: request.get("webhook-id"),
    timestamp: request.get("webhook-timestamp"),
    signature: request.get("webhook-signature"),
  };
  const signature = checkSignature(headers, bytes, secrets, nowMs);
  if (!signature.ok) throw await refused(call, source, signature.code, signature.detail);
  const { messageId } = signature;
  const batch = checkBody(webhookBatchSchema, parseJsonBody(bytes));
  const placed = await placePlain(services.store, source, batch.readings, nowMs);
  await forgetOld(call);
  let isReplay = false;
  try {
    return await ingestBatch(
      services,
      shared,
      { ...placed, source: source.name },
      async (store) => {
        isReplay = !(await store.access.rememberMessage(source.id, messageId, nowMs));
        if (isReplay) throw new AppError("webhook/replayed", `message (${messageId}) came before`);
      },
    );
  } catch (error) {
    if (!isReplay) throw error;
    throw await refused(call, source, "webhook/replayed", `message (${messageId}) came before`);
  }
}

/** One uplink of The Things Stack; the secret header is all that it offers against forgery. */
async function receiveUplink(
  call: WebhookCall,
  source: WebhookSource,
  secrets: readonly string[],
): Promise<IngestResultBody> {
  const { services, shared, request, body: bytes } = call;
  const given = request.get("x-webhook-secret");
  if (given === undefined) {
    throw await refused(call, source, "webhook/unsigned", "send the header X-Webhook-Secret");
  }
  if (!secrets.some((secret) => equalSecrets(secret, given))) {
    throw await refused(call, source, "webhook/bad-signature", "X-Webhook-Secret is wrong");
  }
  const uplink = readUplink(parseJsonBody(bytes));
  const place = uplink.ok
    ? await placeLevel(services.store, source, services.now(), { ...uplink, index: 0 })
    : { index: 0, code: uplink.code, detail: uplink.detail };
  return ingestBatch(services, shared, { ...sorted([place]), source: source.name });
}

/** A level on its way to a container. */
interface SentLevel {
  readonly index: number;
  readonly containerId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly atMs: number;
  readonly level: Level;
  readonly sequence: number | null;
  readonly alarms: readonly string[];
}

async function placePlain(
  store: Store,
  source: WebhookSource,
  readings: readonly WebhookReadingBody[],
  nowMs: number,
): Promise<Sorted> {
  const places: (PlacedReading | Ignored)[] = [];
  for (const [index, reading] of readings.entries()) {
    const { containerId, deviceId, sequence } = reading;
    const level: Level =
      reading.fillPercent === undefined
        ? { kind: "distance", distanceMm: reading.distanceMm ?? 0 }
        : { kind: "percent", fillPercent: reading.fillPercent };
    const atMs = fromTime(reading.at);
    places.push(
      await placeLevel(store, source, nowMs, {
        ...{ index, containerId, deviceId, atMs, level, sequence },
        alarms: [],
      }),
    );
  }
  return sorted(places);
}

/** Finds the container of a level, of the source's own area, and its percent full. */
async function placeLevel(
  store: Store,
  source: WebhookSource,
  nowMs: number,
  sent: SentLevel,
): Promise<PlacedReading | Ignored> {
  const { index, atMs, sequence } = sent;
  const container = await containerOf(store, sent);
  const areaId = container === null ? null : await store.cities.areaOfContainer(container.id);
  if (container === null || areaId !== source.areaId) {
    if (sent.containerId !== undefined) return unknownContainer(index, sent.containerId);
    return unknownDevice(index, sent.deviceId ?? "");
  }
  const fault = timeFault(atMs, nowMs);
  if (fault !== null) return { index, ...fault };
  const fill = fillFromLevel(sent.level, container);
  if (!fill.ok) return { index, code: fill.code, detail: fill.detail };
  const { fillPercent } = fill;
  const trust = trustOf(fillPercent, [...sent.alarms, ...fill.doubts]);
  return { index, containerId: container.id, areaId, atMs, fillPercent, sequence, ...trust };
}

async function containerOf(store: Store, sent: SentLevel): Promise<Container | null> {
  if (sent.containerId !== undefined) {
    return (await store.cities.getContainer(sent.containerId))?.value ?? null;
  }
  return store.cities.containerByDevice((sent.deviceId ?? "").toLowerCase());
}

interface Sorted {
  readonly readings: readonly PlacedReading[];
  readonly ignored: readonly Ignored[];
}

function sorted(places: readonly (PlacedReading | Ignored)[]): Sorted {
  return {
    readings: places.filter((place) => "containerId" in place),
    ignored: places.filter((place) => "code" in place),
  };
}

/** Writes a refused message to the audit log and gives the error to throw. */
async function refused(
  call: WebhookCall,
  source: WebhookSource,
  code: ErrorCode,
  detail: string,
): Promise<AppError> {
  await call.services.store.access.audit({
    atMs: call.services.now(),
    actor: `webhook:${source.name}`,
    action: "webhook/refused",
    detail: `${code}: ${detail}`,
  });
  return new AppError(code, detail);
}

/** Throws old message ids away, once in a while. */
async function forgetOld({ services, shared }: WebhookCall): Promise<void> {
  const nowMs = services.now();
  if (nowMs - (shared.lastRunMs.get(FORGET) ?? 0) < FORGET_INTERVAL_MS) return;
  shared.lastRunMs.set(FORGET, nowMs);
  await services.store.access.forgetMessagesBefore(nowMs - REMEMBER_MS);
}
