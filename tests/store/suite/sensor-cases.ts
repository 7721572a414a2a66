import { expect, test } from "vitest";
import { container, smallCity } from "../small-city.ts";
import type { StoreUnderTest } from "./harness.ts";

const IMPORTED = { sourceHash: "hash", atMs: 1000 };

/** What is kept of a further sensor. */
function further(deviceId: string, fromMs: number) {
  return { deviceId, depthMm: 1500, sensorOffsetMm: 100, sensorModel: null, fromMs };
}

/** Where sensors hung, and when. */
export function sensorCases(underTest: StoreUnderTest): void {
  const idAt = async (deviceId: string, atMs: number) =>
    (await underTest.store.cities.containerByDevice(deviceId, atMs))?.id ?? null;

  test("a sensor of an imported container hangs there from the beginning", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    expect(await idAt("a-device-0", 0)).toBe("a-c0");
    expect(await cities.listSensorPlaces("a-c0")).toMatchObject([
      { deviceId: "a-device-0", isMain: true, fromMs: 0, untilMs: null },
    ]);
    await cities.replaceCity(smallCity("a", 1), { ...IMPORTED, atMs: 2000 });
    expect(await cities.listSensorPlaces("a-c0")).toHaveLength(1);
  });

  test("a sensor that moves is found where it hung at the time of the reading", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 2), IMPORTED);
    const [first, second] = [container("a", 0), container("a", 1)];
    await cities.updateContainer({ ...first, deviceId: null }, null, 5000);
    await cities.updateContainer({ ...second, deviceId: "a-device-0" }, null, 6000);
    expect(await idAt("a-device-0", 4999)).toBe("a-c0");
    expect(await idAt("a-device-0", 5500)).toBeNull();
    expect(await idAt("a-device-0", 6000)).toBe("a-c1");
    expect(await idAt("a-device-1", 5999)).toBe("a-c1");
    expect(await idAt("a-device-1", 6000)).toBeNull();
    const places = await cities.listSensorPlaces("a-c1");
    expect(places.map(({ deviceId, fromMs, untilMs }) => [deviceId, fromMs, untilMs])).toEqual([
      ["a-device-0", 6000, null],
      ["a-device-1", 0, 6000],
    ]);
  });

  test("a corrected geometry counts for what the sensor measured before, too", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    await cities.updateContainer({ ...container("a", 0), depthMm: 2222 }, null, 5000);
    expect((await cities.containerByDevice("a-device-0", 3000))?.depthMm).toBe(2222);
    expect(await cities.listSensorPlaces("a-c0")).toHaveLength(1);
  });

  test("a container may have further sensors, each with a geometry of its own", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 1), IMPORTED);
    await cities.addSensor("a-c0", further("second", 2000));
    expect(await cities.containerByDevice("second", 2000)).toMatchObject({
      id: "a-c0",
      deviceId: "second",
      depthMm: 1500,
    });
    expect(await idAt("second", 1999)).toBeNull();
    await cities.updateContainer({ ...container("a", 0), deviceId: null }, null, 3000);
    expect(await idAt("second", 9000)).toBe("a-c0");
    await cities.removeSensor("a-c0", "second", 4000);
    expect([await idAt("second", 3999), await idAt("second", 4000)]).toEqual(["a-c0", null]);
  });

  test("a sensor hangs in one container at a time", async () => {
    const { cities } = underTest.store;
    await cities.replaceCity(smallCity("a", 2), IMPORTED);
    await expect(cities.addSensor("a-c1", further("a-device-0", 2000))).rejects.toMatchObject({
      code: "container/exists",
    });
    await cities.addSensor("a-c1", further("second", 2000));
    await expect(cities.addSensor("a-c0", further("second", 1500))).rejects.toMatchObject({
      code: "container/exists",
    });
    const itsOwn = { ...container("a", 1), deviceId: "second" };
    await cities.updateContainer(itsOwn, null, 2500);
    await cities.updateContainer(container("a", 1), null, 2600);
    await cities.addSensor("a-c1", further("second", 2700));
    const taken = { ...container("a", 0), deviceId: "second" };
    await expect(cities.updateContainer(taken, null, 3000)).rejects.toMatchObject({
      code: "container/exists",
    });
    await expect(cities.removeSensor("a-c0", "second", 3000)).rejects.toMatchObject({
      code: "sensor/unknown",
    });
    await expect(cities.addSensor("gone", further("third", 1))).rejects.toMatchObject({
      code: "container/unknown",
    });
  });

  test("an import that names a further sensor as a main one takes it over", async () => {
    const { cities } = underTest.store;
    const city = smallCity("a", 2);
    await cities.replaceCity(city, IMPORTED);
    await cities.addSensor("a-c1", further("second", 2000));
    const containers = city.containers.map((one, i) =>
      i === 0 ? { ...one, deviceId: "second" } : one,
    );
    await cities.replaceCity({ ...city, containers }, { ...IMPORTED, atMs: 5000 });
    expect([await idAt("second", 4000), await idAt("second", 5000)]).toEqual(["a-c1", "a-c0"]);
  });
}
