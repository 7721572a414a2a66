import { NONE } from "../base/index.ts";
import { checkBreaks, knowsBreaks } from "./check-breaks.ts";
import { breakdownOf, overtimeSecOf, routeCost } from "./check-cost.ts";
import { countedTrips, walkLoads } from "./check-loads.ts";
import { compareRoute } from "./check-stated.ts";
import { type Facts, type Report, type Terms, termsOf } from "./check-terms.ts";
import { walkTimes } from "./check-times.ts";
import type { PlannedVisit, Problem, TimeWindow } from "./problem.ts";
import type { Route, Visit } from "./solution.ts";

/** A route as it must be stated, and what of it is judged over all routes together. */
export interface CheckedRoute {
  readonly actual: Route;
  /** What facilities take in: index, and loads by dimension. */
  readonly emptied: readonly {
    readonly facilityIndex: number;
    readonly loads: readonly number[];
  }[];
}

/**
 * Checks one route against the rules and every figure it states; gives it as it must be, undefined
 * where it is not made of what a route is made of.
 */
export function checkRoute(facts: Facts, route: Route, report: Report): CheckedRoute | undefined {
  const terms = termsOf(facts.problem, route.vehicleIndex);
  const inner = innerVisits(facts, terms, route, report);
  if (inner === undefined) return undefined;
  checkCommitted(terms, inner, report);
  checkHeld(facts, terms, inner, report);
  checkAccess(facts, terms, inner, report);
  const loading = walkLoads(facts, terms, inner, report);
  const walk = walkTimes(facts, terms, inner, loading, route.visits[0].endSec, report);
  checkHours(terms, walk.startSec, walk.endSec, report);
  checkBreaks(terms, walk, report);
  const { workSecs: _, ...figures } = walk;
  const actual: Route = {
    vehicleIndex: route.vehicleIndex,
    ...figures,
    overtimeSec: overtimeSecOf(terms, walk.endSec),
    trips: loading.trips,
    cost: breakdownOf(routeCost(facts, terms, loading, walk)),
  };
  checkLimits(terms, actual, report);
  checkTotals(facts.problem, terms, actual, report);
  compareRoute(route, actual, report);
  const emptied = loading.steps.flatMap(({ emptied: loads }, i) =>
    loads === undefined ? [] : [{ facilityIndex: inner[i].index, loads }],
  );
  return { actual, emptied };
}

/**
 * The visits between start and end, or undefined where the route is not made of what it must be.
 * Only a running vehicle may have none.
 */
function innerVisits(
  { problem }: Facts,
  terms: Terms,
  route: Route,
  report: Report,
): Visit[] | undefined {
  const { visits } = route;
  const inner = visits.slice(1, -1);
  const framed = visits.length >= 2 && visits[0].kind === "start" && visits.at(-1)?.kind === "end";
  const filled = inner.length > 0 || terms.running !== undefined;
  if (!framed || !filled || inner.some(({ kind }) => kind === "start" || kind === "end")) {
    report("route-shape", "a route is a start, visits, and an end", route);
    return undefined;
  }
  let known = knowsBreaks(terms, inner, report);
  for (const visit of inner) {
    const where = { vehicleIndex: terms.vehicleIndex };
    if (visit.kind === "facility" && problem.facilities[visit.index] === undefined) {
      report("facility-unknown", `there is no facility ${visit.index}`, where);
      known = false;
    }
    if (visit.kind !== "stop") continue;
    const stop = problem.stops[visit.index];
    if (stop === undefined) {
      report("stop-unknown", `there is no stop ${visit.index}`, where);
      known = false;
    } else if (visit.alternative !== 0 && !stop.alternatives?.[visit.alternative - 1]) {
      const detail = `stop ${visit.index} has no place ${visit.alternative}`;
      report("alternative-unknown", detail, { ...where, stopIndex: visit.index });
      known = false;
    }
  }
  return known ? inner : undefined;
}

function checkCommitted(
  { vehicleIndex, vehicle }: Terms,
  inner: readonly Visit[],
  report: Report,
): void {
  vehicle.committed?.forEach((wanted, i) => {
    const visit = inner[i];
    const { index, alternative } = visitedBy(wanted);
    const isKept =
      visit?.kind === wanted.kind && visit.index === index && visit.alternative === alternative;
    if (isKept) return;
    report("committed-changed", `visit ${i + 1} must be ${wanted.kind} ${index}`, { vehicleIndex });
  });
}

