import { hasManyTrips } from "./anneal.ts";
import { partCountOf } from "./decompose/anneal-or-divide.ts";
import { doRounds, type Rounds } from "./decompose/rounds.ts";
import { searchStage } from "./fleet-stage.ts";
import { isOnPlane } from "./plane.ts";
import type { Problem } from "./problem.ts";
import { reduceFleet } from "./reduce-fleet.ts";
import { reduceInRounds } from "./reduce-in-rounds.ts";
import { newRun } from "./run.ts";
import { saveRoutes } from "./search.ts";
import type { Solution, SolveOptions } from "./solution.ts";
import { answer, assertSolvable, solveInRounds, startSearch } from "./solve.ts";

/**
 * Of the run, at most, goes into finding the fewest vehicles step by step: half, or where parts of
 * the problem can be searched by themselves little, as that is done better in rounds.
 */
const REDUCTION_SHARE = { whole: 0.5, divided: 0.04 };

/**
 * Solves a problem for the fewest vehicles first, then for the least cost with them.
 *
 * Stops that may be left out are worth no vehicle. Problems on a plane are solved for cost alone.
 * Requires the same as `solve`, and gives the same
 * answer under the same conditions.
 */
export function solveFleetFirst(problem: Problem, options: SolveOptions): Solution {
  return doRounds(fleetFirstInRounds(problem, options, 1));
}

/** As `solveFleetFirst`, with the work given out as by `solveInRounds`. */
export function* fleetFirstInRounds(
  problem: Problem,
  options: SolveOptions,
  threadCount: number,
): Rounds<Solution> {
  if (isOnPlane(problem)) return yield* solveInRounds(problem, options, threadCount);
  assertSolvable(problem, options);
  const run = newRun(options);
  const search = startSearch(problem, options, options.warmStart ?? []);
  const { model } = search;
  const isDivided = hasManyTrips(model) && partCountOf(search) > 1;
  const fewest = reduceFleet(
    run,
    search,
    isDivided ? REDUCTION_SHARE.divided : REDUCTION_SHARE.whole,
  );
  run.best = fewest ?? saveRoutes(search);
  if (isDivided && fewest !== undefined) yield* reduceInRounds(run, search, threadCount);
  const used = [...run.best.keys()].filter((vehicle) => run.best[vehicle].length > 0);
  const vehicles = fewest === undefined ? [...run.best.keys()] : used;
  if (vehicles.length === 0) return answer(model, run);
  const stage = { routes: run.best, vehicles, shareMax: 1, isAttempt: false };
  const { routes } = yield* searchStage(run, search, stage, threadCount);
  run.best = routes;
  return answer(model, run);
}
