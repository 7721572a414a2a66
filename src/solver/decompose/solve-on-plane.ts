import { Random } from "../../base/index.ts";
import type { Heat } from "../anneal.ts";
import { compileModel, type Model } from "../model.ts";
import { isPlain } from "../plain/is-plain.ts";
import { planeMetres } from "../plane.ts";
import { COST_UNITS_PER_CENT, type Problem } from "../problem.ts";
import { totalCost } from "../report.ts";
import { elapsed, newRun, noteBest, type Run, report } from "../run.ts";
import type { Solution, SolveOptions } from "../solution.ts";
import type { Whole } from "./anneal-part.ts";
import type { Apart } from "./divide.ts";
import { nearestOnPlane } from "./nearest-on-plane.ts";
import { partProblem } from "./part.ts";
import { annealInRounds, insertInRounds, type Rounds, type RoundsPlan } from "./rounds.ts";
import { describeInPart, explainInParts } from "./route-in-part.ts";
import { routesBySavings } from "./savings.ts";

const NEIGHBOURS = 100;
const GAP_NEIGHBOURS = 40;
const RUIN_STOPS_MEAN = 10;
const PART_STOPS = 200;
const PART_ROUTES_MIN = 6;
/** First and last temperature in mean costs of driving to a stop, where steps are plenty. */
const HOT = 1;
const COLD = 0.01;
/** Steps for each stop that make use of the whole heat, and those of a thread in a millisecond. */
const PLENTY_STEPS = 1500;
const STEPS_PER_MS = 60;

/**
 * Solves a problem whose places are told by coordinates, of tens of thousands of stops: all of it
 * happens in parts, each with a small matrix, and no figure is kept of all pairs. The stops are
 * joined to routes by what that saves, or inserted part by part, then annealed in rounds, the
 * cooler the fewer the steps there are.
 *
 * Requires a problem that `isDivisible`. A warm start is not taken up.
 */
export function* solveOnPlane(
  problem: Problem,
  options: SolveOptions,
  threadCount: number,
): Rounds<Solution> {
  const run = newRun(options);
  const random = new Random(options.seed);
  const frame = compileFrame(problem);
  const whole = wholeOf(problem, frame, options.check);
  const n = problem.stops.length;
  run.best = problem.vehicles.map(() => new Int32Array(0));
  noteBest(
    run,
    whole.stopPriceUnits.reduce((sum, units) => sum + units, 0),
    n,
  );
  const plan: RoundsPlan = {
    whole,
    heat: { hotUnits: 1, coldUnits: 1 },
    vehicleClass: frame.vehicleClass,
    apart: apartOn(problem),
    partCount: partCountOf(n, problem.vehicles.length),
    threadCount,
  };
  const routes = savingsSuit(problem, frame) ? planSavings(problem, whole, plan.apart) : [];
  if (routes.length > 0 && routes.length <= problem.vehicles.length)
    start(run, whole, frame, routes);
  else yield* insertInRounds(run, plan, sharesOf(problem), random);
  const used = run.best.reduce((count, codes) => count + (codes.length > 0 ? 1 : 0), 0);
  const heat = heatFor(run, whole, threadCount);
  yield* annealInRounds(run, { ...plan, heat, partCount: partCountOf(n, used) }, random);
  return answer(problem, run);
}

/** Whether routes by savings keep every rule: one kind of vehicle and one load, nothing else. */
function savingsSuit({ stops }: Problem, frame: Model): boolean {
  const { nodePlace, firstStart, firstEnd, vehicleClass } = frame;
  return (
    isPlain(frame) &&
    !frame.timed &&
    vehicleClass.every((kind) => kind === 0) &&
    nodePlace[firstStart] === nodePlace[firstEnd] &&
    stops.every(({ id: _, placeIndex: _p, serviceSec: _s, loads: _l, ...others }) =>
      Object.values(others).every((value) => value === undefined),
    )
  );
}

function planSavings(problem: Problem, whole: Whole, apart: Apart): Int32Array[] {
  const { stops, depots, vehicleTypes, vehicles, profiles } = problem;
  const type = vehicleTypes[vehicles[0].typeIndex];
  const depotPlace = depots[vehicles[0].startDepotIndex ?? type.startDepotIndex].placeIndex;
  const { plane } = profiles[type.profileIndex];
  if (plane === undefined) return [];
  return routesBySavings({
    neighbours: whole.neighbours,
    joinedCount: NEIGHBOURS,
    loads: Int32Array.from(stops, ({ loads }) => loads[0]),
    capacity: type.capacities[0],
    depotM: Float64Array.from(stops, ({ placeIndex }) =>
      planeMetres(plane, placeIndex, depotPlace),
    ),
    apart,
  });
}

/** Gives the routes to the first vehicles; what they cost is the cost of the run so far. */
function start(run: Run, whole: Whole, frame: Model, routes: readonly Int32Array[]): void {
  const { problem } = whole;
  run.best = problem.vehicles.map((_, vehicle) => routes[vehicle] ?? new Int32Array(0));
  const distanceM = routes.reduce((sum, codes, vehicle) => {
    return sum + (describeInPart(problem, vehicle, codes)?.distanceM ?? 0);
  }, 0);
  noteBest(run, routes.length * frame.fixedUnits[0] + distanceM * frame.unitsPerM[0], 0);
}

