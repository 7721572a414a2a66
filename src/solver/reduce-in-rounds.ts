import { NONE } from "../base/index.ts";
import type { Rounds } from "./decompose/rounds.ts";
import { searchStage } from "./fleet-stage.ts";
import type { Model } from "./model.ts";
import { fewestByLoad } from "./reduce-fleet.ts";
import { mustStop, type Run } from "./run.ts";
import type { Search } from "./search.ts";

/**
 * How much of the run is used up when the easy routes are gone, when the others have been
 * shortened, and when no more are taken away.
 */
const SHARE = { easy: 0.2, shortened: 0.45, reduced: 0.8 };
/** Share of the run after which an attempt to do without one more vehicle is given up. */
const PATIENCE_SHARE = { easy: 0.05, hard: 0.2 };
const FEW_STOPS = 4;

/**
 * Takes routes away from the best solution of a run where it is searched in parts, each time until
 * the parts hold all stops again: first as many as go easily, then, after the cost has been brought
 * down, as short routes leave the most room, as many as go at all.
 *
 * Requires a best solution that visits all stops that must be. Leaves one behind.
 */
export function* reduceInRounds(run: Run, base: Search, threadCount: number): Rounds<void> {
  yield* takeRoutes(run, base, SHARE.easy, PATIENCE_SHARE.easy, threadCount);
  if (usedIn(run.best).length <= fewestByLoad(base.model) || mustStop(run)) return;
  const { routes, feasible } = yield* searchStage(
    run,
    base,
    {
      routes: run.best,
      vehicles: usedIn(run.best),
      shareMax: SHARE.shortened,
      isAttempt: false,
    },
    threadCount,
  );
  if (!feasible) return;
  run.best = routes;
  yield* takeRoutes(run, base, SHARE.reduced, PATIENCE_SHARE.hard, threadCount);
}

/** Takes routes away, the shortest first, until an attempt fails. */
function* takeRoutes(
  run: Run,
  base: Search,
  shareMax: number,
  patienceShare: number,
  threadCount: number,
): Rounds<void> {
  const countMin = fewestByLoad(base.model);
  let count = usedIn(run.best).length;
  while (count > countMin && run.share < shareMax && !mustStop(run)) {
    count--;
    let shorter = withoutShortest(base.model, run.best);
    const vehicles = usedIn(shorter);
    for (let missing = Number.POSITIVE_INFINITY; missing > 0; ) {
      const end = Math.min(shareMax, run.share + patienceShare);
      const stage = { routes: shorter, vehicles, shareMax: end, isAttempt: true };
      const { routes, unassignedCount, feasible } = yield* searchStage(
        run,
        base,
        stage,
        threadCount,
      );
      shorter = routes;
      // Where few are left and they become fewer, it is worth going on.
      const goesOn = unassignedCount <= FEW_STOPS && unassignedCount < missing;
      if (!feasible && (!goesOn || run.share >= shareMax || mustStop(run))) return;
      missing = feasible ? 0 : unassignedCount;
    }
    run.best = shorter;
  }
}

function usedIn(routes: readonly Int32Array[]): number[] {
  return [...routes.keys()].filter((vehicle) => routes[vehicle].length > 0);
}

/** The routes with the one emptied that visits the fewest stops. */
function withoutShortest({ stopCount }: Model, routes: readonly Int32Array[]): Int32Array[] {
  let shortest = NONE;
  let fewest = Number.POSITIVE_INFINITY;
  routes.forEach((codes, vehicle) => {
    const stops = codes.filter((code) => code < stopCount).length;
    if (codes.length === 0 || stops >= fewest) return;
    fewest = stops;
    shortest = vehicle;
  });
  return routes.map((codes, vehicle) => (vehicle === shortest ? new Int32Array(0) : codes));
}
