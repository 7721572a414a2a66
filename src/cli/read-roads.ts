import { readFile } from "node:fs/promises";
import { AppError } from "../domain/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  compileTurns,
  type OsmSummary,
  PROFILES,
  type Profile,
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

/** The profile with this id; throws `request/invalid` that lists the known ones. */
export function requireProfile(id: string): Profile {
  const profile = profileNamed(id);
  if (profile !== undefined) return profile;
  const known = PROFILES.map((one) => one.id).join(", ");
  throw new AppError("request/invalid", `--profile (${id}) is not known: use one of ${known}`);
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
