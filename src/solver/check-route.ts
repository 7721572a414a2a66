import { compareCauses, routeCost } from "./check-cost.ts";
import { kgOf, type Report, type Terms, type Walk } from "./check-terms.ts";
import type { PlannedVisit, Problem, TimeWindow } from "./problem.ts";
import type { Route, Visit } from "./solution.ts";

const NO_WAY = 1_000_000_000;

function termsOf(problem: Problem, vehicleIndex: number): Terms {
  const vehicle = problem.vehicles[vehicleIndex];
  const type = problem.vehicleTypes[vehicle.typeIndex];
  const start = problem.depots[vehicle.startDepotIndex ?? type.startDepotIndex];
  const endIndex = vehicle.endDepotIndex ?? type.endDepotIndex;
  const end = endIndex === undefined ? undefined : problem.depots[endIndex];
  const { matrix } = problem.profiles[type.profileIndex];
  return {
    vehicleIndex,
    type,
    startPlace: start.placeIndex,
    endPlace: end?.placeIndex,
    startHours: start.hours,
    endHours: end?.hours,
    shift: vehicle.shift ?? type.shift,
    travelSec: matrix.travelSec,
    travelM: matrix.travelM,
    placeCount: matrix.placeCount,
  };
}

/** Checks one route and gives its cost in units. */
export function checkRoute(
  problem: Problem,
  route: Route,
  served: Map<number, number>,
  report: Report,
): number {
  const terms = termsOf(problem, route.vehicleIndex);
  const inner = innerVisits(problem, route, report);
  if (inner === undefined) return 0;
  for (const visit of inner) {
    if (visit.kind === "stop") served.set(visit.index, (served.get(visit.index) ?? 0) + 1);
  }
  checkCommitted(problem, route.vehicleIndex, inner, report);
  checkAccess(problem, terms, inner, report);
  const loads = checkLoads(problem, terms, route, inner, report);
  const walk = checkTimes(problem, terms, route, inner, report);
  checkLimits(terms, inner, loads.tripCount, walk, report);
  const units = routeCost(problem, terms, inner, walk);
  if (units.total !== route.cost.totalUnits) {
    report("stated-cost", `the route costs ${units.total}, stated ${route.cost.totalUnits}`, route);
  }
  compareCauses(route.cost, units, route.vehicleIndex, report);
  return units.total;
}

/**
 * The visits between start and end, or undefined where the route is not made of what it must be.
 */
function innerVisits(problem: Problem, route: Route, report: Report): Visit[] | undefined {
  const { visits } = route;
  const inner = visits.slice(1, -1);
  const framed = visits[0]?.kind === "start" && visits.at(-1)?.kind === "end" && visits.length > 2;
  if (!framed || inner.some((visit) => visit.kind !== "stop" && visit.kind !== "facility")) {
    report("route-shape", "a route is a start, stops and facilities, and an end", route);
    return undefined;
  }
  let known = true;
  for (const visit of inner) {
    if (visit.kind === "stop" && problem.stops[visit.index] === undefined) {
      report("stop-unknown", `there is no stop ${visit.index}`, route);
      known = false;
    }
    if (visit.kind === "facility" && problem.facilities[visit.index] === undefined) {
      report("facility-unknown", `there is no facility ${visit.index}`, route);
      known = false;
    }
  }
  return known ? inner : undefined;
}

function checkCommitted(
  problem: Problem,
  vehicleIndex: number,
  inner: readonly Visit[],
  report: Report,
): void {
  problem.vehicles[vehicleIndex].committed?.forEach((wanted, i) => {
    const visit = inner[i];
    const index = indexOf(wanted);
    if (visit?.kind === wanted.kind && visit.index === index) return;
    report("committed-changed", `visit ${i + 1} must be ${wanted.kind} ${index}`, { vehicleIndex });
  });
}

