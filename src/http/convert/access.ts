import type { ApiKey, Reading, WebhookSource } from "../../domain/index.ts";
import type { KeyBody, ReadingBody, WebhookSourceBody } from "../schemas/ingest.ts";
import { toTime, toTimeOrNull } from "./time.ts";

/** An API key without its secret, which is not kept. */
export function toKeyBody(key: ApiKey): KeyBody {
  return {
    id: key.id,
    name: key.name,
    scope: key.scope,
    createdAt: toTime(key.createdAtMs),
    expiresAt: toTimeOrNull(key.expiresAtMs),
    revokedAt: toTimeOrNull(key.revokedAtMs),
    lastUsedAt: toTimeOrNull(key.lastUsedAtMs),
  };
}

/** A webhook source with the address to post to, without its secrets. */
export function toSourceBody(source: WebhookSource): WebhookSourceBody {
  return {
    id: source.id,
    name: source.name,
    kind: source.kind,
    areaId: source.areaId,
    url: `/api/v1/webhooks/${source.name}`,
    createdAt: toTime(source.createdAtMs),
  };
}

/** A reading as it was stored, with the trust in it. */
export function toReadingBody(reading: Reading): ReadingBody {
  return {
    containerId: reading.containerId,
    at: toTime(reading.atMs),
    fillPercent: reading.fillPercent,
    quality: reading.quality,
    reasons: [...reading.reasons],
    source: reading.source,
    sequence: reading.sequence,
    receivedAt: toTime(reading.receivedAtMs),
  };
}
