import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf, startTestService, type TestService } from "./support/service.ts";
import { NOW_MS, smallGeometry, smallPlan, TODAY } from "./support/small-plan.ts";

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const town = { areaId: "town" };

describe("areas", () => {
  test("an area tells its counts, its working day, its plan in force and its tiles", async () => {
    const { body } = await service.call("getArea", { params: town });
    expect(body).toMatchObject({
      id: "town",
      containerCount: 4,
      readingCount: 0,
      today: TODAY,
      currentPlanId: null,
      proposalIds: [],
      tileUrl: "/api/v1/areas/town/tiles/{z}/{x}/{y}.pbf?v=graph-1",
      baseMapUrl: null,
    });
    const list = await service.call("listAreas");
    expect(list.body).toEqual({ items: [body], nextCursor: null });
  });

  test("the working day is that of the area's time zone", async () => {
    service.clock.nowMs = Date.UTC(2026, 10, 23, 23, 30); // half past midnight in the town
    const { body } = await service.call("getArea", { params: town });
    service.clock.nowMs = NOW_MS;
    expect(body.today).toBe(TODAY);
  });

  test("an unknown area is a 404 at every endpoint of an area", async () => {
    for (const name of [
      "getArea",
      "listStreams",
      "listDepots",
      "listFacilities",
      "listSites",
      "listVehicleTypes",
    ] as const) {
      const answer = await service.call(name, { params: { areaId: "nowhere" } });
      expect(answer.status).toBe(404);
      expect(codeOf(answer)).toBe("area/unknown");
      expect(answer.body.detail).toContain("nowhere");
    }
  });

  test("clock times of depots and facilities are local, HH:MM", async () => {
    const depots = await service.call("listDepots", { params: town });
    expect(depots.body.items).toMatchObject([{ id: "yard", opens: "05:00", closes: "20:00" }]);
    const facilities = await service.call("listFacilities", { params: town });
    expect(facilities.body.items[0].openingHours).toEqual([
      { weekdays: [1, 2, 3, 4, 5], opens: "07:00", closes: "17:00" },
    ]);
  });

  test("streams, sites and vehicle types are listed in pages", async () => {
    const streams = await service.call("listStreams", { params: town, query: { limit: "1" } });
    expect(streams.body.items).toHaveLength(1);
    const next = await service.call("listStreams", {
      params: town,
      query: { cursor: streams.body.nextCursor },
    });
    expect(next.body.items).toHaveLength(1);
    expect(next.body.items[0].id).not.toBe(streams.body.items[0].id);
    expect(next.body.nextCursor).toBeNull();
    const sites = await service.call("listSites", { params: town });
    expect(sites.body.items).toHaveLength(4);
    const types = await service.call("listVehicleTypes", { params: town });
    expect(types.body.items).toMatchObject([{ id: "rear", payloadKg: 10_000 }]);
  });

  test("a cursor of another list and an unknown query parameter are faults", async () => {
    const cursor = await service.call("listStreams", { params: town, query: { cursor: "no" } });
    expect(cursor.body.errors).toMatchObject([{ pointer: "query/cursor" }]);
    const other = await service.call("listContainers", { query: { cursor: "no" } });
    expect(other.body.errors).toMatchObject([{ pointer: "query/cursor" }]);
    const typo = await service.call("listContainers", { query: { areaid: "town", limit: "0" } });
    expect(typo.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "query/areaid",
      "query/limit",
    ]);
  });
});