function indexOf(visit: PlannedVisit): number {
  if (visit.kind === "stop") return visit.stopIndex;
  return visit.kind === "facility" ? visit.facilityIndex : visit.breakIndex;
}

function checkAccess(
  problem: Problem,
  { vehicleIndex, type }: Terms,
  inner: readonly Visit[],
  report: Report,
): void {
  for (const visit of inner) {
    if (visit.kind !== "stop") continue;
    const stop = problem.stops[visit.index];
    const where = { vehicleIndex, stopIndex: visit.index };
    if (stop.vehicleIndices !== undefined && !stop.vehicleIndices.includes(vehicleIndex)) {
      report("vehicle-not-allowed", `stop ${visit.index} is not for this vehicle`, where);
    }
    const { streamIndex } = stop;
    if (streamIndex !== undefined && type.streamIndices?.includes(streamIndex) === false) {
      report("stream-not-carried", `stop ${visit.index}: stream ${streamIndex}`, where);
    }
  }
}

/** Walks the trips: capacity, streams, and the loads that the visits state. */
function checkLoads(
  problem: Problem,
  { vehicleIndex, type }: Terms,
  route: Route,
  inner: readonly Visit[],
  report: Report,
): { tripCount: number } {
  let loads = problem.dimensions.map(() => 0);
  let streams = new Set<number>();
  let trip: { stops: number; facilityIndex: number } = { stops: 0, facilityIndex: -1 };
  const trips: (typeof trip)[] = [];
  compareLoads(route.visits[0], loads, loads, vehicleIndex, report);
  for (const visit of inner) {
    const before = loads;
    if (visit.kind === "stop") {
      const stop = problem.stops[visit.index];
      loads = loads.map((load, d) => load + stop.loads[d]);
      if (stop.streamIndex !== undefined) streams.add(stop.streamIndex);
      loads.forEach((load, d) => {
        if (load <= type.capacities[d]) return;
        const detail = `${problem.dimensions[d].name} ${load} > ${type.capacities[d]}`;
        report("capacity", `after stop ${visit.index}: ${detail}`, {
          vehicleIndex,
          stopIndex: visit.index,
        });
      });
      trip.stops++;
    } else {
      checkStreams(problem, vehicleIndex, type.mixedStreams, streams, visit.index, report);
      trips.push({ ...trip, facilityIndex: visit.index });
      loads = loads.map(() => 0);
      streams = new Set();
      trip = { stops: 0, facilityIndex: -1 };
    }
    compareLoads(visit, before, loads, vehicleIndex, report);
  }
  compareLoads(route.visits[route.visits.length - 1], loads, loads, vehicleIndex, report);
  if (trip.stops > 0) {
    trips.push(trip);
    checkStreams(problem, vehicleIndex, type.mixedStreams, streams, undefined, report);
    if (type.unloadBeforeEnd) {
      report("not-unloaded", `comes home with ${trip.stops} stops on board`, { vehicleIndex });
    }
  }
  const stated = route.trips.map(({ stopCount, facilityIndex }) => [stopCount, facilityIndex]);
  const actual = trips.map(({ stops, facilityIndex }) => [stops, facilityIndex]);
  if (JSON.stringify(stated) !== JSON.stringify(actual)) {
    const detail = `trips (stops, facility) ${JSON.stringify(actual)}`;
    report("stated-trips", `${detail}, stated ${JSON.stringify(stated)}`, { vehicleIndex });
  }
  return { tripCount: trips.length };
}

function checkStreams(
  problem: Problem,
  vehicleIndex: number,
  mixedStreams: boolean,
  streams: ReadonlySet<number>,
  facilityIndex: number | undefined,
  report: Report,
): void {
  if (streams.size > 1 && !mixedStreams) {
    report("streams-mixed", `one trip holds streams ${[...streams].join(", ")}`, { vehicleIndex });
  }
  const accepted =
    facilityIndex === undefined ? undefined : problem.facilities[facilityIndex].streamIndices;
  for (const stream of streams) {
    if (accepted === undefined || accepted.includes(stream)) continue;
    const detail = `facility ${facilityIndex} does not accept stream ${stream}`;
    report("stream-not-accepted", detail, { vehicleIndex });
  }
}

