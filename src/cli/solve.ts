import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { SingleBar } from "cli-progress";
import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import {
  COST_UNITS_PER_CENT,
  type Instance,
  type Progress,
  plannedRoutesOf,
  type Solution,
  type SolveOptions,
  solveInstance,
  solveInstanceInRounds,
  writeSolRoutes,
} from "../solver/index.ts";
import { numberOption, SECONDS_MAX, wholeOption } from "./number-option.ts";
import { FORMAT_NAMES, readInstance } from "./read-instance.ts";

interface SolveFlags {
  readonly format: string;
  readonly seconds?: string;
  readonly iterations?: string;
  readonly seed: string;
  readonly threads: string;
  readonly solution?: string;
  readonly fleetFirst: boolean;
}

const SECONDS_DEFAULT = 30;
const MS_PER_S = 1000;
const EXIT_INFEASIBLE = 1;
const PROGRESS_EVERY_MS = 2000;
const THREADS_MAX = 64;

/** Adds `solve`: a routing problem in a file becomes one JSON line and a solution file. */
export function register(program: Command): void {
  program
    .command("solve <file>")
    .description("Solve a routing problem: one JSON line on stdout, progress on stderr")
    .requiredOption("--format <name>", FORMAT_NAMES)
    .option("--seconds <n>", `time limit (default: ${SECONDS_DEFAULT}, without --iterations)`)
    .option("--iterations <n>", "iteration limit: same seed and limit, same answer")
    .option("--seed <n>", "seed of the random numbers", "1")
    .option("--threads <n>", "threads that search together, which changes no answer", "1")
    .option("--solution <file>", "where to write the routes")
    .option("--fleet-first", "fewest vehicles first, then the least cost with them", false)
    .action(runSolve);
}

async function runSolve(file: string, flags: SolveFlags): Promise<void> {
  const limits = readLimits(flags);
  const seed = wholeOption("--seed", flags.seed, 0, Number.MAX_SAFE_INTEGER);
  const threadCount = wholeOption("--threads", flags.threads, 1, THREADS_MAX);
  const read = await readInstance(file, flags.format);
  const instance = flags.fleetFirst ? { ...read, fleetFirst: true } : read;
  const startMs = performance.now();
  const progress = progressPrinter();
  const options = {
    ...limits,
    seed,
    now: () => performance.now(),
    onProgress: progress.show,
    check: false,
  };
  const solution =
    threadCount === 1
      ? solveInstance(instance, options)
      : await solveInThreads(instance, options, threadCount);
  progress.stop();
  const feasible = solution.feasible && keepsSetRules(instance, solution);
  if (flags.solution !== undefined) {
    await writeSolution(flags.solution, flags.format, instance, solution);
  }
  process.stdout.write(
    `${JSON.stringify({
      instance: instance.problem.name || basename(file).replace(/\.[^.]+$/, ""),
      format: flags.format,
      feasible,
      cost: instance.costOf(solution),
      routes: solution.routes.length,
      unassigned: solution.unassigned.length,
      seconds: Math.round(performance.now() - startMs) / MS_PER_S,
      iterations: solution.iterationCount,
      seed,
      threads: threadCount,
    })}\n`,
  );
  if (!feasible) process.exitCode = EXIT_INFEASIBLE;
}

async function solveInThreads(
  instance: Instance,
  options: SolveOptions,
  threadCount: number,
): Promise<Solution> {
  // Loaded here alone, since planning brings the roads and the forecast with it.
  const { SolveThreads } = await import("../planning/index.ts");
  const threads = new SolveThreads(threadCount);
  try {
    return await threads.run(solveInstanceInRounds(instance, options, threadCount));
  } finally {
    await threads.close();
  }
}

/** Whether the rules that the set has beyond the problem are kept. */
function keepsSetRules({ findViolations }: Instance, { routes }: Solution): boolean {
  return findViolations === undefined || findViolations(plannedRoutesOf(routes)).length === 0;
}

function readLimits(flags: SolveFlags): Pick<SolveOptions, "timeLimitMs" | "iterationsMax"> {
  const { seconds, iterations } = flags;
  if (seconds === undefined && iterations === undefined) {
    return { timeLimitMs: SECONDS_DEFAULT * MS_PER_S };
  }
  return {
    ...(seconds === undefined
      ? {}
      : { timeLimitMs: numberOption("--seconds", seconds, 0, SECONDS_MAX) * MS_PER_S }),
    ...(iterations === undefined
      ? {}
      : { iterationsMax: wholeOption("--iterations", iterations, 0, Number.MAX_SAFE_INTEGER) }),
  };
}

/** A bar on a terminal, else a line now and then. */
function progressPrinter(): { show: (progress: Progress) => void; stop: () => void } {
  if (process.stderr.isTTY) {
    const bar = new SingleBar({ format: "{bar} {percentage}% | {iteration} steps | {note}" });
    bar.start(1, 0, { iteration: 0, note: "" });
    return {
      show: (progress) => {
        bar.update(progress.share, { iteration: progress.iteration, note: describe(progress) });
        bar.render(); // the search leaves no turn in which the bar could draw itself
      },
      stop: () => bar.stop(),
    };
  }
  let shownMs = Number.NEGATIVE_INFINITY;
  let unassignedCount = Number.POSITIVE_INFINITY;
  return {
    show: (progress) => {
      const isFirstWhole = progress.unassignedCount === 0 && unassignedCount > 0;
      if (!isFirstWhole && progress.elapsedMs < shownMs + PROGRESS_EVERY_MS) return;
      shownMs = progress.elapsedMs;
      unassignedCount = progress.unassignedCount;
      const percent = Math.round(100 * progress.share);
      process.stderr.write(`${percent} %, ${progress.iteration} steps, ${describe(progress)}\n`);
    },
    stop: () => undefined,
  };
}

function describe({ bestCostUnits, unassignedCount }: Progress): string {
  if (unassignedCount > 0) return `${unassignedCount} unassigned`;
  return `cost ${Math.round(bestCostUnits / COST_UNITS_PER_CENT)}`;
}

async function writeSolution(
  file: string,
  format: string,
  instance: Instance,
  solution: Solution,
): Promise<void> {
  const text =
    format === "native"
      ? `${JSON.stringify(solution, null, 1)}\n`
      : writeSolRoutes(instance, solution);
  try {
    await writeFile(file, text);
  } catch (cause) {
    const detail = `--solution (${file}) cannot be written: ${(cause as Error).message}`;
    throw new AppError("request/invalid", detail, { cause });
  }
}
