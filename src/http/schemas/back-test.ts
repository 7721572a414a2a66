import { z } from "zod";
import { idSchema, timeSchema } from "./common.ts";

/** Hours ahead that may be asked for. */
const HOURS_MAX = 14 * 24;

export const backTestRequestSchema = z
  .strictObject({
    days: z
      .number()
      .int()
      .min(1)
      .max(90)
      .default(28)
      .meta({ description: "Last days that are forecast again" }),
    hours: z
      .array(z.number().int().min(1).max(HOURS_MAX))
      .min(1)
      .max(4)
      .default([24, 72])
      .meta({ description: "Hours ahead, each scored by itself" }),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2_147_483_647)
      .default(1)
      .meta({ description: "Draws the containers of a city with more than 1,000 of them" }),
  })
  .meta({ id: "BackTestRequest" });

const figuresSchema = z.object({
  count: z.number().int(),
  medianErrorPercent: z.number().meta({ description: "Mean absolute error of the median" }),
  pinball90Percent: z.number().meta({ description: "Mean pinball loss of the 90 % quantile" }),
  below90Share: z.number(),
  within80Share: z.number(),
  brier: z.number().meta({ description: "Mean squared error of the probability of being full" }),
  calibrationError: z.number(),
  calibration: z
    .array(z.object({ toldMean: z.number(), cameShare: z.number(), count: z.number().int() }))
    .meta({ description: "By tenths of the probability told: its mean and how often it came" }),
  hoursToFullError: z.number().nullable(),
});

export const backTestSchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    createdAt: timeSchema,
    days: z.number().int(),
    seed: z.number().int(),
    fullPercent: z.number(),
    containerCount: z.number().int(),
    horizons: z.array(
      z.object({
        hours: z.number().int(),
        figures: figuresSchema.nullable().meta({ description: "null where the past is too short" }),
        containers: z
          .array(
            z.object({
              containerId: idSchema,
              count: z.number().int(),
              medianErrorPercent: z.number(),
              within80Share: z.number(),
            }),
          )
          .meta({ description: "The largest error first" }),
      }),
    ),
  })
  .meta({ id: "BackTest" });

export type BackTestBody = z.infer<typeof backTestSchema>;
