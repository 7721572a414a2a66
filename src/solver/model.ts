import { INFINITE_SEC, NONE } from "../base/index.ts";
import { commitVisits, demandBound } from "./commitments.ts";
import { compileCodes } from "./compile/code-table.ts";
import { compileFacilities } from "./compile/facilities.ts";
import { compileGroups } from "./compile/groups.ts";
import { compileMatrices } from "./compile/matrices.ts";
import type { Model } from "./compile/model-type.ts";
import { priceAboveAll } from "./compile/must-price.ts";
import { compileNodes } from "./compile/nodes.ts";
import { compileRichTerms } from "./compile/rich-terms.ts";
import { compileStops } from "./compile/stops.ts";
import {
  departureWindows,
  TIME_MAX_SEC,
  type VehicleTerms,
  vehicleTerms,
} from "./compile/terms.ts";
import { compileVehicles } from "./compile/vehicles.ts";
import type { Problem, Vehicle } from "./problem.ts";
import { newWalkScratch } from "./walk/scratch.ts";

export type { Model } from "./compile/model-type.ts";
export { TIME_MAX_SEC, unloadSecOf } from "./compile/terms.ts";

/** Builds the typed arrays. Requires a problem in which `validateProblem` finds no fault. */
export function compileModel(problem: Problem): Model {
  const n = problem.stops.length;
  const vehicleCount = problem.vehicles.length;
  const terms = problem.vehicles.map((vehicle) => vehicleTerms(problem, vehicle));
  const departures = departureWindows(problem, terms);
  const openEnd = terms.some((term) => term.endDepotIndex === NONE);
  const matrices = compileMatrices(problem, openEnd);
  const poolCount =
    problem.facilities.length === 0 ? 0 : n + vehicleCount + committedTotal(problem);
  const nodeCount = n + 2 * vehicleCount + poolCount;
  const vehicles = compileVehicles(problem, terms, departures, matrices);
  const mustUnits = priceAboveAll(problem);
  const model: Model = {
    problem,
    stopCount: n,
    vehicleCount,
    facilityCount: problem.facilities.length,
    dimensionCount: problem.dimensions.length,
    firstStart: n,
    firstEnd: n + vehicleCount,
    firstPool: n + 2 * vehicleCount,
    nodeCount,
    placeCount: matrices.placeCount,
    ...compileNodes(problem, terms, departures, nodeCount, matrices.openPlace),
    ...compileStops(problem, mustUnits, departures),
    ...vehicles,
    ...compileFacilities(problem),
    ...compileCodes(problem),
    ...compileGroups(problem, mustUnits),
    ...compileRichTerms(problem, matrices),
    walk: newWalkScratch(
      problem.dimensions.length,
      problem.vehicleTypes.reduce((most, t) => Math.max(most, t.compartments?.length ?? 1), 1),
      problem.groups?.length ?? 0,
    ),
    timed: isTimed(problem, terms),
    committedCount: new Int32Array(vehicleCount),
    committedCodes: [],
  };
  const commitments = commitVisits(model);
  demandBound(model, commitments, mustUnits);
  return { ...model, ...commitments };
}

/** The most visits to facilities that commitments can bring along. */
function committedTotal(problem: Problem): number {
  const countOf = ({ committed = [], holdCount = 0 }: Vehicle): number =>
    committed.length + Math.min(holdCount, problem.stops.length);
  return problem.vehicles.reduce((sum, vehicle) => sum + countOf(vehicle), 0);
}

/** Whether some pair has no way; a plain loop, as there are millions of them. */
function hasGap(travelSec: Int32Array): boolean {
  for (let arc = 0; arc < travelSec.length; arc++) if (travelSec[arc] >= INFINITE_SEC) return true;
  return false;
}

function isTimed(problem: Problem, terms: readonly VehicleTerms[]): boolean {
  return (
    problem.profiles.some(
      ({ matrix, slices = [] }) => slices.length > 0 || hasGap(matrix.travelSec),
    ) ||
    problem.stops.some(
      (stop) =>
        stop.windows !== undefined || stop.lateness !== undefined || stop.releaseSec !== undefined,
    ) ||
    problem.facilities.some(
      (facility) => facility.windows !== undefined || facility.queues !== undefined,
    ) ||
    problem.depots.some((depot) => depot.docks !== undefined) ||
    problem.vehicles.some((vehicle) => vehicle.running !== undefined) ||
    problem.objective?.balance?.by === "duration" ||
    terms.some(
      ({ type, startWindow, endWindow, shift }) =>
        type.durationSecMax !== undefined ||
        type.breaks !== undefined ||
        shift.overtimeFromSec !== undefined ||
        startWindow.endSec < TIME_MAX_SEC ||
        endWindow.endSec < TIME_MAX_SEC ||
        endWindow.startSec > 0 ||
        type.costs.centsPerHour > 0,
    )
  );
}
