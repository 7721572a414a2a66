import { createHash } from "node:crypto";
import type { Fault, JobRequest } from "../domain/index.ts";
import { AppError } from "../domain/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  type OsmData,
  type OsmSummary,
  readOsm,
  roadLines,
  routingToBytes,
  withChanges,
} from "../geo/index.ts";
import type { Store } from "../store/index.ts";
import { profilesOf, roadsInTraffic } from "./area-roads.ts";
import { type CityFolder, readCityFolder } from "./city/index.ts";
import { keepImportWarnings } from "./import-warnings.ts";
import type { JobContext } from "./job-context.ts";
import { stopIfCancelled } from "./job-steps.ts";
import { roadWarnings } from "./road-warnings.ts";
import { keepTraffic, trafficChanges } from "./traffic.ts";

type ImportRequest = Extract<JobRequest, { kind: "import-city" }>;

/** Readings stored at once while a city is imported. */
const READINGS_A_BATCH = 5_000;

/**
 * Reads a city folder, compiles its roads for each vehicle profile and stores it all at once, with
 * the job's success. Gives the area's id.
 *
 * Throws `city/invalid` with all faults, `city/roads`, `job/cancelled`.
 */
export async function runImportCity(context: JobContext, request: ImportRequest): Promise<string> {
  const { store } = context;
  context.report({ step: "read", message: "Reading the city folder", share: 0.05 });
  const folder = await readCityFolder(request.directory, context.now());
  stopIfCancelled(context);
  context.report({ step: "roads", message: "Reading the road map", share: 0.2 });
  const roads = await compileRoads(context, folder);
  stopIfCancelled(context);
  context.report({ step: "store", message: "Storing the city and its readings", share: 0.7 });
  await store.transaction(async (kept) => {
    await kept.cities.replaceCity(folder.city, {
      sourceHash: folder.sourceHash,
      atMs: context.now(),
    });
    await storeRoads(kept, folder, roads);
    const warnings = [...folder.warnings, ...roads.warnings];
    await keepImportWarnings(kept, folder.city.area.id, warnings);
    await kept.readings.forgetImported(folder.city.area.id);
    await storeReadings(kept, folder, context.now());
    await kept.jobs.succeed(context.jobId, folder.city.area.id, context.now());
  });
  return folder.city.area.id;
}

interface CompiledRoads {
  /** Hash of all that follows: the same for the same roads, whatever else the city changes. */
  readonly version: string;
  readonly lines: Uint8Array;
  /** By profile, and by `roadsInTraffic` for each entry of the city's traffic. */
  readonly routings: ReadonlyMap<string, Uint8Array>;
  readonly warnings: readonly Fault[];
}

async function compileRoads(context: JobContext, folder: CityFolder): Promise<CompiledRoads> {
  const { data, summary } = await readRoads(folder);
  const graph = buildRoadGraph(data);
  const lines = new TextEncoder().encode(JSON.stringify(roadLines(graph)));
  const hash = createHash("sha256").update(lines);
  const routings = new Map<string, Uint8Array>();
  const profiles = profilesOf(folder.city);
  for (const [index, name] of profiles.entries()) {
    context.report({
      step: "roads",
      message: `Preparing travel times for ${name}`,
      share: 0.3 + (0.4 * index) / profiles.length,
    });
    const profile = folder.profiles.find(({ id }) => id === name);
    if (profile === undefined) {
      throw new AppError("city/invalid", `profile (${name}) of a vehicle type is not known`);
    }
    const roads = profile.network === "roads" ? graph : buildRoadGraph(data, profile.network);
    const hours = folder.traffic.hours.map(
      (each, entry) =>
        [roadsInTraffic(name, entry), withChanges(roads, trafficChanges(each))] as const,
    );
    for (const [key, changed] of [[name, roads] as const, ...hours]) {
      stopIfCancelled(context);
      const bytes = routingToBytes(compileRouting(changed, profile));
      hash.update(`\0${key}\0`).update(bytes);
      routings.set(key, bytes);
    }
  }
  const warnings = roadWarnings(folder.roads.name, summary, graph);
  return { version: hash.digest("hex"), lines, routings, warnings };
}

async function readRoads(folder: CityFolder): Promise<{ data: OsmData; summary: OsmSummary }> {
  const read = await readOsm(folder.roads.bytes, folder.roads.name);
  if (!read.ok) {
    throw new AppError("city/roads", `${folder.roads.name}: ${read.reason}: ${read.detail}`);
  }
  return read;
}

async function storeRoads(store: Store, folder: CityFolder, roads: CompiledRoads): Promise<void> {
  const areaId = folder.city.area.id;
  const { version } = roads;
  await store.roads.setGraphVersion(areaId, version);
  await store.roads.put(areaId, "lines", version, roads.lines);
  await keepTraffic(store, areaId, version, folder.traffic);
  for (const [key, bytes] of roads.routings) {
    await store.roads.put(areaId, `routing:${key}`, version, bytes);
  }
}

async function storeReadings(store: Store, folder: CityFolder, nowMs: number): Promise<void> {
  const base = {
    source: "import",
    sequence: null,
    quality: 0,
    reasons: [],
    receivedAtMs: nowMs,
  } as const;
  let batch: Parameters<Store["readings"]["ingest"]>[0][number][] = [];
  for (const reading of folder.readings) {
    batch.push({ ...base, ...reading });
    if (batch.length < READINGS_A_BATCH) continue;
    await store.readings.ingest(batch);
    batch = [];
  }
  if (batch.length > 0) await store.readings.ingest(batch);
}
