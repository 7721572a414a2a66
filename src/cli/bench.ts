import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import { numberOption, SECONDS_MAX, wholeOption } from "./number-option.ts";

/** What each file in `benchmarks/` exports. */
interface Benchmark {
  readonly run: (options: BenchmarkOptions) => Promise<void>;
}

export interface BenchmarkOptions {
  /** Tiny inputs and budgets: shows that the benchmark works, measures nothing. */
  readonly toy: boolean;
  /** Seconds a run where the benchmark has a time limit. */
  readonly seconds?: number;
  readonly seeds?: readonly number[];
  /** Part of the names of the instances to take. */
  readonly only?: string;
}

const FOLDER = join(import.meta.dirname, "../../benchmarks");

/** Adds `bench`: runs a benchmark of `benchmarks/` and prints its table. */
export function register(program: Command): void {
  program
    .command("bench <name>")
    .description("Run a benchmark of the folder benchmarks: solver, roads, forecast and others")
    .option("--toy", "tiny inputs: shows that it runs, measures nothing", false)
    .option("--seconds <n>", "time limit of each run")
    .option("--seeds <list>", "seeds, for example 1,2,3")
    .option("--only <text>", "instances whose name contains this, or the folder of a set")
    .action(async (name: string, options: Record<string, string | boolean | undefined>) => {
      const { run } = await loadBenchmark(name);
      await run(benchmarkOptions(options));
    });
}

async function loadBenchmark(name: string): Promise<Benchmark> {
  const file = join(FOLDER, `${name}.ts`);
  if (/^[a-z-]+$/.test(name) && existsSync(file)) {
    const { run }: Partial<Benchmark> = await import(pathToFileURL(file).href);
    if (run !== undefined) return { run };
  }
  throw new AppError("request/invalid", `benchmark (${name}) is not in benchmarks/`);
}

function benchmarkOptions(options: Record<string, string | boolean | undefined>): BenchmarkOptions {
  const { toy, seconds, seeds, only } = options;
  return {
    toy: toy === true,
    ...(typeof seconds === "string"
      ? { seconds: numberOption("--seconds", seconds, 0, SECONDS_MAX) }
      : {}),
    ...(typeof seeds === "string" ? { seeds: seeds.split(",").map(readSeed) } : {}),
    ...(typeof only === "string" ? { only } : {}),
  };
}

function readSeed(text: string): number {
  return wholeOption("--seeds", text, 0, Number.MAX_SAFE_INTEGER);
}
