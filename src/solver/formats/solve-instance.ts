import { solveFleetFirst } from "../fleet-first.ts";
import type { Solution, SolveOptions } from "../solution.ts";
import { solve } from "../solve.ts";
import type { Instance } from "./instance.ts";

/** Solves an instance by the procedure that its set's objective asks for; see `solve`. */
export function solveInstance(
  { problem, fleetFirst }: Pick<Instance, "problem" | "fleetFirst">,
  options: SolveOptions,
): Solution {
  return fleetFirst === true ? solveFleetFirst(problem, options) : solve(problem, options);
}
