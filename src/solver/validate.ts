import type { TravelMatrix } from "../base/index.ts";
import { compileModel, type Model, TIME_MAX_SEC, vehicleTerms } from "./model.ts";
import type { PlannedVisit, Problem, Shift, TimeWindow } from "./problem.ts";
import { codesOfVisits } from "./report.ts";
import { evaluateSequence, newSequenceFigures } from "./sequence.ts";

/** A fault of a problem: where it is, as a path of fields, and what is wrong. */
export interface ProblemFault {
  readonly path: string;
  readonly detail: string;
}

const STREAM_COUNT_MAX = 30;
const QUANTITY_MAX = 1_000_000_000;

/** Fields of each element; any other is a fault, so that nothing is quietly ignored. */
const FIELDS = {
  problem:
    "name dimensions streams profiles depots facilities vehicleTypes vehicles stops released",
  dimension: "name unit",
  profile: "name matrix",
  depot: "id placeIndex hours",
  facility: "id placeIndex windows unloadSec unloadSecPerTonne feeCentsPerTonne streamIndices",
  vehicleType:
    "name profileIndex capacities streamIndices mixedStreams startDepotIndex endDepotIndex shift " +
    "unloadBeforeEnd durationSecMax distanceMMax stopCountMax tripCountMax costs",
  costs: "fixedCents centsPerKm centsPerHour centsPerOvertimeHour",
  shift: "startSec endSec overtimeFromSec",
  window: "startSec endSec",
  vehicle: "id typeIndex startDepotIndex endDepotIndex shift committed",
  stop: "id placeIndex serviceSec loads streamIndex windows priceCents vehicleIndices",
  released: "routes changeVehicleCents changeOrderCents",
  releasedRoute: "vehicleIndex stopIndices",
  visitStop: "kind stopIndex",
  visitFacility: "kind facilityIndex",
} as const;

/** Fields of the full model that later versions will know; refused by name until then. */
const PLANNED: Readonly<Record<string, string>> = {
  problem: "timeSlices balance compactness groups objective",
  profile: "timeSlices",
  depot: "docks",
  facility: "queueSec quota",
  vehicleType: "breaks breakRules compartments compaction startLoads perLiftCents fuel co2 count",
  vehicle: "startPlaceIndex startLoads drivenSec nextCount breaks",
  stop: "alternatives placeIndices approach softWindows serviceSecByType group skills lifts",
};

/**
 * Finds every fault of a problem at once; an empty list means that it can be solved.
 *
 * A field that is not known, or not supported yet, is a fault that names it. Cost: O(size).
 */
export function validateProblem(problem: Problem): ProblemFault[] {
  const faults: ProblemFault[] = [];
  const check = newChecker(faults);
  check.fields("", "problem", problem);
  if (!checkShape(problem, check)) return faults;
  checkProfiles(problem, check);
  checkPlaces(problem, check);
  checkTypes(problem, check);
  checkVehicles(problem, check);
  checkStops(problem, check);
  checkReleased(problem, check);
  if (faults.length === 0) checkCommitments(problem, check);
  return faults;
}

/** Committed visits must keep the rules by themselves, with an unloading behind them if need be. */
function checkCommitments(problem: Problem, check: Checker): void {
  if (problem.vehicles.every((vehicle) => vehicle.committed === undefined)) return;
  const model = compileModel(problem);
  problem.vehicles.forEach(({ committed = [] }, vehicle) => {
    const route = codesOfVisits(model, committed);
    const broken = brokenRule(model, vehicle, route);
    if (broken === undefined) return;
    for (let facility = 0; facility < model.facilityCount; facility++) {
      const closed = Int32Array.from([...route, model.stopCount + facility]);
      if (brokenRule(model, vehicle, closed) === undefined) return;
    }
    check.fault(`vehicles[${vehicle}].committed`, `breaks a rule: ${broken}`);
  });
}

function brokenRule(model: Model, vehicle: number, codes: Int32Array): string | undefined {
  const figures = newSequenceFigures();
  evaluateSequence(model, vehicle, codes, codes.length, figures);
  return figures.broken;
}

interface Checker {
  readonly fault: (path: string, detail: string) => void;
  /** Faults for fields that the element does not have. */
  readonly fields: (path: string, element: keyof typeof FIELDS, value: object) => void;
  /** A whole number from 0 to a most. */
  readonly whole: (path: string, value: unknown, most?: number) => boolean;
  readonly index: (path: string, value: unknown, count: number, of: string) => boolean;
  readonly windows: (path: string, windows: readonly TimeWindow[] | undefined) => void;
}

