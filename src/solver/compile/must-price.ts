import { INFINITE_SEC } from "../../base/index.ts";
import { COST_UNITS_PER_CENT, type Problem } from "../problem.ts";
import { kgDimensionOf, TIME_MAX_SEC } from "./terms.ts";

const UNITS_PER_CENT_AND_KM = COST_UNITS_PER_CENT / 1000;
const UNITS_PER_CENT_AND_HOUR = COST_UNITS_PER_CENT / 3600;
const UNITS_PER_CENT_AND_TONNE = COST_UNITS_PER_CENT / 1000;

/**
 * More than any one stop can add to any route, so that serving it always pays where it can be.
 * `validateProblem` refuses problems in which that, for every stop, is no whole number any more.
 */
export function priceAboveAll(problem: Problem): number {
  let priceUnits = 0;
  let spanSecMost = 0;
  const longest = problem.profiles.map(({ matrix, slices = [] }) => ({
    sec: slices.reduce(
      (most, slice) => Math.max(most, maxFinite(slice.travelSec)),
      maxFinite(matrix.travelSec),
    ),
    m: maxFinite(matrix.travelM),
  }));
  const lifts = liftsMost(problem);
  problem.vehicles.forEach((own, vehicle) => {
    const type = problem.vehicleTypes[own.typeIndex];
    const { costs } = type;
    const leg = longest[type.profileIndex];
    const shift = own.shift ?? type.shift;
    const spanSec = shift.endSec === TIME_MAX_SEC ? leg.sec * 4 : shift.endSec - shift.startSec;
    const units =
      (costs.fixedCents + lifts * (costs.centsPerLift ?? 0)) * COST_UNITS_PER_CENT +
      4 * leg.m * costs.centsPerKm * UNITS_PER_CENT_AND_KM +
      spanSec * (costs.centsPerHour + costs.centsPerOvertimeHour) * UNITS_PER_CENT_AND_HOUR +
      fuelUnitsMost(problem, vehicle, leg.m);
    priceUnits = Math.max(priceUnits, units);
    spanSecMost = Math.max(spanSecMost, spanSec);
  });
  const { released, groups = [] } = problem;
  const optional = problem.stops.reduce((sum, stop) => sum + (stop.priceCents ?? 0), 0);
  const grouped = groups.reduce((sum, group) => sum + (group.priceCents ?? 0), 0);
  const fees = problem.facilities.reduce((most, f) => Math.max(most, f.feeCentsPerTonne), 0);
  const changes = (released?.changeVehicleCents ?? 0) + 2 * (released?.changeOrderCents ?? 0);
  return Math.ceil(
    2 * priceUnits +
      (optional + grouped + changes + 1000 * fees + 1) * COST_UNITS_PER_CENT +
      delayUnitsMost(problem, spanSecMost) +
      acrossUnitsMost(problem, spanSecMost),
  );
}

function maxFinite(values: Int32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > most && values[i] < INFINITE_SEC) most = values[i];
  }
  return most;
}

function liftsMost(problem: Problem): number {
  return problem.stops.reduce((most, { lifts = 1 }) => Math.max(most, lifts), 0);
}

/** Fuel and CO2 of two more legs empty, and of a full vehicle all the way. */
function fuelUnitsMost(problem: Problem, vehicle: number, legM: number): number {
  const type = problem.vehicleTypes[problem.vehicles[vehicle].typeIndex];
  const { fuel } = type.costs;
  if (fuel === undefined) return 0;
  const kgDimension = kgDimensionOf(problem);
  const kg = kgDimension < 0 ? 0 : type.capacities[kgDimension];
  const routeM = type.distanceMMax ?? (2 * problem.stops.length + 2) * legM;
  const ml = (4 * legM * fuel.mlPerKm) / 1000 + (routeM * kg * fuel.mlPerTonneKm) / 1e6 + 1;
  const centsPerMl =
    fuel.centsPerLitre / 1000 +
    (fuel.co2GramsPerLitre * (problem.objective?.centsPerTonneCo2 ?? 0)) / 1e9;
  return Math.ceil(ml * centsPerMl * COST_UNITS_PER_CENT);
}

/** Lateness of all stops that one more may delay. */
function delayUnitsMost(problem: Problem, spanSec: number): number {
  const rates = problem.stops.reduce((sum, { lateness }) => sum + (lateness?.centsPerHour ?? 0), 0);
  return rates * spanSec * UNITS_PER_CENT_AND_HOUR;
}

/** What one more stop can add to balance and compactness. */
function acrossUnitsMost(problem: Problem, spanSec: number): number {
  const { balance, compactness } = problem.objective ?? {};
  const kgDimension = kgDimensionOf(problem);
  let units = 0;
  if (balance?.by === "duration") units = balance.centsPerHour * spanSec * UNITS_PER_CENT_AND_HOUR;
  if (balance?.by === "load" && kgDimension >= 0) {
    const kg = problem.stops.reduce((sum, stop) => sum + stop.loads[kgDimension], 0);
    units = balance.centsPerTonne * kg * UNITS_PER_CENT_AND_TONNE;
  }
  if (compactness === undefined) return units;
  const pairs = compactness.neighbourCount + problem.stops.length;
  return units + pairs * compactness.cents * COST_UNITS_PER_CENT;
}
