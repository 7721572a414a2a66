import { AppError, type City, type Fault, type Vehicle } from "../../domain/index.ts";
import type { Store, Versioned } from "../../store/index.ts";
import type { Handlers } from "../call.ts";
import { throwFaults } from "../check-request.ts";
import { patchVehicle, toVehicle, toVehicleBody } from "../convert/city.ts";
import type { VehicleBody } from "../schemas/city.ts";
import { areaOf, cityOf, etag, pageRequest } from "./lookups.ts";

/** Vehicles with their types. */
export const VEHICLE_HANDLERS = {
  async listVehicles({ services, query }) {
    const { store } = services;
    if (query.areaId !== undefined) await areaOf(store, query.areaId);
    const page = await store.cities.listVehicles(query.areaId ?? null, pageRequest(query));
    const areaIds = [...new Set(page.items.map(({ value }) => value.areaId))];
    const cities = new Map(
      await Promise.all(areaIds.map(async (id) => [id, await cityOf(store, id)] as const)),
    );
    const items = page.items.map((vehicle) => {
      const city = cities.get(vehicle.value.areaId);
      if (city === undefined) throw new Error(`vehicle ${vehicle.value.id} is in no city`);
      return vehicleBody(vehicle, city);
    });
    return { body: { items, nextCursor: page.nextCursor } };
  },
  async getVehicle({ services, params }) {
    return vehicleAnswer(services.store, params.vehicleId);
  },
  async createVehicle({ services, body }) {
    const { store } = services;
    const vehicle = toVehicle(body);
    await checkVehicle(store, vehicle);
    await store.cities.createVehicle(vehicle);
    const answer = await vehicleAnswer(store, vehicle.id);
    return {
      ...answer,
      headers: { ...answer.headers, Location: `/api/v1/vehicles/${vehicle.id}` },
    };
  },
  async updateVehicle({ services, shared, params, body, ifMatch }) {
    const { store } = services;
    return shared.locks.run("vehicles", async () => {
      const { value } = await versionedVehicle(store, params.vehicleId);
      const vehicle = patchVehicle(value, body);
      await checkVehicle(store, vehicle);
      await store.cities.updateVehicle(vehicle, ifMatch);
      return vehicleAnswer(store, vehicle.id);
    });
  },
} satisfies Partial<Handlers>;

async function versionedVehicle(store: Store, vehicleId: string): Promise<Versioned<Vehicle>> {
  const vehicle = await store.cities.getVehicle(vehicleId);
  if (vehicle === null) {
    throw new AppError("vehicle/unknown", `vehicleId (${vehicleId}) is no vehicle here`);
  }
  return vehicle;
}

async function vehicleAnswer(
  store: Store,
  vehicleId: string,
): Promise<{ body: VehicleBody; headers: { ETag: string } }> {
  const vehicle = await versionedVehicle(store, vehicleId);
  const city = await cityOf(store, vehicle.value.areaId);
  return { body: vehicleBody(vehicle, city), headers: { ETag: etag(vehicle.revision) } };
}

function vehicleBody(vehicle: Versioned<Vehicle>, city: City): VehicleBody {
  const type = city.vehicleTypes.find(({ id }) => id === vehicle.value.typeId);
  if (type === undefined) throw new Error(`vehicle ${vehicle.value.id} has no type`);
  return toVehicleBody(vehicle, type);
}

/** Throws `request/invalid` where a vehicle names what its area has not, or ends before it starts. */
async function checkVehicle(store: Store, vehicle: Vehicle): Promise<void> {
  const city = await store.cities.loadCity(vehicle.areaId);
  if (city === null) throwFaults([{ pointer: "/areaId", detail: "there is no such area" }]);
  const faults: Fault[] = [];
  const typeIds = city?.vehicleTypes.map(({ id }) => id) ?? [];
  const depotIds = city?.depots.map(({ id }) => id) ?? [];
  if (!typeIds.includes(vehicle.typeId)) {
    faults.push({ pointer: "/typeId", detail: `use one of ${typeIds.join(", ")}` });
  }
  if (!depotIds.includes(vehicle.depotId)) {
    faults.push({ pointer: "/depotId", detail: `use one of ${depotIds.join(", ")}` });
  }
  if (vehicle.shiftEndSec <= vehicle.shiftStartSec) {
    faults.push({ pointer: "/shiftEnd", detail: "must be after shiftStart on the same day" });
  }
  for (const [i, { earliestSec, latestSec }] of vehicle.breaks.entries()) {
    const pointer = `/breaks/${i}`;
    if (latestSec < earliestSec) {
      faults.push({ pointer: `${pointer}/latest`, detail: "must not be before earliest" });
    }
    if (earliestSec < vehicle.shiftStartSec || latestSec > vehicle.shiftEndSec) {
      faults.push({ pointer, detail: "must begin within the shift" });
    }
    const before = vehicle.breaks[i - 1];
    if (before !== undefined && before.latestSec > latestSec) {
      faults.push({ pointer, detail: "must not end before the one listed ahead of it" });
    }
  }
  throwFaults(faults);
}