function newChecker(faults: ProblemFault[]): Checker {
  const fault = (path: string, detail: string): void => {
    faults.push({ path, detail });
  };
  const whole = (path: string, value: unknown, most = QUANTITY_MAX): boolean => {
    const fits = Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;
    if (!fits) fault(path, `(${show(value)}) must be a whole number from 0 to ${most}`);
    return fits;
  };
  const index = (path: string, value: unknown, count: number, of: string): boolean => {
    const fits = Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < count;
    if (!fits) fault(path, `(${show(value)}) must be the index of one of ${count} ${of}`);
    return fits;
  };
  const fields: Checker["fields"] = (path, element, value) => {
    const known = FIELDS[element].split(" ");
    const planned = PLANNED[element]?.split(" ") ?? [];
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const at = path === "" ? name : `${path}.${name}`;
      fault(at, planned.includes(name) ? "is not supported yet: leave it out" : "is not known");
    }
  };
  const windows: Checker["windows"] = (path, given) => {
    if (given === undefined) return;
    if (given.length === 0) fault(path, "must hold a window: leave it out for no limit");
    given.forEach((window, i) => {
      const at = `${path}[${i}]`;
      fields(at, "window", window);
      checkSpan(at, window, { fault, whole });
      if (i > 0 && window.startSec <= given[i - 1].endSec) {
        fault(at, `must start after the window before it ends (${given[i - 1].endSec})`);
      }
    });
  };
  return { fault, fields, whole, index, windows };
}

function show(value: unknown): string {
  return value === undefined ? "missing" : (JSON.stringify(value) ?? String(value));
}

function checkSpan(path: string, span: TimeWindow, check: Pick<Checker, "fault" | "whole">): void {
  const starts = check.whole(`${path}.startSec`, span.startSec, TIME_MAX_SEC);
  const ends = check.whole(`${path}.endSec`, span.endSec, TIME_MAX_SEC);
  if (starts && ends && span.startSec > span.endSec) {
    check.fault(path, `starts (${span.startSec}) after it ends (${span.endSec})`);
  }
}

/** The lists themselves; without them nothing else can be looked at. */
function checkShape(problem: Problem, check: Checker): boolean {
  const lists = ["dimensions", "streams", "profiles", "depots", "facilities"] as const;
  const more = ["vehicleTypes", "vehicles", "stops"] as const;
  let complete = true;
  for (const name of [...lists, ...more]) {
    if (Array.isArray(problem[name])) continue;
    check.fault(name, `(${show(problem[name])}) must be a list`);
    complete = false;
  }
  if (!complete) return false;
  for (const name of ["profiles", "depots", "vehicleTypes", "vehicles"] as const) {
    if (problem[name].length === 0) check.fault(name, "must not be empty");
  }
  if (problem.streams.length > STREAM_COUNT_MAX) {
    check.fault("streams", `are ${problem.streams.length}: at most ${STREAM_COUNT_MAX}`);
  }
  problem.streams.forEach((stream: unknown, i) => {
    if (typeof stream !== "string") check.fault(`streams[${i}]`, "must be a name");
  });
  problem.dimensions.forEach((dimension, i) => {
    check.fields(`dimensions[${i}]`, "dimension", dimension);
    if (!["kg", "l", "pieces"].includes(dimension.unit)) {
      check.fault(`dimensions[${i}].unit`, `(${show(dimension.unit)}) must be kg, l or pieces`);
    }
  });
  if (problem.dimensions.filter((dimension) => dimension.unit === "kg").length > 1) {
    check.fault("dimensions", "hold several of unit kg: fees and times per tonne need one");
  }
  return problem.profiles.length > 0;
}

function checkProfiles(problem: Problem, check: Checker): void {
  const { placeCount } = problem.profiles[0].matrix;
  problem.profiles.forEach((profile, i) => {
    const path = `profiles[${i}]`;
    check.fields(path, "profile", profile);
    checkMatrix(`${path}.matrix`, profile.matrix, placeCount, check);
  });
}

function checkMatrix(path: string, matrix: TravelMatrix, placeCount: number, check: Checker): void {
  if (matrix.placeCount !== placeCount) {
    check.fault(`${path}.placeCount`, `(${matrix.placeCount}) differs from ${placeCount}`);
    return;
  }
  for (const name of ["travelSec", "travelM"] as const) {
    const values = matrix[name];
    if (values.length !== placeCount * placeCount) {
      check.fault(`${path}.${name}`, `has ${values.length} entries, needs ${placeCount}²`);
      continue;
    }
    const bad = values.findIndex((value) => value < 0 || value > QUANTITY_MAX);
    if (bad >= 0) check.fault(`${path}.${name}[${bad}]`, `(${values[bad]}) is out of range`);
  }
}

