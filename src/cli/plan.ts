import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { AppError, type JobProgress } from "../domain/index.ts";
import { planBody } from "../http/index.ts";
import { dayOf, type JobContext, runImportCity, runPlan } from "../planning/index.ts";
import { openStore, type Store } from "../store/index.ts";

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
  const seed = numberOption("--seed", options.seed, 0, 2_147_483_647);
  if (!Number.isInteger(seed)) {
    throw new AppError("request/invalid", `--seed (${options.seed}) must be a whole number`);
  }
  const { date } = options;
  if (date !== undefined && !isDay(date)) {
    throw new AppError("request/invalid", `--date (${date}) must be a day YYYY-MM-DD`);
  }
  const dataDir = await mkdtemp(join(tmpdir(), "fillroute-plan-"));
  const store = await openStore({ dataDir });
  try {
    const imported = { kind: "import-city", directory: options.city } as const;
    const areaId = await runImportCity(await jobContext(store, imported), imported);
    const area = await store.cities.getArea(areaId);
    const day = date ?? dayOf(Date.now(), area?.timeZone ?? "UTC");
    const timeLimitMs = Math.round(seconds * 1000);
    const request = { kind: "plan", areaId, day, timeLimitMs, seed } as const;
    const planId = await runPlan(await jobContext(store, request), request);
    const plan = await store.plans.get(planId);
    if (plan === null || area === null) throw new AppError("plan/unknown", `plan (${planId})`);
    process.stdout.write(`${JSON.stringify(planBody(plan, area.timeZone))}\n`);
    if (plan.unassigned.length > 0) process.exitCode = 1;
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}

async function jobContext(
  store: Store,
  request: Parameters<Store["jobs"]["enqueue"]>[0],
): Promise<JobContext> {
  const job = await store.jobs.enqueue(request, Date.now());
  await store.jobs.claim(Date.now());
  return {
    store,
    jobId: job.id,
    now: Date.now,
    report: sayProgress(),
    cancelled: () => false,
  };
}

/** One line on stderr for each step, and for each better plan while the search runs. */
function sayProgress(): (progress: JobProgress) => void {
  let said = "";
  return ({ step, message, share, bestCostCents }) => {
    const cost =
      bestCostCents === undefined ? "" : `, best cost ${(bestCostCents / 100).toFixed(2)}`;
    const line = step === "solve" && cost !== "" ? `solve${cost}` : message;
    if (line === said) return;
    said = line;
    process.stderr.write(`${String(Math.round(share * 100)).padStart(3)} % ${line}\n`);
  };
}

function numberOption(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= min && value <= max)) {
    throw new AppError(
      "request/invalid",
      `${name} (${text}) must be a number from ${min} to ${max}`,
    );
  }
  return value;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(atMs) && new Date(atMs).toISOString().startsWith(text);
}
