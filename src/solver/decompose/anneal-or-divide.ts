import { anneal, type Heat, hasManyTrips, keepBest } from "../anneal.ts";
import { mustStop, type Run, STEPS_A_LOOK } from "../run.ts";
import { type Search, step, undoStep } from "../search.ts";
import { isDivisible } from "./divisible.ts";
import { annealInRounds, type Rounds, type RoundsPlan } from "./rounds.ts";

/** Stops of a part, and routes of it at least. */
const PART_STOPS = 200;
const PART_ROUTES_MIN = 6;
const PART_ROUTES_MIN_TRIPS = 3;
/** From how many stops on problems are divided: smaller ones are better searched whole. */
const DIVIDED_STOPS = 300;
/** Steps that are tried to place what the first insertion left out, before anything is divided. */
const PLACING_STEPS = 300;

/** Anneals to the end of the run, in parts where the problem is large. */
export function* annealOrDivide(
  run: Run,
  search: Search,
  heat: Heat,
  threadCount: number,
): Rounds<void> {
  const partCount = partCountOf(search);
  if (partCount < 2) {
    anneal(run, search, 1, heat);
    return;
  }
  placeAbsent(run, search);
  yield* annealInRounds(run, planRounds(search, heat, partCount, threadCount), search.random);
}

/** Some steps downhill on the whole, while stops are left out that must be visited. */
function placeAbsent(run: Run, search: Search): void {
  const { state } = search;
  const last = Math.min(run.options.iterationsMax ?? Number.POSITIVE_INFINITY, PLACING_STEPS);
  for (; run.iteration < last && lacksStops(search); run.iteration++) {
    if (run.iteration % STEPS_A_LOOK === 0 && mustStop(run)) return;
    const unitsBefore = state.costUnits;
    const kept = step(search, unitsBefore);
    if (!kept || state.costUnits >= unitsBefore) undoStep(search);
    else if (state.costUnits < run.bestUnits) keepBest(run, search);
  }
}

function lacksStops({ absent, absentCount, model }: Search): boolean {
  for (let i = 0; i < absentCount; i++) if (model.stopMust[absent[i]] === 1) return true;
  return false;
}

/** An even number, so that two threads share the work; 1 where the problem stays whole. */
export function partCountOf({ model, state }: Search): number {
  if (model.stopCount < DIVIDED_STOPS || !isDivisible(model.problem)) return 1;
  const used = state.routeStopCount.reduce((count, stops) => count + (stops > 0 ? 1 : 0), 0);
  const pairs = Math.max(1, Math.round(model.stopCount / (2 * PART_STOPS)));
  const routesMin = hasManyTrips(model) ? PART_ROUTES_MIN_TRIPS : PART_ROUTES_MIN;
  return 2 * Math.min(pairs, Math.floor(used / (2 * routesMin)));
}

function planRounds(
  search: Search,
  heat: Heat,
  partCount: number,
  threadCount: number,
): RoundsPlan {
  const { model, recreation } = search;
  const { nodePlace, placeCount } = model;
  const travelM = model.travelM[0];
  return {
    whole: {
      problem: model.problem,
      neighbours: recreation.neighbours,
      gapCount: recreation.gapNeighbourCount,
      stopPriceUnits: model.stopPriceUnits,
      ruinStopsMean: search.ruinStopsMean,
      check: search.check,
    },
    heat,
    vehicleClass: model.vehicleClass,
    apart: (from, to) => travelM[nodePlace[from] * placeCount + nodePlace[to]],
    partCount,
    threadCount,
  };
}
