import express, { type Request, type Response, type Router } from "express";
import { AppError } from "../domain/index.ts";
import type { Answer, AnswerBody, Call, Handler, Handlers, Shared } from "./call.ts";
import { identifyCaller } from "./caller.ts";
import { checkInput, throwFaults } from "./check-request.ts";
import type { Endpoint } from "./contract/endpoint.ts";
import { ENDPOINT_NAMES, type EndpointName, endpointOf } from "./contract/endpoints.ts";
import { parseJsonBody } from "./json-body.ts";
import { contextOf } from "./request-context.ts";
import { SCOPE_OF } from "./scopes.ts";
import { sha256Hex } from "./secrets.ts";
import type { Services } from "./services.ts";

/** Answers to requests with an idempotency key are kept this long. */
const KEEP_MS = 24 * 3_600_000;
/** How often old answers are thrown away. */
const FORGET_INTERVAL_MS = 3_600_000;
const FORGET = "forget-answers";

/** Makes a route of every endpoint of the contract. */
export function mountEndpoints(
  router: Router,
  services: Services,
  shared: Shared,
  handlers: Handlers,
): void {
  for (const name of ENDPOINT_NAMES) {
    mount(router, services, shared, name, handlers[name] as Handler<EndpointName>);
  }
}

function mount<N extends EndpointName>(
  router: Router,
  services: Services,
  shared: Shared,
  name: N,
  handler: Handler<N>,
): void {
  const endpoint = endpointOf(name);
  const readBytes = bodyReader(services.config.bodyBytesMax);
  router[endpoint.method](expressPath(endpoint.path), async (request, response) => {
    contextOf(response).route = endpoint.path;
    const caller = await identifyCaller(services, request, SCOPE_OF[name]);
    const bytes =
      endpoint.body === undefined ? Buffer.alloc(0) : await readBytes(request, response);
    const parsed = parseBody(endpoint, bytes);
    const checked = checkInput(checkedParts(endpoint), {
      params: request.params,
      query: request.query,
      body: parsed,
    });
    const call = {
      ...checked,
      body: endpoint.rawBody === true ? bytes : checked.body,
      services,
      shared,
      caller,
      ifMatch: endpoint.ifMatch === true ? ifMatchOf(request) : null,
      request,
      response,
    } as Call<N>; // checkInput has held every part against the contract of this name
    const key = endpoint.idempotent === true ? idempotencyKeyOf(request) : null;
    if (key === null) {
      const answer = await handler(call);
      if (answer !== null) send(response, endpoint, answer);
      return;
    }
    await answerOnce(call, { key: `${caller.id}:${name}:${key}`, bytes, endpoint }, handler);
  });
}

/**
 * Answers a request with an idempotency key: the first of its copies does the work, all others get
 * the same answer.
 *
 * The answer is kept after the work is stored. A crash between the two forgets the key, not the
 * work; repeated readings then count as duplicates, and a repeated id is refused as existing.
 */
async function answerOnce<N extends EndpointName>(
  call: Call<N>,
  once: { readonly key: string; readonly bytes: Buffer; readonly endpoint: Endpoint },
  handler: Handler<N>,
): Promise<void> {
  const { idempotency } = call.services.store;
  const requestHash = sha256Hex(once.bytes);
  await call.shared.locks.run(`idempotency:${once.key}`, async () => {
    const kept = await idempotency.find(once.key);
    if (kept !== null && kept.requestHash !== requestHash) {
      throw new AppError(
        "request/key-reused",
        "this Idempotency-Key came with another body before: use a new key for a new request",
      );
    }
    if (kept !== null) {
      if (kept.location !== null) call.response.location(kept.location);
      call.response.set("Idempotent-Replayed", "true");
      sendJson(call.response, kept.status, kept.body);
      return;
    }
    const answer = await handler(call);
    if (answer === null) return;
    const { status, body } = send(call.response, once.endpoint, answer, { hold: true });
    const location = answer.headers?.["Location"] ?? null;
    const atMs = call.services.now();
    await idempotency.keep(once.key, { requestHash, status, body, location, atMs });
    await forgetOld(call.services, call.shared);
    sendJson(call.response, status, body);
  });
}

/** Throws old answers away, once in a while. */
async function forgetOld({ store, now }: Services, shared: Shared): Promise<void> {
  const nowMs = now();
  if (nowMs - (shared.lastRunMs.get(FORGET) ?? 0) < FORGET_INTERVAL_MS) return;
  shared.lastRunMs.set(FORGET, nowMs);
  await store.idempotency.forgetBefore(nowMs - KEEP_MS);
}

/** Sets the headers of an answer and sends it, or with `hold` gives what there is to send. */
function send<N extends EndpointName>(
  response: Response,
  endpoint: Endpoint,
  answer: NonNullable<Answer<N>>,
  options: { readonly hold: boolean } = { hold: false },
): { status: number; body: string } {
  const { body, headers, status = endpoint.status }: AnswerBody<unknown> = answer;
  for (const [name, value] of Object.entries(headers ?? {})) response.set(name, value);
  const text = body === null ? "" : JSON.stringify(body);
  if (!options.hold) sendJson(response, status, text);
  return { status, body: text };
}

function sendJson(response: Response, status: number, text: string): void {
  response.status(status).set("Cache-Control", "no-store");
  if (text === "") response.end();
  else response.type("application/json").send(text);
}

/** Reads the bytes of a body of at most so many; refuses types that are not JSON. */
function bodyReader(bytesMax: number): (request: Request, response: Response) => Promise<Buffer> {
  const raw = express.raw({ type: () => true, limit: bytesMax });
  return async (request, response) => {
    refuseOtherTypes(request);
    await new Promise<void>((resolve, reject) => {
      raw(request, response, (error?: unknown) =>
        error === undefined ? resolve() : reject(error),
      );
    });
    return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  };
}

function refuseOtherTypes(request: Request): void {
  const given = request.get("content-type") ?? "";
  const isJson = /^application\/([a-z0-9.+-]+\+)?json\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(given);
  if (isJson) return;
  throw new AppError(
    "request/unsupported-type",
    `the Content-Type (${given === "" ? "none" : given.slice(0, 100)}) must be application/json`,
  );
}

function parseBody(endpoint: Endpoint, bytes: Buffer): unknown {
  if (endpoint.body === undefined || endpoint.rawBody === true) return undefined;
  return parseJsonBody(bytes);
}

/** The endpoint without the schema of a body that the handler checks itself. */
function checkedParts(endpoint: Endpoint): Endpoint {
  if (endpoint.rawBody !== true) return endpoint;
  const { body: _, ...rest } = endpoint;
  return rest;
}

function ifMatchOf(request: Request): number | null {
  const given = request.get("if-match");
  if (given === undefined || given.trim() === "*") return null;
  const revision = /^"(\d{1,15})"$/.exec(given.trim())?.[1];
  if (revision === undefined) {
    throwFaults([{ pointer: "header/If-Match", detail: 'give the ETag as it came, such as "3"' }]);
  }
  return Number(revision);
}

function idempotencyKeyOf(request: Request): string | null {
  const given = request.get("idempotency-key");
  if (given === undefined) return null;
  if (!/^[\x21-\x7e]{1,200}$/.test(given)) {
    throwFaults([
      { pointer: "header/Idempotency-Key", detail: "use 1 to 200 visible ASCII characters" },
    ]);
  }
  return given;
}

/** Path of OpenAPI in the form that Express takes: `{areaId}` becomes `:areaId`. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
