import type { Model } from "./model.ts";

/**
 * Whether routes are limited by one load and times and paid for by metres alone, and nothing binds
 * them to each other: what the quick steps have in common (`plain/`, `trips/`).
 */
export function isByMetres(model: Model): boolean {
  const { problem } = model;
  return (
    model.dimensionCount === 1 &&
    model.groupCount === 0 &&
    model.alternativeCount === 0 &&
    problem.profiles.length === 1 &&
    problem.released === undefined &&
    problem.streams.length === 0 &&
    problem.objective === undefined &&
    problem.stops.every((stop) => stop.addedServiceSec === undefined) &&
    model.isRich.every((rich) => rich === 0) &&
    model.alwaysUsed.every((always) => always === 0) &&
    model.committedCount.every((count) => count === 0) &&
    model.unitsPerLift.every((units) => units === 0) &&
    problem.vehicleTypes.every(
      (type) =>
        !type.unloadBeforeEnd &&
        type.costs.centsPerHour === 0 &&
        type.costs.centsPerOvertimeHour === 0 &&
        type.distanceMMax === undefined &&
        type.stopCountMax === undefined &&
        type.loadsTotalMax === undefined &&
        type.tripCountMax === undefined,
    )
  );
}
