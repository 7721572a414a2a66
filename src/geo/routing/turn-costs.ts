import type { RoadGraph } from "../graph/road-graph.ts";
import { bearingDegrees } from "../graph/sphere.ts";
import type { Profile, TurnCosts } from "../profiles/profile.ts";
import type { Arcs } from "./arcs.ts";
import { CLOSED } from "./routing.ts";

const US_PER_S = 1e6;

/**
 * What a turn from one arc onto the next adds, in whole microseconds, as a function of both.
 *
 * Angles are taken between the last segment before the node and the first after it. Where only two
 * roads meet there is no junction and a bend costs nothing.
 */
export function turnPenalty(
  graph: RoadGraph,
  arcs: Arcs,
  profile: Profile,
): (fromArc: number, toArc: number) => number {
  const costs = profile.turnCosts;
  const delay = barrierDelays(graph, profile);
  if (costs === null && delay.size === 0) return () => 0;
  return (fromArc, toArc) => {
    const point = arcs.toPoint[fromArc];
    let sec = delay.get(point) ?? 0;
    if (costs === null) return Math.round(sec * US_PER_S);
    const isBack = arcs.secondPoint[toArc] === arcs.lastButOnePoint[fromArc];
    if (isBack)
      sec = costs.uTurnSec; // turning before a barrier does not pass it
    else if (graph.signals.has(point)) sec += costs.signalSec;
    if (!isBack && countOpenRoads(arcs, point) > 2) {
      sec += costOfAngle(turnDegrees(graph, arcs, fromArc, toArc), profile.drivingSide, costs);
    }
    return Math.round(sec * US_PER_S);
  };
}

/** Roads that meet at a point and may be driven in one direction at least. */
function countOpenRoads(arcs: Arcs, point: number): number {
  let count = 0;
  for (let i = arcs.touchOffset[point]; i < arcs.touchOffset[point + 1]; i++) {
    const arc = arcs.touch[i];
    if (arcs.us[arc] !== CLOSED || arcs.us[arc ^ 1] !== CLOSED) count++;
  }
  return count;
}

/** Degrees from straight on, positive to the right, in (-180, 180]. */
function turnDegrees(graph: RoadGraph, arcs: Arcs, fromArc: number, toArc: number): number {
  const point = arcs.toPoint[fromArc];
  const heading = headingDegrees(graph, arcs.lastButOnePoint[fromArc], point);
  let degrees = headingDegrees(graph, point, arcs.secondPoint[toArc]) - heading;
  if (degrees > 180) degrees -= 360;
  if (degrees <= -180) degrees += 360;
  return degrees;
}

function headingDegrees({ pointLonE7, pointLatE7 }: RoadGraph, a: number, b: number): number {
  return bearingDegrees(pointLonE7[a], pointLatE7[a], pointLonE7[b], pointLatE7[b]);
}

function costOfAngle(degrees: number, side: "right" | "left", costs: TurnCosts): number {
  const angle = Math.abs(degrees);
  if (angle <= costs.straightDegreesMax) return 0;
  const isNearSide = side === "right" ? degrees > 0 : degrees < 0;
  const sec = isNearSide ? costs.nearSideSec : costs.farSideSec;
  return angle >= costs.sharpDegreesMin ? sec + costs.sharpSec : sec;
}

function barrierDelays(graph: RoadGraph, profile: Profile): Map<number, number> {
  const delays = new Map<number, number>();
  for (const [point, tags] of graph.barriers) {
    const sec = profile.barriers.delaySec[tags["barrier"] ?? ""];
    if (sec !== undefined) delays.set(point, sec);
  }
  return delays;
}
