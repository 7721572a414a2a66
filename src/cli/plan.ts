import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import { planBody } from "../http/index.ts";
import { dayOf, runPlan } from "../planning/index.ts";
import { jobContext, withImportedCity } from "./city-store.ts";
import { numberOption, wholeOption } from "./number-option.ts";

interface PlanOptions {
  readonly city: string;
  readonly date?: string;
  readonly seconds: string;
  readonly seed: string;
}

/** Adds `plan`: a day's plan of a city folder, without a service. */
export function register(program: Command): void {
  program
    .command("plan")
    .description("Plan one day of a city folder and print the plan as JSON")
    .requiredOption("--city <dir>", "city folder, see docs/city-folder.md")
    .option("--date <day>", "working day, YYYY-MM-DD (default: today in the city's time zone)")
    .option("--seconds <n>", "time limit of the search", "15")
    .option("--seed <n>", "seed of the search", "1")
    .action(printPlan);
}

async function printPlan(options: PlanOptions): Promise<void> {
  const seconds = numberOption("--seconds", options.seconds, 0.1, 3600);
  const seed = wholeOption("--seed", options.seed, 0, 2_147_483_647);
  const { date } = options;
  if (date !== undefined && !isDay(date)) {
    throw new AppError("request/invalid", `--date (${date}) must be a day YYYY-MM-DD`);
  }
  await withImportedCity(options.city, async (store, areaId) => {
    const area = await store.cities.getArea(areaId);
    const day = date ?? dayOf(Date.now(), area?.timeZone ?? "UTC");
    const timeLimitMs = Math.round(seconds * 1000);
    const request = { kind: "plan", areaId, day, timeLimitMs, seed } as const;
    const planId = await runPlan(await jobContext(store, request), request);
    const plan = await store.plans.get(planId);
    if (plan === null || area === null) throw new AppError("plan/unknown", `plan (${planId})`);
    process.stdout.write(`${JSON.stringify(planBody(plan, area.timeZone))}\n`);
    if (plan.unassigned.length > 0) process.exitCode = 1;
  });
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(atMs) && new Date(atMs).toISOString().startsWith(text);
}
