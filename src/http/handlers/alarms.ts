import type { Handlers } from "../call.ts";
import { toAlarmBody } from "../convert/alarm.ts";
import { areaOf, mapPage, pageRequest } from "./lookups.ts";

/** Alarms of sensors. */
export const ALARM_HANDLERS = {
  async listAlarms({ services, params, query }) {
    await areaOf(services.store, params.areaId);
    const page = await services.store.alarms.list(params.areaId, pageRequest(query));
    return { body: mapPage(page, toAlarmBody) };
  },
  async clearAlarm({ services, caller, params }) {
    const { store } = services;
    const nowMs = services.now();
    const alarm = await store.alarms.clear(params.alarmId, caller.name, nowMs);
    await store.access.audit({
      atMs: nowMs,
      actor: caller.name,
      action: "alarm/clear",
      detail: `${alarm.kind} at ${alarm.containerId}`,
    });
    return { body: toAlarmBody(alarm) };
  },
} satisfies Partial<Handlers>;
