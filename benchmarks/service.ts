import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { Webhook } from "standardwebhooks";
import { kilograms, litres, seconds } from "../src/base/index.ts";
import type { BenchmarkOptions } from "../src/cli/index.ts";
import type { City } from "../src/domain/index.ts";
import { createApp, createLogger, DEFAULT_HTTP_CONFIG, listen } from "../src/http/index.ts";
import { openStore, type Store } from "../src/store/index.ts";

const CONTAINER_COUNT = 5_000;
const READINGS_A_BATCH = 100;
const CONNECTIONS = 8;
/** Batches a second that a large city's sensors send: 5,000 readings. */
const STEADY_RATE = 50;
const HOUR_MS = 3_600_000;
const HOURS_A_YEAR = 8_760;
const YEARS_OF_CONTAINERS = 570;
const QUERY_COUNT = 200;

/**
 * Readings by signed webhook in batches of 100, each durably committed before its answer: as many
 * as go, and 5,000 a second; reads of the container list; then one container's year of hourly
 * readings out of five million. Server and clients share one process.
 */
export async function run(options: BenchmarkOptions): Promise<void> {
  const containerCount = options.toy ? 200 : CONTAINER_COUNT;
  const duration = options.toy ? 1 : (options.seconds ?? 20);
  const dataDir = await mkdtemp(join(tmpdir(), "fillroute-bench-"));
  const store = await openStore({ dataDir });
  await store.cities.replaceCity(benchCity(containerCount), { sourceHash: "bench", atMs: 0 });
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const source = { id: "bench", name: "bench", kind: "plain", areaId: "bench" } as const;
  await store.access.createSource({ ...source, createdAtMs: 0 }, secret);
  const app = createApp({
    store,
    jobs: { enqueue: refuse, cancel: refuse, subscribe: () => () => undefined },
    now: Date.now,
    logger: createLogger("silent", process.stderr),
    config: { ...DEFAULT_HTTP_CONFIG, requestsPerMinuteMax: 10_000_000 },
    planning: { containersForReplan: async () => null },
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  try {
    const setupRequest = signedBatches(containerCount, secret);
    const requests = [{ method: "POST" as const, setupRequest }];
    const url = `${server.url}/api/v1/webhooks/bench`;
    const base = { url, connections: CONNECTIONS, duration, requests };
    const fastest = await autocannon(base);
    const steady = await autocannon({ ...base, overallRate: STEADY_RATE });
    const reads = await autocannon({
      url: `${server.url}/api/v1/containers?areaId=bench&limit=100`,
      connections: CONNECTIONS,
      duration,
    });
    process.stdout.write(table(fastest, steady, reads));
    process.stdout.write(await yearTable(store, options.toy ? 2 : YEARS_OF_CONTAINERS));
  } finally {
    await server.close();
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}

function signedBatches(
  containerCount: number,
  secret: string,
): (request: autocannon.Request) => autocannon.Request {
  const webhook = new Webhook(secret);
  let sequence = 0;
  const startMs = Date.now() - 24 * HOUR_MS;
  return (request) => {
    const readings = Array.from({ length: READINGS_A_BATCH }, () => {
      sequence++;
      return {
        containerId: `c${sequence % containerCount}`,
        at: new Date(startMs + Math.floor(sequence / containerCount) * 1_000).toISOString(),
        fillPercent: sequence % 90,
        sequence,
      };
    });
    const body = JSON.stringify({ readings });
    const id = `message-${sequence}`;
    const now = new Date();
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": webhook.sign(id, now, body),
    };
    return { ...request, headers, body };
  };
}

function table(
  fastest: autocannon.Result,
  steady: autocannon.Result,
  reads: autocannon.Result,
): string {
  const row = (name: string, result: autocannon.Result, perRequest: number): string => {
    const rate = Math.round(result.requests.average * perRequest);
    const { p50, p99, max } = result.latency;
    return `| ${name} | ${rate} | ${p50} | ${p99} | ${max} | ${result.non2xx + result.errors} |\n`;
  };
  return (
    "| what | a second | p50 ms | p99 ms | max ms | failed |\n| --- | --- | --- | --- | --- | --- |\n" +
    row("readings, signed batches of 100, as many as go", fastest, READINGS_A_BATCH) +
    row("readings, signed batches of 100, 50 batches a second", steady, READINGS_A_BATCH) +
    row("lists of 100 containers", reads, 1)
  );
}

/** Time of a year of one container's readings, at a tenth of what is stored and at all of it. */
async function yearTable(store: Store, containerCount: number): Promise<string> {
  const endMs = Date.UTC(2026, 0, 1);
  const startMs = endMs - HOURS_A_YEAR * HOUR_MS;
  const lines = [
    "",
    "| readings stored | a year of one container: p50 ms | p99 ms |",
    "| --- | --- | --- |",
  ];
  for (let i = 0; i < containerCount; i++) {
    await store.readings.ingest(yearOfReadings(`c${i}`, startMs));
    const isLast = i + 1 === containerCount;
    if (!isLast && i + 1 !== Math.ceil(containerCount / 10)) continue;
    const times: number[] = [];
    for (let query = 0; query < QUERY_COUNT; query++) {
      const id = `c${(query * 37) % (i + 1)}`;
      const beforeMs = performance.now();
      const { atMs } = await store.readings.series(id, startMs, endMs);
      times.push(performance.now() - beforeMs);
      if (atMs.length !== HOURS_A_YEAR) throw new Error(`${id} has ${atMs.length} readings`);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => (times[Math.floor(share * times.length)] ?? 0).toFixed(1);
    lines.push(`| ${(i + 1) * HOURS_A_YEAR} | ${at(0.5)} | ${at(0.99)} |`);
  }
  return `${lines.join("\n")}\n`;
}

function yearOfReadings(
  containerId: string,
  startMs: number,
): Parameters<Store["readings"]["ingest"]>[0] {
  return Array.from({ length: HOURS_A_YEAR }, (_, hour) => ({
    containerId,
    atMs: startMs + hour * HOUR_MS,
    fillPercent: (hour / 2) % 90,
    quality: 0,
    reasons: [],
    source: "bench-year",
    sequence: null,
    receivedAtMs: startMs + hour * HOUR_MS,
  }));
}

async function refuse(): Promise<never> {
  throw new Error("the benchmark runs no jobs");
}

function benchCity(containerCount: number): City {
  return {
    area: {
      id: "bench",
      name: "Bench",
      timeZone: "UTC",
      bounds: [0, 0, 1, 1],
      attribution: "none",
    },
    streams: [{ id: "paper", name: "Paper", densityKgPerM3: 60, compactionRatio: 4 }],
    sites: [{ id: "s", areaId: "bench", name: "S", address: "S", lon: 0.5, lat: 0.5 }],
    containers: Array.from({ length: containerCount }, (_, i) => ({
      id: `c${i}`,
      siteId: "s",
      streamId: "paper",
      volumeL: litres(1100),
      deviceId: null,
      depthMm: null,
      sensorOffsetMm: null,
      sensorModel: null,
    })),
    vehicleTypes: [
      {
        id: "rear",
        name: "Rear",
        profile: "truck-26t",
        payloadKg: kilograms(10_000),
        bodyL: litres(20_000),
        streamIds: ["paper"],
        serviceBaseSec: seconds(40),
        servicePerContainerSec: seconds(30),
        fixedCents: 0,
        perKmCents: 0,
        perHourCents: 0,
        dieselLPer100Km: 0,
        dieselLPerLift: 0,
      },
    ],
    vehicles: [],
    depots: [],
    facilities: [],
    policy: { mustGoProbability: 0.2, overflowCents: 1, nextVisitDays: 1, intervalDaysMax: {} },
  };
}
