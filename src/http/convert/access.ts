import type { ApiKey, Reading, WebhookSource } from "../../domain/index.ts";
import type { KeyBody, ReadingBody, WebhookSourceBody } from "../schemas/ingest.ts";
import { toTime, toTimeOrNull } from "./time.ts";

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
