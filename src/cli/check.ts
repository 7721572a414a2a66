import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import {
  checkSolution,
  evaluateRoutes,
  type Instance,
  plannedRoutes,
  readNativeSolution,
  readSolFile,
  totalCost,
} from "../solver/index.ts";
import { readInstance, readText } from "./read-instance.ts";

/** What a checked file comes to. */
interface Verdict {
  readonly feasible: boolean;
  readonly cost: number;
  readonly violations: readonly object[];
}

const EXIT_INFEASIBLE = 1;

/** Adds `check`: judges a solution file by the independent checker, one JSON line. */
export function register(program: Command): void {
  program
    .command("check <file>")
    .description("Check a solution of a routing problem: one JSON line on stdout")
    .requiredOption("--format <name>", "cvrplib, solomon or native")
    .requiredOption("--solution <file>", "the solution to check")
    .action(runCheck);
}

async function runCheck(
  file: string,
  flags: { readonly format: string; readonly solution: string },
): Promise<void> {
  const instance = await readInstance(file, flags.format, false);
  const text = await readText(flags.solution);
  const verdict =
    flags.format === "native"
      ? checkNative(instance, flags.solution, text)
      : checkSol(instance, flags.solution, text);
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
  if (!verdict.feasible) process.exitCode = EXIT_INFEASIBLE;
}

function checkNative(instance: Instance, file: string, text: string): Verdict {
  const parsed = readNativeSolution(text);
  if (!parsed.ok) throw new AppError("request/invalid", `${file} ${parsed.detail}`);
  const check = checkSolution(instance.problem, parsed.value);
  return { feasible: check.feasible, cost: check.costCents, violations: check.violations };
}

function checkSol(instance: Instance, file: string, text: string): Verdict {
  const { problem } = instance;
  const parsed = readSolFile(text, problem.stops.length);
  if (!parsed.ok) {
    throw new AppError("request/invalid", `${file}: line ${parsed.line}: ${parsed.detail}`);
  }
  const { routes, cost } = parsed.value;
  const served = routes.filter((route) => route.length > 0);
  const violations: object[] = [];
  const vehicleCount = problem.vehicles.length;
  if (served.length > vehicleCount) {
    const detail = `${served.length} routes for ${vehicleCount} vehicles`;
    violations.push({ code: "route-vehicle-unknown", detail });
  }
  const evaluated = evaluateRoutes(problem, plannedRoutes(served.slice(0, vehicleCount)));
  const check = checkSolution(problem, evaluated);
  violations.push(...check.violations);
  const total = totalCost(evaluated.routes, 0);
  const recomputed = instance.costOf({ cost: total, routes: evaluated.routes });
  if (Math.abs(recomputed - cost) > 10 ** -instance.costDecimals / 2) {
    violations.push({ code: "stated-cost", detail: `the cost is ${recomputed}, stated ${cost}` });
  }
  return { feasible: violations.length === 0, cost: recomputed, violations };
}
