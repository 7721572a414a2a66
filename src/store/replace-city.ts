import { AppError, type City, type Fault } from "../domain/index.ts";
import {
  containerRow,
  depotRow,
  facilityRow,
  siteRow,
  streamRow,
  vehicleRow,
  vehicleTypeRow,
} from "./city-rows.ts";
import type { AreaState } from "./repositories.ts";
import type { AreaTable } from "./schema.ts";
import { settleSensors } from "./sensor-places.ts";
import type { Session } from "./session.ts";

interface Imported {
  readonly sourceHash: string;
  readonly atMs: number;
  readonly state?: AreaState;
}

/** Puts `city` in the place of the one with its area id; see `CityRepository.replaceCity`. */
export async function replaceCity(session: Session, city: City, imported: Imported): Promise<void> {
  await refuseTakenIds(session, city);
  await putArea(session, city, imported);
  await putSmallTables(session, city);
  await putSites(session, city);
  await putContainers(session, city);
  settleSensors(session, imported.atMs);
  await putVehicles(session, city);
}

/** Ids of sites, containers, vehicles and devices belong to one area. */
async function refuseTakenIds(session: Session, city: City): Promise<void> {
  const { sites, containers, vehicles } = city;
  const faults: Fault[] = [
    ...duplicates(
      "/sites",
      "id",
      sites.map(({ id }) => id),
    ),
    ...duplicates(
      "/containers",
      "id",
      containers.map(({ id }) => id),
    ),
    ...duplicates(
      "/containers",
      "deviceId",
      containers.map(({ deviceId }) => deviceId),
    ),
    ...duplicates(
      "/vehicles",
      "id",
      vehicles.map(({ id }) => id),
    ),
  ];
  for (const [table, items] of [
    ["sites", sites],
    ["containers", containers],
    ["vehicles", vehicles],
  ] as const) {
    const others = await idsOfOtherAreas(session, table, city.area.id);
    items.forEach(({ id }, i) => {
      const areaId = others.get(id);
      if (areaId === undefined) return;
      const detail = `id (${id}) is used by area ${areaId}: choose another`;
      faults.push({ pointer: `/${table}/${i}/id`, detail });
    });
  }
  faults.push(...(await takenDevices(session, city)));
  if (faults.length === 0) return;
  throw new AppError("city/invalid", faults.map(({ detail }) => detail).join("; "), { faults });
}

function duplicates(pointer: string, field: string, values: readonly (string | null)[]): Fault[] {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (seen.has(value)) {
      const detail = `${field} (${value}) is used twice`;
      faults.push({ pointer: `${pointer}/${i}/${field}`, detail });
    }
    seen.add(value);
  });
  return faults;
}

async function idsOfOtherAreas(
  session: Session,
  table: "sites" | "containers" | "vehicles",
  areaId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query
    .selectFrom(table)
    .select(["id", "area_id"])
    .where("area_id", "<>", areaId)
    .execute();
  return new Map(rows.map((row) => [row.id, row.area_id]));
}

async function takenDevices(session: Session, city: City): Promise<Fault[]> {
  const rows = await session.query
    .selectFrom("containers")
    .select(["id", "device_id"])
    .where("area_id", "<>", city.area.id)
    .where("is_retired", "=", 0)
    .where("device_id", "is not", null)
    .execute();
  const holders = new Map(rows.map((row) => [row.device_id, row.id]));
  return city.containers.flatMap(({ deviceId }, i) => {
    const holder = deviceId === null ? undefined : holders.get(deviceId);
    if (holder === undefined) return [];
    const detail = `deviceId (${deviceId}) is on container ${holder} of another area`;
    return [{ pointer: `/containers/${i}/deviceId`, detail }];
  });
}

