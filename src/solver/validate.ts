import { priceAboveAll } from "./compile/must-price.ts";
import { compileModel, type Model } from "./model.ts";
import { COST_UNITS_PER_CENT, type Problem } from "./problem.ts";
import { codesOfVisits } from "./report.ts";
import { evaluateSequence, newSequenceFigures } from "./sequence.ts";
import { type Checker, newChecker, type ProblemFault, show } from "./validate/checker.ts";
import { checkGroupCommitments } from "./validate/group-commitments.ts";
import { checkGroups } from "./validate/groups.ts";
import { checkPlaces, checkProfiles } from "./validate/places.ts";
import { checkObjective, checkReleased } from "./validate/plan.ts";
import { checkStops } from "./validate/stops.ts";
import { checkTypes } from "./validate/vehicle-types.ts";
import { checkVehicles } from "./validate/vehicles.ts";

export type { ProblemFault } from "./validate/checker.ts";

const STREAM_COUNT_MAX = 30;

/**
 * Finds every fault of a problem at once; an empty list means that it can be solved.
 *
 * A field that is not known is a fault, so that nothing is quietly ignored. Cost: O(size).
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
  checkGroups(problem, check);
  checkReleased(problem, check);
  checkObjective(problem, check);
  if (faults.length > 0) return faults;
  checkGroupCommitments(problem, check.fault);
  checkSums(problem, check);
  if (faults.length === 0) checkCommitments(problem, check);
  return faults;
}

/** Costs are summed in whole units, which are exact only up to a bound. */
function checkSums(problem: Problem, check: Checker): void {
  if (Number.isSafeInteger(priceAboveAll(problem) * problem.stops.length)) return;
  const most = Math.floor(Number.MAX_SAFE_INTEGER / COST_UNITS_PER_CENT);
  const detail = `let costs and prices come to more than ${most} cents: state lower ones`;
  check.fault("vehicleTypes", detail);
}

/**
 * Committed visits, and the way home of a running vehicle, must keep the rules by themselves, with
 * one or two unloadings behind them if need be.
 */
function checkCommitments(problem: Problem, check: Checker): void {
  const bound = problem.vehicles.map(
    ({ committed = [], running }) => committed.length > 0 || running !== undefined,
  );
  if (!bound.includes(true)) return;
  const model = compileModel(problem);
  problem.vehicles.forEach(({ committed = [] }, vehicle) => {
    if (!bound[vehicle]) return;
    const route = codesOfVisits(model, committed);
    const broken = brokenRule(model, vehicle, route);
    if (broken === undefined || keepsRulesUnloaded(model, vehicle, route)) return;
    const path = `vehicles[${vehicle}].${committed.length > 0 ? "committed" : "running"}`;
    check.fault(path, `breaks a rule: ${broken}`);
  });
}

/** Whether unloading once or twice at the end makes a route keep the rules. */
function keepsRulesUnloaded(model: Model, vehicle: number, route: Int32Array): boolean {
  const facilities = Array.from({ length: model.facilityCount }, (_, i) => model.stopCount + i);
  const once = facilities.map((facility) => Int32Array.from([...route, facility]));
  if (once.some((closed) => brokenRule(model, vehicle, closed) === undefined)) return true;
  return once.some((closed) =>
    facilities.some((facility) => {
      const twice = Int32Array.from([...closed, facility]);
      return brokenRule(model, vehicle, twice) === undefined;
    }),
  );
}

function brokenRule(model: Model, vehicle: number, codes: Int32Array): string | undefined {
  const figures = newSequenceFigures();
  evaluateSequence(model, vehicle, codes, codes.length, figures);
  return figures.broken;
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
  for (const name of ["streams", "skills"] as const) {
    problem[name]?.forEach((given: unknown, i) => {
      if (typeof given !== "string") check.fault(`${name}[${i}]`, "must be a name");
    });
  }
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
