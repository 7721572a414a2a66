import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/store/index.ts";
import { MIGRATIONS, type Migration } from "../../src/store/migrations/migrate.ts";
import { openStore } from "../../src/store/open-store.ts";
import { emptyPlan, smallCity } from "./small-city.ts";

const IMPORTED = { sourceHash: "hash", atMs: 1 };

let dataDir = "";
const opened: Store[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "fillroute-store-"));
});

afterEach(async () => {
  for (const store of opened.splice(0).reverse()) await store.close();
  rmSync(dataDir, { recursive: true });
});

async function open(options: { shared?: boolean; migrations?: Migration[] } = {}): Promise<Store> {
  const store = await openStore({ dataDir, ...options });
  opened.push(store);
  return store;
}

function readingsOf(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    containerId: "a-c0",
    atMs: i,
    fillPercent: 50,
    source: "import",
    sequence: null,
    quality: 0 as const,
    reasons: [],
    receivedAtMs: 1,
  }));
}

describe("the folder", () => {
  test("a folder is opened once in a process, and again once it is closed", async () => {
    const store = await openStore({ dataDir });
    await expect(openStore({ dataDir })).rejects.toMatchObject({ code: "store/locked" });
    await store.close();
    await open();
  });

  test("a shared store needs a folder that this process has open", async () => {
    await expect(openStore({ dataDir, shared: true })).rejects.toThrow("belongs to process");
    await open();
    const shared = await open({ shared: true });
    await shared.roads.setGraphVersion("a", "v");
    expect(await opened[0]?.roads.graphVersion("a")).toBe("v");
  });

  test("a folder that is missing is made, with those above it", async () => {
    const deep = join(dataDir, "not", "there");
    const store = await openStore({ dataDir: deep });
    await store.close();
    await (await openStore({ dataDir: deep })).close();
  });
});

describe("migrations", () => {
  const next: Migration = {
    number: MIGRATIONS.length + 1,
    name: "labels",
    sql: "create table labels (id text primary key) strict; alter table areas add column label text;",
  };

  test("steps are numbered from 1 without a gap", () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, i) => i + 1));
  });

  test("a database of an older version is brought forward and keeps what it has", async () => {
    const before = await openStore({ dataDir });
    await before.cities.replaceCity(smallCity("a", 1), IMPORTED);
    await before.close();
    const after = await open({ migrations: [...MIGRATIONS, next] });
    expect((await after.cities.getArea("a"))?.name).toBe("City a");
  });

  test("sources of before keep their secrets and messages when any kind may be made", async () => {
    const source = { id: "s", name: "trucks", kind: "plain", areaId: "a", createdAtMs: 1 } as const;
    const before = await openStore({ dataDir, migrations: MIGRATIONS.slice(0, 1) });
    await before.access.createSource(source, "first");
    await before.access.rotateSecret("s", "second", 2);
    await before.access.rememberMessage("s", "m1", 2);
    const newer = { ...source, id: "t", name: "lora", kind: "chirpstack" } as const;
    await expect(before.access.createSource(newer, "x")).rejects.toThrow("CHECK");
    await before.close();
    const { access } = await open();
    const secrets = ["second", "first"];
    expect(await access.sourceByName("trucks")).toEqual({ source, secrets });
    expect(await access.rememberMessage("s", "m1", 3)).toBe(false);
    expect(await access.rememberMessage("s", "m2", 3)).toBe(true);
    await access.createSource(newer, "x");
    expect((await access.sourceByName("lora"))?.source).toEqual(newer);
    await expect(access.rotateSecret("nobody", "x", 3)).rejects.toMatchObject({
      code: "webhook/unknown-source",
    });
  });

  test("a database of a newer version is refused with both versions named", async () => {
    await (await openStore({ dataDir, migrations: [...MIGRATIONS, next] })).close();
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "store/newer-version",
      message: expect.stringContaining(
        `version ${next.number}, this program knows versions up to ${MIGRATIONS.length}`,
      ),
    });
    await open({ migrations: [...MIGRATIONS, next] }); // the refusal let the folder go
  });

  test("a step that fails half-way leaves the database as it was", async () => {
    await (await openStore({ dataDir })).close();
    const broken = { ...next, sql: "create table labels (id text) strict; nonsense;" };
    await expect(openStore({ dataDir, migrations: [...MIGRATIONS, broken] })).rejects.toThrow();
    await open({ migrations: [...MIGRATIONS, next] }); // would meet the table `labels`
  });
});

describe("several connections", () => {
  test("a big write of one connection stops neither the reads nor the thread of another", async () => {
    const store = await open();
    const other = await open({ shared: true });
    await store.cities.replaceCity(smallCity("a", 1), IMPORTED);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { promise: isWritten, resolve: tellWritten } = Promise.withResolvers<void>();
    const bigWrite = other.transaction(async (kept) => {
      await kept.readings.ingest(readingsOf(20_000));
      tellWritten();
      await held;
    });
    await isWritten;
    const waiting = store.roads.setGraphVersion("a", "v");
    let turnCount = 0;
    const startedMs = performance.now();
    for (; turnCount < 50; turnCount++) {
      expect(await store.readings.count("a")).toBe(0);
      await nextTurn();
    }
    // SQLite would wait for the lock by stopping the thread, for five seconds or more.
    expect(performance.now() - startedMs).toBeLessThan(4500);
    expect(await store.roads.graphVersion("a")).toBeNull();
    release();
    await Promise.all([bigWrite, waiting]);
    expect(await store.readings.count("a")).toBe(20_000);
    expect(await store.roads.graphVersion("a")).toBe("v");
  });

  test("of two dispatchers on two connections who accept at once one wins", async () => {
    const store = await open();
    const other = await open({ shared: true });
    await store.cities.replaceCity(smallCity("a", 1), IMPORTED);
    for (let round = 0; round < 5; round++) {
      const [parent, first, second] = ["p", "q", "r"].map((letter) => `${letter}${round}`);
      const proposed = { state: "proposed", parentId: parent ?? "" } as const;
      await store.plans.insert(emptyPlan(parent ?? "", "a", {}), []);
      await store.plans.insert(emptyPlan(first ?? "", "a", proposed), []);
      await store.plans.insert(emptyPlan(second ?? "", "a", proposed), []);
      const outcomes = await Promise.allSettled([
        store.plans.accept(first ?? ""),
        other.plans.accept(second ?? ""),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    }
  });

  test("of a batch sent to two connections at once each reading is stored once", async () => {
    const store = await open();
    const other = await open({ shared: true });
    await store.cities.replaceCity(smallCity("a", 1), IMPORTED);
    const batch = readingsOf(500);
    const outcomes = await Promise.all([
      store.readings.ingest(batch),
      other.readings.ingest(batch.toReversed()),
      store.readings.ingest(batch),
    ]);
    expect(outcomes.flat().filter((outcome) => outcome === "stored").length).toBe(500);
    expect(await store.readings.count("a")).toBe(500);
  });

  test("a job waiting on two connections is claimed once", async () => {
    const store = await open();
    const other = await open({ shared: true });
    const { id } = await store.jobs.enqueue({ kind: "import-city", directory: "d" }, 1);
    const claims = await Promise.all([store.jobs.claim(2), other.jobs.claim(2)]);
    expect(claims.filter((job) => job !== null).map((job) => job.id)).toEqual([id]);
  });
});
