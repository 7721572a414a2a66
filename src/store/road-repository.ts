import type { RoadRepository } from "./repositories.ts";
import type { Access } from "./session.ts";

/** Roads and matrices as bytes, one version of each kind an area. */
export function createRoadRepository(access: Access): RoadRepository {
  return {
    async put(areaId, kind, version, bytes) {
      await access.write(async ({ query }) => {
        await query
          .insertInto("road_files")
          .values({ area_id: areaId, kind, version, bytes })
          .onConflict((c) => c.columns(["area_id", "kind"]).doUpdateSet({ version, bytes }))
          .execute();
      });
    },

    async get(areaId, kind, version) {
      const row = await access.read.query
        .selectFrom("road_files")
        .select("bytes")
        .where("area_id", "=", areaId)
        .where("kind", "=", kind)
        .where("version", "=", version)
        .executeTakeFirst();
      return row?.bytes ?? null;
    },

    async graphVersion(areaId) {
      const row = await access.read.query
        .selectFrom("road_graphs")
        .select("version")
        .where("area_id", "=", areaId)
        .executeTakeFirst();
      return row?.version ?? null;
    },

    async setGraphVersion(areaId, version) {
      await access.write(async ({ query }) => {
        await query
          .insertInto("road_graphs")
          .values({ area_id: areaId, version })
          .onConflict((c) => c.column("area_id").doUpdateSet({ version }))
          .execute();
      });
    },
  };
}
