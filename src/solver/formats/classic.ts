import { createTravelMatrix } from "../../base/index.ts";
import { TIME_MAX_SEC } from "../model.ts";
import { planeProfile } from "../plane.ts";
import type { Plane, Problem, Profile, Stop, TimeWindow } from "../problem.ts";

/** What the classic one-depot problems are made of, place 0 being the depot. */
export interface ClassicInput {
  readonly name: string;
  /** Row-major, `placeCount` squared; absent where `plane` tells them. */
  readonly distances?: Int32Array;
  readonly plane?: Plane;
  readonly placeCount: number;
  readonly capacity: number;
  readonly demands: readonly number[];
  readonly serviceSec: readonly number[];
  readonly windows?: readonly TimeWindow[];
  readonly vehicleCount: number;
  readonly durationSecMax?: number;
  readonly fixedCents: number;
}

const CENTS_PER_KM = 1000; // one cent a metre: the cost is the distance

/** Builds a problem with one stop for each place but the depot, and distances for times. */
export function classicProblem(input: ClassicInput): Problem {
  const { placeCount, windows, durationSecMax } = input;
  const stops: Stop[] = [];
  for (let place = 1; place < placeCount; place++) {
    stops.push({
      id: String(place),
      placeIndex: place,
      serviceSec: input.serviceSec[place],
      loads: [input.demands[place]],
      ...(windows === undefined ? {} : { windows: [windows[place]] }),
    });
  }
  return {
    name: input.name,
    dimensions: [{ name: "demand", unit: "pieces" }],
    streams: [],
    profiles: [profileOf(input)],
    depots: [{ placeIndex: 0 }],
    facilities: [],
    vehicleTypes: [
      {
        name: "vehicle",
        profileIndex: 0,
        capacities: [input.capacity],
        mixedStreams: true,
        startDepotIndex: 0,
        endDepotIndex: 0,
        shift: windows?.[0] ?? { startSec: 0, endSec: TIME_MAX_SEC },
        unloadBeforeEnd: false,
        ...(durationSecMax === undefined ? {} : { durationSecMax }),
        costs: {
          fixedCents: input.fixedCents,
          centsPerKm: CENTS_PER_KM,
          centsPerHour: 0,
          centsPerOvertimeHour: 0,
        },
      },
    ],
    vehicles: Array.from({ length: input.vehicleCount }, () => ({ typeIndex: 0 })),
    stops,
  };
}

function profileOf({ placeCount, distances, plane }: ClassicInput): Profile {
  if (plane !== undefined) return planeProfile("straight", plane);
  const matrix = createTravelMatrix(placeCount);
  if (distances === undefined) return { name: "straight", matrix };
  matrix.travelSec.set(distances);
  matrix.travelM.set(distances);
  return { name: "straight", matrix };
}

/** Vehicles to offer where the set sets no limit: room above what the load needs at least. */
export function amplyManyVehicles(demands: readonly number[], capacity: number): number {
  const total = demands.reduce((sum, demand) => sum + demand, 0);
  const least = Math.ceil(total / Math.max(1, capacity));
  return Math.max(1, Math.min(demands.length - 1, Math.ceil(least * 1.25) + 10));
}
