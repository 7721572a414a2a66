import type { Request } from "express";
import { AppError, type Scope } from "../domain/index.ts";
import { type Requirement, scopeCovers } from "./scopes.ts";
import { sha256Hex } from "./secrets.ts";
import type { Services } from "./services.ts";

/** How old the time of a key's last use may get before it is written again. */
const TOUCH_INTERVAL_MS = 60_000;

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Who asks: the key's id and name for the log and the audit, or `open`. */
export interface Caller {
  readonly id: string;
  readonly name: string;
}

const OPEN: Caller = { id: "open", name: "open" };

/**
 * Finds out who asks, and throws where he may not: `access/no-key`, `access/unknown-key`,
 * `access/scope`.
 *
 * Without any key made, a service on the loopback is open, but only to requests addressed to the
 * loopback and not sent by a page from elsewhere: otherwise any page that the dispatcher visits
 * could command the service through his browser.
 */
export async function identifyCaller(
  services: Services,
  request: Request,
  needed: Requirement,
): Promise<Caller> {
  if (needed === "open" || needed === "signature") return OPEN;
  const { access } = services.store;
  if (services.config.loopback && (await access.isOpen())) {
    refuseForeignPages(request);
    return OPEN;
  }
  return keyCaller(services, request, needed);
}

async function keyCaller(services: Services, request: Request, needed: Scope): Promise<Caller> {
  const { access } = services.store;
  const secret = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(request.get("authorization") ?? "")?.[1];
  if (secret === undefined) {
    throw new AppError("access/no-key", "send the header Authorization: Bearer and an API key");
  }
  const key = await access.keyBySecret(sha256Hex(secret));
  const nowMs = services.now();
  if (key === null || key.revokedAtMs !== null) {
    throw new AppError("access/unknown-key", "the API key is unknown or revoked: use another");
  }
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) {
    throw new AppError("access/unknown-key", `the API key (${key.name}) has expired: use another`);
  }
  if (!scopeCovers(key.scope, needed)) {
    throw new AppError(
      "access/scope",
      `the API key (${key.name}) has the scope ${key.scope}: this needs ${needed}`,
    );
  }
  if (nowMs - (key.lastUsedAtMs ?? 0) >= TOUCH_INTERVAL_MS) await access.touchKey(key.id, nowMs);
  return { id: key.id, name: key.name };
}

function refuseForeignPages(request: Request): void {
  const host = hostName(`http://${request.get("host") ?? ""}`);
  const origin = request.get("origin");
  const foreignHost = !LOOPBACK_NAMES.has(host);
  const foreignPage = origin !== undefined && !LOOPBACK_NAMES.has(hostName(origin));
  if (foreignHost || foreignPage) {
    throw new AppError(
      "access/no-key",
      "without a key the service answers only requests from this machine to localhost: make a key",
    );
  }
}

function hostName(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : "";
}
