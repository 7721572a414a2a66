import { NONE } from "../base/index.ts";
import type { Loading } from "./check-loads.ts";
import type { Facts, Report, Terms } from "./check-terms.ts";
import { driveAt, queuedAt, startIn } from "./check-travel.ts";
import type { Break } from "./problem.ts";
import type { Visit } from "./solution.ts";

/** A route as it must be when it leaves at a given second. */
export interface Walk {
  readonly startSec: number;
  readonly endSec: number;
  readonly drivingSec: number;
  readonly waitingSec: number;
  readonly distanceM: number;
  readonly breakSec: number;
  readonly paidBreakSec: number;
  readonly fuelMl: number;
  /** Start, visits, end: every field as the solution must state it. */
  readonly visits: readonly Visit[];
  /** Service or unloading at each visit, without what is waited for. */
  readonly workSecs: readonly number[];
}

/** Where and when the walk stands. */
interface Position {
  place: number;
  sec: number;
}

type Stay = Pick<Visit, "alternative" | "startSec" | "endSec" | "lateSec"> & { workSec: number };

/** Drives a route from its departure; every visit comes as early as it can. */
export function walkTimes(
  facts: Facts,
  terms: Terms,
  inner: readonly Visit[],
  loading: Loading,
  departureSec: number,
  report: Report,
): Walk {
  const releases = releasesOf(facts, inner);
  const visits: Visit[] = [startVisit(terms, loading, departureSec)];
  const workSecs = [0];
  const at: Position = { place: terms.startPlace, sec: departureSec };
  checkDeparture(facts, terms, departureSec, releases[0], report);
  inner.forEach((visit, i) => {
    const step = loading.steps[i];
    const place = placeOf(facts, visit, at.place);
    const way = drive(terms, at, place, visit, report);
    const arrivalSec = at.sec + way.drivingSec;
    // A facility is left no earlier than what the trip behind it waits for.
    const freeSec = visit.kind === "facility" ? releases[step.tripIndex + 1] : 0;
    const { workSec, ...stay } = stayAt(facts, terms, visit, arrivalSec, step.emptied, report);
    visits.push({
      kind: visit.kind,
      index: visit.index,
      placeIndex: place,
      tripIndex: step.tripIndex,
      ...way,
      arrivalSec,
      waitingSec: stay.startSec - arrivalSec,
      ...stay,
      endSec: Math.max(stay.endSec, freeSec),
      loadsBefore: step.before,
      loadsAfter: step.after,
    });
    workSecs.push(workSec);
    at.place = place;
    at.sec = visits[visits.length - 1].endSec;
  });
  visits.push(endVisit(terms, at, loading, report));
  workSecs.push(0);
  return { ...sumsOf(facts, terms, visits), visits, workSecs };
}

/** The latest release of each trip's stops, by trip; one more entry than there are facilities. */
function releasesOf({ problem }: Facts, inner: readonly Visit[]): number[] {
  const releases = [0];
  for (const visit of inner) {
    const last = releases.length - 1;
    if (visit.kind === "facility") releases.push(0);
    else if (visit.kind === "stop") {
      releases[last] = Math.max(releases[last], problem.stops[visit.index].releaseSec ?? 0);
    }
  }
  return releases;
}

function checkDeparture(
  { problem }: Facts,
  terms: Terms,
  sec: number,
  releaseSec: number,
  report: Report,
): void {
  const { vehicleIndex, running, startDepot, shift } = terms;
  if (releaseSec > sec) {
    report("release", `leaves at ${sec} for stops released at ${releaseSec}`, { vehicleIndex });
  }
  if (running !== undefined) {
    if (sec === running.fromSec) return;
    report("running-start", `leaves at ${sec}, stands ready at ${running.fromSec}`, {
      vehicleIndex,
    });
    return;
  }
  if (sec < shift.startSec) {
    report("shift", `leaves at ${sec}, the shift starts at ${shift.startSec}`, { vehicleIndex });
  }
  const docks = startDepot === undefined ? undefined : problem.depots[startDepot].docks;
  if (docks === undefined) return;
  const rank = dockRank(problem, vehicleIndex, startDepot);
  const dockSec = docks.fromSec + Math.floor(rank / docks.count) * docks.everySec;
  if (sec >= dockSec) return;
  report("docks", `leaves at ${sec}, has its dock from ${dockSec}`, { vehicleIndex });
}

