import createGraph, { type Graph } from "ngraph.graph";
import { nba } from "ngraph.path";
import type { Profile } from "../profiles/profile.ts";
import { ruleForWay } from "../profiles/way-rules.ts";
import { layOutArcs } from "../routing/arcs.ts";
import { CLOSED } from "../routing/routing.ts";
import type { RoadGraph } from "./road-graph.ts";
import { haversineM } from "./sphere.ts";

export interface ReadableNode {
  readonly lonE7: number;
  readonly latE7: number;
}

/** A directed road between two junctions, with what a person asks about it. */
export interface ReadableLink {
  readonly edge: number;
  readonly wayId: number;
  readonly name: string;
  readonly sec: number;
  readonly m: number;
}

export type ReadableGraph = Graph<ReadableNode, ReadableLink>;

/**
 * The road graph as an `ngraph.graph`: nodes are junctions under their OSM ids, links are arcs that
 * the profile may drive; of parallel ones the fastest. Turn restrictions, turn costs and barriers
 * are not in it: it is for looking at, for what-if, and for checking where no restriction applies.
 */
export function readableGraph(graph: RoadGraph, profile: Profile): ReadableGraph {
  const rules = graph.ways.map((way) => ruleForWay(way, profile));
  const arcs = layOutArcs(graph, rules);
  const readable = createGraph<ReadableNode, ReadableLink>();
  const addNode = (point: number): number => {
    const id = graph.pointId[point];
    const position = { lonE7: graph.pointLonE7[point], latE7: graph.pointLatE7[point] };
    if (readable.getNode(id) === undefined) readable.addNode(id, position);
    return id;
  };
  for (let arc = 0; arc < arcs.arcCount; arc++) {
    if (arcs.us[arc] === CLOSED) continue;
    const from = addNode(arcs.fromPoint[arc]);
    const to = addNode(arcs.toPoint[arc]);
    const sec = arcs.us[arc] / 1e6;
    const known = readable.getLink(from, to);
    if (known !== undefined && known.data.sec <= sec) continue;
    const edge = arc >> 1;
    const { id: wayId, name } = graph.ways[graph.edgeWay[edge]];
    readable.addLink(from, to, { edge, wayId, name, sec, m: arcs.lengthUm[arc] / 1e6 });
  }
  return readable;
}

export interface ReadablePath {
  /** OSM ids of the junctions, from the first to the last. */
  readonly nodeIds: readonly number[];
  readonly sec: number;
  readonly m: number;
}

/**
 * The fastest path between two junctions of a readable graph, by ngraph.path (NBA*), or null.
 *
 * @param kmhMax the highest speed of the profile, for the estimate that guides the search
 */
export function readablePath(
  readable: ReadableGraph,
  from: number,
  to: number,
  kmhMax: number,
): ReadablePath | null {
  if (readable.getNode(from) === undefined || readable.getNode(to) === undefined) return null;
  const finder = nba(readable, {
    oriented: true,
    distance: (_from, _to, link) => link.data.sec,
    heuristic: ({ data: a }, { data: b }) =>
      haversineM(a.lonE7, a.latE7, b.lonE7, b.latE7) / (kmhMax / 3.6),
  });
  const nodeIds = finder
    .find(from, to)
    .map(({ id }) => Number(id))
    .reverse();
  if (nodeIds.length === 0) return null;
  let sec = 0;
  let m = 0;
  for (let i = 1; i < nodeIds.length; i++) {
    const link = readable.getLink(nodeIds[i - 1], nodeIds[i]);
    sec += link?.data.sec ?? 0;
    m += link?.data.m ?? 0;
  }
  return { nodeIds, sec, m };
}
