import { NONE, type Random } from "../../base/index.ts";
import { type Heat, temperatureAt } from "../anneal.ts";
import { elapsed, mustStop, noteBest, type Run, report, shareUsed } from "../run.ts";
import { annealPart, type PartAnswer, type PartTask, type Whole } from "./anneal-part.ts";
import { type Apart, divide, divideAfresh } from "./divide.ts";
import type { Part } from "./part.ts";

/** Tasks that may be done in any order, by any number of threads, and their answers in order. */
export interface Round {
  readonly whole: Whole;
  readonly tasks: readonly PartTask[];
  /** The caller's clock, and whether to end the tasks before they are done. */
  readonly now: (() => number) | undefined;
  readonly mustStop: () => boolean;
}

/** A search that asks for its rounds to be done, and ends with what it found. */
export type Rounds<T> = Generator<Round, T, readonly PartAnswer[]>;

/** What the rounds of a search have in common. */
export interface RoundsPlan {
  readonly whole: Whole;
  readonly heat: Heat;
  readonly vehicleClass: Int32Array;
  readonly apart: Apart;
  readonly partCount: number;
  /** How many tasks are done at once: for a time limit, to tell how many steps fit in. */
  readonly threadCount: number;
}

/** The solution that is divided. */
interface Current {
  readonly routes: Int32Array[];
  costUnits: number;
  absent: number[];
}

/** How many steps a round has, and the share of the run that is used up before and after it. */
interface Stretch {
  readonly stepCount: number;
  readonly shareBefore: number;
  readonly shareAfter: number;
}

const ROUNDS = 60;
const ROUND_MS_MIN = 150;
/** Steps and milliseconds of a round for each stop, at least: parts take time to make. */
const STOP_STEPS_MIN = 2;
const STOP_MS_MIN = 0.1;
/** Steps in a millisecond by one thread, before any is measured. */
const STEPS_PER_MS = 10;

/**
 * Anneals the best solution of a run in rounds: each divides the solution anew and anneals its
 * parts by themselves, at the whole's temperature. What is found does not depend on who does the
 * tasks.
 *
 * Sources: Taillard and Voss (2002), POPMUSIC, in Essays and Surveys in Metaheuristics, 613–629;
 * Santini, Schneider, Vidal and Vigo (2023), Decomposition strategies for vehicle routing
 * heuristics, INFORMS Journal on Computing 35(3), 543–559 (routes divided by their barycentres).
 */
export function* annealInRounds(run: Run, plan: RoundsPlan, random: Random): Rounds<void> {
  const { whole, threadCount } = plan;
  const current = currentOf(run, whole);
  let stepsPerMs = STEPS_PER_MS;
  for (;;) {
    run.share = shareUsed(run);
    report(run, elapsed(run), run.share);
    if (run.share >= 1 || mustStop(run)) return;
    const stretch = nextStretch(run, whole, stepsPerMs * threadCount);
    const parts = divideRoutes(plan, current, random);
    const tasks = tasksOf(plan, current, parts, stretch, random);
    const startMs = elapsed(run);
    const answers = yield roundOf(run, whole, tasks);
    const stepCount = answers.reduce((sum, answer) => sum + answer.stepCount, 0);
    const ms = elapsed(run) - startMs;
    if (ms > 0) stepsPerMs = stepCount / ms / threadCount;
    run.iteration += stepCount;
    merge(run, whole, current, tasks, answers);
  }
}

/**
 * Inserts all stops where no route visits any yet, in parts that have their share of the vehicles.
 *
 * @param shareOf what of an average vehicle's capacity a stop takes up
 */
export function* insertInRounds(
  run: Run,
  plan: RoundsPlan,
  shareOf: (stop: number) => number,
  random: Random,
): Rounds<void> {
  const current = currentOf(run, plan.whole);
  const { vehicleClass, partCount, apart } = plan;
  const divisible = { routes: current.routes, absent: current.absent, vehicleClass };
  const parts = divideAfresh(divisible, partCount, shareOf, apart, random);
  const tasks = tasksOf(
    plan,
    current,
    parts,
    { stepCount: 0, shareBefore: 0, shareAfter: 0 },
    random,
  );
  merge(run, plan.whole, current, tasks, yield roundOf(run, plan.whole, tasks));
}

function currentOf(run: Run, whole: Whole): Current {
  const absent = absentOf(run.best, whole);
  return { routes: [...run.best], costUnits: run.bestUnits, absent };
}

