import { keepBest, meanLegUnits, temperatureAt } from "../anneal.ts";
import type { Problem } from "../problem.ts";
import { isOver, newRun, STEPS_A_LOOK } from "../run.ts";
import { loadRoutes, type Search, saveRoutes } from "../search.ts";
import type { Solution, SolveOptions } from "../solution.ts";
import { answer, assertSolvable, startSearch } from "../solve.ts";
import { newPatterns, type VisitSet } from "./patterns.ts";
import { fillPeriod, periodicStep, undoPeriodicStep } from "./step.ts";

/** Gaps beside the nearest visits: of those, most are on other days. */
const GAP_NEIGHBOUR_COUNT = 200;
const RUIN_STOPS_MEAN = 10;
/** First and last temperature, in mean costs of driving to a stop. */
const HOT_LEGS = 1;
const COLD_LEGS = 0.01;

/**
 * Solves a problem whose vehicles each work on one day of a period, in which the visits to a site
 * must fall on days that go together: simulated annealing over ruin and recreate steps, some of
 * which choose the days of the sites they touch anew.
 *
 * Every stop is in one of the sets. Otherwise requires what `solve` does, but for routes to start
 * from, which it leaves aside. The days of a feasible answer follow one pattern for each set.
 *
 * Source: Christiaens and Vanden Berghe (2020), Transportation Science 54(2), 417–433 (ruin and
 * recreate); Cordeau, Gendreau and Laporte (1997), Networks 30(2), 105–119 (visit combinations).
 */
export function solvePeriodic(
  problem: Problem,
  sets: readonly VisitSet[],
  options: SolveOptions,
): Solution {
  assertSolvable(problem, options);
  const run = newRun(options);
  const base = startSearch(problem, options, []);
  const { model } = base;
  loadRoutes(
    base,
    saveRoutes(base).map(() => new Int32Array(0)),
  );
  const { neighbours } = base.recreation;
  const search: Search = {
    ...base,
    ruinStopsMean: RUIN_STOPS_MEAN,
    recreation: {
      ...base.recreation,
      gapNeighbourCount: Math.min(GAP_NEIGHBOUR_COUNT, neighbours.count),
    },
  };
  const patterns = newPatterns(model, sets);
  fillPeriod(search, patterns);
  keepBest(run, search);
  if (model.stopCount === 0) return answer(model, run);
  const meanUnits = meanLegUnits(search);
  const heat = { hotUnits: HOT_LEGS * meanUnits, coldUnits: COLD_LEGS * meanUnits };
  let temperature = heat.hotUnits;
  for (; run.iteration !== options.iterationsMax; run.iteration++) {
    if (run.iteration % STEPS_A_LOOK === 0) {
      if (isOver(run)) break;
      temperature = temperatureAt(heat, run.share);
    }
    const unitsBefore = search.state.costUnits;
    const kept = periodicStep(search, patterns);
    const allowance = -temperature * Math.log(1 - search.random.float());
    if (!kept || search.state.costUnits >= unitsBefore + allowance) {
      undoPeriodicStep(search, patterns);
    } else if (search.state.costUnits < run.bestUnits) keepBest(run, search);
  }
  return answer(model, run);
}
