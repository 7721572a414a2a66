import { setImmediate as nextTurn } from "node:timers/promises";
import { assert } from "../base/index.ts";
import {
  AppError,
  type IncomingReading,
  type IngestOutcome,
  type QualityCode,
  type Reading,
} from "../domain/index.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import { judgeReadings } from "./judge-readings.ts";
import type { PageRequest, ReadingRepository, ReadingSeries } from "./repositories.ts";
import type { Access, Session, SqlValue } from "./session.ts";

type NewReading = IncomingReading & Pick<Reading, "quality" | "reasons" | "receivedAtMs">;

/** Containers read before other work gets its turn: a few milliseconds of reading. */
const CONTAINERS_A_TURN = 100;

/** Stands in the key for a reading whose sender numbers nothing. */
const NO_SEQUENCE = -1;

const INSERT_SQL = `
insert into readings (container_key, at_ms, source_key, sequence, fill_percent, quality,
  reasons_json, received_at_ms)
values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;

const FORGET_IMPORTED_SQL = `
delete from readings where source_key in (select key from reading_sources where name = 'import')
  and container_key in (select key from containers where area_id = ?)`;

const SERIES_SQL = `
select at_ms, fill_percent, quality from readings
where container_key = ? and at_ms >= ? and at_ms < ? order by at_ms, source_key, sequence`;

const COLUMNS_SQL = `
c.id, r.at_ms, r.fill_percent, r.quality, r.reasons_json, s.name, r.sequence, r.received_at_ms,
r.source_key, r.judged_quality, r.judged_reasons_json`;

const LIST_SQL = `
select ${COLUMNS_SQL} from containers c
join readings r on r.container_key = c.key join reading_sources s on s.key = r.source_key
where c.id = ? and c.is_retired = 0 and r.at_ms < ?
  and (r.at_ms, r.source_key, r.sequence) > (?, ?, ?)
