import { z } from "zod";
import { alarmSchema } from "../schemas/alarm.ts";
import { idSchema, pageOf, pageQuerySchema } from "../schemas/common.ts";
import type { Endpoint } from "./endpoint.ts";

/** What sensors cry out: fire, a container moved, fallen over or damaged. */
export const ALARM_ENDPOINTS = {
  listAlarms: {
    method: "get",
    path: "/api/v1/areas/{areaId}/alarms",
    tag: "Alarms",
    summary: "List the alarms of an area, newest first",
    description: "Until it is cleared, a container that burns is left out when a day is planned.",
    params: z.object({ areaId: idSchema }),
    query: pageQuerySchema,
    status: 200,
    response: pageOf(alarmSchema),
    errors: ["area/unknown"],
  },
  clearAlarm: {
    method: "post",
    path: "/api/v1/alarms/{alarmId}/clear",
    tag: "Alarms",
    summary: "Clear an alarm",
    description: "An alarm that is cleared already stays as it is.",
    params: z.object({ alarmId: idSchema }),
    status: 200,
    response: alarmSchema,
    errors: ["alarm/unknown"],
  },
} as const satisfies Record<string, Endpoint>;