function visitedBy(visit: PlannedVisit): { index: number; alternative: number } {
  if (visit.kind === "stop") {
    return { index: visit.stopIndex, alternative: visit.alternative ?? 0 };
  }
  if (visit.kind === "facility") return { index: visit.facilityIndex, alternative: 0 };
  return { index: visit.breakIndex, alternative: visit.part ?? NONE };
}

/** The stops that must come next on a vehicle behind those it is committed to. */
export function heldStops(facts: Facts, vehicleIndex: number): readonly number[] {
  const { holdCount = 0 } = facts.problem.vehicles[vehicleIndex];
  if (holdCount === 0) return [];
  const routes = facts.problem.released?.routes ?? [];
  const released = routes.find((route) => route.vehicleIndex === vehicleIndex)?.stopIndices ?? [];
  return released.filter((stop) => !facts.committedStops.has(stop)).slice(0, holdCount);
}

function checkHeld(
  facts: Facts,
  { vehicleIndex, vehicle }: Terms,
  inner: readonly Visit[],
  report: Report,
): void {
  const held = heldStops(facts, vehicleIndex);
  if (held.length === 0) return;
  const next = inner
    .slice(vehicle.committed?.length ?? 0)
    .filter(({ kind }) => kind === "stop")
    .map(({ index }) => index);
  held.forEach((stopIndex, i) => {
    if (next[i] === stopIndex) return;
    const detail = `stop ${stopIndex} must be number ${i + 1} behind the committed visits`;
    report("held-changed", detail, { vehicleIndex, stopIndex });
  });
}

function checkAccess(
  { problem }: Facts,
  { vehicleIndex, type }: Terms,
  inner: readonly Visit[],
  report: Report,
): void {
  for (const visit of inner) {
    if (visit.kind !== "stop") continue;
    const stop = problem.stops[visit.index];
    const where = { vehicleIndex, stopIndex: visit.index };
    if (stop.vehicleIndices !== undefined && !stop.vehicleIndices.includes(vehicleIndex)) {
      report("vehicle-not-allowed", `stop ${visit.index} is not for this vehicle`, where);
    }
    for (const skill of stop.skillIndices ?? []) {
      if (type.skillIndices?.includes(skill) === true) continue;
      report("skill-missing", `stop ${visit.index} asks for skill ${skill}`, where);
    }
  }
}

function checkHours(
  { vehicleIndex, startHours, endHours }: Terms,
  startSec: number,
  endSec: number,
  report: Report,
): void {
  if (isOpen(startHours, startSec) && isOpen(endHours, endSec)) return;
  const detail = `leaves at ${startSec} and is back at ${endSec}, outside the depot's hours`;
  report("depot-hours", detail, { vehicleIndex });
}

function isOpen(hours: TimeWindow | undefined, sec: number): boolean {
  return hours === undefined || (sec >= hours.startSec && sec <= hours.endSec);
}

function checkLimits({ vehicleIndex, type, running }: Terms, route: Route, report: Report): void {
  const stopCount = route.visits.filter((visit) => visit.kind === "stop").length;
  const durationSec = route.endSec - route.startSec + (running?.durationSec ?? 0);
  const distanceM = route.distanceM + (running?.distanceM ?? 0);
  const limits = [
    ["duration", durationSec, type.durationSecMax],
    ["distance", distanceM, type.distanceMMax],
    ["stop-count", stopCount, type.stopCountMax],
    ["trip-count", countedTrips(route.trips), type.tripCountMax],
  ] as const;
  for (const [code, value, most] of limits) {
    if (most === undefined || value <= most) continue;
    report(code, `the route's ${code} is ${value}, at most ${most}`, { vehicleIndex });
  }
}

/** What the stops of all trips add up to. */
function checkTotals(
  problem: Problem,
  { vehicleIndex, type }: Terms,
  route: Route,
  report: Report,
): void {
  type.loadsTotalMax?.forEach((most, dimension) => {
    let total = 0;
    for (const { kind, index } of route.visits) {
      if (kind === "stop") total += problem.stops[index].loads[dimension];
    }
    if (total <= most) return;
    report("capacity", `the route collects ${total} in all, at most ${most}`, { vehicleIndex });
  });
}
