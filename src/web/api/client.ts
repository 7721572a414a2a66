import type { ProblemBody } from "./types.ts";

const ROOT = "/api/v1";
const KEY_NAME = "fillroute-key";

/** An answer that is not a success, with the problem document's words. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly title: string;
  readonly faults: readonly string[];

  constructor(status: number, problem: Partial<ProblemBody>) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.title = problem.title ?? "";
    this.faults = (problem.errors ?? []).map(({ pointer, detail }) =>
      `${pointer} ${detail}`.trim(),
    );
  }
}

/** Key the user gave in this tab; null where none is needed or given yet. */
function apiKey(): string | null {
  return sessionStorage.getItem(KEY_NAME);
}

/** Keeps the key until the tab is closed; null forgets it. */
export function rememberApiKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(KEY_NAME);
  else sessionStorage.setItem(KEY_NAME, key);
}

export function authorisation(): Record<string, string> {
  const key = apiKey();
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

/** Address of a path under the API. */
export function apiAddress(path: string): string {
  return `${ROOT}${path}`;
}

/**
 * Gets JSON. Throws `ApiProblem` for an answer other than a success, and `TypeError` where the
 * service cannot be reached.
 */
export async function getJson<T>(path: string): Promise<T> {
  return await send<T>("GET", path);
}

/** Gets every page of a list. */
export async function getAll<T>(path: string): Promise<readonly T[]> {
  const all: T[] = [];
  const separator = path.includes("?") ? "&" : "?";
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: T[]; nextCursor: string | null } = await getJson(
      `${path}${separator}limit=1000${from}`,
    );
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

/** Posts JSON; each call is one intent, so a retry by the browser repeats nothing. */
export async function postJson<T>(path: string, body: unknown = {}): Promise<T> {
  return await send<T>("POST", path, body);
}

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", ...authorisation() };
  if (method === "POST") {
    headers["content-type"] = "application/json";
    headers["idempotency-key"] = randomKey();
  }
  const response = await fetch(apiAddress(path), {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new ApiProblem(response.status, await problemOf(response));
  return response.status === 204 ? (null as T) : ((await response.json()) as T);
}

/** `crypto.randomUUID` exists on secure origins only; a depot's server may be plain HTTP. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function problemOf(response: Response): Promise<Partial<ProblemBody>> {
  const type = response.headers.get("content-type") ?? "";
  return type.includes("json") ? ((await response.json()) as ProblemBody) : {};
}
