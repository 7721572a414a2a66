import { z } from "zod";
import { idSchema, pageOf, pageQuerySchema } from "../schemas/common.ts";
import {
  keyCreatedSchema,
  keyInputSchema,
  keySchema,
  webhookSourceCreatedSchema,
  webhookSourceInputSchema,
  webhookSourceSchema,
} from "../schemas/ingest.ts";
import { healthSchema, readinessSchema } from "../schemas/system.ts";
import type { Endpoint } from "./endpoint.ts";

/** Who may call, and how the service is watched. */
export const ACCESS_ENDPOINTS = {
  createWebhookSource: {
    method: "post",
    path: "/api/v1/webhook-sources",
    tag: "Access",
    summary: "Add a webhook source",
    description: "The secret is shown in this answer only.",
    body: webhookSourceInputSchema,
    status: 201,
    response: webhookSourceCreatedSchema,
    errors: ["area/unknown", "webhook/source-exists"],
  },
  listWebhookSources: {
    method: "get",
    path: "/api/v1/webhook-sources",
    tag: "Access",
    summary: "List the webhook sources",
    query: pageQuerySchema,
    status: 200,
    response: pageOf(webhookSourceSchema),
  },
  rotateWebhookSource: {
    method: "post",
    path: "/api/v1/webhook-sources/{sourceId}/rotate",
    tag: "Access",
    summary: "Give a webhook source a new secret",
    description: "The secret before it stays valid until the next rotation.",
    params: z.object({ sourceId: idSchema }),
    status: 200,
    response: webhookSourceCreatedSchema,
    errors: ["webhook/unknown-source"],
  },
  createKey: {
    method: "post",
    path: "/api/v1/keys",
    tag: "Access",
    summary: "Make an API key",
    description:
      "The secret is shown in this answer only. The first key closes the service: from then on " +
      "every request needs one, so make an `admin` key first.",
    body: keyInputSchema,
    status: 201,
    response: keyCreatedSchema,
  },
  listKeys: {
    method: "get",
    path: "/api/v1/keys",
    tag: "Access",
    summary: "List the API keys, without their secrets",
    query: pageQuerySchema,
    status: 200,
    response: pageOf(keySchema),
  },
  deleteKey: {
    method: "delete",
    path: "/api/v1/keys/{keyId}",
    tag: "Access",
    summary: "Revoke an API key",
    params: z.object({ keyId: idSchema }),
    status: 204,
    response: null,
    errors: ["key/unknown"],
  },
  getHealth: {
    method: "get",
    path: "/healthz",
    tag: "Service",
    summary: "Ask whether the process runs",
    status: 200,
    response: healthSchema,
  },
  getReadiness: {
    method: "get",
    path: "/readyz",
    tag: "Service",
    summary: "Ask whether the service can work",
    description: "503 until the store answers and an area is imported.",
    status: 200,
    statusOfNo: 503,
    response: readinessSchema,
  },
  getMetrics: {
    method: "get",
    path: "/metrics",
    tag: "Service",
    summary: "Read the metrics for Prometheus",
    status: 200,
    response: null,
    mediaType: "text/plain",
  },
} as const satisfies Record<string, Endpoint>;
