import type { Area } from "../../domain/index.ts";
import { dayOf, sensorsOfArea } from "../../planning/index.ts";
import type { Handlers } from "../call.ts";
import {
  toAreaBody,
  toDepotBody,
  toFacilityBody,
  toSiteBody,
  toStreamBody,
  toVehicleTypeBody,
} from "../convert/city.ts";
import { toSensorBody } from "../convert/forecast.ts";
import type { AreaBody } from "../schemas/city.ts";
import type { Services } from "../services.ts";
import { areaOf, cityOf, mapPage, pageOfList, pageRequest } from "./lookups.ts";

/** Areas and their fixed things. */
export const AREA_HANDLERS = {
  async listAreas({ services, query }) {
    const page = await services.store.cities.listAreas(pageRequest(query));
    const items = await Promise.all(page.items.map((area) => areaBody(services, area)));
    return { body: { items, nextCursor: page.nextCursor } };
  },
  async getArea({ services, params }) {
    return { body: await areaBody(services, await areaOf(services.store, params.areaId)) };
  },
  async listStreams({ services, params, query }) {
    const { streams } = await cityOf(services.store, params.areaId);
    return { body: mapPage(pageOfList(streams, query), toStreamBody) };
  },
  async listDepots({ services, params, query }) {
    const { depots } = await cityOf(services.store, params.areaId);
    return { body: mapPage(pageOfList(depots, query), toDepotBody) };
  },
  async listFacilities({ services, params, query }) {
    const { facilities } = await cityOf(services.store, params.areaId);
    return { body: mapPage(pageOfList(facilities, query), toFacilityBody) };
  },
  async listVehicleTypes({ services, params, query }) {
    const { vehicleTypes } = await cityOf(services.store, params.areaId);
    return { body: mapPage(pageOfList(vehicleTypes, query), toVehicleTypeBody) };
  },
  async listSensors({ services, params, query }) {
    const { store } = services;
    const sensors = await sensorsOfArea(store, params.areaId, services.now());
    const asked = sensors.filter(({ state }) => (query.state ?? state) === state);
    return { body: mapPage(pageOfList(asked, query), toSensorBody) };
  },
  async listSites({ services, params, query }) {
    await areaOf(services.store, params.areaId);
    const page = await services.store.cities.listSites(params.areaId, pageRequest(query));
    return { body: mapPage(page, toSiteBody) };
  },
} satisfies Partial<Handlers>;

async function areaBody(services: Services, area: Area): Promise<AreaBody> {
  const { store, config } = services;
  const today = dayOf(services.now(), area.timeZone);
  const [containerCount, readingCount, plans, alarms, graphVersion] = await Promise.all([
    store.cities.countContainers(area.id),
    store.readings.count(area.id),
    store.plans.idsOfDay(area.id, today),
    store.alarms.open(area.id),
    store.roads.graphVersion(area.id),
  ]);
  return toAreaBody(area, {
    containerCount,
    readingCount,
    today,
    currentPlanId: plans.currentId,
    alarms,
    proposalIds: plans.proposalIds,
    graphVersion,
    baseMapUrl: config.baseMapUrl,
  });
}
