import request from "supertest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SCOPES, type Scope } from "../../src/domain/index.ts";
import { ENDPOINT_NAMES, endpointOf } from "../../src/http/contract/endpoints.ts";
import { SCOPE_OF, scopeCovers } from "../../src/http/scopes.ts";
import { makeApiKey, sha256Hex } from "../../src/http/secrets.ts";
import { codeOf, startTestService, type TestService } from "./support/service.ts";
import { NOW_MS } from "./support/small-plan.ts";

let service: TestService;

beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.close());

async function keyOf(scope: Scope, expiresAtMs: number | null = null): Promise<string> {
  const order = { name: scope, scope, expiresAtMs, nowMs: NOW_MS };
  return (await makeApiKey(service.store.access, order)).secret;
}

const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });

describe("without any key", () => {
  test("the service on the loopback is open, to this machine and its own page only", async () => {
    const app = request(service.app);
    expect((await app.get("/api/v1/areas")).status).toBe(200);
    const own = await app.get("/api/v1/areas").set("Origin", "http://localhost:5173");
    expect(own.status).toBe(200);
    const foreignPage = await app.post("/api/v1/plans/x/accept").set("Origin", "https://evil.test");
    expect([foreignPage.status, foreignPage.body.type]).toEqual([401, "/problems/access/no-key"]);
    const rebound = await app.get("/api/v1/areas").set("Host", "evil.test");
    expect(rebound.status).toBe(401);
  });

  test("the first key has to be an admin's, since it closes the service", async () => {
    const early = await service.call("createKey", { body: { name: "reader", scope: "read" } });
    expect(early.body.errors).toMatchObject([{ pointer: "/scope" }]);
    const made = await service.call("createKey", { body: { name: "boss", scope: "admin" } });
    expect(made.status).toBe(201);
    expect(made.body.secret).toMatch(/^fr_[A-Za-z0-9_-]{43}$/);
    const closed = await service.call("listAreas");
    expect([closed.status, codeOf(closed)]).toEqual([401, "access/no-key"]);
    expect(closed.headers["www-authenticate"]).toBe("Bearer");
    const opened = await service.call("listAreas", { headers: bearer(made.body.secret) });
    expect(opened.status).toBe(200);
  });
});

test("a service that others can reach is closed even without any key", async () => {
  const reachable = await startTestService({ config: { loopback: false } });
  const answer = await reachable.call("listAreas");
  expect([answer.status, codeOf(answer)]).toEqual([401, "access/no-key"]);
  await reachable.close();
});

describe("keys", () => {
  test("are kept as a hash and shown once", async () => {
    const made = await service.call("createKey", { body: { name: "boss", scope: "admin" } });
    const { secret, ...shown } = made.body;
    const list = await service.call("listKeys", { headers: bearer(secret) });
    expect(list.body.items).toMatchObject([{ id: shown.id, name: "boss", scope: "admin" }]);
    expect(JSON.stringify(list.body)).not.toContain(secret);
    expect(await service.store.access.keyBySecret(secret)).toBeNull();
    expect(await service.store.access.keyBySecret(sha256Hex(secret))).toMatchObject(
      shown.id ? { id: shown.id } : {},
    );
    expect(service.log.join("")).not.toContain(secret);
  });

  test("that are unknown, revoked or expired open nothing", async () => {
    const admin = await keyOf("admin");
    const expiring = await keyOf("read", NOW_MS + 60_000);
    const unknown = await service.call("listAreas", { headers: bearer("fr_nothing") });
    expect([unknown.status, codeOf(unknown)]).toEqual([401, "access/unknown-key"]);
    expect((await service.call("listAreas", { headers: bearer(expiring) })).status).toBe(200);
    service.clock.nowMs = NOW_MS + 60_000;
    const expired = await service.call("listAreas", { headers: bearer(expiring) });
    expect(codeOf(expired)).toBe("access/unknown-key");
    const list = await service.call("listKeys", { headers: bearer(admin) });
    const own = list.body.items.find(({ scope }: { scope: string }) => scope === "admin");
    expect(own.lastUsedAt).not.toBeNull();
    const params = { keyId: own.id };
    const revoked = await service.call("deleteKey", { params, headers: bearer(admin) });
    expect(revoked.status).toBe(204);
    const after = await service.call("listKeys", { headers: bearer(admin) });
    expect(codeOf(after)).toBe("access/unknown-key");
  });

  test("expire ahead, and one that is not there cannot be revoked", async () => {
    const headers = bearer(await keyOf("admin"));
    const body = { name: "late", scope: "read", expiresAt: "2020-01-01T00:00:00Z" };
    const late = await service.call("createKey", { body, headers });
    expect(late.body.errors).toMatchObject([{ pointer: "/expiresAt" }]);
    const none = await service.call("deleteKey", { params: { keyId: "none" }, headers });
    expect([none.status, codeOf(none)]).toEqual([404, "key/unknown"]);
  });

  test("leave their making and revoking in the audit log", async () => {
    const made = await service.call("createKey", { body: { name: "boss", scope: "admin" } });
    const headers = bearer(made.body.secret);
    await service.call("deleteKey", { params: { keyId: made.body.id }, headers });
    expect(service.auditEntries()).toMatchObject([
      { actor: "open", action: "key/create" },
      { actor: "boss", action: "key/revoke", detail: made.body.id },
    ]);
  });
});

describe("scopes", () => {
  test("each includes the ones before it", () => {
    expect(scopeCovers("admin", "read")).toBe(true);
    expect(scopeCovers("ingest", "ingest")).toBe(true);
    expect(scopeCovers("ingest", "dispatch")).toBe(false);
    expect(scopeCovers("read", "ingest")).toBe(false);
  });

  test("are demanded by every endpoint as the table says, before the request is looked at", async () => {
    const secrets = new Map<Scope, string>();
    for (const scope of SCOPES) secrets.set(scope, await keyOf(scope));
    for (const name of ENDPOINT_NAMES) {
      const needed = SCOPE_OF[name];
      if (needed === "open" || needed === "signature") continue;
      const endpoint = endpointOf(name);
      const path = endpoint.path.replaceAll(/\{\w+\}/g, "0");
      for (const [scope, secret] of secrets) {
        const answer = await request(service.app)[endpoint.method](path).set(bearer(secret));
        const isRefused = answer.status === 403;
        expect(isRefused, `${name} by ${scope}: ${answer.status}`).toBe(
          !scopeCovers(scope, needed),
        );
      }
      const nobody = await request(service.app)[endpoint.method](path);
      expect(nobody.status, name).toBe(401);
    }
  });

  test("only health, readiness and metrics are open, and only webhooks go by signature", () => {
    const others = ENDPOINT_NAMES.filter((name) => ["open", "signature"].includes(SCOPE_OF[name]));
    expect(others).toEqual(["receiveWebhook", "getHealth", "getReadiness", "getMetrics"]);
  });
});
