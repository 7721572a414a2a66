import { z } from "zod";
import { reasonSchema } from "./city.ts";
import { daySchema, idSchema, latSchema, lonSchema, timeSchema } from "./common.ts";

export const planRequestSchema = z
  .object({
    areaId: idSchema,
    day: daySchema.optional().meta({ description: "Today in the area's time zone where left out" }),
    seconds: z
      .number()
      .min(1)
      .max(600)
      .default(15)
      .meta({ description: "Time limit of the search" }),
    seed: z.number().int().min(0).max(2_147_483_647).default(1),
  })
  .strict()
  .meta({ id: "PlanRequest" });

const planTotalsSchema = z.object({
  vehicleCount: z.number().int(),
  tripCount: z.number().int(),
  stopCount: z.number().int(),
  liftCount: z.number().int(),
  distanceM: z.number(),
  drivingSec: z.number(),
  durationSec: z.number(),
  weightKg: z.number(),
  volumeL: z.number(),
  costCents: z.number(),
  co2Kg: z.number(),
});

export const planStateSchema = z.enum(["draft", "proposed", "released", "rejected", "superseded"]);

export const planSummarySchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    day: z.string(),
    version: z.number().int(),
    state: planStateSchema,
    parentId: z.string().nullable(),
    jobId: z.string().nullable(),
    createdAt: timeSchema,
    trigger: z.string(),
    totals: planTotalsSchema,
    unassignedCount: z.number().int(),
    changeCount: z.number().int(),
    warningCount: z.number().int(),
  })
  .meta({ id: "PlanSummary" });

const liftSchema = z.object({
  containerId: idSchema,
  streamId: idSchema,
  fillPercent: z.number(),
  volumeL: z.number(),
  weightKg: z.number(),
  reason: reasonSchema,
});

const visitSchema = z
  .object({
    kind: z.enum(["start", "stop", "disposal", "break", "end"]),
    placeId: idSchema,
    name: z.string(),
    lon: lonSchema,
    lat: latSchema,
    tripIndex: z.number().int(),
    legSec: z.number(),
    legM: z.number(),
    arrival: timeSchema,
    waitSec: z.number(),
    start: timeSchema,
    end: timeSchema,
    clock: z.string().meta({ description: "Local clock time of the start, HH:MM" }),
    loadKgBefore: z.number(),
    loadKgAfter: z.number(),
    loadLAfter: z.number(),
    lifts: z.array(liftSchema),
  })
  .meta({ id: "Visit" });

const routeSchema = z
  .object({
    vehicleId: idSchema,
    vehicleName: z.string(),
    vehicleTypeId: idSchema,
    payloadKg: z.number(),
    bodyL: z.number(),
    start: timeSchema,
    end: timeSchema,
    startClock: z.string(),
    endClock: z.string(),
    distanceM: z.number(),
    drivingSec: z.number(),
    serviceSec: z.number(),
    waitSec: z.number(),
    breakSec: z.number(),
    durationSec: z.number(),
    tripCount: z.number().int(),
    stopCount: z.number().int(),
    liftCount: z.number().int(),
    weightKg: z.number(),
    costCents: z.number(),
    visits: z.array(visitSchema),
  })
  .meta({ id: "Route" });

const changeSchema = z
  .object({
    kind: z.enum(["added", "removed", "moved", "reordered"]),
    siteId: idSchema,
    siteName: z.string(),
    containerIds: z.array(idSchema),
    fromVehicle: z.string().nullable(),
    toVehicle: z.string().nullable(),
    reason: z.string(),
  })
  .meta({ id: "PlanChange" });

export const planSchema = planSummarySchema
  .extend({
    routes: z.array(routeSchema),
    unassigned: z.array(
      z.object({
        siteId: idSchema,
        siteName: z.string(),
        containerIds: z.array(idSchema),
        reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
      }),
    ),
    reasons: z
      .record(z.string(), reasonSchema)
      .meta({ description: "By container id: why in or out" }),
    costByCause: z.record(z.string(), z.number()),
    warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
    changes: z.array(changeSchema),
    solver: z.object({ seed: z.number(), iterations: z.number(), seconds: z.number() }),
  })
  .meta({ id: "Plan" });

/** GeoJSON of a plan's routes: one line feature per leg, with its vehicle, trip and number. */
export const routesGeoJsonSchema = z
  .object({
    type: z.literal("FeatureCollection"),
    features: z.array(
      z.object({
        type: z.literal("Feature"),
        geometry: z.object({
          type: z.literal("LineString"),
          coordinates: z.array(z.array(z.number())),
        }),
        properties: z.object({
          vehicleId: idSchema,
          vehicleName: z.string(),
          routeIndex: z.number().int(),
          tripIndex: z.number().int(),
          legIndex: z.number().int(),
          legM: z.number(),
          legSec: z.number(),
          toKind: z.enum(["start", "stop", "disposal", "break", "end"]),
          toName: z.string(),
        }),
      }),
    ),
  })
  .meta({ id: "RoutesGeoJson" });

export const jobSchema = z
  .object({
    id: idSchema,
    kind: z.enum(["import-city", "plan", "replan", "back-test"]),
    state: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
    areaId: z.string().nullable(),
    progress: z
      .object({
        step: z.string(),
        message: z.string(),
        share: z.number().min(0).max(1),
        bestCostCents: z.number().optional(),
      })
      .nullable(),
    resultId: z.string().nullable(),
    resultUrl: z.string().nullable(),
    error: z
      .object({
        code: z.string(),
        title: z.string(),
        detail: z.string(),
        errors: z
          .array(z.object({ pointer: z.string(), detail: z.string() }))
          .meta({ description: "All faults of the input, where it was the input" }),
      })
      .nullable(),
    attempts: z.number().int(),
    createdAt: timeSchema,
    startedAt: timeSchema.nullable(),
    finishedAt: timeSchema.nullable(),
  })
  .meta({ id: "Job" });

export type PlanRequestBody = z.infer<typeof planRequestSchema>;
export type PlanSummaryBody = z.infer<typeof planSummarySchema>;
export type PlanBody = z.infer<typeof planSchema>;
export type RouteBody = z.infer<typeof routeSchema>;
export type VisitBody = z.infer<typeof visitSchema>;
export type ChangeBody = z.infer<typeof changeSchema>;
export type RoutesGeoJsonBody = z.infer<typeof routesGeoJsonSchema>;
export type JobBody = z.infer<typeof jobSchema>;
