import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { AppError } from "../domain/index.ts";

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
    .description("Run a benchmark: solver, roads or forecast")
    .option("--toy", "tiny inputs: shows that it runs, measures nothing", false)
    .option("--seconds <n>", "time limit of each run")
    .option("--seeds <list>", "seeds, for example 1,2,3")
    .option("--only <text>", "instances whose name contains this, or the folder of a set")
    .action(async (name: string, options: Record<string, string | boolean | undefined>) => {
      const file = join(FOLDER, `${name}.ts`);
      if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
        throw new AppError("request/invalid", `benchmark (${name}) is not in benchmarks/`);
      }
      const loaded: Benchmark = await import(pathToFileURL(file).href);
      await loaded.run(benchmarkOptions(options));
    });
}

function benchmarkOptions(options: Record<string, string | boolean | undefined>): BenchmarkOptions {
  const { toy, seconds, seeds, only } = options;
  return {
    toy: toy === true,
    ...(typeof seconds === "string" ? { seconds: Number(seconds) } : {}),
    ...(typeof seeds === "string" ? { seeds: seeds.split(",").map(Number) } : {}),
    ...(typeof only === "string" ? { only } : {}),
  };
}
