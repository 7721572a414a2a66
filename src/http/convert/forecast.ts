import type { SensorPlace } from "../../domain/index.ts";
import type { AreaSensor, ContainerForecast } from "../../planning/index.ts";
import type { ContainerForecastBody, SensorBody, SensorPlaceBody } from "../schemas/city.ts";
import { round } from "./reason.ts";
import { toTime, toTimeOrNull } from "./time.ts";

/** A container's forecast as the API gives it. */
export function toContainerForecastBody(
  containerId: string,
  forecast: ContainerForecast,
): ContainerForecastBody {
  const { hoursToFull } = forecast;
  return {
    containerId,
    computedAt: toTime(forecast.atMs),
    basis: forecast.basis,
    ratePercentPerDay: round(forecast.ratePercentPerDay, 2),
    rateSpread: round(forecast.rateSpread, 3),
    weekdayFactors: forecast.weekdayFactors.map((factor) => round(factor, 3)),
    lastReadingAt: toTimeOrNull(forecast.lastReadingMs),
    lastEmptiedAt: toTimeOrNull(forecast.lastEmptiedMs),
    emptyings: forecast.emptyings.map(({ atMs, beforePercent, afterPercent }) => ({
      at: toTime(atMs),
      beforePercent: round(beforePercent, 1),
      afterPercent: round(afterPercent, 1),
    })),
    hoursToFull: hoursToFull === null ? null : round(hoursToFull, 1),
    dueAt: toTimeOrNull(forecast.dueMs),
    tooEarlyUntil: toTimeOrNull(forecast.tooEarlyUntilMs),
    points: forecast.points.map((point) => ({
      at: toTime(point.atMs),
      fillPercent: round(point.fillPercent, 1),
      fillLowPercent: round(point.fillLowPercent, 1),
      fillHighPercent: round(point.fillHighPercent, 1),
      overflowProbability: round(point.overflowProbability, 4),
    })),
  };
}

/** A sensor's time in a container as the API gives it. */
export function toSensorPlaceBody(place: SensorPlace): SensorPlaceBody {
  return {
    deviceId: place.deviceId,
    main: place.isMain,
    depthMm: place.depthMm,
    sensorOffsetMm: place.sensorOffsetMm,
    sensorModel: place.sensorModel,
    from: place.fromMs === 0 ? null : toTime(place.fromMs),
    until: toTimeOrNull(place.untilMs),
  };
}

/** A sensor with its health as the API gives it. */
export function toSensorBody(sensor: AreaSensor): SensorBody {
  const { intervalMs } = sensor;
  return {
    containerId: sensor.id,
    siteId: sensor.siteId,
    deviceId: sensor.deviceId,
    state: sensor.state,
    lastSeenAt: toTimeOrNull(sensor.lastSeenMs),
    intervalSec: intervalMs === null ? null : Math.round(intervalMs / 1000),
    missedReports: sensor.missedCount,
    doubts: [...sensor.doubts],
  };
}
