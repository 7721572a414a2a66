import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { AppError } from "../../domain/index.ts";

/** What is simulated: a city, how its sensors fail, how days differ from the plan. */
export interface Scenario {
  readonly name: string;
  /** City folder, see `docs/city-folder.md`. */
  readonly cityFolder: string;
  /** A smaller town made of the city's sites; absent: the whole city. */
  readonly town?: { readonly siteCount: number; readonly seed: number };
  /** Days that are driven before anything is counted. */
  readonly warmUpDays: number;
  readonly sensors: SensorFaults;
  /** Coefficients of variation of driving and of service times. */
  readonly travelNoise: number;
  readonly serviceNoise: number;
  /** Price of a container that overflows for a day, in cents: for the totals, not for the crews. */
  readonly overflowCentsPerDay: number;
  /** Steps of the search for each day's routes. */
  readonly iterationsPerDay: number;
}

/** How sensors see and fail; shares are of sensors, or of readings where it says so. */
export interface SensorFaults {
  readonly intervalHours: number;
  /** Standard deviation of a reading, percent. */
  readonly noisePercent: number;
  /** Share of readings that show anything at all. */
  readonly spikeShare: number;
  /** Share of sensors that repeat one value for some days. */
  readonly frozenShare: number;
  /** Share of sensors that are silent from some day on. */
  readonly deadShare: number;
  readonly gapsPerMonth: number;
}

const share = z.number().min(0).max(1);

const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  city: z.string().min(1),
  town: z.strictObject({ siteCount: z.int().min(5).max(5000), seed: z.int().min(0) }).optional(),
  warmUpDays: z.int().min(0).max(365).default(14),
  sensors: z
    .strictObject({
      intervalHours: z.number().min(0.25).max(48).default(4),
      noisePercent: z.number().min(0).max(20).default(1.5),
      spikeShare: share.default(0.003),
      frozenShare: share.default(0.04),
      deadShare: share.default(0.025),
      gapsPerMonth: z.number().min(0).max(20).default(0.4),
    })
    .prefault({}),
  travelNoise: z.number().min(0).max(1).default(0.1),
  serviceNoise: z.number().min(0).max(1).default(0.25),
  overflowCentsPerDay: z.int().min(0).max(10_000_000).default(4000),
  iterationsPerDay: z.int().min(100).max(1_000_000).default(1500),
});

/**
 * Reads a scenario file; paths in it are relative to the file.
 *
 * Throws `request/invalid` with all faults at once.
 */
export async function readScenario(file: string): Promise<Scenario> {
  const data = parseJson(file, await readText(file));
  const parsed = scenarioSchema.safeParse(data);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({
      pointer: `/${issue.path.join("/")}`,
      detail: issue.message,
    }));
    const detail = `scenario (${file}) has ${faults.length} faults: see docs/simulator.md`;
    throw new AppError("request/invalid", detail, { faults });
  }
  const { city, town, ...rest } = parsed.data;
  const cityFolder = resolve(dirname(file), city);
  return { ...rest, cityFolder, ...(town === undefined ? {} : { town }) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const detail = `scenario (${file}) cannot be read: name a JSON file as docs/simulator.md says`;
    throw new AppError("request/invalid", detail, { cause });
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("request/invalid", `scenario (${file}) is not JSON: ${reason}`, { cause });
  }
}
