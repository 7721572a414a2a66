import { NONE } from "../base/index.ts";
import { codesOfVisits } from "./commitments.ts";
import { compileModel, type Model, unloadSecOf } from "./model.ts";
import { COST_UNITS_PER_CENT, type Problem } from "./problem.ts";
import { earliestStart, evaluateSequence, newSequenceFigures } from "./sequence.ts";
import type { CostBreakdown, PlannedRoute, Route, Trip, Visit } from "./solution.ts";

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
  const departureSec =
    figures.broken === undefined ? figures.startSec : model.nodeOpenSec[model.firstStart + vehicle];
  const visits = walkVisits(model, vehicle, codes, departureSec);
  const trips = listTrips(model, visits);
  const drivingSec = visits.reduce((sum, visit) => sum + visit.drivingSec, 0);
  const waitingSec = visits.reduce((sum, visit) => sum + visit.waitingSec, 0);
  const distanceM = visits.reduce((sum, visit) => sum + visit.distanceM, 0);
  const endSec = visits[visits.length - 1].endSec;
  const overtimeSec = Math.max(0, endSec - model.overtimeFromSec[vehicle]);
  return {
    vehicleIndex: vehicle,
    startSec: departureSec,
    endSec,
    drivingSec,
    waitingSec,
    distanceM,
    overtimeSec,
    breakSec: 0,
    paidBreakSec: 0,
    fuelMl: 0,
    trips,
    visits,
    cost: breakDown({
      fixed: model.fixedUnits[vehicle],
      distance: distanceM * model.unitsPerM[vehicle],
      time: (endSec - departureSec) * model.unitsPerSec[vehicle],
      overtime: overtimeSec * model.unitsPerOvertimeSec[vehicle],
      facility: facilityUnits(model, codes),
      ...changeUnits(model, vehicle, codes),
    }),
  };
}

function walkVisits(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  departureSec: number,
): Visit[] {
  const { stopCount, problem } = model;
  const empty = problem.dimensions.map(() => 0);
  const start = visitAtDepot(model, "start", vehicle, departureSec, empty);
  const visits: Visit[] = [start];
  let kg = 0;
  let tripIndex = 0;
  let loads: readonly number[] = empty;
  for (const code of codes) {
    const isStop = code < stopCount;
    const place = isStop ? model.nodePlace[code] : model.facilityPlace[code - stopCount];
    const way = travel(model, vehicle, visits[visits.length - 1], place);
    const arrivalSec = visits[visits.length - 1].endSec + way.drivingSec;
    const windows = isStop
      ? problem.stops[code].windows
      : problem.facilities[code - stopCount].windows;
    const inWindowSec = earliestStart(windows, arrivalSec);
    const startSec = inWindowSec === NONE ? arrivalSec : inWindowSec;
    const loadsAfter = isStop ? loads.map((load, d) => load + problem.stops[code].loads[d]) : empty;
    kg = isStop ? kg + model.nodeKg[code] : kg;
    const staySec = isStop ? model.nodeServiceSec[code] : unloadSec(model, code - stopCount, kg);
    visits.push({
      kind: isStop ? "stop" : "facility",
      index: isStop ? code : code - stopCount,
      alternative: 0,
      placeIndex: place,
      tripIndex,
      ...way,
      arrivalSec,
      waitingSec: startSec - arrivalSec,
      startSec,
      endSec: startSec + staySec,
      lateSec: 0,
      loadsBefore: loads,
      loadsAfter,
    });
    loads = loadsAfter;
    if (isStop) continue;
    kg = 0;
    tripIndex++;
  }
  const last = visits[visits.length - 1];
  const way = travel(model, vehicle, last, model.nodePlace[model.firstEnd + vehicle]);
  const arrivalSec = last.endSec + way.drivingSec;
  const endSec = Math.max(arrivalSec, model.nodeOpenSec[model.firstEnd + vehicle]);
  const end = visitAtDepot(model, "end", vehicle, endSec, loads);
  visits.push({ ...end, ...way, arrivalSec, waitingSec: endSec - arrivalSec });
  return visits;
}

function visitAtDepot(
  model: Model,
  kind: "start" | "end",
  vehicle: number,
  sec: number,
  loads: readonly number[],
): Visit {
  const { problem } = model;
  const own = problem.vehicles[vehicle];
  const type = problem.vehicleTypes[own.typeIndex];
  const index =
    kind === "start"
      ? (own.startDepotIndex ?? type.startDepotIndex)
      : (own.endDepotIndex ?? type.endDepotIndex ?? NONE);
  return {
    kind,
    index,
    alternative: 0,
    placeIndex: index === NONE ? NONE : problem.depots[index].placeIndex,
    tripIndex: NONE,
    drivingSec: 0,
    distanceM: 0,
    arrivalSec: sec,
    waitingSec: 0,
    startSec: sec,
    endSec: sec,
    lateSec: 0,
    loadsBefore: loads,
    loadsAfter: loads,
  };
}

function travel(
  model: Model,
  vehicle: number,
  from: Visit,
  place: number,
): { drivingSec: number; distanceM: number } {
  const arc = from.placeIndex * model.placeCount + place;
  return { drivingSec: model.travelSec[vehicle][arc], distanceM: model.travelM[vehicle][arc] };
}

function unloadSec(model: Model, facility: number, kg: number): number {
  return unloadSecOf(model.facilityUnloadSec[facility], model.facilitySecPerTonne[facility], kg);
}

function listTrips(model: Model, visits: readonly Visit[]): Trip[] {
  const trips: Trip[] = [];
  let firstVisit = 1;
  for (let i = 1; i < visits.length; i++) {
    const visit = visits[i];
    if (visit.kind === "stop") continue;
    if (visit.kind === "end" && firstVisit === i) break;
    const lastVisit = visit.kind === "end" ? i - 1 : i;
    const stops = visits.slice(firstVisit, i);
    const streams = stops.map((stop) => model.problem.stops[stop.index].streamIndex);
    trips.push({
      firstVisit,
      lastVisit,
      stopCount: stops.length,
      streamIndices: [...new Set(streams)].filter((s) => s !== undefined).sort((a, b) => a - b),
      loads: visit.loadsBefore,
      facilityIndex: visit.kind === "end" ? NONE : visit.index,
    });
    firstVisit = i + 1;
  }
  return trips;
}

function facilityUnits(model: Model, codes: Int32Array): number {
  let units = 0;
  let kg = 0;
  for (const code of codes) {
    if (code < model.stopCount) kg += model.nodeKg[code];
    else {
      units += kg * model.facilityUnitsPerKg[code - model.stopCount];
      kg = 0;
    }
  }
  return units;
}

function changeUnits(
  model: Model,
  vehicle: number,
  codes: Int32Array,
): { changeVehicle: number; changeOrder: number } {
  let changeVehicle = 0;
  let changeOrder = 0;
  let rank = NONE;
  for (const code of codes) {
    if (code >= model.stopCount || model.releasedVehicle[code] === NONE) continue;
    if (model.releasedVehicle[code] !== vehicle) changeVehicle += model.changeVehicleUnits;
    else {
      if (model.releasedRank[code] < rank) changeOrder += model.changeOrderUnits;
      rank = model.releasedRank[code];
    }
  }
  return { changeVehicle, changeOrder };
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

/** Adds up the routes' costs and the prices of stops left out, cause by cause. */
export function totalCost(routes: readonly Route[], unassignedUnits: number): CostBreakdown {
  const unassigned = breakDown({ unassigned: unassignedUnits });
  return [...routes.map((route) => route.cost), unassigned].reduce(addCosts);
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
