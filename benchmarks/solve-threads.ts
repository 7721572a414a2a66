import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SolveThreads } from "../src/planning/index.ts";
import { checkSolution, readCvrplib, solveInRounds } from "../src/solver/index.ts";
import { bestKnown, SHARED } from "./public-data.ts";
import type { SolverOptions } from "./solver.ts";

const FOLDER = join(SHARED, "vrp/cvrp-x");
const STOPS_MIN = 300;
const SECONDS_DEFAULT = 60;
const MS_PER_S = 1000;
const RUNS = [
  { threadCount: 1, share: 1 },
  { threadCount: 1, share: 100 / 60 },
  { threadCount: 2, share: 1 },
];

/**
 * Measures what a second thread is worth on set X from 300 stops on: the gap after a time by the
 * clock with one thread, with one for 1.67 times as long, and with two. On a busy machine only the
 * steps say anything. The toy is a circle of 320 stops by steps, which must come out the same.
 */
export async function run(options: SolverOptions): Promise<void> {
  process.stdout.write("| instance | threads | seconds | gap % | steps / s | feasible |\n");
  process.stdout.write("| --- | --- | --- | --- | --- | --- |\n");
  const instances = options.toy ? [circle()] : readInstances(options.only ?? "");
  for (const instance of instances) {
    for (const { threadCount, share } of RUNS) await measure(instance, threadCount, share, options);
  }
}

interface NamedInstance {
  readonly name: string;
  readonly text: string;
  readonly best: number | undefined;
}

function readInstances(only: string): NamedInstance[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".vrp") && file.includes(only))
    .filter((file) => Number(/-n(\d+)-/.exec(file)?.[1]) > STOPS_MIN)
    .sort()
    .map((file) => {
      const name = file.slice(0, -4);
      const best = bestKnown(join(FOLDER, "bks.csv"), name, "bks");
      return { name, text: readFileSync(join(FOLDER, file), "utf8"), best };
    });
}

async function measure(
  { name, text, best }: NamedInstance,
  threadCount: number,
  share: number,
  options: SolverOptions,
): Promise<void> {
  const parsed = readCvrplib(text);
  if (!parsed.ok) throw new Error(`${name}: line ${parsed.line}: ${parsed.detail}`);
  const { problem, costOf } = parsed.value;
  const seconds = (options.seconds ?? SECONDS_DEFAULT) * share;
  const limits = options.toy ? { iterationsMax: 900 } : { timeLimitMs: seconds * MS_PER_S };
  const threads = new SolveThreads(threadCount);
  const startMs = performance.now();
  const rounds = solveInRounds(
    problem,
    { ...limits, seed: 1, now: () => performance.now(), check: false },
    threadCount,
  );
  const solution = await threads.run(rounds);
  const tookSec = (performance.now() - startMs) / MS_PER_S;
  await threads.close();
  const cells = [
    name,
    threadCount,
    tookSec.toFixed(1),
    best === undefined ? "-" : (100 * (costOf(solution) / best - 1)).toFixed(3),
    Math.round(solution.iterationCount / tookSec),
    checkSolution(problem, solution).feasible ? "yes" : "NO",
  ];
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

/** Stops on a circle around the depot, a unit of load each, twenty a vehicle. */
function circle(): NamedInstance {
  const n = 320;
  const nodes = Array.from({ length: n }, (_, i) => {
    const angle = (2 * Math.PI * i) / n;
    return `${i + 2} ${Math.round(1000 * Math.cos(angle))} ${Math.round(1000 * Math.sin(angle))}`;
  });
  const text = [
    "NAME : circle",
    "TYPE : CVRP",
    `DIMENSION : ${n + 1}`,
    "EDGE_WEIGHT_TYPE : EUC_2D",
    "CAPACITY : 20",
    "NODE_COORD_SECTION",
    "1 0 0",
    ...nodes,
    "DEMAND_SECTION",
    "1 0",
    ...nodes.map((_, i) => `${i + 2} 1`),
    "DEPOT_SECTION",
    "1",
    "-1",
    "EOF",
  ].join("\n");
  return { name: "circle", text, best: 38_000 };
}
