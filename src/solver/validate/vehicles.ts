import type {
  BoardLoad,
  PlannedVisit,
  Problem,
  Running,
  Vehicle,
  VehicleType,
} from "../problem.ts";
import { type Checker, QUANTITY_MAX, show } from "./checker.ts";
import { checkDepots, checkShift } from "./vehicle-types.ts";

const PERMILLE = 1000;

/** Checks all vehicles; their types are checked elsewhere. */
export function checkVehicles(problem: Problem, check: Checker): void {
  const seen = new Set<number>();
  problem.vehicles.forEach((vehicle, i) => {
    const path = `vehicles[${i}]`;
    check.fields(path, "vehicle", vehicle);
    const typeCount = problem.vehicleTypes.length;
    const typed = check.index(`${path}.typeIndex`, vehicle.typeIndex, typeCount, "vehicle types");
    checkDepots(path, vehicle, problem, check);
    if (vehicle.shift !== undefined) checkShift(`${path}.shift`, vehicle.shift, check);
    if (vehicle.holdCount !== undefined) check.whole(`${path}.holdCount`, vehicle.holdCount);
    const type = typed ? problem.vehicleTypes[vehicle.typeIndex] : undefined;
    checkCommitted(`${path}.committed`, vehicle, type, problem, seen, check);
    if (type === undefined) return;
    checkTerms(path, problem, vehicle, type, check);
    if (vehicle.onBoard !== undefined) {
      checkOnBoard(`${path}.onBoard`, vehicle.onBoard, type, problem, check);
    }
    if (vehicle.running !== undefined) {
      checkRunning(`${path}.running`, vehicle.running, type, problem, check);
    }
  });
}

function checkCommitted(
  path: string,
  vehicle: Vehicle,
  type: VehicleType | undefined,
  problem: Problem,
  seen: Set<number>,
  check: Checker,
): void {
  const seenBreaks = new Set<number>();
  vehicle.committed?.forEach((visit, i) => {
    const at = `${path}[${i}]`;
    if (visit.kind === "facility") {
      check.fields(at, "visitFacility", visit);
      const { length } = problem.facilities;
      check.index(`${at}.facilityIndex`, visit.facilityIndex, length, "facilities");
    } else if (visit.kind === "break") {
      checkBreakVisit(at, visit, type, seenBreaks, check);
    } else if (visit.kind === "stop") {
      checkStopVisit(at, visit, problem, seen, check);
    } else {
      const kind: unknown = Reflect.get(visit, "kind");
      check.fault(`${at}.kind`, `(${show(kind)}) must be stop, facility or break`);
    }
  });
}

function checkStopVisit(
  path: string,
  visit: Extract<PlannedVisit, { kind: "stop" }>,
  problem: Problem,
  seen: Set<number>,
  check: Checker,
): void {
  const { stopIndex, alternative } = visit;
  check.fields(path, "visitStop", visit);
  const known = check.index(`${path}.stopIndex`, stopIndex, problem.stops.length, "stops");
  if (seen.has(stopIndex)) check.fault(path, `stop ${stopIndex} is committed twice`);
  seen.add(stopIndex);
  if (!known || alternative === undefined) return;
  const placeCount = 1 + (problem.stops[stopIndex].alternatives?.length ?? 0);
  check.index(`${path}.alternative`, alternative, placeCount, `places of stop ${stopIndex}`);
}

function checkBreakVisit(
  path: string,
  visit: Extract<PlannedVisit, { kind: "break" }>,
  type: VehicleType | undefined,
  seen: Set<number>,
  check: Checker,
): void {
  check.fields(path, "visitBreak", visit);
  if (type === undefined) return;
  const { breaks = [] } = type;
  const { breakIndex, part } = visit;
  const of = "breaks of its vehicle type";
  if (!check.index(`${path}.breakIndex`, breakIndex, breaks.length, of)) return;
  const given = breaks[breakIndex];
  if (given.kind === "window") {
    if (seen.has(breakIndex)) check.fault(path, `break ${breakIndex} is committed twice`);
    seen.add(breakIndex);
  }
  if (part === undefined) return;
  const partCount = given.kind === "rule" && given.partsSec !== undefined ? 2 : 0;
  check.index(`${path}.part`, part, partCount, `parts of break ${breakIndex}`);
}

