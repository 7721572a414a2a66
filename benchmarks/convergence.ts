import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../src/base/index.ts";
import {
  type Instance,
  type Parsed,
  readCvrplib,
  readSolomon,
  type Solution,
  solve,
} from "../src/solver/index.ts";
import { type Curve, drawCharts, type Panel } from "./line-charts.ts";
import { bestKnown, cpuMs, SHARED } from "./public-data.ts";

/** How a convergence plot is made. */
export interface ConvergenceOptions {
  /** One instance of our own and a few hundred steps: shows that it works, measures nothing. */
  readonly toy: boolean;
  /** CPU seconds of each run. */
  readonly seconds?: number;
  readonly seeds?: readonly number[];
  /** Part of the names of the instances to take. */
  readonly only?: string;
}

/** A peer's gap in per cent at some CPU seconds. */
type PeerPoint = readonly [seconds: number, gap: number];

interface Subject {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly bestColumn: string;
  readonly peers: Readonly<Record<string, readonly PeerPoint[]>>;
}

const PLOT_FILE = join(import.meta.dirname, "../docs/convergence.svg");
const SECONDS_DEFAULT = 120;
const FIRST_SECOND = 0.5;
const POINTS_A_DECADE = 12;
const MS_PER_S = 1000;
const TOY_STOPS = 40;
const TOY_ITERATIONS = 500;

/**
 * What HGS-CVRP, PyVRP 0.14, VROOM 1.15 and FILO2 reached on the kind of machine that these figures
 * are from: one thread, CPU seconds, one seed, figures that move by 10 to 20 per cent.
 */
const SUBJECTS: readonly Subject[] = [
  {
    name: "X-n401-k29",
    folder: "cvrp-x",
    file: "X-n401-k29.vrp",
    bestColumn: "bks",
    peers: {
      HGS: [
        [10, 1.16],
        [30, 0.82],
        [60, 0.57],
        [120, 0.32],
      ],
      PyVRP: [
        [10, 1.59],
        [30, 0.73],
        [60, 0.62],
        [120, 0.43],
      ],
      VROOM: [[43, 1.63]],
      FILO2: [[82, 0.18]],
    },
  },
  {
    name: "X-n502-k39",
    folder: "cvrp-x",
    file: "X-n502-k39.vrp",
    bestColumn: "bks",
    peers: {
      HGS: [
        [10, 0.53],
        [30, 0.31],
      ],
      PyVRP: [
        [10, 0.42],
        [30, 0.18],
      ],
      VROOM: [[46, 0.58]],
    },
  },
  windows("R112", "vrptw-solomon", [
    [10, 0.24],
    [15, 0.24],
  ]),
  windows("R208", "vrptw-solomon", [
    [10, 0.21],
    [15, 0.21],
  ]),
  windows("RC1_2_8", "vrptw-gh200", [
    [10, 1.21],
    [30, 1.02],
  ]),
  windows("RC2_4_4", "vrptw-gh400", [
    [10, 1.29],
    [30, 1.29],
  ]),
];

function windows(name: string, folder: string, points: readonly PeerPoint[]): Subject {
  const peers = { PyVRP: points };
  return { name, folder, file: `${name}.txt`, bestColumn: "bks_distance_1dec", peers };
}

/**
 * Runs the instances that peers' figures are known for, prints the gap over time (a mean over the
 * seeds) and draws it beside the peers' in `docs/convergence.svg`. At toy size nothing is written.
 */
export async function run(options: ConvergenceOptions): Promise<void> {
  if (options.toy) {
    const panel = toyPanel();
    process.stdout.write(`${drawCharts([panel]).length} characters drawn\n`);
    return;
  }
  const panels = SUBJECTS.filter(({ name }) => name.includes(options.only ?? "")).flatMap(
    (subject) => panelOf(subject, options),
  );
  if (panels.length === 0) return;
  writeFileSync(PLOT_FILE, drawCharts(panels));
  process.stdout.write(`drawn in ${PLOT_FILE}\n`);
}

