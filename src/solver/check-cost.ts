import { kgOf, type Report, type Terms, type Walk } from "./check-terms.ts";
import { COST_UNITS_PER_CENT, type Problem } from "./problem.ts";
import type { CostBreakdown, Visit } from "./solution.ts";

/** What a route costs, by cause, in units. */
export type Causes = Record<
  | "fixed"
  | "distance"
  | "time"
  | "overtime"
  | "facility"
  | "changeVehicle"
  | "changeOrder"
  | "total",
  number
>;

/** Cents per kilometre are 18 units per metre, cents per hour 5 units per second. */
export function routeCost(
  problem: Problem,
  terms: Terms,
  inner: readonly Visit[],
  walk: Walk,
): Causes {
  const { type, shift } = terms;
  const { costs } = type;
  const overtimeSec = Math.max(0, walk.endSec - (shift.overtimeFromSec ?? walk.endSec));
  const changes = releasedChanges(problem, terms.vehicleIndex, inner);
  const causes = {
    fixed: costs.fixedCents * COST_UNITS_PER_CENT,
    distance: walk.distanceM * costs.centsPerKm * 18,
    time: (walk.endSec - walk.startSec) * costs.centsPerHour * 5,
    overtime: overtimeSec * costs.centsPerOvertimeHour * 5,
    facility: facilityFees(problem, inner),
    changeVehicle:
      changes.vehicle * (problem.released?.changeVehicleCents ?? 0) * COST_UNITS_PER_CENT,
    changeOrder: changes.order * (problem.released?.changeOrderCents ?? 0) * COST_UNITS_PER_CENT,
  };
  return { ...causes, total: Object.values(causes).reduce((sum, units) => sum + units, 0) };
}

/** Fees per tonne are 18 units per kilogram for each cent. */
function facilityFees(problem: Problem, inner: readonly Visit[]): number {
  let units = 0;
  let kg = 0;
  for (const visit of inner) {
    if (visit.kind === "stop") kg += kgOf(problem, visit.index);
    else {
      units += kg * problem.facilities[visit.index].feeCentsPerTonne * 18;
      kg = 0;
    }
  }
  return units;
}

function releasedChanges(
  problem: Problem,
  vehicleIndex: number,
  inner: readonly Visit[],
): { vehicle: number; order: number } {
  const routes = problem.released?.routes ?? [];
  let vehicle = 0;
  let order = 0;
  let lastRank = -1;
  for (const visit of inner) {
    if (visit.kind !== "stop") continue;
    const released = routes.find((route) => route.stopIndices.includes(visit.index));
    if (released === undefined) continue;
    if (released.vehicleIndex !== vehicleIndex) vehicle++;
    else {
      const rank = released.stopIndices.indexOf(visit.index);
      if (rank < lastRank) order++;
      lastRank = rank;
    }
  }
  return { vehicle, order };
}

/** Names each cause of which another sum is stated. */
export function compareCauses(
  stated: CostBreakdown,
  units: Causes,
  vehicleIndex: number,
  report: Report,
): void {
  const pairs = [
    ["fixedCents", units.fixed],
    ["distanceCents", units.distance],
    ["timeCents", units.time],
    ["overtimeCents", units.overtime],
    ["facilityCents", units.facility],
    ["changeVehicleCents", units.changeVehicle],
    ["changeOrderCents", units.changeOrder],
  ] as const;
  for (const [name, exact] of pairs) {
    const wholeCents = Math.round(exact / COST_UNITS_PER_CENT);
    if (stated[name] === wholeCents) continue;
    report("stated-cost", `${name} is ${wholeCents}, stated ${stated[name]}`, { vehicleIndex });
  }
}
