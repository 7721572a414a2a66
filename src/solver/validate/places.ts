import { INFINITE_SEC, type TravelMatrix } from "../../base/index.ts";
import { isDivisible } from "../decompose/divisible.ts";
import { TIME_MAX_SEC } from "../model.ts";
import type { Docks, Facility, Problem, Profile } from "../problem.ts";
import { type Checker, QUANTITY_MAX } from "./checker.ts";

/** Checks the matrices and slices of all profiles, which must be of one size. */
export function checkProfiles(problem: Problem, check: Checker): void {
  const { placeCount } = problem.profiles[0].matrix;
  problem.profiles.forEach((profile, i) => {
    const path = `profiles[${i}]`;
    check.fields(path, "profile", profile);
    if (profile.plane !== undefined) checkPlane(`${path}.plane`, problem, profile, check);
    else if (checkMatrix(`${path}.matrix`, profile.matrix, placeCount, check)) {
      checkSlices(`${path}.slices`, profile, check);
    }
  });
}

/** Coordinates of all places; what they are for is in parts, so that nothing may bind routes. */
function checkPlane(path: string, problem: Problem, profile: Profile, check: Checker): void {
  const { matrix, plane, slices } = profile;
  const size = problem.profiles[0].matrix.placeCount;
  for (const values of plane === undefined ? [] : [plane.x, plane.y]) {
    const isSound = values.length === size && values.every((m) => Math.abs(m) <= QUANTITY_MAX);
    if (!isSound) check.fault(path, `must have ${size} coordinates up to ${QUANTITY_MAX}`);
  }
  const isAlone = matrix.travelSec.length + matrix.travelM.length === 0 && slices === undefined;
  if (!isAlone || problem.profiles.some((other) => other.plane === undefined)) {
    check.fault(path, "must stand in place of all matrices and slices");
  }
  if (matrix.placeCount !== size) check.fault(path, `must be of ${size} places as all others`);
  if (!isDivisible(problem)) check.fault(path, "is for problems in which nothing binds routes");
}

function checkMatrix(
  path: string,
  matrix: TravelMatrix,
  placeCount: number,
  check: Checker,
): boolean {
  if (matrix.placeCount !== placeCount) {
    check.fault(`${path}.placeCount`, `(${matrix.placeCount}) differs from ${placeCount}`);
    return false;
  }
  let sound = true;
  for (const name of ["travelSec", "travelM"] as const) {
    const values = matrix[name];
    if (values.length !== placeCount * placeCount) {
      check.fault(`${path}.${name}`, `has ${values.length} entries, needs ${placeCount}²`);
      sound = false;
      continue;
    }
    const bad = findOutOfRange(values);
    if (bad === values.length) continue;
    check.fault(`${path}.${name}[${bad}]`, `(${values[bad]}) is out of range`);
    sound = false;
  }
  return sound;
}

/** A plain loop, since matrices have millions of entries; the length where all are in range. */
function findOutOfRange(values: Int32Array): number {
  let i = 0;
  while (i < values.length && values[i] >= 0 && values[i] <= QUANTITY_MAX) i++;
  return i;
}

function checkSlices(path: string, { slices, matrix }: Profile, check: Checker): void {
  if (slices === undefined) return;
  check.ascending(path, slices);
  slices.forEach((slice, i) => {
    const at = `${path}[${i}]`;
    check.fields(at, "slice", slice);
    const { travelSec } = slice;
    if (travelSec.length !== matrix.travelSec.length) {
      const need = matrix.travelSec.length;
      check.fault(`${at}.travelSec`, `has ${travelSec.length} entries, needs ${need}`);
      return;
    }
    const bad = findUnlikeArc(travelSec, matrix.travelSec);
    if (bad === travelSec.length) return;
    const way = matrix.travelSec[bad] >= INFINITE_SEC ? "is no way" : "is a way";
    const from = Math.floor(bad / matrix.placeCount);
    const rule = `there ${way} from place ${from} to place ${bad % matrix.placeCount}`;
    check.fault(`${at}.travelSec[${bad}]`, `(${travelSec[bad]}) is out of range: ${rule}`);
  });
}

