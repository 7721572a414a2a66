import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { writeGridCity } from "../support/grid-city.ts";
import { type ServiceProcess, startServiceProcess } from "../support/service-process.ts";

/** Readings sent before each kill, in batches of five. */
const BATCHES = 40;
const KILLS = 3;

interface JobView {
  readonly state: string;
  readonly attempts: number;
  readonly resultId: string | null;
  readonly error: { readonly code: string } | null;
}

let city: Awaited<ReturnType<typeof writeGridCity>>;
let dataDir: string;

beforeAll(async () => {
  city = await writeGridCity();
  dataDir = await mkdtemp(join(tmpdir(), "fillroute-crash-"));
});

afterAll(async () => {
  await city.remove();
  await rm(dataDir, { recursive: true, force: true });
});

test("a service killed while it plans and takes readings loses nothing and ends its jobs", async () => {
  const random = new Random(11);
  const acknowledged: { containerId: string; sequence: number }[] = [];
  const jobIds: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const service = await start();
    await firstPlan(service);
    jobIds.push(await askForPlan(service));
    const killAfter = 1 + random.below(BATCHES - 1);
    let killed: Promise<unknown> | null = null;
    for (let batch = 0; batch < BATCHES && killed === null; batch++) {
      const sent = readings(kill * 1000 + batch * 5);
      // The kill falls between the sending of a batch and its answer.
      const answer = postReadings(service, sent);
      if (batch === killAfter) killed = service.kill();
      if (await answer) acknowledged.push(...sent);
    }
    await killed;
  }
  const service = await start();
  try {
    for (const { containerId, sequence } of acknowledged) {
      expect(await sequencesOf(service, containerId), containerId).toContain(sequence);
    }
    expect(acknowledged.length).toBeGreaterThan(10);
    for (const jobId of jobIds) await expectEnded(service, jobId);
    await expectWholePlans(service);
  } finally {
    await service.stop();
  }
}, 180_000);

test("a second start on the same data imports and plans nothing again", async () => {
  const startedMs = performance.now();
  const service = await start();
  try {
    const readyMs = performance.now() - startedMs;
    const jobs = await get<{ items: { createdAt: string }[] }>(service, "/api/v1/jobs?limit=100");
    const newest = Math.max(...jobs.items.map(({ createdAt }) => Date.parse(createdAt)));
    expect(newest).toBeLessThan(Date.now() - readyMs);
    expect(readyMs).toBeLessThan(15_000);
  } finally {
    await service.stop();
  }
}, 60_000);

function start(): Promise<ServiceProcess> {
  return startServiceProcess(["--city", city.directory, "--plan-seconds", "1"], dataDir);
}

async function firstPlan(service: ServiceProcess): Promise<void> {
  await until(async () => {
    const plans = await get<{ items: unknown[] }>(service, "/api/v1/plans?limit=1");
    return plans.items.length > 0;
  });
}

async function askForPlan(service: ServiceProcess): Promise<string> {
  const response = await fetch(`${service.url}api/v1/plans`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ areaId: "grid", seconds: 4 }),
  });
  expect(response.status).toBe(202);
  const job: { id: string } = await response.json();
  return job.id;
}

function readings(firstSequence: number) {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  return Array.from({ length: 5 }, (_, i) => ({
    containerId: city.containerIds[(firstSequence + i) % city.containerIds.length] ?? "",
    at,
    fillPercent: 20,
    sequence: firstSequence + i,
  }));
}

/** True once the service has acknowledged the batch; false where it died before. */
async function postReadings(service: ServiceProcess, batch: readonly object[]): Promise<boolean> {
  try {
    const response = await fetch(`${service.url}api/v1/readings`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ readings: batch }),
    });
    const result: { stored: number } = await response.json();
    return response.ok && result.stored === batch.length;
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError); // the connection was cut
    return false;
  }
}

async function sequencesOf(service: ServiceProcess, containerId: string): Promise<number[]> {
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const path = `/api/v1/containers/${containerId}/readings?limit=1000&from=${from}`;
  const page = await get<{ items: { sequence: number }[] }>(service, path);
  return page.items.map(({ sequence }) => sequence);
}

/** The job ran again to its end, or says that it was cut off too often. */
async function expectEnded(service: ServiceProcess, jobId: string): Promise<void> {
  let job: JobView = { state: "queued", attempts: 0, resultId: null, error: null };
  await until(async () => {
    job = await get(service, `/api/v1/jobs/${jobId}`);
    return job.state !== "queued" && job.state !== "running";
  });
  if (job.attempts >= KILLS && job.state === "failed") {
    expect(job.error?.code).toBe("job/interrupted");
    return;
  }
  expect(job.state).toBe("succeeded");
  expect(job.resultId).not.toBeNull();
}

/** Every plan that is listed can be read whole, with as many lines as its routes have legs. */
async function expectWholePlans(service: ServiceProcess): Promise<void> {
  const plans = await get<{ items: { id: string }[] }>(service, "/api/v1/plans?limit=100");
  expect(plans.items.length).toBeGreaterThanOrEqual(KILLS);
  for (const { id } of plans.items) {
    const plan = await get<{ routes: { visits: unknown[] }[] }>(service, `/api/v1/plans/${id}`);
    const lines = await get<{ features: unknown[] }>(service, `/api/v1/plans/${id}/routes.geojson`);
    const legCount = plan.routes.reduce((count, { visits }) => count + visits.length - 1, 0);
    expect(lines.features).toHaveLength(legCount);
  }
}

async function get<T>(service: ServiceProcess, path: string): Promise<T> {
  const response = await fetch(new URL(path, service.url));
  expect(response.status, path).toBe(200);
  return await response.json();
}

/** Asks again and again until `holds`, for at most a minute. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 60_000;
  while (!(await holds())) {
    expect(performance.now()).toBeLessThan(endMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
