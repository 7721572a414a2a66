import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import {
  Backcast,
  type FillForecast,
  fillQuantile,
  hoursToReach,
  reachProbability,
} from "../forecast/index.ts";
import {
  type ForecastContainer,
  type ForecastOrigin,
  readForecastContainers,
  readForecastReadings,
  readOrigins,
  timeSec,
} from "./forecast-files.ts";

/** Hours to full are told up to two weeks; beyond, a schedule decides and no forecast. */
const HOURS_TO_FULL_MAX = 14 * 24;

interface ForecastOptions {
  readonly readings: string;
  readonly containers: string;
  readonly at?: string;
  readonly origins?: string;
  readonly hours: string;
  readonly quantiles: string;
  readonly format: string;
  readonly full: string;
}

interface ForecastTask {
  readonly origins: readonly ForecastOrigin[];
  readonly hours: readonly number[];
  readonly quantiles: readonly number[];
  readonly fullPercent: number;
}

/** Adds `forecast`: fill of containers some hours ahead, from a file of readings. */
export function register(program: Command): void {
  program
    .command("forecast")
    .description("Fill of containers some hours ahead, from files of readings and containers")
    .requiredOption("--readings <csv>", "container, time and fill; plain or .gz")
    .requiredOption("--containers <csv>", "container and stream; depths where distances are read")
    .option(
      "--at <time>",
      "moment of the forecast, ISO or unix seconds; readings up to it are used",
    )
    .option("--origins <csv>", "instead of --at: container and moment of each forecast (bin,t)")
    .option("--hours <list>", "hours ahead, parted by commas", "24")
    .option("--quantiles <list>", "probabilities, parted by commas", "0.1,0.5,0.9")
    .option("--format <form>", "json: a line a forecast; csv: bin,t,q50,q90,pfull,ttf_h", "json")
    .option("--full <percent>", "fill that counts as full", "100")
    .action(forecast);
}

async function forecast(options: ForecastOptions): Promise<void> {
  const isCsv = readFormat(options.format);
  const containers = await readForecastContainers(options.containers);
  const task = await readTask(options, containers);
  const readings = await readForecastReadings(options.readings, containers);
  const known = containers.map(({ id, group }) => ({ id, group, readings: readings.get(id) }));
  const backcast = new Backcast(
    known.flatMap(({ id, group, readings: own }) =>
      own === undefined ? [] : [{ id, group, readings: own }],
    ),
  );
  const lines = new Map<ForecastOrigin, string>();
  // In order of time, so that what the groups have learnt is learnt once; printed in file order.
  for (const origin of [...task.origins].sort((a, b) => a.atSec - b.atSec)) {
    const found = backcast.forecast(origin.containerId, origin.atSec * 1000);
    if (found === null) throw unknownContainer(origin.containerId);
    lines.set(origin, isCsv ? csvLine(origin, found, task) : jsonLines(origin, found, task));
  }
  if (isCsv) process.stdout.write("bin,t,q50,q90,pfull,ttf_h\n");
  for (const origin of task.origins) process.stdout.write(lines.get(origin) ?? "");
}

function readFormat(format: string): boolean {
  if (format !== "json" && format !== "csv") {
    throw new AppError("request/invalid", `--format (${format}) must be json or csv`);
  }
  return format === "csv";
}

async function readTask(
  options: ForecastOptions,
  containers: readonly ForecastContainer[],
): Promise<ForecastTask> {
  const hours = readNumbers("--hours", options.hours, 0, 24 * 90);
  const quantiles = readNumbers("--quantiles", options.quantiles, 0.001, 0.999);
  const [fullPercent = 100] = readNumbers("--full", options.full, 1, 100);
  if ((options.at === undefined) === (options.origins === undefined)) {
    throw new AppError("request/invalid", "give either --at or --origins");
  }
  if (options.origins !== undefined) {
    return { origins: await readOrigins(options.origins), hours, quantiles, fullPercent };
  }
  const atSec = timeSec(options.at ?? "");
  if (atSec === null) {
    throw new AppError("request/invalid", `--at (${options.at}) must be an ISO or a Unix time`);
  }
  const origins = containers.map(({ id }) => ({ containerId: id, atSec }));
  return { origins, hours, quantiles, fullPercent };
}

function readNumbers(option: string, text: string, min: number, max: number): readonly number[] {
  const numbers = text.split(",").map(Number);
  if (text === "" || numbers.some((value) => !(value >= min && value <= max))) {
    const rule = `must be numbers from ${min} to ${max}, parted by commas`;
    throw new AppError("request/invalid", `${option} (${text}) ${rule}`);
  }
  return numbers;
}

function unknownContainer(id: string): AppError {
  return new AppError("container/unknown", `bin (${id}) is not in the containers: add it there`);
}

function jsonLines(origin: ForecastOrigin, found: FillForecast, task: ForecastTask): string {
  return task.hours
    .map((hours) => {
      const line = {
        container: origin.containerId,
        hours,
        quantiles: task.quantiles.map((p) => round2(fillQuantile(found, hours, p))),
        overflowProbability: round4(reachProbability(found, hours, task.fullPercent)),
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join("");
}

function csvLine(origin: ForecastOrigin, found: FillForecast, task: ForecastTask): string {
  const [hours = 24] = task.hours;
  const toFull = hoursToReach(found, task.fullPercent) ?? HOURS_TO_FULL_MAX;
  const cells = [
    origin.containerId,
    origin.atSec,
    round2(fillQuantile(found, hours, 0.5)),
    round2(fillQuantile(found, hours, 0.9)),
    round4(reachProbability(found, hours, task.fullPercent)),
    round2(Math.min(HOURS_TO_FULL_MAX, toFull)),
  ];
  return `${cells.join(",")}\n`;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

function round4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
