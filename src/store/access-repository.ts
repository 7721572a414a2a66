import { type ApiKey, AppError, type WebhookSource } from "../domain/index.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import type { AccessRepository, PageRequest } from "./repositories.ts";
import type { ApiKeyTable, WebhookSourceTable } from "./schema.ts";
import type { Access, Session } from "./session.ts";

/** Live secrets of a source: the one in use, and the one before it while senders change over. */
const SECRET_COUNT_MAX = 2;
/** How exactly the last use of a key is known. */
const TOUCH_MS = 60_000;

/** API keys, webhook sources and the audit log. */
export function createAccessRepository(access: Access): AccessRepository {
  return { ...keyMethods(access), ...sourceMethods(access) };
}

function keyMethods(access: Access) {
  return {
    async isOpen() {
      const row = await access.read.query.selectFrom("api_keys").select("id").executeTakeFirst();
      return row === undefined;
    },

    createKey: (key: ApiKey, secretSha256: string) =>
      access.write(async ({ query }) => {
        await query.insertInto("api_keys").values(keyRow(key, secretSha256)).execute();
      }),

    async keyBySecret(secretSha256: string) {
      const row = await access.read.query
        .selectFrom("api_keys")
        .selectAll()
        .where("secret_sha256", "=", secretSha256)
        .executeTakeFirst();
      return row === undefined ? null : keyFrom(row);
    },

    async listKeys(page: PageRequest) {
      const start: PageStart<[string]> = startOfPage("keys", page, [""]);
      let query = access.read.query.selectFrom("api_keys").selectAll();
      if (start.after !== null) query = query.where("id", ">", start.after[0]);
      const rows = await query.orderBy("id").limit(start.rowCountMax).execute();
      return pageFrom("keys", page, rows, { item: keyFrom, key: (row) => [row.id] });
    },

    revokeKey: (keyId: string, atMs: number) =>
      access.write(async ({ query }) => {
        const { numUpdatedRows } = await query
          .updateTable("api_keys")
          .set((e) => ({ revoked_at_ms: e.fn.coalesce("revoked_at_ms", e.val(atMs)) }))
          .where("id", "=", keyId)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) throw new AppError("key/unknown", `key (${keyId}) is not known`);
      }),

    async touchKey(keyId: string, atMs: number) {
      const row = await access.read.query
        .selectFrom("api_keys")
        .select("last_used_at_ms")
        .where("id", "=", keyId)
        .executeTakeFirst();
      if (row === undefined || atMs - (row.last_used_at_ms ?? -Infinity) < TOUCH_MS) return;
      await access.write(async ({ query }) => {
        await query
          .updateTable("api_keys")
          .set({ last_used_at_ms: atMs })
          .where("id", "=", keyId)
          .execute();
      });
    },

    audit: (entry: { atMs: number; actor: string; action: string; detail: string }) =>
      access.write(async ({ query }) => {
        const { atMs, actor, action, detail } = entry;
        await query
          .insertInto("audit_entries")
          .values({ at_ms: atMs, actor, action, detail })
          .execute();
      }),
  } satisfies Partial<AccessRepository>;
}

function sourceMethods(access: Access) {
  return {
    createSource: (source: WebhookSource, secret: string) =>
      access.write((session) => insertSource(session, source, secret)),

    async listSources(page: PageRequest) {
      const start: PageStart<[string]> = startOfPage("sources", page, [""]);
      let query = access.read.query.selectFrom("webhook_sources").selectAll();
      if (start.after !== null) query = query.where("name", ">", start.after[0]);
      const rows = await query.orderBy("name").limit(start.rowCountMax).execute();
      return pageFrom("sources", page, rows, { item: sourceFrom, key: (row) => [row.name] });
    },

    async sourceByName(name: string) {
      const row = await access.read.query
        .selectFrom("webhook_sources")
        .selectAll()
        .where("name", "=", name)
        .executeTakeFirst();
      if (row === undefined) return null;
      const secrets = await liveSecrets(access.read, row.id);
      return { source: sourceFrom(row), secrets: secrets.map(({ secret }) => secret) };
    },

    rotateSecret: (sourceId: string, secret: string, atMs: number) =>
      access.write((session) => rotateSecret(session, sourceId, secret, atMs)),

    rememberMessage: (sourceId: string, messageId: string, atMs: number) =>
      access.write(async ({ query }) => {
        const { numInsertedOrUpdatedRows } = await query
          .insertInto("webhook_messages")
          .values({ source_id: sourceId, message_id: messageId, received_at_ms: atMs })
          .onConflict((c) => c.doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }),

    forgetMessagesBefore: (atMs: number) =>
      access.write(async ({ query }) => {
        await query.deleteFrom("webhook_messages").where("received_at_ms", "<", atMs).execute();
      }),
  } satisfies Partial<AccessRepository>;
}

async function insertSource(
  session: Session,
  source: WebhookSource,
  secret: string,
): Promise<void> {
  const { id, name, kind, areaId, createdAtMs } = source;
  const { numInsertedOrUpdatedRows } = await session.query
    .insertInto("webhook_sources")
    .values({ id, name, kind, area_id: areaId, created_at_ms: createdAtMs })
    .onConflict((c) => c.column("name").doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) {
    throw new AppError("webhook/source-exists", `name (${name}) is taken: choose another`);
  }
  await insertSecret(session, id, secret, createdAtMs);
}

async function rotateSecret(
  session: Session,
  sourceId: string,
  secret: string,
  atMs: number,
): Promise<void> {
  const source = await session.query
    .selectFrom("webhook_sources")
    .select("id")
    .where("id", "=", sourceId)
    .executeTakeFirst();
  if (source === undefined) {
    throw new AppError("webhook/unknown-source", `source (${sourceId}) does not exist`);
  }
  await insertSecret(session, sourceId, secret, atMs);
  const live = await liveSecrets(session, sourceId);
  await session.query
    .deleteFrom("webhook_secrets")
    .where("source_id", "=", sourceId)
    .where(
      "number",
      "not in",
      live.map(({ number }) => number),
    )
    .execute();
}

async function insertSecret(
  session: Session,
  sourceId: string,
  secret: string,
  atMs: number,
): Promise<void> {
  await session.query
    .insertInto("webhook_secrets")
    .values({ source_id: sourceId, secret, created_at_ms: atMs })
    .execute();
}

/** Newest first. */
function liveSecrets(session: Session, sourceId: string) {
  return session.query
    .selectFrom("webhook_secrets")
    .select(["number", "secret"])
    .where("source_id", "=", sourceId)
    .orderBy("number", "desc")
    .limit(SECRET_COUNT_MAX)
    .execute();
}

function keyRow(key: ApiKey, secretSha256: string): ApiKeyTable {
  return {
    id: key.id,
    name: key.name,
    scope: key.scope,
    secret_sha256: secretSha256,
    created_at_ms: key.createdAtMs,
    expires_at_ms: key.expiresAtMs,
    revoked_at_ms: key.revokedAtMs,
    last_used_at_ms: key.lastUsedAtMs,
  };
}

function keyFrom(row: ApiKeyTable): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    revokedAtMs: row.revoked_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
  };
}

function sourceFrom(row: WebhookSourceTable): WebhookSource {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    areaId: row.area_id,
    createdAtMs: row.created_at_ms,
  };
}