/** By the dimension that a stop takes up most of. */
function sharesOf({
  stops,
  vehicles,
  vehicleTypes,
  dimensions,
}: Problem): (stop: number) => number {
  const capacities = dimensions.map((_, d) => {
    const sum = vehicles.reduce((all, each) => all + vehicleTypes[each.typeIndex].capacities[d], 0);
    return Math.max(1, sum / vehicles.length);
  });
  return (stop) =>
    stops[stop].loads.reduce((most, load, d) => Math.max(most, load / capacities[d]), 0.001);
}

function apartOn({ stops, profiles }: Problem): RoundsPlan["apart"] {
  const { plane } = profiles[0];
  if (plane === undefined) return () => 0;
  return (from, to) => planeMetres(plane, stops[from].placeIndex, stops[to].placeIndex);
}

/** Parts of some stops and not too few routes, so that each has neighbours to exchange with. */
function partCountOf(stopCount: number, routeCount: number): number {
  const pairs = Math.max(1, Math.round(stopCount / (2 * PART_STOPS)));
  return Math.max(1, 2 * Math.min(pairs, Math.floor(routeCount / (2 * PART_ROUTES_MIN))));
}

/** All vehicles with the four outermost stops, which must be visited: what prices hang on. */
function compileFrame(problem: Problem): Model {
  const { plane } = problem.profiles[0];
  const outermost = new Set<number>();
  for (const values of plane === undefined ? [] : [plane.x, plane.y]) {
    for (const sign of [1, -1]) {
      const height = (stop: number): number => sign * values[problem.stops[stop].placeIndex];
      outermost.add(
        [...problem.stops.keys()].reduce((best, stop) =>
          height(stop) > height(best) ? stop : best,
        ),
      );
    }
  }
  const part = {
    vehicles: Int32Array.from(problem.vehicles.keys()),
    stops: Int32Array.from(outermost).sort(),
  };
  const small = partProblem(problem, part);
  return compileModel({ ...small, stops: small.stops.map(({ priceCents: _, ...stop }) => stop) });
}

function wholeOf(problem: Problem, frame: Model, check: boolean): Whole {
  const shareOf = sharesOf(problem);
  const { stops } = problem;
  const optional = stops.reduce((sum, { priceCents = 0 }) => sum + priceCents, 0);
  // No two stops lie farther apart than twice the farthest of the frame.
  const mustUnits = 2 * frame.stopPriceUnits[0] + optional * COST_UNITS_PER_CENT;
  return {
    problem,
    neighbours: nearestOnPlane(problem, NEIGHBOURS),
    gapCount: GAP_NEIGHBOURS,
    // Where not all have room, the small ones are left out, since they find it sooner.
    stopPriceUnits: Float64Array.from(stops, ({ priceCents }, stop) =>
      priceCents === undefined
        ? Math.round(mustUnits * (1 + shareOf(stop)))
        : priceCents * COST_UNITS_PER_CENT,
    ),
    ruinStopsMean: RUIN_STOPS_MEAN,
    check,
  };
}

function heatFor(run: Run, { stopPriceUnits }: Whole, threadCount: number): Heat {
  const { iterationsMax, timeLimitMs = 0 } = run.options;
  const n = stopPriceUnits.length;
  const visited = visitedIn(run.best, n);
  const routeUnits = run.bestUnits - leftOutUnits(stopPriceUnits, visited);
  const stepCount = iterationsMax ?? timeLimitMs * STEPS_PER_MS * threadCount;
  const meanUnits = Math.max(1, routeUnits / n);
  const hot = Math.max(COLD, HOT * Math.min(1, stepCount / n / PLENTY_STEPS));
  return { hotUnits: hot * meanUnits, coldUnits: COLD * meanUnits };
}

function visitedIn(routes: readonly Int32Array[], stopCount: number): Uint8Array {
  const visited = new Uint8Array(stopCount);
  for (const codes of routes) for (const code of codes) if (code < stopCount) visited[code] = 1;
  return visited;
}

function leftOutUnits(stopPriceUnits: Float64Array, visited: Uint8Array): number {
  return stopPriceUnits.reduce((sum, units, stop) => (visited[stop] === 1 ? sum : sum + units), 0);
}

function answer(problem: Problem, run: Run): Solution {
  const routes = run.best.flatMap(
    (codes, vehicle) => describeInPart(problem, vehicle, codes) ?? [],
  );
  const visited = visitedIn(run.best, problem.stops.length);
  const absent = [...visited.keys()].filter((stop) => visited[stop] === 0);
  const prices = absent.map((stop) => problem.stops[stop].priceCents);
  const unassigned =
    prices.reduce<number>((sum, price = 0) => sum + price, 0) * COST_UNITS_PER_CENT;
  report(run, elapsed(run), 1);
  return {
    feasible: prices.every((price) => price !== undefined),
    routes,
    unassigned: explainInParts(problem, run.best, absent),
    cost: totalCost(routes, { unassigned }),
    seed: run.options.seed,
    iterationCount: run.iteration,
    elapsedMs: elapsed(run),
    trace: run.trace,
  };
}
