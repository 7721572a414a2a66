import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { kilograms, litres, seconds } from "../src/base/index.ts";
import type { BenchmarkOptions } from "../src/cli/index.ts";
import type { City } from "../src/domain/index.ts";
import { createApp, createLogger, DEFAULT_HTTP_CONFIG, listen } from "../src/http/index.ts";
import { openStore } from "../src/store/index.ts";

const CONTAINER_COUNT = 5_000;
const READINGS_A_BATCH = 100;
const CONNECTIONS = 8;

/**
 * Readings a second by `POST /api/v1/readings` in batches of 100, each durably committed before its
 * answer, and reads of the container list beside it. Server and clients share one process.
 */
export async function run(options: BenchmarkOptions): Promise<void> {
  const containerCount = options.toy ? 200 : CONTAINER_COUNT;
  const durationSec = options.toy ? 1 : (options.seconds ?? 20);
  const dataDir = await mkdtemp(join(tmpdir(), "fillroute-bench-"));
  const store = await openStore({ dataDir });
  await store.cities.replaceCity(benchCity(containerCount), { sourceHash: "bench", atMs: 0 });
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
    const ingest = await autocannon({
      url: `${server.url}/api/v1/readings`,
      connections: CONNECTIONS,
      duration: durationSec,
      requests: [{ method: "POST", headers: JSON_BODY, setupRequest: nextBatch(containerCount) }],
    });
    const reads = await autocannon({
      url: `${server.url}/api/v1/containers?areaId=bench&limit=100`,
      connections: CONNECTIONS,
      duration: durationSec,
    });
    const stored = await store.readings.count("bench");
    process.stdout.write(table(ingest, reads, stored));
  } finally {
    await server.close();
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}

const JSON_BODY = { "content-type": "application/json" };

function nextBatch(containerCount: number): (request: autocannon.Request) => autocannon.Request {
  let sequence = 0;
  const startMs = Date.now() - 86_400_000;
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
    return { ...request, body: JSON.stringify({ readings }) };
  };
}

function table(ingest: autocannon.Result, reads: autocannon.Result, stored: number): string {
  const row = (name: string, result: autocannon.Result, perRequest: number): string => {
    const rate = Math.round(result.requests.average * perRequest);
    const { p50, p99, max } = result.latency;
    return `| ${name} | ${rate} | ${p50} | ${p99} | ${max} | ${result.non2xx + result.errors} |\n`;
  };
  return (
    "| what | a second | p50 ms | p99 ms | max ms | failed |\n| --- | --- | --- | --- | --- | --- |\n" +
    row("readings, batches of 100", ingest, READINGS_A_BATCH) +
    row("lists of 100 containers", reads, 1) +
    `\n${stored} readings stored, ${ingest["2xx"]} batches acknowledged\n`
  );
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
