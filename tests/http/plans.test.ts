import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen, type RunningServer } from "../../src/http/server.ts";
import { SEED_FAILS, SEED_UNTIL_CANCELLED } from "./support/job-handlers.ts";
import { codeOf, startTestService, type TestService } from "./support/service.ts";
import { proposalOf, smallPlan, TODAY } from "./support/small-plan.ts";

let service: TestService;
let server: RunningServer;

beforeAll(async () => {
  service = await startTestService();
  server = await listen(service.app, { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await service.close();
});

interface StreamEvent {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly data: any;
}

/** Events of a job as they come; ends when the service ends the stream. */
async function* eventsOf(jobId: string): AsyncGenerator<StreamEvent> {
  const response = await fetch(`${server.url}/api/v1/jobs/${jobId}/events`);
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end));
      text = text.slice(end + 2);
      if (event !== null) yield { name: event[1] ?? "", data: JSON.parse(event[2] ?? "") };
    }
  }
}

async function allEventsOf(jobId: string): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of eventsOf(jobId)) events.push(event);
  return events;
}

async function planJob(body: object): Promise<string> {
  const answer = await service.call("createPlan", { body: { areaId: "town", ...body } });
  expect(answer.status).toBe(202);
  expect(answer.headers["location"]).toBe(`/api/v1/jobs/${answer.body.id}`);
  return answer.body.id;
}

describe("planning a day", () => {
  test("a plan is a job with a location, whose last event names the plan", async () => {
    const jobId = await planJob({});
    const events = await allEventsOf(jobId);
    expect(events.at(-1)).toMatchObject({ name: "end", data: { id: jobId, state: "succeeded" } });
    expect(events.filter(({ name }) => name === "end")).toHaveLength(1);
    const { resultId, resultUrl } = events.at(-1)?.data ?? {};
    expect(resultUrl).toBe(`/api/v1/plans/${resultId}`);
    const plan = await service.call("getPlan", { params: { planId: resultId } });
    expect(plan.body).toMatchObject({ day: TODAY, state: "draft", jobId });
    const job = await service.call("getJob", { params: { jobId } });
    expect(job.body).toMatchObject({ kind: "plan", areaId: "town", state: "succeeded" });
  });

  test("a finished job answers its final event at once", async () => {
    const jobId = await planJob({ day: "2026-11-25" });
    await service.jobs.idle();
    const events = await allEventsOf(jobId);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ name: "end", data: { state: "succeeded" } });
  });

  test("a running job tells its progress, is cancelled, and then ends", async () => {
    const jobId = await planJob({ seed: SEED_UNTIL_CANCELLED });
    const events: StreamEvent[] = [];
    for await (const event of eventsOf(jobId)) {
      events.push(event);
      const isSearching = event.data.progress?.step === "solve" && event.data.state === "running";
      if (isSearching && events.filter(({ data }) => data.progress !== null).length === 1) {
        expect(event.data.progress).toMatchObject({ share: 0.5, bestCostCents: 1234 });
        const cancelled = await service.call("cancelJob", { params: { jobId } });
        expect(cancelled.status).toBe(202);
      }
    }
    expect(events.at(-1)).toMatchObject({ name: "end", data: { state: "cancelled" } });
    const again = await service.call("cancelJob", { params: { jobId } });
    expect(codeOf(again)).toBe("job/state");
  });

  test("asking for the head of a stream ends at once", async () => {
    const jobId = await planJob({ seed: SEED_UNTIL_CANCELLED });
    const head = await request(service.app).head(`/api/v1/jobs/${jobId}/events`);
    expect([head.status, head.type]).toEqual([200, "text/event-stream"]);
    await service.call("cancelJob", { params: { jobId } });
  });

  test("a job that fails says why", async () => {
    const jobId = await planJob({ seed: SEED_FAILS });
    const events = await allEventsOf(jobId);
    expect(events.at(-1)?.data).toMatchObject({
      state: "failed",
      error: { code: "plan/no-vehicles", title: "No vehicle is active" },
    });
  });

  test("a client that hangs up leaves nothing subscribed", async () => {
    const jobId = await planJob({ seed: SEED_UNTIL_CANCELLED });
    for await (const event of eventsOf(jobId)) {
      if (event.name === "progress") break; // hangs up
    }
    await service.call("cancelJob", { params: { jobId } });
    await service.jobs.idle();
    const job = await service.call("getJob", { params: { jobId } });
    expect(job.body.state).toBe("cancelled");
  });

  test("all faults of a plan's request come at once", async () => {
    const answer = await service.call("createPlan", {
      body: { areaId: "!", day: "tomorrow", seconds: 0, speed: 1 },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "/areaId",
      "/day",
      "/seconds",
      "/speed",
    ]);
  });

  test("a plan for an unknown area, without roads or without vehicles is refused", async () => {
    const unknown = await service.call("createPlan", { body: { areaId: "nowhere" } });
    expect(codeOf(unknown)).toBe("area/unknown");
    for (const id of ["v1", "v2"]) {
      const params = { vehicleId: id };
      await service.call("updateVehicle", { params, body: { active: false } });
    }
    const idle = await service.call("createPlan", { body: { areaId: "town" } });
    expect(codeOf(idle)).toBe("plan/no-vehicles");
    for (const id of ["v1", "v2"]) {
      await service.call("updateVehicle", { params: { vehicleId: id }, body: { active: true } });
    }
  });

  test("one idempotency key makes one job, however often it comes", async () => {
    const body = { areaId: "town", day: "2026-12-01" };
    const headers = { "Idempotency-Key": "plan-1-december" };
    const answers = await Promise.all(
      [1, 2, 3].map(() => service.call("createPlan", { body, headers })),
    );
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(new Set(answers.map(({ headers: got }) => got["location"])).size).toBe(1);
    const other = await service.call("createPlan", { body: { ...body, seed: 3 }, headers });
    expect(other.status).toBe(409);
    expect(codeOf(other)).toBe("request/key-reused");
  });

  test("an idempotency key may be used anew after a day, and its answer is not kept longer", async () => {
    const order = (key: string) => {
      const headers = { "Idempotency-Key": key };
      return service.call("createPlan", { body: { areaId: "town", day: "2026-12-02" }, headers });
    };
    const { nowMs } = service.clock;
    const first = await order("daily");
    service.clock.nowMs = nowMs + 25 * 3_600_000;
    await order("another");
    const next = await order("daily");
    service.clock.nowMs = nowMs;
    expect(next.headers["idempotent-replayed"]).toBeUndefined();
    expect(next.body.id).not.toBe(first.body.id);
  });

  test("unknown jobs and plans are 404s", async () => {
    for (const name of ["getJob", "getJobEvents", "cancelJob"] as const) {
      const answer = await service.call(name, { params: { jobId: "none" } });
      expect([answer.status, codeOf(answer)]).toEqual([404, "job/unknown"]);
    }
    for (const name of [
      "getPlan",
      "getPlanRoutes",
      "acceptPlan",
      "rejectPlan",
      "releasePlan",
    ] as const) {
      const answer = await service.call(name, { params: { planId: "none" } });
      expect([answer.status, codeOf(answer)]).toEqual([404, "plan/unknown"]);
    }
  });
});