function compareLoads(
  visit: Visit,
  before: readonly number[],
  after: readonly number[],
  vehicleIndex: number,
  report: Report,
): void {
  const actual = JSON.stringify([before, after]);
  const stated = JSON.stringify([visit.loadsBefore, visit.loadsAfter]);
  if (actual === stated) return;
  const detail = `${visit.kind} ${visit.index}: loads ${actual}, stated ${stated}`;
  report("stated-load", detail, { vehicleIndex });
}

/** Drives the route from its stated departure and compares every time with the stated one. */
function checkTimes(
  problem: Problem,
  terms: Terms,
  route: Route,
  inner: readonly Visit[],
  report: Report,
): Walk {
  const { vehicleIndex } = terms;
  const [start] = route.visits;
  let sec = start.endSec;
  let place = terms.startPlace;
  let distanceM = 0;
  let kg = 0;
  for (const visit of inner) {
    const at = placeOf(problem, visit);
    const way = drive(terms, place, at, visit, report);
    distanceM += way.metres;
    const arrivalSec = sec + way.sec;
    const windows =
      visit.kind === "stop"
        ? problem.stops[visit.index].windows
        : problem.facilities[visit.index].windows;
    const startSec = startIn(windows, arrivalSec);
    if (startSec === undefined) {
      const last = windows?.at(-1)?.endSec;
      report("window", `${visit.kind} ${visit.index}: arrives ${arrivalSec}, closes ${last}`, {
        vehicleIndex,
        ...(visit.kind === "stop" ? { stopIndex: visit.index } : {}),
      });
    }
    const begunSec = startSec ?? arrivalSec;
    const stay = stayOf(problem, visit, kg);
    kg = visit.kind === "stop" ? kg + kgOf(problem, visit.index) : 0;
    const times = { arrivalSec, startSec: begunSec, endSec: begunSec + stay };
    compareTimes(visit, { ...times, drivingSec: way.sec, distanceM: way.metres }, terms, report);
    sec = begunSec + stay;
    place = at;
  }
  const end = route.visits[route.visits.length - 1];
  const way = drive(terms, place, terms.endPlace, end, report);
  distanceM += way.metres;
  const arrivalSec = sec + way.sec;
  const opensSec = Math.max(terms.shift.startSec, terms.endHours?.startSec ?? 0);
  const endSec = Math.max(arrivalSec, opensSec);
  const times = { arrivalSec, startSec: endSec, endSec };
  compareTimes(end, { ...times, drivingSec: way.sec, distanceM: way.metres }, terms, report);
  checkRouteTotals(route, { startSec: start.endSec, endSec, distanceM }, terms, report);
  return { startSec: start.endSec, endSec, distanceM };
}

function placeOf(problem: Problem, visit: Visit): number {
  return visit.kind === "stop"
    ? problem.stops[visit.index].placeIndex
    : problem.facilities[visit.index].placeIndex;
}

function stayOf(problem: Problem, visit: Visit, kg: number): number {
  if (visit.kind === "stop") return problem.stops[visit.index].serviceSec;
  const facility = problem.facilities[visit.index];
  return facility.unloadSec + Math.ceil((kg * facility.unloadSecPerTonne) / 1000);
}

function drive(
  terms: Terms,
  from: number,
  to: number | undefined,
  visit: Visit,
  report: Report,
): { sec: number; metres: number } {
  if (to === undefined) return { sec: 0, metres: 0 };
  const arc = from * terms.placeCount + to;
  const sec = terms.travelSec[arc];
  if (sec >= NO_WAY) {
    const { vehicleIndex } = terms;
    report("no-way", `to ${visit.kind} ${visit.index} from place ${from}`, { vehicleIndex });
  }
  return { sec, metres: terms.travelM[arc] };
}

