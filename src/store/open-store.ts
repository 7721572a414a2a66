import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../base/index.ts";
import { createAccessRepository } from "./access-repository.ts";
import { createAlarmRepository } from "./alarm-repository.ts";
import { createBackTestRepository } from "./back-test-repository.ts";
import { createCityRepository } from "./city-repository.ts";
import { createForecastRepository } from "./forecast-repository.ts";
import { createIdempotencyRepository } from "./idempotency-repository.ts";
import { createJobRepository } from "./job-repository.ts";
import { MIGRATIONS, type Migration, migrate } from "./migrations/migrate.ts";
import { createPlanRepository } from "./plan-repository.ts";
import { createReadingRepository } from "./reading-repository.ts";
import type { Store } from "./repositories.ts";
import { createRoadRepository } from "./road-repository.ts";
import type { Access } from "./session.ts";
import { type Connection, openConnection } from "./sqlite/connection.ts";
import { folderOwner, lockFolder } from "./sqlite/folder-lock.ts";
import { SnapshotReader } from "./sqlite/snapshot-reader.ts";
import { accessWithin, Writer } from "./sqlite/writer.ts";

const DATABASE_FILE = "fillroute.sqlite";
const CACHE_KIB = 65_536;
/** For the connections whose waiting blocks no event loop for long, or cannot be put off. */
const BUSY_TIMEOUT_MS = 5000;

export interface StoreOptions {
  /** Folder of the database; made where it is missing. */
  readonly dataDir: string;
  /**
   * True in a worker thread of a process that has the folder open already: takes no lock and
   * migrates nothing.
   */
  readonly shared?: boolean;
  /** UTC milliseconds, for the log of migrations. */
  readonly now?: () => number;
  /** Other steps of the schema than the program's own, for tests of the steps themselves. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens the embedded store; see docs/decisions/0002-embedded-store.md.
 *
 * A thread has one connection that writes, in group commit, and two that read what is committed,
 * so that a long transaction stops neither the thread nor its reads.
 *
 * Throws `store/locked` where another process uses the folder, and `store/newer-version`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, shared = false, now = Date.now, migrations = MIGRATIONS } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (shared) {
    const owner = folderOwner(dataDir);
    assert(owner === process.pid, () => `dataDir (${dataDir}) belongs to process ${owner}`);
  }
  const lock = shared ? null : lockFolder(dataDir);
  try {
    const file = join(dataDir, DATABASE_FILE);
    if (!shared) await prepareSchema(file, migrations, now());
    return storeOn(file, () => lock?.release());
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function prepareSchema(
  file: string,
  migrations: readonly Migration[],
  atMs: number,
): Promise<void> {
  const connection = openConnection({
    file,
    mode: "write",
    cacheKiB: CACHE_KIB,
    busyTimeoutMs: BUSY_TIMEOUT_MS,
  });
  try {
    connection.execute("begin immediate");
    await migrate(connection, (statements) => connection.execute(statements), migrations, atMs);
    connection.execute("commit");
  } finally {
    connection.close(); // rolls back what was not committed
  }
}

function storeOn(file: string, onClosed: () => void): Store {
  // The writer waits for its lock without SQLite's own sleep, which would stop the thread.
  const writing = openConnection({ file, mode: "write", cacheKiB: CACHE_KIB, busyTimeoutMs: 0 });
  const reading = openConnection({
    file,
    mode: "read",
    cacheKiB: CACHE_KIB,
    busyTimeoutMs: BUSY_TIMEOUT_MS,
  });
  const snapshots = new SnapshotReader({
    file,
    cacheKiB: CACHE_KIB,
    busyTimeoutMs: BUSY_TIMEOUT_MS,
  });
  const writer = new Writer(writing);
  const access: Access = {
    read: reading,
    snapshot: (work) => snapshots.read(work),
    write: (work) => writer.write(work),
  };
  return {
    ...repositoriesOn(access),
    transaction: (work) => writer.write(() => runTransaction(writing, work)),
    async ping() {
      reading.prepare("select 1").rows();
    },
    async close() {
      await writer.end();
      await snapshots.close();
      reading.close();
      writing.close(); // last: only one that may write folds the log into the database
      onClosed();
    },
  };
}

async function runTransaction<T>(
  connection: Connection,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const access = accessWithin(connection);
  const nested = async (): Promise<never> => {
    throw new Error("a transaction is not to be nested, and its store not to be closed");
  };
  try {
    return await work({
      ...repositoriesOn(access),
      transaction: nested,
      ping: async () => undefined,
      close: nested,
    });
  } finally {
    access.end();
  }
}

function repositoriesOn(access: Access): Omit<Store, "transaction" | "ping" | "close"> {
  return {
    cities: createCityRepository(access),
    roads: createRoadRepository(access),
    readings: createReadingRepository(access),
    forecasts: createForecastRepository(access),
    plans: createPlanRepository(access),
    jobs: createJobRepository(access),
    backTests: createBackTestRepository(access),
    alarms: createAlarmRepository(access),
    access: createAccessRepository(access),
    idempotency: createIdempotencyRepository(access),
  };
}