function panelOf(subject: Subject, options: ConvergenceOptions): Panel[] {
  const file = join(SHARED, "vrp", subject.folder, subject.file);
  if (!existsSync(file)) {
    process.stdout.write(`${subject.name} was left out: the public data sets are not there\n`);
    return [];
  }
  const text = readFileSync(file, "utf8");
  const parsed: Parsed<Instance> = subject.file.endsWith(".vrp")
    ? readCvrplib(text)
    : readSolomon(text);
  if (!parsed.ok) throw new Error(`${subject.file}: line ${parsed.line}: ${parsed.detail}`);
  const { problem, costOf } = parsed.value;
  const { name, folder, bestColumn } = subject;
  const best = bestKnown(join(SHARED, "vrp", folder, "bks.csv"), name, bestColumn);
  if (best === undefined) throw new Error(`${folder}/bks.csv has no ${name}`);
  const seconds = options.seconds ?? SECONDS_DEFAULT;
  const runs = (options.seeds ?? [1]).map((seed) => {
    const limits = { timeLimitMs: seconds * MS_PER_S };
    const solution = solve(problem, { ...limits, seed, now: cpuMs, check: false });
    return { solution, unitsToCost: costOf(solution) / solution.cost.totalUnits };
  });
  const own = meanGaps(
    runs.map(({ solution, unitsToCost }) => costsOverTime(solution, unitsToCost)),
    best,
    seconds,
  );
  const last = own[own.length - 1];
  process.stdout.write(`${subject.name}: ${last.gap.toFixed(2)} % at ${seconds} s\n`);
  const peers = Object.entries(subject.peers).map(
    ([name, points]): Curve => ({
      name,
      points: points.map(([sec, gap]) => ({ seconds: sec, gap })),
    }),
  );
  return [{ title: subject.name, curves: [{ name: "Fillroute", points: own }, ...peers] }];
}

type CostOverTime = readonly { readonly seconds: number; readonly cost: number }[];

function costsOverTime(solution: Solution, unitsToCost: number): CostOverTime {
  return solution.trace
    .filter(({ unassignedCount }) => unassignedCount === 0)
    .map(({ elapsedMs, costUnits }) => ({
      seconds: elapsedMs / MS_PER_S,
      cost: costUnits * unitsToCost,
    }));
}

/** The mean gap of several runs at moments spread evenly over the logarithm of time. */
function meanGaps(runs: readonly CostOverTime[], best: number, seconds: number): Curve["points"] {
  const points: { seconds: number; gap: number }[] = [];
  const steps = Math.ceil(POINTS_A_DECADE * Math.log10(seconds / FIRST_SECOND));
  for (let i = 0; i <= steps; i++) {
    const at = FIRST_SECOND * (seconds / FIRST_SECOND) ** (i / steps);
    const costs = runs.map((run) => run.findLast((point) => point.seconds <= at)?.cost);
    if (costs.some((cost) => cost === undefined)) continue; // some run has no solution yet
    const sum = costs.reduce((total: number, cost) => total + 100 * ((cost ?? 0) / best - 1), 0);
    points.push({ seconds: at, gap: sum / runs.length });
  }
  return points;
}

/** Random places, solved by a few hundred steps; the last cost stands in for the best known. */
function toyPanel(): Panel {
  const random = new Random(1);
  const places = Array.from({ length: TOY_STOPS + 1 }, (_, i) => {
    return `${i + 1} ${random.below(1000)} ${random.below(1000)}`;
  });
  const demands = places.map((_, i) => `${i + 1} ${i === 0 ? 0 : 1 + random.below(20)}`);
  const text = [
    "NAME : toy",
    "TYPE : CVRP",
    `DIMENSION : ${places.length}`,
    "EDGE_WEIGHT_TYPE : EUC_2D",
    "CAPACITY : 100",
    "NODE_COORD_SECTION",
    ...places,
    "DEMAND_SECTION",
    ...demands,
    "DEPOT_SECTION",
    "1",
    "-1",
    "EOF",
  ].join("\n");
  const parsed = readCvrplib(text);
  if (!parsed.ok) throw new Error(`toy instance: line ${parsed.line}: ${parsed.detail}`);
  const limits = { iterationsMax: TOY_ITERATIONS, seed: 1, check: true };
  const solution = solve(parsed.value.problem, { ...limits, now: cpuMs });
  const points = solution.trace.map(({ elapsedMs, costUnits }) => ({
    seconds: Math.max(0.001, elapsedMs / MS_PER_S),
    gap: 100 * (costUnits / solution.cost.totalUnits - 1),
  }));
  return { title: "toy", curves: [{ name: "Fillroute", points }] };
}