/** Shift and depot hours must leave some time. */
function checkTerms(
  path: string,
  problem: Problem,
  vehicle: Vehicle,
  type: VehicleType,
  check: Checker,
): void {
  const shift = vehicle.shift ?? type.shift;
  if (shift === undefined) return;
  const start = problem.depots[vehicle.startDepotIndex ?? type.startDepotIndex];
  const endIndex = vehicle.endDepotIndex ?? type.endDepotIndex;
  const end = endIndex === undefined ? undefined : problem.depots[endIndex];
  const backSec = Math.min(shift.endSec, end?.hours?.endSec ?? shift.endSec);
  let closed = Math.max(shift.startSec, end?.hours?.startSec ?? 0) > backSec;
  if (vehicle.running === undefined) {
    const { startSec, endSec } = start?.hours ?? shift;
    closed ||= Math.max(shift.startSec, startSec) > Math.min(shift.endSec, endSec);
  } else if (vehicle.running.fromSec > backSec) {
    const detail = `(${vehicle.running.fromSec}) is after the vehicle must be back (${backSec})`;
    check.fault(`${path}.running.fromSec`, detail);
  }
  if (closed) check.fault(path, "its shift lies outside the hours of its depot");
}

/** The load must be one that the vehicle may carry, and fit it. */
function checkOnBoard(
  path: string,
  onBoard: readonly BoardLoad[],
  type: VehicleType,
  problem: Problem,
  check: Checker,
): void {
  const streams = new Set<number>();
  const partOf = new Map<number, number>();
  type.compartments?.forEach(({ streamIndices }, part) => {
    for (const stream of streamIndices) partOf.set(stream, part);
  });
  let sound = true;
  onBoard.forEach((load, i) => {
    const at = `${path}[${i}]`;
    check.fields(at, "boardLoad", load);
    const each = { count: problem.dimensions.length, of: "dimensions" };
    sound = check.quantities(`${at}.loads`, load.loads, each) && sound;
    const { streamIndex } = load;
    if (streamIndex !== undefined) {
      if (!check.index(`${at}.streamIndex`, streamIndex, problem.streams.length, "streams")) return;
      streams.add(streamIndex);
      if (type.streamIndices?.includes(streamIndex) === false) {
        check.fault(`${at}.streamIndex`, `(${streamIndex}) is not carried by its vehicle type`);
      }
    }
    if (type.compartments === undefined) return;
    if (streamIndex !== undefined && partOf.has(streamIndex)) return;
    const stream = show(streamIndex);
    check.fault(`${at}.streamIndex`, `(${stream}) is of no compartment of its vehicle type`);
    sound = false;
  });
  checkMixing(path, streams, partOf, type, check);
  if (sound) checkFits(path, onBoard, partOf, type, check);
}

/** Where streams may not be mixed, each compartment holds one. */
function checkMixing(
  path: string,
  streams: ReadonlySet<number>,
  partOf: ReadonlyMap<number, number>,
  type: VehicleType,
  check: Checker,
): void {
  if (type.mixedStreams) return;
  const parts = [...streams].map((stream) => partOf.get(stream) ?? 0);
  if (new Set(parts).size === parts.length) return;
  check.fault(path, `mixes streams ${[...streams].join(" and ")}, which its vehicle type may not`);
}

function checkFits(
  path: string,
  onBoard: readonly BoardLoad[],
  partOf: ReadonlyMap<number, number>,
  type: VehicleType,
  check: Checker,
): void {
  const bodies = [
    { of: "its vehicle type", capacities: type.capacities, loads: onBoard },
    ...(type.compartments ?? []).map(({ capacities }, part) => ({
      of: `compartment ${part}`,
      capacities,
      loads: onBoard.filter(({ streamIndex = -1 }) => partOf.get(streamIndex) === part),
    })),
  ];
  for (const { of, capacities, loads } of bodies) {
    capacities.forEach((capacity, d) => {
      const permille = type.compactionPermille?.[d] ?? PERMILLE;
      const most = Math.floor((capacity * permille) / PERMILLE);
      const sum = loads.reduce((total, load) => total + load.loads[d], 0);
      if (sum > most) check.fault(path, `sums to ${sum}: ${of} holds ${most}`);
    });
  }
}

/** Where the vehicle is and what of its limits is used up, none of them past its end. */
function checkRunning(
  path: string,
  running: Running,
  type: VehicleType,
  problem: Problem,
  check: Checker,
): void {
  const { breaks = [] } = type;
  const rules = breaks.filter((given) => given.kind === "rule");
  const { placeCount } = problem.profiles[0].matrix;
  const most = (limits: (number | undefined)[]): number =>
    Math.min(QUANTITY_MAX, ...limits.filter((limit) => limit !== undefined));
  check.fields(path, "running", running);
  check.index(`${path}.placeIndex`, running.placeIndex, placeCount, "places");
  check.seconds(`${path}.fromSec`, running.fromSec);
  const limits = {
    drivingSec: most(rules.map((rule) => rule.drivingSecMax)),
    workSec: most(rules.map((rule) => rule.workSecMax)),
    breakCount: breaks.length - rules.length,
    durationSec: most([type.durationSecMax]),
    distanceM: most([type.distanceMMax]),
  };
  for (const name of Object.keys(limits) as (keyof typeof limits)[]) {
    check.whole(`${path}.${name}`, running[name], limits[name]);
  }
}
