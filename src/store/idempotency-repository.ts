import type { IdempotencyRepository } from "./repositories.ts";
import type { Access } from "./session.ts";

/** Answers to requests that came with an idempotency key. */
export function createIdempotencyRepository(access: Access): IdempotencyRepository {
  return {
    async find(key) {
      const row = await access.read.query
        .selectFrom("idempotency_answers")
        .select(["request_hash", "status", "body", "location"])
        .where("key", "=", key)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { request_hash: requestHash, status, body, location } = row;
      return { requestHash, status, body, location };
    },

    async keep(key, { requestHash, status, body, location, atMs }) {
      await access.write(async ({ query }) => {
        await query
          .insertInto("idempotency_answers")
          .values({ key, request_hash: requestHash, status, body, location, kept_at_ms: atMs })
          .onConflict((c) => c.column("key").doNothing())
          .execute();
      });
    },

    async forgetBefore(atMs) {
      await access.write(async ({ query }) => {
        await query.deleteFrom("idempotency_answers").where("kept_at_ms", "<", atMs).execute();
      });
    },
  };
}