function startIn(windows: readonly TimeWindow[] | undefined, sec: number): number | undefined {
  if (windows === undefined) return sec;
  const window = windows.find(({ endSec }) => endSec >= sec);
  return window === undefined ? undefined : Math.max(sec, window.startSec);
}

type Times = Pick<Visit, "arrivalSec" | "startSec" | "endSec" | "drivingSec" | "distanceM">;

function compareTimes(visit: Visit, times: Times, terms: Terms, report: Report): void {
  const { vehicleIndex } = terms;
  const where = `${visit.kind} ${visit.index}`;
  for (const name of ["arrivalSec", "startSec", "endSec", "drivingSec"] as const) {
    if (visit[name] === times[name]) continue;
    report("stated-time", `${where}: ${name} is ${times[name]}, stated ${visit[name]}`, {
      vehicleIndex,
    });
  }
  const waitingSec = times.startSec - times.arrivalSec;
  if (visit.waitingSec !== waitingSec) {
    report("stated-time", `${where}: waits ${waitingSec}, stated ${visit.waitingSec}`, {
      vehicleIndex,
    });
  }
  if (visit.distanceM !== times.distanceM) {
    const detail = `${where}: ${times.distanceM} m, stated ${visit.distanceM}`;
    report("stated-distance", detail, { vehicleIndex });
  }
}

/** Start, end and sums of the route, and the hours of shift and depots. */
function checkRouteTotals(route: Route, walk: Walk, terms: Terms, report: Report): void {
  const { vehicleIndex, shift, startHours, endHours } = terms;
  const sums = {
    startSec: walk.startSec,
    endSec: walk.endSec,
    drivingSec: route.visits.reduce((sum, visit) => sum + visit.drivingSec, 0),
    waitingSec: route.visits.reduce((sum, visit) => sum + visit.waitingSec, 0),
    overtimeSec: Math.max(0, walk.endSec - (shift.overtimeFromSec ?? Number.POSITIVE_INFINITY)),
  };
  for (const [name, value] of Object.entries(sums)) {
    const stated = route[name as keyof typeof sums];
    if (stated === value) continue;
    report("stated-time", `the route's ${name} is ${value}, stated ${stated}`, { vehicleIndex });
  }
  if (route.distanceM !== walk.distanceM) {
    const detail = `the route's distance is ${walk.distanceM}, stated ${route.distanceM}`;
    report("stated-distance", detail, { vehicleIndex });
  }
  if (walk.startSec < shift.startSec || walk.endSec > shift.endSec) {
    const detail = `out from ${walk.startSec} to ${walk.endSec}`;
    report("shift", `${detail}, shift ${shift.startSec} to ${shift.endSec}`, { vehicleIndex });
  }
  if (!isOpen(startHours, walk.startSec) || !isOpen(endHours, walk.endSec)) {
    const detail = `leaves at ${walk.startSec} and is back at ${walk.endSec}`;
    report("depot-hours", `${detail}, outside the depot's hours`, { vehicleIndex });
  }
}

function isOpen(hours: TimeWindow | undefined, sec: number): boolean {
  return hours === undefined || (sec >= hours.startSec && sec <= hours.endSec);
}

function checkLimits(
  { vehicleIndex, type }: Terms,
  inner: readonly Visit[],
  tripCount: number,
  walk: Walk,
  report: Report,
): void {
  const stopCount = inner.filter((visit) => visit.kind === "stop").length;
  const limits = [
    ["duration", walk.endSec - walk.startSec, type.durationSecMax],
    ["distance", walk.distanceM, type.distanceMMax],
    ["stop-count", stopCount, type.stopCountMax],
    ["trip-count", tripCount, type.tripCountMax],
  ] as const;
  for (const [code, value, most] of limits) {
    if (most === undefined || value <= most) continue;
    report(code, `the route's ${code} is ${value}, at most ${most}`, { vehicleIndex });
  }
}
