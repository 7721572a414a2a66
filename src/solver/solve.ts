import { assert, Random } from "../base/index.ts";
import { anneal, type Heat, hasManyTrips, heatOf, keepBest } from "./anneal.ts";
import { keepsHolds } from "./commitments.ts";
import { annealOrDivide } from "./decompose/anneal-or-divide.ts";
import { doRounds, type Rounds } from "./decompose/rounds.ts";
import { solveOnPlane } from "./decompose/solve-on-plane.ts";
import { addRoutes, bestRoutes, breed, newGeneticSearch } from "./hgs/genetic-search.ts";
import { suitsGeneticSearch } from "./hgs/suits.ts";
import { compileModel, type Model } from "./model.ts";
import { findNeighbours, type Neighbours } from "./neighbours.ts";
import { isOnPlane } from "./plane.ts";
import type { Problem } from "./problem.ts";
import { explainUnassigned } from "./reasons.ts";
import { newRecreation } from "./recreate.ts";
import { describeRoute, totalCost } from "./report.ts";
import { sumLeftOut } from "./rich/left-out.ts";
import { isOfTrips } from "./route-trips.ts";
import { elapsed, isOver, newRun, noteBest, type Run, report, STEPS_A_LOOK } from "./run.ts";
import { insertAbsent, loadRoutes, newSearch, type Search } from "./search.ts";
import type { PlannedRoute, Solution, SolveOptions } from "./solution.ts";
import { validateProblem } from "./validate.ts";
import { startRoutes } from "./warm-start.ts";

const NEIGHBOUR_COUNT_MAX = 400;
const GAP_NEIGHBOUR_COUNT = 40;
/** Where stops go into trips with one load, fewer: long routes make up for it by more steps. */
const GAP_NEIGHBOUR_COUNT_TRIPS = 15;
/**
 * Plain problems are annealed for a share of the run, then bred: up to the lower size mostly bred,
 * from the upper size on only annealed. Breeding starts slowly in large problems, but wins in
 * small. Annealing is stronger where unlike vehicles of one depot change routes as stops go in.
 */
interface BredSizes {
  readonly bredStops: number;
  readonly annealedStops: number;
  readonly annealedShareMin: number;
}

const BRED: BredSizes = { bredStops: 250, annealedStops: 330, annealedShareMin: 0.15 };
const BRED_FLEET: BredSizes = { bredStops: 300, annealedStops: 400, annealedShareMin: 0.4 };
/** Unlike vehicles with windows: annealing exchanges their tails, which breeding does not. */
const BRED_WINDOWS: BredSizes = { bredStops: 60, annealedStops: 160, annealedShareMin: 0.5 };
/** Share of the run in which breeding looks for a way to serve all stops, before annealing. */
const REPAIR_SHARE_MAX = 0.5;

/**
 * Solves a problem, anytime: the first solution comes at once, and the best so far when a limit is
 * reached or the caller says stop.
 *
 * Synchronous; meant for a worker thread where somebody waits. Requires a problem in which
 * `validateProblem` finds no fault, and at least one limit. Same problem, seed and iteration limit:
 * same answer, as long as no other limit strikes first.
 */
export function solve(problem: Problem, options: SolveOptions): Solution {
  return doRounds(solveInRounds(problem, options, 1));
}

/**
 * As `solve`, with the work that can be shared given out in rounds, to be done by `threadCount`
 * threads. With an iteration limit the answer does not depend on how many they are.
 */
export function solveInRounds(
  problem: Problem,
  options: SolveOptions,
  threadCount: number,
): Rounds<Solution> {
  assertSolvable(problem, options);
  return roundsFrom(problem, options, { routes: options.warmStart ?? [] }, threadCount);
}

/** What `solve` requires of a problem and its limits. */
export function assertSolvable(problem: Problem, options: SolveOptions): void {
  const faults = validateProblem(problem);
  assert(
    faults.length === 0,
    () => `the problem has faults: ${faults[0]?.path} ${faults[0]?.detail}`,
  );
  assert(
    options.iterationsMax !== undefined || options.timeLimitMs !== undefined,
    "state iterationsMax or timeLimitMs",
  );
  assert(options.timeLimitMs === undefined || options.now !== undefined, "timeLimitMs needs now");
}

/** Where a search sets out from. */
export interface Start {
  readonly routes: readonly PlannedRoute[];
  /** Those of the stops, where they are known: finding them takes time. */
  readonly neighbours?: Neighbours;
  /** The heat of its annealing; absent: what suits the problem and the options. */
  readonly heatOf?: (search: Search) => Heat;
}

