import { z } from "zod";
import { WEBHOOK_KINDS } from "../../domain/index.ts";
import { idSchema, timeSchema } from "./common.ts";

const readingInputSchema = z
  .object({
    containerId: idSchema,
    at: timeSchema,
    fillPercent: z.number().min(-50).max(1000),
    sequence: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().default(null),
  })
  .strict()
  .meta({ id: "ReadingInput" });

export const readingBatchSchema = z
  .object({ readings: z.array(readingInputSchema).min(1).max(1000) })
  .strict()
  .meta({ id: "ReadingBatch" });

export const ingestResultSchema = z
  .object({
    stored: z.number().int(),
    duplicates: z.number().int(),
    ignored: z
      .array(z.object({ index: z.number().int(), code: z.string(), detail: z.string() }))
      .meta({ description: "Readings not stored, by their place in the batch, and why" }),
    replanJobId: z
      .string()
      .nullable()
      .meta({ description: "Job that plans again because of these readings, if any" }),
  })
  .meta({ id: "IngestResult" });

/** One reading of a plain webhook: the container by id or by its device, the fill or a distance. */
const webhookReadingSchema = z
  .strictObject({
    containerId: idSchema.optional(),
    deviceId: z.string().min(1).max(100).optional(),
    at: timeSchema,
    fillPercent: z.number().min(-50).max(1000).optional(),
    distanceMm: z.number().min(0).max(100_000).optional(),
    sequence: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().default(null),
  })
  .refine((reading) => (reading.containerId === undefined) !== (reading.deviceId === undefined), {
    message: "give one of containerId and deviceId",
  })
  .refine((reading) => (reading.fillPercent === undefined) !== (reading.distanceMm === undefined), {
    message: "give one of fillPercent and distanceMm",
  })
  .meta({ id: "WebhookReading" });

export const webhookBatchSchema = z
  .strictObject({ readings: z.array(webhookReadingSchema).min(1).max(1000) })
  .meta({ id: "WebhookBatch" });

export const readingSchema = z
  .object({
    containerId: idSchema,
    at: timeSchema,
    fillPercent: z.number(),
    quality: z.number().int().min(0).max(4),
    reasons: z.array(z.string()),
    source: z.string(),
    sequence: z.number().nullable(),
    receivedAt: timeSchema,
  })
  .meta({ id: "Reading" });

export const webhookSourceInputSchema = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{1,49}$/),
    kind: z.enum(WEBHOOK_KINDS),
    areaId: idSchema,
  })
  .strict()
  .meta({ id: "WebhookSourceInput" });

export const webhookSourceSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    kind: z.enum(WEBHOOK_KINDS),
    areaId: idSchema,
    url: z.string(),
    createdAt: timeSchema,
  })
  .meta({ id: "WebhookSource" });

export const webhookSourceCreatedSchema = webhookSourceSchema
  .extend({ secret: z.string().meta({ description: "Shown once, kept by you" }) })
  .meta({ id: "WebhookSourceCreated" });

export const keyInputSchema = z
  .object({
    name: z.string().min(1).max(100),
    scope: z.enum(["read", "ingest", "dispatch", "admin"]),
    expiresAt: timeSchema.nullable().default(null),
  })
  .strict()
  .meta({ id: "KeyInput" });

export const keySchema = z
  .object({
    id: idSchema,
    name: z.string(),
    scope: z.enum(["read", "ingest", "dispatch", "admin"]),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    revokedAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable(),
  })
  .meta({ id: "Key" });

export const keyCreatedSchema = keySchema
  .extend({
    secret: z.string().meta({ description: "Shown once; send it as `Authorization: Bearer …`" }),
  })
  .meta({ id: "KeyCreated" });

export type WebhookReadingBody = z.infer<typeof webhookReadingSchema>;
export type ReadingInputBody = z.infer<typeof readingInputSchema>;
export type IngestResultBody = z.infer<typeof ingestResultSchema>;
export type ReadingBody = z.infer<typeof readingSchema>;
export type WebhookSourceBody = z.infer<typeof webhookSourceSchema>;
export type KeyBody = z.infer<typeof keySchema>;
