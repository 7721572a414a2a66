import { NONE } from "../../base/index.ts";
import { indexOfId, type OsmData, type Tags } from "../osm/data.ts";
import { type RoadClass, type RoadNetwork, roadClassOf } from "./classes.ts";
import { conditionedKey, isUnderstood } from "./conditional.ts";
import { PROFILE_TAGS } from "./profile-tags.ts";
import { readRestrictions } from "./restrictions.ts";
import {
  type ConditionCounts,
  type Oneway,
  onewayValue,
  type RoadGraph,
  type RoadRestriction,
  type RoadWay,
} from "./road-graph.ts";
import { haversineM } from "./sphere.ts";

const END_OF_RUN = 2; // as many uses as make a junction

/** A kept way while the graph is built: its nodes as indices into the data, `NONE` where absent. */
interface WayNodes {
  readonly dataWay: number;
  readonly roadClass: RoadClass;
  readonly nodes: Int32Array;
}

/**
 * Builds the road graph of an extract: junctions, edges between them, and restrictions on both.
 *
 * Nothing is decided for a vehicle here; `compileRouting` does that for one profile. The result
 * depends on the elements alone, not on their order in the file. Cost: O(n log n) in the nodes.
 *
 * @param network `roads` (the default), or `cycleways` for profiles that ask for it
 */
export function buildRoadGraph(data: OsmData, network: RoadNetwork = "roads"): RoadGraph {
  const kept = keepRoads(data, network);
  const useCount = countUses(data, kept.ways);
  const points = collectPoints(data, useCount);
  const edges = cutEdges(kept.ways, useCount, points.pointOfNode);
  const ways = kept.ways.map(({ dataWay, roadClass }) =>
    roadWay(data.wayId[dataWay], roadClass, data.wayTags[dataWay]),
  );
  const wayOfId = new Map(ways.map(({ id }, index) => [id, index]));
  const { restrictions, ignored } = readRestrictions(data, wayOfId, points.pointOfNode);
  return {
    network,
    ...points,
    ...edges,
    edgeLengthM: measure(edges, points),
    edgeSpeedFactor: null,
    ways,
    restrictions,
    ignoredRestrictions: ignored,
    conditions: countConditions(ways, restrictions, [...points.barriers.values()]),
    absentSegmentCount: kept.absentSegmentCount,
    junctionCount: countJunctions(edges, points.pointCount),
  };
}

function keepRoads(
  data: OsmData,
  network: RoadNetwork,
): { ways: WayNodes[]; absentSegmentCount: number } {
  const ways: WayNodes[] = [];
  let absentSegmentCount = 0;
  for (let dataWay = 0; dataWay < data.wayId.length; dataWay++) {
    const roadClass = roadClassOf(data.wayTags[dataWay], network);
    if (roadClass === undefined) continue;
    const refs = data.wayRefs.subarray(data.wayOffset[dataWay], data.wayOffset[dataWay + 1]);
    const nodes = Int32Array.from(
      refs.filter((ref, i) => i === 0 || ref !== refs[i - 1]),
      (ref) => indexOfId(data.nodeId, ref),
    );
    for (let i = 1; i < nodes.length; i++) {
      if (nodes[i - 1] === NONE || nodes[i] === NONE) absentSegmentCount++;
    }
    // Kept even when all its nodes are absent: a restriction that names it still binds elsewhere.
    ways.push({ dataWay, roadClass, nodes });
  }
  return { ways, absentSegmentCount };
}

/** How often each node is used by roads; an edge ends wherever that is more than once. */
function countUses(data: OsmData, ways: readonly WayNodes[]): Uint8Array {
  const useCount = new Uint8Array(data.nodeId.length);
  const add = (node: number, count: number) => {
    useCount[node] = Math.min(255, useCount[node] + count);
  };
  for (const { nodes } of ways) {
    for (let i = 0; i < nodes.length; i++) {
      if (nodes[i] === NONE) continue;
      const before = i > 0 ? nodes[i - 1] : NONE;
      const after = i + 1 < nodes.length ? nodes[i + 1] : NONE;
      if (before === NONE && after === NONE) continue;
      // A way that turns back on itself (a, b, a) has a dead end at b.
      const isEnd = before === NONE || after === NONE || before === after;
      add(nodes[i], isEnd ? END_OF_RUN : 1);
    }
  }
  for (const [node, tags] of data.nodeTags) {
    if (useCount[node] > 0 && (tags["barrier"] !== undefined || hasSignals(tags))) {
      add(node, END_OF_RUN);
    }
  }
  return useCount;
}

function hasSignals(tags: Tags): boolean {
  return tags["highway"] === "traffic_signals";
}

