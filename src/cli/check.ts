import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import {
  checkSolution,
  type Instance,
  judgeSolRoutes,
  readNativeSolution,
  readSolRoutes,
} from "../solver/index.ts";
import { FORMAT_NAMES, readInstance, readText } from "./read-instance.ts";

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
    .requiredOption("--format <name>", FORMAT_NAMES)
    .requiredOption("--solution <file>", "the solution to check")
    .action(runCheck);
}

async function runCheck(
  file: string,
  flags: { readonly format: string; readonly solution: string },
): Promise<void> {
  const instance = await readInstance(file, flags.format);
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
  const parsed = readSolRoutes(text, instance);
  if (!parsed.ok) {
    throw new AppError("request/invalid", `${file}: line ${parsed.line}: ${parsed.detail}`);
  }
  return judgeSolRoutes(instance, parsed.value);
}
