import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

/** What SQL takes and gives; numbers only up to 2^53. */
export type SqlValue = number | string | Uint8Array | null;

/** A prepared statement, for the few loops where building a query a row would cost too much. */
export interface PreparedStatement {
  /** Number of rows changed. */
  run(...parameters: SqlValue[]): number;
  /** Rows as arrays, in the order of the columns. */
  rows(...parameters: SqlValue[]): SqlValue[][];
}

/** One connection: Kysely for nearly everything, and prepared statements. */
export interface Session {
  readonly query: Kysely<Database>;
  /** Statements are prepared once a connection and text. */
  prepare(sql: string): PreparedStatement;
}

/**
 * How the repositories reach the database.
 *
 * In a store of its own, `read` sees what is committed and `write` is a transaction; in the store
 * that `Store.transaction` hands out, all three are that transaction.
 */
export interface Access {
  readonly read: Session;
  /** Several reads that must see one and the same state. */
  snapshot<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** All of `work` or nothing; resolves once it is on disk. */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>;
}