/** How many vehicles before this one leave the same depot. */
function dockRank(
  problem: Facts["problem"],
  vehicleIndex: number,
  depot: number | undefined,
): number {
  return problem.vehicles.slice(0, vehicleIndex).filter((vehicle) => {
    if (vehicle.running !== undefined) return false;
    const type = problem.vehicleTypes[vehicle.typeIndex];
    return (vehicle.startDepotIndex ?? type.startDepotIndex) === depot;
  }).length;
}

function placeOf({ problem }: Facts, visit: Visit, here: number): number {
  if (visit.kind === "break") return here;
  if (visit.kind === "facility") return problem.facilities[visit.index].placeIndex;
  const stop = problem.stops[visit.index];
  if (visit.alternative === 0) return stop.placeIndex;
  return stop.alternatives?.[visit.alternative - 1].placeIndex ?? stop.placeIndex;
}

function drive(
  { vehicleIndex, profile }: Terms,
  at: Position,
  place: number,
  visit: Pick<Visit, "kind" | "index">,
  report: Report,
): { drivingSec: number; distanceM: number } {
  if (visit.kind === "break") return { drivingSec: 0, distanceM: 0 };
  const way = driveAt(profile, at.place, place, at.sec);
  if (way !== undefined) return { drivingSec: way.sec, distanceM: way.metres };
  report("no-way", `to ${visit.kind} ${visit.index} from place ${at.place}`, { vehicleIndex });
  return { drivingSec: 0, distanceM: 0 };
}

function stayAt(
  facts: Facts,
  terms: Terms,
  visit: Visit,
  arrivalSec: number,
  emptied: readonly number[] | undefined,
  report: Report,
): Stay {
  if (visit.kind === "break") return restAt(terms, visit, arrivalSec, report);
  if (visit.kind === "facility") {
    return unloadAt(facts, terms, visit.index, arrivalSec, emptied ?? [], report);
  }
  const stop = facts.problem.stops[visit.index];
  const startSec = startIn(stop.windows, arrivalSec);
  if (startSec === undefined) {
    const last = stop.windows?.at(-1)?.endSec;
    report("window", `stop ${visit.index}: arrives ${arrivalSec}, closes ${last}`, {
      vehicleIndex: terms.vehicleIndex,
      stopIndex: visit.index,
    });
  }
  const begunSec = startSec ?? arrivalSec;
  const other = visit.alternative === 0 ? undefined : stop.alternatives?.[visit.alternative - 1];
  const workSec =
    stop.serviceSec +
    (stop.addedServiceSec?.[terms.vehicle.typeIndex] ?? 0) +
    (other?.addedServiceSec ?? 0);
  const lateSec = Math.max(0, begunSec - (stop.lateness?.afterSec ?? begunSec));
  const { alternative } = visit;
  return { alternative, startSec: begunSec, endSec: begunSec + workSec, lateSec, workSec };
}

function unloadAt(
  facts: Facts,
  { vehicleIndex }: Terms,
  facilityIndex: number,
  arrivalSec: number,
  emptied: readonly number[],
  report: Report,
): Stay {
  const facility = facts.problem.facilities[facilityIndex];
  const readySec = queuedAt(facility, arrivalSec);
  const startSec = startIn(facility.windows, readySec);
  if (startSec === undefined) {
    const last = facility.windows?.at(-1)?.endSec;
    report("window", `facility ${facilityIndex}: ready ${readySec}, closes ${last}`, {
      vehicleIndex,
    });
  }
  const begunSec = startSec ?? readySec;
  const kg = facts.kgDimension < 0 ? 0 : (emptied[facts.kgDimension] ?? 0);
  const workSec = facility.unloadSec + Math.ceil((kg * facility.unloadSecPerTonne) / 1000);
  return { alternative: 0, startSec: begunSec, endSec: begunSec + workSec, lateSec: 0, workSec };
}

