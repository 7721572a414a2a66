import { z } from "zod";
import { idSchema, pageOf, pageQuerySchema, timeSchema } from "../schemas/common.ts";
import {
  ingestResultSchema,
  readingBatchSchema,
  readingSchema,
  webhookBatchSchema,
} from "../schemas/ingest.ts";
import type { Endpoint } from "./endpoint.ts";

const rangeQuery = pageQuerySchema.extend({
  from: timeSchema.optional().meta({ description: "First time, included" }),
  to: timeSchema.optional().meta({ description: "Last time, not included" }),
});

/** Fill levels on their way in and out. */
export const INGEST_ENDPOINTS = {
  createReadings: {
    method: "post",
    path: "/api/v1/readings",
    tag: "Readings",
    summary: "Store a batch of readings",
    description:
      "Faults of the form refuse the whole batch. A reading that was stored before counts as a " +
      "duplicate; one of an unknown container is listed in `ignored` and the rest is stored.",
    body: readingBatchSchema,
    status: 200,
    response: ingestResultSchema,
    idempotent: true,
  },
  listReadings: {
    method: "get",
    path: "/api/v1/readings",
    tag: "Readings",
    summary: "List the readings of a container",
    query: rangeQuery.extend({ containerId: idSchema }),
    status: 200,
    response: pageOf(readingSchema),
    errors: ["container/unknown"],
  },
  listContainerReadings: {
    method: "get",
    path: "/api/v1/containers/{containerId}/readings",
    tag: "Readings",
    summary: "List the readings of a container",
    params: z.object({ containerId: idSchema }),
    query: rangeQuery,
    status: 200,
    response: pageOf(readingSchema),
    errors: ["container/unknown"],
  },
  receiveWebhook: {
    method: "post",
    path: "/api/v1/webhooks/{source}",
    tag: "Readings",
    summary: "Receive readings from a webhook source",
    description:
      "A source of kind `plain` signs after Standard Webhooks (`webhook-id`, `webhook-timestamp`, " +
      "`webhook-signature`; the stamp may be 5 minutes off). All other kinds post their own JSON " +
      "with the header `X-Webhook-Secret`: `the-things-stack` (v3), `chirpstack` (v4), `ngsi-ld` " +
      "(WasteContainer, NGSI-v2 too), `sensorthings` (observations) and `lwm2m` (object 3435). " +
      "Messages that bring no reading are answered and ignored, with a code.",
    params: z.object({ source: z.string().min(1).max(100) }),
    query: z.strictObject({
      event: z.string().max(50).optional().meta({
        description: "Event of ChirpStack, which adds it; others than `up` are ignored",
      }),
    }),
    body: webhookBatchSchema,
    status: 200,
    response: ingestResultSchema,
    rawBody: true,
    errors: [
      "webhook/unknown-source",
      "webhook/unsigned",
      "webhook/bad-signature",
      "webhook/stale",
      "webhook/replayed",
    ],
  },
} as const satisfies Record<string, Endpoint>;
