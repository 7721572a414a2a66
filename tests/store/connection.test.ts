import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Connection, openConnection } from "../../src/store/sqlite/connection.ts";

let directory = "";
let connection: Connection;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fillroute-connection-"));
  connection = open("write");
});

afterEach(() => {
  connection.close();
  rmSync(directory, { recursive: true });
});

function open(mode: "read" | "write"): Connection {
  return openConnection({
    file: join(directory, "test.sqlite"),
    mode,
    cacheKiB: 65_536,
    busyTimeoutMs: 0,
  });
}

function setting(name: string): unknown {
  return connection.prepare(`pragma ${name}`).rows()[0]?.[0];
}

test("a connection that writes syncs every commit to the disk, keeps a log, checks references", () => {
  expect(setting("journal_mode")).toBe("wal");
  expect(setting("synchronous")).toBe(2); // FULL
  expect(setting("foreign_keys")).toBe(1);
  expect(setting("cache_size")).toBe(-65_536);
});

test("a connection that reads cannot write", () => {
  connection.execute("create table t (x integer) strict");
  const reading = open("read");
  expect(() => reading.execute("insert into t values (1)")).toThrow("readonly");
  expect(reading.prepare("select count(*) from t").rows()).toEqual([[0]]);
  reading.close();
});

test("a value that SQL does not know is refused instead of being turned into text", async () => {
  connection.execute("create table areas (id text) strict");
  const query = connection.query.selectFrom("areas").selectAll();
  const wrong = query.where("id", "=", true as unknown as string).execute();
  await expect(wrong).rejects.toThrow("SQL parameter (true) of type boolean");
});
