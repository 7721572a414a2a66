import type { Fault } from "../domain/index.ts";
import type { OsmSummary, RoadGraph } from "../geo/index.ts";

/**
 * What of a road file was left out of the roads, and why, one line a cause; nothing where all of it
 * was used. Elements that an extract cuts off at its border are no fault of it and are not told.
 *
 * @param file names the road file in each pointer
 */
export function roadWarnings(file: string, summary: OsmSummary, graph: RoadGraph): Fault[] {
  const { notUnderstood, examples } = graph.conditions;
  const { badMembers, notJoined } = graph.ignoredRestrictions;
  const told: [string, number, string][] = [
    ["elements", summary.droppedCount, "elements are damaged or deleted and were left out"],
    ["nodes", graph.absentSegmentCount, "pieces of roads lack a node and were left out"],
    ["restrictions", badMembers, "turn restrictions have members that make no sense: ignored"],
    ["restrictions", notJoined, "turn restrictions are of ways that do not meet: ignored"],
    [
      "conditional",
      notUnderstood,
      `conditions on signs are not understood and never hold, for example ${examples.join(" | ")}`,
    ],
  ];
  return told
    .filter(([, count]) => count > 0)
    .map(([what, count, text]) => ({ pointer: `${file}:${what}`, detail: `${count} ${text}` }));
}
