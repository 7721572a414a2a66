import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Connection, openConnection } from "../../src/store/sqlite/connection.ts";
import { Writer } from "../../src/store/sqlite/writer.ts";

let directory = "";
let connection: Connection;
let executed: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fillroute-writer-"));
  const file = join(directory, "test.sqlite");
  connection = openConnection({ file, mode: "write", cacheKiB: 1000, busyTimeoutMs: 0 });
  connection.execute("create table t (x integer check (x < 1000)) strict");
  executed = [];
});

afterEach(() => {
  connection.close();
  rmSync(directory, { recursive: true });
});

/** The connection, with a note of what it is told to execute and a disk that may fail. */
function noted(failing: string | null): Connection {
  return {
    query: connection.query,
    prepare: connection.prepare,
    get isInTransaction() {
      return connection.isInTransaction;
    },
    execute(sql) {
      executed.push(sql);
      if (sql === failing) throw new Error("disk full");
      connection.execute(sql);
    },
    close: connection.close,
  };
}

function insert(writer: Writer, x: number): Promise<number> {
  return writer.write(async (session) => session.prepare("insert into t values (?)").run(x));
}

function rows(): unknown[] {
  return connection.prepare("select x from t order by x").rows().flat();
}

test("the writes of one turn share one commit, and those of a later turn have their own", async () => {
  const writer = new Writer(noted(null));
  await Promise.all(Array.from({ length: 100 }, (_, i) => insert(writer, i)));
  expect(executed.filter((sql) => sql === "commit").length).toBe(1);
  await insert(writer, 100);
  expect(executed.filter((sql) => sql === "commit").length).toBe(2);
  expect(rows().length).toBe(101);
});

test("no write is told to be done before the commit", async () => {
  const writer = new Writer(noted(null));
  const committedAtEnd: boolean[] = [];
  const writes = [1, 2, 3].map(async (x) => {
    await insert(writer, x);
    committedAtEnd.push(executed.at(-1) === "commit");
  });
  await Promise.all(writes);
  expect(committedAtEnd).toEqual([true, true, true]);
});

test("a write that fails takes only itself back", async () => {
  const writer = new Writer(noted(null));
  const outcomes = await Promise.allSettled([1, 1000, 2].map((x) => insert(writer, x)));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(rows()).toEqual([1, 2]);
});

test("where the commit fails every write of the turn fails, and the next turn works", async () => {
  const broken = new Writer(noted("commit"));
  const outcomes = await Promise.allSettled([insert(broken, 1), insert(broken, 2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(rows()).toEqual([]);
  await insert(new Writer(noted(null)), 3);
  expect(rows()).toEqual([3]);
});

test("a write asked for while another one runs is done in the next commit", async () => {
  const writer = new Writer(noted(null));
  const { promise: isRunning, resolve: tellRunning } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<void>();
  const first = writer.write(async (session) => {
    tellRunning();
    await mayEnd;
    return session.prepare("insert into t values (1)").run();
  });
  await isRunning;
  const second = insert(writer, 2);
  letEnd();
  await Promise.all([first, second]);
  expect(executed.filter((sql) => sql === "commit").length).toBe(2);
  expect(rows()).toEqual([1, 2]);
});
