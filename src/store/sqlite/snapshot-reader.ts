import type { Session } from "../session.ts";
import { type Connection, openConnection } from "./connection.ts";

/**
 * Reads several things as of one moment, one such reading after another, on a connection of its
 * own: other reads of the thread must see what was committed meanwhile. Opened when first needed.
 */
export class SnapshotReader {
  readonly #options: { file: string; cacheKiB: number; busyTimeoutMs: number };
  #connection: Connection | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: { file: string; cacheKiB: number; busyTimeoutMs: number }) {
    this.#options = options;
  }

  /** Gives what `work` gives; `work` is not to call `read` itself. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const mine = this.#last.then(() => this.#run(work));
    this.#last = mine.catch(() => undefined); // its caller hears of it
    return mine;
  }

  /** After the readings that were asked for. */
  async close(): Promise<void> {
    await this.#last;
    this.#connection?.close();
  }

  async #run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    this.#connection ??= openConnection({ ...this.#options, mode: "read" });
    const connection = this.#connection;
    connection.execute("begin");
    try {
      return await work(connection);
    } finally {
      connection.execute("rollback"); // nothing was written
    }
  }
}
