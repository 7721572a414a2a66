import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTravelMatrix, Random } from "../src/base/index.ts";
import {
  checkSolution,
  type Instance,
  type Parsed,
  type Problem,
  plannedRoutesOf,
  readCarp,
  readCvrplib,
  readHvrp,
  readKim,
  readMdvrp,
  readPvrpif,
  readPyvrp,
  readSolomon,
  type Solution,
  solveInstance,
} from "../src/solver/index.ts";
import { run as drawConvergence } from "./convergence.ts";
import { bestKnown, cpuMs, SHARED } from "./public-data.ts";

export interface SolverOptions {
  /** One instance of our own and a few hundred steps: shows that it works, measures nothing. */
  readonly toy: boolean;
  /** CPU seconds of each run. */
  readonly seconds?: number;
  readonly seeds?: readonly number[];
  /** Part of the names of the instances to take, or the folder of a set. */
  readonly only?: string;
}

/** A public set: where it lies, how it is read, and the column of its best-known costs. */
interface InstanceSet {
  readonly name: string;
  readonly folder: string;
  readonly ending: string;
  readonly bestColumn: string;
  /** From the listed best cost to the units of the reader; absent: the same. */
  readonly bestOf?: (stated: number) => number;
  readonly read: (text: string) => Parsed<Instance>;
}

const SECONDS_DEFAULT = 30;
const SEEDS_DEFAULT = [1];
const TOY_ITERATIONS = 300;
const MS_PER_S = 1000;

const SETS: readonly InstanceSet[] = [
  { name: "CVRP, set X", folder: "cvrp-x", ending: ".vrp", bestColumn: "bks", read: readCvrplib },
  { name: "CVRP, XXL", folder: "cvrp-xxl", ending: ".vrp", bestColumn: "bks", read: readCvrplib },
  ...["solomon", "gh200", "gh400", "gh1000"].map((part) => ({
    name: `VRPTW, ${part}`,
    folder: `vrptw-${part}`,
    ending: ".txt",
    bestColumn: "bks_distance_1dec",
    read: readSolomon,
  })),
  { name: "MDVRP", folder: "mdvrp", ending: ".txt", bestColumn: "bks", read: readMdvrp },
  {
    name: "HVRP, classic",
    folder: "hvrp-classic",
    ending: ".txt",
    bestColumn: "bks",
    read: readHvrp,
  },
  {
    name: "HVRP, from set X",
    folder: "hfvrp",
    ending: ".vrp",
    bestColumn: "bks",
    // Part of the set states its costs in units 100,000 times as large as the others.
    bestOf: (stated) => (stated < 1_000_000 ? stated * 100_000 : stated),
    read: readHvrp,
  },
  ...["mdvrptw", "sdvrptw", "pcvrptw", "mtvrptwr"].map((folder) => ({
    name: folder.toUpperCase(),
    folder,
    ending: ".vrp",
    bestColumn: "bks",
    read: readPyvrp,
  })),
  {
    name: "Waste, Kim (miles; trucks first)",
    folder: "wcvrptw-kim",
    ending: ".txt",
    bestColumn: "distance_miles_reference",
    read: readKim,
  },
  {
    name: "Waste, periodic with intermediate facilities",
    folder: "pvrpif-waste",
    ending: ".geojson",
    bestColumn: "bks",
    read: readPvrpif,
  },
  {
    name: "Arc routing",
    folder: "carp",
    ending: ".dat",
    bestColumn: "best_known",
    read: readCarp,
  },
  {
    name: "CVRP, very large",
    folder: "cvrp-xxl",
    ending: ".vrp",
    bestColumn: "bks",
    read: readCvrplib,
  },
];

/**
 * Measures the gap to the best-known cost over the public sets, one thread, CPU seconds; a mean
 * over the seeds, in brackets the worst. Each solution is judged by the checker. Then the waste day
 * of our own: many trips, streams, windows, prices, whose best is not known. Last the plot of the
 * gap over time beside those of the peers (`convergence.ts`).
 */