describe("containers", () => {
  test("a container carries its site, and its newest reading and forecast where there are any", async () => {
    const before = await service.call("getContainer", { params: { containerId: "c2" } });
    expect(before.headers["etag"]).toBe('"1"');
    expect(before.body).toMatchObject({ id: "c2", site: { id: "s2" }, lastReading: null });
    await service.call("createReadings", {
      body: { readings: [{ containerId: "c2", at: "2026-11-24T05:00:00Z", fillPercent: 40 }] },
    });
    await service.store.forecasts.putAll([
      {
        containerId: "c2",
        computedAtMs: NOW_MS,
        fillPercent: 41.26,
        fillLowPercent: 38,
        fillHighPercent: 45,
        ratePercentPerDay: 6.5,
        overflowProbability24h: 0.00012,
        hoursToFull: 217.04,
      },
    ]);
    const after = await service.call("getContainer", { params: { containerId: "c2" } });
    expect(after.body.lastReading).toEqual({
      at: "2026-11-24T05:00:00.000Z",
      fillPercent: 40,
      quality: 0,
      reasons: [],
    });
    expect(after.body.forecast).toMatchObject({ fillPercent: 41.3, hoursToFull: 217 });
  });

  test("the list is filtered by area, site and stream", async () => {
    const ids = async (query: Record<string, string>) => {
      const { body } = await service.call("listContainers", { query });
      return body.items.map(({ id }: { id: string }) => id);
    };
    expect(await ids({ areaId: "town" })).toEqual(["c0", "c1", "c2", "c3"]);
    expect(await ids({ siteId: "s1" })).toEqual(["c1"]);
    expect(await ids({ streamId: "glass" })).toEqual([]);
    const unknown = await service.call("listContainers", { query: { siteId: "s9" } });
    expect(codeOf(unknown)).toBe("site/unknown");
  });

  test("a container is put at a site, found at its Location, and not put there twice", async () => {
    const body = { id: "new-1", siteId: "s0", streamId: "glass", volumeL: 660, deviceId: "ABC" };
    const created = await service.call("createContainer", { body });
    expect(created.status).toBe(201);
    expect(created.headers["location"]).toBe("/api/v1/containers/new-1");
    expect(created.body).toMatchObject({ deviceId: "abc", depthMm: null, revision: 1 });
    const again = await service.call("createContainer", {
      body: { ...body, deviceId: null },
    });
    expect(again.status).toBe(409);
    expect(codeOf(again)).toBe("container/exists");
  });

  test("a container's kind of sensor is set, shown, left alone and cleared", async () => {
    const params = { containerId: "new-1" };
    const patch = async (body: object) =>
      (await service.call("updateContainer", { params, body })).body.sensorModel;
    expect(await patch({ sensorModel: "ldds75" })).toBe("ldds75");
    expect(await patch({ volumeL: 1100 })).toBe("ldds75");
    expect(await patch({ sensorModel: null })).toBeNull();
    const unknown = await service.call("updateContainer", { params, body: { sensorModel: "x" } });
    expect(unknown.body.errors[0].pointer).toBe("/sensorModel");
  });

  test("what a new container names has to be there, and no device is on two", async () => {
    const answer = await service.call("createContainer", {
      body: {
        id: "new-2",
        siteId: "s0",
        streamId: "gold",
        volumeL: 660,
        deviceId: "24e124713b000043",
        depthMm: 500,
        sensorOffsetMm: 600,
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { pointer: "/streamId", detail: "use one of paper, glass" },
      { pointer: "/sensorOffsetMm", detail: "must be less than depthMm (500)" },
      { pointer: "/deviceId", detail: "is the sensor of container c1" },
    ]);
  });

  test("a change with an old ETag is refused, one with the present ETag is made", async () => {
    const params = { containerId: "c1" };
    const body = { volumeL: 770 };
    const first = await service.call("updateContainer", {
      params,
      body,
      headers: { "If-Match": '"1"' },
    });
    expect(first.status).toBe(200);
    expect(first.headers["etag"]).toBe('"2"');
    expect(first.body).toMatchObject({ volumeL: 770, deviceId: "24e124713b000043" });
    const stale = await service.call("updateContainer", {
      params,
      body: { volumeL: 880 },
      headers: { "If-Match": '"1"' },
    });
    expect(stale.status).toBe(412);
    expect(codeOf(stale)).toBe("request/stale-version");
    const { body: kept } = await service.call("getContainer", { params });
    expect(kept.volumeL).toBe(770);
  });

  test("a change can clear a field, and names nothing that the schema does not know", async () => {
    const params = { containerId: "c1" };
    const cleared = await service.call("updateContainer", { params, body: { deviceId: null } });
    expect(cleared.body.deviceId).toBeNull();
    const bad = await service.call("updateContainer", { params, body: { id: "x", volumeL: 1 } });
    expect(bad.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "/id",
      "/volumeL",
    ]);
    const header = await service.call("updateContainer", {
      params,
      body: {},
      headers: { "If-Match": "2" },
    });
    expect(header.body.errors).toMatchObject([{ pointer: "header/If-Match" }]);
  });

  test("an unknown container is a 404", async () => {
    const params = { containerId: "c99" };
    for (const name of ["getContainer", "listContainerReadings"] as const) {
      expect(codeOf(await service.call(name, { params }))).toBe("container/unknown");
    }
    const patched = await service.call("updateContainer", { params, body: { volumeL: 100 } });
    expect(codeOf(patched)).toBe("container/unknown");
  });
});

