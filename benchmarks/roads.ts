import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../src/base/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  findPath,
  type Profile,
  profileNamed,
  type RoadChange,
  type RoadGraph,
  type Routing,
  readOsm,
  routingFromBytes,
  routingToBytes,
  type Snap,
  snapPlaces,
  travelTable,
  withChanges,
} from "../src/geo/index.ts";
import { SHARED } from "./public-data.ts";

export interface RoadsOptions {
  /** One small town, one repetition: shows that the benchmark works, measures nothing. */
  readonly toy: boolean;
  /** Part of the names of the extracts to take. */
  readonly only?: string;
}

const FIXTURE = join(import.meta.dirname, "../fixtures/gothenburg/roads.osm.json.gz");
const PLACE_SEED = 20_250_101;
const SIZES = [100, 500, 1000];
const REPETITIONS = 7;

const COLUMNS = [
  "extract",
  "states",
  "turns",
  "read s",
  "read MB",
  "graph s",
  "prepare s",
  "prepare MB",
  "file MB",
  "open ms",
  "snap 1000 ms",
  ...SIZES.map((size) => `${size}x${size} ms`),
  "paths / s",
  "closure ms",
  "peak MB",
  "checksum",
];

/**
 * Measures the way from an extract to travel times, one thread, profile `turns`: CPU time, the
 * least of seven (mean in brackets) where it is short. Places lie at random points of the roads,
 * fixed seed. `read MB` and `prepare MB` are the most memory the process held until then; `closure`
 * is from closing an area, slowing a class and closing a way to a table of 100 places without them.
 *
 * The extracts are those of the shared data folder where it is there, and the demo city.
 */
export async function run(options: RoadsOptions): Promise<void> {
  const profile = profileNamed("turns");
  if (profile === undefined) throw new Error("the profile (turns) is gone");
  const chosen = extracts(options);
  process.stdout.write(`| ${COLUMNS.join(" | ")} |\n|${" --- |".repeat(COLUMNS.length)}\n`);
  for (const [name, file] of chosen) {
    // In a process of its own each: the peak of memory is the process's.
    if (chosen.length > 1) process.stdout.write(`${rowOfProcess(name)}\n`);
    else {
      const row = await measure(name, file, profile, options.toy);
      process.stdout.write(`| ${row.join(" | ")} |\n`);
    }
  }
}

/** The row of one extract by the same command in another process. */
function rowOfProcess(name: string): string {
  const words = [...process.execArgv, process.argv[1], "bench", "roads", "--only", name];
  const table = execFileSync(process.execPath, words, { encoding: "utf8" });
  return table.trim().split("\n").at(-1) ?? "";
}

/** Names and files of the extracts that are there; tells of those that are not. */
export function extracts({ toy, only }: RoadsOptions): [string, string][] {
  const towns = join(import.meta.dirname, "../fixtures/towns");
  if (toy) return [["roundabout", join(towns, "roundabout.osm")]];
  const shared = [
    "karlsruhe-kirchfeld",
    "monaco",
    "prague-north",
    "heidelberg-roads",
    "porto-roads",
  ];
  const all: [string, string][] = [
    ["gothenburg", FIXTURE],
    ...shared.map((name): [string, string] => [name, join(SHARED, "osm", `${name}.osm.pbf`)]),
  ];
  return all.filter(([name, file]) => {
    if (only !== undefined && !name.includes(only)) return false;
    if (existsSync(file)) return true;
    process.stderr.write(`left out: ${name}: ${file} is not there\n`);
    return false;
  });
}

