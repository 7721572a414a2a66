import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import {
  compileRouting,
  LEAVES,
  REACHED,
  type RoadMoment,
  type Routing,
  routingToBytes,
} from "../geo/index.ts";
import { readInput, readRoadGraph, requireProfile } from "./read-roads.ts";

/** Adds `graph build`: an OSM extract becomes one file of compiled roads for one profile. */
export function register(program: Command): void {
  const graph = program.command("graph").description("Compile roads").exitOverride();
  graph
    .command("build <extract>")
    .description("Compile an OSM extract (PBF, XML, Overpass JSON) for one vehicle profile")
    .requiredOption(
      "--profile <id>",
      "vehicle profile, for example truck-26t, or a JSON file with one",
    )
    .requiredOption("--out <file>", "file to write")
    .option(
      "--moment <time>",
      "judge signs with hours at this local time, 2026-05-04T07:30; else they are not applied",
    )
    .option("--holiday <kind>", "the day of --moment is a holiday to its signs: public or school")
    .exitOverride()
    .action(build);
}

interface BuildOptions {
  readonly profile: string;
  readonly out: string;
  readonly moment?: string;
  readonly holiday?: string;
}

async function build(extract: string, options: BuildOptions): Promise<void> {
  const startMs = performance.now();
  const moment = options.moment === undefined ? null : readMoment(options.moment, options.holiday);
  const profile = await requireProfile(options.profile);
  const graph = await readRoadGraph(extract, await readInput(extract), profile);
  process.stderr.write(`compiling ${graph.edgeCount} road edges for ${profile.id}\n`);
  const routing = compileRouting(graph, profile, moment);
  const openCount = routing.arcUs.reduce((count, us) => (us >= 0 ? count + 1 : count), 0);
  reportCutOff(routing, openCount);
  const bytes = routingToBytes(routing);
  try {
    await writeFile(options.out, bytes);
  } catch (cause) {
    const detail = `--out (${options.out}) cannot be written: ${(cause as Error).message}`;
    throw new AppError("request/invalid", detail, { cause });
  }
  const result = {
    nodes: graph.junctionCount,
    edges: openCount,
    turns: routing.turnTo.length,
    seconds: Math.round(performance.now() - startMs) / 1000,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    bytes: bytes.length,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** A local time without a zone, as the signs have it. */
function readMoment(text: string, holiday: string | undefined): RoadMoment {
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text);
  const date = new Date(isTime ? `${text}Z` : Number.NaN); // read as UTC to keep the clock as it is
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text)) {
    const detail = `--moment (${text}) must be a local time such as 2026-05-04T07:30`;
    throw new AppError("request/invalid", detail);
  }
  const moment = {
    month: date.getUTCMonth() + 1,
    weekday: (date.getUTCDay() + 6) % 7,
    daySec: date.getUTCHours() * 3600 + date.getUTCMinutes() * 60,
  };
  if (holiday === undefined) return moment;
  if (holiday === "public" || holiday === "school") return { ...moment, holiday };
  throw new AppError("request/invalid", `--holiday (${holiday}) must be public or school`);
}

/** Says how many directed roads have no way from and to the largest connected part. */
function reportCutOff({ arcUs, arcConnection }: Routing, openCount: number): void {
  const both = LEAVES | REACHED;
  const cutOffCount = arcUs.reduce(
    (count, us, arc) =>
      us >= 0 && ((arcConnection[arc] ?? 0) & both) !== both ? count + 1 : count,
    0,
  );
  process.stderr.write(
    `${cutOffCount} of ${openCount} directed roads are not connected both ways with the rest\n`,
  );
}
