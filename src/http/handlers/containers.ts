import { AppError, type Container, type Fault, type Site } from "../../domain/index.ts";
import { containerForecast } from "../../planning/index.ts";
import type { Store, Versioned } from "../../store/index.ts";
import type { Handlers } from "../call.ts";
import { throwFaults } from "../check-request.ts";
import { patchContainer, toContainer, toContainerBody } from "../convert/city.ts";
import { toContainerForecastBody, toSensorPlaceBody } from "../convert/forecast.ts";
import { fromTime } from "../convert/time.ts";
import type { ContainerBody } from "../schemas/city.ts";
import { areaOf, etag, mapPage, pageOfList, pageRequest } from "./lookups.ts";

/** Containers with what their sensors last said. */
export const CONTAINER_HANDLERS = {
  async listContainers({ services, query }) {
    const { store } = services;
    const { areaId, siteId, streamId } = query;
    if (areaId !== undefined) await areaOf(store, areaId);
    if (siteId !== undefined) await siteOf(store, siteId);
    const filter = {
      ...(areaId === undefined ? {} : { areaId }),
      ...(siteId === undefined ? {} : { siteId }),
      ...(streamId === undefined ? {} : { streamId }),
    };
    const page = await store.cities.listContainers(filter, pageRequest(query));
    return {
      body: { items: await containerBodies(store, page.items), nextCursor: page.nextCursor },
    };
  },
  async getContainer({ services, params }) {
    return containerAnswer(services.store, params.containerId);
  },
  async getContainerForecast({ services, params, query }) {
    const { containerId } = params;
    const { store } = services;
    const forecast = await containerForecast(store, containerId, services.now(), query.days);
    return { body: toContainerForecastBody(containerId, forecast) };
  },
  async listContainerSensors({ services, params, query }) {
    const { store } = services;
    await versionedContainer(store, params.containerId);
    const places = await store.cities.listSensorPlaces(params.containerId);
    const listed = places.map((place) => ({ ...place, id: `${place.deviceId} ${place.fromMs}` }));
    return { body: mapPage(pageOfList(listed, query), toSensorPlaceBody) };
  },
  async addContainerSensor({ services, params, body }) {
    const sensor = {
      deviceId: body.deviceId.toLowerCase(),
      depthMm: body.depthMm,
      sensorOffsetMm: body.sensorOffsetMm,
      sensorModel: body.sensorModel,
      fromMs: body.from === undefined ? services.now() : fromTime(body.from),
    };
    throwFaults(geometryFaults(sensor));
    await services.store.cities.addSensor(params.containerId, sensor);
    return { body: toSensorPlaceBody({ ...sensor, isMain: false, untilMs: null }) };
  },
  async removeContainerSensor({ services, params }) {
    const deviceId = params.deviceId.toLowerCase();
    await services.store.cities.removeSensor(params.containerId, deviceId, services.now());
    return { body: null };
  },
  async createContainer({ services, shared, body }) {
    const { store } = services;
    const container = toContainer(body);
    return shared.locks.run("containers", async () => {
      await checkContainer(store, container, services.now());
      await store.cities.createContainer(container, services.now());
      const answer = await containerAnswer(store, container.id);
      const headers = { ...answer.headers, Location: `/api/v1/containers/${container.id}` };
      return { ...answer, headers };
    });
  },
  async updateContainer({ services, shared, params, body, ifMatch }) {
    const { store } = services;
    return shared.locks.run("containers", async () => {
      const { value } = await versionedContainer(store, params.containerId);
      const container = patchContainer(value, body);
      await checkContainer(store, container, services.now());
      await store.cities.updateContainer(container, ifMatch, services.now());
      return containerAnswer(store, container.id);
    });
  },
} satisfies Partial<Handlers>;

/** A container as it is stored; throws `container/unknown`. */
export async function versionedContainer(
  store: Store,
  containerId: string,
): Promise<Versioned<Container>> {
  const container = await store.cities.getContainer(containerId);
  if (container === null) {
    throw new AppError("container/unknown", `containerId (${containerId}) is no container here`);
  }
  return container;
}

async function containerAnswer(
  store: Store,
  containerId: string,
): Promise<{ body: ContainerBody; headers: { ETag: string } }> {
  const container = await versionedContainer(store, containerId);
  const [body] = await containerBodies(store, [container]);
  if (body === undefined) throw new Error(`container ${containerId} has no body`);
  return { body, headers: { ETag: etag(container.revision) } };
}

async function containerBodies(
  store: Store,
  containers: readonly Versioned<Container>[],
): Promise<ContainerBody[]> {
  const siteIds = [...new Set(containers.map(({ value }) => value.siteId))];
  const sites = new Map<string, Site>();
  for (const siteId of siteIds) sites.set(siteId, await siteOf(store, siteId));
  const ids = containers.map(({ value }) => value.id);
  const [readings, forecasts] = await Promise.all([
    store.readings.latestOf(ids),
    store.forecasts.of(ids),
  ]);
  return containers.flatMap((container) => {
    const site = sites.get(container.value.siteId);
    if (site === undefined) return [];
    const reading = readings.get(container.value.id) ?? null;
    const forecast = forecasts.get(container.value.id) ?? null;
    return [toContainerBody(container, { site, reading, forecast })];
  });
}

async function siteOf(store: Store, siteId: string): Promise<Site> {
  const site = await store.cities.getSite(siteId);
  if (site === null) throw new AppError("site/unknown", `siteId (${siteId}) is no site here`);
  return site;
}

/** Throws `request/invalid` where a container names what is not there, or a device twice. */
async function checkContainer(store: Store, container: Container, nowMs: number): Promise<void> {
  const faults: Fault[] = [];
  const site = await store.cities.getSite(container.siteId);
  if (site === null) faults.push({ pointer: "/siteId", detail: "there is no such site" });
  else {
    const city = await store.cities.loadCity(site.areaId);
    const streamIds = city?.streams.map(({ id }) => id) ?? [];
    if (!streamIds.includes(container.streamId)) {
      faults.push({ pointer: "/streamId", detail: `use one of ${streamIds.join(", ")}` });
    }
  }
  const { deviceId } = container;
  faults.push(...geometryFaults(container));
  const holder = deviceId === null ? null : await store.cities.containerByDevice(deviceId, nowMs);
  if (holder !== null && holder.id !== container.id) {
    faults.push({ pointer: "/deviceId", detail: `is the sensor of container ${holder.id}` });
  }
  throwFaults(faults);
}

function geometryFaults({
  depthMm,
  sensorOffsetMm,
}: Pick<Container, "depthMm" | "sensorOffsetMm">): Fault[] {
  if (depthMm === null || sensorOffsetMm === null || sensorOffsetMm < depthMm) return [];
  return [{ pointer: "/sensorOffsetMm", detail: `must be less than depthMm (${depthMm})` }];
}
