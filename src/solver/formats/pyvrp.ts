import type { Problem, Stop, TimeWindow } from "../problem.ts";
import {
  checkVehicleCount,
  exactCost,
  type FleetVehicle,
  fleetOf,
  matrixOf,
  type Point,
  soundInstance,
  straight,
} from "./fleet.ts";
import { FormatError, type Instance, numberAt, type Parsed, parsing } from "./instance.ts";
import { fieldNumber, listSection, nodeSection, type PyvrpFile, scanPyvrp } from "./pyvrp-file.ts";

/**
 * Reads the VRPLIB dialect of the PyVRP sets: several depots, time windows, prizes, vehicles with
 * capacities, prices, durations and allowed clients of their own, and reloading at depots.
 *
 * The rounding follows the problem type (see `ROUNDINGS`), as do the units of the costs, which are
 * those of the sets' own solutions. Route k of a solution is driven by vehicle k; places are
 * numbered from 0, depots first. A rule that the model lacks is refused by its section's name.
 */
export function readPyvrp(text: string): Parsed<Instance> {
  return parsing(() => {
    const file = scanPyvrp(text);
    const { problem, scale, depotCount, facilityNumbers } = build(file);
    return soundInstance({
      problem,
      costOf: exactCost(1 / scale, 0),
      costDecimals: 0,
      numbering: {
        stopNumbers: problem.stops.map((_, i) => i + depotCount),
        facilityNumbers,
        byVehicle: true,
      },
    });
  });
}

/** Parts of a unit that distances, times, and with them costs, are counted in. */
interface Rounding {
  readonly scale: number;
  readonly round: (value: number) => number;
}

const EXACT: Rounding = { scale: 1000, round: Math.round };
const TRUNCATED: Rounding = { scale: 10, round: Math.floor };
const ROUNDINGS: Readonly<Record<string, Rounding>> = {
  HFVRP: EXACT,
  MDVRPTW: EXACT,
  SDVRPTW: EXACT,
  PCVRPTW: TRUNCATED,
  MTVRPTW: TRUNCATED,
  MTVRPTWR: TRUNCATED,
};
const COORDINATE_TYPE = "EUC_2D";

function build(file: PyvrpFile): {
  problem: Problem;
  scale: number;
  depotCount: number;
  facilityNumbers: number[];
} {
  const rounding = roundingOf(file);
  const placeCount = fieldNumber(file, "DIMENSION");
  const vehicleCount = fieldNumber(file, "VEHICLES");
  checkVehicleCount(file.fields.get("VEHICLES")?.line.number ?? 0, vehicleCount);
  const depotCount = countDepots(file, placeCount);
  const points = nodeSection(file, "NODE_COORD_SECTION", placeCount, (line) => ({
    x: numberAt(line, 1, "x"),
    y: numberAt(line, 2, "y"),
  }));
  if (points === undefined) throw new FormatError(file.lastLine, "NODE_COORD_SECTION is missing");
  const apart = (a: Point, b: Point): number => rounding.round(straight(a, b) * rounding.scale);
  const windows = readWindows(file, placeCount, rounding);
  const reloads = readReloads(file, vehicleCount, depotCount);
  const allowed = readAllowed(file, vehicleCount, placeCount);
  return {
    scale: rounding.scale,
    depotCount,
    facilityNumbers: reloads,
    problem: {
      name: file.fields.get("NAME")?.value ?? "",
      dimensions: [{ name: "demand", unit: "pieces" }],
      streams: [],
      profiles: [{ name: "straight", matrix: matrixOf(points, { metres: apart, seconds: apart }) }],
      depots: Array.from({ length: depotCount }, (_, placeIndex) => ({
        placeIndex,
        ...(windows === undefined ? {} : { hours: windows[placeIndex] }),
      })),
      facilities: reloads.map((placeIndex) => ({
        placeIndex,
        unloadSec: 0,
        unloadSecPerTonne: 0,
        feeCentsPerTonne: 0,
        ...(windows === undefined ? {} : { windows: [windows[placeIndex]] }),
      })),
      ...fleetOf(readFleet(file, vehicleCount, depotCount, rounding)),
      stops: readStops(file, { placeCount, depotCount, rounding, windows, allowed }),
    },
  };
}