async function measure(
  name: string,
  file: string,
  profile: Profile,
  toy: boolean,
): Promise<(string | number)[]> {
  const bytes = readFileSync(file);
  const readStart = process.cpuUsage();
  const read = await readOsm(bytes, name);
  const readMs = cpuMsSince(readStart);
  const readMb = peakMb();
  if (!read.ok) throw new Error(read.detail);
  const graph = timed(() => buildRoadGraph(read.data));
  const compiled = timed(() => compileRouting(graph.value, profile));
  const prepareMb = peakMb();
  const routing = compiled.value;
  const file64 = routingToBytes(routing);
  const repetitions = toy ? 1 : REPETITIONS;
  const open = repeat(repetitions, () => routingFromBytes(file64));
  const points = randomPoints(graph.value, toy ? 10 : Math.max(...SIZES));
  const snapped = repeat(repetitions, () => snapPlaces(routing, points, { radiusM: 1000 }));
  const tables = SIZES.map((size) => {
    const places = snapped.value.slice(0, size);
    return repeat(repetitions, () => travelTable(routing, places, places));
  });
  return [
    name,
    routing.stateCount,
    routing.turnTo.length,
    inSeconds(readMs),
    readMb,
    inSeconds(graph.ms),
    inSeconds(compiled.ms),
    prepareMb,
    (file64.length / 1e6).toFixed(1),
    open.text,
    snapped.text,
    ...tables.map((table) => table.text),
    pathsPerSecond(routing, snapped.value, repetitions),
    closureMs(graph.value, profile, points.slice(0, Math.min(...SIZES))),
    peakMb(),
    checksum(tables[tables.length - 1].value.us),
  ];
}

/** Mega, not mebi: the kernel counts in kibibytes. */
function peakMb(): number {
  return Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
}

/** CPU time from a change of the roads to new travel times. */
function closureMs(graph: RoadGraph, profile: Profile, points: [number, number][]): string {
  const [lon, lat] = points[0] ?? [0, 0];
  const half = 0.003;
  const ring = [
    [lon - half, lat - half],
    [lon + half, lat - half],
    [lon + half, lat + half],
    [lon - half, lat + half],
  ] as const;
  const changes: RoadChange[] = [
    { kind: "area", ring, speedFactor: 0 },
    { kind: "class", class: "primary", speedFactor: 0.6 },
    { kind: "way", wayId: graph.ways[0]?.id ?? 0, speedFactor: 0 },
  ];
  const { ms } = timed(() => {
    const changed = compileRouting(withChanges(graph, changes), profile);
    const places = snapPlaces(changed, points, { radiusM: 1000 });
    return travelTable(changed, places, places);
  });
  return ms.toFixed(0);
}

function timed<T>(work: () => T): { value: T; ms: number } {
  const start = process.cpuUsage();
  const value = work();
  return { value, ms: cpuMsSince(start) };
}

/** Runs once to warm up, then several times; gives the least and the mean. */
function repeat<T>(repetitions: number, work: () => T): { value: T; text: string } {
  let value = work();
  const times: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const run = timed(work);
    value = run.value;
    times.push(run.ms);
  }
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  return { value, text: `${Math.min(...times).toFixed(1)} (${mean.toFixed(1)})` };
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function inSeconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

/**
 * Points of the roads moved by up to ten metres, so that most lie beside an edge, not on a node.
 */
export function randomPoints(graph: RoadGraph, count: number): [number, number][] {
  const random = new Random(PLACE_SEED);
  return Array.from({ length: count }, () => {
    const point = random.below(graph.pointCount);
    return [
      graph.pointLonE7[point] / 1e7 + (random.float() - 0.5) * 2e-4,
      graph.pointLatE7[point] / 1e7 + (random.float() - 0.5) * 2e-4,
    ];
  });
}

/** Paths with all their arcs, the best of several rounds after one to warm up. */
function pathsPerSecond(routing: Routing, snaps: readonly Snap[], repetitions: number): number {
  const places = snaps.filter((snap) => snap.ok);
  let best = 0;
  for (let round = 0; round <= repetitions; round++) {
    const { value: found, ms } = timed(() => {
      let count = 0;
      for (let i = 0; i + 1 < places.length; i++) {
        if (findPath(routing, places[i], places[i + 1]) !== null) count++;
      }
      return count;
    });
    if (round > 0) best = Math.max(best, found / Math.max(ms / 1000, 1e-6));
  }
  return Math.round(best);
}

/** Sum of all finite entries, so that a change of any result shows. */
function checksum(values: Float64Array): number {
  let sum = 0;
  for (const value of values) if (value !== Number.POSITIVE_INFINITY) sum += value;
  return Math.round(sum / 1e6);
}
