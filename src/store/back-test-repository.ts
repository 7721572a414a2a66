import type { BackTestReport } from "../domain/index.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import type { BackTestRepository } from "./repositories.ts";
import type { Access } from "./session.ts";

/** Reports on the forecast's past; each is written once and never changed. */
export function createBackTestRepository(access: Access): BackTestRepository {
  return {
    insert: (report) =>
      access.write(async ({ query }) => {
        await query
          .insertInto("back_tests")
          .values({
            id: report.id,
            area_id: report.areaId,
            created_at_ms: report.createdAtMs,
            document_json: JSON.stringify(report),
          })
          .execute();
      }),

    async get(reportId) {
      const row = await access.read.query
        .selectFrom("back_tests")
        .select("document_json")
        .where("id", "=", reportId)
        .executeTakeFirst();
      return row === undefined ? null : reportFrom(row);
    },

    async list(areaId, page) {
      const start: PageStart<[number]> = startOfPage("back-tests", page, [0]);
      let query = access.read.query
        .selectFrom("back_tests")
        .select(["number", "document_json"])
        .where("area_id", "=", areaId);
      if (start.after !== null) query = query.where("number", "<", start.after[0]);
      const rows = await query.orderBy("number", "desc").limit(start.rowCountMax).execute();
      return pageFrom("back-tests", page, rows, {
        item: reportFrom,
        key: (row) => [row.number],
      });
    },
  };
}

function reportFrom(row: { document_json: string }): BackTestReport {
  return JSON.parse(row.document_json) as BackTestReport; // written by `insert` alone
}
