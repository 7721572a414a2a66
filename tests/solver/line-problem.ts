import { createTravelMatrix, type TravelMatrix } from "../../src/base/index.ts";
import type { Problem, Stop, VehicleType } from "../../src/solver/index.ts";

/** A matrix of places on a line, at the given metres; one metre takes one second. */
function lineMatrix(positions: readonly number[]): TravelMatrix {
  const matrix = createTravelMatrix(positions.length);
  positions.forEach((from, a) => {
    positions.forEach((to, b) => {
      matrix.travelSec[a * positions.length + b] = Math.abs(from - to);
      matrix.travelM[a * positions.length + b] = Math.abs(from - to);
    });
  });
  return matrix;
}

/** A vehicle that costs one cent a metre and nothing else. */
export const PLAIN_TYPE: VehicleType = {
  name: "truck",
  profileIndex: 0,
  capacities: [10],
  mixedStreams: true,
  startDepotIndex: 0,
  endDepotIndex: 0,
  shift: { startSec: 0, endSec: 100_000 },
  unloadBeforeEnd: false,
  costs: { fixedCents: 0, centsPerKm: 1000, centsPerHour: 0, centsPerOvertimeHour: 0 },
};

/**
 * One depot at 0 and stops on a line, a kilogram each; two vehicles. Place 0 is the depot, the
 * stops follow, then what `extraPositions` names.
 */
export function lineProblem(
  stopPositions: readonly number[],
  extraPositions: readonly number[] = [],
): Problem {
  return {
    dimensions: [{ name: "loadKg", unit: "kg" }],
    streams: [],
    profiles: [{ name: "line", matrix: lineMatrix([0, ...stopPositions, ...extraPositions]) }],
    depots: [{ placeIndex: 0 }],
    facilities: [],
    vehicleTypes: [PLAIN_TYPE],
    vehicles: [{ typeIndex: 0 }, { typeIndex: 0 }],
    stops: stopPositions.map((_, i): Stop => ({ placeIndex: 1 + i, serviceSec: 0, loads: [1] })),
  };
}
