import { NONE, Random } from "../../base/index.ts";
import { anneal, type Heat, keepBest } from "../anneal.ts";
import { compileModel } from "../model.ts";
import type { Neighbours } from "../neighbours.ts";
import type { Problem } from "../problem.ts";
import { newRecreation } from "../recreate.ts";
import { newRun } from "../run.ts";
import { insertAbsent, loadRoutes, newSearch, type Search, saveRoutes } from "../search.ts";
import type { SolveOptions } from "../solution.ts";
import { codesInPart, codesInWhole, type Part, partProblem } from "./part.ts";

/** What all parts of one problem share: plain data, sent once to each thread. */
export interface Whole {
  readonly problem: Problem;
  readonly neighbours: Neighbours;
  /** How many of the neighbours' gaps are tried for a stop. */
  readonly gapCount: number;
  /** What leaving a stop out counts. */
  readonly stopPriceUnits: Float64Array;
  readonly ruinStopsMean: number;
  readonly check: boolean;
}

/** A part of a solution to anneal for some steps. */
export interface PartTask {
  readonly part: Part;
  /** Codes in the whole's numbers, one route for each vehicle of the part. */
  readonly routes: readonly Int32Array[];
  readonly seed: number;
  readonly stepCount: number;
  readonly heat: Heat;
}

/** Where the annealing of a part ended, the best it came by, and what each changes of the cost. */
export interface PartAnswer {
  readonly routes: readonly Int32Array[];
  readonly deltaUnits: number;
  readonly bestRoutes: readonly Int32Array[];
  readonly bestDeltaUnits: number;
  /** Fewer than asked for where the clock or the caller said stop. */
  readonly stepCount: number;
}

/** A clock, and whether to stop; neither changes an answer before it says so. */
export type PartLimits = Pick<SolveOptions, "now" | "shouldStop">;

/** Anneals a part of a solution by itself. Same task: same answer, unless it is stopped. */
export function annealPart(whole: Whole, task: PartTask, limits: PartLimits): PartAnswer {
  const { part, seed, stepCount } = task;
  if (stepCount > 0 && limits.shouldStop?.() === true) return untouched(task);
  const wholeCount = whole.problem.stops.length;
  const search = searchPart(whole, part, new Random(seed));
  loadRoutes(search, codesInPart(part, task.routes, wholeCount));
  const startUnits = search.state.costUnits;
  if (search.absentCount > 0) insertAbsent(search);
  const run = newRun({ ...limits, seed, iterationsMax: stepCount, check: whole.check });
  keepBest(run, search);
  anneal(run, search, 1, task.heat);
  return {
    routes: codesInWhole(part, saveRoutes(search), wholeCount),
    deltaUnits: search.state.costUnits - startUnits,
    bestRoutes: codesInWhole(part, run.best, wholeCount),
    bestDeltaUnits: run.bestUnits - startUnits,
    stepCount: run.iteration,
  };
}

/** What is left of a round is not even begun when it must stop. */
function untouched({ routes }: PartTask): PartAnswer {
  return { routes, deltaUnits: 0, bestRoutes: routes, bestDeltaUnits: 0, stepCount: 0 };
}

/** A search on a part's empty routes that reckons as the whole's does. */
function searchPart(whole: Whole, part: Part, random: Random): Search {
  const model = compileModel(partProblem(whole.problem, part));
  part.stops.forEach((stop, i) => {
    model.stopPriceUnits[i] = whole.stopPriceUnits[stop];
  });
  const neighbours = neighboursIn(part, whole.neighbours);
  const recreation = newRecreation(model, neighbours, whole.gapCount);
  const search = newSearch(model, recreation, random, whole.check);
  return { ...search, ruinStopsMean: whole.ruinStopsMean };
}

/** The neighbours that lie in the part; where they are fewer, the last of them fills the rest. */
function neighboursIn({ stops }: Part, whole: Neighbours): Neighbours {
  const numberOf = new Int32Array(whole.stops.length / Math.max(1, whole.count)).fill(NONE);
  stops.forEach((stop, number) => {
    numberOf[stop] = number;
  });
  const count = Math.min(whole.count, Math.max(0, stops.length - 1));
  const near = new Int32Array(stops.length * count);
  for (let i = 0; i < stops.length; i++) {
    const first = stops[i] * whole.count;
    let size = 0;
    for (let at = first; at < first + whole.count && size < count; at++) {
      const number = numberOf[whole.stops[at]];
      if (number !== NONE) near[i * count + size++] = number;
    }
    const last = size === 0 ? i : near[i * count + size - 1];
    near.fill(last, i * count + size, (i + 1) * count);
  }
  return { count, stops: near };
}