function roundingOf(file: PyvrpFile): Rounding {
  const weights = file.fields.get("EDGE_WEIGHT_TYPE");
  if (weights !== undefined && weights.value !== COORDINATE_TYPE) {
    const detail = `EDGE_WEIGHT_TYPE (${weights.value}) must be ${COORDINATE_TYPE}`;
    throw new FormatError(weights.line.number, detail);
  }
  const type = file.fields.get("TYPE");
  const rounding = ROUNDINGS[type?.value ?? ""];
  if (rounding !== undefined) return rounding;
  const known = Object.keys(ROUNDINGS).join(", ");
  throw new FormatError(
    type?.line.number ?? file.lastLine,
    `TYPE (${type?.value ?? "missing"}) must be one of ${known}`,
  );
}

/** Depots are the first nodes of the file, as the numbering of the solutions wants it. */
function countDepots(file: PyvrpFile, placeCount: number): number {
  const section = file.sections.get("DEPOT_SECTION");
  if (section === undefined) return 1;
  const lines = section.lines.filter((line) => line.words[0] !== "-1");
  lines.forEach((line, i) => {
    const node = numberAt(line, 0, "depot");
    if (node === i + 1 && node <= placeCount) return;
    throw new FormatError(line.number, `depot (${node}) must be ${i + 1}: depots come first`);
  });
  if (lines.length > 0) return lines.length;
  throw new FormatError(section.head.number, "DEPOT_SECTION names no depot");
}

function readWindows(
  file: PyvrpFile,
  placeCount: number,
  { scale, round }: Rounding,
): TimeWindow[] | undefined {
  return nodeSection(file, "TIME_WINDOW_SECTION", placeCount, (line) => {
    const startSec = round(numberAt(line, 1, "earliest time") * scale);
    const endSec = round(numberAt(line, 2, "latest time") * scale);
    if (startSec <= endSec) return { startSec, endSec };
    throw new FormatError(line.number, "the earliest time is after the latest");
  });
}

/** Places of the depots where vehicles reload: the model knows them for all vehicles alike. */
function readReloads(file: PyvrpFile, vehicleCount: number, depotCount: number): number[] {
  const lists = listSection(file, "VEHICLES_RELOAD_DEPOT_SECTION", vehicleCount, depotCount);
  if (lists === undefined) return [];
  for (const { line, numbers } of lists) {
    if (numbers.join() === lists[0].numbers.join()) continue;
    const rule = "reload depots that differ between vehicles";
    throw new FormatError(line.number, `VEHICLES_RELOAD_DEPOT_SECTION: ${rule} not supported`);
  }
  return lists[0].numbers.map((node) => node - 1);
}

/** For each place the vehicles that may serve it. */
function readAllowed(
  file: PyvrpFile,
  vehicleCount: number,
  placeCount: number,
): number[][] | undefined {
  const name = "VEHICLES_ALLOWED_CLIENTS_SECTION";
  const lists = listSection(file, name, vehicleCount, placeCount);
  if (lists === undefined) return undefined;
  const allowed = Array.from({ length: placeCount }, (): number[] => []);
  lists.forEach(({ numbers }, vehicle) => {
    for (const node of new Set(numbers)) allowed[node - 1].push(vehicle);
  });
  return allowed;
}

