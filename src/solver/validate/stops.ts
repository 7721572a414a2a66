import { TIME_MAX_SEC } from "../model.ts";
import type { Problem, Stop } from "../problem.ts";
import type { Checker } from "./checker.ts";

/** Checks all stops. */
export function checkStops(problem: Problem, check: Checker): void {
  const { placeCount } = problem.profiles[0].matrix;
  problem.stops.forEach((stop, i) => {
    const path = `stops[${i}]`;
    check.fields(path, "stop", stop);
    check.index(`${path}.placeIndex`, stop.placeIndex, placeCount, "places");
    check.seconds(`${path}.serviceSec`, stop.serviceSec);
    const { length } = problem.dimensions;
    check.quantities(`${path}.loads`, stop.loads, { count: length, of: "dimensions" });
    if (stop.streamIndex !== undefined) {
      check.index(`${path}.streamIndex`, stop.streamIndex, problem.streams.length, "streams");
    }
    check.windows(`${path}.windows`, stop.windows);
    if (stop.priceCents !== undefined) check.whole(`${path}.priceCents`, stop.priceCents);
    const vehicleCount = problem.vehicles.length;
    check.indices(`${path}.vehicleIndices`, stop.vehicleIndices, vehicleCount, "vehicles");
    const skillCount = problem.skills?.length ?? 0;
    check.indices(`${path}.skillIndices`, stop.skillIndices, skillCount, "skills");
    checkService(path, stop, problem, check);
    checkAlternatives(path, stop, placeCount, check);
  });
}

function checkService(path: string, stop: Stop, problem: Problem, check: Checker): void {
  const { addedServiceSec, lateness } = stop;
  if (addedServiceSec !== undefined) {
    check.quantities(`${path}.addedServiceSec`, addedServiceSec, {
      count: problem.vehicleTypes.length,
      of: "vehicle types",
      most: TIME_MAX_SEC,
    });
  }
  if (lateness !== undefined) {
    check.fields(`${path}.lateness`, "lateness", lateness);
    check.seconds(`${path}.lateness.afterSec`, lateness.afterSec);
    check.whole(`${path}.lateness.centsPerHour`, lateness.centsPerHour);
  }
  if (stop.lifts !== undefined) check.whole(`${path}.lifts`, stop.lifts);
  if (stop.releaseSec !== undefined) check.seconds(`${path}.releaseSec`, stop.releaseSec);
}

function checkAlternatives(path: string, stop: Stop, placeCount: number, check: Checker): void {
  stop.alternatives?.forEach((alternative, i) => {
    const at = `${path}.alternatives[${i}]`;
    check.fields(at, "alternative", alternative);
    check.index(`${at}.placeIndex`, alternative.placeIndex, placeCount, "places");
    check.seconds(`${at}.addedServiceSec`, alternative.addedServiceSec);
  });
}
