import { z } from "zod";
import { SENSOR_MODELS } from "../../domain/index.ts";
import { alarmSchema } from "./alarm.ts";
import { idSchema, latSchema, lonSchema, timeSchema } from "./common.ts";

export const areaSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    timeZone: z.string(),
    bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    attribution: z.string(),
    containerCount: z.number().int(),
    readingCount: z.number().int(),
    today: z.string().meta({ description: "The working day now, in the area's time zone" }),
    currentPlanId: z.string().nullable().meta({ description: "Plan in force today" }),
    alarms: z.array(alarmSchema).meta({ description: "Open alarms of its sensors" }),
    proposalIds: z
      .array(z.string())
      .meta({ description: "Proposals of today waiting for an answer" }),
    tileUrl: z.string().meta({ description: "Template of the road tiles (Mapbox vector tiles)" }),
    baseMapUrl: z.string().nullable().meta({ description: "Configured raster tiles, if any" }),
  })
  .meta({ id: "Area" });

export const streamSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    densityKgPerM3: z.number(),
    compactionRatio: z.number(),
  })
  .meta({ id: "Stream" });

export const siteSchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    name: z.string(),
    address: z.string(),
    lon: lonSchema,
    lat: latSchema,
  })
  .meta({ id: "Site" });

export const depotSchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    name: z.string(),
    lon: lonSchema,
    lat: latSchema,
    opens: z.string(),
    closes: z.string(),
  })
  .meta({ id: "Depot", description: "Opening times are local clock times, HH:MM" });

export const facilitySchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    name: z.string(),
    lon: lonSchema,
    lat: latSchema,
    streamIds: z.array(idSchema),
    openingHours: z.array(
      z.object({ weekdays: z.array(z.number().int()), opens: z.string(), closes: z.string() }),
    ),
    unloadSec: z.number().int(),
    gateFeeCentsPerTonne: z.number().int(),
  })
  .meta({ id: "Facility" });

export const reasonSchema = z
  .object({
    code: z.enum([
      "overflow-risk",
      "interval-ends",
      "on-the-way",
      "sensor-alarm",
      "not-due",
      "no-data",
      "left-out",
      "burning",
    ]),
    text: z.string().meta({ description: "The reason with its numbers, as a sentence" }),
    fillPercent: z.number(),
    fillLowPercent: z.number(),
    fillHighPercent: z.number(),
    overflowProbability: z.number(),
    hoursToFull: z.number().nullable(),
    priceCents: z.number().int(),
  })
  .meta({ id: "CollectionReason", description: "Why a container is collected on the day, or not" });

export const containerSchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    site: z.object({
      id: idSchema,
      name: z.string(),
      address: z.string(),
      lon: lonSchema,
      lat: latSchema,
    }),
    streamId: idSchema,
    volumeL: z.number(),
    deviceId: z.string().nullable(),
    depthMm: z.number().nullable(),
    sensorOffsetMm: z.number().nullable(),
    sensorModel: z.enum(SENSOR_MODELS).nullable(),
    revision: z.number().int(),
    lastReading: z
      .object({
        at: timeSchema,
        fillPercent: z.number(),
        quality: z.number().int(),
        reasons: z.array(z.string()),
      })
      .nullable(),
    forecast: z
      .object({
        computedAt: timeSchema,
        fillPercent: z.number(),
        fillLowPercent: z.number(),
        fillHighPercent: z.number(),
        ratePercentPerDay: z.number(),
        overflowProbability24h: z.number(),
        hoursToFull: z.number().nullable(),
      })
      .nullable(),
  })
  .meta({ id: "Container" });

export const containerForecastSchema = z
  .object({
    containerId: idSchema,
    computedAt: timeSchema,
    basis: z.enum(["sensor", "silent", "frozen", "group"]).meta({
      description:
        "What it rests on: a sensor that reports, one that is silent or shows one value for too " +
        "long, or nothing but the containers of the same stream",
    }),
    ratePercentPerDay: z.number(),
    rateSpread: z.number().meta({ description: "Standard deviation of the rate, as a share" }),
    weekdayFactors: z
      .array(z.number())
      .length(7)
      .meta({ description: "Filling of Monday to Sunday against the mean day" }),
    lastReadingAt: timeSchema.nullable(),
    lastEmptiedAt: timeSchema.nullable(),
    emptyings: z
      .array(z.object({ at: timeSchema, beforePercent: z.number(), afterPercent: z.number() }))
      .meta({ description: "Emptyings seen in the readings of the last 14 days" }),
    hoursToFull: z.number().nullable(),
    dueAt: timeSchema.nullable().meta({
      description: "From then on the risk of overflow is above the city's bound",
    }),
    tooEarlyUntil: timeSchema.nullable().meta({
      description: "Until then it can wait for the visit after the next without risk",
    }),
    points: z.array(
      z.object({
        at: timeSchema,
        fillPercent: z.number(),
        fillLowPercent: z.number(),
        fillHighPercent: z.number(),
        overflowProbability: z.number(),
      }),
    ),
  })
  .meta({ id: "ContainerForecast" });

export const sensorSchema = z
  .object({
    containerId: idSchema,
    siteId: idSchema,
    deviceId: z.string().nullable(),
    state: z.enum(["ok", "late", "offline", "never"]).meta({
      description: "`offline` from three missed reports on; `never` where none has come yet",
    }),
    lastSeenAt: timeSchema.nullable(),
    intervalSec: z.number().int().nullable().meta({ description: "Usual time between reports" }),
    missedReports: z.number().int(),
    doubts: z.array(z.string()).meta({ description: "Why the newest reading is not believed" }),
  })
  .meta({ id: "Sensor" });

