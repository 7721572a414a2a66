import type { Loading } from "./check-loads.ts";
import type { Facts, Terms } from "./check-terms.ts";
import type { Walk } from "./check-times.ts";
import { COST_UNITS_PER_CENT } from "./problem.ts";
import type { CostBreakdown, Visit } from "./solution.ts";

/** Costs by cause in exact units. */
export type Causes = Record<
  Exclude<Extract<keyof CostBreakdown, `${string}Cents`>, "totalCents">,
  number
>;

/** No cost for any cause. */
export const NO_CAUSES: Causes = {
  fixedCents: 0,
  distanceCents: 0,
  timeCents: 0,
  overtimeCents: 0,
  facilityCents: 0,
  latenessCents: 0,
  liftCents: 0,
  fuelCents: 0,
  co2Cents: 0,
  balanceCents: 0,
  compactnessCents: 0,
  unassignedCents: 0,
  changeVehicleCents: 0,
  changeOrderCents: 0,
};

/** Cents per kilometre are 18 units per metre, cents per hour 5 units per second. */
export function routeCost(facts: Facts, terms: Terms, loading: Loading, walk: Walk): Causes {
  const { problem } = facts;
  const { costs } = terms.type;
  const { fuel } = costs;
  const paidSec = walk.endSec - walk.startSec - walk.breakSec + walk.paidBreakSec;
  const changes = releasedChanges(facts, terms.vehicleIndex, walk.visits);
  const co2 = (fuel?.co2GramsPerLitre ?? 0) * (problem.objective?.centsPerTonneCo2 ?? 0);
  const stops = walk.visits.filter(({ kind }) => kind === "stop");
  const lifts = stops.reduce((sum, { index }) => sum + (problem.stops[index].lifts ?? 1), 0);
  return {
    ...NO_CAUSES,
    fixedCents: costs.fixedCents * COST_UNITS_PER_CENT,
    distanceCents: walk.distanceM * costs.centsPerKm * 18,
    timeCents: paidSec * costs.centsPerHour * 5,
    overtimeCents: overtimeSecOf(terms, walk.endSec) * costs.centsPerOvertimeHour * 5,
    facilityCents: facilityFees(facts, loading, walk.visits),
    latenessCents: stops.reduce(
      (sum, { index, lateSec }) =>
        sum + lateSec * (problem.stops[index].lateness?.centsPerHour ?? 0) * 5,
      0,
    ),
    liftCents: lifts * (costs.centsPerLift ?? 0) * COST_UNITS_PER_CENT,
    // A thousandth of the litre's price a millilitre.
    fuelCents: walk.fuelMl * (fuel?.centsPerLitre ?? 0) * 18,
    co2Cents: Math.round((walk.fuelMl * co2 * 18) / 1e6),
    changeVehicleCents:
      changes.vehicle * (problem.released?.changeVehicleCents ?? 0) * COST_UNITS_PER_CENT,
    changeOrderCents:
      changes.order * (problem.released?.changeOrderCents ?? 0) * COST_UNITS_PER_CENT,
  };
}

/** Seconds after overtime begins. */
export function overtimeSecOf({ shift }: Terms, endSec: number): number {
  return Math.max(0, endSec - (shift.overtimeFromSec ?? endSec));
}

/** Fees per tonne are 18 units per kilogram for each cent. */
function facilityFees(facts: Facts, loading: Loading, visits: readonly Visit[]): number {
  return loading.steps.reduce((units, { emptied }, i) => {
    if (emptied === undefined || facts.kgDimension < 0) return units;
    const { feeCentsPerTonne } = facts.problem.facilities[visits[i + 1].index];
    return units + emptied[facts.kgDimension] * feeCentsPerTonne * 18;
  }, 0);
}

function releasedChanges(
  { released }: Facts,
  vehicleIndex: number,
  visits: readonly Visit[],
): { vehicle: number; order: number } {
  let vehicle = 0;
  let order = 0;
  let lastRank = -1;
  for (const visit of visits) {
    const place = visit.kind === "stop" ? released.get(visit.index) : undefined;
    if (place === undefined) continue;
    if (place.vehicleIndex !== vehicleIndex) vehicle++;
    else {
      if (place.rank < lastRank) order++;
      lastRank = place.rank;
    }
  }
  return { vehicle, order };
}

/** Rounds each cause by itself. */
export function breakdownOf(causes: Causes): CostBreakdown {
  const cents = { ...causes };
  for (const name of Object.keys(causes) as (keyof Causes)[]) {
    cents[name] = Math.round(causes[name] / COST_UNITS_PER_CENT);
  }
  return {
    ...cents,
    totalCents: Object.values(cents).reduce((sum, value) => sum + value, 0),
    totalUnits: Object.values(causes).reduce((sum, value) => sum + value, 0),
  };
}

/** Sums costs cause by cause. */
export function addBreakdowns(all: readonly CostBreakdown[]): CostBreakdown {
  const sum: { -readonly [Name in keyof CostBreakdown]: number } = breakdownOf(NO_CAUSES);
  for (const one of all) {
    for (const name of Object.keys(sum) as (keyof CostBreakdown)[]) sum[name] += one[name];
  }
  return sum;
}
