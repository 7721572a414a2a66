import { AppError, type Container, type SensorPlace } from "../domain/index.ts";
import { containerFrom } from "./city-rows.ts";
import type { CityRepository } from "./repositories.ts";
import type { SensorPlaceTable } from "./schema.ts";
import type { Access, Session } from "./session.ts";

/** Main sensors that their container's row names no more. */
const END_MAIN_SQL = `
update sensor_places set until_ms = ?
where until_ms is null and is_main = 1 and not exists (
  select 1 from containers c where c.key = container_key and c.is_retired = 0
    and c.device_id = sensor_places.device_id)`;

/** A geometry or model that is corrected was never right: it counts for the past, too. */
const CORRECT_MAIN_SQL = `
update sensor_places set depth_mm = c.depth_mm, sensor_offset_mm = c.sensor_offset_mm,
  sensor_model = c.sensor_model
from containers c
where c.key = container_key and until_ms is null and is_main = 1 and (
  c.depth_mm is not sensor_places.depth_mm
  or c.sensor_offset_mm is not sensor_places.sensor_offset_mm
  or c.sensor_model is not sensor_places.sensor_model)`;

/** Further sensors whose container is gone, or which are a container's main one now. */
const END_FURTHER_SQL = `
update sensor_places set until_ms = ?
where until_ms is null and is_main = 0 and (
  exists (select 1 from containers c where c.key = container_key and c.is_retired = 1)
  or exists (select 1 from containers c
    where c.device_id = sensor_places.device_id and c.is_retired = 0))`;

/** A device never seen before counts from the beginning: its old readings may come later. */
const BEGIN_SQL = `
insert into sensor_places (device_id, container_key, is_main, depth_mm, sensor_offset_mm,
  sensor_model, from_ms)
select device_id, key, 1, depth_mm, sensor_offset_mm, sensor_model,
  case when exists (select 1 from sensor_places p where p.device_id = c.device_id)
    then ? else 0 end
from containers c
where device_id is not null and is_retired = 0 and not exists (
  select 1 from sensor_places p
  where p.device_id = c.device_id and p.container_key = c.key and p.until_ms is null)`;

/** The part of the city repository that is about where sensors hung. */
export function sensorMethods(access: Access) {
  return {
    async containerByDevice(deviceId: string, atMs: number): Promise<Container | null> {
      const row = await placesOf(access.read)
        .selectAll("c")
        .select(["p.device_id", "p.depth_mm", "p.sensor_offset_mm", "p.sensor_model"])
        .where("c.is_retired", "=", 0)
        .where("p.device_id", "=", deviceId)
        .where("p.from_ms", "<=", atMs)
        .where((e) => e.or([e("p.until_ms", "is", null), e("p.until_ms", ">", atMs)]))
        .orderBy("p.from_ms", "desc")
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : containerFrom(row);
    },

    async listSensorPlaces(containerId: string): Promise<readonly SensorPlace[]> {
      const rows = await placesOf(access.read)
        .selectAll("p")
        .where("c.id", "=", containerId)
        .where("c.is_retired", "=", 0)
        .orderBy("p.from_ms", "desc")
        .orderBy("p.number", "desc")
        .execute();
      return rows.map(placeFrom);
    },

    addSensor: (containerId: string, sensor: Parameters<CityRepository["addSensor"]>[1]) =>
      access.write((session) => addSensor(session, containerId, sensor)),

    removeSensor: (containerId: string, deviceId: string, atMs: number) =>
      access.write((session) => removeSensor(session, containerId, deviceId, atMs)),
  } satisfies Partial<CityRepository>;
}

/** Brings the places up to what the containers' rows name now; call it after any change of them. */
export function settleSensors(session: Session, atMs: number): void {
  session.prepare(END_MAIN_SQL).run(atMs);
  session.prepare(CORRECT_MAIN_SQL).run();
  session.prepare(END_FURTHER_SQL).run(atMs);
  session.prepare(BEGIN_SQL).run(atMs);
}

/** Container but `exceptId` that a device hangs in now as a further sensor; null without. */
export async function holderOfFurther(
  session: Session,
  deviceId: string,
  exceptId: string,
): Promise<string | null> {
  const row = await placesOf(session)
    .select("c.id")
    .where("p.device_id", "=", deviceId)
    .where("p.until_ms", "is", null)
    .where("p.is_main", "=", 0)
    .where("c.id", "<>", exceptId)
    .executeTakeFirst();
  return row?.id ?? null;
}

async function addSensor(
  session: Session,
  containerId: string,
  sensor: Parameters<CityRepository["addSensor"]>[1],
): Promise<void> {
  const container = await session.query
    .selectFrom("containers")
    .select("key")
    .where("id", "=", containerId)
    .where("is_retired", "=", 0)
    .executeTakeFirst();
  if (container === undefined) {
    throw new AppError("container/unknown", `container (${containerId}) does not exist`);
  }
  const { deviceId, depthMm, sensorOffsetMm, sensorModel, fromMs } = sensor;
  const holder = await placesOf(session)
    .select("c.id")
    .where("p.device_id", "=", deviceId)
    .where((e) => e.or([e("p.until_ms", "is", null), e("p.until_ms", ">", fromMs)]))
    .executeTakeFirst();
  if (holder !== undefined) {
    const detail = `is the sensor of container ${holder.id} at that time: take it out there first`;
    throw new AppError("container/exists", `deviceId (${deviceId}) ${detail}`, {
      faults: [{ pointer: "/deviceId", detail }],
    });
  }
  await session.query
    .insertInto("sensor_places")
    .values({
      device_id: deviceId,
      container_key: container.key,
      is_main: 0,
      depth_mm: depthMm,
      sensor_offset_mm: sensorOffsetMm,
      sensor_model: sensorModel,
      from_ms: fromMs,
      until_ms: null,
    })
    .execute();
}

async function removeSensor(
  session: Session,
  containerId: string,
  deviceId: string,
  atMs: number,
): Promise<void> {
  const place = await placesOf(session)
    .select("p.number")
    .where("c.id", "=", containerId)
    .where("p.device_id", "=", deviceId)
    .where("p.is_main", "=", 0)
    .where("p.until_ms", "is", null)
    .executeTakeFirst();
  if (place === undefined) {
    throw new AppError(
      "sensor/unknown",
      `deviceId (${deviceId}) is no further sensor of container ${containerId}: its main one is ` +
        "changed with PATCH",
    );
  }
  await session.query
    .updateTable("sensor_places")
    .set({ until_ms: atMs })
    .where("number", "=", place.number)
    .execute();
}

/** Places with the containers they are in. */
function placesOf(session: Session) {
  return session.query
    .selectFrom("sensor_places as p")
    .innerJoin("containers as c", "c.key", "p.container_key");
}

function placeFrom(row: Omit<SensorPlaceTable, "number">): SensorPlace {
  return {
    deviceId: row.device_id,
    isMain: row.is_main === 1,
    depthMm: row.depth_mm,
    sensorOffsetMm: row.sensor_offset_mm,
    sensorModel: row.sensor_model,
    fromMs: row.from_ms,
    untilMs: row.until_ms,
  };
}