function roundOf(run: Run, whole: Whole, tasks: readonly PartTask[]): Round {
  return { whole, tasks, now: run.options.now, mustStop: () => mustStop(run) };
}

/** Does the rounds of a search in this thread. */
export function doRounds<T>(rounds: Rounds<T>): T {
  let next = rounds.next();
  while (next.done !== true) {
    const { whole, tasks, now, mustStop: shouldStop } = next.value;
    const limits = { ...(now === undefined ? {} : { now }), shouldStop };
    next = rounds.next(tasks.map((task) => annealPart(whole, task, limits)));
  }
  return next.value;
}

function nextStretch(run: Run, whole: Whole, stepsPerMs: number): Stretch {
  const { iterationsMax, timeLimitMs } = run.options;
  const n = whole.problem.stops.length;
  if (iterationsMax !== undefined) {
    const wanted = Math.max(STOP_STEPS_MIN * n, Math.ceil(iterationsMax / ROUNDS));
    const stepCount = Math.min(wanted, iterationsMax - run.iteration);
    const shareAfter = (run.iteration + stepCount) / iterationsMax;
    return { stepCount, shareBefore: run.share, shareAfter };
  }
  const limitMs = timeLimitMs ?? 0;
  const leftMs = limitMs - elapsed(run);
  const ms = Math.min(leftMs, Math.max(ROUND_MS_MIN, limitMs / ROUNDS, STOP_MS_MIN * n));
  return {
    stepCount: Math.ceil(ms * stepsPerMs),
    shareBefore: run.share,
    shareAfter: 1 - (leftMs - ms) / limitMs,
  };
}

function divideRoutes(plan: RoundsPlan, current: Current, random: Random): Part[] {
  const n = plan.whole.problem.stops.length;
  const divisible = {
    routes: current.routes.map((route) => route.filter((code) => code < n)),
    absent: current.absent,
    vehicleClass: plan.vehicleClass,
  };
  return divide(divisible, plan.partCount, plan.apart, random).filter(
    ({ vehicles }) => vehicles.length > 0, // stops that none visits may lie by themselves
  );
}

function tasksOf(
  { heat }: RoundsPlan,
  current: Current,
  parts: readonly Part[],
  { stepCount, shareBefore, shareAfter }: Stretch,
  random: Random,
): PartTask[] {
  const stopCount = parts.reduce((sum, { stops }) => sum + stops.length, 0);
  let stopsBefore = 0;
  return parts.map((part) => {
    // Rounded so that the parts' steps add up to the round's.
    const firstStep = Math.floor((stepCount * stopsBefore) / stopCount);
    stopsBefore += part.stops.length;
    return {
      part,
      routes: Array.from(part.vehicles, (vehicle) => current.routes[vehicle]),
      seed: random.uint32(),
      stepCount: Math.floor((stepCount * stopsBefore) / stopCount) - firstStep,
      heat: {
        hotUnits: temperatureAt(heat, shareBefore),
        coldUnits: temperatureAt(heat, shareAfter),
      },
    };
  });
}

/**
 * Puts the parts together: where each ended makes the solution to go on from, and the best of each
 * together are the best of the round.
 */
function merge(
  run: Run,
  whole: Whole,
  current: Current,
  tasks: readonly PartTask[],
  answers: readonly PartAnswer[],
): void {
  const bestUnits =
    current.costUnits + answers.reduce((sum, { bestDeltaUnits }) => sum + bestDeltaUnits, 0);
  if (bestUnits < run.bestUnits) {
    const best = [...current.routes];
    tasks.forEach(({ part }, i) => {
      putRoutes(part, answers[i].bestRoutes, best);
    });
    run.best = best;
    noteBest(run, bestUnits, absentOf(best, whole).length);
  }
  tasks.forEach(({ part }, i) => {
    putRoutes(part, answers[i].routes, current.routes);
    current.costUnits += answers[i].deltaUnits;
  });
  current.absent = absentOf(current.routes, whole);
}

function putRoutes(part: Part, routes: readonly Int32Array[], into: Int32Array[]): void {
  routes.forEach((route, i) => {
    into[part.vehicles[i]] = route;
  });
}

function absentOf(routes: readonly Int32Array[], { problem }: Whole): number[] {
  const n = problem.stops.length;
  const vehicleOf = new Int32Array(n).fill(NONE);
  routes.forEach((route, vehicle) => {
    for (const code of route) if (code < n) vehicleOf[code] = vehicle;
  });
  return [...vehicleOf.keys()].filter((stop) => vehicleOf[stop] === NONE);
}