function restAt({ vehicleIndex, type }: Terms, visit: Visit, sec: number, report: Report): Stay {
  const rest = type.breaks?.[visit.index];
  const { alternative } = visit;
  if (rest === undefined)
    return { alternative, startSec: sec, endSec: sec, lateSec: 0, workSec: 0 };
  const startSec = rest.kind === "window" ? Math.max(sec, rest.earliestSec) : sec;
  if (rest.kind === "window" && startSec > rest.latestSec) {
    const detail = `break ${visit.index} starts at ${startSec}, at the latest ${rest.latestSec}`;
    report("break-window", detail, { vehicleIndex });
  }
  const endSec = startSec + restSecOf(rest, alternative);
  return { alternative, startSec, endSec, lateSec: 0, workSec: 0 };
}

/** How long a break or a part of it is; `NONE` means the whole. */
export function restSecOf(rest: Break, part: number): number {
  if (rest.kind === "window" || part === NONE) return rest.restSec;
  return rest.partsSec?.[part] ?? rest.restSec;
}

function startVisit(terms: Terms, loading: Loading, sec: number): Visit {
  return {
    kind: "start",
    index: terms.startDepot ?? NONE,
    alternative: 0,
    placeIndex: terms.startPlace,
    tripIndex: NONE,
    drivingSec: 0,
    distanceM: 0,
    arrivalSec: sec,
    waitingSec: 0,
    startSec: sec,
    endSec: sec,
    lateSec: 0,
    loadsBefore: loading.start,
    loadsAfter: loading.start,
  };
}

function endVisit(terms: Terms, at: Position, loading: Loading, report: Report): Visit {
  const { endDepot, endPlace, endHours, shift, vehicleIndex } = terms;
  const end = { kind: "end", index: endDepot ?? NONE } as const;
  const way =
    endPlace === undefined
      ? { drivingSec: 0, distanceM: 0 }
      : drive(terms, at, endPlace, end, report);
  const arrivalSec = at.sec + way.drivingSec;
  const opensSec = Math.max(shift.startSec, endHours?.startSec ?? 0);
  const endSec = Math.max(arrivalSec, terms.running === undefined ? opensSec : arrivalSec);
  if (endSec > shift.endSec) {
    report("shift", `is back at ${endSec}, the shift ends at ${shift.endSec}`, { vehicleIndex });
  }
  return {
    ...end,
    alternative: 0,
    placeIndex: endPlace ?? NONE,
    tripIndex: NONE,
    ...way,
    arrivalSec,
    waitingSec: endSec - arrivalSec,
    startSec: endSec,
    endSec,
    lateSec: 0,
    loadsBefore: loading.end,
    loadsAfter: loading.end,
  };
}

function sumsOf(
  facts: Facts,
  { type }: Terms,
  visits: readonly Visit[],
): Omit<Walk, "visits" | "workSecs"> {
  let breakSec = 0;
  let paidBreakSec = 0;
  let kgMetres = 0;
  for (const visit of visits) {
    if (facts.kgDimension >= 0) kgMetres += visit.distanceM * visit.loadsBefore[facts.kgDimension];
    const rest = visit.kind === "break" ? type.breaks?.[visit.index] : undefined;
    if (rest === undefined) continue;
    const restSec = restSecOf(rest, visit.alternative);
    breakSec += restSec;
    if (rest.paid) paidBreakSec += restSec;
  }
  const distanceM = visits.reduce((sum, visit) => sum + visit.distanceM, 0);
  const { fuel } = type.costs;
  const microLitres =
    fuel === undefined ? 0 : distanceM * fuel.mlPerKm * 1000 + kgMetres * fuel.mlPerTonneKm;
  return {
    startSec: visits[0].endSec,
    endSec: visits[visits.length - 1].endSec,
    drivingSec: visits.reduce((sum, visit) => sum + visit.drivingSec, 0),
    waitingSec: visits.reduce((sum, visit) => sum + visit.waitingSec, 0),
    distanceM,
    breakSec,
    paidBreakSec,
    fuelMl: Math.round(microLitres / 1e6),
  };
}