order by r.at_ms, r.source_key, r.sequence limit ?`;

const LATEST_SQL = `
select ${COLUMNS_SQL} from containers c
join readings r on r.container_key = c.key join reading_sources s on s.key = r.source_key
where c.key = ? order by r.at_ms desc, r.source_key desc, r.sequence desc limit 1`;

const REPORT_TIMES_SQL = `
select at_ms from readings where container_key = ? order by at_ms desc limit ?`;

const COUNT_SQL = "select count from reading_counts where area_id = ?";

const ADD_TO_COUNT_SQL = `
insert into reading_counts (area_id, count) values (?, ?)
on conflict (area_id) do update set count = count + excluded.count`;

const KEYS_OF_AREA_SQL = "select key, id from containers where area_id = ? and is_retired = 0";
const KEY_OF_CONTAINER_SQL = "select key, area_id from containers where id = ? and is_retired = 0";

/** Readings of sensors; prepared statements, since there are millions of rows. */
export function createReadingRepository(access: Access): ReadingRepository {
  return {
    ingest: (readings) => access.write(async (session) => insertReadings(session, readings)),

    forgetImported: (areaId) =>
      access.write(async (session) => {
        addToCount(session, areaId, -session.prepare(FORGET_IMPORTED_SQL).run(areaId));
      }),

    async series(containerId, fromMs, toMs) {
      const key = access.read.prepare(KEY_OF_CONTAINER_SQL).rows(containerId)[0]?.[0];
      return seriesFrom(
        key === undefined ? [] : access.read.prepare(SERIES_SQL).rows(key, fromMs, toMs),
      );
    },

    list: async (containerId, range, page) => listReadings(access.read, containerId, range, page),

    seriesOfArea: (areaId, fromMs, toMs) =>
      forEachOfArea(access, areaId, SERIES_SQL, (statement, key) => {
        const rows = statement.rows(key, fromMs, toMs);
        return rows.length === 0 ? null : seriesFrom(rows);
      }),

    judge: (judgements, fromMs, toMs) =>
      access.write(async (session) => {
        for (const [containerId, judged] of judgements) {
          judgeReadings(session, containerId, judged, { fromMs, toMs });
        }
      }),

    latestOfArea: (areaId) =>
      forEachOfArea(access, areaId, LATEST_SQL, (statement, key) => {
        const row = statement.rows(key)[0];
        return row === undefined ? null : readingFrom(row);
      }),

    latestOf: (containerIds) =>
      access.snapshot(async (session) => {
        const keyOf = session.prepare(KEY_OF_CONTAINER_SQL);
        const latest = session.prepare(LATEST_SQL);
        const found = new Map<string, Reading>();
        for (const id of containerIds) {
          const key = keyOf.rows(id)[0]?.[0];
          const row = key === undefined ? undefined : latest.rows(key)[0];
          if (row !== undefined) found.set(id, readingFrom(row));
        }
        return found;
      }),

    reportTimes: (areaId, countMax) =>
      forEachOfArea(access, areaId, REPORT_TIMES_SQL, (statement, key) => {
        const times = statement.rows(key, countMax).map(([atMs]) => Number(atMs));
        return times.length === 0 ? null : Float64Array.from(times).reverse();
      }),

    count: async (areaId) => Number(access.read.prepare(COUNT_SQL).rows(areaId)[0]?.[0] ?? 0),
  };
}

/**
 * What a statement gives of each container of an area, by id; null leaves one out. Reads of a whole
 * area let others have the thread now and then: it may be the server's.
 */
async function forEachOfArea<T>(
  access: Access,
  areaId: string,
  sql: string,
  read: (statement: ReturnType<Session["prepare"]>, key: number) => T | null,
): Promise<ReadonlyMap<string, T>> {
  return access.snapshot(async (session) => {
    const statement = session.prepare(sql);
    const found = new Map<string, T>();
    let count = 0;
    for (const [key, id] of session.prepare(KEYS_OF_AREA_SQL).rows(areaId)) {
      const value = read(statement, Number(key));
      if (value !== null) found.set(String(id), value);
      count += 1;
      if (count % CONTAINERS_A_TURN === 0) await nextTurn();
    }
    return found;
  });
}

/**
 * One container's readings after the other's, since they lie together on the disk: a batch of an
 * hour of all containers then touches each page once. Within a container the order stays as given,
 * as the first of two that are the same is the one to keep.
 */
function insertReadings(session: Session, readings: readonly NewReading[]): IngestOutcome[] {
  const { keys, areaIds } = keysOfContainers(session, readings);
  const storedCounts = new Map<string, number>();
  const order = Array.from(readings, (_, i) => i).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
  const insert = session.prepare(INSERT_SQL);
  const sourceKeys = new Map<string, number>();
  const outcomes = new Array<IngestOutcome>(readings.length).fill("duplicate");
  for (const i of order) {
    const reading = readings[i];
    if (reading === undefined) continue;
    const { sequence, source, reasons } = reading;
    assert(sequence === null || sequence >= 0, () => `sequence (${sequence}) must not be negative`);
    let sourceKey = sourceKeys.get(source);
    if (sourceKey === undefined) {
      sourceKey = keyOfSource(session, source);
      sourceKeys.set(source, sourceKey);
    }
    const changed = insert.run(
      keys[i] ?? null,
      reading.atMs,
      sourceKey,
      sequence ?? NO_SEQUENCE,
      reading.fillPercent,
      reading.quality,
      reasons.length === 0 ? null : JSON.stringify(reasons),
      reading.receivedAtMs,
    );
    if (changed !== 1) continue;
    outcomes[i] = "stored";
    const areaId = areaIds.get(keys[i] ?? 0) ?? "";
    storedCounts.set(areaId, (storedCounts.get(areaId) ?? 0) + 1);
  }
  for (const [areaId, count] of storedCounts) addToCount(session, areaId, count);
  return outcomes;
}

function addToCount(session: Session, areaId: string, count: number): void {
  session.prepare(ADD_TO_COUNT_SQL).run(areaId, count);
}

/**
 * Key of each reading's container, and the area of each key. Throws `container/unknown`, naming
 * every one missing.
 */
function keysOfContainers(
  session: Session,
  readings: readonly NewReading[],
): { readonly keys: Float64Array; readonly areaIds: ReadonlyMap<number, string> } {
  const areaIds = new Map<number, string>();
  const statement = session.prepare(KEY_OF_CONTAINER_SQL);
  const known = new Map<string, number>();
  const missing = new Map<string, number>();
  const keys = Float64Array.from(readings, ({ containerId }, i) => {
    let key = known.get(containerId);
    if (key !== undefined) return key;
    const row = statement.rows(containerId)[0];
    key = Number(row?.[0] ?? NaN);
    if (!Number.isNaN(key)) {
      known.set(containerId, key);
      areaIds.set(key, String(row?.[1]));
    } else if (!missing.has(containerId)) missing.set(containerId, i);
    return key;
  });
  if (missing.size === 0) return { keys, areaIds };
  const faults = [...missing].map(([containerId, i]) => ({
    pointer: `/readings/${i}/containerId`,
    detail: `container (${containerId}) does not exist`,
  }));
  const first = faults[0]?.detail ?? "";
  throw new AppError("container/unknown", `${first}: none of the batch was stored`, { faults });
}

function keyOfSource(session: Session, source: string): number {
  const select = session.prepare("select key from reading_sources where name = ?");
  const known = select.rows(source)[0]?.[0];
  if (known !== undefined) return Number(known);
  session.prepare("insert into reading_sources (name) values (?)").run(source);
  return Number(select.rows(source)[0]?.[0]);
}

function listReadings(
  session: Session,
  containerId: string,
  range: { fromMs: number; toMs: number },
  page: PageRequest,
) {
  const start: PageStart<[number, number, number]> = startOfPage("readings", page, [0, 0, 0]);
  // A key below every key at `fromMs`: keys of sources count from 1.
  const [atMs, sourceKey, sequence] = start.after ?? [range.fromMs, 0, 0];
  const rows = session
    .prepare(LIST_SQL)
    .rows(containerId, range.toMs, atMs, sourceKey, sequence, start.rowCountMax);
  return pageFrom("readings", page, rows, {
    item: readingFrom,
    key: (row) => [Number(row[1]), Number(row[8]), Number(row[6])],
  });
}

function seriesFrom(rows: readonly SqlValue[][]): ReadingSeries {
  const atMs = new Float64Array(rows.length);
  const fillPercent = new Float64Array(rows.length);
  const quality = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    atMs[i] = Number(row?.[0]);
    fillPercent[i] = Number(row?.[1]);
    quality[i] = Number(row?.[2]);
  }
  return { atMs, fillPercent, quality };
}

/** A row of `COLUMNS_SQL`. */
function readingFrom(row: readonly SqlValue[]): Reading {
  const [containerId, atMs, fillPercent, quality, reasons, source, sequence, receivedAtMs] = row;
  const judgedQuality = Number(row[9] ?? 0);
  const told = reasonsFrom(reasons);
  const judged = reasonsFrom(row[10]);
  return {
    containerId: String(containerId),
    atMs: Number(atMs),
    fillPercent: Number(fillPercent),
    quality: Math.max(Number(quality), judgedQuality) as QualityCode, // the table holds both
    reasons: [...told, ...judged.filter((reason) => !told.includes(reason))],
    source: String(source),
    sequence: sequence === NO_SEQUENCE ? null : Number(sequence),
    receivedAtMs: Number(receivedAtMs),
  };
}

function reasonsFrom(json: SqlValue | undefined): string[] {
  return json === null || json === undefined ? [] : JSON.parse(String(json));
}