function collectPoints(data: OsmData, useCount: Uint8Array) {
  const pointOfNode = new Int32Array(useCount.length).fill(NONE);
  let pointCount = 0;
  for (let node = 0; node < useCount.length; node++) {
    if (useCount[node] > 0) pointOfNode[node] = pointCount++;
  }
  const pointId = new Float64Array(pointCount);
  const pointLonE7 = new Int32Array(pointCount);
  const pointLatE7 = new Int32Array(pointCount);
  const barriers = new Map<number, Tags>();
  const signals = new Set<number>();
  for (let node = 0; node < useCount.length; node++) {
    const point = pointOfNode[node];
    if (point === NONE) continue;
    pointId[point] = data.nodeId[node];
    pointLonE7[point] = data.nodeLonE7[node];
    pointLatE7[point] = data.nodeLatE7[node];
    const tags = data.nodeTags.get(node);
    if (tags?.["barrier"] !== undefined) barriers.set(point, tags);
    if (tags !== undefined && hasSignals(tags)) signals.add(point);
  }
  return { pointCount, pointId, pointLonE7, pointLatE7, barriers, signals, pointOfNode };
}

interface Edges {
  readonly edgeCount: number;
  readonly edgeOffset: Int32Array;
  readonly edgePoint: Int32Array;
  readonly edgeWay: Int32Array;
}

function cutEdges(ways: readonly WayNodes[], useCount: Uint8Array, pointOfNode: Int32Array): Edges {
  const edgeOffset = [0];
  const edgePoint: number[] = [];
  const edgeWay: number[] = [];
  for (let way = 0; way < ways.length; way++) {
    const { nodes } = ways[way];
    for (let i = 1; i < nodes.length; i++) {
      if (nodes[i - 1] === NONE || nodes[i] === NONE) continue;
      if (edgePoint.length === edgeOffset[edgeOffset.length - 1]) {
        edgePoint.push(pointOfNode[nodes[i - 1]]);
      }
      edgePoint.push(pointOfNode[nodes[i]]);
      if (useCount[nodes[i]] < 2) continue;
      edgeOffset.push(edgePoint.length);
      edgeWay.push(way);
    }
  }
  return {
    edgeCount: edgeWay.length,
    edgeOffset: Int32Array.from(edgeOffset),
    edgePoint: Int32Array.from(edgePoint),
    edgeWay: Int32Array.from(edgeWay),
  };
}

function measure(
  { edgeCount, edgeOffset, edgePoint }: Edges,
  { pointLonE7, pointLatE7 }: { pointLonE7: Int32Array; pointLatE7: Int32Array },
): Float64Array {
  const edgeLengthM = new Float64Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    let lengthM = 0;
    for (let at = edgeOffset[edge] + 1; at < edgeOffset[edge + 1]; at++) {
      const a = edgePoint[at - 1];
      const b = edgePoint[at];
      lengthM += haversineM(pointLonE7[a], pointLatE7[a], pointLonE7[b], pointLatE7[b]);
    }
    edgeLengthM[edge] = lengthM;
  }
  return edgeLengthM;
}

function countJunctions({ edgeCount, edgeOffset, edgePoint }: Edges, pointCount: number): number {
  const isJunction = new Uint8Array(pointCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    isJunction[edgePoint[edgeOffset[edge]]] = 1;
    isJunction[edgePoint[edgeOffset[edge + 1] - 1]] = 1;
  }
  return isJunction.reduce((sum, flag) => sum + flag, 0);
}

function roadWay(id: number, roadClass: RoadClass, all: Tags): RoadWay {
  const tags: Record<string, string> = {};
  for (const key of PROFILE_TAGS) if (all[key] !== undefined) tags[key] = all[key];
  const way = { id, class: roadClass, name: all["name"] ?? "", oneway: onewayOf(all), tags };
  const conditional = conditionalTags(all);
  return conditional === undefined ? way : { ...way, conditional };
}

function conditionalTags(all: Tags): Tags | undefined {
  let found: Record<string, string> | undefined;
  for (const key of Object.keys(all)) {
    const plain = conditionedKey(key);
    if (plain === undefined || !(plain === "oneway" || PROFILE_TAGS.includes(plain))) continue;
    found ??= {};
    found[key] = all[key];
  }
  return found;
}

const EXAMPLES_MAX = 5;

function countConditions(
  ways: readonly RoadWay[],
  restrictions: readonly RoadRestriction[],
  barriers: readonly Tags[],
): ConditionCounts {
  const all = [
    ...ways.flatMap(({ conditional }) => Object.entries(conditional ?? {})),
    ...[...restrictions.map(({ values }) => values), ...barriers].flatMap((tags) =>
      Object.entries(tags).filter(([key]) => conditionedKey(key) !== undefined),
    ),
  ];
  const odd = all.filter(([, text]) => !isUnderstood(text));
  const examples = [...new Set(odd.map(([key, text]) => `${key}=${text}`))];
  return {
    understood: all.length - odd.length,
    notUnderstood: odd.length,
    examples: examples.slice(0, EXAMPLES_MAX),
  };
}

function onewayOf(tags: Tags): Oneway {
  const told = onewayValue(tags["oneway"]);
  if (told !== undefined) return told;
  const junction = tags["junction"];
  if (junction === "roundabout" || junction === "circular") return "forward";
  return tags["highway"] === "motorway" ? "forward" : "both";
}
