import { kilograms, litres, seconds } from "../base/index.ts";
import type {
  Area,
  Container,
  Depot,
  DisposalFacility,
  Site,
  Vehicle,
  VehicleType,
  WasteStream,
} from "../domain/index.ts";
import type {
  AreaTable,
  ContainerTable,
  DepotTable,
  FacilityTable,
  SiteTable,
  StreamTable,
  VehicleTable,
  VehicleTypeTable,
} from "./schema.ts";

/** What of a container's row comes from the container itself. */
export type ContainerRow = Omit<ContainerTable, "key" | "revision" | "is_retired">;
export type VehicleRow = Omit<VehicleTable, "revision">;

/** An area without what the store keeps about its import. */
export function areaFrom(row: AreaTable): Area {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    bounds: [row.west, row.south, row.east, row.north],
    attribution: row.attribution,
  };
}

/** Row of a stream; `position` keeps the order of the city. */
export function streamRow(areaId: string, stream: WasteStream, position: number): StreamTable {
  return {
    area_id: areaId,
    id: stream.id,
    position,
    name: stream.name,
    density_kg_per_m3: stream.densityKgPerM3,
    compaction_ratio: stream.compactionRatio,
  };
}

/** The stream of a row. */
export function streamFrom(row: StreamTable): WasteStream {
  return {
    id: row.id,
    name: row.name,
    densityKgPerM3: row.density_kg_per_m3,
    compactionRatio: row.compaction_ratio,
  };
}

/** Row of a site that is in use. */
export function siteRow(site: Site): SiteTable {
  const { id, name, address, lon, lat } = site;
  return { id, area_id: site.areaId, name, address, lon, lat, is_retired: 0 };
}

/** The site of a row. */
export function siteFrom(row: SiteTable): Site {
  const { id, name, address, lon, lat } = row;
  return { id, areaId: row.area_id, name, address, lon, lat };
}

/** Row of a container, without its key and revision. */
export function containerRow(areaId: string, container: Container): ContainerRow {
  return {
    id: container.id,
    area_id: areaId,
    site_id: container.siteId,
    stream_id: container.streamId,
    volume_l: container.volumeL,
    device_id: container.deviceId,
    depth_mm: container.depthMm,
    sensor_offset_mm: container.sensorOffsetMm,
    sensor_model: container.sensorModel,
  };
}

/** The container of a row. */
export function containerFrom(row: ContainerRow): Container {
  return {
    id: row.id,
    siteId: row.site_id,
    streamId: row.stream_id,
    volumeL: litres(row.volume_l),
    deviceId: row.device_id,
    depthMm: row.depth_mm,
    sensorOffsetMm: row.sensor_offset_mm,
    sensorModel: row.sensor_model,
  };
}

/** Row of a vehicle type; `position` keeps the order of the city. */
export function vehicleTypeRow(
  areaId: string,
  type: VehicleType,
  position: number,
): VehicleTypeTable {
  return {
    area_id: areaId,
    id: type.id,
    position,
    name: type.name,
    profile: type.profile,
    payload_kg: type.payloadKg,
    body_l: type.bodyL,
    stream_ids_json: JSON.stringify(type.streamIds),
    service_base_sec: type.serviceBaseSec,
    service_per_container_sec: type.servicePerContainerSec,
    fixed_cents: type.fixedCents,
    per_km_cents: type.perKmCents,
    per_hour_cents: type.perHourCents,
    diesel_l_per_100_km: type.dieselLPer100Km,
    diesel_l_per_lift: type.dieselLPerLift,
  };
}

/** The vehicle type of a row. */
export function vehicleTypeFrom(row: VehicleTypeTable): VehicleType {
  return {
    id: row.id,
    name: row.name,
    profile: row.profile,
    payloadKg: kilograms(row.payload_kg),
    bodyL: litres(row.body_l),
    streamIds: JSON.parse(row.stream_ids_json),
    serviceBaseSec: seconds(row.service_base_sec),
    servicePerContainerSec: seconds(row.service_per_container_sec),
    fixedCents: row.fixed_cents,
    perKmCents: row.per_km_cents,
    perHourCents: row.per_hour_cents,
    dieselLPer100Km: row.diesel_l_per_100_km,
    dieselLPerLift: row.diesel_l_per_lift,
  };
}

/** Row of a vehicle, without its revision. */
export function vehicleRow(vehicle: Vehicle): VehicleRow {
  return {
    id: vehicle.id,
    area_id: vehicle.areaId,
    name: vehicle.name,
    type_id: vehicle.typeId,
    depot_id: vehicle.depotId,
    shift_start_sec: vehicle.shiftStartSec,
    shift_end_sec: vehicle.shiftEndSec,
    breaks_json: JSON.stringify(vehicle.breaks),
    is_active: vehicle.active ? 1 : 0,
  };
}

/** The vehicle of a row. */
export function vehicleFrom(row: VehicleRow): Vehicle {
  return {
    id: row.id,
    areaId: row.area_id,
    name: row.name,
    typeId: row.type_id,
    depotId: row.depot_id,
    shiftStartSec: seconds(row.shift_start_sec),
    shiftEndSec: seconds(row.shift_end_sec),
    breaks: JSON.parse(row.breaks_json),
    active: row.is_active === 1,
  };
}

/** Row of a depot; `position` keeps the order of the city. */
export function depotRow(depot: Depot, position: number): DepotTable {
  return {
    area_id: depot.areaId,
    id: depot.id,
    position,
    name: depot.name,
    lon: depot.lon,
    lat: depot.lat,
    opens_sec: depot.opensSec,
    closes_sec: depot.closesSec,
  };
}

/** The depot of a row. */
export function depotFrom(row: DepotTable): Depot {
  return {
    id: row.id,
    areaId: row.area_id,
    name: row.name,
    lon: row.lon,
    lat: row.lat,
    opensSec: seconds(row.opens_sec),
    closesSec: seconds(row.closes_sec),
  };
}

/** Row of a disposal facility; `position` keeps the order of the city. */
export function facilityRow(facility: DisposalFacility, position: number): FacilityTable {
  return {
    area_id: facility.areaId,
    id: facility.id,
    position,
    name: facility.name,
    lon: facility.lon,
    lat: facility.lat,
    stream_ids_json: JSON.stringify(facility.streamIds),
    opening_hours_json: JSON.stringify(facility.openingHours),
    unload_sec: facility.unloadSec,
    unload_sec_per_tonne: facility.unloadSecPerTonne,
    gate_fee_cents_per_tonne: facility.gateFeeCentsPerTonne,
  };
}

/** The disposal facility of a row. */
export function facilityFrom(row: FacilityTable): DisposalFacility {
  return {
    id: row.id,
    areaId: row.area_id,
    name: row.name,
    lon: row.lon,
    lat: row.lat,
    streamIds: JSON.parse(row.stream_ids_json),
    openingHours: JSON.parse(row.opening_hours_json),
    unloadSec: seconds(row.unload_sec),
    unloadSecPerTonne: seconds(row.unload_sec_per_tonne),
    gateFeeCentsPerTonne: row.gate_fee_cents_per_tonne,
  };
}