export async function run(options: SolverOptions): Promise<void> {
  process.stdout.write("| instance | stops | cost | gap % (worst) | steps / s | feasible |\n");
  process.stdout.write("| --- | --- | --- | --- | --- | --- |\n");
  const checksum = measureWasteDay(options);
  if (!options.toy) measureSets(options);
  await drawConvergence(options);
  process.stdout.write(`\nchecksum ${checksum}\n`);
}

/** A city's day made from a fixed seed; gives its cost so that nothing is optimised away. */
function measureWasteDay(options: SolverOptions): number {
  const problem = wasteDay(new Random(1), options.toy ? 30 : 300, options.toy ? 4 : 20);
  const runs = seedsOf(options).map((seed) => runOnce({ problem }, seed, options));
  const costs = runs.map(({ solution }) => solution.cost.totalCents);
  printRow(`waste day`, problem, runs, costs, undefined);
  return costs.reduce((sum, cost) => sum + cost, 0);
}

function measureSets(options: SolverOptions): void {
  for (const set of SETS) {
    const folder = join(SHARED, "vrp", set.folder);
    if (!existsSync(folder)) {
      process.stdout.write(`\n${set.name} was left out: the public data sets are not there\n`);
      continue;
    }
    const { only = "" } = options;
    const gaps = readdirSync(folder)
      .filter((file) => file.endsWith(set.ending))
      .filter((file) => set.folder === only || file.includes(only))
      .sort()
      .flatMap((file) => measureInstance(set, folder, file, options));
    if (gaps.length === 0) continue;
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const worst = Math.max(...gaps);
    const figures = `mean ${mean.toFixed(3)} %, worst ${worst.toFixed(3)} %`;
    process.stdout.write(`| **${set.name}** | ${gaps.length} instances | | ${figures} | | |\n`);
  }
}

/** Mean gap over the seeds, in per cent; nothing where no best cost is listed. */
function measureInstance(
  set: InstanceSet,
  folder: string,
  file: string,
  options: SolverOptions,
): number[] {
  const name = file.slice(0, -set.ending.length);
  const parsed = set.read(readFileSync(join(folder, file), "utf8"));
  if (!parsed.ok) throw new Error(`${file}: line ${parsed.line}: ${parsed.detail}`);
  const { problem, costOf } = parsed.value;
  const stated = bestKnown(join(folder, "bks.csv"), name, set.bestColumn);
  if (stated === undefined) return [];
  const best = set.bestOf?.(stated) ?? stated;
  const runs = seedsOf(options).map((seed) => runOnce(parsed.value, seed, options));
  const costs = runs.map(({ solution }) => costOf(solution));
  return [printRow(name, problem, runs, costs, best)];
}

interface Run {
  readonly solution: Solution;
  readonly stepsPerSec: number;
  readonly feasible: boolean;
}

function runOnce(
  instance: Pick<Instance, "problem" | "fleetFirst" | "visitSets" | "findViolations">,
  seed: number,
  options: SolverOptions,
): Run {
  const startMs = cpuMs();
  const limits = options.toy
    ? { iterationsMax: TOY_ITERATIONS }
    : { timeLimitMs: (options.seconds ?? SECONDS_DEFAULT) * MS_PER_S };
  const { problem, findViolations } = instance;
  const solution = solveInstance(instance, { ...limits, seed, now: cpuMs, check: options.toy });
  return {
    solution,
    stepsPerSec: (solution.iterationCount * MS_PER_S) / (cpuMs() - startMs),
    feasible:
      checkSolution(problem, solution).feasible &&
      (findViolations?.(plannedRoutesOf(solution.routes)) ?? []).length === 0,
  };
}

function seedsOf(options: SolverOptions): readonly number[] {
  return options.toy ? SEEDS_DEFAULT : (options.seeds ?? SEEDS_DEFAULT);
}

