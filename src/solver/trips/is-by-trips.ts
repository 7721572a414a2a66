import { isByMetres } from "../by-metres.ts";
import { type Model, TIME_MAX_SEC } from "../model.ts";

/**
 * Whether routes are trips of one load, paid for by metres, whose stops may be released late: the
 * problems that `findPlace` knows.
 */
export function isByTrips(model: Model): boolean {
  const { problem } = model;
  return (
    model.facilityCount > 0 &&
    !model.hasQuotas &&
    isByMetres(model) &&
    problem.stops.every((stop) => stop.lateness === undefined) &&
    problem.stops.every((stop) => (stop.windows?.length ?? 0) <= 1) &&
    model.durationSecMax.every((sec) => sec === TIME_MAX_SEC) &&
    model.richTerms.every(({ board }) => board.loads[0] === 0) &&
    model.facilityManyWindows.every((many) => many === 0) &&
    model.facilitySecPerTonne.every((sec) => sec === 0) &&
    model.facilityUnitsPerKg.every((units) => units === 0)
  );
}
