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
import { readPyvrp } from "./pyvrp.ts";

const SCALE = 10_000;
const COST_DECIMALS = 2;
/** Cents of a whole unit of cost. */
const CENTS_PER_UNIT = 10_000;
/** A range from here on is none. */
const RANGE_NONE = 999_999;

/**
 * Reads a problem with a heterogeneous fleet: the classic sets after Golden et al. (1984) and
 * Taillard (1999), known by their comment lines, or else the VRPLIB dialect of the larger set.
 *
 * Classic: distances are Euclidean; the objective is the fixed costs of the vehicles used and the
 * distance of each at its price. A solution has one line for each vehicle, in order of the types.
 */
export function readHvrp(text: string): Parsed<Instance> {
  if (!/^\s*\/\//.test(text)) return readPyvrp(text);
  return parsing(() => {
    const lines = splitLines(text).filter((line) => !line.text.startsWith("//"));
    if (lines.length === 0) throw new FormatError(0, "the file has nothing but comments");
    const [head] = lines;
    const stopCount = wholeAt(head, 0, "customers");
    const typeCount = wholeAt(head, 1, "vehicle types");
    const range = numberAt(head, 2, "range");
    const service = numberAt(head, 3, "service time");
    checkLineCount(lines, 2 + typeCount + stopCount);
    const limit = range < RANGE_NONE ? { durationSecMax: Math.floor(range * SCALE) } : {};
    const fleet = lines.slice(1, 1 + typeCount).flatMap((line) => readType(line, limit));
    checkVehicleCount(head.number, fleet.length);
    const places = lines.slice(1 + typeCount).map((line, i) => ({
      x: numberAt(line, 0, "x"),
      y: numberAt(line, 1, "y"),
      demand: i === 0 ? 0 : wholeAt(line, 2, "demand"),
    }));
    return soundInstance({
      problem: build(fleet, places, Math.ceil(service * SCALE)),
      costOf: exactCost(CENTS_PER_UNIT, COST_DECIMALS),
      costDecimals: COST_DECIMALS,
      numbering: {
        stopNumbers: places.slice(1).map((_, i) => i + 1),
        facilityNumbers: [],
        byVehicle: true,
      },
    });
  });
}

function readType(line: Line, limit: { durationSecMax?: number }): FleetVehicle[] {
  const count = wholeAt(line, 0, "number of vehicles");
  if (count > 0) checkVehicleCount(line.number, count);
  return Array.from({ length: count }, () => ({
    capacities: [wholeAt(line, 1, "capacity")],
    depotIndex: 0,
    endDepotIndex: 0,
    fixedCents: (thousandths(line, 2, "fixed cost") * CENTS_PER_UNIT) / 1000,
    // A distance is 10 km and a unit of cost 10,000 cents.
    centsPerKm: thousandths(line, 3, "cost of a distance"),
    ...limit,
  }));
}

function thousandths(line: Line, word: number, what: string): number {
  const value = numberAt(line, word, what) * 1000;
  if (value >= 0 && Math.abs(value - Math.round(value)) < 1e-6) return Math.round(value);
  throw new FormatError(line.number, `${what} must not be negative, with three decimals at most`);
}

function build(
  fleet: readonly FleetVehicle[],
  places: readonly { x: number; y: number; demand: number }[],
  serviceSec: number,
): Problem {
  return {
    dimensions: [{ name: "demand", unit: "pieces" }],
    streams: [],
    profiles: [{ name: "straight", matrix: matrixOf(places, scaledMeasure(SCALE)) }],
    depots: [{ placeIndex: 0 }],
    facilities: [],
    ...fleetOf(fleet),
    stops: places.slice(1).map(({ demand }, i) => ({
      id: String(i + 1),
      placeIndex: i + 1,
      serviceSec,
      loads: [demand],
    })),
  };
}