describe("versions of a plan", () => {
  const day = "2026-11-30";

  test("a draft is released once, and a proposal for it is accepted in its place", async () => {
    const draft = await service.store.plans.insert(smallPlan({ id: "d1", day }), []);
    const early = await service.call("acceptPlan", { params: { planId: "d1" } });
    expect(codeOf(early)).toBe("plan/state");
    const released = await service.call("releasePlan", { params: { planId: "d1" } });
    expect(released.body.state).toBe("released");
    const twice = await service.call("releasePlan", { params: { planId: "d1" } });
    expect([twice.status, codeOf(twice)]).toEqual([409, "plan/state"]);
    await service.store.plans.insert(proposalOf(draft, "p1", ["c2"]), []);
    const accepted = await service.call("acceptPlan", { params: { planId: "p1" } });
    expect(accepted.body).toMatchObject({ state: "released", parentId: "d1", changeCount: 1 });
    const parent = await service.call("getPlan", { params: { planId: "d1" } });
    expect(parent.body.state).toBe("superseded");
  });

  test("a rejected proposal is kept for the record and changes nothing", async () => {
    const parent = await service.store.plans.get("p1");
    expect(parent).not.toBeNull();
    if (parent === null) return;
    await service.store.plans.insert(proposalOf(parent, "p2", ["c3"]), []);
    const rejected = await service.call("rejectPlan", { params: { planId: "p2" } });
    expect(rejected.body.state).toBe("rejected");
    const list = await service.call("listPlans", { query: { areaId: "town", day } });
    expect(
      list.body.items.map(({ id, state }: { id: string; state: string }) => [id, state]),
    ).toEqual([
      ["p2", "rejected"],
      ["p1", "released"],
      ["d1", "superseded"],
    ]);
    const filtered = await service.call("listPlans", { query: { day, state: "released" } });
    expect(filtered.body.items).toHaveLength(1);
  });

  test("lists of plans and jobs go on at the cursor", async () => {
    const first = await service.call("listPlans", { query: { day, limit: "2" } });
    expect(first.body.items).toHaveLength(2);
    const next = await service.call("listPlans", {
      query: { day, limit: "2", cursor: first.body.nextCursor },
    });
    expect(next.body.items.map(({ id }: { id: string }) => id)).toEqual(["d1"]);
    expect(next.body.nextCursor).toBeNull();
    const jobs = await service.call("listJobs", { query: { limit: "3" } });
    expect(jobs.body.items).toHaveLength(3);
    expect(jobs.body.nextCursor).not.toBeNull();
  });
});

test("closing the server ends a stream of events instead of waiting for it", async () => {
  const own = await listen(service.app, { host: "127.0.0.1", port: 0 });
  const jobId = await planJob({ seed: SEED_UNTIL_CANCELLED });
  const response = await fetch(`${own.url}/api/v1/jobs/${jobId}/events`);
  const ended = response.text();
  await own.close();
  expect(await ended).toContain("retry: 2000");
  await service.call("cancelJob", { params: { jobId } });
  await expect(request(own.url).get("/healthz")).rejects.toThrow();
});

test("listening at a port that is taken is an error", async () => {
  await expect(listen(service.app, { host: "127.0.0.1", port: server.port })).rejects.toThrow(
    "EADDRINUSE",
  );
});
