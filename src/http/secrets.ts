import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { ApiKey, Scope } from "../domain/index.ts";
import type { AccessRepository } from "../store/index.ts";

/** Bytes of randomness in a secret. */
const SECRET_BYTES = 32;

/** SHA-256 of a text in hex: all that is kept of an API key. */
export function sha256Hex(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** True where two texts are equal; the time it takes does not tell how much of them is. */
export function equalSecrets(a: string, b: string): boolean {
  const hashA = createHash("sha256").update(a).digest();
  const hashB = createHash("sha256").update(b).digest();
  return timingSafeEqual(hashA, hashB);
}

/** A secret for a webhook source after Standard Webhooks: `whsec_` and base64. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

/** A new id of a record that we name ourselves. */
export function newId(): string {
  return randomUUID();
}

/** What a new key is to be. */
export interface KeyOrder {
  readonly name: string;
  readonly scope: Scope;
  readonly expiresAtMs: number | null;
  readonly nowMs: number;
}

/** Makes an API key and stores its hash. The secret is in this answer and nowhere else. */
export async function makeApiKey(
  access: AccessRepository,
  order: KeyOrder,
): Promise<{ key: ApiKey; secret: string }> {
  const secret = `fr_${randomBytes(SECRET_BYTES).toString("base64url")}`;
  const key: ApiKey = {
    id: newId(),
    name: order.name,
    scope: order.scope,
    createdAtMs: order.nowMs,
    expiresAtMs: order.expiresAtMs,
    revokedAtMs: null,
    lastUsedAtMs: null,
  };
  await access.createKey(key, sha256Hex(secret));
  return { key, secret };
}
