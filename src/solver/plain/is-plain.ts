import type { Model } from "../model.ts";

/**
 * Whether insertions can be priced by metres, one load and single windows alone: the classic
 * problems, for which a step costs a fraction of the time of a rich one.
 */
export function isPlain(model: Model): boolean {
  const { problem } = model;
  return (
    model.facilityCount === 0 &&
    model.dimensionCount === 1 &&
    model.groupCount === 0 &&
    model.alternativeCount === 0 &&
    problem.profiles.length === 1 &&
    problem.released === undefined &&
    problem.streams.length === 0 &&
    problem.objective === undefined &&
    problem.stops.every((stop) => stop.addedServiceSec === undefined) &&
    model.nodeManyWindows.every((many) => many === 0) &&
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
