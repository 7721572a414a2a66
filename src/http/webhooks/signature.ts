import { Webhook } from "standardwebhooks";
import { equalSecrets } from "../secrets.ts";

/** How far a message's stamp may be from our clock, after Standard Webhooks. */
const WEBHOOK_WINDOW_SEC = 300;

/** Headers of a signed message; undefined where one is missing. */
export interface SignatureHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

export type SignatureResult =
  | { readonly ok: true; readonly messageId: string }
  | {
      readonly ok: false;
      readonly code: "webhook/unsigned" | "webhook/stale" | "webhook/bad-signature";
      readonly detail: string;
    };

/**
 * Checks a message signed after Standard Webhooks: HMAC-SHA-256 over `id.timestamp.body`.
 *
 * @param secrets live secrets, any of which may have signed; while one is rotated there are two
 * @param body bytes as they came
 */
export function checkSignature(
  headers: SignatureHeaders,
  body: Buffer,
  secrets: readonly string[],
  nowMs: number,
): SignatureResult {
  const { id, timestamp, signature } = headers;
  if (id === undefined || timestamp === undefined || signature === undefined) {
    const detail = "send webhook-id, webhook-timestamp and webhook-signature";
    return { ok: false, code: "webhook/unsigned", detail };
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) {
    const detail = "webhook-id must be visible ASCII, webhook-timestamp whole seconds";
    return { ok: false, code: "webhook/unsigned", detail };
  }
  const stampSec = Number(timestamp);
  const offSec = Math.floor(nowMs / 1000) - stampSec;
  if (Math.abs(offSec) > WEBHOOK_WINDOW_SEC) {
    const detail = `webhook-timestamp (${timestamp}) is ${Math.abs(offSec)} s off: at most ${WEBHOOK_WINDOW_SEC}`;
    return { ok: false, code: "webhook/stale", detail };
  }
  const offered = signature.split(" ").slice(0, 10);
  const stamp = new Date(stampSec * 1000);
  const isSigned = secrets.some((secret) => {
    const expected = new Webhook(secret).sign(id, stamp, body);
    return offered.some((candidate) => equalSecrets(candidate, expected));
  });
  if (isSigned) return { ok: true, messageId: id };
  const detail = "the signature fits neither live secret: sign id.timestamp.body with the newest";
  return { ok: false, code: "webhook/bad-signature", detail };
}
