import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Express } from "express";
import pino from "pino";
import request from "supertest";
import { expect } from "vitest";
import { createApp } from "../../../src/http/app.ts";
import { type EndpointName, endpointOf } from "../../../src/http/contract/endpoints.ts";
import { errorsOf } from "../../../src/http/openapi.ts";
import { problemSchema } from "../../../src/http/schemas/common.ts";
import {
  DEFAULT_HTTP_CONFIG,
  type HttpConfig,
  type PlanningHooks,
} from "../../../src/http/services.ts";
import { type JobQueue, startJobQueue } from "../../../src/jobs/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { smallCity } from "../../support/small-city.ts";
import { NOW_MS } from "./small-plan.ts";

/** Eight digits of a device on container c0, as its sensor writes it. */
export const DEVICE = "24E124713B000042";
const GRAPH_VERSION = "graph-1";

/** A whole service on a store of its own in a new folder, with a clock that tests set. */
export interface TestService {
  readonly app: Express;
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly clock: { nowMs: number };
  /** Lines of the log. */
  readonly log: string[];
  /** Asks an endpoint and holds the answer against the contract. */
  call(name: EndpointName, input?: CallInput): Promise<Answer>;
  /** The audit log, oldest first; nothing but a test and an auditor reads it. */
  auditEntries(): { actor: string; action: string; detail: string }[];
  close(): Promise<void>;
}

interface CallInput {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the schema of the contract has checked the body
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TestOptions {
  readonly config?: Partial<HttpConfig>;
  readonly planning?: PlanningHooks;
  /** Nothing is imported. */
  readonly isEmpty?: true;
  /** Listing plans fails as it would on a dead disk. */
  readonly breakStore?: true;
}

const NO_REPLAN: PlanningHooks = { containersForReplan: async () => null };

/** Starts a service with the small city of the tests: sites s0 to s3 with containers c0 to c3. */
export async function startTestService(options: TestOptions = {}): Promise<TestService> {
  const dataDir = mkdtempSync(join(tmpdir(), "fillroute-http-"));
  const clock = { nowMs: NOW_MS };
  const now = () => clock.nowMs;
  const store = await openStore({ dataDir, now });
  if (options.isEmpty !== true) await fillStore(store);
  const handlersUrl = new URL("./job-handlers.ts", import.meta.url).href;
  const jobs = await startJobQueue({ store, dataDir, now, handlersUrl });
  const log: string[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => log.push(line) });
  const config = { ...DEFAULT_HTTP_CONFIG, ...options.config };
  const planning = options.planning ?? NO_REPLAN;
  const served = options.breakStore === true ? withDeadPlans(store) : store;
  const app = createApp({ store: served, jobs, now, logger, config, planning });
  return {
    ...{ app, store, jobs, clock, log },
    call: (name, input = {}) => callEndpoint(app, name, input),
    auditEntries: () => readAudit(dataDir),
    async close() {
      await jobs.close();
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function withDeadPlans(store: Store): Store {
  const list = () => Promise.reject(new Error("the disk has gone"));
  return { ...store, plans: { ...store.plans, list } };
}

function readAudit(dataDir: string): { actor: string; action: string; detail: string }[] {
  const database = new DatabaseSync(join(dataDir, "fillroute.sqlite"), { readOnly: true });
  const rows = database.prepare("select actor, action, detail from audit_entries order by number");
  const entries = rows.all().map((row) => ({
    actor: String(row["actor"]),
    action: String(row["action"]),
    detail: String(row["detail"]),
  }));
  database.close();
  return entries;
}

async function fillStore(store: Store): Promise<void> {
  const city = smallCity();
  const containers = city.containers.map((container) =>
    container.id === "c0"
      ? { ...container, deviceId: DEVICE.toLowerCase(), depthMm: 2000, sensorOffsetMm: 200 }
      : container.id === "c1"
        ? { ...container, deviceId: "24e124713b000043" }
        : container,
  );
  const imported = { sourceHash: "hash", atMs: NOW_MS };
  await store.cities.replaceCity({ ...city, containers }, imported);
  await store.roads.put("town", "lines", GRAPH_VERSION, new TextEncoder().encode(ROAD_LINES));
  await store.roads.setGraphVersion("town", GRAPH_VERSION);
}

/** Two roads that cross in the middle of the small city. */
const ROAD_LINES = JSON.stringify({
  type: "FeatureCollection",
  features: [
    line("Main Street", "primary", [11.9, 57.7], [12.0, 57.7]),
    line("Cross Street", "residential", [11.95, 57.65], [11.95, 57.75]),
  ],
});

function line(name: string, roadClass: string, from: number[], to: number[]): object {
  return {
    type: "Feature",
    geometry: { type: "LineString", coordinates: [from, to] },
    properties: { class: roadClass, name },
  };
}

async function callEndpoint(app: Express, name: EndpointName, input: CallInput): Promise<Answer> {
  const endpoint = endpointOf(name);
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(input.params?.[key] ?? "")),
  );
  const sent = request(app)
    [endpoint.method](path)
    .query(input.query ?? {});
  for (const [header, value] of Object.entries(input.headers ?? {})) sent.set(header, value);
  if (input.body !== undefined) sent.set("Content-Type", "application/json");
  const answer = await (input.body === undefined
    ? sent
    : sent.send(typeof input.body === "string" ? input.body : JSON.stringify(input.body)));
  expectContract(name, answer);
  return { status: answer.status, body: answer.body, headers: answer.headers };
}

/** Fails where an answer is not one that the contract of its endpoint names. */
function expectContract(name: EndpointName, answer: request.Response): void {
  const endpoint = endpointOf(name);
  const label = `${name} ${answer.status} ${answer.text}`;
  if (answer.status < 400 || answer.status === endpoint.statusOfNo) {
    if (answer.status < 400 && answer.status !== 204 && answer.status !== 304) {
      expect(answer.status, label).toBe(endpoint.status);
    }
    // Parsing drops what the schema does not name, so equality shows that nothing was added.
    const { response } = endpoint;
    if (response !== null) expect(response.parse(answer.body), label).toEqual(answer.body);
    return;
  }
  expect(answer.type, label).toBe("application/problem+json");
  const problem = problemSchema.parse(answer.body);
  expect(problem, label).toEqual(answer.body);
  expect(problem.status, label).toBe(answer.status);
  expect(errorsOf(name).map((code) => `/problems/${code}`)).toContain(problem.type);
}

/** Code of a problem document. */
export function codeOf(answer: Answer): string {
  return String(answer.body.type).replace("/problems/", "");
}
