import type { Problem } from "../problem.ts";
import {
  checkVehicleCount,
  exactCost,
  type FleetVehicle,
  fleetOf,
  matrixOf,
  scaledMeasure,
  soundInstance,
} from "./fleet.ts";
import {
  checkLineCount,
  FormatError,
  type Instance,
  type Line,
  numberAt,
  type Parsed,
  parsing,
  splitLines,
  wholeAt,
} from "./instance.ts";

/** Parts of a unit of distance that are counted: costs are in double precision, to two decimals. */
const SCALE = 10_000;
const COST_DECIMALS = 2;
const MULTI_DEPOT = 2;

/**
 * Reads a multi-depot problem in the form of Cordeau, Gendreau and Laporte (1997): distances are
 * Euclidean, a route's duration is its travel and services; the objective is the total distance.
 *
 * Vehicles are numbered depot by depot, and a solution has one line for each of them. Other
 * problem types of the form (periodic, with time windows) are refused.
 */
export function readMdvrp(text: string): Parsed<Instance> {
  return parsing(() => {
    const lines = splitLines(text);
    if (lines.length === 0) throw new FormatError(0, "the file is empty");
    const [head] = lines;
    const type = wholeAt(head, 0, "type");
    if (type !== MULTI_DEPOT) {
      throw new FormatError(head.number, `type (${type}) must be 2, multi-depot: others not read`);
    }
    const perDepot = wholeAt(head, 1, "vehicles at each depot");
    const stopCount = wholeAt(head, 2, "customers");
    const depotCount = wholeAt(head, 3, "depots");
    checkVehicleCount(head.number, perDepot * Math.max(1, depotCount));
    if (depotCount < 1) throw new FormatError(head.number, "depots (0) must be more");
    checkLineCount(lines, 1 + 2 * depotCount + stopCount);
    const limits = lines.slice(1, 1 + depotCount).map(readLimits);
    const places = lines.slice(1 + depotCount).map((line, i) => readPlace(line, i + 1));
    const problem = build(perDepot, limits, places);
    const stopNumbers = problem.stops.map((_, i) => i + 1);
    return soundInstance({
      problem,
      costOf: exactCost(SCALE, COST_DECIMALS),
      costDecimals: COST_DECIMALS,
      numbering: { stopNumbers, facilityNumbers: [], byVehicle: true },
    });
  });
}

interface Limits {
  readonly durationMax: number;
  readonly capacity: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly service: number;
  readonly demand: number;
}

function readLimits(line: Line): Limits {
  return {
    durationMax: positiveAt(line, 0, "largest duration"),
    capacity: wholeAt(line, 1, "capacity"),
  };
}

function readPlace(line: Line, number: number): Place {
  const given = wholeAt(line, 0, "number");
  if (given !== number) throw new FormatError(line.number, `number (${given}) must be ${number}`);
  return {
    x: numberAt(line, 1, "x"),
    y: numberAt(line, 2, "y"),
    service: positiveAt(line, 3, "service"),
    demand: wholeAt(line, 4, "demand"),
  };
}

function positiveAt(line: Line, word: number, what: string): number {
  const value = numberAt(line, word, what);
  if (value >= 0) return value;
  throw new FormatError(line.number, `${what} (${value}) must not be negative`);
}

function build(perDepot: number, limits: readonly Limits[], places: readonly Place[]): Problem {
  const stopCount = places.length - limits.length;
  const fleet = limits.flatMap(({ durationMax, capacity }, depotIndex) =>
    Array.from(
      { length: perDepot },
      (): FleetVehicle => ({
        capacities: [capacity],
        depotIndex,
        endDepotIndex: depotIndex,
        fixedCents: 0,
        centsPerKm: 1000,
        ...(durationMax === 0 ? {} : { durationSecMax: Math.floor(durationMax * SCALE) }),
      }),
    ),
  );
  return {
    dimensions: [{ name: "demand", unit: "pieces" }],
    streams: [],
    profiles: [{ name: "straight", matrix: matrixOf(places, scaledMeasure(SCALE)) }],
    depots: limits.map((_, depot) => ({ placeIndex: stopCount + depot })),
    facilities: [],
    ...fleetOf(fleet),
    stops: places.slice(0, stopCount).map((place, i) => ({
      id: String(i + 1),
      placeIndex: i,
      serviceSec: Math.ceil(place.service * SCALE),
      loads: [place.demand],
    })),
  };
}
