import { NONE } from "../base/index.ts";
import { GROUP_KIND } from "./compile/groups.ts";
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

/** Heads of a route that are kept while the stops held on it find their places. */
const HEAD_COUNT_MAX = 12;

/**
 * The codes at the head of each route that do not change: the committed visits, then the stops that
 * are held, with unloadings between where those serve.
 *
 * Which of its places a held stop has and where the vehicle unloads between them is chosen here,
 * for the least cost of the head alone, the dozen cheapest heads being followed from stop to stop.
 * From the first stop on that has no place none are held: such a problem has no solution that keeps
 * all.
 */
export function commitVisits(model: Model): Commitments {
  const { problem } = model;
  const taken = committedStops(problem);
  const figures = newSequenceFigures();
  const committedCodes = problem.vehicles.map(({ committed = [] }, vehicle) => {
    let heads: Head[] = [{ codes: codesOfVisits(model, committed), costUnits: 0 }];
    for (const stop of heldStops(problem, vehicle, taken)) {
      const longer = heads
        .flatMap(({ codes }) => holdStop(model, vehicle, codes, stop, figures))
        .sort((a, b) => a.costUnits - b.costUnits);
      if (longer.length === 0) break;
      heads = longer.slice(0, HEAD_COUNT_MAX);
    }
    return heads[0].codes;
  });
  return {
    committedCodes,
    committedCount: Int32Array.from(committedCodes, ({ length }) => length),
  };
}

/** Visits at the head of a route, and what the route costs when it goes home from there. */
interface Head {
  readonly codes: Int32Array;
  readonly costUnits: number;
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

function heldStops(problem: Problem, vehicle: number, taken: ReadonlySet<number>): number[] {
  const { holdCount = 0 } = problem.vehicles[vehicle];
  if (holdCount === 0) return [];
  const routes = problem.released?.routes.filter(({ vehicleIndex }) => vehicleIndex === vehicle);
  const stops = (routes ?? []).flatMap(({ stopIndices }) => stopIndices);
  return stops.filter((stop) => !taken.has(stop)).slice(0, holdCount);
}

/** Every way to go on to a stop that keeps the rules. */
function holdStop(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  stop: number,
  figures: SequenceFigures,
): Head[] {
  return [NONE, ...model.problem.facilities.keys()].flatMap((facility) => {
    const ahead = facility === NONE ? [] : [model.stopCount + facility];
    return placesOf(model, stop).flatMap((code) => {
      const longer = Int32Array.from([...codes, ...ahead, code]);
      const costUnits = leastUnits(model, vehicle, longer, figures);
      return costUnits === Number.POSITIVE_INFINITY ? [] : [{ codes: longer, costUnits }];
    });
  });
}

function placesOf(model: Model, stop: number): number[] {
  const first = model.firstAlternative + model.alternativeOffset[stop];
  const end = model.firstAlternative + model.alternativeOffset[stop + 1];
  return [stop, ...Array.from({ length: end - first }, (_, i) => first + i)];
}

/** What the visits cost, as they are or with an unloading behind; infinite if a rule is broken. */
function leastUnits(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  figures: SequenceFigures,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (let facility = NONE; facility < model.facilityCount; facility++) {
    const way = facility === NONE ? codes : Int32Array.from([...codes, model.stopCount + facility]);
    evaluateSequence(model, vehicle, way, way.length, figures);
    if (figures.broken === undefined) least = Math.min(least, figures.costUnits);
  }
  return least;
}

/** Every stop of an `all-or-none` with a committed one must be visited, whatever its price. */
export function demandBound(model: Model, commitments: Commitments, mustUnits: number): void {
  const { groupCount, groupKind, groupOffset, memberStop, codeStop } = model;
  const isDemanded = new Set<number>();
  for (const codes of commitments.committedCodes) {
    for (const code of codes) isDemanded.add(codeStop[code]);
  }
  // What one group demands may be in another.
  for (let found = true; found; ) {
    found = false;
    for (let group = 0; group < groupCount; group++) {
      if (groupKind[group] !== GROUP_KIND["all-or-none"]) continue;
      const members = memberStop.subarray(groupOffset[group], groupOffset[group + 1]);
      const missing = members.filter((stop) => !isDemanded.has(stop));
      if (missing.length === 0 || missing.length === members.length) continue;
      found = true;
      for (const stop of missing) {
        isDemanded.add(stop);
        model.stopMust[stop] = 1;
        model.stopPriceUnits[stop] = mustUnits;
      }
    }
  }
}
