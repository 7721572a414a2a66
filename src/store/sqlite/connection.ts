import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from "kysely";
import type { Database } from "../schema.ts";
import type { PreparedStatement, Session, SqlValue } from "../session.ts";

/** Statements kept prepared on a connection; the store has about two hundred texts in all. */
const STATEMENT_COUNT_MAX = 500;

/** An open database file: a session, and what only its owner may do with it. */
export interface Connection extends Session {
  /** Runs SQL that gives no rows, such as `begin immediate`. */
  execute(sql: string): void;
  readonly isInTransaction: boolean;
  close(): void;
}

export interface ConnectionOptions {
  readonly file: string;
  readonly mode: "read" | "write";
  readonly cacheKiB: number;
  /** How long SQLite sleeps, with the whole thread, for a lock that another connection holds. */
  readonly busyTimeoutMs: number;
}

/** Opens the database file; `write` makes it where it is missing. */
export function openConnection(options: ConnectionOptions): Connection {
  const database = new DatabaseSync(options.file, {
    readOnly: options.mode === "read",
    enableForeignKeyConstraints: true,
  });
  try {
    database.exec(`pragma busy_timeout = ${options.busyTimeoutMs}`);
    if (options.mode === "write") {
      // A log of at most 64 MB is left behind by a big import; FULL syncs it at every commit.
      database.exec("pragma journal_mode = wal; pragma journal_size_limit = 67108864");
      database.exec("pragma synchronous = full");
    }
    database.exec(`pragma cache_size = -${options.cacheKiB}; pragma temp_store = memory`);
  } catch (error) {
    database.close();
    throw error;
  }
  return sessionOn(database);
}

/** True where SQLite gave up waiting for another connection's lock. */
export function isBusy(error: unknown): boolean {
  // The low byte is the kind, the rest says more about it, for example that a log is recovered.
  return (resultCode(error) & 0xff) === 5;
}

/** Extended result code of SQLite; 0 for errors that do not come from it. */
function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !("errcode" in error)) return 0;
  return typeof error.errcode === "number" ? error.errcode : 0;
}

function sessionOn(database: DatabaseSync): Connection {
  const statements = new Map<string, StatementSync>();
  const prepared = new Map<string, PreparedStatement>();
  const adapter: SqliteDatabase = {
    close: () => database.close(),
    prepare: (sql) => adapt(statementFor(database, statements, sql)),
  };
  return {
    query: new Kysely<Database>({ dialect: new SqliteDialect({ database: adapter }) }),
    prepare(sql) {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const made = prepareRaw(database.prepare(sql));
      prepared.set(sql, made);
      return made;
    },
    execute: (sql) => database.exec(sql),
    get isInTransaction() {
      return database.isTransaction;
    },
    close() {
      statements.clear();
      prepared.clear();
      database.close();
    },
  };
}

function statementFor(
  database: DatabaseSync,
  statements: Map<string, StatementSync>,
  sql: string,
): StatementSync {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  if (statements.size >= STATEMENT_COUNT_MAX) statements.clear();
  const made = database.prepare(sql);
  statements.set(sql, made);
  return made;
}

/** Gives a statement of node:sqlite the shape that Kysely's SQLite dialect expects. */
function adapt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(toSqlValue)),
    run: (parameters) => statement.run(...parameters.map(toSqlValue)),
    iterate: (parameters) => statement.iterate(...parameters.map(toSqlValue)),
  };
}

function prepareRaw(statement: StatementSync): PreparedStatement {
  statement.setReturnArrays(true);
  return {
    run: (...parameters) => Number(statement.run(...parameters).changes),
    // With setReturnArrays each row is an array; the types of node:sqlite know only objects.
    rows: (...parameters) => statement.all(...parameters) as unknown as SqlValue[][],
  };
}

function toSqlValue(value: unknown): SqlValue | bigint {
  if (value === null || typeof value === "number" || typeof value === "string") return value;
  if (value instanceof Uint8Array || typeof value === "bigint") return value;
  throw new TypeError(`SQL parameter (${String(value)}) of type ${typeof value} is not supported`);
}
