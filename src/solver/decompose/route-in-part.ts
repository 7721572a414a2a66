import { NONE } from "../../base/index.ts";
import { compileModel } from "../model.ts";
import type { Problem } from "../problem.ts";
import { explainUnassigned } from "../reasons.ts";
import { describeRoute } from "../report.ts";
import type { PlannedRoute, Route, UnassignedReason, UnassignedStop } from "../solution.ts";
import { codesInPart, numberAnew, type Part, partPlaces, partProblem } from "./part.ts";

const EXPLAINED_AT_ONCE = 200;

/**
 * A route with all its times, loads and costs, worked out in a part of its own: for problems that
 * are never compiled as a whole. Nothing for a vehicle that is not used.
 */
export function describeInPart(
  problem: Problem,
  vehicle: number,
  codes: Int32Array,
): Route | undefined {
  const part = partOf(problem, vehicle, codes);
  const model = compileModel(partProblem(problem, part));
  if (codes.length === 0 && model.alwaysUsed[0] === 0) return undefined;
  const [own] = codesInPart(part, [codes], problem.stops.length);
  const route = describeRoute(model, 0, own);
  const places = partPlaces(problem, part);
  return {
    ...route,
    vehicleIndex: vehicle,
    visits: route.visits.map((visit) => ({
      ...visit,
      index: visit.kind === "stop" ? part.stops[visit.index] : visit.index,
      placeIndex: visit.placeIndex === NONE ? NONE : places[visit.placeIndex],
    })),
  };
}

/** Routes of stops and facilities, each worked out in a part of its own. */
export function describeInParts(problem: Problem, planned: readonly PlannedRoute[]): Route[] {
  const stopCount = problem.stops.length;
  return planned.flatMap(({ vehicleIndex, visits }) => {
    const codes = visits.flatMap((visit) => {
      if (visit.kind === "break") return [];
      return visit.kind === "stop" ? visit.stopIndex : stopCount + visit.facilityIndex;
    });
    return describeInPart(problem, vehicleIndex, Int32Array.from(codes)) ?? [];
  });
}

/** As `explainUnassigned`, vehicle by vehicle, some stops at a time. */
export function explainInParts(
  problem: Problem,
  routes: readonly Int32Array[],
  unassigned: readonly number[],
): UnassignedStop[] {
  const reasons = unassigned.map((): UnassignedReason[] => []);
  routes.forEach((codes, vehicle) => {
    for (let first = 0; first < unassigned.length; first += EXPLAINED_AT_ONCE) {
      const some = unassigned.slice(first, first + EXPLAINED_AT_ONCE);
      reasonsOf(problem, vehicle, codes, some).forEach((reason, i) => {
        reasons[first + i].push(reason);
      });
    }
  });
  return unassigned.map((stopIndex, i) => ({ stopIndex, reasons: reasons[i] }));
}

function reasonsOf(
  problem: Problem,
  vehicle: number,
  codes: Int32Array,
  stops: readonly number[],
): UnassignedReason[] {
  const part = partOf(problem, vehicle, Int32Array.from([...codes, ...stops]));
  const model = compileModel(partProblem(problem, part));
  const own = codesInPart(part, [codes], problem.stops.length);
  const numberOf = numberAnew(part.stops);
  const numbers = stops.map((stop) => numberOf.get(stop) ?? NONE);
  return explainUnassigned(model, own, numbers).map(({ reasons }) => reasons[0]);
}

function partOf(problem: Problem, vehicle: number, codes: Int32Array): Part {
  const stops = codes.filter((code) => code < problem.stops.length).sort();
  return { vehicles: Int32Array.of(vehicle), stops };
}
