import { AppError, type Fault, type Vehicle } from "../domain/index.ts";
import { type VehicleRow, vehicleFrom, vehicleRow } from "./city-rows.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import type { CityRepository, PageRequest } from "./repositories.ts";
import type { Access, Session } from "./session.ts";

/** The part of the city repository that is about vehicles. */
export function vehicleMethods(access: Access) {
  return {
    async listVehicles(areaId: string | null, page: PageRequest) {
      const start: PageStart<[string]> = startOfPage("vehicles", page, [""]);
      let query = access.read.query.selectFrom("vehicles").selectAll();
      if (areaId !== null) query = query.where("area_id", "=", areaId);
      if (start.after !== null) query = query.where("id", ">", start.after[0]);
      const rows = await query.orderBy("id").limit(start.rowCountMax).execute();
      return pageFrom("vehicles", page, rows, { item: versionFrom, key: (row) => [row.id] });
    },

    async getVehicle(vehicleId: string) {
      const row = await findVehicle(access.read, vehicleId);
      return row === undefined ? null : versionFrom(row);
    },

    createVehicle: (vehicle: Vehicle) => access.write((session) => insertVehicle(session, vehicle)),

    updateVehicle: (vehicle: Vehicle, expectedRevision: number | null) =>
      access.write((session) => updateVehicle(session, vehicle, expectedRevision)),
  } satisfies Partial<CityRepository>;
}

async function insertVehicle(session: Session, vehicle: Vehicle): Promise<void> {
  await checkReferences(session, vehicle);
  const { numInsertedOrUpdatedRows } = await session.query
    .insertInto("vehicles")
    .values({ ...vehicleRow(vehicle), revision: 1 })
    .onConflict((c) => c.column("id").doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return;
  throw new AppError("vehicle/exists", `id (${vehicle.id}) is taken: choose another`);
}

async function updateVehicle(
  session: Session,
  vehicle: Vehicle,
  expectedRevision: number | null,
): Promise<number> {
  const before = await findVehicle(session, vehicle.id);
  if (before === undefined) {
    throw new AppError("vehicle/unknown", `vehicle (${vehicle.id}) does not exist`);
  }
  if (expectedRevision !== null && before.revision !== expectedRevision) {
    throw new AppError(
      "request/stale-version",
      `vehicle (${vehicle.id}) has revision ${before.revision}, not ${expectedRevision}: ` +
        "read it again",
    );
  }
  await checkReferences(session, vehicle);
  const revision = before.revision + 1;
  await session.query
    .updateTable("vehicles")
    .set({ ...vehicleRow(vehicle), revision })
    .where("id", "=", vehicle.id)
    .execute();
  return revision;
}

async function checkReferences(session: Session, vehicle: Vehicle): Promise<void> {
  const { areaId, typeId, depotId } = vehicle;
  const { query } = session;
  const area = query.selectFrom("areas").select("id").where("id", "=", areaId);
  if ((await area.executeTakeFirst()) === undefined) {
    throw new AppError("area/unknown", `areaId (${areaId}) does not exist`);
  }
  const faults: Fault[] = [];
  const type = query.selectFrom("vehicle_types").select("id").where("id", "=", typeId);
  if ((await type.where("area_id", "=", areaId).executeTakeFirst()) === undefined) {
    faults.push({ pointer: "/typeId", detail: `typeId (${typeId}) is not in area ${areaId}` });
  }
  const depot = query.selectFrom("depots").select("id").where("id", "=", depotId);
  if ((await depot.where("area_id", "=", areaId).executeTakeFirst()) === undefined) {
    faults.push({ pointer: "/depotId", detail: `depotId (${depotId}) is not in area ${areaId}` });
  }
  if (faults.length === 0) return;
  const detail = faults.map((fault) => fault.detail).join("; ");
  throw new AppError("request/invalid", detail, { faults });
}

function findVehicle(session: Session, vehicleId: string) {
  return session.query
    .selectFrom("vehicles")
    .selectAll()
    .where("id", "=", vehicleId)
    .executeTakeFirst();
}

function versionFrom(row: VehicleRow & { revision: number }) {
  return { value: vehicleFrom(row), revision: row.revision };
}
