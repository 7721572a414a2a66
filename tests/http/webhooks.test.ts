import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ReplanNeed } from "../../src/http/services.ts";
import {
  type Answer,
  codeOf,
  DEVICE,
  startTestService,
  type TestService,
} from "./support/service.ts";
import { NOW_MS, smallPlan } from "./support/small-plan.ts";

const PAYLOADS = new URL("../../fixtures/payloads/", import.meta.url);
const payload = (name: string) => readFileSync(new URL(name, PAYLOADS), "utf8");

let service: TestService;
/** What planning answers to the next question. */
let need: ReplanNeed | null = null;
/** Containers that planning was asked about, question by question. */
const asked: (readonly string[])[] = [];
let plain: { id: string; secret: string };
let stack: { id: string; secret: string };

beforeAll(async () => {
  service = await startTestService({
    planning: {
      async containersForReplan(_store, _areaId, containerIds) {
        asked.push(containerIds);
        return need;
      },
    },
  });
  plain = await createSource("trucks", "plain");
  stack = await createSource("lorawan", "the-things-stack");
});
afterAll(() => service.close());
beforeEach(() => {
  need = null;
  asked.length = 0;
  service.clock.nowMs = NOW_MS;
});

async function createSource(name: string, kind: string) {
  const body = { name, kind, areaId: "town" };
  const answer = await service.call("createWebhookSource", { body });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ name, url: `/api/v1/webhooks/${name}` });
  expect(answer.body.secret).toMatch(/^whsec_/);
  return answer.body;
}

let messageCount = 0;

interface Posting {
  readonly secret?: string;
  readonly id?: string;
  readonly atMs?: number;
}

function postPlain(body: object | string, posting: Posting = {}): Promise<Answer> {
  const { secret = plain.secret, id = `msg-${messageCount++}`, atMs = NOW_MS } = posting;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(atMs / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, new Date(atMs), text),
  };
  return service.call("receiveWebhook", { params: { source: "trucks" }, body: text, headers });
}

function postUplink(body: object | string, secret: string | null = stack.secret): Promise<Answer> {
  const headers: Record<string, string> = secret === null ? {} : { "X-Webhook-Secret": secret };
  return service.call("receiveWebhook", { params: { source: "lorawan" }, body, headers });
}

async function readingsOf(containerId: string) {
  const { body } = await service.call("listReadings", { query: { containerId } });
  return body.items;
}

/** A reading of c1 at so many minutes after six, so that no two tests store the same. */
function reading(minute: number, fillPercent = 50) {
  return { containerId: "c1", at: new Date(Date.UTC(2026, 10, 24, 5, minute)), fillPercent };
}

