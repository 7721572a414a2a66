import { assert, Random } from "../base/index.ts";
import { addRoutes, breed, newGeneticSearch, suitsGeneticSearch } from "./hgs/genetic-search.ts";
import { isPlain } from "./insertion-plain.ts";
import { compileModel, type Model } from "./model.ts";
import { findNeighbours } from "./neighbours.ts";
import type { Problem } from "./problem.ts";
import { explainUnassigned } from "./reasons.ts";
import { newRecreation } from "./recreate.ts";
import { codesOfVisits, describeRoute, totalCost } from "./report.ts";
import {
  insertAbsent,
  loadRoutes,
  newSearch,
  type Search,
  saveRoutes,
  step,
  undoStep,
} from "./search.ts";
import { evaluateSequence, newSequenceFigures, type SequenceFigures } from "./sequence.ts";
import type { PlannedRoute, Solution, SolveOptions, TracePoint } from "./solution.ts";
import { validateProblem } from "./validate.ts";

const NEIGHBOUR_COUNT_MAX = 400;
const GAP_NEIGHBOUR_COUNT = 60;
const GAP_NEIGHBOUR_COUNT_RICH = 40;
/** Steps between two looks at the clock and at whether to stop. */
const STEPS_A_LOOK = 64;
/** The clock, which may be slow itself, is read about this often. */
const CLOCK_MS = 25;
const LOOKS_SKIPPED_MAX = 64;
/** First and last temperature, in mean costs of driving to a stop. */
interface Temperatures {
  readonly hot: number;
  readonly cold: number;
}

const PLAIN_TEMPERATURES: Temperatures = { hot: 1, cold: 0.01 };
/**
 * Windows and long routes, measured at 400 stops: legs are short beside what a change of the order
 * costs.
 */
const LONG_ROUTE_TEMPERATURES: Temperatures = { hot: 2, cold: 0.1 };
const LONG_ROUTE_STOPS = 25;
const LONG_ROUTE_STOPS_TOTAL = { min: 300, max: 700 };
/** Trips, streams and unlike vehicles put higher passes between good solutions. */
const RICH_TEMPERATURES: Temperatures = { hot: 8, cold: 0.03 };
/** Where a warm start begins, as a share of the first temperature. */
const WARM_SHARE = 0.05;

/**
 * Plain problems are annealed for a share of the run, then bred: up to the lower size mostly bred,
 * from the upper size on only annealed. Breeding starts slowly in large problems, but wins in
 * small.
 */
const BRED_STOPS = 250;
const ANNEALED_STOPS = 330;
const ANNEALED_SHARE_MIN = 0.15;

/** Where a run stands: its clock, its limits, and the best solution so far. */
interface Run {
  readonly options: SolveOptions;
  readonly startMs: number;
  readonly trace: TracePoint[];
  best: Int32Array[];
  bestUnits: number;
  bestAbsentCount: number;
  iteration: number;
  /** When the clock was last read, how many looks later it is read again, and what was said. */
  elapsedMs: number;
  looksSkipped: number;
  looksToSkip: number;
  stopped: boolean;
  /** How much of the limits is used up, 0 to 1. */
  share: number;
}

/**
 * Solves a problem, anytime: the first solution comes at once, and the best so far when a limit is
 * reached or the caller says stop.
 *
 * Synchronous; meant for a worker thread where somebody waits. Requires a problem in which
 * `validateProblem` finds no fault, and at least one limit. Same problem, seed and iteration limit:
 * same answer, as long as no other limit strikes first.
 */
export function solve(problem: Problem, options: SolveOptions): Solution {
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
  const run = newRun(options);
  const model = compileModel(problem);
  const neighbours = findNeighbours(model, NEIGHBOUR_COUNT_MAX);
  const gapCount = isPlain(model) ? GAP_NEIGHBOUR_COUNT : GAP_NEIGHBOUR_COUNT_RICH;
  const recreation = newRecreation(model, neighbours, gapCount);
  const search = newSearch(model, recreation, new Random(options.seed), options.check);
  startRoutes(search, options.warmStart ?? []);
  insertAbsent(search);
  keepBest(run, search);
  if (model.stopCount > 0) improve(run, search);
  return answer(model, run);
}

function newRun(options: SolveOptions): Run {
  return {
    options,
    startMs: options.now?.() ?? 0,
    trace: [],
    best: [],
    bestUnits: Number.POSITIVE_INFINITY,
    bestAbsentCount: 0,
    iteration: 0,
    elapsedMs: 0,
    looksSkipped: 1,
    looksToSkip: 0,
    stopped: false,
    share: 0,
  };
}