describe("vehicles", () => {
  const body = {
    id: "v9",
    areaId: "town",
    name: "Truck 9",
    typeId: "rear",
    depotId: "yard",
    shiftStart: "06:30",
    shiftEnd: "15:00",
  };

  test("a vehicle is added, read, changed and listed", async () => {
    const created = await service.call("createVehicle", { body });
    expect(created.status).toBe(201);
    expect(created.headers["location"]).toBe("/api/v1/vehicles/v9");
    expect(created.body).toMatchObject({ shiftStart: "06:30", active: true, revision: 1 });
    expect(created.body.type.name).toBe("Rear loader");
    const changed = await service.call("updateVehicle", {
      params: { vehicleId: "v9" },
      body: {
        active: false,
        shiftEnd: "16:00",
        breaks: [{ earliest: "11:00", latest: "12:30", minutes: 30 }],
      },
      headers: { "If-Match": '"1"' },
    });
    expect(changed.body).toMatchObject({
      active: false,
      shiftStart: "06:30",
      shiftEnd: "16:00",
      breaks: [{ earliest: "11:00", latest: "12:30", minutes: 30, paid: false }],
    });
    const read = await service.call("getVehicle", { params: { vehicleId: "v9" } });
    expect(read.body).toEqual(changed.body);
    const list = await service.call("listVehicles", { query: { areaId: "town" } });
    expect(list.body.items.map(({ id }: { id: string }) => id)).toContain("v9");
    const stale = await service.call("updateVehicle", {
      params: { vehicleId: "v9" },
      body: { active: true },
      headers: { "If-Match": '"1"' },
    });
    expect(stale.status).toBe(412);
  });

  test("what a vehicle names has to be there, and its shift ends after it starts", async () => {
    const answer = await service.call("createVehicle", {
      body: { ...body, id: "v10", typeId: "x", depotId: "y", shiftEnd: "06:00" },
    });
    expect(answer.body.errors).toEqual([
      { pointer: "/typeId", detail: "use one of rear" },
      { pointer: "/depotId", detail: "use one of yard" },
      { pointer: "/shiftEnd", detail: "must be after shiftStart on the same day" },
    ]);
    const rest = { minutes: 30, paid: false };
    const restless = await service.call("createVehicle", {
      body: {
        ...body,
        id: "v11",
        breaks: [
          { ...rest, earliest: "11:00", latest: "12:00" },
          { ...rest, earliest: "06:00", latest: "05:00" },
        ],
      },
    });
    expect(restless.body.errors).toEqual([
      { pointer: "/breaks/1/latest", detail: "must not be before earliest" },
      { pointer: "/breaks/1", detail: "must begin within the shift" },
      { pointer: "/breaks/1", detail: "must not end before the one listed ahead of it" },
    ]);
    const exists = await service.call("createVehicle", { body: { ...body, id: "v1" } });
    expect(codeOf(exists)).toBe("vehicle/exists");
    const missing = await service.call("getVehicle", { params: { vehicleId: "v99" } });
    expect(codeOf(missing)).toBe("vehicle/unknown");
  });
});

describe("plans in the store", () => {
  test("a plan is read with clock times of its area and reasons as sentences", async () => {
    await service.store.plans.insert(smallPlan(), smallGeometry());
    const { body } = await service.call("getPlan", { params: { planId: "plan-1" } });
    const [route] = body.routes;
    expect(route).toMatchObject({ startClock: "06:00", endClock: "08:30", durationSec: 9000 });
    expect(route.visits[1]).toMatchObject({
      clock: "06:10",
      start: "2026-11-24T05:10:00.000Z",
      placeId: "s0",
    });
    expect(route.visits[1].lifts[0].reason.text).toBe(
      "82 % full, expected to overflow in 14 h (probability 61 % before the next visit)",
    );
    const area = await service.call("getArea", { params: town });
    expect(area.body.currentPlanId).toBe("plan-1");
  });

  test("the routes' lines are one feature a leg, and a leg of no length stays where it is", async () => {
    const { body } = await service.call("getPlanRoutes", { params: { planId: "plan-1" } });
    expect(body.features).toHaveLength(3);
    expect(body.features[1].geometry.coordinates).toEqual([
      [11.96, 57.7],
      [11.96, 57.7],
    ]);
    expect(body.features[2].properties).toMatchObject({
      legIndex: 2,
      toKind: "end",
      toName: "yard",
      legM: 7000,
      vehicleName: "V1",
    });
  });
});
