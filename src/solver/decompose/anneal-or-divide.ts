import { anneal, type Heat } from "../anneal.ts";
import { isPlain } from "../plain/is-plain.ts";
import type { Run } from "../run.ts";
import type { Search } from "../search.ts";
import { isDivisible } from "./divisible.ts";
import { annealInRounds, type Rounds, type RoundsPlan } from "./rounds.ts";

/** Stops of a part, and routes of it at least. */
const PART_STOPS = 200;
const PART_ROUTES_MIN = 3;
/** From how many stops on problems are divided: smaller ones are better searched whole. */
const DIVIDED_STOPS = 600;
const DIVIDED_STOPS_RICH = 300;

/** Anneals to the end of the run, in parts where the problem is large. */
export function* annealOrDivide(
  run: Run,
  search: Search,
  heat: Heat,
  threadCount: number,
): Rounds<void> {
  const partCount = partCountOf(search);
  if (partCount < 2) anneal(run, search, 1, heat);
  else yield* annealInRounds(run, planRounds(search, heat, partCount, threadCount), search.random);
}

/** An even number, so that two threads share the work; 1 where the problem stays whole. */
function partCountOf({ model, state }: Search): number {
  if (model.stopCount < (isPlain(model) ? DIVIDED_STOPS : DIVIDED_STOPS_RICH)) return 1;
  if (!isDivisible(model.problem)) return 1;
  const used = state.routeStopCount.reduce((count, stops) => count + (stops > 0 ? 1 : 0), 0);
  const pairs = Math.max(1, Math.round(model.stopCount / (2 * PART_STOPS)));
  return 2 * Math.min(pairs, Math.floor(used / (2 * PART_ROUTES_MIN)));
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
