import { NONE } from "../../base/index.ts";
import { indexOfId, type OsmData, type OsmRelation, type Tags } from "../osm/data.ts";
import type { IgnoredRestrictions, RoadRestriction } from "./road-graph.ts";

const KEY = /^restriction(:[a-z_]+)?(:conditional)?$/;

type Reason = keyof IgnoredRestrictions;

/** What the relations are resolved against. */
interface Resolver {
  readonly data: OsmData;
  /** Index of a road by its OSM id. */
  readonly wayOfId: ReadonlyMap<number, number>;
  readonly pointOfNode: Int32Array;
}

/**
 * Resolves turn restriction relations into runs of points.
 *
 * The via is a node, or ways that join end to end; it must be an end of the `from` and of the `to`
 * way. Where one of these is a closed way its first segment is taken. What cannot be resolved is
 * counted by reason.
 */
export function readRestrictions(
  data: OsmData,
  wayOfId: ReadonlyMap<number, number>,
  pointOfNode: Int32Array,
): { restrictions: RoadRestriction[]; ignored: IgnoredRestrictions } {
  const resolver = { data, wayOfId, pointOfNode };
  const restrictions: RoadRestriction[] = [];
  const ignored = { absentMember: 0, noRoad: 0, badMembers: 0, notJoined: 0 };
  for (const relation of data.relations) {
    if (!Object.keys(relation.tags).some((key) => KEY.test(key))) continue;
    const resolved = resolve(relation, resolver);
    if (typeof resolved === "string") ignored[resolved]++;
    else restrictions.push(resolved);
  }
  return { restrictions, ignored };
}

function resolve(relation: OsmRelation, resolver: Resolver): RoadRestriction | Reason {
  const from = membersOf(relation, "way", "from");
  const to = membersOf(relation, "way", "to");
  const viaNodes = membersOf(relation, "node", "via");
  const viaWays = membersOf(relation, "way", "via");
  const isSound = from.length > 0 && to.length > 0 && viaNodes.length + viaWays.length > 0;
  if (!isSound || viaNodes.length > 1 || (viaNodes.length > 0 && viaWays.length > 0)) {
    return "badMembers";
  }
  const { data, wayOfId } = resolver;
  const allWays = [...from, ...viaWays, ...to];
  if (allWays.some((id) => indexOfId(data.wayId, id) < 0)) return "absentMember";
  const ways = allWays.map((id) => wayOfId.get(id) ?? NONE);
  if (ways.includes(NONE)) return "noRoad";
  const sequences: Int32Array[] = [];
  for (const fromWay of from) {
    for (const toWay of to) {
      const nodes =
        viaWays.length === 0
          ? joinAtNode(fromWay, viaNodes[0], toWay, resolver)
          : joinAlongWays(fromWay, viaWays, toWay, resolver);
      const points = nodes?.map((id) => pointOf(id, resolver));
      if (points?.every((point) => point !== NONE)) sequences.push(Int32Array.from(points));
    }
  }
  if (sequences.length === 0) return "notJoined";
  return {
    id: relation.id,
    values: restrictionValues(relation.tags),
    except: (relation.tags["except"] ?? "").split(";").map((word) => word.trim()),
    fromCount: from.length,
    toCount: to.length,
    ways,
    sequences,
  };
}

function restrictionValues(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => KEY.test(key)));
}

function membersOf(relation: OsmRelation, type: "node" | "way", role: string): number[] {
  const chosen = relation.members.filter((member) => member.type === type && member.role === role);
  return chosen.map(({ ref }) => ref);
}

function joinAtNode(from: number, via: number, to: number, resolver: Resolver) {
  const before = neighbourOnWay(from, via, resolver);
  const after = neighbourOnWay(to, via, resolver);
  return before === undefined || after === undefined ? undefined : [before, via, after];
}

/** Walks the via ways from an end of `from` to an end of `to`, each from one end to the other. */
function joinAlongWays(from: number, vias: readonly number[], to: number, resolver: Resolver) {
  const first = nodesOf(vias[0], resolver);
  for (const start of new Set([first[0], first[first.length - 1]])) {
    const before = neighbourOnWay(from, start, resolver);
    if (before === undefined) continue;
    const path = [before, start];
    if (!vias.every((via) => follow(path, nodesOf(via, resolver)))) continue;
    const after = neighbourOnWay(to, path[path.length - 1], resolver);
    if (after !== undefined) return [...path, after];
  }
  return undefined;
}

/** Appends a way to a path that ends at one of its ends; false where it does not. */
function follow(path: number[], nodes: readonly number[]): boolean {
  const at = path[path.length - 1];
  if (at === nodes[0]) path.push(...nodes.slice(1));
  else if (at === nodes[nodes.length - 1]) path.push(...nodes.toReversed().slice(1));
  else return false;
  return true;
}

/** The node next to `end` on a way that begins or ends there. */
function neighbourOnWay(way: number, end: number, resolver: Resolver): number | undefined {
  const nodes = nodesOf(way, resolver);
  if (nodes[0] === end) return nodes[1];
  if (nodes[nodes.length - 1] === end) return nodes[nodes.length - 2];
  return undefined;
}

/** Node ids of a way, without repetitions in a row. */
function nodesOf(wayId: number, { data }: Resolver): readonly number[] {
  const way = indexOfId(data.wayId, wayId);
  const refs = Array.from(data.wayRefs.subarray(data.wayOffset[way], data.wayOffset[way + 1]));
  return refs.filter((ref, i) => i === 0 || ref !== refs[i - 1]);
}

function pointOf(nodeId: number, { data, pointOfNode }: Resolver): number {
  const node = indexOfId(data.nodeId, nodeId);
  return node < 0 ? NONE : pointOfNode[node];
}
