import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, DEVICE, startTestService, type TestService } from "./support/service.ts";
import { NOW_MS } from "./support/small-plan.ts";

const HOUR_MS = 3_600_000;

let service: TestService;
let secret = "";

beforeAll(async () => {
  service = await startTestService();
  const body = { name: "lora", kind: "lwm2m", areaId: "town" };
  secret = (await service.call("createWebhookSource", { body })).body.secret;
});
afterAll(() => service.close());

/** Posts the level of a device in the form of LwM2M. */
function post(deviceId: string, atMs: number, fillPercent: number) {
  return service.call("receiveWebhook", {
    params: { source: "lora" },
    headers: { "X-Webhook-Secret": secret },
    body: [
      { bn: `${deviceId}/`, bt: atMs / 1000 },
      { n: "/3435/0/2", v: fillPercent },
    ],
  });
}

async function fillsOf(containerId: string): Promise<[number, string][]> {
  const { body } = await service.call("listReadings", { query: { containerId } });
  return body.items.map(({ fillPercent, source }: { fillPercent: number; source: string }) => [
    fillPercent,
    source,
  ]);
}

test("a further sensor is put in, listed, and taken out again", async () => {
  const params = { containerId: "c2" };
  const body = { deviceId: "SECOND", depthMm: 1500, sensorOffsetMm: 100 };
  const added = await service.call("addContainerSensor", { params, body });
  expect(added.body).toMatchObject({ deviceId: "second", main: false, until: null });
  const twice = await service.call("addContainerSensor", { params, body });
  expect([twice.status, codeOf(twice)]).toEqual([409, "container/exists"]);
  const bad = await service.call("addContainerSensor", {
    params,
    body: { deviceId: "third", depthMm: 500, sensorOffsetMm: 600 },
  });
  expect(bad.body.errors).toEqual([
    { pointer: "/sensorOffsetMm", detail: "must be less than depthMm (500)" },
  ]);
  service.clock.nowMs = NOW_MS + HOUR_MS;
  const removal = { params: { ...params, deviceId: "second" } };
  expect((await service.call("removeContainerSensor", removal)).status).toBe(204);
  const again = await service.call("removeContainerSensor", removal);
  expect([again.status, codeOf(again)]).toEqual([404, "sensor/unknown"]);
  const { body: list } = await service.call("listContainerSensors", { params });
  expect(list.items).toEqual([
    {
      ...{ deviceId: "second", main: false, depthMm: 1500, sensorOffsetMm: 100 },
      sensorModel: null,
      from: new Date(NOW_MS).toISOString(),
      until: new Date(NOW_MS + HOUR_MS).toISOString(),
    },
  ]);
});

test("late readings of a sensor that was moved stay with the container it measured", async () => {
  const device = DEVICE.toLowerCase();
  const movedMs = NOW_MS + 2 * HOUR_MS;
  service.clock.nowMs = movedMs;
  const free = { params: { containerId: "c0" }, body: { deviceId: null } };
  expect((await service.call("updateContainer", free)).status).toBe(200);
  const taken = { params: { containerId: "c3" }, body: { deviceId: device } };
  expect((await service.call("updateContainer", taken)).status).toBe(200);
  service.clock.nowMs = movedMs + HOUR_MS;
  await post(device, movedMs + HOUR_MS / 2, 12);
  await post(device, movedMs - HOUR_MS / 2, 88);
  expect(await fillsOf("c0")).toEqual([[88, `lora/${device}`]]);
  expect(await fillsOf("c3")).toEqual([[12, `lora/${device}`]]);
});

test("two sensors that number their messages alike lose nothing in one container", async () => {
  const params = { containerId: "c1" };
  const from = new Date(NOW_MS).toISOString();
  await service.call("addContainerSensor", { params, body: { deviceId: "beside", from } });
  const atMs = NOW_MS + HOUR_MS;
  const devices = ["24e124713b000043", "beside"];
  for (const [i, device] of devices.entries()) await post(device, atMs, 40 + i);
  for (const device of devices) await post(device, atMs, 40);
  expect((await fillsOf("c1")).map(([percent]) => percent)).toEqual([40, 41]);
});
