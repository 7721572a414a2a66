import { bearingDegrees } from "../graph/sphere.ts";
import { CLOSED, type Routing } from "../routing/routing.ts";
import type { LegPath } from "./leg.ts";
import { alongUm, alongUs } from "./place.ts";
import type { LonLat } from "./shape.ts";
import type { RoadPlace } from "./snap.ts";

/** What the driver does at the start of a step. */
export type Manoeuvre =
  | "depart"
  | "straight"
  | "slight-left"
  | "left"
  | "sharp-left"
  | "slight-right"
  | "right"
  | "sharp-right"
  | "turn-back"
  | "arrive";

/** One instruction: what to do at `at`, and the road to follow from there. */
export interface RoadStep {
  readonly manoeuvre: Manoeuvre;
  /** Name, or reference number, of the road; empty where it has neither. */
  readonly name: string;
  /** Unrounded length and time on that road, turns included. */
  readonly m: number;
  readonly sec: number;
  readonly at: LonLat;
  /** Where the stop lies, seen in the direction of travel; only of the last step. */
  readonly side: "left" | "right" | "on" | null;
}

const STRAIGHT_DEGREES_MAX = 30;
const SLIGHT_DEGREES_MAX = 60;
const SHARP_DEGREES_MIN = 120;

/**
 * The instructions of a path. A step begins where the name changes, and wherever the path bends at
 * a junction that has another way on. Lengths and times of the steps add up to those of the path.
 */
export function legSteps(
  routing: Routing,
  from: RoadPlace,
  to: RoadPlace,
  path: LegPath,
): RoadStep[] {
  const { arcs } = path;
  const steps: { -readonly [K in keyof RoadStep]: RoadStep[K] }[] = [];
  for (let i = 0; i < arcs.length; i++) {
    const name = routing.names[routing.edgeName[arcs[i] >> 1]];
    const manoeuvre = i === 0 ? "depart" : manoeuvreAt(routing, arcs[i - 1], arcs[i]);
    const isNew = i === 0 || isStep(routing, arcs[i - 1], arcs[i], manoeuvre);
    const at: LonLat = i === 0 ? path.coordinates[0] : pointOf(routing, arcs[i], 0);
    if (isNew) steps.push({ manoeuvre, name, m: 0, sec: 0, at, side: null });
    const step = steps[steps.length - 1];
    const part = partOf(routing, from, to, arcs, i);
    step.m += part.um / 1e6;
    step.sec += part.us / 1e6;
  }
  const delayUs = path.us - steps.reduce((sum, { sec }) => sum + sec * 1e6, 0);
  steps[0].sec += Math.round(delayUs) / 1e6; // turn costs, which no single road has
  const last = arcs[arcs.length - 1];
  steps.push({
    manoeuvre: "arrive",
    name: routing.names[routing.edgeName[last >> 1]],
    m: 0,
    sec: 0,
    at: path.coordinates[path.coordinates.length - 1],
    side: sideAlong(to, last),
  });
  return steps;
}

function isStep(routing: Routing, before: number, after: number, manoeuvre: Manoeuvre): boolean {
  if (routing.edgeName[before >> 1] !== routing.edgeName[after >> 1]) return true;
  if (manoeuvre === "turn-back") return true;
  return manoeuvre !== "straight" && hasOtherExit(routing, before, after);
}

function hasOtherExit(routing: Routing, before: number, after: number): boolean {
  const { arcState, arcStateOffset, turnOffset, turnTo, stateArc } = routing;
  const state = arcState[arcStateOffset[before]];
  for (let turn = turnOffset[state]; turn < turnOffset[state + 1]; turn++) {
    const exit = stateArc[turnTo[turn]];
    if (exit !== after && exit >> 1 !== before >> 1) return true;
  }
  return false;
}

function manoeuvreAt(routing: Routing, before: number, after: number): Manoeuvre {
  if ((before ^ 1) === after) return "turn-back";
  const [a, b] = [pointOf(routing, before, -2), pointOf(routing, before, -1)];
  const [c, d] = [pointOf(routing, after, 0), pointOf(routing, after, 1)];
  let degrees = heading(c, d) - heading(a, b);
  if (degrees > 180) degrees -= 360;
  if (degrees < -180) degrees += 360;
  const angle = Math.abs(degrees);
  if (angle <= STRAIGHT_DEGREES_MAX) return "straight";
  const side = degrees < 0 ? "left" : "right";
  if (angle <= SLIGHT_DEGREES_MAX) return `slight-${side}`;
  return angle >= SHARP_DEGREES_MIN ? `sharp-${side}` : side;
}

function heading(a: LonLat, b: LonLat): number {
  return bearingDegrees(a[0] * 1e7, a[1] * 1e7, b[0] * 1e7, b[1] * 1e7);
}

/**
 * A point of an arc by its place in the direction of travel; negative places count from the end.
 */
function pointOf(routing: Routing, arc: number, place: number): LonLat {
  const start = routing.edgeOffset[arc >> 1];
  const end = routing.edgeOffset[(arc >> 1) + 1];
  const isForward = arc % 2 === 0;
  const fromStart = place >= 0 ? place : end - start + place;
  const at = isForward ? start + fromStart : end - 1 - fromStart;
  return [routing.edgeLonE7[at] / 1e7, routing.edgeLatE7[at] / 1e7];
}

function partOf(
  routing: Routing,
  from: RoadPlace,
  to: RoadPlace,
  arcs: readonly number[],
  i: number,
): { us: number; um: number } {
  const arc = arcs[i];
  const isLast = i + 1 === arcs.length;
  const endUm = isLast ? alongUm(routing, to, arc) : routing.edgeLengthUm[arc >> 1];
  const endUs = isLast ? alongUs(routing, to, arc) : Math.max(routing.arcUs[arc], CLOSED);
  if (i > 0) return { us: endUs, um: endUm };
  return { us: endUs - alongUs(routing, from, arc), um: endUm - alongUm(routing, from, arc) };
}

function sideAlong(place: RoadPlace, arc: number): "left" | "right" | "on" {
  if (place.side === "on" || arc % 2 === 0) return place.side;
  return place.side === "left" ? "right" : "left";
}
