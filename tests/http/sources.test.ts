import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Answer,
  codeOf,
  DEVICE,
  startTestService,
  type TestService,
} from "./support/service.ts";
import { NOW_MS } from "./support/small-plan.ts";
import { payload, payloadText } from "./webhooks/payloads.ts";

// The messages of each platform, from the webhook to the stored reading.

const KINDS = ["chirpstack", "ngsi-ld", "sensorthings", "lwm2m", "the-things-stack"];
const IMEI = "urn:dev:imei:356726100000042";

let service: TestService;
const secrets = new Map<string, string>();
/** Containers that planning was asked about, question by question. */
const asked: (readonly string[])[] = [];

beforeAll(async () => {
  service = await startTestService({
    planning: {
      async containersForReplan(_store, _areaId, containerIds) {
        asked.push(containerIds);
        return null;
      },
    },
  });
  for (const kind of KINDS) {
    const body = { name: kind, kind, areaId: "town" };
    const answer = await service.call("createWebhookSource", { body });
    expect(answer.body).toMatchObject({ kind });
    secrets.set(kind, answer.body.secret);
  }
});
afterAll(() => service.close());
beforeEach(() => {
  asked.length = 0;
});

interface Posting {
  readonly event?: string;
  readonly secret?: string;
}

function post(source: string, body: object | string, posting: Posting = {}): Promise<Answer> {
  const { event, secret = secrets.get(source) ?? "" } = posting;
  return service.call("receiveWebhook", {
    params: { source },
    query: event === undefined ? {} : { event },
    headers: { "X-Webhook-Secret": secret },
    body,
  });
}

async function lastReading(containerId: string) {
  const { body } = await service.call("listReadings", { query: { containerId } });
  return body.items.at(-1);
}

async function updateContainer(containerId: string, body: object): Promise<void> {
  const answer = await service.call("updateContainer", { params: { containerId }, body });
  expect(answer.status).toBe(200);
}

function fires(): string[] {
  return service
    .auditEntries()
    .filter(({ action }) => action === "container/fire")
    .map(({ actor, detail }) => `${actor} ${detail}`);
}

describe("a source of ChirpStack", () => {
  test("stores an uplink once, by its deduplicationId", async () => {
    const first = await post("chirpstack", payloadText("chirpstack-up.json"), { event: "up" });
    expect(first.body).toMatchObject({ stored: 1, duplicates: 0, ignored: [] });
    const again = { ...payload("chirpstack-up.json"), fCnt: 904 };
    const second = await post("chirpstack", again, { event: "up" });
    expect(second.body).toMatchObject({ stored: 0, duplicates: 1 });
    // 1,300 mm from the sensor: 700 of 1,800 mm are full.
    const reading = await lastReading("c0");
    expect(reading).toMatchObject({ quality: 0, source: `chirpstack/${DEVICE.toLowerCase()}` });
    expect(reading.fillPercent).toBeCloseTo(38.9, 1);
    expect(asked).toEqual([["c0"]]);
  });

  test("acknowledges other events and ignores them", async () => {
    for (const event of ["join", "status", "log"]) {
      const answer = await post("chirpstack", payloadText("chirpstack-join.json"), { event });
      expect([answer.status, answer.body.stored]).toEqual([200, 0]);
      expect(answer.body.ignored[0].code).toBe("not-an-uplink");
    }
  });

  test("refuses a wrong secret, and a query that ChirpStack does not send", async () => {
    const wrong = await post("chirpstack", {}, { event: "up", secret: "guess" });
    expect([wrong.status, codeOf(wrong)]).toEqual([401, "webhook/bad-signature"]);
    const odd = await service.call("receiveWebhook", {
      params: { source: "chirpstack" },
      query: { events: "up" },
      body: {},
    });
    expect(odd.status).toBe(400);
  });

  test("has frames decoded by the kind of sensor where the network decodes nothing", async () => {
    const undecoded = {
      ...payload("chirpstack-up.json"),
      deduplicationId: "11111111-94d3-4e8a-a1c6-2f0d6b9e4471",
      time: "2026-11-24T06:19:04Z",
      object: undefined,
    };
    const unknown = await post("chirpstack", undecoded, { event: "up" });
    expect(unknown.body.ignored[0].code).toBe("no-fill-level");
    expect(unknown.body.ignored[0].detail).toContain("sensorModel");
    await updateContainer("c0", { sensorModel: "em400-mud" });
    const known = await post("chirpstack", undecoded, { event: "up" });
    expect(known.body.stored).toBe(1);
    expect((await lastReading("c0")).fillPercent).toBeCloseTo(38.9, 1);
    await updateContainer("c0", { sensorModel: null });
  });
});

describe("a source of The Things Stack", () => {
  test("has the frame of an LDDS75 decoded, whatever the public decoder says", async () => {
    await updateContainer("c0", { sensorModel: "ldds75" });
    const message = payload("the-things-stack-uplink.json");
    message.uplink_message.f_port = 2;
    // Battery 3,300 mV, distance 1,100 mm; the decoder gives the battery for the distance.
    const frame = Buffer.from("0ce4044c00", "hex").toString("base64");
    message.uplink_message.frm_payload = frame;
    message.uplink_message.decoded_payload = { distance: 3300, value: 1100 };
    const answer = await post("the-things-stack", message);
    expect(answer.body.stored).toBe(1);
    expect(await lastReading("c0")).toMatchObject({ fillPercent: 50, quality: 0 });
    await updateContainer("c0", { sensorModel: null });
  });
});

