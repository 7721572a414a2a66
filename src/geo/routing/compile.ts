import Flatbush from "flatbush";
import { withFurtherChanges } from "../graph/changes.ts";
import { ROAD_CLASSES } from "../graph/classes.ts";
import type { RoadMoment } from "../graph/conditional.ts";
import type { RoadGraph } from "../graph/road-graph.ts";
import { withHierarchy } from "../hierarchy/contract.ts";
import type { Profile } from "../profiles/profile.ts";
import { CLOSED_WAY, isBlocked, ruleForWay, type WayRule, wayAt } from "../profiles/way-rules.ts";
import { type Arcs, layOutArcs } from "./arcs.ts";
import { connectedArcs, extendLastMile } from "./connected.ts";
import { buildHistories } from "./history.ts";
import { CLOSED, NO_STOPS, type Routing } from "./routing.ts";
import { expandStates } from "./states.ts";
import { turnPenalty } from "./turn-costs.ts";

/**
 * Compiles the roads for one profile: which arcs are open and how fast, which turns are legal and
 * what they cost, which arcs lie in the largest strongly connected part; and the hierarchy that
 * makes tables fast.
 *
 * @param moment when what depends on the hour (`:conditional`) is judged; null (the default): such
 *   conditions are not applied
 *
 * Cost: well under a second for a city, ten seconds for a region of 150,000 directed roads, nearly
 * all of it for the hierarchy.
 */
export function compileRouting(
  graph: RoadGraph,
  profile: Profile,
  moment: RoadMoment | null = null,
): Routing {
  return withHierarchy(compileTurns(graph, profile, moment));
}

/** The same without a hierarchy: everything works, but each row of a table is a search over all. */
export function compileTurns(
  roads: RoadGraph,
  profile: Profile,
  moment: RoadMoment | null = null,
): Routing {
  const graph = withFurtherChanges(roads, profile.avoid);
  const rules = rulesOf(graph, profile, moment);
  const arcs = layOutArcs(graph, rules);
  extendLastMile(arcs);
  const histories = buildHistories(graph, arcs, rules, profile, moment);
  const blocked = new Uint8Array(graph.pointCount);
  for (const [point, tags] of graph.barriers) {
    blocked[point] = isBlocked(tags, profile, moment) ? 1 : 0;
  }
  const states = expandStates({
    arcs,
    histories,
    isBlocked: blocked,
    uTurnAtSingleEntry: profile.uTurns === "single-entry",
    penaltyUs: turnPenalty(graph, arcs, profile),
  });
  const kept = keepOpenEdges(graph, arcs);
  const newArc = renumberArcs(arcs.arcCount, kept);
  const stateArc = states.stateArc.map((arc) => newArc[arc]);
  const shape = copyShape(graph, kept);
  const arcRows = rowsOfArcs(kept.length * 2, stateArc);
  return {
    profileId: profile.id,
    drivingSide: profile.drivingSide,
    edgeCount: kept.length,
    ...shape,
    ...describeEdges(graph, kept),
    arcUs: perArc(kept, (arc) => arcs.us[arc]),
    arcConnection: flagNoStops(connectedArcs(states, stateArc, arcRows), graph, rules, kept),
    ...arcRows,
    ...states,
    stateArc,
    ...indexSegments(shape),
    hierarchy: null,
  };
}

/** What the profile makes of each way; a way that changes close from end to end is closed. */
function rulesOf(graph: RoadGraph, profile: Profile, moment: RoadMoment | null): WayRule[] {
  const rules = graph.ways.map((way) => ruleForWay(wayAt(way, profile, moment), profile));
  if (graph.edgeSpeedFactor === null) return rules;
  const isOpen = new Uint8Array(rules.length);
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (graph.edgeSpeedFactor[edge] > 0) isOpen[graph.edgeWay[edge]] = 1;
  }
  return rules.map((rule, way) => (isOpen[way] === 1 ? rule : CLOSED_WAY));
}

function keepOpenEdges(graph: RoadGraph, arcs: Arcs): number[] {
  const kept: number[] = [];
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (arcs.us[edge * 2] !== CLOSED || arcs.us[edge * 2 + 1] !== CLOSED) kept.push(edge);
  }
  return kept;
}

function renumberArcs(arcCount: number, kept: readonly number[]): Int32Array {
  const newArc = new Int32Array(arcCount);
  for (let edge = 0; edge < kept.length; edge++) {
    newArc[kept[edge] * 2] = edge * 2;
    newArc[kept[edge] * 2 + 1] = edge * 2 + 1;
  }
  return newArc;
}

function perArc(kept: readonly number[], valueAt: (arc: number) => number): Float64Array {
  const values = new Float64Array(kept.length * 2);
  for (let arc = 0; arc < values.length; arc++)
    values[arc] = valueAt(kept[arc >> 1] * 2 + (arc & 1));
  return values;
}

