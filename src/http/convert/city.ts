import { litres, seconds } from "../../base/index.ts";
import type {
  Area,
  Container,
  ContainerAlarm,
  CrewBreak,
  Depot,
  DisposalFacility,
  Reading,
  Site,
  Vehicle,
  VehicleType,
  WasteStream,
} from "../../domain/index.ts";
import type { StoredForecast, Versioned } from "../../store/index.ts";
import type {
  AreaBody,
  ContainerBody,
  ContainerInputBody,
  ContainerPatchBody,
  DepotBody,
  FacilityBody,
  SiteBody,
  StreamBody,
  VehicleBody,
  VehicleInputBody,
  VehiclePatchBody,
  VehicleTypeBody,
} from "../schemas/city.ts";
import { toAlarmBody } from "./alarm.ts";
import { round } from "./reason.ts";
import { clockOfSec, secOfClock, toTime } from "./time.ts";

const SEC_PER_MINUTE = 60;

/** What an area's body says beyond the area itself. */
export interface AreaFacts {
  readonly containerCount: number;
  readonly readingCount: number;
  readonly today: string;
  readonly currentPlanId: string | null;
  readonly alarms: readonly ContainerAlarm[];
  readonly proposalIds: readonly string[];
  /** Version of the road graph; null before the first import. */
  readonly graphVersion: string | null;
  readonly baseMapUrl: string | null;
}

/** An area with what is known of it now. */
export function toAreaBody(area: Area, facts: AreaFacts): AreaBody {
  const version = facts.graphVersion === null ? "" : `?v=${encodeURIComponent(facts.graphVersion)}`;
  const [west, south, east, north] = area.bounds;
  return {
    id: area.id,
    name: area.name,
    timeZone: area.timeZone,
    bounds: [west, south, east, north],
    attribution: area.attribution,
    containerCount: facts.containerCount,
    readingCount: facts.readingCount,
    today: facts.today,
    currentPlanId: facts.currentPlanId,
    alarms: facts.alarms.map(toAlarmBody),
    proposalIds: [...facts.proposalIds],
    tileUrl: `/api/v1/areas/${area.id}/tiles/{z}/{x}/{y}.pbf${version}`,
    baseMapUrl: facts.baseMapUrl,
  };
}

/** A waste stream. */
export function toStreamBody(stream: WasteStream): StreamBody {
  return {
    id: stream.id,
    name: stream.name,
    densityKgPerM3: stream.densityKgPerM3,
    compactionRatio: stream.compactionRatio,
  };
}

/** A site. */
export function toSiteBody(site: Site): SiteBody {
  return {
    id: site.id,
    areaId: site.areaId,
    name: site.name,
    address: site.address,
    lon: site.lon,
    lat: site.lat,
  };
}

/** A depot, its opening hours as clock times. */
export function toDepotBody(depot: Depot): DepotBody {
  return {
    id: depot.id,
    areaId: depot.areaId,
    name: depot.name,
    lon: depot.lon,
    lat: depot.lat,
    opens: clockOfSec(depot.opensSec),
    closes: clockOfSec(depot.closesSec),
  };
}

/** A disposal facility, its opening hours as clock times. */
export function toFacilityBody(facility: DisposalFacility): FacilityBody {
  return {
    id: facility.id,
    areaId: facility.areaId,
    name: facility.name,
    lon: facility.lon,
    lat: facility.lat,
    streamIds: [...facility.streamIds],
    openingHours: facility.openingHours.map((hours) => ({
      weekdays: [...hours.weekdays],
      opens: clockOfSec(hours.opensSec),
      closes: clockOfSec(hours.closesSec),
    })),
    unloadSec: facility.unloadSec,
    gateFeeCentsPerTonne: facility.gateFeeCentsPerTonne,
  };
}

/** A vehicle type without its costs, which stay inside. */
export function toVehicleTypeBody(type: VehicleType): VehicleTypeBody {
  return {
    id: type.id,
    name: type.name,
    profile: type.profile,
    payloadKg: type.payloadKg,
    bodyL: type.bodyL,
    streamIds: [...type.streamIds],
  };
}

/** A vehicle with its type and revision. */
export function toVehicleBody(vehicle: Versioned<Vehicle>, type: VehicleType): VehicleBody {
  const { value, revision } = vehicle;
  return {
    id: value.id,
    areaId: value.areaId,
    name: value.name,
    type: toVehicleTypeBody(type),
    depotId: value.depotId,
    shiftStart: clockOfSec(value.shiftStartSec),
    shiftEnd: clockOfSec(value.shiftEndSec),
    breaks: value.breaks.map(({ earliestSec, latestSec, restSec, paid }) => ({
      earliest: clockOfSec(earliestSec),
      latest: clockOfSec(latestSec),
      minutes: restSec / SEC_PER_MINUTE,
      paid,
    })),
    active: value.active,
    revision,
  };
}