describe("a source of NGSI-LD", () => {
  test("stores the levels of a notification; an open or moved container is not believed", async () => {
    const answer = await post("ngsi-ld", payloadText("ngsi-ld-notification.json"));
    expect(answer.body.stored).toBe(2);
    expect(answer.body.ignored).toMatchObject([{ index: 2, code: "no-fill-level" }]);
    expect(await lastReading("c2")).toMatchObject({ fillPercent: 42, quality: 0 });
    expect(await lastReading("c3")).toMatchObject({ quality: 3, reasons: ["lid", "moved"] });
    expect(asked).toEqual([["c2"]]);
  });

  test("writes a fire without a level to the audit log", () => {
    expect(fires()).toEqual(["webhook:ngsi-ld c1 at 2026-11-24T06:10:05.000Z"]);
  });

  test("takes NGSI-v2, and finds a container by its device", async () => {
    const second = await post("ngsi-ld", payloadText("ngsi-v2-notification.json"));
    expect(second.body.stored).toBe(1);
    expect((await lastReading("c2")).fillPercent).toBeCloseTo(44);
    const byDevice = await post("ngsi-ld", payloadText("ngsi-key-values.json"));
    expect(byDevice.body).toMatchObject({ stored: 1, ignored: [] });
    const unknown = await post("ngsi-ld", { ...payload("ngsi-key-values.json"), refDevice: "x" });
    expect(unknown.body.ignored[0].code).toBe("container/unknown");
  });

  test("refuses more entities than a batch may have", async () => {
    const entities = Array.from({ length: 1001 }, () => ({}));
    expect((await post("ngsi-ld", entities)).status).toBe(400);
  });
});

describe("sources of SensorThings and LwM2M", () => {
  test("store an observation of the thing that is named for its container", async () => {
    const answer = await post("sensorthings", payloadText("sensorthings-observation.json"));
    expect(answer.body).toMatchObject({ stored: 1, ignored: [] });
    const { items } = (await service.call("listReadings", { query: { containerId: "c2" } })).body;
    expect(items.map(({ source }: { source: string }) => source)).toContain("sensorthings");
  });

  test("store the filling level of object 3435, and doubt that of a container on its side", async () => {
    await updateContainer("c1", { deviceId: IMEI.toUpperCase() });
    expect((await post("lwm2m", payloadText("lwm2m-senml.json"))).body.stored).toBe(1);
    expect(await lastReading("c1")).toMatchObject({ fillPercent: 61.5, quality: 0 });
    expect((await post("lwm2m", payloadText("lwm2m-nested.json"))).body.stored).toBe(1);
    expect(await lastReading("c1")).toMatchObject({ fillPercent: 80, reasons: ["tilt"] });
  });

  test("raise an alarm on the area that stays until it is cleared", async () => {
    const params = { areaId: "town" };
    const { body } = await service.call("getArea", { params });
    const [alarm] = body.alarms.filter(({ kind }: { kind: string }) => kind === "fire");
    expect(alarm).toMatchObject({ containerId: "c1", clearedAt: null });
    const clearing = { params: { alarmId: alarm.id } };
    const cleared = await service.call("clearAlarm", clearing);
    expect(cleared.body.clearedAt).not.toBeNull();
    const after = await service.call("getArea", { params });
    expect(after.body.alarms.map(({ id }: { id: string }) => id)).not.toContain(alarm.id);
    const listed = await service.call("listAlarms", { params });
    expect(listed.body.items).toContainEqual(cleared.body);
    const gone = await service.call("clearAlarm", { params: { alarmId: "gone" } });
    expect([gone.status, codeOf(gone)]).toEqual([404, "alarm/unknown"]);
  });

  test("write a fire to the audit log once, however often its reading comes", async () => {
    const before = fires().length;
    const hot = { ep: IMEI, timestamp: "2026-11-24T06:20:00Z", "3435/0/2": 99, "3303/0/5700": 88 };
    const answers = [await post("lwm2m", hot), await post("lwm2m", hot)];
    expect(answers.map(({ body }) => body.stored)).toEqual([1, 0]);
    expect(await lastReading("c1")).toMatchObject({ quality: 3, reasons: ["fire"] });
    expect(fires().slice(before)).toEqual(["webhook:lwm2m c1 at 2026-11-24T06:20:00.000Z"]);
    expect(asked).toEqual([]);
  });

  test("tell a wrong clock and an unknown device", async () => {
    const body = { ep: IMEI, timestamp: new Date(NOW_MS + 3_600_000).toISOString(), "3435/0/2": 1 };
    expect((await post("lwm2m", body)).body.ignored[0].code).toBe("future-time");
    const stranger = { ...body, ep: "stranger" };
    expect((await post("lwm2m", stranger)).body.ignored[0].code).toBe("device/unknown");
  });
});
