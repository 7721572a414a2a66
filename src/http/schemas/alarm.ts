import { z } from "zod";
import { ALARM_KINDS } from "../../domain/index.ts";
import { idSchema, timeSchema } from "./common.ts";

export const alarmSchema = z
  .object({
    id: idSchema,
    containerId: idSchema,
    kind: z.enum(ALARM_KINDS),
    source: z.string(),
    raisedAt: timeSchema.meta({ description: "When the sensor first said so" }),
    lastAt: timeSchema.meta({ description: "When the sensor last said so" }),
    clearedAt: timeSchema.nullable().meta({ description: "null while it is open" }),
    clearedBy: z.string().nullable(),
  })
  .meta({ id: "Alarm" });

export type AlarmBody = z.infer<typeof alarmSchema>;
