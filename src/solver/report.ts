import { codesOfVisits } from "./commitments.ts";
import { compileModel, type Model } from "./model.ts";
import { COST_UNITS_PER_CENT, type Problem } from "./problem.ts";
import { describeVisits, listTrips, restsTaken } from "./report-visits.ts";
import { describeSequence, evaluateSequence, newSequenceFigures } from "./sequence.ts";
import type { CostBreakdown, PlannedRoute, Route } from "./solution.ts";
import { co2UnitsOf, litreUnitsOf } from "./walk/fuel.ts";
import { walkForward } from "./walk/times.ts";

export { codesOfVisits } from "./commitments.ts";

/** Planned routes with their times, loads and costs. */
export interface EvaluatedRoutes {
  /** Whether each route by itself keeps every rule. */
  readonly rulesKept: boolean;
  readonly routes: readonly Route[];
}

const models = new WeakMap<Problem, Model>();

/**
 * Times and prices routes as they are given, late visits included: what a hand edit needs.
 *
 * Where a window is missed the visit starts on arrival. Requires a problem without faults. The
 * problem is compiled once for all calls with the same object.
 */
export function evaluateRoutes(
  problem: Problem,
  planned: readonly PlannedRoute[],
): EvaluatedRoutes {
  let model = models.get(problem);
  if (model === undefined) {
    model = compileModel(problem);
    models.set(problem, model);
  }
  const routes: Route[] = [];
  let rulesKept = true;
  const figures = newSequenceFigures();
  for (const { vehicleIndex, visits } of planned) {
    const codes = codesOfVisits(model, visits);
    evaluateSequence(model, vehicleIndex, codes, codes.length, figures);
    if (figures.broken !== undefined) rulesKept = false;
    if (codes.length > 0) routes.push(describeRoute(model, vehicleIndex, codes));
  }
  return { rulesKept, routes };
}

/** A route with all its times, loads and costs, from the codes of its visits. */
export function describeRoute(model: Model, vehicle: number, codes: Int32Array): Route {
  const figures = newSequenceFigures();
  evaluateSequence(model, vehicle, codes, codes.length, figures);
  if (figures.broken !== undefined) {
    describeSequence(model, vehicle, codes, codes.length, figures);
  }
  const { walk } = model;
  walkForward(model, vehicle, codes, codes.length, figures.startSec);
  const visits = describeVisits(model, vehicle, codes, figures);
  const options = restsTaken(model, vehicle);
  const { fuel } = model.richTerms[vehicle];
  const breakSec = options.reduce((sum, { restSec }) => sum + restSec, 0);
  const fuelMl = fuel === undefined ? 0 : walk.fuelMl;
  return {
    vehicleIndex: vehicle,
    startSec: figures.startSec,
    endSec: figures.endSec,
    drivingSec: visits.reduce((sum, visit) => sum + visit.drivingSec, 0),
    waitingSec: visits.reduce((sum, visit) => sum + visit.waitingSec, 0),
    distanceM: walk.distanceM,
    overtimeSec: walk.overtimeSec,
    breakSec,
    paidBreakSec: breakSec - walk.unpaidSec,
    fuelMl,
    trips: listTrips(model, visits),
    visits: visits.map(({ mask: _, ...visit }) => visit),
    cost: breakDown({
      fixed: model.fixedUnits[vehicle],
      distance: walk.distanceM * model.unitsPerM[vehicle],
      time: (figures.endSec - figures.startSec - walk.unpaidSec) * model.unitsPerSec[vehicle],
      overtime: walk.overtimeSec * model.unitsPerOvertimeSec[vehicle],
      facility: walk.facilityUnits,
      lateness: walk.latenessUnits,
      lift: walk.liftUnits,
      fuel: fuel === undefined ? 0 : litreUnitsOf(fuel, fuelMl),
      co2: fuel === undefined ? 0 : co2UnitsOf(model, fuel, fuelMl),
      changeVehicle: walk.changeVehicleUnits,
      changeOrder: walk.changeOrderUnits,
    }),
  };
}

/** Exact costs by cause, in units of 1/18,000 cent; a cause left out costs nothing. */
interface CauseUnits {
  readonly fixed?: number;
  readonly distance?: number;
  readonly time?: number;
  readonly overtime?: number;
  readonly facility?: number;
  readonly lateness?: number;
  readonly lift?: number;
  readonly fuel?: number;
  readonly co2?: number;
  readonly balance?: number;
  readonly compactness?: number;
  readonly unassigned?: number;
  readonly changeVehicle?: number;
  readonly changeOrder?: number;
}

/** Rounds each cause to whole cents and sums up. */
function breakDown(units: CauseUnits): CostBreakdown {
  const toCents = (cause: number | undefined): number =>
    Math.round((cause ?? 0) / COST_UNITS_PER_CENT);
  const parts = {
    fixedCents: toCents(units.fixed),
    distanceCents: toCents(units.distance),
    timeCents: toCents(units.time),
    overtimeCents: toCents(units.overtime),
    facilityCents: toCents(units.facility),
    latenessCents: toCents(units.lateness),
    liftCents: toCents(units.lift),
    fuelCents: toCents(units.fuel),
    co2Cents: toCents(units.co2),
    balanceCents: toCents(units.balance),
    compactnessCents: toCents(units.compactness),
    unassignedCents: toCents(units.unassigned),
    changeVehicleCents: toCents(units.changeVehicle),
    changeOrderCents: toCents(units.changeOrder),
  };
  return {
    ...parts,
    totalCents: Object.values(parts).reduce((sum, cents) => sum + cents, 0),
    totalUnits: Object.values(units).reduce((sum: number, cause: number) => sum + cause, 0),
  };
}

/** Adds up the routes' costs and those that no route has by itself, cause by cause. */
export function totalCost(
  routes: readonly Route[],
  others: Pick<CauseUnits, "unassigned" | "balance" | "compactness">,
): CostBreakdown {
  return [...routes.map((route) => route.cost), breakDown(others)].reduce(addCosts);
}

function addCosts(a: CostBreakdown, b: CostBreakdown): CostBreakdown {
  return {
    fixedCents: a.fixedCents + b.fixedCents,
    distanceCents: a.distanceCents + b.distanceCents,
    timeCents: a.timeCents + b.timeCents,
    overtimeCents: a.overtimeCents + b.overtimeCents,
    facilityCents: a.facilityCents + b.facilityCents,
    latenessCents: a.latenessCents + b.latenessCents,
    liftCents: a.liftCents + b.liftCents,
    fuelCents: a.fuelCents + b.fuelCents,
    co2Cents: a.co2Cents + b.co2Cents,
    balanceCents: a.balanceCents + b.balanceCents,
    compactnessCents: a.compactnessCents + b.compactnessCents,
    unassignedCents: a.unassignedCents + b.unassignedCents,
    changeVehicleCents: a.changeVehicleCents + b.changeVehicleCents,
    changeOrderCents: a.changeOrderCents + b.changeOrderCents,
    totalCents: a.totalCents + b.totalCents,
    totalUnits: a.totalUnits + b.totalUnits,
  };
}
