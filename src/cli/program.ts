import { Command, CommanderError } from "commander";
import { AppError } from "../domain/index.ts";
import type { StartService } from "./serve.ts";

/** What `main.ts` wires and hands to the commands. */
export interface CommandServices {
  readonly startService: StartService;
}

/** Adds one command to the program. */
type Register = (program: Command, services: CommandServices) => void;

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;

/** Commands are loaded when asked for, so that a solve does not wait for the web server. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly register: Register }>>> = {
  serve: () => import("./serve.ts"),
  plan: () => import("./plan.ts"),
  solve: () => import("./solve.ts"),
  check: () => import("./check.ts"),
  matrix: () => import("./matrix.ts"),
  graph: () => import("./graph.ts"),
  forecast: () => import("./forecast.ts"),
  simulate: () => import("./simulate.ts"),
  keys: () => import("./keys.ts"),
  bench: () => import("./bench.ts"),
};

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
  const asked = COMMANDS[words[0] ?? ""];
  for (const load of asked === undefined ? Object.values(COMMANDS) : [asked]) {
    const command = await load();
    command.register(program, services);
  }
  makeErrorsCatchable(program);
  try {
    await program.parseAsync([...words], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return exitCodeOf(error);
  }
}

function makeErrorsCatchable(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) makeErrorsCatchable(child);
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