describe("a plain webhook", () => {
  test("stores readings by container and by device, percent or distance", async () => {
    const { body } = await postPlain(payload("plain-batch.json"));
    expect(body).toEqual({ stored: 2, duplicates: 0, ignored: [], replanJobId: null });
    expect(await readingsOf("c2")).toMatchObject([
      { fillPercent: 71.5, sequence: 18, source: "trucks", at: "2026-11-24T06:10:00.000Z" },
    ]);
    expect(await readingsOf("c0")).toMatchObject([{ fillPercent: 75, sequence: null }]);
  });

  test("that is unsigned, wrongly signed or stale is refused, stores nothing, and is audited once a reason and minute", async () => {
    const body = { readings: [reading(0)] };
    const unsigned = await service.call("receiveWebhook", { params: { source: "trucks" }, body });
    expect([unsigned.status, codeOf(unsigned)]).toEqual([401, "webhook/unsigned"]);
    const wrong = await postPlain(body, { secret: stack.secret });
    expect([wrong.status, codeOf(wrong)]).toEqual([401, "webhook/bad-signature"]);
    for (const offMs of [-301_000, 301_000]) {
      const stale = await postPlain(body, { atMs: NOW_MS + offMs });
      expect([stale.status, codeOf(stale)]).toEqual([401, "webhook/stale"]);
    }
    expect(await readingsOf("c1")).toEqual([]);
    expect(asked).toEqual([]);
    const refusals = service.auditEntries().filter(({ action }) => action === "webhook/refused");
    expect(refusals.map(({ actor, detail }) => [actor, detail.split(":")[0]])).toEqual([
      ["webhook:trucks", "webhook/unsigned"],
      ["webhook:trucks", "webhook/bad-signature"],
      ["webhook:trucks", "webhook/stale"],
    ]);
  });

  test("that comes again is refused, even in parallel, and stored once", async () => {
    const body = { readings: [reading(1)] };
    const answers = await Promise.all([1, 2, 3].map(() => postPlain(body, { id: "same" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const later = await postPlain({ readings: [reading(2)] }, { id: "same" });
    expect(codeOf(later)).toBe("webhook/replayed");
    expect(await readingsOf("c1")).toHaveLength(1);
  });

  test("that was refused for its form may come again with the same id", async () => {
    const bad = await postPlain({ readings: [{ at: "2026-11-24T05:00:00Z" }] }, { id: "retry" });
    expect(bad.body.errors.map(({ detail }: { detail: string }) => detail)).toEqual([
      "give one of containerId and deviceId",
      "give one of fillPercent and distanceMm",
    ]);
    const good = await postPlain({ readings: [reading(3)] }, { id: "retry" });
    expect(good.body.stored).toBe(1);
  });

  test("lists what it does not know in its answer and stores the rest", async () => {
    const { status, body } = await postPlain({
      readings: [
        { containerId: "nobody", at: "2026-11-24T05:00:00Z", fillPercent: 1 },
        { deviceId: "ffff", at: "2026-11-24T05:00:00Z", fillPercent: 1 },
        { containerId: "c1", at: "2026-11-24T05:00:00Z", distanceMm: 400 },
        reading(4),
      ],
    });
    expect([status, body.stored]).toEqual([200, 1]);
    expect(body.ignored.map(({ code }: { code: string }) => code)).toEqual([
      "container/unknown",
      "device/unknown",
      "no-sensor-geometry",
    ]);
  });

  test("is accepted with the old and the new secret after one rotation, not after two", async () => {
    const params = { sourceId: plain.id };
    const second = await service.call("rotateWebhookSource", { params });
    expect((await postPlain({ readings: [reading(5)] })).status).toBe(200);
    const { secret } = second.body;
    expect((await postPlain({ readings: [reading(6)] }, { secret })).status).toBe(200);
    await service.call("rotateWebhookSource", { params });
    expect(codeOf(await postPlain({ readings: [reading(7)] }))).toBe("webhook/bad-signature");
    plain = { ...plain, secret };
  });

  test("goes to a source that there is", async () => {
    const answer = await service.call("receiveWebhook", { params: { source: "x" }, body: {} });
    expect([answer.status, codeOf(answer)]).toEqual([404, "webhook/unknown-source"]);
    const taken = await service.call("createWebhookSource", {
      body: { name: "trucks", kind: "plain", areaId: "town" },
    });
    expect(codeOf(taken)).toBe("webhook/source-exists");
    const rotated = await service.call("rotateWebhookSource", { params: { sourceId: "x" } });
    expect(codeOf(rotated)).toBe("webhook/unknown-source");
    const list = await service.call("listWebhookSources");
    const names = list.body.items.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(["lorawan", "trucks"]);
    expect(JSON.stringify(list.body)).not.toContain("whsec_");
  });
});

describe("an uplink of The Things Stack", () => {
  test("is stored once, however often it comes", async () => {
    const before = (await readingsOf("c0")).length;
    const first = await postUplink(payload("the-things-stack-uplink.json"));
    expect(first.body).toMatchObject({ stored: 1, duplicates: 0, ignored: [] });
    const again = await postUplink(payload("the-things-stack-uplink.json"));
    expect(again.body).toMatchObject({ stored: 0, duplicates: 1 });
    const readings = await readingsOf("c0");
    expect(readings).toHaveLength(before + 1);
    // 400 mm from the sensor: 1,600 of 1,800 mm are full.
    expect(readings.at(-1).fillPercent).toBeCloseTo(88.9, 1);
  });

  test("after a join is not taken for an old one with the same frame counter", async () => {
    const message = JSON.parse(payload("the-things-stack-uplink.json"));
    const later = {
      ...message.uplink_message,
      received_at: "2026-11-24T06:25:31.193402771Z",
      settings: { time: "2026-11-24T06:25:31.101482Z" },
    };
    const answer = await postUplink({ ...message, uplink_message: later });
    expect(answer.body.stored).toBe(1);
  });

  test("of a tilted sensor is stored without trust and asks for no new plan", async () => {
    const message = JSON.parse(payload("the-things-stack-uplink.json"));
    message.uplink_message.received_at = "2026-11-24T06:29:00Z";
    message.uplink_message.settings.time = "2026-11-24T06:29:00Z";
    message.uplink_message.decoded_payload.position = "tilt";
    const answer = await postUplink(message);
    expect(answer.body.stored).toBe(1);
    expect((await readingsOf("c0")).at(-1)).toMatchObject({ quality: 3, reasons: ["tilt"] });
    expect(asked).toEqual([]);
  });

  test("that is none, is simulated or of an unknown device is acknowledged and ignored", async () => {
    const codes: string[] = [];
    const message = JSON.parse(payload("the-things-stack-uplink.json"));
    for (const body of [
      JSON.parse(payload("the-things-stack-join.json")),
      { ...message, simulated: true },
      { ...message, end_device_ids: { dev_eui: "0000000000000000" } },
    ]) {
      const answer = await postUplink(body);
      expect([answer.status, answer.body.stored]).toEqual([200, 0]);
      codes.push(answer.body.ignored[0].code);
    }
    expect(codes).toEqual(["not-an-uplink", "simulated", "device/unknown"]);
  });

  test("without the secret or with a wrong one is refused", async () => {
    const body = payload("the-things-stack-uplink.json");
    const missing = await postUplink(body, null);
    expect([missing.status, codeOf(missing)]).toEqual([401, "webhook/unsigned"]);
    const wrong = await postUplink(body, plain.secret);
    expect([wrong.status, codeOf(wrong)]).toEqual([401, "webhook/bad-signature"]);
  });

  test("names its device in either case", async () => {
    expect(DEVICE).not.toBe(DEVICE.toLowerCase());
    const message = JSON.parse(payload("the-things-stack-uplink.json"));
    message.end_device_ids.dev_eui = DEVICE.toLowerCase();
    const answer = await postUplink(message);
    expect(answer.body.ignored).toEqual([]);
  });
});

describe("planning again", () => {
  beforeAll(async () => {
    await service.store.plans.insert(smallPlan(), []);
  });

  test("is asked about the containers of fresh readings, and starts a job for those in need", async () => {
    need = { planId: "plan-1", containerIds: ["c1"] };
    const { body } = await postPlain({ readings: [reading(10, 99)] });
    expect(asked).toEqual([["c1"]]);
    await service.jobs.idle();
    const job = await service.call("getJob", { params: { jobId: body.replanJobId } });
    expect(job.body).toMatchObject({ kind: "replan", state: "succeeded", areaId: "town" });
    const area = await service.call("getArea", { params: { areaId: "town" } });
    expect(area.body.proposalIds).toEqual([job.body.resultId]);
  });

  test("is not asked for what was stored before", async () => {
    const { body } = await postPlain({ readings: [reading(10, 99)] });
    expect(body).toMatchObject({ stored: 0, duplicates: 1, replanJobId: null });
    expect(asked).toEqual([]);
  });

  test("takes the containers of a waiting proposal along, so that the newest has them all", async () => {
    need = { planId: "plan-1", containerIds: ["c2"] };
    const { body } = await postPlain({ readings: [{ ...reading(11, 99), containerId: "c2" }] });
    await service.jobs.idle();
    const { body: job } = await service.call("getJob", { params: { jobId: body.replanJobId } });
    const { body: plan } = await service.call("getPlan", { params: { planId: job.resultId } });
    expect(plan.changes[0].containerIds).toEqual(["c2", "c1"]);
  });

  test("is asked about a large batch in slices, and all that need it go into one job", async () => {
    const containers = Array.from({ length: 60 }, (_, i) => `many-${i}`);
    for (const id of containers) {
      const body = { id, siteId: "s0", streamId: "paper", volumeL: 660 };
      await service.call("createContainer", { body });
    }
    need = { planId: "plan-1", containerIds: ["many-0"] };
    const readings = containers.map((containerId) => ({ ...reading(20, 99), containerId }));
    const { body } = await postPlain({ readings });
    expect(asked.map(({ length }) => length)).toEqual([50, 10]);
    expect(body.replanJobId).not.toBeNull();
    await service.jobs.idle();
  });

  test("starts one job for messages that come at once, and names it to all of them", async () => {
    need = { planId: "plan-1", containerIds: ["c3"] }; // its job runs until it is cancelled
    const answers = await Promise.all(
      [12, 13, 14].map((minute) =>
        postPlain({ readings: [{ ...reading(minute, 99), containerId: "c3" }] }),
      ),
    );
    const jobIds = new Set(answers.map(({ body }) => body.replanJobId));
    expect(jobIds.size).toBe(1);
    for (const jobId of jobIds) await service.call("cancelJob", { params: { jobId } });
    await service.jobs.idle();
  });
});
