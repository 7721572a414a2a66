import { REPORT_COUNT, type SensorHealth, sensorHealth } from "../forecast/index.ts";
import type { Store } from "../store/index.ts";
import { cityOf } from "./plan-day.ts";

/** One container's sensor and how it does. */
export interface AreaSensor extends SensorHealth {
  /** Id of its container. */
  readonly id: string;
  readonly siteId: string;
  readonly deviceId: string | null;
  /** Why the newest reading is not believed, as codes; none where it is. */
  readonly doubts: readonly string[];
}

const ORDER: readonly SensorHealth["state"][] = ["offline", "never", "late", "ok"];

/**
 * Health of the sensors of an area, the worst first: of containers with a device, or with readings
 * from one that is not named. Throws `area/unknown`.
 */
export async function sensorsOfArea(
  store: Store,
  areaId: string,
  nowMs: number,
): Promise<readonly AreaSensor[]> {
  const city = await cityOf(store, areaId);
  const [reports, latest] = await Promise.all([
    store.readings.reportTimes(areaId, REPORT_COUNT),
    store.readings.latestOfArea(areaId),
  ]);
  const sensors = city.containers.flatMap(({ id, siteId, deviceId }) => {
    const reportedMs = reports.get(id);
    if (deviceId === null && reportedMs === undefined) return [];
    const doubts = latest.get(id)?.reasons ?? [];
    return [{ id, siteId, deviceId, doubts, ...sensorHealth(reportedMs ?? [], nowMs) }];
  });
  return sensors.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}
