import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { AppError } from "../domain/index.ts";
import { compileRouting, LEAVES, REACHED, type Routing, routingToBytes } from "../geo/index.ts";
import { readInput, readRoadGraph, requireProfile } from "./read-roads.ts";

/** Adds `graph build`: an OSM extract becomes one file of compiled roads for one profile. */
export function register(program: Command): void {
  const graph = program.command("graph").description("Compile roads").exitOverride();
  graph
    .command("build <extract>")
    .description("Compile an OSM extract (PBF, XML, Overpass JSON) for one vehicle profile")
    .requiredOption("--profile <id>", "vehicle profile, for example truck-26t")
    .requiredOption("--out <file>", "file to write")
    .exitOverride()
    .action(build);
}

async function build(extract: string, options: { profile: string; out: string }): Promise<void> {
  const startMs = performance.now();
  const profile = requireProfile(options.profile);
  const graph = await readRoadGraph(extract, await readInput(extract), profile);
  process.stderr.write(`compiling ${graph.edgeCount} road edges for ${profile.id}\n`);
  const routing = compileRouting(graph, profile);
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