function checkPlaces(problem: Problem, check: Checker): void {
  const { placeCount } = problem.profiles[0].matrix;
  problem.depots.forEach((depot, i) => {
    const path = `depots[${i}]`;
    check.fields(path, "depot", depot);
    check.index(`${path}.placeIndex`, depot.placeIndex, placeCount, "places");
    if (depot.hours !== undefined) check.windows(`${path}.hours`, [depot.hours]);
  });
  const weighs = problem.dimensions.some((dimension) => dimension.unit === "kg");
  problem.facilities.forEach((facility, i) => {
    const path = `facilities[${i}]`;
    check.fields(path, "facility", facility);
    check.index(`${path}.placeIndex`, facility.placeIndex, placeCount, "places");
    check.windows(`${path}.windows`, facility.windows);
    check.whole(`${path}.unloadSec`, facility.unloadSec, TIME_MAX_SEC);
    check.whole(`${path}.unloadSecPerTonne`, facility.unloadSecPerTonne, TIME_MAX_SEC);
    check.whole(`${path}.feeCentsPerTonne`, facility.feeCentsPerTonne);
    checkStreams(`${path}.streamIndices`, facility.streamIndices, problem, check);
    const perTonne = facility.unloadSecPerTonne > 0 || facility.feeCentsPerTonne > 0;
    if (perTonne && !weighs) check.fault(path, "counts by the tonne, but no dimension is in kg");
  });
}

function checkStreams(
  path: string,
  streamIndices: readonly number[] | undefined,
  problem: Problem,
  check: Checker,
): void {
  streamIndices?.forEach((stream, i) => {
    check.index(`${path}[${i}]`, stream, problem.streams.length, "streams");
  });
}

function checkTypes(problem: Problem, check: Checker): void {
  problem.vehicleTypes.forEach((type, i) => {
    const path = `vehicleTypes[${i}]`;
    check.fields(path, "vehicleType", type);
    check.index(`${path}.profileIndex`, type.profileIndex, problem.profiles.length, "profiles");
    checkQuantities(`${path}.capacities`, type.capacities, problem, check);
    checkStreams(`${path}.streamIndices`, type.streamIndices, problem, check);
    checkFlag(`${path}.mixedStreams`, type.mixedStreams, check);
    checkFlag(`${path}.unloadBeforeEnd`, type.unloadBeforeEnd, check);
    checkDepots(path, type, problem, check);
    if (type.startDepotIndex === undefined) check.fault(`${path}.startDepotIndex`, "is missing");
    checkShift(`${path}.shift`, type.shift, check);
    for (const name of [
      "durationSecMax",
      "distanceMMax",
      "stopCountMax",
      "tripCountMax",
    ] as const) {
      if (type[name] !== undefined) check.whole(`${path}.${name}`, type[name]);
    }
    check.fields(`${path}.costs`, "costs", type.costs ?? {});
    for (const name of FIELDS.costs.split(" ") as (keyof typeof type.costs)[]) {
      check.whole(`${path}.costs.${name}`, type.costs?.[name]);
    }
    if (type.unloadBeforeEnd && problem.facilities.length === 0) {
      check.fault(`${path}.unloadBeforeEnd`, "needs a facility, and there is none");
    }
  });
}

function checkFlag(path: string, value: unknown, check: Checker): void {
  if (typeof value !== "boolean") check.fault(path, `(${show(value)}) must be true or false`);
}

function checkQuantities(
  path: string,
  values: readonly number[],
  problem: Problem,
  check: Checker,
): void {
  if (!Array.isArray(values) || values.length !== problem.dimensions.length) {
    check.fault(path, `must have one entry for each of ${problem.dimensions.length} dimensions`);
    return;
  }
  values.forEach((value, i) => {
    check.whole(`${path}[${i}]`, value);
  });
}

function checkDepots(
  path: string,
  owner: { startDepotIndex?: number; endDepotIndex?: number },
  problem: Problem,
  check: Checker,
): void {
  for (const name of ["startDepotIndex", "endDepotIndex"] as const) {
    if (owner[name] === undefined) continue;
    check.index(`${path}.${name}`, owner[name], problem.depots.length, "depots");
  }
}

