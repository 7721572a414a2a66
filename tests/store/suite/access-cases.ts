import { expect, test } from "vitest";
import type { ApiKey, WebhookSource } from "../../../src/domain/index.ts";
import { FIRST_PAGE, type StoreUnderTest } from "./harness.ts";

const KEY: ApiKey = {
  id: "key-1",
  name: "office",
  scope: "dispatch",
  createdAtMs: 1,
  expiresAtMs: 1000,
  revokedAtMs: null,
  lastUsedAtMs: null,
};
const SOURCE: WebhookSource = {
  id: "source-1",
  name: "sensors",
  kind: "plain",
  areaId: "a",
  createdAtMs: 1,
};

export function accessCases(underTest: StoreUnderTest): void {
  test("the store is open until the first key is made, and stays closed when it is revoked", async () => {
    const { access } = underTest.store;
    expect(await access.isOpen()).toBe(true);
    await access.createKey(KEY, "sha");
    await access.revokeKey("key-1", 5);
    await access.revokeKey("key-1", 9);
    expect(await access.isOpen()).toBe(false);
    expect(await access.keyBySecret("sha")).toEqual({ ...KEY, revokedAtMs: 5 });
    await expect(access.revokeKey("key-2", 5)).rejects.toMatchObject({ code: "key/unknown" });
  });

  test("a key is found by its secret alone, and its use noted to the minute", async () => {
    const { access } = underTest.store;
    await access.createKey(KEY, "sha");
    await access.createKey({ ...KEY, id: "key-2", expiresAtMs: null }, "sha-2");
    expect(await access.keyBySecret("other")).toBeNull();
    for (const atMs of [100_000, 159_999]) await access.touchKey("key-1", atMs);
    expect((await access.keyBySecret("sha"))?.lastUsedAtMs).toBe(100_000);
    await access.touchKey("key-1", 160_000);
    const keys = await access.listKeys(FIRST_PAGE);
    expect(keys.items.map(({ id, lastUsedAtMs }) => [id, lastUsedAtMs])).toEqual([
      ["key-1", 160_000],
      ["key-2", null],
    ]);
  });

  test("a source keeps its two newest secrets, newest first", async () => {
    const { access } = underTest.store;
    await access.createSource(SOURCE, "first");
    await access.rotateSecret("source-1", "second", 2);
    await access.rotateSecret("source-1", "third", 3);
    const kept = (await underTest.reopen()).access;
    expect(await kept.sourceByName("sensors")).toEqual({
      source: SOURCE,
      secrets: ["third", "second"],
    });
    expect(await kept.sourceByName("others")).toBeNull();
    expect((await kept.listSources(FIRST_PAGE)).items).toEqual([SOURCE]);
    await expect(kept.rotateSecret("source-2", "x", 4)).rejects.toMatchObject({
      code: "webhook/unknown-source",
    });
  });

  test("a source's name is taken once", async () => {
    const { access } = underTest.store;
    await access.createSource(SOURCE, "first");
    await expect(access.createSource({ ...SOURCE, id: "source-2" }, "x")).rejects.toMatchObject({
      code: "webhook/source-exists",
    });
    expect((await access.sourceByName("sensors"))?.secrets).toEqual(["first"]);
  });

  test("a message is new once for each source, until it is forgotten", async () => {
    const { access } = underTest.store;
    await access.createSource(SOURCE, "s");
    await access.createSource({ ...SOURCE, id: "source-2", name: "others" }, "s");
    const remembered = await Promise.all([
      access.rememberMessage("source-1", "m", 10),
      access.rememberMessage("source-1", "m", 10),
      access.rememberMessage("source-2", "m", 20),
    ]);
    expect(remembered).toEqual([true, false, true]);
    await access.forgetMessagesBefore(20);
    expect(await access.rememberMessage("source-1", "m", 30)).toBe(true);
    expect(await access.rememberMessage("source-2", "m", 30)).toBe(false);
  });

  test("the first answer to an idempotency key stays until it is forgotten", async () => {
    const { idempotency } = underTest.store;
    const answer = { requestHash: "r", status: 202, body: "{}", location: "/api/v1/jobs/j" };
    expect(await idempotency.find("k")).toBeNull();
    await idempotency.keep("k", { ...answer, atMs: 5 });
    await idempotency.keep("k", { ...answer, status: 500, atMs: 6 });
    expect(await idempotency.find("k")).toEqual(answer);
    await idempotency.forgetBefore(5);
    expect(await idempotency.find("k")).toEqual(answer);
    await idempotency.forgetBefore(6);
    expect(await idempotency.find("k")).toBeNull();
  });
}
