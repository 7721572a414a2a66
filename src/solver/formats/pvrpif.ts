import { createTravelMatrix, type TravelMatrix } from "../../base/index.ts";
import type { VisitSet } from "../periodic/patterns.ts";
import type { Problem, Stop } from "../problem.ts";
import type { PlannedRoute } from "../solution.ts";
import { type FleetVehicle, fleetOf, soundInstance } from "./fleet.ts";
import {
  type ExtraViolation,
  FormatError,
  type Instance,
  type Parsed,
  parsing,
} from "./instance.ts";
import { faultyJsonLine } from "./json-line.ts";
import { type PvrpifFile, type PvrpifPlace, readPvrpifFile } from "./pvrpif-file.ts";

const CENTS_PER_KM = 1000; // one cent a unit of the matrix: the cost is the driving time
/** Parts of a minute that times are counted in. */
const TIME_SCALE = 60;

/**
 * Reads a periodic waste-collection problem with intermediate facilities of Taverna and Tilk: a
 * GeoJSON with a matrix of driving times. Each site is visited as often as its `frequency` says,
 * at equal distances of days; each vehicle works on each day, empties at a facility before it comes
 * home, and is out for at most `maxDuration`. The cost is the driving time.
 *
 * A vehicle of the problem is one vehicle on one day, day by day; a stop is one visit to a site,
 * the first within the first part of the period, and so on. Route k of a solution is that of
 * vehicle k, its visits by the ids of the file.
 */
export function readPvrpif(text: string): Parsed<Instance> {
  return parsing(() => {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (error) {
      throw new FormatError(faultyJsonLine(text), `is not JSON: ${(error as Error).message}`);
    }
    const file = readPvrpifFile(data);
    const sites = file.places.filter(({ kind }) => kind === "customer");
    const facilities = file.places.filter(({ kind }) => kind === "intermediateFacility");
    const visitSets = listVisits(file, sites);
    return soundInstance({
      problem: build(file, sites, facilities, visitSets),
      visitSets,
      costOf: ({ cost }) => cost.distanceCents / TIME_SCALE,
      costDecimals: 0,
      numbering: {
        stopNumbers: sites.flatMap(({ id, frequency }) =>
          Array.from({ length: frequency }, () => id),
        ),
        facilityNumbers: facilities.map(({ id }) => id),
        byVehicle: true,
      },
      findViolations: (routes) => daysApart(file, sites, visitSets, routes),
    });
  });
}

/** The visits to each site, and for each day of the first the vehicles of all. */
function listVisits(
  { dayCount, vehicleCount }: PvrpifFile,
  sites: readonly PvrpifPlace[],
): VisitSet[] {
  let next = 0;
  return sites.map(({ frequency }) => {
    const everyDays = dayCount / frequency;
    const first = next;
    next += frequency;
    return {
      stopIndices: Array.from({ length: frequency }, (_, i) => first + i),
      patterns: Array.from({ length: everyDays }, (_, day) =>
        Array.from({ length: frequency }, (__, visit) => {
          const firstVehicle = (day + visit * everyDays) * vehicleCount;
          return Array.from({ length: vehicleCount }, (___, i) => firstVehicle + i);
        }),
      ),
    };
  });
}

function build(
  file: PvrpifFile,
  sites: readonly PvrpifPlace[],
  facilities: readonly PvrpifPlace[],
  visitSets: readonly VisitSet[],
): Problem {
  const indexOf = new Map(file.places.map((place, i) => [place, i]));
  const placeIndex = (place: PvrpifPlace): number => indexOf.get(place) ?? 0;
  const vehicle: FleetVehicle = {
    capacities: [file.capacity],
    depotIndex: 0,
    endDepotIndex: 0,
    fixedCents: 0,
    centsPerKm: CENTS_PER_KM,
    shift: { startSec: 0, endSec: scaled(file.durationMax) },
    unloadBeforeEnd: true,
  };
  const { vehicleTypes } = fleetOf([vehicle]);
  return {
    dimensions: [{ name: "demand", unit: "pieces" }],
    streams: [],
    profiles: [{ name: "roads", matrix: matrixOfRows(file) }],
    depots: [{ placeIndex: file.places.findIndex(({ kind }) => kind === "depot") }],
    facilities: facilities.map((facility) => ({
      id: String(facility.id),
      placeIndex: placeIndex(facility),
      unloadSec: scaled(facility.service),
      unloadSecPerTonne: 0,
      feeCentsPerTonne: 0,
    })),
    // A type for each day, so that an idle vehicle of one does not stand for those of all.
    vehicleTypes: Array.from({ length: file.dayCount }, (_, day) => ({
      ...vehicleTypes[0],
      name: `day ${day + 1}`,
    })),
    vehicles: Array.from({ length: file.dayCount * file.vehicleCount }, (_, i) => ({
      typeIndex: Math.floor(i / file.vehicleCount),
    })),
    stops: sites.flatMap((site, set) =>
      visitSets[set].stopIndices.map(
        (_, visit): Stop => ({
          id: `${site.id} (${visit + 1})`,
          placeIndex: placeIndex(site),
          serviceSec: scaled(site.service),
          loads: [site.demand],
          vehicleIndices: visitSets[set].patterns.flatMap((pattern) => pattern[visit]),
        }),
      ),
    ),
  };
}

function scaled(minutes: number): number {
  return Math.ceil(minutes * TIME_SCALE);
}

function matrixOfRows({ minutes }: PvrpifFile): TravelMatrix {
  const count = minutes.length;
  const matrix = createTravelMatrix(count);
  minutes.forEach((row, from) => {
    row.forEach((value, to) => {
      matrix.travelSec[from * count + to] = scaled(value);
      matrix.travelM[from * count + to] = scaled(value);
    });
  });
  return matrix;
}

/** Names sites whose visits do not follow one pattern; missing visits are named elsewhere. */
function daysApart(
  { vehicleCount }: PvrpifFile,
  sites: readonly PvrpifPlace[],
  visitSets: readonly VisitSet[],
  routes: readonly PlannedRoute[],
): ExtraViolation[] {
  const vehicleOf = new Map<number, number>();
  for (const { vehicleIndex, visits } of routes) {
    for (const visit of visits) {
      if (visit.kind === "stop") vehicleOf.set(visit.stopIndex, vehicleIndex);
    }
  }
  return visitSets.flatMap(({ stopIndices, patterns }, set) => {
    const vehicles = stopIndices.map((stop) => vehicleOf.get(stop));
    const fits = patterns.some((pattern) =>
      vehicles.every((vehicle, i) => vehicle === undefined || pattern[i].includes(vehicle)),
    );
    if (fits) return [];
    const made = vehicles.filter((vehicle) => vehicle !== undefined);
    const days = made.map((vehicle) => Math.floor(vehicle / vehicleCount) + 1);
    const detail = `site ${sites[set].id} is visited on days ${days.join(", ")}`;
    return [{ code: "visit-days", vehicleIndex: made[0], detail }];
  });
}
