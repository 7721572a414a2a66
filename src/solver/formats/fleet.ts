import { createTravelMatrix, type TravelMatrix } from "../../base/index.ts";
import { TIME_MAX_SEC } from "../model.ts";
import {
  COST_UNITS_PER_CENT,
  type TimeWindow,
  type Vehicle,
  type VehicleType,
} from "../problem.ts";
import { validateProblem } from "../validate.ts";
import { FormatError, type Instance } from "./instance.ts";

const VEHICLE_COUNT_MAX = 100_000;
const LEG_MAX = 1_000_000_000;

/** A vehicle of a public set; what is left out is free of limit. */
export interface FleetVehicle {
  readonly capacities: readonly number[];
  readonly depotIndex: number;
  /** Absent: the route ends at its last visit. */
  readonly endDepotIndex?: number;
  readonly fixedCents: number;
  readonly centsPerKm: number;
  readonly shift?: TimeWindow;
  readonly durationSecMax?: number;
  readonly distanceMMax?: number;
  readonly stopCountMax?: number;
  readonly loadsTotalMax?: readonly number[];
  readonly tripCountMax?: number;
  readonly profileIndex?: number;
  readonly unloadBeforeEnd?: boolean;
}

/** Refuses more vehicles than a list of them should hold. */
export function checkVehicleCount(lineNumber: number, count: number): void {
  if (count >= 1 && count <= VEHICLE_COUNT_MAX) return;
  const detail = `the number of vehicles (${count}) must be from 1 to ${VEHICLE_COUNT_MAX}`;
  throw new FormatError(lineNumber, detail);
}

/** Gives the instance back, or refuses it for the first fault of its problem: values too large. */
export function soundInstance(instance: Instance): Instance {
  const [fault] = validateProblem(instance.problem);
  if (fault === undefined) return instance;
  throw new FormatError(0, `${fault.path} ${fault.detail}`);
}

/** One vehicle type for all that are alike, and the vehicles in the order given. */
export function fleetOf(fleet: readonly FleetVehicle[]): {
  readonly vehicleTypes: readonly VehicleType[];
  readonly vehicles: readonly Vehicle[];
} {
  const vehicleTypes: VehicleType[] = [];
  const known = new Map<string, number>();
  const vehicles = fleet.map((vehicle) => {
    const key = JSON.stringify(vehicle);
    const typeIndex = known.get(key) ?? vehicleTypes.length;
    if (typeIndex === vehicleTypes.length) {
      known.set(key, typeIndex);
      vehicleTypes.push(typeOf(vehicle, `type ${typeIndex + 1}`));
    }
    return { typeIndex };
  });
  return { vehicleTypes, vehicles };
}

function typeOf(vehicle: FleetVehicle, name: string): VehicleType {
  const { capacities, depotIndex, fixedCents, centsPerKm, shift, ...others } = vehicle;
  return {
    name,
    profileIndex: 0,
    unloadBeforeEnd: false,
    mixedStreams: true,
    startDepotIndex: depotIndex,
    capacities,
    shift: shift ?? { startSec: 0, endSec: TIME_MAX_SEC },
    costs: { fixedCents, centsPerKm, centsPerHour: 0, centsPerOvertimeHour: 0 },
    ...others,
  };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far two points are apart, as the whole numbers of metres and seconds of the matrix. */
export interface Measure {
  readonly metres: (a: Point, b: Point) => number;
  readonly seconds: (a: Point, b: Point) => number;
}

/** The travel matrix between points. */
export function matrixOf(points: readonly Point[], { metres, seconds }: Measure): TravelMatrix {
  const matrix = createTravelMatrix(points.length);
  points.forEach((a, row) => {
    points.forEach((b, column) => {
      const [m, sec] = [metres(a, b), seconds(a, b)];
      if (Math.max(m, sec) >= LEG_MAX) {
        throw new FormatError(0, `places ${row + 1} and ${column + 1} are too far apart`);
      }
      matrix.travelM[row * points.length + column] = m;
      matrix.travelSec[row * points.length + column] = sec;
    });
  });
  return matrix;
}

/** As the crow flies. */
export function straight(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Distances in parts of a unit: to the nearest for costs, up for times, so that limits hold. */
export function scaledMeasure(scale: number): Measure {
  return {
    metres: (a, b) => Math.round(straight(a, b) * scale),
    seconds: (a, b) => Math.ceil(straight(a, b) * scale),
  };
}

/** The exact total cost over `centsPerUnit`, rounded to the decimals of the set. */
export function exactCost(centsPerUnit: number, decimals: number): Instance["costOf"] {
  return ({ cost }) => {
    const parts = 10 ** decimals;
    return Math.round((cost.totalUnits / COST_UNITS_PER_CENT / centsPerUnit) * parts) / parts;
  };
}
