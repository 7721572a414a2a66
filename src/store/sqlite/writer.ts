import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { assert } from "../../base/index.ts";
import type { Access, Session } from "../session.ts";
import { type Connection, isBusy } from "./connection.ts";

/** How long a write waits for one of another thread: an import's big transaction ends by then. */
const LOCK_WAIT_MS_MAX = 120_000;
const LOCK_RETRY_MS = 4;

interface Unit {
  /** Runs in a savepoint of its own; what it gives is handed out after the commit. */
  readonly run: () => Promise<void>;
  readonly settle: () => void;
  readonly reject: (error: unknown) => void;
}

/** Marks what runs inside a unit, to catch a write that would wait for itself. */
const currentUnit = new AsyncLocalStorage<{ isOpen: boolean }>();

/**
 * The one writer of a thread: group commit.
 *
 * Writes that are asked for within one turn of the event loop share one transaction and one fsync;
 * each has its own savepoint, so that the failure of one leaves the others alone. A promise
 * resolves only after the commit. The write lock is waited for without blocking the thread.
 */
export class Writer {
  readonly #connection: Connection;
  #pending: Unit[] = [];
  #flushing: Promise<void> | null = null;
  #isClosed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Runs `work` in a transaction; rejects with its error, or with the commit's. */
  async write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    assert(!this.#isClosed, "the store is closed");
    assert(
      currentUnit.getStore()?.isOpen !== true,
      "a write inside a transaction must use the store that the transaction hands out",
    );
    return await new Promise<T>((resolve, reject) => {
      let settle = (): void => reject(new Error("the write did not run"));
      const run = async (): Promise<void> => {
        const mark = { isOpen: true };
        try {
          const value = await currentUnit.run(mark, () =>
            inSavepoint(this.#connection, "unit", () => work(this.#connection)),
          );
          settle = () => resolve(value);
        } catch (error) {
          settle = () => reject(error);
        } finally {
          mark.isOpen = false;
        }
      };
      this.#pending.push({ run, settle: () => settle(), reject });
      this.#flushing ??= this.#flushAll();
    });
  }

  /** Takes no more, and commits what was asked for so far. */
  async end(): Promise<void> {
    this.#isClosed = true;
    await this.#flushing;
  }

  async #flushAll(): Promise<void> {
    // Out of the asker's context: the units of others must not run as if inside it.
    await currentUnit.run({ isOpen: false }, async () => {
      for (;;) {
        await nextTurn();
        const units = this.#pending;
        this.#pending = [];
        if (units.length === 0) break;
        await this.#flush(units);
      }
      this.#flushing = null; // in the turn of the last look: what comes now starts anew
    });
  }

  async #flush(units: readonly Unit[]): Promise<void> {
    try {
      await beginImmediate(this.#connection);
      for (const unit of units) await unit.run();
      this.#connection.execute("commit");
    } catch (error) {
      if (this.#connection.isInTransaction) this.#connection.execute("rollback");
      for (const unit of units) unit.reject(error);
      return;
    }
    for (const unit of units) unit.settle();
  }
}

/**
 * Access within a running transaction, for the store that `Store.transaction` hands out.
 *
 * Its writes come one after another, each in a savepoint, so that one that fails and is caught
 * leaves no half of itself behind. `end` refuses what comes after the transaction.
 */
export function accessWithin(connection: Connection): Access & { end(): void } {
  let isOpen = true;
  let last: Promise<unknown> = Promise.resolve();
  const write = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    assert(isOpen, "the transaction of this store has ended");
    const mine = last.then(() => inSavepoint(connection, "part", () => work(connection)));
    last = mine.catch(() => undefined); // its caller hears of it
    return await mine;
  };
  return {
    read: connection,
    snapshot: (work) => work(connection),
    write,
    end() {
      isOpen = false;
    },
  };
}

async function inSavepoint<T>(
  connection: Connection,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  connection.execute(`savepoint ${name}`);
  try {
    const value = await work();
    connection.execute(`release ${name}`);
    return value;
  } catch (error) {
    // A full disk, for example, ends the whole transaction on its own.
    if (connection.isInTransaction) connection.execute(`rollback to ${name}; release ${name}`);
    throw error;
  }
}

async function beginImmediate(connection: Connection): Promise<void> {
  const attempts = LOCK_WAIT_MS_MAX / LOCK_RETRY_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      connection.execute("begin immediate");
      return;
    } catch (error) {
      if (!isBusy(error) || attempt >= attempts) throw error;
    }
    await wait(LOCK_RETRY_MS);
  }
}