function checkShift(path: string, shift: Shift | undefined, check: Checker): void {
  if (shift === undefined) {
    check.fault(path, "is missing");
    return;
  }
  check.fields(path, "shift", shift);
  checkSpan(path, shift, check);
  if (shift.overtimeFromSec !== undefined) {
    check.whole(`${path}.overtimeFromSec`, shift.overtimeFromSec, TIME_MAX_SEC);
  }
}

function checkVehicles(problem: Problem, check: Checker): void {
  const committed = new Set<number>();
  problem.vehicles.forEach((vehicle, i) => {
    const path = `vehicles[${i}]`;
    check.fields(path, "vehicle", vehicle);
    const typed = check.index(
      `${path}.typeIndex`,
      vehicle.typeIndex,
      problem.vehicleTypes.length,
      "vehicle types",
    );
    checkDepots(path, vehicle, problem, check);
    if (vehicle.shift !== undefined) checkShift(`${path}.shift`, vehicle.shift, check);
    vehicle.committed?.forEach((visit, j) => {
      checkVisit(`${path}.committed[${j}]`, visit, problem, committed, check);
    });
    if (typed) checkTerms(path, problem, i, check);
  });
}

function checkVisit(
  path: string,
  visit: PlannedVisit,
  problem: Problem,
  seen: Set<number>,
  check: Checker,
): void {
  if (visit.kind === "facility") {
    check.fields(path, "visitFacility", visit);
    const { length } = problem.facilities;
    check.index(`${path}.facilityIndex`, visit.facilityIndex, length, "facilities");
    return;
  }
  if (visit.kind === "break") {
    check.fault(path, "is not supported yet: leave breaks out");
    return;
  }
  check.fields(path, "visitStop", visit);
  check.index(`${path}.stopIndex`, visit.stopIndex, problem.stops.length, "stops");
  if (seen.has(visit.stopIndex)) check.fault(path, `stop ${visit.stopIndex} is committed twice`);
  seen.add(visit.stopIndex);
}

/** Shift and depot hours must leave some time. */
function checkTerms(path: string, problem: Problem, index: number, check: Checker): void {
  const vehicle = problem.vehicles[index];
  const type = problem.vehicleTypes[vehicle.typeIndex];
  if (type.shift === undefined && vehicle.shift === undefined) return;
  const depots = [vehicle.startDepotIndex ?? type.startDepotIndex];
  const end = vehicle.endDepotIndex ?? type.endDepotIndex;
  if (end !== undefined) depots.push(end);
  if (depots.some((depot) => problem.depots[depot] === undefined)) return;
  const { startWindow, endWindow } = vehicleTerms(problem, vehicle);
  if (startWindow.startSec > startWindow.endSec || endWindow.startSec > endWindow.endSec) {
    check.fault(path, "its shift lies outside the hours of its depot");
  }
}

function checkStops(problem: Problem, check: Checker): void {
  const { placeCount } = problem.profiles[0].matrix;
  problem.stops.forEach((stop, i) => {
    const path = `stops[${i}]`;
    check.fields(path, "stop", stop);
    check.index(`${path}.placeIndex`, stop.placeIndex, placeCount, "places");
    check.whole(`${path}.serviceSec`, stop.serviceSec, TIME_MAX_SEC);
    checkQuantities(`${path}.loads`, stop.loads, problem, check);
    if (stop.streamIndex !== undefined) {
      check.index(`${path}.streamIndex`, stop.streamIndex, problem.streams.length, "streams");
    }
    check.windows(`${path}.windows`, stop.windows);
    if (stop.priceCents !== undefined) check.whole(`${path}.priceCents`, stop.priceCents);
    stop.vehicleIndices?.forEach((vehicle, j) => {
      check.index(`${path}.vehicleIndices[${j}]`, vehicle, problem.vehicles.length, "vehicles");
    });
  });
}

function checkReleased(problem: Problem, check: Checker): void {
  const { released } = problem;
  if (released === undefined) return;
  check.fields("released", "released", released);
  check.whole("released.changeVehicleCents", released.changeVehicleCents);
  check.whole("released.changeOrderCents", released.changeOrderCents);
  const seen = new Set<number>();
  released.routes.forEach((route, i) => {
    const path = `released.routes[${i}]`;
    check.fields(path, "releasedRoute", route);
    check.index(`${path}.vehicleIndex`, route.vehicleIndex, problem.vehicles.length, "vehicles");
    route.stopIndices.forEach((stop, j) => {
      check.index(`${path}.stopIndices[${j}]`, stop, problem.stops.length, "stops");
      if (seen.has(stop)) check.fault(`${path}.stopIndices[${j}]`, `stop ${stop} is there twice`);
      seen.add(stop);
    });
  });
}
