import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import { readConfig, type ServiceConfig } from "./config.ts";
import { buildPage } from "./page.ts";

/** Starts the whole service; resolves once it listens. */
export type StartService = (options: ServiceOptions) => Promise<RunningService>;

export interface ServiceOptions {
  readonly config: ServiceConfig;
  /** City folder to import where it is new or has changed; null for what the store holds. */
  readonly cityDirectory: string | null;
  /** Resolves with the folder of the built page once it is there. */
  readonly page: Promise<string>;
  readonly planSeconds: number;
}

export interface RunningService {
  readonly url: string;
  close(): Promise<void>;
}

const DEMO_CITY = join(import.meta.dirname, "../../fixtures/gothenburg");

/** Adds `serve`: the service with its page, on an embedded database. */
export function register(
  program: Command,
  { startService }: { readonly startService: StartService },
): void {
  program
    .command("serve")
    .description("Run the service and the dispatcher's page")
    .option("--city <dir>", "city folder to import (default: the demo city)")
    .option("--no-city", "import nothing: serve what the data folder holds")
    .option("--plan-seconds <n>", "time limit of the day's first plan", "15")
    .action(async (options: { city: string | boolean; planSeconds: string }) => {
      const config = readConfig(process.env);
      const planSeconds = Number(options.planSeconds);
      if (!(planSeconds >= 1 && planSeconds <= 600)) {
        throw new AppError(
          "request/invalid",
          `--plan-seconds (${options.planSeconds}) must be a number from 1 to 600`,
        );
      }
      const cityDirectory = cityDirectoryOf(options.city);
      const page = buildPage((line) => process.stderr.write(`${line}\n`));
      page.catch(() => undefined); // told where it is awaited, after the store is open
      const service = await startService({ config, cityDirectory, page, planSeconds }).catch(
        (error: unknown) => {
          throw withRemedy(error, config);
        },
      );
      process.stderr.write(`Fillroute is at ${service.url}\n`);
      await untilStopped();
      await service.close();
    });
}

function cityDirectoryOf(option: string | boolean): string | null {
  if (option === false) return null;
  const directory = typeof option === "string" ? option : DEMO_CITY;
  if (!existsSync(join(directory, "city.json"))) {
    throw new AppError(
      "city/invalid",
      `--city (${directory}) has no city.json: give a city folder, see docs/city-folder.md`,
    );
  }
  return directory;
}

/** Says what to do where the address is not to be had; any other error stays as it is. */
function withRemedy(error: unknown, { host, port }: ServiceConfig): unknown {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return error;
  if (error.syscall !== "listen" && error.syscall !== "getaddrinfo") return error;
  const { code } = error;
  const reason =
    code === "EADDRINUSE"
      ? `PORT (${port}) is in use by another program: stop it, or set PORT to a free one`
      : code === "EACCES"
        ? `PORT (${port}) may not be used by this user: set PORT to one above 1023`
        : code === "EADDRNOTAVAIL" || code === "ENOTFOUND"
          ? `HOST (${host}) is no address of this machine: set HOST to one that is`
          : null;
  return reason === null ? error : new AppError("request/invalid", reason, { cause: error });
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
