import { sql } from "kysely";
import { AppError } from "../../domain/index.ts";
import type { Session } from "../session.ts";
import { INITIAL_SQL } from "./0001-initial.ts";
import { SENSOR_KINDS_SQL } from "./0002-sensor-kinds.ts";
import { JUDGED_READINGS_SQL } from "./0003-judged-readings.ts";
import { CREW_BREAKS_SQL } from "./0004-crew-breaks.ts";
import { BACK_TESTS_SQL } from "./0005-back-tests.ts";
import { SENSOR_PLACES_SQL } from "./0006-sensor-places.ts";
import { ALARMS_SQL } from "./0007-alarms.ts";
import { READING_COUNTS_SQL } from "./0008-reading-counts.ts";

/** One step of the schema; its number never changes, nor does its text once released. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Statements, to be run in one transaction. */
  readonly sql: string;
}

/** All steps, in the order of their numbers, which count from 1. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: "initial", sql: INITIAL_SQL },
  { number: 2, name: "sensor-kinds", sql: SENSOR_KINDS_SQL },
  { number: 3, name: "judged-readings", sql: JUDGED_READINGS_SQL },
  { number: 4, name: "crew-breaks", sql: CREW_BREAKS_SQL },
  { number: 5, name: "back-tests", sql: BACK_TESTS_SQL },
  { number: 6, name: "sensor-places", sql: SENSOR_PLACES_SQL },
  { number: 7, name: "alarms", sql: ALARMS_SQL },
  { number: 8, name: "reading-counts", sql: READING_COUNTS_SQL },
];

/**
 * Brings the schema up to the newest of `migrations`; requires a transaction for writing.
 *
 * @param execute runs several statements on the session's connection
 *
 * Throws `store/newer-version` where the database has steps that this program does not know.
 */
export async function migrate(
  session: Session,
  execute: (statements: string) => void,
  migrations: readonly Migration[],
  atMs: number,
): Promise<void> {
  await sql`create table if not exists schema_migrations (
    number integer primary key, name text not null, applied_at_ms integer not null
  ) strict`.execute(session.query);
  const { version } = await session.query
    .selectFrom("schema_migrations")
    .select((e) => e.fn.coalesce(e.fn.max("number"), sql<number>`0`).as("version"))
    .executeTakeFirstOrThrow();
  const newest = migrations.at(-1)?.number ?? 0;
  if (version > newest) {
    throw new AppError(
      "store/newer-version",
      `the database has schema version ${version}, this program knows versions up to ${newest}: ` +
        "start the newer program, or choose another data folder",
    );
  }
  for (const { number, name, sql: statements } of migrations) {
    if (number <= version) continue;
    execute(statements);
    await session.query
      .insertInto("schema_migrations")
      .values({ number, name, applied_at_ms: atMs })
      .execute();
  }
}
