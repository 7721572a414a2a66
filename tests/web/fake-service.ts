import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type {
  AreaBody,
  ContainerBody,
  JobBody,
  PlanBody,
  ProblemBody,
} from "../../src/http/index.ts";
import {
  type FakeCity,
  makeFakeCity,
  makeForecast,
  makeReadings,
  makeSensors,
} from "./fake-city.ts";
import { type FakePlan, makeFakePlan } from "./fake-plan.ts";
import { makeTile } from "./fake-tiles.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** As strict as the service's own: the page may load and ask nothing but its own origin. */
const CONTENT_POLICY =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; " +
  "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'";

/** Where the fake service starts: with a plan, with a city only, or with nothing yet. */
export type Scenario = "planned" | "unplanned" | "importing";

/**
 * Stands in for the service in tests of the page: the same addresses and bodies, a made-up town,
 * and jobs that move only when the test says so.
 */
export class FakeService {
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #city: FakeCity;
  readonly #key: string | null;
  readonly #directory: string;
  readonly #nowMs = Date.now();
  readonly #plans = new Map<string, FakePlan>();
  readonly #listeners = new Set<ServerResponse>();
  #hasArea: boolean;
  #currentId: string | null = null;
  #proposalId: string | null = null;
  #job: JobBody | null = null;
  #refusal: ProblemBody | null = null;
  #version = 0;
  #alarms: AreaBody["alarms"] = [];

  /** @param given `directory` holds the built page; with `key` the API asks for it */
  constructor(given: {
    readonly scenario: Scenario;
    readonly key: string | null;
    readonly directory: string;
  }) {
    const { scenario, key, directory } = given;
    this.#directory = directory;
    this.#city = makeFakeCity(this.#nowMs);
    this.#key = key;
    this.#hasArea = scenario !== "importing";
    if (scenario === "planned") this.#plan("draft", [], null);
    if (scenario === "importing") this.#startJob("import-city");
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Listens on a free port of the loopback; gives the address of the page. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    for (const listener of this.#listeners) listener.end();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get city(): FakeCity {
    return this.#city;
  }

  get currentPlan(): PlanBody | null {
    return this.#plans.get(this.#currentId ?? "")?.plan ?? null;
  }

  /** A sensor alarm at a site that the plan leaves out; gives the proposal. */
  propose(): PlanBody {
    const current = this.currentPlan;
    if (current === null) throw new Error("a proposal needs a plan");
    const planned = new Set(current.routes.flatMap(({ visits }) => visits.map((v) => v.placeId)));
    const left = new Set(current.unassigned.map(({ siteId }) => siteId));
    const container = this.#city.containers.find(
      ({ site }) => !planned.has(site.id) && !left.has(site.id),
    );
    if (container === undefined) throw new Error("every site is planned");
    const made = this.#plan("proposed", [container.site.id], current.id);
    const route = made.plan.routes.find(({ visits }) =>
      visits.some(({ placeId }) => placeId === container.site.id),
    );
    const reason = "96 % full now, overflows before its next visit with 91 %.";
    made.plan.changes.push({
      kind: "added",
      siteId: container.site.id,
      siteName: container.site.name,
      containerIds: [container.id],
      fromVehicle: null,
      toVehicle: route?.vehicleName ?? null,
      reason,
    });
    this.#proposalId = made.plan.id;
    return made.plan;
  }

