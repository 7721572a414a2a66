import { NONE } from "../base/index.ts";
import type { Commitments, Model } from "./compile/model-type.ts";
import type { PlannedVisit, Problem } from "./problem.ts";
import { evaluateSequence, newSequenceFigures, type SequenceFigures } from "./sequence.ts";

/** Visits as codes, breaks left out: their places follow from the rest. */
export function codesOfVisits(
  model: Pick<Model, "stopCount" | "firstAlternative" | "alternativeOffset">,
  visits: readonly PlannedVisit[],
): Int32Array {
  const { stopCount, firstAlternative, alternativeOffset } = model;
  return Int32Array.from(
    visits.flatMap((visit) => {
      if (visit.kind === "break") return [];
      if (visit.kind === "facility") return [stopCount + visit.facilityIndex];
      const { stopIndex, alternative = 0 } = visit;
      if (alternative === 0) return [stopIndex];
      return [firstAlternative + alternativeOffset[stopIndex] + alternative - 1];
    }),
  );
}

/**
 * The codes at the head of each route that do not change: the committed visits, then the stops that
 * are held, with unloadings between where they do not fit otherwise.
 *
 * A held stop goes to its first place that keeps the rules. From the first one that keeps them
 * nowhere on none are held: such a problem has no solution that keeps all.
 */
export function commitVisits(model: Model): Commitments {
  const { problem } = model;
  const taken = committedStops(problem);
  const committedCodes = problem.vehicles.map(({ committed = [] }, vehicle) => {
    const codes = codesOfVisits(model, committed);
    return heldStops(problem, vehicle, taken).reduce(
      (route: Held, stop) => (route.ended ? route : holdStop(model, vehicle, route, stop)),
      { codes, ended: false },
    ).codes;
  });
  return {
    committedCodes,
    committedCount: Int32Array.from(committedCodes, ({ length }) => length),
  };
}

/** Whether every stop that is held has its place; if not, no solution is feasible. */
export function keepsHolds({ problem, committedCodes, stopCount, facilityCount }: Model): boolean {
  const taken = committedStops(problem);
  return problem.vehicles.every(({ committed = [] }, vehicle) => {
    const isStop = (code: number): boolean => code < stopCount || code >= stopCount + facilityCount;
    const kept = committedCodes[vehicle].filter(isStop).length;
    const wanted = committed.filter(({ kind }) => kind === "stop").length;
    return kept === wanted + heldStops(problem, vehicle, taken).length;
  });
}

function committedStops({ vehicles }: Problem): Set<number> {
  const stops = new Set<number>();
  for (const { committed = [] } of vehicles) {
    for (const visit of committed) if (visit.kind === "stop") stops.add(visit.stopIndex);
  }
  return stops;
}

interface Held {
  readonly codes: Int32Array;
  /** Whether a stop that should have come next could not. */
  readonly ended: boolean;
}

function heldStops(problem: Problem, vehicle: number, taken: ReadonlySet<number>): number[] {
  const { holdCount = 0 } = problem.vehicles[vehicle];
  if (holdCount === 0) return [];
  const routes = problem.released?.routes.filter(({ vehicleIndex }) => vehicleIndex === vehicle);
  const stops = (routes ?? []).flatMap(({ stopIndices }) => stopIndices);
  return stops.filter((stop) => !taken.has(stop)).slice(0, holdCount);
}

function holdStop(model: Model, vehicle: number, { codes }: Held, stop: number): Held {
  const figures = newSequenceFigures();
  for (const facility of [NONE, ...model.problem.facilities.keys()]) {
    const ahead = facility === NONE ? [] : [model.stopCount + facility];
    for (const code of placesOf(model, stop)) {
      const longer = Int32Array.from([...codes, ...ahead, code]);
      if (keepsRules(model, vehicle, longer, figures)) return { codes: longer, ended: false };
    }
  }
  return { codes, ended: true };
}

function placesOf(model: Model, stop: number): number[] {
  const first = model.firstAlternative + model.alternativeOffset[stop];
  const end = model.firstAlternative + model.alternativeOffset[stop + 1];
  return [stop, ...Array.from({ length: end - first }, (_, i) => first + i)];
}

/** Whether the visits keep the rules as they are, or with an unloading behind them. */
function keepsRules(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  figures: SequenceFigures,
): boolean {
  const ways = [codes];
  for (let facility = 0; facility < model.facilityCount; facility++) {
    ways.push(Int32Array.from([...codes, model.stopCount + facility]));
  }
  return ways.some((way) => {
    evaluateSequence(model, vehicle, way, way.length, figures);
    return figures.broken === undefined;
  });
}
