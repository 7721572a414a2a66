import { expect, test } from "vitest";
import { litres } from "../../../src/base/index.ts";
import type { City } from "../../../src/domain/index.ts";
import { container, smallCity, vehicle } from "../small-city.ts";
import { allPages, FIRST_PAGE, type StoreUnderTest } from "./harness.ts";

const IMPORTED = { sourceHash: "hash", atMs: 1 };

export function cityCases(underTest: StoreUnderTest): void {
  test("a city comes back as it was put, also after a restart", async () => {
    const city = smallCity("a", 4);
    await underTest.store.cities.replaceCity(city, IMPORTED);
    const store = await underTest.reopen();
    expect(await store.cities.loadCity("a")).toEqual(city);
    expect(await store.cities.getArea("a")).toEqual(city.area);
    expect(await store.cities.sourceHash("a")).toBe("hash");
  });

  test("an area that was never imported is not there", async () => {
    const { cities } = underTest.store;
    expect(await cities.loadCity("a")).toBeNull();
    expect(await cities.getArea("a")).toBeNull();
    expect(await cities.sourceHash("a")).toBeNull();
  });

  test("an area whose import has not ended is hidden until it has", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), { ...IMPORTED, state: "importing" });
    expect(await cities.getArea("a")).toBeNull();
    expect(await cities.loadCity("a")).toBeNull();
    expect(await cities.sourceHash("a")).toBeNull();
    expect((await cities.listAreas(FIRST_PAGE)).items).toEqual([]);
    await cities.finishImport("a");
    expect(await cities.sourceHash("a")).toBe("hash");
    await expect(cities.finishImport("b")).rejects.toMatchObject({ code: "area/unknown" });
  });

  test("a city put a second time keeps revisions of what is the same", async () => {
    const { cities } = underTest.store;
    const city = smallCity("a", 3);
    await cities.replaceCity(city, IMPORTED);
    const containers = city.containers.map((one, i) =>
      i === 0 ? { ...one, volumeL: litres(660) } : one,
    );
    const vehicles = city.vehicles.map((one, i) => (i === 0 ? { ...one, name: "Renamed" } : one));
    await cities.replaceCity({ ...city, containers, vehicles }, IMPORTED);
    const kept = await cities.listContainers({ areaId: "a" }, FIRST_PAGE);
    expect(kept.items.map(({ revision }) => revision)).toEqual([2, 1, 1]);
    const trucks = await cities.listVehicles("a", FIRST_PAGE);
    expect(trucks.items.map(({ revision }) => revision)).toEqual([2, 1]);
  });

  test("a new import takes the place of the readings of the one before, others stay", async () => {
    const { cities, readings } = underTest.store;
    const city = smallCity("a", 2);
    await cities.replaceCity(city, IMPORTED);
    const reading = (source: string, atMs: number) => ({
      containerId: "a-c1",
      atMs,
      fillPercent: 50,
      source,
      sequence: null,
      quality: 0 as const,
      reasons: [],
      receivedAtMs: 6,
    });
    await readings.ingest([reading("import", 5), reading("api", 6)]);
    await cities.replaceCity(city, IMPORTED);
    expect([...(await readings.series("a-c1", 0, 10)).atMs]).toEqual([5, 6]);
    await readings.forgetImported("b");
    await readings.forgetImported("a");
    expect([...(await readings.series("a-c1", 0, 10)).atMs]).toEqual([6]);
    expect(await readings.ingest([{ ...reading("import", 5), fillPercent: 70 }])).toEqual([
      "stored",
    ]);
    expect([...(await readings.series("a-c1", 0, 10)).fillPercent]).toEqual([70, 50]);
  });

  test("a container that a new import leaves out is gone, and back with its readings", async () => {
    const { cities, readings } = underTest.store;
    const city = smallCity("a", 2);
    await cities.replaceCity(city, IMPORTED);
    const reading = {
      containerId: "a-c1",
      atMs: 5,
      fillPercent: 50,
      source: "api",
      sequence: null,
      quality: 0,
      reasons: [],
      receivedAtMs: 6,
    } as const;
    await readings.ingest([reading]);
    await cities.replaceCity(withContainers(city, 1), IMPORTED);
    expect(await cities.getContainer("a-c1")).toBeNull();
    expect(await cities.containerByDevice("a-device-1", 9_000)).toBeNull();
    expect(await readings.count("a")).toBe(1); // kept, should the container come back
    await expect(readings.ingest([reading])).rejects.toMatchObject({ code: "container/unknown" });
    await cities.replaceCity(city, IMPORTED);
    expect((await readings.series("a-c1", 0, 10)).fillPercent).toEqual(new Float64Array([50]));
  });

  test("two containers may swap their devices in one import", async () => {
    const { cities } = underTest.store;
    const city = smallCity("a", 2);
    await cities.replaceCity(city, IMPORTED);
    const swapped = city.containers.map((one, i) => ({ ...one, deviceId: `a-device-${1 - i}` }));
    await cities.replaceCity({ ...city, containers: swapped }, IMPORTED);
    expect((await cities.containerByDevice("a-device-1", 9_000))?.id).toBe("a-c0");
    expect((await cities.containerByDevice("a-device-0", 9_000))?.id).toBe("a-c1");
  });

  test("a city that uses ids of another area is refused with all faults and changes nothing", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 2), IMPORTED);
    const other = smallCity("b", 2);
    const taken: City = {
      ...other,
      containers: [
        { ...container("b", 0), id: "a-c0" },
        { ...container("b", 1), deviceId: "a-device-1" },
      ],
      vehicles: [{ ...vehicle("b", 0), id: "a-v0" }],
    };
    await expect(cities.replaceCity(taken, IMPORTED)).rejects.toMatchObject({
      code: "city/invalid",
      faults: [
        { pointer: "/containers/0/id" },
        { pointer: "/vehicles/0/id" },
        { pointer: "/containers/1/deviceId" },
      ],
    });
    expect(await cities.getArea("b")).toBeNull();
  });

  test("a city that uses an id twice is refused", async () => {
    const city = smallCity("a", 1);
    const twice = { ...city, containers: [container("a", 0), container("a", 0)] };
    await expect(underTest.store.cities.replaceCity(twice, IMPORTED)).rejects.toMatchObject({
      code: "city/invalid",
      faults: [{ pointer: "/containers/1/id" }, { pointer: "/containers/1/deviceId" }],
    });
  });

  test("areas, sites, containers and vehicles are listed page by page", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 7), IMPORTED);
    await cities.replaceCity(smallCity("b", 2), IMPORTED);
    const containers = await allPages(3, (page) => cities.listContainers({ areaId: "a" }, page));
    expect(containers.pageCount).toBe(3);
    expect(containers.items.map(({ value }) => value)).toEqual(smallCity("a", 7).containers);
    const areas = await allPages(1, (page) => cities.listAreas(page));
    expect(areas.items.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(areas.pageCount).toBe(2);
    const sites = await allPages(1, (page) => cities.listSites("b", page));
    expect(sites.items).toEqual(smallCity("b", 2).sites);
    const vehicles = await allPages(3, (page) => cities.listVehicles(null, page));
    expect(vehicles.items.map(({ value }) => value.id)).toEqual(["a-v0", "a-v1", "b-v0", "b-v1"]);
  });

  test("containers are filtered by site and by stream", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 4), IMPORTED);
    const bySite = await cities.listContainers({ siteId: "a-s1" }, FIRST_PAGE);
    expect(bySite.items.map(({ value }) => value.id)).toEqual(["a-c1", "a-c3"]);
    const byStream = await cities.listContainers({ streamId: "residual" }, FIRST_PAGE);
    expect(byStream.items.map(({ value }) => value.id)).toEqual(["a-c0", "a-c2"]);
  });

  test("a malformed cursor, one of another list and a bad limit are refused", async () => {
    const { cities, jobs } = underTest.store;
    await cities.replaceCity(smallCity("a", 3), IMPORTED);
    const { nextCursor } = await cities.listContainers({}, { limit: 1, cursor: null });
    expect(nextCursor).not.toBeNull();
    for (const cursor of ["", "nonsense", "W10", `${nextCursor}x`.slice(2)]) {
      const page = cities.listContainers({}, { limit: 1, cursor });
      await expect(page, cursor).rejects.toMatchObject({ code: "request/invalid" });
    }
    await expect(jobs.list({ limit: 1, cursor: nextCursor })).rejects.toMatchObject({
      code: "request/invalid",
    });
    for (const limit of [0, 1001, 1.5]) {
      await expect(cities.listAreas({ limit, cursor: null })).rejects.toMatchObject({
        code: "request/invalid",
      });
    }
  });

  test("a container is made, changed by revision, and found by device and area", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    const made = container("a", 5);
    await cities.createContainer(made, 8_000);
    expect(await cities.getContainer("a-c5")).toEqual({ value: made, revision: 1 });
    expect(await cities.areaOfContainer("a-c5")).toBe("a");
    const changed = { ...made, deviceId: null, volumeL: litres(240) };
    expect(await cities.updateContainer(changed, 1, 9_000)).toBe(2);
    expect(await cities.updateContainer(changed, null, 9_000)).toBe(3);
    await expect(cities.updateContainer(changed, 1, 9_000)).rejects.toMatchObject({
      code: "request/stale-version",
    });
    expect(await cities.getContainer("a-c5")).toEqual({ value: changed, revision: 3 });
    expect(await cities.containerByDevice("a-device-5", 9_000)).toBeNull();
  });

  test("of two who change the same revision one wins", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    const outcomes = await Promise.allSettled(
      [240, 660].map((size) =>
        cities.updateContainer({ ...container("a", 0), volumeL: litres(size) }, 1, 9_000),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await cities.getContainer("a-c0"))?.revision).toBe(2);
  });

  test("a container is refused where its id, device, site or stream does not fit", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    const made = container("a", 1);
    for (const [change, code] of [
      [{ id: "a-c0" }, "container/exists"],
      [{ deviceId: "a-device-0" }, "container/exists"],
      [{ siteId: "nowhere" }, "site/unknown"],
      [{ streamId: "gold" }, "request/invalid"],
    ] as const) {
      await expect(cities.createContainer({ ...made, ...change }, 8_000)).rejects.toMatchObject({
        code,
      });
    }
    await expect(cities.updateContainer(made, null, 9_000)).rejects.toMatchObject({
      code: "container/unknown",
    });
    expect(await cities.getContainer("a-c1")).toBeNull();
  });

  test("a vehicle is made and changed by revision", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    const made = vehicle("a", 2);
    await cities.createVehicle(made);
    expect(await cities.updateVehicle({ ...made, active: true }, 1)).toBe(2);
    expect(await cities.getVehicle("a-v2")).toEqual({
      value: { ...made, active: true },
      revision: 2,
    });
    await expect(cities.createVehicle(made)).rejects.toMatchObject({ code: "vehicle/exists" });
    await expect(cities.updateVehicle(made, 1)).rejects.toMatchObject({
      code: "request/stale-version",
    });
    await expect(cities.updateVehicle(vehicle("a", 3), null)).rejects.toMatchObject({
      code: "vehicle/unknown",
    });
  });

  test("a vehicle is refused where its area is not there, or its type and depot, both named", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    await expect(cities.createVehicle(vehicle("b", 0))).rejects.toMatchObject({
      code: "area/unknown",
    });
    const lost = { ...vehicle("a", 2), typeId: "boat", depotId: "harbour" };
    await expect(cities.createVehicle(lost)).rejects.toMatchObject({
      code: "request/invalid",
      faults: [{ pointer: "/typeId" }, { pointer: "/depotId" }],
    });
  });

  test("the policy of an area is changed alone", async () => {
    const { cities } = underTest.store;
    const city = smallCity("a", 1);
    await cities.replaceCity(city, IMPORTED);
    const policy = { ...city.policy, overflowCents: 1 };
    await cities.updatePolicy("a", policy);
    expect(await cities.loadCity("a")).toEqual({ ...city, policy });
    expect(await cities.getPolicy("a")).toEqual(policy);
    expect(await cities.getPolicy("b")).toBeNull();
    await expect(cities.updatePolicy("b", policy)).rejects.toMatchObject({ code: "area/unknown" });
  });
}

/** The city with its first `count` containers only. */
function withContainers(city: City, count: number): City {
  return { ...city, containers: city.containers.slice(0, count) };
}
