import { doRounds, type Rounds } from "./decompose/rounds.ts";
import { plannedRoutesOf } from "./formats/instance.ts";
import { isOnPlane } from "./plane.ts";
import type { Problem } from "./problem.ts";
import { reduceFleet } from "./reduce-fleet.ts";
import { codesOfVisits, describeRoute } from "./report.ts";
import { elapsed, newRun, type Run } from "./run.ts";
import { saveRoutes } from "./search.ts";
import type { Solution, SolveOptions } from "./solution.ts";
import { answer, assertSolvable, roundsFrom, solveInRounds, startSearch } from "./solve.ts";

/** Of the run, at most, goes into finding the fewest vehicles. */
const REDUCTION_SHARE = 0.5;
const SEED_STEP = 1_000_003;

/**
 * Solves a problem for the fewest vehicles first, then for the least cost with them.
 *
 * Stops that may be left out are worth no vehicle. Problems on a plane are solved for cost alone.
 * Requires the same as `solve`, and gives the same
 * answer under the same conditions.
 */
export function solveFleetFirst(problem: Problem, options: SolveOptions): Solution {
  return doRounds(fleetFirstInRounds(problem, options, 1));
}

/** As `solveFleetFirst`, with the work given out as by `solveInRounds`. */
export function* fleetFirstInRounds(
  problem: Problem,
  options: SolveOptions,
  threadCount: number,
): Rounds<Solution> {
  if (isOnPlane(problem)) return yield* solveInRounds(problem, options, threadCount);
  assertSolvable(problem, options);
  const run = newRun(options);
  const search = startSearch(problem, options, options.warmStart ?? []);
  const { model } = search;
  const fewest = reduceFleet(run, search, REDUCTION_SHARE);
  run.best = fewest ?? saveRoutes(search);
  const start = run.best.flatMap((codes, vehicle) =>
    codes.length > 0 ? [describeRoute(model, vehicle, codes)] : [],
  );
  const kept =
    fewest === undefined
      ? problem.vehicles.map((_, vehicle) => vehicle)
      : start.map(({ vehicleIndex }) => vehicleIndex);
  if (kept.length === 0) return answer(model, run);
  const fleet = withVehicles(problem, kept);
  const solution = yield* roundsFrom(
    fleet.problem,
    whatIsLeft(run, options),
    plannedRoutesOf(start).map(({ vehicleIndex, visits }) => ({
      vehicleIndex: fleet.members.indexOf(vehicleIndex),
      visits,
    })),
    threadCount,
  );
  run.best = run.best.map(() => new Int32Array(0));
  for (const { vehicleIndex, visits } of plannedRoutesOf(solution.routes)) {
    run.best[fleet.members[vehicleIndex]] = codesOfVisits(model, visits);
  }
  const elapsedMs = elapsed(run) - solution.elapsedMs;
  for (const point of solution.trace) {
    run.trace.push({
      ...point,
      elapsedMs: point.elapsedMs + elapsedMs,
      iteration: point.iteration + run.iteration,
    });
  }
  run.iteration += solution.iterationCount;
  return answer(model, run);
}

/** A problem with part of another's vehicles, and which those are. */
interface Fleet {
  readonly problem: Problem;
  readonly members: readonly number[];
}

/** The same options for what remains of the run, with progress counted from its beginning. */
function whatIsLeft(run: Run, options: SolveOptions): SolveOptions {
  const { warmStart: _, timeLimitMs, iterationsMax, onProgress, ...others } = options;
  const elapsedMs = elapsed(run);
  const { iteration, share } = run;
  return {
    ...others,
    seed: options.seed + SEED_STEP,
    ...(timeLimitMs === undefined ? {} : { timeLimitMs: Math.max(0, timeLimitMs - elapsedMs) }),
    ...(iterationsMax === undefined ? {} : { iterationsMax: iterationsMax - iteration }),
    ...(onProgress === undefined
      ? {}
      : {
          onProgress: (progress) =>
            onProgress({
              ...progress,
              elapsedMs: progress.elapsedMs + elapsedMs,
              iteration: progress.iteration + iteration,
              share: share + (1 - share) * progress.share,
            }),
        }),
  };
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