/** As `solveInRounds`, from routes to start from that the search need not stay near. */
export function* roundsFrom(
  problem: Problem,
  options: SolveOptions,
  start: Start,
  threadCount: number,
): Rounds<Solution> {
  if (isOnPlane(problem)) return yield* solveOnPlane(problem, options, threadCount);
  const run = newRun(options);
  const search = startSearch(problem, options, start.routes, start.neighbours);
  keepBest(run, search);
  if (search.model.stopCount > 0) yield* improve(run, search, start, threadCount);
  return answer(search.model, run);
}

/** A search that stands at the routes given, with what stops it can put in beside them. */
export function startSearch(
  problem: Problem,
  options: Pick<SolveOptions, "seed" | "check">,
  start: readonly PlannedRoute[],
  known?: Neighbours,
): Search {
  const model = compileModel(problem);
  const neighbours = known ?? findNeighbours(model, NEIGHBOUR_COUNT_MAX);
  const recreation = newRecreation(
    model,
    neighbours,
    isOfTrips(model) && hasManyTrips(model) ? GAP_NEIGHBOUR_COUNT_TRIPS : GAP_NEIGHBOUR_COUNT,
  );
  const search = newSearch(model, recreation, new Random(options.seed), options.check);
  startRoutes(search, start);
  insertAbsent(search);
  return search;
}

/** Annealing alone, or for plain problems of moderate size annealing and then breeding. */
function* improve(run: Run, search: Search, start: Start, threadCount: number): Rounds<void> {
  const { model } = search;
  const suits = suitsGeneticSearch(model);
  const sizes = bredSizes(search);
  const size = (model.stopCount - sizes.bredStops) / (sizes.annealedStops - sizes.bredStops);
  const isBred = suits && size < 1;
  if (suits && !model.timed && search.hasUnlikeVehicles && run.bestAbsentCount > 0) {
    // Annealing never overloads a vehicle: in a fleet with no room to spare it finds no way in.
    // Where time is what runs short, it finds one sooner than breeding.
    breedOn(run, search, () => {
      const isComplete = run.bestAbsentCount === 0;
      return (isComplete && !isBred) || (!isComplete && run.share >= REPAIR_SHARE_MAX);
    });
    if (run.share >= 1 || run.stopped) return;
    loadRoutes(search, run.best);
  }
  const heat = start.heatOf?.(search) ?? heatOf(search, run.options.warmStart !== undefined);
  if (!isBred) {
    yield* annealOrDivide(run, search, heat, threadCount);
    return;
  }
  anneal(run, search, run.share + (1 - run.share) * Math.max(sizes.annealedShareMin, size), heat);
  breedOn(run, search, () => false);
}

function bredSizes({ hasUnlikeVehicles, model, plain }: Search): BredSizes {
  const hasWindows = model.problem.stops.some(({ windows }) => windows !== undefined);
  if (hasUnlikeVehicles && hasWindows) return BRED_WINDOWS;
  return hasUnlikeVehicles && plain?.isGrowable === true ? BRED_FLEET : BRED;
}

/** Genetic search from the best solution so far, until it is enough or to the end of the run. */
function breedOn(run: Run, search: Search, isEnough: () => boolean): void {
  const { model } = search;
  const genetic = newGeneticSearch(model, search.recreation.neighbours, search.random);
  addRoutes(genetic, run.best);
  for (; !isOver(run) && !isEnough(); run.iteration += STEPS_A_LOOK) {
    if (!breed(genetic)) continue;
    const routes = bestRoutes(genetic);
    const bestUnits = genetic.best?.figures.units ?? Number.POSITIVE_INFINITY;
    if (routes === undefined || (bestUnits >= run.bestUnits && run.bestAbsentCount === 0)) continue;
    run.best = routes;
    noteBest(run, bestUnits, 0);
  }
}

/** The best routes of a run with their times, costs and reasons. */
export function answer(model: Model, run: Run): Solution {
  const routes = run.best.flatMap((codes, vehicle) =>
    codes.length === 0 && model.alwaysUsed[vehicle] === 0
      ? []
      : [describeRoute(model, vehicle, codes)],
  );
  const leftOut = sumLeftOut(model, run.best);
  report(run, elapsed(run), 1);
  return {
    feasible: leftOut.mustCount === 0 && keepsHolds(model),
    routes,
    unassigned: explainUnassigned(model, run.best, leftOut.stops),
    cost: totalCost(routes, leftOut.units),
    seed: run.options.seed,
    iterationCount: run.iteration,
    elapsedMs: elapsed(run),
    trace: run.trace,
  };
}