/** Loads the committed visits and what of the warm start keeps the rules, stop by stop. */
function startRoutes(search: Search, warmStart: readonly PlannedRoute[]): void {
  const { model } = search;
  const { problem } = model;
  const figures = newSequenceFigures();
  const routes: Int32Array[] = [];
  const taken = new Set<number>();
  problem.vehicles.forEach((vehicle) => {
    for (const visit of vehicle.committed ?? []) {
      if (visit.kind === "stop") taken.add(visit.stopIndex);
    }
  });
  problem.vehicles.forEach((vehicle, i) => {
    const committed = vehicle.committed ?? [];
    const wanted = codesOfVisits(model, warmStart.find((r) => r.vehicleIndex === i)?.visits ?? []);
    const route = [...codesOfVisits(model, committed)];
    const offset = startsWith(wanted, route) ? route.length : 0;
    const dry = wanted
      .subarray(offset)
      .filter((code) => code >= model.stopCount || !taken.has(code));
    for (const code of dry) if (code < model.stopCount) taken.add(code);
    routes.push(keepWhatFits(model, i, route, dry, figures));
  });
  loadRoutes(search, routes);
}

function startsWith(codes: Int32Array, head: readonly number[]): boolean {
  return head.every((code, i) => codes[i] === code);
}

/** Drops wanted visits, last first, until the route keeps the rules. */
function keepWhatFits(
  model: Model,
  vehicle: number,
  committed: readonly number[],
  wanted: Int32Array,
  figures: SequenceFigures,
): Int32Array {
  const whole = Int32Array.from([...committed, ...wanted]);
  evaluateSequence(model, vehicle, whole, whole.length, figures);
  if (figures.broken === undefined) return whole;
  let kept: Int32Array = Int32Array.from(committed);
  let lastFits = closeRoute(model, vehicle, kept, figures) ?? kept;
  for (const code of wanted) {
    const longer = Int32Array.from([...kept, code]);
    const fits = closeRoute(model, vehicle, longer, figures);
    if (fits === undefined) continue;
    kept = longer;
    lastFits = fits;
  }
  return lastFits;
}

/** The route itself, or with an unloading at its end, if either keeps the rules. */
function closeRoute(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  figures: SequenceFigures,
): Int32Array | undefined {
  const ways = [codes];
  for (let facility = 0; facility < model.facilityCount; facility++) {
    ways.push(Int32Array.from([...codes, model.stopCount + facility]));
  }
  return ways.find((way) => {
    evaluateSequence(model, vehicle, way, way.length, figures);
    return figures.broken === undefined;
  });
}

/** Annealing alone, or for plain problems of moderate size annealing and then breeding. */
function improve(run: Run, search: Search): void {
  const { model } = search;
  const size = (model.stopCount - BRED_STOPS) / (ANNEALED_STOPS - BRED_STOPS);
  if (size >= 1 || !suitsGeneticSearch(model)) {
    anneal(run, search, 1);
    return;
  }
  anneal(run, search, Math.max(ANNEALED_SHARE_MIN, size));
  breedOn(run, search);
}

/** Genetic search from the best solution so far, to the end of the run. */
function breedOn(run: Run, search: Search): void {
  const { model } = search;
  const genetic = newGeneticSearch(model, search.recreation.neighbours, search.random);
  addRoutes(genetic, run.best);
  for (; !isOver(run); run.iteration += STEPS_A_LOOK) {
    if (!breed(genetic) || genetic.best === undefined) continue;
    const bestUnits = genetic.best.metres * model.unitsPerM[0];
    if (bestUnits >= run.bestUnits && run.bestAbsentCount === 0) continue;
    const { routes } = genetic.best;
    run.best = Array.from(
      { length: model.vehicleCount },
      (_, vehicle) => routes[vehicle] ?? new Int32Array(0),
    );
    noteBest(run, bestUnits, 0);
  }
}

/**
 * Simulated annealing over ruin and recreate steps: a candidate is taken when it costs less than
 * the current solution plus a random allowance that shrinks over the run.
 */
function anneal(run: Run, search: Search, shareMax: number): void {
  const { random, state } = search;
  const meanUnits = meanLegUnits(search);
  const temperatures = temperaturesOf(search);
  const share = run.options.warmStart === undefined ? 1 : WARM_SHARE;
  const hot = temperatures.hot * share * meanUnits;
  const cold = Math.min(hot, temperatures.cold * meanUnits);
  let temperature = hot;
  for (; ; run.iteration++) {
    if (run.iteration === run.options.iterationsMax) return;
    if (run.iteration % STEPS_A_LOOK === 0) {
      if (isOver(run) || run.share >= shareMax) return;
      temperature = hot * (cold / hot) ** (run.share / shareMax);
    }
    const unitsBefore = state.costUnits;
    const kept = step(search);
    const allowance = -temperature * Math.log(1 - random.float());
    if (!kept || state.costUnits >= unitsBefore + allowance) undoStep(search);
    else if (state.costUnits < run.bestUnits) keepBest(run, search);
  }
}

