import { readFileSync } from "node:fs";
import {
  buildRoadGraph,
  compileRouting,
  profileNamed,
  readOsm,
  routingFromBytes,
  routingToBytes,
  type Snap,
  snapPlaces,
} from "../src/geo/index.ts";
import { MatrixThreads } from "../src/planning/index.ts";
import { extracts, type RoadsOptions, randomPoints } from "./roads.ts";

const REPETITIONS = 5;
const THREADS = 2;
const PLACES = 3000;
const EXTRACT = "porto-roads";

/**
 * Measures a large travel matrix by one thread and by two, profile `turns`: the clock on the wall,
 * least of five (mean in brackets), and the CPU time of all threads together. On a busy machine
 * only the CPU time says anything: twice the single one over that of both is what to expect.
 */
export async function run(options: RoadsOptions): Promise<void> {
  const chosen = { only: EXTRACT, ...options };
  for (const [name, file] of extracts(chosen)) {
    const placeCount = options.toy ? 10 : PLACES;
    const repetitions = options.toy ? 1 : REPETITIONS;
    const { routing, snaps } = await openRoads(name, file, placeCount);
    process.stdout.write("| matrix | threads | wall ms | CPU ms | checksum |\n");
    process.stdout.write("| --- | --- | --- | --- | --- |\n");
    const leastMs: number[] = [];
    for (const threadCount of [1, THREADS]) {
      const threads = new MatrixThreads(threadCount);
      const { wallMs, row } = await measure(() => threads.matrix(routing, snaps), repetitions);
      await threads.close();
      leastMs.push(wallMs);
      const size = `${name} ${placeCount}x${placeCount}`;
      process.stdout.write(`| ${[size, threadCount, ...row].join(" | ")} |\n`);
    }
    if (options.toy) continue;
    const ratio = (leastMs[0] ?? 0) / (leastMs[1] ?? 1);
    process.stderr.write(`${THREADS} threads: ${ratio.toFixed(2)} times as fast as one\n`);
  }
}

async function openRoads(name: string, file: string, placeCount: number) {
  const profile = profileNamed("turns");
  if (profile === undefined) throw new Error("the profile (turns) is gone");
  const read = await readOsm(readFileSync(file), name);
  if (!read.ok) throw new Error(read.detail);
  const graph = buildRoadGraph(read.data);
  const opened = routingFromBytes(routingToBytes(compileRouting(graph, profile)));
  if (!opened.ok) throw new Error(opened.detail);
  const { routing } = opened;
  const snaps: Snap[] = snapPlaces(routing, randomPoints(graph, placeCount), { radiusM: 1000 });
  return { routing, snaps };
}

async function measure(
  work: () => Promise<{ readonly travelSec: Int32Array }>,
  repetitions: number,
): Promise<{ wallMs: number; row: string[] }> {
  let { travelSec } = await work(); // starts the threads and warms them up
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const startMs = performance.now();
    const startCpu = process.cpuUsage();
    ({ travelSec } = await work());
    const { user, system } = process.cpuUsage(startCpu);
    wallMs.push(performance.now() - startMs);
    cpuMs.push((user + system) / 1000);
  }
  const checksum = travelSec.reduce((sum, sec) => (sum + sec) % 1_000_003, 0);
  const row = [text(wallMs), text(cpuMs), String(checksum)];
  return { wallMs: Math.min(...wallMs), row };
}

function text(times: readonly number[]): string {
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  return `${Math.min(...times).toFixed(0)} (${mean.toFixed(0)})`;
}
