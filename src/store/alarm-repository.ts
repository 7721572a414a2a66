import { randomUUID } from "node:crypto";
import { AppError, type ContainerAlarm } from "../domain/index.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import type { AlarmRepository } from "./repositories.ts";
import type { AlarmTable } from "./schema.ts";
import type { Access, Session } from "./session.ts";

/** A message that comes again after its alarm was cleared raises nothing. */
const RAISE_SQL = `
insert into alarms (id, container_key, kind, source, raised_at_ms, last_at_ms)
select ?1, c.key, ?2, ?3, ?4, ?4 from containers c
where c.id = ?5 and c.is_retired = 0 and not exists (
  select 1 from alarms a where a.container_key = c.key and a.kind = ?2 and a.cleared_at_ms >= ?4)
on conflict (container_key, kind) where cleared_at_ms is null
do update set raised_at_ms = min(raised_at_ms, excluded.raised_at_ms),
  last_at_ms = max(last_at_ms, excluded.last_at_ms)`;

/** Alarms of containers. Clearing is one guarded update, so that of two who do it one wins. */
export function createAlarmRepository(access: Access): AlarmRepository {
  return {
    raise: (alarms) =>
      access.write(async (session) => {
        const statement = session.prepare(RAISE_SQL);
        for (const { containerId, kind, source, atMs } of alarms) {
          statement.run(`alarm-${randomUUID()}`, kind, source, atMs, containerId);
        }
      }),

    async open(areaId) {
      const rows = await alarmsOf(access.read, areaId)
        .where("a.cleared_at_ms", "is", null)
        .orderBy("a.number")
        .execute();
      return rows.map(alarmFrom);
    },

    async list(areaId, page) {
      const start: PageStart<[number]> = startOfPage("alarms", page, [0]);
      let query = alarmsOf(access.read, areaId);
      if (start.after !== null) query = query.where("a.number", "<", start.after[0]);
      const rows = await query.orderBy("a.number", "desc").limit(start.rowCountMax).execute();
      return pageFrom("alarms", page, rows, { item: alarmFrom, key: (row) => [row.number] });
    },

    clear: (alarmId, by, atMs) => access.write((session) => clear(session, alarmId, by, atMs)),
  };
}

async function clear(
  session: Session,
  alarmId: string,
  by: string,
  atMs: number,
): Promise<ContainerAlarm> {
  await session.query
    .updateTable("alarms")
    .set({ cleared_at_ms: atMs, cleared_by: by })
    .where("id", "=", alarmId)
    .where("cleared_at_ms", "is", null)
    .execute();
  const row = await selectAlarms(session).where("a.id", "=", alarmId).executeTakeFirst();
  if (row === undefined) {
    throw new AppError("alarm/unknown", `alarmId (${alarmId}) is no alarm here`);
  }
  return alarmFrom(row);
}

function alarmsOf(session: Session, areaId: string) {
  return selectAlarms(session).where("c.area_id", "=", areaId).where("c.is_retired", "=", 0);
}

function selectAlarms(session: Session) {
  return session.query
    .selectFrom("alarms as a")
    .innerJoin("containers as c", "c.key", "a.container_key")
    .selectAll("a")
    .select("c.id as container_id");
}

function alarmFrom(row: Omit<AlarmTable, "number"> & { container_id: string }): ContainerAlarm {
  return {
    id: row.id,
    containerId: row.container_id,
    kind: row.kind,
    source: row.source,
    raisedAtMs: row.raised_at_ms,
    lastAtMs: row.last_at_ms,
    clearedAtMs: row.cleared_at_ms,
    clearedBy: row.cleared_by,
  };
}
