import { AppError, type Container } from "../domain/index.ts";
import { type ContainerRow, containerFrom, containerRow } from "./city-rows.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import type { CityRepository, PageRequest } from "./repositories.ts";
import { holderOfFurther, settleSensors } from "./sensor-places.ts";
import type { Access, Session } from "./session.ts";

/** The part of the city repository that is about containers. */
export function containerMethods(access: Access) {
  return {
    async listContainers(
      filter: Parameters<CityRepository["listContainers"]>[0],
      page: PageRequest,
    ) {
      const start: PageStart<[string]> = startOfPage("containers", page, [""]);
      let query = selectContainers(access.read);
      if (filter.areaId !== undefined) query = query.where("area_id", "=", filter.areaId);
      if (filter.siteId !== undefined) query = query.where("site_id", "=", filter.siteId);
      if (filter.streamId !== undefined) query = query.where("stream_id", "=", filter.streamId);
      if (start.after !== null) query = query.where("id", ">", start.after[0]);
      const rows = await query.orderBy("id").limit(start.rowCountMax).execute();
      return pageFrom("containers", page, rows, { item: versionFrom, key: (row) => [row.id] });
    },

    async getContainer(containerId: string) {
      const row = await selectContainers(access.read)
        .where("id", "=", containerId)
        .executeTakeFirst();
      return row === undefined ? null : versionFrom(row);
    },

    async countContainers(areaId: string) {
      const { count } = await access.read.query
        .selectFrom("containers")
        .select((e) => e.fn.countAll<number>().as("count"))
        .where("area_id", "=", areaId)
        .where("is_retired", "=", 0)
        .executeTakeFirstOrThrow();
      return count;
    },

    async areaOfContainer(containerId: string) {
      const row = await selectContainers(access.read)
        .where("id", "=", containerId)
        .executeTakeFirst();
      return row?.area_id ?? null;
    },

    createContainer: (container: Container, atMs: number) =>
      access.write(async (session) => {
        await insertContainer(session, container);
        settleSensors(session, atMs);
      }),

    updateContainer: (container: Container, expectedRevision: number | null, atMs: number) =>
      access.write(async (session) => {
        const revision = await updateContainer(session, container, expectedRevision);
        settleSensors(session, atMs);
        return revision;
      }),
  } satisfies Partial<CityRepository>;
}

async function insertContainer(session: Session, container: Container): Promise<void> {
  const row = await checkedRow(session, container);
  // A retired container of this id comes back, with its readings.
  const { numInsertedOrUpdatedRows } = await session.query
    .insertInto("containers")
    .values({ ...row, revision: 1, is_retired: 0 })
    .onConflict((c) =>
      c
        .column("id")
        .doUpdateSet((e) => ({ ...row, is_retired: 0, revision: e("containers.revision", "+", 1) }))
        .where("containers.is_retired", "=", 1),
    )
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return;
  throw new AppError("container/exists", `id (${container.id}) is taken: choose another`);
}

async function updateContainer(
  session: Session,
  container: Container,
  expectedRevision: number | null,
): Promise<number> {
  const before = await selectContainers(session).where("id", "=", container.id).executeTakeFirst();
  if (before === undefined) {
    throw new AppError("container/unknown", `container (${container.id}) does not exist`);
  }
  if (expectedRevision !== null && before.revision !== expectedRevision) {
    throw new AppError(
      "request/stale-version",
      `container (${container.id}) has revision ${before.revision}, not ${expectedRevision}: ` +
        "read it again",
    );
  }
  const revision = before.revision + 1;
  const row = await checkedRow(session, container);
  await session.query
    .updateTable("containers")
    .set({ ...row, revision })
    .where("key", "=", before.key)
    .execute();
  return revision;
}

/** Throws where what the container names is not there, or its device is another's. */
async function checkedRow(session: Session, container: Container): Promise<ContainerRow> {
  const { id, siteId, streamId, deviceId } = container;
  const site = await session.query
    .selectFrom("sites")
    .select("area_id")
    .where("id", "=", siteId)
    .where("is_retired", "=", 0)
    .executeTakeFirst();
  if (site === undefined) throw new AppError("site/unknown", `siteId (${siteId}) does not exist`);
  const stream = await session.query
    .selectFrom("streams")
    .select("id")
    .where("area_id", "=", site.area_id)
    .where("id", "=", streamId)
    .executeTakeFirst();
  if (stream === undefined) {
    const detail = `streamId (${streamId}) is not a stream of area ${site.area_id}`;
    throw new AppError("request/invalid", detail, { faults: [{ pointer: "/streamId", detail }] });
  }
  const main = await selectContainers(session)
    .where("device_id", "=", deviceId)
    .where("id", "<>", id)
    .executeTakeFirst();
  const holder =
    main?.id ?? (deviceId === null ? null : await holderOfFurther(session, deviceId, id));
  if (holder !== null) {
    throw new AppError("container/exists", `deviceId (${deviceId}) is on container ${holder}`);
  }
  return containerRow(site.area_id, container);
}

function selectContainers(session: Session) {
  return session.query.selectFrom("containers").selectAll().where("is_retired", "=", 0);
}

function versionFrom(row: ContainerRow & { revision: number }) {
  return { value: containerFrom(row), revision: row.revision };
}
