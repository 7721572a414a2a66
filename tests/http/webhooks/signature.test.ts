import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { newWebhookSecret } from "../../../src/http/secrets.ts";
import { checkSignature } from "../../../src/http/webhooks/signature.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 6, 30);
const BODY = Buffer.from('{"readings":[]}');
const [newest, older, gone] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];

function signed(secret: string, atMs = NOW_MS, id = "msg-1") {
  const signature = new Webhook(secret).sign(id, new Date(atMs), BODY);
  return { id, timestamp: String(Math.floor(atMs / 1000)), signature };
}

function codeOf(headers: Parameters<typeof checkSignature>[0], body = BODY) {
  const result = checkSignature(headers, body, [newest, older], NOW_MS);
  return result.ok ? result.messageId : result.code;
}

describe("a signature", () => {
  test("may be made with either live secret, and with none that has gone", () => {
    expect(codeOf(signed(newest))).toBe("msg-1");
    expect(codeOf(signed(older))).toBe("msg-1");
    expect(codeOf(signed(gone))).toBe("webhook/bad-signature");
  });

  test("may stand among others, as while the sender rotates", () => {
    const { signature, ...rest } = signed(newest);
    expect(codeOf({ ...rest, signature: `v1,AAAA ${signature} v2,BBBB` })).toBe("msg-1");
  });

  test("covers the body, the id and the time", () => {
    expect(codeOf(signed(newest), Buffer.from('{"readings":[1]}'))).toBe("webhook/bad-signature");
    expect(codeOf({ ...signed(newest), id: "msg-2" })).toBe("webhook/bad-signature");
    const later = String(NOW_MS / 1000 + 1);
    expect(codeOf({ ...signed(newest), timestamp: later })).toBe("webhook/bad-signature");
  });

  test("holds for five minutes to either side", () => {
    for (const sign of [-1, 1]) {
      expect(codeOf(signed(newest, NOW_MS + sign * 300_000))).toBe("msg-1");
      expect(codeOf(signed(newest, NOW_MS + sign * 301_000))).toBe("webhook/stale");
    }
  });

  test("is missing where a header is, or is no id or number of seconds", () => {
    const good = signed(newest);
    for (const name of ["id", "timestamp", "signature"] as const) {
      expect(codeOf({ ...good, [name]: undefined })).toBe("webhook/unsigned");
    }
    expect(codeOf({ ...good, timestamp: `${good.timestamp}abc` })).toBe("webhook/unsigned");
    expect(codeOf({ ...good, id: "" })).toBe("webhook/unsigned");
  });
});