type Shape = Pick<Routing, "edgeOffset" | "edgeLonE7" | "edgeLatE7">;

function copyShape(graph: RoadGraph, kept: readonly number[]): Shape {
  const edgeOffset = new Int32Array(kept.length + 1);
  for (let edge = 0; edge < kept.length; edge++) {
    const pointCount = graph.edgeOffset[kept[edge] + 1] - graph.edgeOffset[kept[edge]];
    edgeOffset[edge + 1] = edgeOffset[edge] + pointCount;
  }
  const edgeLonE7 = new Int32Array(edgeOffset[kept.length]);
  const edgeLatE7 = new Int32Array(edgeOffset[kept.length]);
  for (let edge = 0; edge < kept.length; edge++) {
    const start = graph.edgeOffset[kept[edge]] - edgeOffset[edge];
    for (let at = edgeOffset[edge]; at < edgeOffset[edge + 1]; at++) {
      edgeLonE7[at] = graph.pointLonE7[graph.edgePoint[start + at]];
      edgeLatE7[at] = graph.pointLatE7[graph.edgePoint[start + at]];
    }
  }
  return { edgeOffset, edgeLonE7, edgeLatE7 };
}

function describeEdges(graph: RoadGraph, kept: readonly number[]) {
  const names: string[] = [""];
  const indexOfName = new Map([["", 0]]);
  const edgeName = new Int32Array(kept.length);
  const edgeClass = new Uint8Array(kept.length);
  const edgeWayId = new Float64Array(kept.length);
  for (let edge = 0; edge < kept.length; edge++) {
    const way = graph.ways[graph.edgeWay[kept[edge]]];
    const name = way.name === "" ? (way.tags["ref"] ?? "") : way.name;
    let index = indexOfName.get(name);
    if (index === undefined) {
      index = names.push(name) - 1;
      indexOfName.set(name, index);
    }
    edgeName[edge] = index;
    edgeClass[edge] = ROAD_CLASSES.indexOf(way.class);
    edgeWayId[edge] = way.id;
  }
  const edgeLengthUm = Float64Array.from(kept, (edge) => Math.round(graph.edgeLengthM[edge] * 1e6));
  return { names, edgeName, edgeClass, edgeWayId, edgeLengthUm };
}

/** Adds `NO_STOPS` to the flags of the arcs on which the profile does not stop. */
function flagNoStops(
  flags: Uint8Array,
  graph: RoadGraph,
  rules: readonly WayRule[],
  kept: readonly number[],
): Uint8Array {
  for (let arc = 0; arc < flags.length; arc++) {
    if (!rules[graph.edgeWay[kept[arc >> 1]]].isForStops) flags[arc] |= NO_STOPS;
  }
  return flags;
}

/** The states of each arc in compressed rows, in order of their numbers. */
function rowsOfArcs(
  arcCount: number,
  stateArc: Int32Array,
): Pick<Routing, "arcStateOffset" | "arcState"> {
  const arcStateOffset = new Int32Array(arcCount + 1);
  for (const arc of stateArc) arcStateOffset[arc + 1]++;
  for (let arc = 0; arc < arcCount; arc++) arcStateOffset[arc + 1] += arcStateOffset[arc];
  const next = arcStateOffset.slice();
  const arcState = new Int32Array(stateArc.length);
  for (let state = 0; state < stateArc.length; state++) arcState[next[stateArc[state]]++] = state;
  return { arcStateOffset, arcState };
}

function indexSegments({ edgeOffset, edgeLonE7, edgeLatE7 }: Shape) {
  const edgeCount = edgeOffset.length - 1;
  const segmentCount = edgeLonE7.length - edgeCount;
  const segmentEdge = new Int32Array(segmentCount);
  const segmentPoint = new Int32Array(segmentCount);
  const index = new Flatbush(Math.max(1, segmentCount), 16, Int32Array);
  let segment = 0;
  for (let edge = 0; edge < edgeCount; edge++) {
    for (let at = edgeOffset[edge] + 1; at < edgeOffset[edge + 1]; at++) {
      segmentEdge[segment] = edge;
      segmentPoint[segment++] = at - 1;
      index.add(
        Math.min(edgeLonE7[at - 1], edgeLonE7[at]),
        Math.min(edgeLatE7[at - 1], edgeLatE7[at]),
        Math.max(edgeLonE7[at - 1], edgeLonE7[at]),
        Math.max(edgeLatE7[at - 1], edgeLatE7[at]),
      );
    }
  }
  if (segmentCount === 0) index.add(0, 0, 0, 0);
  index.finish();
  return { segmentIndex: new Uint8Array(index.data), segmentEdge, segmentPoint };
}
