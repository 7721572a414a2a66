import {
  AppError,
  type ErrorCode,
  type WebhookKind,
  type WebhookSource,
} from "../../domain/index.ts";
import type { Call, Handlers } from "../call.ts";
import { checkBody, throwFaults } from "../check-request.ts";
import { fromTime } from "../convert/time.ts";
import { ingestBatch } from "../ingest.ts";
import { parseJsonBody } from "../json-body.ts";
import {
  type IngestResultBody,
  type WebhookReadingBody,
  webhookBatchSchema,
} from "../schemas/ingest.ts";
import { equalSecrets } from "../secrets.ts";
import { readChirpStack } from "../webhooks/chirpstack.ts";
import { readLwm2m } from "../webhooks/lwm2m.ts";
import { readNgsi } from "../webhooks/ngsi.ts";
import { placeItems } from "../webhooks/place.ts";
import { readSensorThings } from "../webhooks/sensorthings.ts";
import type { MessageItem, MessageReader } from "../webhooks/sent-level.ts";
import { checkSignature } from "../webhooks/signature.ts";
import { readUplink } from "../webhooks/the-things-stack.ts";

/** Message ids are kept this long; older ones cannot pass the window of the time stamp. */
const REMEMBER_MS = 24 * 3_600_000;
/** How often old message ids are thrown away. */
const FORGET_INTERVAL_MS = 3_600_000;
const FORGET = "forget-messages";
const REFUSED = "webhook/refused";
/** Refusals of one source for one reason are written no more often. */
const AUDIT_INTERVAL_MS = 60_000;

/** Most readings of one message, as in a batch. */
const ITEM_COUNT_MAX = 1000;

/** Kinds of sources whose messages are not ours. */
type PostedKind = Exclude<WebhookKind, "plain">;

const MESSAGE_READERS: Readonly<Record<PostedKind, MessageReader>> = {
  "the-things-stack": (body) => [readUplink(body)],
  chirpstack: (body, { event }) => [readChirpStack(body, event)],
  "ngsi-ld": readNgsi,
  sensorthings: readSensorThings,
  lwm2m: (body, { receivedAtMs }) => [readLwm2m(body, receivedAtMs)],
};

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
      const { kind } = found.source;
      const body = await (kind === "plain"
        ? receivePlain(call, found.source, found.secrets)
        : receivePosted(call, { ...found.source, kind }, found.secrets));
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
  const items = batch.readings.map(itemOfPlain);
  const placed = await placeItems(services.store, source.areaId, items, nowMs);
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

/** A message of a sensors' platform; the secret header is all that it offers against forgery. */
async function receivePosted(
  call: WebhookCall,
  source: WebhookSource & { readonly kind: PostedKind },
  secrets: readonly string[],
): Promise<IngestResultBody> {
  const { services, shared, request, query, body: bytes } = call;
  const given = request.get("x-webhook-secret");
  if (given === undefined) {
    throw await refused(call, source, "webhook/unsigned", "send the header X-Webhook-Secret");
  }
  if (!secrets.some((secret) => equalSecrets(secret, given))) {
    throw await refused(call, source, "webhook/bad-signature", "X-Webhook-Secret is wrong");
  }
  const nowMs = services.now();
  const context = { receivedAtMs: nowMs, event: query.event ?? null };
  const items = MESSAGE_READERS[source.kind](parseJsonBody(bytes), context);
  if (items.length > ITEM_COUNT_MAX) {
    throwFaults([{ pointer: "", detail: `has ${items.length} items: send ${ITEM_COUNT_MAX}` }]);
  }
  const placed = await placeItems(services.store, source.areaId, items, nowMs);
  return ingestBatch(services, shared, { ...placed, source: source.name });
}

function itemOfPlain(reading: WebhookReadingBody): MessageItem {
  const { containerId, deviceId, sequence } = reading;
  return {
    ok: true,
    containerIds: containerId === undefined ? [] : [containerId],
    deviceIds: deviceId === undefined ? [] : [deviceId.toLowerCase()],
    atMs: fromTime(reading.at),
    level:
      reading.fillPercent === undefined
        ? { kind: "distance", distanceMm: reading.distanceMm ?? 0 }
        : { kind: "percent", fillPercent: reading.fillPercent },
    frame: null,
    sequence,
    alarms: [],
  };
}

/**
 * Writes a refused message to the audit log and gives the error to throw. Of a flood only the first
 * of each reason in a minute is written: anyone may send one.
 */
async function refused(
  call: WebhookCall,
  source: WebhookSource,
  code: ErrorCode,
  detail: string,
): Promise<AppError> {
  const { lastRunMs } = call.shared;
  const nowMs = call.services.now();
  const kind = `${REFUSED} ${source.id} ${code}`;
  const isFlood = nowMs - (lastRunMs.get(kind) ?? Number.NEGATIVE_INFINITY) < AUDIT_INTERVAL_MS;
  if (!isFlood) {
    lastRunMs.set(kind, nowMs);
    await call.services.store.access.audit({
      atMs: nowMs,
      actor: `webhook:${source.name}`,
      action: REFUSED,
      detail: `${code}: ${detail}`,
    });
  }
  return new AppError(code, detail);
}

/** Throws old message ids away, once in a while. */
async function forgetOld({ services, shared }: WebhookCall): Promise<void> {
  const nowMs = services.now();
  if (nowMs - (shared.lastRunMs.get(FORGET) ?? 0) < FORGET_INTERVAL_MS) return;
  shared.lastRunMs.set(FORGET, nowMs);
  await services.store.access.forgetMessagesBefore(nowMs - REMEMBER_MS);
}
