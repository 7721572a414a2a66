import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "./support/service.ts";

let service: TestService;
let webDirectory: string;

beforeAll(async () => {
  webDirectory = mkdtempSync(join(tmpdir(), "fillroute-page-"));
  mkdirSync(join(webDirectory, "assets"));
  writeFileSync(join(webDirectory, "index.html"), "<!doctype html><title>Fillroute</title>");
  writeFileSync(join(webDirectory, "assets", "app-1a2b.js"), "export {};");
  service = await startTestService({
    config: {
      webDirectory,
      bodyBytesMax: 10_000,
      baseMapUrl: "https://tiles.test/{z}/{x}/{y}.png",
    },
  });
});
afterAll(async () => {
  await service.close();
  rmSync(webDirectory, { recursive: true, force: true });
});

const get = (path: string) => request(service.app).get(path);
const post = (path: string) => request(service.app).post(path);

describe("watching the service", () => {
  test("health, readiness and metrics answer", async () => {
    expect((await service.call("getHealth")).body).toEqual({ status: "ok" });
    const ready = await service.call("getReadiness");
    expect(ready.body).toEqual({ status: "ready", checks: { store: true, area: true } });
    const metrics = await get("/metrics");
    expect(metrics.text).toMatch(
      /fillroute_http_request_seconds_count\{method="GET",route="\/healthz",status="200"\} 1/,
    );
    expect(metrics.text).toContain("process_resident_memory_bytes");
  });

  test("the log names the request, not its body, query or key", async () => {
    await get("/api/v1/areas?limit=5&cursor=hidden-words").set("X-Request-Id", "id-123");
    const line = service.log.findLast((text) => text.includes("id-123")) ?? "{}";
    expect(JSON.parse(line)).toMatchObject({
      requestId: "id-123",
      method: "GET",
      route: "/api/v1/areas",
      path: "/api/v1/areas",
      status: 400,
    });
    expect(line).not.toContain("hidden-words");
  });

  test("an id that could forge the log is replaced", async () => {
    const answer = await get("/healthz").set("X-Request-Id", "a b");
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test("a service without an area is healthy and not ready", async () => {
  const empty = await startTestService({ isEmpty: true });
  expect((await empty.call("getHealth")).status).toBe(200);
  const ready = await empty.call("getReadiness");
  expect([ready.status, ready.body.checks]).toEqual([503, { store: true, area: false }]);
  await empty.close();
});

describe("problem documents", () => {
  const problemOf = (answer: request.Response) => {
    expect(answer.type).toBe("application/problem+json");
    return [answer.status, answer.body.type.replace("/problems/", "")];
  };
  const json = { "Content-Type": "application/json" };

  test("stand at addresses that are not there, and name the methods of those that are", async () => {
    expect(problemOf(await get("/api/v2/areas"))).toEqual([404, "request/unknown-address"]);
    const wrongMethod = await request(service.app).delete("/api/v1/plans");
    expect(problemOf(wrongMethod)).toEqual([404, "request/unknown-address"]);
    expect(wrongMethod.headers["allow"]).toBe("POST, GET");
    expect(wrongMethod.body.instance).toBe("/api/v1/plans");
  });

  test("answer a body that is no JSON, no UTF-8, too large, or of another type", async () => {
    const readings = "/api/v1/readings";
    expect(problemOf(await post(readings).set(json).send("{"))).toEqual([400, "request/not-json"]);
    expect(problemOf(await post(readings).set(json).send(""))).toEqual([400, "request/not-json"]);
    const bytes = await post(readings)
      .set(json)
      .send(Buffer.from([0x22, 0xff, 0x22]).toString("latin1"));
    expect(bytes.status).toBe(400);
    const large = await post(readings)
      .set(json)
      .send(`"${"x".repeat(10_001)}"`);
    expect(problemOf(large)).toEqual([413, "request/too-large"]);
    const form = await post(readings).type("form").send("a=1");
    expect(problemOf(form)).toEqual([415, "request/unsupported-type"]);
    const text = await post(readings).set("Content-Type", "text/plain").send("{}");
    expect(problemOf(text)).toEqual([415, "request/unsupported-type"]);
    const packed = await post(readings).set(json).set("Content-Encoding", "x-odd").send("{}");
    expect(problemOf(packed)).toEqual([415, "request/unsupported-type"]);
  });

  test("answer a body that nests too deep or reaches for a prototype", async () => {
    const deep = await post("/api/v1/readings")
      .set(json)
      .send("[".repeat(500) + "]".repeat(500));
    expect(problemOf(deep)).toEqual([400, "request/invalid"]);
    expect(deep.body.errors[0].detail).toContain("deeper than 20");
    for (const key of ["__proto__", "constructor", "prototype"]) {
      const body = `{"areaId":"town","${key}":{"seconds":1}}`;
      const answer = await post("/api/v1/plans").set(json).send(body);
      expect(answer.body.errors).toMatchObject([{ pointer: `/${key}` }]);
    }
    expect({}).not.toHaveProperty("seconds");
  });

  test("answer an address that cannot be decoded", async () => {
    expect(problemOf(await get("/api/v1/areas/%E0%A4%A"))).toEqual([400, "request/invalid"]);
  });

  test("tell of a failure only the id that the log has", async () => {
    const broken = await startTestService({
      planning: { containersForReplan: async () => null },
      breakStore: true,
    });
    const answer = await broken.call("listPlans", { headers: { "X-Request-Id": "find-me" } });
    expect(answer.status).toBe(500);
    expect(answer.body.detail).toBe("look for find-me in the log of the service");
    expect(JSON.stringify(answer.body)).not.toContain("disk");
    const logged = broken.log.find((line) => line.includes("the disk has gone")) ?? "";
    expect(JSON.parse(logged)).toMatchObject({ requestId: "find-me" });
    await broken.close();
  });

  test("answer who asks too often, with the time to wait", async () => {
    const strict = await startTestService({ config: { requestsPerMinuteMax: 2 } });
    await strict.call("getHealth");
    await strict.call("getHealth");
    const third = await strict.call("getHealth");
    expect([third.status, third.body.type]).toEqual([429, "/problems/request/too-many"]);
    expect(Number(third.headers["retry-after"])).toBeGreaterThan(0);
    await strict.close();
  });
});

describe("road tiles", () => {
  const path = (z: number, x: number, y: number) => `/api/v1/areas/town/tiles/${z}/${x}/${y}.pbf`;
  // Tile of 11.95 E, 57.7 N at zoom 12.
  const middle = path(12, 2183, 1240);

  test("hold the imported roads with their class and name", async () => {
    const answer = await get(middle).responseType("blob");
    expect(answer.status).toBe(200);
    expect(answer.type).toBe("application/vnd.mapbox-vector-tile");
    // Names and values stand in a tile as plain UTF-8.
    for (const word of [
      "roads",
      "class",
      "primary",
      "residential",
      "Main Street",
      "Cross Street",
    ]) {
      expect(answer.body.includes(word), word).toBe(true);
    }
    const east = await get(path(12, 2184, 1240)).responseType("blob");
    expect(east.body.includes("Main Street")).toBe(true);
    expect(east.body.includes("Cross Street")).toBe(false);
  });

  test("are kept for good under their version, and asked anew without it", async () => {
    const plain = await get(middle);
    expect(plain.headers["cache-control"]).toBe("no-cache");
    const pinned = await get(`${middle}?v=graph-1`);
    expect(pinned.headers["cache-control"]).toContain("immutable");
    const again = await get(middle).set("If-None-Match", plain.headers["etag"] ?? "");
    expect(again.status).toBe(304);
    expect(again.text).toBe("");
  });

  test("are empty where no road is, and no tiles beyond the last zoom", async () => {
    expect((await get(path(12, 0, 0))).status).toBe(204);
    expect((await get(path(15, 17_471, 9919))).status).toBeLessThan(300);
    const beyond = await get(path(23, 0, 0));
    expect(beyond.body.errors).toMatchObject([{ pointer: "path/z" }]);
  });

  test("are made anew from a new version of the roads", async () => {
    const lines = { type: "FeatureCollection", features: [] };
    const bytes = new TextEncoder().encode(JSON.stringify(lines));
    await service.store.roads.put("town", "lines", "graph-2", bytes);
    await service.store.roads.setGraphVersion("town", "graph-2");
    expect((await get(middle)).status).toBe(204);
    await service.store.roads.setGraphVersion("town", "graph-3"); // its lines are not stored
    const missing = await get(middle);
    expect([missing.status, missing.body.type]).toEqual([409, "/problems/area/no-road-graph"]);
    await service.store.roads.setGraphVersion("town", "graph-2");
    expect((await get(middle)).status).toBe(204);
    expect((await get("/api/v1/areas/x/tiles/1/0/0.pbf")).status).toBe(404);
  });
});

describe("pages", () => {
  test("the built page is at /, and only its hashed files are kept by browsers", async () => {
    const page = await get("/");
    expect(page.text).toContain("Fillroute");
    expect(page.headers["cache-control"]).toBe("no-cache");
    const asset = await get("/assets/app-1a2b.js");
    expect(asset.headers["cache-control"]).toContain("immutable");
  });

  test("may load their own scripts, a worker from a blob, and the configured map", async () => {
    const policy = (await get("/")).headers["content-security-policy"] ?? "";
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("worker-src 'self' blob:");
    expect(policy).toContain("img-src 'self' data: blob: https://tiles.test");
    expect(policy).not.toContain("upgrade-insecure-requests");
  });

  test("the documents of the API come from the service itself", async () => {
    const document = await get("/openapi.json");
    expect(document.body.openapi).toBe("3.1.0");
    const docs = await get("/docs/");
    expect(docs.text).toContain("swagger-ui");
    expect(docs.text).not.toMatch(/(src|href)="(https?:)?\/\//);
    const script = await get("/docs/swagger-ui-bundle.js");
    expect(script.status).toBe(200);
    const setup = await get("/docs/swagger-ui-init.js");
    expect(setup.text).toContain("/api/v1/plans");
  });

  test("each problem's type is a page with its cause and remedy", async () => {
    const page = await get("/problems/webhook/stale").set("Accept", "text/html");
    expect(page.text).toContain("five minutes");
    const entry = await get("/problems/webhook/stale").set("Accept", "application/json");
    expect(entry.body).toMatchObject({ code: "webhook/stale", status: 401 });
    for (const code of ["no/such", "__proto__", "constructor"]) {
      expect((await get(`/problems/${code}`)).status).toBe(404);
    }
  });
});