async function putArea(session: Session, city: City, imported: Imported): Promise<void> {
  const { area, policy } = city;
  const [west, south, east, north] = area.bounds;
  const row: AreaTable = {
    id: area.id,
    name: area.name,
    time_zone: area.timeZone,
    west,
    south,
    east,
    north,
    attribution: area.attribution,
    policy_json: JSON.stringify(policy),
    state: imported.state ?? "ready",
    source_hash: imported.sourceHash,
    imported_at_ms: imported.atMs,
  };
  await session.query
    .insertInto("areas")
    .values(row)
    .onConflict((c) => c.column("id").doUpdateSet(row))
    .execute();
}

/** Tables that nothing refers to: emptied and filled anew, in the order of the city. */
async function putSmallTables(session: Session, city: City): Promise<void> {
  const { query } = session;
  const areaId = city.area.id;
  for (const table of ["streams", "vehicle_types", "depots", "facilities"] as const) {
    await query.deleteFrom(table).where("area_id", "=", areaId).execute();
  }
  for (const [i, stream] of city.streams.entries()) {
    await query
      .insertInto("streams")
      .values(streamRow(areaId, stream, i))
      .execute();
  }
  for (const [i, type] of city.vehicleTypes.entries()) {
    await query
      .insertInto("vehicle_types")
      .values(vehicleTypeRow(areaId, type, i))
      .execute();
  }
  for (const [i, depot] of city.depots.entries()) {
    await query.insertInto("depots").values(depotRow(depot, i)).execute();
  }
  for (const [i, facility] of city.facilities.entries()) {
    await query.insertInto("facilities").values(facilityRow(facility, i)).execute();
  }
}

async function putSites(session: Session, city: City): Promise<void> {
  const { query } = session;
  await query
    .updateTable("sites")
    .set({ is_retired: 1 })
    .where("area_id", "=", city.area.id)
    .execute();
  for (const site of city.sites) {
    const row = siteRow(site);
    await query
      .insertInto("sites")
      .values(row)
      .onConflict((c) => c.column("id").doUpdateSet(row))
      .execute();
  }
}

async function putContainers(session: Session, city: City): Promise<void> {
  const { query } = session;
  const areaId = city.area.id;
  const known = await query
    .selectFrom("containers")
    .selectAll()
    .where("area_id", "=", areaId)
    .execute();
  const before = new Map(known.map((row) => [row.id, row]));
  // Retired first: two containers may have swapped their devices, and a device is on one only.
  await query
    .updateTable("containers")
    .set({ is_retired: 1 })
    .where("area_id", "=", areaId)
    .execute();
  for (const container of city.containers) {
    const row = containerRow(areaId, container);
    const old = before.get(container.id);
    const isSame = old !== undefined && old.is_retired === 0 && holdsAll(old, row);
    const revision = (old?.revision ?? 0) + (isSame ? 0 : 1);
    await query
      .insertInto("containers")
      .values({ ...row, revision, is_retired: 0 })
      .onConflict((c) => c.column("id").doUpdateSet({ ...row, revision, is_retired: 0 }))
      .execute();
  }
}

async function putVehicles(session: Session, city: City): Promise<void> {
  const { query } = session;
  const known = await query
    .selectFrom("vehicles")
    .selectAll()
    .where("area_id", "=", city.area.id)
    .execute();
  const before = new Map(known.map((row) => [row.id, row]));
  for (const vehicle of city.vehicles) {
    const row = vehicleRow(vehicle);
    const old = before.get(vehicle.id);
    const isSame = old !== undefined && holdsAll(old, row);
    const revision = (old?.revision ?? 0) + (isSame ? 0 : 1);
    await query
      .insertInto("vehicles")
      .values({ ...row, revision })
      .onConflict((c) => c.column("id").doUpdateSet({ ...row, revision }))
      .execute();
    before.delete(vehicle.id);
  }
  for (const id of before.keys()) {
    await query.deleteFrom("vehicles").where("id", "=", id).execute();
  }
}

function holdsAll(row: object, part: object): boolean {
  const values = new Map<string, unknown>(Object.entries(row));
  return Object.entries(part).every(([column, value]) => values.get(column) === value);
}