function readFleet(
  file: PyvrpFile,
  vehicleCount: number,
  depotCount: number,
  { scale, round }: Rounding,
): FleetVehicle[] {
  const capacities = vehicleNumbers(file, "CAPACITY", vehicleCount);
  if (capacities === undefined) throw new FormatError(file.lastLine, "CAPACITY is missing");
  const fixed = vehicleNumbers(file, "VEHICLES_FIXED_COST", vehicleCount);
  const unit = vehicleNumbers(file, "VEHICLES_UNIT_DISTANCE_COST", vehicleCount);
  const durations = vehicleNumbers(file, "VEHICLES_MAX_DURATION", vehicleCount);
  const distances = vehicleNumbers(file, "VEHICLES_MAX_DISTANCE", vehicleCount);
  const reloads = vehicleNumbers(file, "VEHICLES_MAX_RELOADS", vehicleCount);
  const depots = listSection(file, "VEHICLES_DEPOT_SECTION", vehicleCount, depotCount);
  return Array.from({ length: vehicleCount }, (_, i) => {
    const depotIndex = (depots?.[i].numbers[0] ?? 1) - 1;
    return {
      capacities: [capacities[i]],
      depotIndex,
      endDepotIndex: depotIndex,
      fixedCents: fixed?.[i] ?? 0,
      centsPerKm: ((unit?.[i] ?? 1) * 1000) / scale, // a cent for each whole unit of distance
      ...(durations === undefined ? {} : { durationSecMax: round(durations[i] * scale) }),
      ...(distances === undefined ? {} : { distanceMMax: round(distances[i] * scale) }),
      ...(reloads === undefined ? {} : { tripCountMax: reloads[i] + 1 }),
    };
  });
}

/** A whole number for each vehicle, given for all in a field or one by one in a section. */
function vehicleNumbers(file: PyvrpFile, name: string, count: number): number[] | undefined {
  if (file.fields.has(name)) {
    const value = fieldNumber(file, name);
    return Array.from({ length: count }, () => value);
  }
  return nodeSection(file, `${name}_SECTION`, count, (line) => {
    const value = numberAt(line, 1, name);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new FormatError(line.number, `${name} (${value}) must be a whole number, not negative`);
  });
}

function readStops(
  file: PyvrpFile,
  known: {
    readonly placeCount: number;
    readonly depotCount: number;
    readonly rounding: Rounding;
    readonly windows: readonly TimeWindow[] | undefined;
    readonly allowed: readonly (readonly number[])[] | undefined;
  },
): Stop[] {
  const { placeCount, depotCount, rounding, windows, allowed } = known;
  const demands = vehicleNumbers(file, "DEMAND", placeCount);
  if (demands === undefined) throw new FormatError(file.lastLine, "DEMAND_SECTION is missing");
  const services = file.fields.has("SERVICE_TIME")
    ? vehicleNumbers(file, "SERVICE_TIME", placeCount)
    : nodeSection(file, "SERVICE_TIME_SECTION", placeCount, (line) => numberAt(line, 1, "service"));
  const prizes = vehicleNumbers(file, "PRIZE", placeCount);
  const releases = nodeSection(file, "RELEASE_TIME_SECTION", placeCount, (line) => {
    const value = rounding.round(numberAt(line, 1, "release time") * rounding.scale);
    if (value >= 0) return value;
    throw new FormatError(line.number, `release time (${value}) must not be negative`);
  });
  const stops: Stop[] = [];
  for (let place = depotCount; place < placeCount; place++) {
    const prize = prizes?.[place] ?? 0;
    const releaseSec = releases?.[place] ?? 0;
    stops.push({
      id: String(place),
      placeIndex: place,
      serviceSec: rounding.round((services?.[place] ?? 0) * rounding.scale),
      loads: [demands[place]],
      ...(windows === undefined ? {} : { windows: [windows[place]] }),
      ...(releaseSec === 0 ? {} : { releaseSec }),
      ...(prize === 0 ? {} : { priceCents: prize }), // without a prize it must be visited
      ...(allowed === undefined ? {} : { vehicleIndices: allowed[place] }),
    });
  }
  return stops;
}
