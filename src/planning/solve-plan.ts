import { AppError } from "../domain/index.ts";
import {
  type CheckedSolution,
  COST_UNITS_PER_CENT,
  checkSolution,
  type Solution,
  type SolveOptions,
  solve,
} from "../solver/index.ts";
import type { DayProblem } from "./build-problem.ts";
import type { JobContext } from "./job-context.ts";

export interface SolveLimits {
  readonly seed: number;
  readonly timeLimitMs?: number;
  readonly iterationsMax?: number;
}

/** Runs the search with the job's progress and cancel. */
export function searchRoutes(
  context: JobContext,
  dayProblem: DayProblem,
  limits: SolveLimits,
  warmStart: SolveOptions["warmStart"],
): Solution {
  return solve(dayProblem.problem, {
    ...limits,
    ...(warmStart === undefined ? {} : { warmStart }),
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
  });
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
