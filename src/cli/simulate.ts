import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import {
  bestOfKinds,
  loadTown,
  type PolicyReport,
  type PolicyRuns,
  policiesNamed,
  readScenario,
  runPolicy,
  type Scenario,
  summarisePolicies,
  type Town,
} from "../planning/index.ts";
import { withImportedCity } from "./city-store.ts";
import { wholeOption } from "./number-option.ts";
import { simulationPage } from "./simulation-page.ts";

interface SimulateOptions {
  readonly scenario: string;
  readonly policy: string;
  readonly days: string;
  readonly seed: string;
  readonly seeds: string;
  readonly csv?: string;
  readonly html?: string;
}

/** A Monday in winter: no change of clocks within the months after it. */
const FIRST_DAY = "2025-11-03";
const SEED_MAX = 1_000_000;

/** Adds `simulate`: lives through weeks of a city under several policies and compares them. */
export function register(program: Command): void {
  program
    .command("simulate")
    .description("Compare collection policies on a simulated city; a JSON line a policy")
    .requiredOption("--scenario <file>", "scenario file, see docs/simulator.md")
    .option(
      "--policy <list>",
      "policies, the first is what others are compared with",
      "fixed,threshold,fillroute",
    )
    .option("--days <n>", "days that count, after the warm-up", "42")
    .option("--seed <n>", "first seed", "1")
    .option("--seeds <n>", "how many seeds: runs that differ in what comes in", "3")
    .option("--csv <file>", "write the table as CSV too")
    .option("--html <file>", "write a page with the cost-overflow plot too")
    .action(simulate);
}

async function simulate(options: SimulateOptions): Promise<void> {
  const days = wholeOption("--days", options.days, 1, 730);
  const seed = wholeOption("--seed", options.seed, 0, SEED_MAX);
  const seedCount = wholeOption("--seeds", options.seeds, 1, 100);
  const policies = options.policy.split(",").flatMap((name) => policiesNamed(name.trim()));
  const scenario = await readScenario(options.scenario);
  const reports = await withImportedCity(scenario.cityFolder, async (store, areaId) => {
    const town = await loadTown(store, areaId, scenario);
    const all = policies.map((policy): PolicyRuns => {
      const runs = Array.from({ length: seedCount }, (_, i) => {
        process.stderr.write(`${policy.name}: seed ${seed + i}\n`);
        return runPolicy(town, scenario, policy, { days, seed: seed + i, firstDay: FIRST_DAY });
      });
      return { policy: policy.name, runs };
    });
    return ordered(all, scenario, town);
  });
  for (const report of reports) {
    process.stdout.write(`${JSON.stringify({ scenario: scenario.name, seed, ...report })}\n`);
  }
  if (options.csv !== undefined) await write(options.csv, csvOf(reports));
  if (options.html !== undefined) await write(options.html, simulationPage(scenario, reports));
}

/** Compared with the best of the first kind named, which is put first. */
function ordered(
  all: readonly PolicyRuns[],
  scenario: Scenario,
  town: Town,
): readonly PolicyReport[] {
  const { overflowCentsPerDay } = scenario;
  const containers = town.city.containers.length;
  const [best] = bestOfKinds(summarisePolicies(all, overflowCentsPerDay, containers));
  const first = all.filter(({ policy }) => policy === best?.policy);
  const others = all.filter(({ policy }) => policy !== best?.policy);
  return summarisePolicies([...first, ...others], overflowCentsPerDay, containers);
}

function csvOf(reports: readonly PolicyReport[]): string {
  const columns = Object.entries(reports[0] ?? {}).map(([name, value]) => ({
    name,
    isEstimate: typeof value === "object",
  }));
  const head = columns.flatMap(({ name, isEstimate }) =>
    isEstimate ? [name, `${name}HalfWidth`] : [name],
  );
  const rows = reports.map((report) =>
    Object.values(report).flatMap((value: unknown) =>
      isEstimate(value) ? [value.mean, value.halfWidth] : [value],
    ),
  );
  return `${[head, ...rows].map((row) => row.join(",")).join("\n")}\n`;
}

function isEstimate(value: unknown): value is { mean: number; halfWidth: number } {
  return typeof value === "object" && value !== null && "halfWidth" in value;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new AppError("request/invalid", `${file} cannot be written: name another file`, {
      cause,
    });
  }
}
