import { AppError, type City } from "../domain/index.ts";
import {
  areaFrom,
  containerFrom,
  depotFrom,
  facilityFrom,
  siteFrom,
  streamFrom,
  vehicleFrom,
  vehicleTypeFrom,
} from "./city-rows.ts";
import { containerMethods } from "./container-methods.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import { replaceCity } from "./replace-city.ts";
import type { CityRepository, PageRequest } from "./repositories.ts";
import { sensorMethods } from "./sensor-places.ts";
import type { Access, Session } from "./session.ts";
import { vehicleMethods } from "./vehicle-methods.ts";

/** Cities: areas with what stands and drives in them. */
export function createCityRepository(access: Access): CityRepository {
  return {
    ...areaMethods(access),
    ...containerMethods(access),
    ...sensorMethods(access),
    ...vehicleMethods(access),
  };
}

function areaMethods(access: Access) {
  return {
    async listAreas(page: PageRequest) {
      const start: PageStart<[string]> = startOfPage("areas", page, [""]);
      let query = selectReadyAreas(access.read);
      if (start.after !== null) query = query.where("id", ">", start.after[0]);
      const rows = await query.orderBy("id").limit(start.rowCountMax).execute();
      return pageFrom("areas", page, rows, { item: areaFrom, key: (row) => [row.id] });
    },

    async getArea(areaId: string) {
      const row = await selectReadyAreas(access.read).where("id", "=", areaId).executeTakeFirst();
      return row === undefined ? null : areaFrom(row);
    },

    loadCity: (areaId: string) => access.snapshot((session) => loadCity(session, areaId)),

    replaceCity: (city: City, imported: Parameters<CityRepository["replaceCity"]>[1]) =>
      access.write((session) => replaceCity(session, city, imported)),

    finishImport: (areaId: string) =>
      access.write((session) => updateArea(session, areaId, { state: "ready" })),

    async sourceHash(areaId: string) {
      const row = await selectReadyAreas(access.read).where("id", "=", areaId).executeTakeFirst();
      return row?.source_hash ?? null;
    },

    async listSites(areaId: string, page: PageRequest) {
      const start: PageStart<[string]> = startOfPage("sites", page, [""]);
      let query = access.read.query
        .selectFrom("sites")
        .selectAll()
        .where("area_id", "=", areaId)
        .where("is_retired", "=", 0);
      if (start.after !== null) query = query.where("id", ">", start.after[0]);
      const rows = await query.orderBy("id").limit(start.rowCountMax).execute();
      return pageFrom("sites", page, rows, { item: siteFrom, key: (row) => [row.id] });
    },

    async getSite(siteId: string) {
      const row = await access.read.query
        .selectFrom("sites")
        .selectAll()
        .where("id", "=", siteId)
        .where("is_retired", "=", 0)
        .executeTakeFirst();
      return row === undefined ? null : siteFrom(row);
    },

    async getPolicy(areaId: string): Promise<City["policy"] | null> {
      const row = await selectReadyAreas(access.read).where("id", "=", areaId).executeTakeFirst();
      return row === undefined ? null : JSON.parse(row.policy_json);
    },

    updatePolicy: (areaId: string, policy: City["policy"]) =>
      access.write((session) =>
        updateArea(session, areaId, { policy_json: JSON.stringify(policy) }),
      ),
  } satisfies Partial<CityRepository>;
}

function selectReadyAreas(session: Session) {
  return session.query.selectFrom("areas").selectAll().where("state", "=", "ready");
}

async function updateArea(
  session: Session,
  areaId: string,
  change: { state?: "ready"; policy_json?: string },
): Promise<void> {
  const { numUpdatedRows } = await session.query
    .updateTable("areas")
    .set(change)
    .where("id", "=", areaId)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new AppError("area/unknown", `area (${areaId}) does not exist`);
}

async function loadCity(session: Session, areaId: string): Promise<City | null> {
  const { query } = session;
  const area = await selectReadyAreas(session).where("id", "=", areaId).executeTakeFirst();
  if (area === undefined) return null;
  const streams = query.selectFrom("streams").selectAll().orderBy("position");
  const types = query.selectFrom("vehicle_types").selectAll().orderBy("position");
  const depots = query.selectFrom("depots").selectAll().orderBy("position");
  const facilities = query.selectFrom("facilities").selectAll().orderBy("position");
  const sites = query.selectFrom("sites").selectAll().where("is_retired", "=", 0).orderBy("id");
  const containers = query.selectFrom("containers").selectAll().where("is_retired", "=", 0);
  const vehicles = query.selectFrom("vehicles").selectAll().orderBy("id");
  return {
    area: areaFrom(area),
    streams: (await streams.where("area_id", "=", areaId).execute()).map(streamFrom),
    sites: (await sites.where("area_id", "=", areaId).execute()).map(siteFrom),
    containers: (await containers.where("area_id", "=", areaId).orderBy("id").execute()).map(
      containerFrom,
    ),
    vehicleTypes: (await types.where("area_id", "=", areaId).execute()).map(vehicleTypeFrom),
    vehicles: (await vehicles.where("area_id", "=", areaId).execute()).map(vehicleFrom),
    depots: (await depots.where("area_id", "=", areaId).execute()).map(depotFrom),
    facilities: (await facilities.where("area_id", "=", areaId).execute()).map(facilityFrom),
    policy: JSON.parse(area.policy_json),
  };
}
