import { availableParallelism, loadavg } from "node:os";
import { AppError } from "../domain/index.ts";
import {
  type CheckedSolution,
  COST_UNITS_PER_CENT,
  checkSolution,
  type Solution,
  type SolveOptions,
  solve,
  solveInRounds,
} from "../solver/index.ts";
import type { DayProblem } from "./build-problem.ts";
import type { JobContext } from "./job-context.ts";
import { SolveThreads } from "./solve-threads.ts";

const SEARCH_THREADS_MAX = 4;

export interface SolveLimits {
  readonly seed: number;
  readonly timeLimitMs?: number;
  readonly iterationsMax?: number;
}

/** Runs a search near a plan with the job's progress and cancel. */
export function searchRoutes(
  context: JobContext,
  { problem }: DayProblem,
  limits: SolveLimits,
  warmStart: SolveOptions["warmStart"],
): Solution {
  const options = optionsOf(context, limits);
  return solve(problem, warmStart === undefined ? options : { ...options, warmStart });
}

/** Runs a day's search with the job's progress and cancel, by as many threads as cores are free. */
export async function searchDay(
  context: JobContext,
  { problem }: DayProblem,
  limits: SolveLimits,
): Promise<Solution> {
  const threads = new SolveThreads(freeCores());
  try {
    const options = optionsOf(context, limits);
    return await threads.run(solveInRounds(problem, options, threads.threadCount));
  } finally {
    await threads.close();
  }
}

/** At least one; the load of the last minute tells how many are busy, where the system tells it. */
function freeCores(): number {
  const free = availableParallelism() - Math.round(loadavg()[0] ?? 0);
  return Math.max(1, Math.min(SEARCH_THREADS_MAX, free));
}

function optionsOf(context: JobContext, limits: SolveLimits): SolveOptions {
  return {
    ...limits,
    now: context.now,
    check: false,
    shouldStop: context.cancelled,
    onProgress: (progress) => {
      context.report({
        step: "solve",
        message: `Searching for better routes: ${progress.iteration} rounds`,
        share: 0.4 + 0.5 * progress.share,
        bestCostCents: Math.round(progress.bestCostUnits / COST_UNITS_PER_CENT),
      });
    },
  };
}

/**
 * Judges a solution with the checker that shares nothing with the search, before it is stored.
 *
 * A stop that must be visited and fits no route is no fault of the solution: the plan tells it.
 * Throws `plan/check-failed` for anything else.
 */
export function assertChecked(dayProblem: DayProblem, solution: CheckedSolution): void {
  const violations = checkSolution(dayProblem.problem, solution).violations.filter(
    (violation) => violation.code !== "stop-missing",
  );
  if (violations.length === 0) return;
  throw new AppError(
    "plan/check-failed",
    `the plan breaks ${violations.length} rules and was not stored: ` +
      violations
        .slice(0, 5)
        .map((violation) => violation.detail)
        .join("; "),
  );
}
