import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf, startTestService, type TestService } from "./support/service.ts";

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const at = "2026-11-24T05:00:00Z";

async function fillsOf(containerId: string): Promise<number[]> {
  const { body } = await service.call("listReadings", { query: { containerId } });
  return body.items.map(({ fillPercent }: { fillPercent: number }) => fillPercent);
}

describe("a batch of readings", () => {
  test("stores what it can and lists the rest by its place", async () => {
    const { body } = await service.call("createReadings", {
      body: {
        readings: [
          { containerId: "c0", at, fillPercent: 10 },
          { containerId: "gone", at, fillPercent: 20 },
          { containerId: "c1", at: "2026-11-24T08:00:00Z", fillPercent: 30 },
          { containerId: "c1", at: "1970-01-01T00:00:00Z", fillPercent: 40 },
          { containerId: "c1", at, fillPercent: 50 },
        ],
      },
    });
    expect(body).toMatchObject({ stored: 2, duplicates: 0, replanJobId: null });
    expect(
      body.ignored.map(({ index, code }: { index: number; code: string }) => [index, code]),
    ).toEqual([
      [1, "container/unknown"],
      [2, "future-time"],
      [3, "past-time"],
    ]);
    expect(await fillsOf("c1")).toEqual([50]);
  });

  test("with faults of form is refused whole, with all of them at once", async () => {
    const answer = await service.call("createReadings", {
      body: {
        readings: [
          { containerId: "c2", at, fillPercent: 10 },
          { containerId: "c2", at: "yesterday", fillPercent: "full" },
          { containerId: "c2", at, fillPercent: 5000, colour: "red" },
          { at },
        ],
        dryRun: true,
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "/dryRun",
      "/readings/1/at",
      "/readings/1/fillPercent",
      "/readings/2/colour",
      "/readings/2/fillPercent",
      "/readings/3/containerId",
      "/readings/3/fillPercent",
    ]);
    expect(await fillsOf("c2")).toEqual([]);
  });

  test("sent three times at once is stored once, whoever repeats it", async () => {
    const readings = Array.from({ length: 50 }, (_, i) => ({
      containerId: "c3",
      at: new Date(Date.UTC(2026, 10, 20, i)).toISOString(),
      fillPercent: i,
      sequence: i,
    }));
    const answers = await Promise.all(
      [1, 2, 3].map(() => service.call("createReadings", { body: { readings } })),
    );
    const stored = answers.map(({ body }) => body.stored);
    expect(stored.sort((a, b) => a - b)).toEqual([0, 0, 50]);
    expect(answers.every(({ body }) => body.stored + body.duplicates === 50)).toBe(true);
    expect(await fillsOf("c3")).toHaveLength(50);
  });

  test("with an idempotency key is answered alike each time and stored once", async () => {
    const body = { readings: [{ containerId: "c2", at, fillPercent: 61 }] };
    const headers = { "Idempotency-Key": "batch-1" };
    const answers = await Promise.all(
      [1, 2, 3].map(() => service.call("createReadings", { body, headers })),
    );
    for (const answer of answers) expect(answer.body.stored).toBe(1);
    const replayed = answers.filter(({ headers: got }) => got["idempotent-replayed"] === "true");
    expect(replayed).toHaveLength(2);
    expect(await fillsOf("c2")).toEqual([61]);
  });

  test("with a used key and another body is refused, with a malformed key too", async () => {
    const body = { readings: [{ containerId: "c2", at, fillPercent: 62 }] };
    const reused = await service.call("createReadings", {
      body,
      headers: { "Idempotency-Key": "batch-1" },
    });
    expect(codeOf(reused)).toBe("request/key-reused");
    const long = await service.call("createReadings", {
      body,
      headers: { "Idempotency-Key": "k".repeat(201) },
    });
    expect(long.body.errors).toMatchObject([{ pointer: "header/Idempotency-Key" }]);
    expect(await fillsOf("c2")).toEqual([61]);
  });

  test("that was refused leaves its key free", async () => {
    const headers = { "Idempotency-Key": "batch-2" };
    const bad = await service.call("createReadings", { body: { readings: [] }, headers });
    expect(bad.status).toBe(400);
    const readings = [{ containerId: "c0", at: "2026-11-24T05:30:00Z", fillPercent: 12 }];
    const good = await service.call("createReadings", { body: { readings }, headers });
    expect(good.body.stored).toBe(1);
  });

  test("out of range is kept as it came, with less trust", async () => {
    const readings = [
      { containerId: "c0", at: "2026-11-24T06:00:00Z", fillPercent: 107 },
      { containerId: "c0", at: "2026-11-24T06:10:00Z", fillPercent: 300 },
    ];
    await service.call("createReadings", { body: { readings } });
    const { body } = await service.call("listReadings", { query: { containerId: "c0" } });
    expect(body.items.slice(-2)).toMatchObject([
      { fillPercent: 107, quality: 1, reasons: ["out-of-range"], source: "api" },
      { fillPercent: 300, quality: 2, reasons: ["out-of-range"] },
    ]);
  });
});

describe("readings of a container", () => {
  const params = { containerId: "c3" };

  test("are cut to a range, the end not included, and come oldest first in pages", async () => {
    const range = { from: "2026-11-20T10:00:00Z", to: "2026-11-20T14:00:00+00:00" };
    const { body } = await service.call("listContainerReadings", { params, query: range });
    expect(body.items.map(({ sequence }: { sequence: number }) => sequence)).toEqual([
      10, 11, 12, 13,
    ]);
    const first = await service.call("listContainerReadings", {
      params,
      query: { ...range, limit: "3" },
    });
    const next = await service.call("listContainerReadings", {
      params,
      query: { ...range, limit: "3", cursor: first.body.nextCursor },
    });
    expect([...first.body.items, ...next.body.items]).toEqual(body.items);
    expect(next.body.nextCursor).toBeNull();
  });

  test("are asked for with times that can be read", async () => {
    const answer = await service.call("listContainerReadings", { params, query: { from: "noon" } });
    expect(answer.body.errors).toMatchObject([{ pointer: "query/from" }]);
    const unknown = await service.call("listReadings", { query: { containerId: "c77" } });
    expect(codeOf(unknown)).toBe("container/unknown");
  });
});