export const containerInputSchema = z
  .object({
    id: idSchema,
    siteId: idSchema,
    streamId: idSchema,
    volumeL: z.number().int().min(10).max(60_000),
    deviceId: z.string().min(1).max(100).nullable().default(null),
    depthMm: z.number().int().min(100).max(10_000).nullable().default(null),
    sensorOffsetMm: z.number().int().min(0).max(5_000).nullable().default(null),
    sensorModel: z
      .enum(SENSOR_MODELS)
      .nullable()
      .default(null)
      .meta({ description: "Kind of sensor, to read its raw frames by" }),
  })
  .strict()
  .meta({ id: "ContainerInput" });

/** A further sensor of a container. */
export const sensorInputSchema = z
  .strictObject({
    deviceId: z.string().min(1).max(100),
    depthMm: containerInputSchema.shape.depthMm,
    sensorOffsetMm: containerInputSchema.shape.sensorOffsetMm,
    sensorModel: containerInputSchema.shape.sensorModel,
    from: timeSchema.optional().meta({ description: "Since when it hangs there; now if left out" }),
  })
  .meta({ id: "SensorInput" });

export const sensorPlaceSchema = z
  .object({
    deviceId: z.string(),
    main: z.boolean().meta({ description: "The one that the container itself names" }),
    depthMm: z.number().nullable(),
    sensorOffsetMm: z.number().nullable(),
    sensorModel: z.enum(SENSOR_MODELS).nullable(),
    from: timeSchema.nullable().meta({ description: "null where it was there from the start" }),
    until: timeSchema.nullable().meta({ description: "null while it is there" }),
  })
  .meta({ id: "SensorPlace" });

/** Fields without a default, so that what a patch leaves out stays as it is. */
export const containerPatchSchema = z
  .strictObject({
    siteId: idSchema,
    streamId: idSchema,
    volumeL: containerInputSchema.shape.volumeL,
    deviceId: containerInputSchema.shape.deviceId.unwrap(),
    depthMm: containerInputSchema.shape.depthMm.unwrap(),
    sensorOffsetMm: containerInputSchema.shape.sensorOffsetMm.unwrap(),
    sensorModel: containerInputSchema.shape.sensorModel.unwrap(),
  })
  .partial()
  .meta({ id: "ContainerPatch" });

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "use a clock time HH:MM");

export const vehicleTypeSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    profile: z.string(),
    payloadKg: z.number(),
    bodyL: z.number(),
    streamIds: z.array(idSchema),
  })
  .meta({ id: "VehicleType" });

const crewBreakSchema = z
  .strictObject({
    earliest: clockSchema,
    latest: clockSchema,
    minutes: z.int().min(1).max(240),
    paid: z.boolean().default(false),
  })
  .meta({
    id: "CrewBreak",
    description: "A rest that begins within a span of the day, local clock times",
  });

const crewBreaksSchema = z.array(crewBreakSchema).max(6);

export const vehicleSchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    name: z.string(),
    type: vehicleTypeSchema,
    depotId: idSchema,
    shiftStart: z.string(),
    shiftEnd: z.string(),
    breaks: crewBreaksSchema,
    active: z.boolean(),
    revision: z.number().int(),
  })
  .meta({ id: "Vehicle" });

export const vehicleInputSchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    name: z.string().min(1).max(100),
    typeId: idSchema,
    depotId: idSchema,
    shiftStart: clockSchema,
    shiftEnd: clockSchema,
    breaks: crewBreaksSchema.default([]),
    active: z.boolean().default(true),
  })
  .strict()
  .meta({ id: "VehicleInput" });

/** As `containerPatchSchema`: no defaults. */
export const vehiclePatchSchema = z
  .strictObject({
    name: vehicleInputSchema.shape.name,
    typeId: idSchema,
    depotId: idSchema,
    shiftStart: clockSchema,
    shiftEnd: clockSchema,
    breaks: crewBreaksSchema,
    active: z.boolean(),
  })
  .partial()
  .meta({ id: "VehiclePatch" });

export type AreaBody = z.infer<typeof areaSchema>;
export type StreamBody = z.infer<typeof streamSchema>;
export type SiteBody = z.infer<typeof siteSchema>;
export type DepotBody = z.infer<typeof depotSchema>;
export type FacilityBody = z.infer<typeof facilitySchema>;
export type ReasonBody = z.infer<typeof reasonSchema>;
export type ContainerInputBody = z.infer<typeof containerInputSchema>;
export type ContainerPatchBody = z.infer<typeof containerPatchSchema>;
export type VehicleTypeBody = z.infer<typeof vehicleTypeSchema>;
export type VehicleInputBody = z.infer<typeof vehicleInputSchema>;
export type VehiclePatchBody = z.infer<typeof vehiclePatchSchema>;
export type ContainerBody = z.infer<typeof containerSchema>;
export type VehicleBody = z.infer<typeof vehicleSchema>;
export type ContainerForecastBody = z.infer<typeof containerForecastSchema>;
export type SensorBody = z.infer<typeof sensorSchema>;
export type SensorPlaceBody = z.infer<typeof sensorPlaceSchema>;