/** The first arc that only one of both has, or that is out of range; the length if none is. */
function findUnlikeArc(travelSec: Int32Array, ofMatrix: Int32Array): number {
  let i = 0;
  while (
    i < travelSec.length &&
    travelSec[i] >= 0 &&
    (ofMatrix[i] >= INFINITE_SEC ? travelSec[i] === INFINITE_SEC : travelSec[i] < INFINITE_SEC)
  ) {
    i++;
  }
  return i;
}

/** Checks all depots and disposal facilities. */
export function checkPlaces(problem: Problem, check: Checker): void {
  const { placeCount } = problem.profiles[0].matrix;
  problem.depots.forEach((depot, i) => {
    const path = `depots[${i}]`;
    check.fields(path, "depot", depot);
    check.index(`${path}.placeIndex`, depot.placeIndex, placeCount, "places");
    if (depot.hours !== undefined) {
      check.fields(`${path}.hours`, "window", depot.hours);
      check.span(`${path}.hours`, depot.hours);
    }
    if (depot.docks !== undefined) checkDocks(`${path}.docks`, depot.docks, problem, check);
  });
  problem.facilities.forEach((facility, i) => {
    const path = `facilities[${i}]`;
    check.index(`${path}.placeIndex`, facility.placeIndex, placeCount, "places");
    checkFacility(path, facility, problem, check);
  });
}

function checkDocks(path: string, docks: Docks, problem: Problem, check: Checker): void {
  check.fields(path, "docks", docks);
  const counted = check.whole(`${path}.count`, docks.count, QUANTITY_MAX, 1);
  const begins = check.seconds(`${path}.fromSec`, docks.fromSec);
  if (!check.seconds(`${path}.everySec`, docks.everySec) || !counted || !begins) return;
  const turns = Math.floor((problem.vehicles.length - 1) / docks.count);
  const lastSec = docks.fromSec + turns * docks.everySec;
  if (lastSec > TIME_MAX_SEC) {
    check.fault(path, `let the last vehicle leave at ${lastSec}: at most ${TIME_MAX_SEC}`);
  }
}

function checkFacility(path: string, facility: Facility, problem: Problem, check: Checker): void {
  check.fields(path, "facility", facility);
  check.windows(`${path}.windows`, facility.windows);
  check.seconds(`${path}.unloadSec`, facility.unloadSec);
  check.seconds(`${path}.unloadSecPerTonne`, facility.unloadSecPerTonne);
  check.whole(`${path}.feeCentsPerTonne`, facility.feeCentsPerTonne);
  const { length } = problem.streams;
  check.indices(`${path}.streamIndices`, facility.streamIndices, length, "streams");
  const perTonne = facility.unloadSecPerTonne > 0 || facility.feeCentsPerTonne > 0;
  if (perTonne) checkWeighed(path, problem, check);
  if (facility.queues !== undefined) {
    check.ascending(`${path}.queues`, facility.queues);
    facility.queues.forEach((queue, i) => {
      check.fields(`${path}.queues[${i}]`, "queue", queue);
      check.seconds(`${path}.queues[${i}].queueSec`, queue.queueSec);
    });
  }
  const { loadsTotalMax } = facility;
  if (loadsTotalMax === undefined) return;
  check.quantities(`${path}.loadsTotalMax`, loadsTotalMax, {
    count: problem.dimensions.length,
    of: "dimensions",
  });
}

/** What counts by the tonne needs a dimension in kilograms. */
export function checkWeighed(path: string, problem: Problem, check: Checker): void {
  if (problem.dimensions.some((dimension) => dimension.unit === "kg")) return;
  check.fault(path, "counts by the tonne, but no dimension is in kg");
}