/** The vehicle that a request describes. */
export function toVehicle(input: VehicleInputBody): Vehicle {
  return {
    id: input.id,
    areaId: input.areaId,
    name: input.name,
    typeId: input.typeId,
    depotId: input.depotId,
    shiftStartSec: secOfClock(input.shiftStart),
    shiftEndSec: secOfClock(input.shiftEnd),
    breaks: toCrewBreaks(input.breaks),
    active: input.active,
  };
}

/** The vehicle with the fields of the patch in place of its own. */
export function patchVehicle(vehicle: Vehicle, patch: VehiclePatchBody): Vehicle {
  const { shiftStart, shiftEnd } = patch;
  return {
    ...vehicle,
    name: patch.name ?? vehicle.name,
    typeId: patch.typeId ?? vehicle.typeId,
    depotId: patch.depotId ?? vehicle.depotId,
    shiftStartSec: shiftStart === undefined ? vehicle.shiftStartSec : secOfClock(shiftStart),
    shiftEndSec: shiftEnd === undefined ? vehicle.shiftEndSec : secOfClock(shiftEnd),
    breaks: patch.breaks === undefined ? vehicle.breaks : toCrewBreaks(patch.breaks),
    active: patch.active ?? vehicle.active,
  };
}

function toCrewBreaks(breaks: VehicleInputBody["breaks"]): readonly CrewBreak[] {
  return breaks.map(({ earliest, latest, minutes, paid }) => ({
    earliestSec: secOfClock(earliest),
    latestSec: secOfClock(latest),
    restSec: seconds(minutes * SEC_PER_MINUTE),
    paid,
  }));
}

/** What a container's body says beyond the container itself. */
export interface ContainerFacts {
  readonly site: Site;
  readonly reading: Reading | null;
  readonly forecast: StoredForecast | null;
}

/** A container with its site, newest reading and forecast. */
export function toContainerBody(
  container: Versioned<Container>,
  facts: ContainerFacts,
): ContainerBody {
  const { value, revision } = container;
  const { site, reading, forecast } = facts;
  return {
    id: value.id,
    areaId: site.areaId,
    site: { id: site.id, name: site.name, address: site.address, lon: site.lon, lat: site.lat },
    streamId: value.streamId,
    volumeL: value.volumeL,
    deviceId: value.deviceId,
    depthMm: value.depthMm,
    sensorOffsetMm: value.sensorOffsetMm,
    sensorModel: value.sensorModel,
    revision,
    lastReading:
      reading === null
        ? null
        : {
            at: toTime(reading.atMs),
            fillPercent: reading.fillPercent,
            quality: reading.quality,
            reasons: [...reading.reasons],
          },
    forecast: forecast === null ? null : toForecastBody(forecast),
  };
}

function toForecastBody(forecast: StoredForecast): NonNullable<ContainerBody["forecast"]> {
  return {
    computedAt: toTime(forecast.computedAtMs),
    fillPercent: round(forecast.fillPercent, 1),
    fillLowPercent: round(forecast.fillLowPercent, 1),
    fillHighPercent: round(forecast.fillHighPercent, 1),
    ratePercentPerDay: round(forecast.ratePercentPerDay, 2),
    overflowProbability24h: round(forecast.overflowProbability24h, 4),
    hoursToFull: forecast.hoursToFull === null ? null : round(forecast.hoursToFull, 1),
  };
}

/** The container that a request describes; device ids are kept in lower case. */
export function toContainer(input: ContainerInputBody): Container {
  return {
    id: input.id,
    siteId: input.siteId,
    streamId: input.streamId,
    volumeL: litres(input.volumeL),
    deviceId: input.deviceId === null ? null : input.deviceId.toLowerCase(),
    depthMm: input.depthMm,
    sensorOffsetMm: input.sensorOffsetMm,
    sensorModel: input.sensorModel,
  };
}

/** The container with the fields of the patch in place of its own; null clears a field. */
export function patchContainer(container: Container, patch: ContainerPatchBody): Container {
  const { deviceId, depthMm, sensorOffsetMm, sensorModel } = patch;
  return {
    ...container,
    siteId: patch.siteId ?? container.siteId,
    streamId: patch.streamId ?? container.streamId,
    volumeL: patch.volumeL === undefined ? container.volumeL : litres(patch.volumeL),
    deviceId: deviceId === undefined ? container.deviceId : (deviceId?.toLowerCase() ?? null),
    depthMm: depthMm === undefined ? container.depthMm : depthMm,
    sensorOffsetMm: sensorOffsetMm === undefined ? container.sensorOffsetMm : sensorOffsetMm,
    sensorModel: sensorModel === undefined ? container.sensorModel : sensorModel,
  };
}
