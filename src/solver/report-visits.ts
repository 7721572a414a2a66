import { NONE } from "../base/index.ts";
import type { RestOption } from "./compile/rich-terms.ts";
import type { Model } from "./model.ts";
import type { SequenceFigures } from "./sequence.ts";
import type { Trip, Visit } from "./solution.ts";

/** A visit with the streams on board as it begins. */
export interface LoadedVisit extends Visit {
  readonly mask: number;
}

/** The rests that the last walk took, in their order. */
export function restsTaken(model: Model, vehicle: number): RestOption[] {
  const { options } = model.richTerms[vehicle].breaks;
  const { rests } = model.walk;
  return Array.from(rests.option.subarray(0, rests.count), (option) => options[option]);
}

/** Start, visits with the breaks between them, and end, as the last walk timed them. */
export function describeVisits(
  model: Model,
  vehicle: number,
  codes: Int32Array,
  figures: SequenceFigures,
): LoadedVisit[] {
  const { walk } = model;
  const { length } = codes;
  let loads = model.richTerms[vehicle].board.loads;
  const start = depotVisit(model, "start", vehicle, figures.startSec, loads);
  const visits: LoadedVisit[] = [{ ...start, mask: walk.maskAhead[0] }];
  let tripIndex = 0;
  for (let i = 0; i < length; i++) {
    visits.push(...restsInGap(model, vehicle, i, visits[visits.length - 1], tripIndex));
    const visit = describeVisit(model, vehicle, codes[i], i, loads);
    visits.push({ ...visit, tripIndex });
    loads = visit.loadsAfter;
    if (visit.kind === "facility") tripIndex++;
  }
  visits.push(...restsInGap(model, vehicle, length, visits[visits.length - 1], tripIndex));
  const arrivalSec = walk.arriveSec[length];
  visits.push({
    ...depotVisit(model, "end", vehicle, figures.endSec, loads),
    ...legOf(model, vehicle, length),
    arrivalSec,
    waitingSec: figures.endSec - arrivalSec,
    mask: walk.maskAhead[length],
  });
  return visits;
}

function describeVisit(
  model: Model,
  vehicle: number,
  code: number,
  i: number,
  loadsBefore: readonly number[],
): Omit<LoadedVisit, "tripIndex"> {
  const { walk, problem, dimensionCount } = model;
  const stop = model.codeStop[code];
  const startSec = walk.startSec[i];
  return {
    kind: stop === NONE ? "facility" : "stop",
    index: stop === NONE ? code - model.stopCount : stop,
    alternative: alternativeOf(model, code),
    placeIndex: model.codePlace[code],
    ...legOf(model, vehicle, i),
    arrivalSec: walk.arriveSec[i],
    waitingSec: startSec - walk.arriveSec[i],
    startSec,
    endSec: Math.max(startSec + walk.staySec[i], walk.releaseSec[i + 1]),
    lateSec: stop === NONE ? 0 : Math.max(0, startSec - model.stopLateAfterSec[stop]),
    loadsBefore,
    loadsAfter: loadsBefore.map((load, d) =>
      stop === NONE
        ? load - walk.unloaded[i * dimensionCount + d]
        : load + problem.stops[stop].loads[d],
    ),
    mask: walk.maskAhead[i],
  };
}

/** Of a stop which of its places a code is: 0 its own. */
function alternativeOf(model: Model, code: number): number {
  if (code < model.firstAlternative) return 0;
  const stop = model.codeStop[code];
  return code - model.firstAlternative - model.alternativeOffset[stop] + 1;
}

function legOf(
  model: Model,
  vehicle: number,
  leg: number,
): { drivingSec: number; distanceM: number } {
  const { walk } = model;
  return {
    drivingSec: walk.legSec[leg],
    distanceM: model.travelM[vehicle][walk.legArc[leg]],
  };
}

function restsInGap(
  model: Model,
  vehicle: number,
  gap: number,
  ahead: LoadedVisit,
  tripIndex: number,
): LoadedVisit[] {
  const { rests, maskAhead } = model.walk;
  return restsTaken(model, vehicle).flatMap(({ breakIndex, part, restSec }, rest) => {
    if (rests.gap[rest] !== gap) return [];
    const arrivalSec = rests.arriveSec[rest];
    const startSec = rests.startSec[rest];
    return [
      {
        kind: "break",
        index: breakIndex,
        alternative: part,
        placeIndex: ahead.placeIndex,
        tripIndex,
        drivingSec: 0,
        distanceM: 0,
        arrivalSec,
        waitingSec: startSec - arrivalSec,
        startSec,
        endSec: startSec + restSec,
        lateSec: 0,
        loadsBefore: ahead.loadsAfter,
        loadsAfter: ahead.loadsAfter,
        mask: maskAhead[gap],
      } as const,
    ];
  });
}

function depotVisit(
  model: Model,
  kind: "start" | "end",
  vehicle: number,
  sec: number,
  loads: readonly number[],
): Visit {
  const { problem } = model;
  const own = problem.vehicles[vehicle];
  const type = problem.vehicleTypes[own.typeIndex];
  const { running } = own;
  const endIndex = own.endDepotIndex ?? type.endDepotIndex ?? NONE;
  const startIndex = running === undefined ? (own.startDepotIndex ?? type.startDepotIndex) : NONE;
  const index = kind === "start" ? startIndex : endIndex;
  const depotPlace = index === NONE ? NONE : problem.depots[index].placeIndex;
  return {
    kind,
    index,
    alternative: 0,
    placeIndex: kind === "start" && running !== undefined ? running.placeIndex : depotPlace,
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

/** The trips of a route: from one emptying to the next, breaks included. */
export function listTrips(model: Model, visits: readonly LoadedVisit[]): Trip[] {
  const trips: Trip[] = [];
  let firstVisit = 1;
  for (let i = 1; i < visits.length; i++) {
    const visit = visits[i];
    if (visit.kind === "stop" || visit.kind === "break") continue;
    if (visit.kind === "end" && firstVisit === i) break;
    trips.push({
      firstVisit,
      lastVisit: visit.kind === "end" ? i - 1 : i,
      stopCount: visits.slice(firstVisit, i).filter(({ kind }) => kind === "stop").length,
      streamIndices: model.problem.streams.flatMap((_, s) =>
        (visit.mask & (1 << s)) === 0 ? [] : [s],
      ),
      loads: visit.loadsBefore,
      facilityIndex: visit.kind === "end" ? NONE : visit.index,
    });
    firstVisit = i + 1;
  }
  return trips;
}
