import type { Judgement } from "./repositories.ts";
import type { Session } from "./session.ts";

const KEY_SQL = "select key from containers where id = ? and is_retired = 0";

const JUDGED_SQL = `
select at_ms, judged_quality, judged_reasons_json from readings
where container_key = ? and at_ms >= ? and at_ms < ? and judged_quality is not null`;

const UPDATE_SQL = `
update readings set judged_quality = ?, judged_reasons_json = ?
where container_key = ? and at_ms = ?`;

/**
 * Keeps the judgements of one container in place of those before; see `ReadingRepository.judge`.
 *
 * Writes only what has changed: with each plan nearly all is as it was.
 */
export function judgeReadings(
  session: Session,
  containerId: string,
  judgements: readonly Judgement[],
  range: { readonly fromMs: number; readonly toMs: number },
): void {
  const key = session.prepare(KEY_SQL).rows(containerId)[0]?.[0];
  if (key === undefined) return;
  const before = new Map<number, string>();
  for (const row of session.prepare(JUDGED_SQL).rows(key, range.fromMs, range.toMs)) {
    before.set(Number(row[0]), `${row[1]} ${row[2]}`);
  }
  const update = session.prepare(UPDATE_SQL);
  for (const { atMs, quality, reasons } of judgements) {
    if (atMs < range.fromMs || atMs >= range.toMs) continue;
    const reasonsJson = JSON.stringify(reasons);
    const isSame = before.get(atMs) === `${quality} ${reasonsJson}`;
    before.delete(atMs);
    if (!isSame) update.run(quality, reasonsJson, key, atMs);
  }
  for (const atMs of before.keys()) update.run(null, null, key, atMs);
}
