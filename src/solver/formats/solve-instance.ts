import { doRounds, type Rounds } from "../decompose/rounds.ts";
import { fleetFirstInRounds } from "../fleet-first.ts";
import { solvePeriodic } from "../periodic/solve-periodic.ts";
import type { Solution, SolveOptions } from "../solution.ts";
import { solveInRounds } from "../solve.ts";
import type { Instance } from "./instance.ts";

type Solvable = Pick<Instance, "problem" | "fleetFirst" | "visitSets">;

/** Solves an instance by the procedure that its set's objective asks for; see `solve`. */
export function solveInstance(instance: Solvable, options: SolveOptions): Solution {
  return doRounds(solveInstanceInRounds(instance, options, 1));
}

/** As `solveInstance`, with the work given out as by `solveInRounds`. */
export function* solveInstanceInRounds(
  { problem, fleetFirst, visitSets }: Solvable,
  options: SolveOptions,
  threadCount: number,
): Rounds<Solution> {
  if (visitSets !== undefined) return solvePeriodic(problem, visitSets, options);
  return yield* fleetFirst === true
    ? fleetFirstInRounds(problem, options, threadCount)
    : solveInRounds(problem, options, threadCount);
}