function temperaturesOf({ model, state }: Search): Temperatures {
  if (!isPlain(model)) return RICH_TEMPERATURES;
  const { min, max } = LONG_ROUTE_STOPS_TOTAL;
  if (!model.timed || model.stopCount < min || model.stopCount >= max) return PLAIN_TEMPERATURES;
  const used = state.routeStopCount.reduce((count, stops) => count + (stops > 0 ? 1 : 0), 0);
  return model.stopCount > LONG_ROUTE_STOPS * used ? LONG_ROUTE_TEMPERATURES : PLAIN_TEMPERATURES;
}

/** Mean cost of driving to a stop: what moves change, so what temperatures are measured in. */
function meanLegUnits({ model, state }: Search): number {
  const { nodePlace, placeCount, firstStart, firstEnd } = model;
  let units = 0;
  let stops = 0;
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    if (state.routeStopCount[vehicle] === 0) continue;
    const end = firstEnd + vehicle;
    let drivingSec = 0;
    for (let node = firstStart + vehicle; node !== end; node = state.next[node]) {
      const arc = nodePlace[node] * placeCount + nodePlace[state.next[node]];
      drivingSec += model.travelSec[vehicle][arc];
    }
    units += state.routeM[vehicle] * model.unitsPerM[vehicle];
    units += drivingSec * model.unitsPerSec[vehicle];
    stops += state.routeStopCount[vehicle];
  }
  return stops === 0 || units === 0 ? 1 : units / stops;
}

/** Looks at the limits, tells the caller how the search goes, and gives whether it must end. */
function isOver(run: Run): boolean {
  const { iterationsMax, timeLimitMs } = run.options;
  readClock(run);
  const { elapsedMs } = run;
  const ofIterations = iterationsMax === undefined ? 0 : run.iteration / Math.max(1, iterationsMax);
  const ofTime = timeLimitMs === undefined ? 0 : elapsedMs / Math.max(1, timeLimitMs);
  run.share = iterationsMax === 0 ? 1 : Math.min(1, Math.max(ofIterations, ofTime));
  if (run.iteration % (STEPS_A_LOOK * 32) === 0) report(run, elapsedMs, run.share);
  return run.share >= 1 || run.stopped;
}

/** Reads the clock and asks whether to stop, more seldom where the steps are quick. */
function readClock(run: Run): void {
  if (--run.looksToSkip > 0) return;
  const elapsedMs = elapsed(run);
  const sinceMs = elapsedMs - run.elapsedMs;
  if (sinceMs < CLOCK_MS) run.looksSkipped = Math.min(LOOKS_SKIPPED_MAX, 2 * run.looksSkipped);
  else if (sinceMs > 2 * CLOCK_MS) run.looksSkipped = Math.max(1, run.looksSkipped >> 1);
  run.looksToSkip = run.looksSkipped;
  run.elapsedMs = elapsedMs;
  run.stopped = run.options.shouldStop?.() === true;
}

function elapsed(run: Run): number {
  return run.options.now === undefined ? 0 : run.options.now() - run.startMs;
}

function report(run: Run, elapsedMs: number, share: number): void {
  run.options.onProgress?.({
    elapsedMs,
    iteration: run.iteration,
    bestCostUnits: run.bestUnits,
    unassignedCount: run.bestAbsentCount,
    share,
  });
}

function keepBest(run: Run, search: Search): void {
  run.best = saveRoutes(search);
  noteBest(run, search.state.costUnits, search.absentCount);
}

function noteBest(run: Run, costUnits: number, unassignedCount: number): void {
  run.bestUnits = costUnits;
  run.bestAbsentCount = unassignedCount;
  run.trace.push({
    elapsedMs: elapsed(run),
    iteration: run.iteration,
    costUnits: run.bestUnits,
    unassignedCount: run.bestAbsentCount,
  });
}

function answer(model: Model, run: Run): Solution {
  const routes = run.best.flatMap((codes, vehicle) =>
    codes.length === 0 ? [] : [describeRoute(model, vehicle, codes)],
  );
  const visited = new Uint8Array(model.stopCount);
  for (const codes of run.best) {
    for (const code of codes) if (code < model.stopCount) visited[code] = 1;
  }
  const absent: number[] = [];
  let unassignedUnits = 0;
  let mustCount = 0;
  visited.forEach((isVisited, stop) => {
    if (isVisited === 1) return;
    absent.push(stop);
    if (model.stopMust[stop] === 1) mustCount++;
    else unassignedUnits += model.stopPriceUnits[stop];
  });
  report(run, elapsed(run), 1);
  return {
    feasible: mustCount === 0,
    routes,
    unassigned: explainUnassigned(model, run.best, absent),
    cost: totalCost(routes, unassignedUnits),
    seed: run.options.seed,
    iterationCount: run.iteration,
    elapsedMs: elapsed(run),
    trace: run.trace,
  };
}
