import type { CheckedRoute } from "./check-route.ts";
import type { Facts, Report } from "./check-terms.ts";
import { COST_UNITS_PER_CENT } from "./problem.ts";
import type { Route } from "./solution.ts";

/** What no facility may take in more of from all routes together. */
export function checkQuotas(
  { problem }: Facts,
  routes: readonly CheckedRoute[],
  report: Report,
): void {
  problem.facilities.forEach(({ loadsTotalMax }, facilityIndex) => {
    if (loadsTotalMax === undefined) return;
    const unloadings = routes.flatMap(({ emptied }) =>
      emptied.filter((one) => one.facilityIndex === facilityIndex),
    );
    loadsTotalMax.forEach((most, d) => {
      const total = unloadings.reduce((sum, { loads }) => sum + loads[d], 0);
      if (total <= most) return;
      const { name } = problem.dimensions[d];
      report("quota", `facility ${facilityIndex} takes in ${name} ${total}, at most ${most}`);
    });
  });
}

/** The price of routes of unlike length, in units. */
export function balanceUnits(facts: Facts, routes: readonly Route[]): number {
  const balance = facts.problem.objective?.balance;
  if (balance === undefined || routes.length === 0) return 0;
  const lengths = routes.map((route) =>
    balance.by === "duration" ? route.endSec - route.startSec : kgOf(facts, route),
  );
  const longest = lengths.reduce((most, length) => Math.max(most, length));
  const shortest = lengths.reduce((least, length) => Math.min(least, length));
  const unitsEach =
    balance.by === "duration" ? balance.centsPerHour * 5 : balance.centsPerTonne * 18;
  return (longest - shortest) * unitsEach;
}

function kgOf({ problem, kgDimension }: Facts, route: Route): number {
  if (kgDimension < 0) return 0;
  return route.visits.reduce(
    (sum, { kind, index }) =>
      kind === "stop" ? sum + problem.stops[index].loads[kgDimension] : sum,
    0,
  );
}

/** The price of stops whose near neighbours another vehicle visits, in units. */
export function compactnessUnits(
  { problem }: Facts,
  vehicleOf: (stopIndex: number) => number | undefined,
): number {
  const compactness = problem.objective?.compactness;
  if (compactness === undefined) return 0;
  const { matrix } = problem.profiles[0];
  let count = 0;
  problem.stops.forEach((stop, stopIndex) => {
    const own = vehicleOf(stopIndex);
    if (own === undefined) return;
    const row = stop.placeIndex * matrix.placeCount;
    const metresTo = problem.stops.map(({ placeIndex }) => matrix.travelM[row + placeIndex]);
    for (const near of nearest(metresTo, stopIndex, compactness.neighbourCount)) {
      const other = vehicleOf(near);
      if (other !== undefined && other !== own) count++;
    }
  });
  return count * compactness.cents * COST_UNITS_PER_CENT;
}

/** The indices of the `count` least values but `self`, equal ones by index. */
function nearest(metresTo: readonly number[], self: number, count: number): number[] {
  const best: number[] = [];
  metresTo.forEach((metres, index) => {
    if (index === self || count === 0) return;
    if (best.length === count && metresTo[best[count - 1]] <= metres) return;
    if (best.length === count) best.pop();
    let at = best.length;
    while (at > 0 && metresTo[best[at - 1]] > metres) at--;
    best.splice(at, 0, index);
  });
  return best;
}
