import { z } from "zod";
import { AppError } from "../domain/index.ts";

/** How a service runs, from the environment; README has the table. */
export interface ServiceConfig {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly baseMapUrl: string | null;
  /** OSRM server whose travel times plans are made with; null: our own. */
  readonly osrmUrl: string | null;
  readonly requestsPerMinuteMax: number;
}

const blankAsAbsent = (value: unknown): unknown => (value === "" ? undefined : value);

const httpUrl = z
  .url({ protocol: /^https?$/ })
  .nullable()
  .default(null);

const environmentSchema = z.object({
  PORT: z.preprocess(blankAsAbsent, z.coerce.number().int().min(0).max(65_535).default(8080)),
  HOST: z.preprocess(blankAsAbsent, z.string().default("127.0.0.1")),
  DATA_DIR: z.preprocess(blankAsAbsent, z.string().default("data")),
  LOG_LEVEL: z.preprocess(
    blankAsAbsent,
    z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  ),
  BASE_MAP_URL: z.preprocess(blankAsAbsent, httpUrl),
  OSRM_URL: z.preprocess(blankAsAbsent, httpUrl),
  REQUESTS_PER_MINUTE: z.preprocess(
    blankAsAbsent,
    z.coerce.number().int().min(1).max(1_000_000).default(6000),
  ),
  DATABASE_URL: z.preprocess(
    blankAsAbsent,
    z.undefined({ error: "PostgreSQL is not supported by this version: unset it" }).optional(),
  ),
});

/** Reads the configuration; throws `request/invalid` with every fault. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): ServiceConfig {
  const read = environmentSchema.safeParse(environment);
  if (!read.success) {
    throw new AppError("request/invalid", "the environment has faults: correct these variables", {
      faults: read.error.issues.map((issue) => ({
        pointer: String(issue.path[0]),
        detail: issue.message,
      })),
    });
  }
  const values = read.data;
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: values.DATA_DIR,
    logLevel: values.LOG_LEVEL,
    baseMapUrl: values.BASE_MAP_URL,
    osrmUrl: values.OSRM_URL,
    requestsPerMinuteMax: values.REQUESTS_PER_MINUTE,
  };
}

/** Whether an address can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
