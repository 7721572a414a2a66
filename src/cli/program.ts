import { Command, CommanderError } from "commander";
import { AppError } from "../domain/index.ts";
import * as bench from "./bench.ts";
import * as checkCommand from "./check.ts";
import * as forecast from "./forecast.ts";
import * as graph from "./graph.ts";
import * as keys from "./keys.ts";
import * as matrix from "./matrix.ts";
import * as plan from "./plan.ts";
import * as serve from "./serve.ts";
import * as solve from "./solve.ts";

/** What `main.ts` wires and hands to the commands. */
export interface CommandServices {
  readonly startService: serve.StartService;
}

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;

/**
 * Runs the command line and gives the exit code: 0 done, 1 failed or infeasible, 2 bad usage or
 * input. Results go to stdout, everything else to stderr.
 *
 * @param words the words after the program's name
 */
export async function runCommandLine(
  words: readonly string[],
  services: CommandServices,
): Promise<number> {
  const program = new Command("fillroute")
    .description("Plans the routes of waste-collection trucks from fill levels and real roads")
    .showHelpAfterError("(--help tells the options)")
    .exitOverride();
  for (const command of [plan, solve, checkCommand, matrix, graph, forecast, keys, bench]) {
    command.register(program);
  }
  serve.register(program, services.startService);
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync([...words], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_BAD_USAGE;
  if (error instanceof AppError) {
    const faults = error.faults.map((fault) => `  ${fault.pointer}: ${fault.detail}\n`).join("");
    process.stderr.write(`fillroute: ${error.code}: ${error.message}\n${faults}`);
    return error.code.startsWith("city/") || error.code.startsWith("request/")
      ? EXIT_BAD_USAGE
      : EXIT_FAILED;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`fillroute: ${text}\n`);
  return EXIT_FAILED;
}