  /** A sensor cries out; gives the container it hangs in. */
  alarm(): ContainerBody {
    const container = this.#city.containers[3];
    if (container === undefined) throw new Error("an alarm needs a container");
    const at = new Date(this.#nowMs).toISOString();
    const told = { kind: "fire", source: "lora", raisedAt: at, lastAt: at } as const;
    const open = { clearedAt: null, clearedBy: null };
    this.#alarms = [{ id: "alarm-1", containerId: container.id, ...told, ...open }];
    return container;
  }

  /** Moves the running job on and tells those who listen. */
  moveJob(change: Partial<JobBody>): void {
    if (this.#job === null) throw new Error("no job runs");
    this.#job = { ...this.#job, ...change };
    const isOpen = this.#job.state === "queued" || this.#job.state === "running";
    const event = isOpen ? "progress" : "end";
    for (const listener of this.#listeners) {
      listener.write(`event: ${event}\ndata: ${JSON.stringify(this.#job)}\n\n`);
      if (!isOpen) listener.end();
    }
    if (!isOpen) this.#listeners.clear();
  }

  /** Ends the running job well: the city is there, or the day has a new plan. */
  finishJob(): void {
    if (this.#job?.kind === "import-city") this.#hasArea = true;
    else this.#plan("draft", [], null);
    this.moveJob({ state: "succeeded", finishedAt: new Date().toISOString() });
  }

  /** Answers the next POST with this problem. */
  refuseNext(problem: ProblemBody): void {
    this.#refusal = problem;
  }

  #plan(
    state: PlanBody["state"],
    extraSiteIds: readonly string[],
    parentId: string | null,
  ): FakePlan {
    this.#version += 1;
    const version = this.#version;
    const id = `plan-${version}`;
    const nowMs = this.#nowMs;
    const made = makeFakePlan(this.#city, { id, version, state, nowMs, extraSiteIds, parentId });
    this.#plans.set(id, made);
    if (state === "draft") this.#currentId = id;
    return made;
  }

  #startJob(kind: JobBody["kind"]): JobBody {
    const at = new Date().toISOString();
    this.#job = {
      id: `job-${kind}-${this.#version}`,
      kind,
      state: "running",
      areaId: kind === "import-city" ? null : this.#city.area.id,
      progress: { step: "start", message: "Starting", share: 0 },
      resultId: null,
      resultUrl: null,
      error: null,
      attempts: 1,
      createdAt: at,
      startedAt: at,
      finishedAt: null,
    };
    return this.#job;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fake");
    this.requests.push(`${request.method} ${url.pathname}`);
    response.setHeader("content-security-policy", CONTENT_POLICY);
    const path = url.pathname.replace("/api/v1", "");
    if (!url.pathname.startsWith("/api/")) {
      await sendFile(this.#directory, url.pathname, response);
    } else if (this.#key !== null && request.headers.authorization !== `Bearer ${this.#key}`) {
      sendProblem(response, problem(401, "An API key is needed", "Send an API key."));
    } else if (request.method === "POST") {
      this.#post(path, response);
    } else {
      this.#get(path, response);
    }
  }

  #get(path: string, response: ServerResponse): void {
    const tile = /\/tiles\/(\d+)\/(\d+)\/(\d+)\.pbf$/.exec(path);
    if (tile !== null) {
      response.setHeader("content-type", "application/vnd.mapbox-vector-tile");
      response.end(makeTile(Number(tile[1]), Number(tile[2]), Number(tile[3])));
    } else if (path.endsWith("/events")) {
      this.#stream(response);
    } else {
      sendFound(response, path, this.#list(path) ?? this.#single(path));
    }
  }

  #list(path: string): object | null {
    const { area, streams, depots, facilities, vehicles, containers } = this.#city;
    const proposalIds = this.#proposalId === null ? [] : [this.#proposalId];
    const alarms = this.#alarms;
    const areaNow = { ...area, currentPlanId: this.#currentId, alarms, proposalIds };
    const lists: Readonly<Record<string, readonly object[]>> = {
      "/areas": this.#hasArea ? [areaNow] : [],
      [`/areas/${area.id}/streams`]: streams,
      [`/areas/${area.id}/depots`]: depots,
      [`/areas/${area.id}/facilities`]: facilities,
      [`/areas/${area.id}/sensors`]: makeSensors(containers),
      "/vehicles": vehicles,
      "/containers": containers,
      "/jobs": this.#job === null ? [] : [this.#job],
    };
    const items = lists[path];
    return items === undefined ? null : { items, nextCursor: null };
  }

  #single(path: string): object | null {
    const [, kind, id = "", part] = path.split("/");
    if (kind === "jobs") return this.#job;
    if (kind === "plans") {
      const made = this.#plans.get(id);
      return (part === "routes.geojson" ? made?.routes : made?.plan) ?? null;
    }
    const container = this.#city.containers.find((candidate) => candidate.id === id);
    if (kind !== "containers" || container === undefined) return null;
    if (part === "forecast") return makeForecast(container, this.#nowMs);
    if (part !== "readings") return container;
    return { items: makeReadings(container, this.#nowMs), nextCursor: null };
  }

  #post(path: string, response: ServerResponse): void {
    const [, kind, id = "", action = ""] = path.split("/");
    const plan = this.#plans.get(id)?.plan;
    if (this.#refusal !== null) {
      sendProblem(response, this.#refusal);
      this.#refusal = null;
    } else if (path === "/plans") {
      sendJson(response, 202, this.#startJob("plan"));
    } else if (kind === "alarms") {
      const [alarm] = this.#alarms;
      this.#alarms = [];
      sendFound(response, path, alarm ?? null);
    } else if (kind === "jobs" && action === "cancel") {
      this.moveJob({ state: "cancelled" });
      sendJson(response, 202, this.#job);
    } else {
      if (kind === "plans" && plan !== undefined) this.#decide(plan, action);
      sendFound(response, path, plan ?? null);
    }
  }

  #decide(plan: PlanBody, action: string): void {
    const { state } = this.currentPlan ?? plan;
    if (action === "release") plan.state = "released";
    if (action === "reject") plan.state = "rejected";
    if (action === "accept") {
      plan.state = state;
      this.#currentId = plan.id;
    }
    if (this.#proposalId === plan.id) this.#proposalId = null;
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`event: progress\ndata: ${JSON.stringify(this.#job)}\n\n`);
    this.#listeners.add(response);
  }
}

/** A problem document of the fake service. */
export function problem(status: number, title: string, detail: string): ProblemBody {
  return { type: "/problems/fake", title, status, detail, instance: "/fake" };
}

function sendProblem(response: ServerResponse, body: ProblemBody): void {
  response.writeHead(body.status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify(body));
}

function sendFound(response: ServerResponse, path: string, body: object | null): void {
  if (body === null) sendProblem(response, problem(404, "Nothing is here", path));
  else sendJson(response, 200, body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function sendFile(directory: string, path: string, response: ServerResponse): Promise<void> {
  const name = path === "/" ? "index.html" : path.slice(1);
  const bytes = await readFile(join(directory, name)).catch(() => null);
  if (bytes === null) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" });
  response.end(bytes);
}
