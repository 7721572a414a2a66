import { readFile } from "node:fs/promises";
import { AppError } from "../domain/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  compileTurns,
  type OsmSummary,
  PROFILES,
  type Profile,
  profileFromJson,
  profileNamed,
  type RoadGraph,
  type Routing,
  readOsm,
  routingFromBytes,
} from "../geo/index.ts";

/** Reads a file that the command line names; throws `request/invalid` where it cannot. */
export async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const detail = `${file} cannot be read: ${(cause as Error).message}`;
    throw new AppError("request/invalid", detail, { cause });
  }
}

/**
 * The profile with this id, or the one in this JSON file; throws `request/invalid` with the known
 * ids, or with every fault of the file.
 */
export async function requireProfile(idOrFile: string): Promise<Profile> {
  if (idOrFile.endsWith(".json")) return await readProfileFile(idOrFile);
  const profile = profileNamed(idOrFile);
  if (profile !== undefined) return profile;
  const known = PROFILES.map((one) => one.id).join(", ");
  const detail = `--profile (${idOrFile}) is not known: use one of ${known}, or a .json file`;
  throw new AppError("request/invalid", detail);
}

async function readProfileFile(file: string): Promise<Profile> {
  const text = new TextDecoder().decode(await readInput(file));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const detail = `--profile (${file}) is not JSON: ${(cause as Error).message}`;
    throw new AppError("request/invalid", detail, { cause });
  }
  const result = profileFromJson(json, PROFILES);
  if (result.ok) return result.profile;
  const faults = result.faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
  throw new AppError("request/invalid", `--profile (${file}) has faults: ${faults}`);
}

/** Reads an OSM extract into a road graph, with a line about what was left out on stderr. */
export async function readRoadGraph(
  file: string,
  bytes: Uint8Array,
  { network }: Profile,
): Promise<RoadGraph> {
  const result = await readOsm(bytes, file);
  if (!result.ok) throw new AppError("request/invalid", `${result.reason}: ${result.detail}`);
  const graph = buildRoadGraph(result.data, network);
  process.stderr.write(describeReading(file, result.summary, graph));
  return graph;
}

/** What was read and what was left out, and why, as lines of text. */
function describeReading(file: string, summary: OsmSummary, graph: RoadGraph): string {
  const ignored = Object.entries(graph.ignoredRestrictions).filter(([, count]) => count > 0);
  const reasons = ignored.map(([reason, count]) => `${count} ${reason}`).join(", ");
  const { understood, notUnderstood, examples } = graph.conditions;
  const odd = notUnderstood === 0 ? "" : `, for example ${examples.join(" | ")}`;
  return [
    `${file}: ${summary.format}: ${summary.nodeCount} nodes, ${summary.wayCount} ways, ` +
      `${summary.relationCount} relations, ${summary.droppedCount} bad elements left out, ` +
      `${summary.duplicateCount} duplicates`,
    `${graph.ways.length} roads of ${summary.wayCount} ways, ${graph.edgeCount} edges; ` +
      `${graph.absentSegmentCount} road segments without their nodes`,
    `${graph.restrictions.length} turn restrictions (ignored: ${reasons || "none"})`,
    `${understood} conditions by hour or size understood, ${notUnderstood} not${odd}`,
    "",
  ].join("\n");
}

/**
 * Opens roads for travel times: a file written by `graph build`, or an extract that is compiled
 * now.
 *
 * @param prepare whether a hierarchy is worth its time
 */
export async function openRouting(
  file: string,
  profile: Profile,
  prepare: (stateCount: number) => boolean,
): Promise<Routing> {
  const bytes = await readInput(file);
  const compiled = routingFromBytes(bytes);
  if (compiled.ok) return checkProfile(file, compiled.routing, profile);
  if (compiled.reason !== "not-a-routing") {
    throw new AppError("request/invalid", `${file}: ${compiled.detail}: build it again`);
  }
  const graph = await readRoadGraph(file, bytes, profile);
  const stateCountMax = graph.edgeCount * 2;
  return prepare(stateCountMax) ? compileRouting(graph, profile) : compileTurns(graph, profile);
}

function checkProfile(file: string, routing: Routing, profile: Profile): Routing {
  if (routing.profileId === profile.id) return routing;
  throw new AppError(
    "request/invalid",
    `--profile (${profile.id}) is not the one ${file} was built for (${routing.profileId})`,
  );
}
