import type { ContainerAlarm } from "../../domain/index.ts";
import type { AlarmBody } from "../schemas/alarm.ts";
import { toTime, toTimeOrNull } from "./time.ts";

/** An alarm as the API gives it. */
export function toAlarmBody(alarm: ContainerAlarm): AlarmBody {
  return {
    id: alarm.id,
    containerId: alarm.containerId,
    kind: alarm.kind,
    source: alarm.source,
    raisedAt: toTime(alarm.raisedAtMs),
    lastAt: toTime(alarm.lastAtMs),
    clearedAt: toTimeOrNull(alarm.clearedAtMs),
    clearedBy: alarm.clearedBy,
  };
}