/** Prints a row and gives the mean gap, 0 where no best is known. */
function printRow(
  name: string,
  problem: Problem,
  runs: readonly Run[],
  costs: readonly number[],
  best: number | undefined,
): number {
  const gaps = costs.map((cost) => (best === undefined ? 0 : 100 * (cost / best - 1)));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const cost = costs.reduce((sum, each) => sum + each, 0) / costs.length;
  const steps = runs.reduce((sum, each) => sum + each.stepsPerSec, 0) / runs.length;
  const gap = best === undefined ? "-" : `${mean.toFixed(3)} (${Math.max(...gaps).toFixed(3)})`;
  const cells = [
    name,
    problem.stops.length,
    Math.round(cost * 10) / 10,
    gap,
    Math.round(steps),
    runs.every(({ feasible }) => feasible) ? "yes" : "NO",
  ];
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
  return mean;
}

/** Collection of three streams with two facilities, some stops with windows, some optional. */
function wasteDay(random: Random, stopCount: number, vehicleCount: number): Problem {
  const hour = 3600;
  const firstStop = 4;
  const type = (i: number): Problem["vehicleTypes"][number] => ({
    name: `type ${i}`,
    profileIndex: 0,
    capacities: [9000 - 2000 * i, 40_000 - 8000 * i],
    mixedStreams: false,
    startDepotIndex: i % 2,
    endDepotIndex: i % 2,
    shift: { startSec: 6 * hour, endSec: 15 * hour, overtimeFromSec: 14 * hour },
    unloadBeforeEnd: true,
    costs: {
      fixedCents: 12_000,
      centsPerKm: 120 - 10 * i,
      centsPerHour: 5500,
      centsPerOvertimeHour: 2750,
    },
  });
  return {
    dimensions: [
      { name: "loadKg", unit: "kg" },
      { name: "volumeL", unit: "l" },
    ],
    streams: ["residual", "paper", "bio"],
    profiles: [{ name: "truck", matrix: cityMatrix(random, firstStop + stopCount) }],
    depots: [{ placeIndex: 0 }, { placeIndex: 1 }],
    facilities: [
      {
        placeIndex: 2,
        windows: [{ startSec: 6 * hour, endSec: 16 * hour }],
        unloadSec: 600,
        unloadSecPerTonne: 60,
        feeCentsPerTonne: 8000,
      },
      {
        placeIndex: 3,
        windows: [{ startSec: 7 * hour, endSec: 15 * hour }],
        unloadSec: 600,
        unloadSecPerTonne: 30,
        feeCentsPerTonne: 7000,
        streamIndices: [0, 1],
      },
    ],
    vehicleTypes: [0, 1, 2].map(type),
    vehicles: Array.from({ length: vehicleCount }, (_, i) => ({ typeIndex: i % 3 })),
    stops: Array.from({ length: stopCount }, (_, i) => ({
      placeIndex: firstStop + i,
      serviceSec: 120 + random.below(240),
      loads: [50 + random.below(600), 500 + random.below(3000)],
      streamIndex: random.below(3),
      ...(random.float() < 0.3 ? { windows: [{ startSec: 7 * hour, endSec: 11 * hour }] } : {}),
      ...(random.float() < 0.4 ? { priceCents: 1000 + random.below(4000) } : {}),
    })),
  };
}

/** Places in a square of 15 km, streets a third longer than the crow flies, 8 m/s. */
function cityMatrix(random: Random, placeCount: number) {
  const matrix = createTravelMatrix(placeCount);
  const x = Array.from({ length: placeCount }, () => random.below(15_000));
  const y = Array.from({ length: placeCount }, () => random.below(15_000));
  for (let a = 0; a < placeCount; a++) {
    for (let b = 0; b < placeCount; b++) {
      if (a === b) continue;
      const metres = Math.round(Math.hypot(x[a] - x[b], y[a] - y[b]) * 1.33) + random.below(100);
      matrix.travelM[a * placeCount + b] = metres;
      matrix.travelSec[a * placeCount + b] = 10 + Math.round(metres / 8);
    }
  }
  return matrix;
}
