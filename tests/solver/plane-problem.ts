import { createTravelMatrix, type Random } from "../../src/base/index.ts";
import type { Problem } from "../../src/solver/index.ts";
import { PLAIN_TYPE } from "./line-problem.ts";

export interface PlaneOptions {
  readonly stopCount: number;
  readonly vehicleCount: number;
  readonly capacity: number;
}

/** A plain capacitated problem of random places on a plane; loads of 1 to 5. */
export function planeProblem(random: Random, options: PlaneOptions): Problem {
  const placeCount = options.stopCount + 1;
  const matrix = createTravelMatrix(placeCount);
  const x = Array.from({ length: placeCount }, () => random.below(1000));
  const y = Array.from({ length: placeCount }, () => random.below(1000));
  for (let a = 0; a < placeCount; a++) {
    for (let b = 0; b < placeCount; b++) {
      const metres = Math.round(Math.hypot(x[a] - x[b], y[a] - y[b]));
      matrix.travelSec[a * placeCount + b] = metres;
      matrix.travelM[a * placeCount + b] = metres;
    }
  }
  return {
    dimensions: [{ name: "load", unit: "pieces" }],
    streams: [],
    profiles: [{ name: "plane", matrix }],
    depots: [{ placeIndex: 0 }],
    facilities: [],
    vehicleTypes: [
      {
        ...PLAIN_TYPE,
        capacities: [options.capacity],
        shift: { startSec: 0, endSec: 500_000_000 },
      },
    ],
    vehicles: Array.from({ length: options.vehicleCount }, () => ({ typeIndex: 0 })),
    stops: Array.from({ length: options.stopCount }, (_, i) => ({
      placeIndex: i + 1,
      serviceSec: 0,
      loads: [1 + random.below(5)],
    })),
  };
}

/** The same problem with a window for each stop, half of them tight, and service of 20 seconds. */
export function withWindows(problem: Problem, random: Random): Problem {
  return {
    ...problem,
    stops: problem.stops.map((stop) => {
      const startSec = random.below(3000);
      const endSec = startSec + (random.float() < 0.5 ? 300 : 2000);
      return { ...stop, serviceSec: 20, windows: [{ startSec, endSec }] };
    }),
  };
}
