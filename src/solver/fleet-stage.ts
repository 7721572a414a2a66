import { type Heat, heatOf } from "./anneal.ts";
import type { Rounds } from "./decompose/rounds.ts";
import { plannedRoutesOf } from "./formats/instance.ts";
import type { Problem } from "./problem.ts";
import { codesOfVisits, describeRoute } from "./report.ts";
import { elapsed, type Run, shareUsed } from "./run.ts";
import type { Search } from "./search.ts";
import type { Solution, SolveOptions } from "./solution.ts";
import { roundsFrom } from "./solve.ts";

const SEED_STEP = 1_000_003;
/** First and last temperature of an attempt, as shares of the first one of a whole run. */
const ATTEMPT_HEAT = { first: 0.33, last: 0.1 };

/** A stretch of a run in which the cost is searched with some of the vehicles alone. */
export interface Stage {
  readonly routes: readonly Int32Array[];
  /** The vehicles that may be used, ascending. */
  readonly vehicles: readonly number[];
  /** How much of the run is used up at the end of the stage, at most. */
  readonly shareMax: number;
  /** Whether it ends as soon as every stop is visited, and is not told of. */
  readonly isAttempt: boolean;
}

/** What a stage came to. */
export interface StageEnd {
  readonly routes: Int32Array[];
  readonly unassignedCount: number;
  readonly feasible: boolean;
}

/** Searches from the stage's routes on and counts what that used up as part of the run. */
export function* searchStage(
  run: Run,
  base: Search,
  stage: Stage,
  threadCount: number,
): Rounds<StageEnd> {
  const { model, recreation } = base;
  const start = stage.routes.flatMap((codes, vehicle) =>
    codes.length > 0 ? [describeRoute(model, vehicle, codes)] : [],
  );
  const fleet = withVehicles(model.problem, stage.vehicles);
  const elapsedMs = elapsed(run);
  const solution = yield* roundsFrom(
    fleet.problem,
    stage.isAttempt ? untilComplete(optionsOf(run, stage)) : optionsOf(run, stage),
    {
      routes: plannedRoutesOf(start).map(({ vehicleIndex, visits }) => ({
        vehicleIndex: fleet.members.indexOf(vehicleIndex),
        visits,
      })),
      neighbours: recreation.neighbours,
      ...(stage.isAttempt ? { heatOf: attemptHeat } : {}),
    },
    threadCount,
  );
  const routes: Int32Array[] = stage.routes.map(() => new Int32Array(0));
  for (const { vehicleIndex, visits } of plannedRoutesOf(solution.routes)) {
    routes[fleet.members[vehicleIndex]] = codesOfVisits(model, visits);
  }
  if (!stage.isAttempt) noteTrace(run, solution, elapsedMs);
  run.iteration += solution.iterationCount;
  run.share = shareUsed(run);
  return { routes, unassignedCount: solution.unassigned.length, feasible: solution.feasible };
}

function noteTrace(run: Run, { trace }: Solution, elapsedMs: number): void {
  for (const point of trace) {
    run.trace.push({
      ...point,
      elapsedMs: point.elapsedMs + elapsedMs,
      iteration: point.iteration + run.iteration,
    });
  }
}

/** The run's options for a stretch of it, with progress counted from the run's beginning. */
function optionsOf(run: Run, { shareMax, isAttempt }: Stage): SolveOptions {
  const { warmStart: _, timeLimitMs, iterationsMax, onProgress, ...others } = run.options;
  const elapsedMs = elapsed(run);
  const { iteration, share } = run;
  return {
    ...others,
    seed: run.options.seed + SEED_STEP + iteration,
    ...(timeLimitMs === undefined
      ? {}
      : { timeLimitMs: Math.max(0, timeLimitMs * shareMax - elapsedMs) }),
    ...(iterationsMax === undefined
      ? {}
      : { iterationsMax: Math.max(0, Math.floor(iterationsMax * shareMax) - iteration) }),
    ...(onProgress === undefined || isAttempt
      ? {}
      : {
          onProgress: (progress) =>
            onProgress({
              ...progress,
              elapsedMs: progress.elapsedMs + elapsedMs,
              iteration: progress.iteration + iteration,
              share: share + (shareMax - share) * progress.share,
            }),
        }),
  };
}

/** Cool enough not to undo short routes, and never so cold that stops cannot change places. */
function attemptHeat(search: Search): Heat {
  const { hotUnits } = heatOf(search, false);
  return { hotUnits: hotUnits * ATTEMPT_HEAT.first, coldUnits: hotUnits * ATTEMPT_HEAT.last };
}

/** The same options, with the search told to stop when it leaves no stop out. */
function untilComplete(options: SolveOptions): SolveOptions {
  let isComplete = false;
  return {
    ...options,
    onProgress: ({ unassignedCount }) => {
      isComplete = unassignedCount === 0;
    },
    shouldStop: () => isComplete || options.shouldStop?.() === true,
  };
}

/** A problem with part of another's vehicles, and which those are. */
interface Fleet {
  readonly problem: Problem;
  readonly members: readonly number[];
}

/**
 * The problem with some of its vehicles alone, numbered anew, where nothing hangs on the others;
 * else with all of them, and the others shut to all stops.
 */
function withVehicles(problem: Problem, kept: readonly number[]): Fleet {
  const all = problem.vehicles.map((_, vehicle) => vehicle);
  const standsAlone =
    problem.released === undefined &&
    problem.depots.every((depot) => depot.docks === undefined) &&
    problem.vehicles.every(
      ({ committed, running, onBoard }) => (committed ?? running ?? onBoard) === undefined,
    );
  const members = standsAlone ? kept : all;
  const numberOf = new Map(kept.map((vehicle) => [vehicle, members.indexOf(vehicle)]));
  const isWhole = members.length === kept.length;
  return {
    members,
    problem: {
      ...problem,
      vehicles: members.map((vehicle) => problem.vehicles[vehicle]),
      stops: problem.stops.map((stop) => {
        if (stop.vehicleIndices === undefined && isWhole) return stop;
        const allowed = stop.vehicleIndices ?? kept;
        return { ...stop, vehicleIndices: allowed.flatMap((each) => numberOf.get(each) ?? []) };
      }),
    },
  };
}
