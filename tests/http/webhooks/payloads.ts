import { readFileSync } from "node:fs";
import type { MessageItem, SentLevel } from "../../../src/http/webhooks/sent-level.ts";

const PAYLOADS = new URL("../../../fixtures/payloads/", import.meta.url);

/** Text of an example message. */
export function payloadText(name: string): string {
  return readFileSync(new URL(name, PAYLOADS), "utf8");
}

/** An example message, parsed. */
// biome-ignore lint/suspicious/noExplicitAny: tests change any part of it
export function payload(name: string): any {
  return JSON.parse(payloadText(name));
}

/** The item as a level; throws where it brings none. */
export function levelOf(item: MessageItem | undefined): SentLevel {
  if (item === undefined) throw new Error("there is no such item");
  if (!item.ok) throw new Error(`${item.code}: ${item.detail}`);
  return item;
}

/** Why an item brings no level; `ok` where it does. */
export function codeOf(item: MessageItem | undefined): string {
  return item === undefined ? "none" : item.ok ? "ok" : item.code;
}
