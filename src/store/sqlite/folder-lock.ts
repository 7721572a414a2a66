import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AppError } from "../../domain/index.ts";
import { isBusy } from "./connection.ts";

const LOCK_FILE = "fillroute.lock";
const OWNER_FILE = "fillroute.pid";

/**
 * Takes the data folder for this process until `release`, or throws `store/locked`.
 *
 * The lock is the operating system's own, on an empty database file that SQLite keeps locked: it
 * ends with the process, however that dies, so nothing stale is ever left, and an old process id
 * that another program has by now misleads nobody. The id in the second file is only for messages.
 */
export function lockFolder(dataDir: string): { release(): void } {
  const lock = new DatabaseSync(join(dataDir, LOCK_FILE));
  try {
    lock.exec("pragma busy_timeout = 0; begin exclusive");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new AppError(
      "store/locked",
      `dataDir (${dataDir}) is in use by process ${folderOwner(dataDir) ?? "unknown"}: stop it, ` +
        "or choose another folder with DATA_DIR",
      { cause: error },
    );
  }
  writeFileSync(join(dataDir, OWNER_FILE), `${process.pid}\n`);
  return { release: () => lock.close() };
}

/** Id of the process that last took the folder; null where none did. */
export function folderOwner(dataDir: string): number | null {
  try {
    return Number(readFileSync(join(dataDir, OWNER_FILE), "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
