import { NONE } from "../base/index.ts";
import { meanLegUnits } from "./anneal.ts";
import type { Model } from "./model.ts";
import { isOver, type Run, STEPS_A_LOOK } from "./run.ts";
import { loadRoutes, type Search, saveRoutes, step, undoStep } from "./search.ts";
import { vehiclesByClass } from "./vehicle-classes.ts";

/** Allowance for dearer candidates, in mean costs of driving to a stop. */
const TEMPERATURE_LEGS = 0.3;
/**
 * Share of the run without fewer stops left out after which an attempt to do without one more
 * vehicle is given up: while many are, and when few are.
 */
const PATIENCE_SHARE = { many: 0.15, few: 0.25 };
const FEW_STOPS = 3;

/** The search and what it remembers while it does without vehicles. */
interface Reduction {
  readonly search: Search;
  /** For each stop, after how many steps it was left out: how hard it is to place. */
  readonly absences: Float64Array;
  /** By class, the vehicles that may be used. */
  readonly open: Int32Array[];
}

/**
 * Takes routes away one by one, as long as a search finds room for their stops in the others, and
 * gives the routes with the fewest vehicles found; every stop that must be visited is on one.
 * Gives nothing where all vehicles together do not suffice.
 *
 * Candidates are taken whose stops left out have been easier to place so far, and dearer ones that
 * leave out no more. Ends when `shareMax` of the run is used up, when an attempt takes too long, or
 * when fewer vehicles could not hold the load.
 *
 * Source: Christiaens and Vanden Berghe (2020), Transportation Science 54(2), 417–433 (sums of
 * absences); Nagata and Bräysy (2009), Operations Research Letters 37(5), 333–338 (taking routes
 * away, counters of failed insertions).
 */
export function reduceFleet(run: Run, base: Search, shareMax: number): Int32Array[] | undefined {
  const { model } = base;
  const open = vehiclesByClass(model);
  const reduction: Reduction = {
    search: {
      ...base,
      // Vehicles of other classes stay shut, and so do those that routes were taken from.
      hasUnlikeVehicles: false,
      mayOpen: base.state.trips === undefined,
      tailsRate: base.state.trips === undefined ? base.tailsRate : 0,
      recreation: { ...base.recreation, vehiclesOfClass: open },
      plain: base.plain === undefined ? undefined : { ...base.plain, vehiclesOfClass: open },
    },
    absences: new Float64Array(model.stopCount),
    open,
  };
  if (!placeAll(run, reduction, shareMax)) return undefined;
  let best = saveRoutes(base);
  let bestCount = usedCount(reduction);
  const countMin = fewestByLoad(model);
  while (usedCount(reduction) > countMin && takeRoute(reduction)) {
    if (!placeAll(run, reduction, shareMax)) break;
    if (usedCount(reduction) >= bestCount) continue;
    best = saveRoutes(base);
    bestCount = usedCount(reduction);
  }
  return best;
}

/** The least number of vehicles whose capacities add up to what must be collected. */
export function fewestByLoad(model: Model): number {
  if (model.facilityCount > 0) return 1;
  let fewest = 1;
  for (let d = 0; d < model.dimensionCount; d++) {
    let load = 0;
    for (let stop = 0; stop < model.stopCount; stop++) {
      if (model.stopMust[stop] === 1) load += model.nodeLoads[stop * model.dimensionCount + d];
    }
    const capacities = Array.from(
      { length: model.vehicleCount },
      (_, vehicle) => model.capacities[vehicle * model.dimensionCount + d],
    ).sort((a, b) => b - a);
    let count = 0;
    for (; count < capacities.length && load > 0; count++) load -= capacities[count];
    fewest = Math.max(fewest, count);
  }
  return fewest;
}

function usedCount({ search }: Reduction): number {
  return search.state.routeStopCount.reduce((count, stops) => count + (stops > 0 ? 1 : 0), 0);
}

/**
 * Empties the route whose stops were easiest to place, and shuts all vehicles not in use; gives
 * whether there is one that may be emptied.
 */
function takeRoute({ search, absences, open }: Reduction): boolean {
  const { model, state } = search;
  const routes = saveRoutes(search);
  let easiest = NONE;
  let leastSum = Number.POSITIVE_INFINITY;
  routes.forEach((codes, vehicle) => {
    if (codes.length === 0 || model.committedCount[vehicle] > 0) return;
    // Among those never left out, the shortest.
    let sum = state.routeStopCount[vehicle] / (model.stopCount + 1);
    for (const code of codes) if (code < model.stopCount) sum += absences[code];
    if (sum >= leastSum) return;
    leastSum = sum;
    easiest = vehicle;
  });
  if (easiest === NONE) return false;
  routes[easiest] = new Int32Array(0);
  open.forEach((vehicles, kind) => {
    open[kind] = vehicles.filter((vehicle) => routes[vehicle].length > 0);
  });
  loadRoutes(search, routes);
  return true;
}

/** Searches until every stop that must be visited is; gives whether it came to that. */
function placeAll(run: Run, reduction: Reduction, shareMax: number): boolean {
  const { search, absences } = reduction;
  const { model, random } = search;
  let sum = absenceSum(reduction);
  let missing = mustCount(search);
  const temperature = TEMPERATURE_LEGS * meanLegUnits(search);
  let fewest = missing;
  let fewestShare = run.share;
  for (; missing > 0; run.iteration++) {
    if (run.iteration === run.options.iterationsMax) return false;
    if (run.iteration % STEPS_A_LOOK === 0) {
      const patience = fewest > FEW_STOPS ? PATIENCE_SHARE.many : PATIENCE_SHARE.few;
      if (isOver(run) || run.share >= Math.min(shareMax, fewestShare + patience)) return false;
    }
    const before = drivingUnits(search);
    const kept = step(search, Number.POSITIVE_INFINITY);
    const missingNow = mustCount(search);
    const sumNow = kept ? absenceSum(reduction) : Number.POSITIVE_INFINITY;
    const allowance = -temperature * Math.log(1 - random.float());
    const easier = sumNow < sum || missingNow === 0;
    const alike = sumNow === sum && drivingUnits(search) < before + allowance;
    if (kept && (easier || alike)) {
      sum = sumNow;
      missing = missingNow;
      if (missing < fewest) {
        fewest = missing;
        fewestShare = run.share;
      }
    } else undoStep(search);
    for (let k = 0; k < search.absentCount; k++) {
      const stop = search.absent[k];
      if (model.stopMust[stop] === 0) continue;
      absences[stop]++;
      sum++;
    }
  }
  return true;
}

function absenceSum({ search, absences }: Reduction): number {
  let sum = 0;
  for (let k = 0; k < search.absentCount; k++) {
    const stop = search.absent[k];
    if (search.model.stopMust[stop] === 1) sum += absences[stop] + 1;
  }
  return sum;
}

/** Stops left out that must be visited. */
function mustCount({ model, absent, absentCount }: Search): number {
  let count = 0;
  for (let k = 0; k < absentCount; k++) count += model.stopMust[absent[k]];
  return count;
}

/** The cost without the prices of stops that must be visited. */
function drivingUnits({ model, state, absent, absentCount }: Search): number {
  let units = state.costUnits;
  for (let k = 0; k < absentCount; k++) {
    if (model.stopMust[absent[k]] === 1) units -= model.stopPriceUnits[absent[k]];
  }
  return units;
}
