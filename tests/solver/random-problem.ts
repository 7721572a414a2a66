import { createTravelMatrix, INFINITE_M, INFINITE_SEC, type Random } from "../../src/base/index.ts";
import type {
  Facility,
  PlannedVisit,
  Problem,
  Stop,
  TimeWindow,
  Vehicle,
  VehicleType,
} from "../../src/solver/index.ts";

/** Which features a random problem may have; each appears by chance. */
export interface RandomProblemOptions {
  readonly stopCount: number;
  readonly facilityCount: number;
  readonly vehicleCount: number;
  /** Detours may be short cuts and some pairs may have no way. */
  readonly rough: boolean;
}

const SHIFT_SEC = 4000;

/** A small problem with all features of the model crossed at random. */
export function randomProblem(random: Random, options: RandomProblemOptions): Problem {
  const { stopCount, facilityCount, vehicleCount } = options;
  const depotCount = 1 + random.below(2);
  const placeCount = depotCount + facilityCount + stopCount;
  const streamCount = random.below(3);
  const profiles = Array.from({ length: 1 + random.below(2) }, (_, i) => ({
    name: `profile ${i}`,
    matrix: randomMatrix(random, placeCount, options.rough),
  }));
  const typeCount = 1 + random.below(2);
  const vehicleTypes = Array.from({ length: typeCount }, (_, i) =>
    randomType(random, i, profiles.length, depotCount, facilityCount, streamCount),
  );
  const vehicles = Array.from(
    { length: vehicleCount },
    (_, i): Vehicle => ({ id: `truck ${i}`, typeIndex: random.below(typeCount) }),
  );
  const stops = Array.from({ length: stopCount }, (_, i) =>
    randomStop(random, depotCount + facilityCount + i, streamCount, vehicleCount),
  );
  return {
    dimensions: [
      { name: "loadKg", unit: "kg" },
      { name: "volumeL", unit: "l" },
    ],
    streams: Array.from({ length: streamCount }, (_, i) => `stream ${i}`),
    profiles,
    depots: Array.from({ length: depotCount }, (_, i) => ({
      placeIndex: i,
      ...maybe(random, 0.2, { hours: { startSec: 100, endSec: SHIFT_SEC - 100 } }),
    })),
    facilities: Array.from({ length: facilityCount }, (_, i) =>
      randomFacility(random, depotCount + i, streamCount),
    ),
    vehicleTypes,
    vehicles,
    stops,
    ...maybe(random, 0.3, { released: randomReleased(random, stopCount, vehicleCount) }),
  };
}

function maybe<T extends object>(random: Random, chance: number, value: T): T | object {
  return random.float() < chance ? value : {};
}

function randomMatrix(random: Random, placeCount: number, rough: boolean) {
  const matrix = createTravelMatrix(placeCount);
  const x = Array.from({ length: placeCount }, () => random.below(400));
  const y = Array.from({ length: placeCount }, () => random.below(400));
  for (let a = 0; a < placeCount; a++) {
    for (let b = 0; b < placeCount; b++) {
      if (a === b) continue;
      const apart =
        Math.ceil(Math.hypot(x[a] - x[b], y[a] - y[b])) + (rough ? random.below(60) : 0);
      const closed = rough && random.float() < 0.02;
      matrix.travelSec[a * placeCount + b] = closed ? INFINITE_SEC : apart;
      matrix.travelM[a * placeCount + b] = closed ? INFINITE_M : 10 * apart;
    }
  }
  return matrix;
}

function randomStreams(random: Random, streamCount: number, chance: number): number[] {
  const all = Array.from({ length: streamCount }, (_, i) => i);
  return random.float() < chance ? all.filter((stream) => stream !== 0) : all;
}

function randomType(
  random: Random,
  index: number,
  profileCount: number,
  depotCount: number,
  facilityCount: number,
  streamCount: number,
): VehicleType {
  return {
    name: `type ${index}`,
    profileIndex: random.below(profileCount),
    capacities: [200 + random.below(300), 400 + random.below(400)],
    ...maybe(random, 0.5, { streamIndices: randomStreams(random, streamCount, 0.3) }),
    mixedStreams: random.float() < 0.5,
    startDepotIndex: random.below(depotCount),
    ...maybe(random, 0.8, { endDepotIndex: random.below(depotCount) }),
    shift: {
      startSec: random.below(300),
      endSec: SHIFT_SEC - random.below(1500),
      ...maybe(random, 0.4, { overtimeFromSec: 1000 + random.below(1500) }),
    },
    unloadBeforeEnd: facilityCount > 0 && random.float() < 0.7,
    ...maybe(random, 0.2, { durationSecMax: 2000 + random.below(1500) }),
    ...maybe(random, 0.1, { distanceMMax: 12_000 + random.below(15_000) }),
    ...maybe(random, 0.2, { stopCountMax: 2 + random.below(5) }),
    ...maybe(random, 0.2, { tripCountMax: 1 + random.below(3) }),
    costs: {
      fixedCents: random.below(3) * 400,
      centsPerKm: 10 + random.below(90),
      centsPerHour: random.below(2) * random.below(4000),
      centsPerOvertimeHour: random.below(3000),
    },
  };
}

function randomWindows(random: Random): TimeWindow[] {
  const first = random.below(1500);
  const windows = [{ startSec: first, endSec: first + 100 + random.below(1200) }];
  if (random.float() < 0.3) {
    const second = windows[0].endSec + 100 + random.below(500);
    windows.push({ startSec: second, endSec: second + 100 + random.below(800) });
  }
  return windows;
}

function randomFacility(random: Random, placeIndex: number, streamCount: number): Facility {
  return {
    placeIndex,
    ...maybe(random, 0.3, {
      windows: [{ startSec: random.below(500), endSec: 2000 + random.below(2000) }],
    }),
    unloadSec: random.below(120),
    unloadSecPerTonne: random.below(2) * random.below(200),
    feeCentsPerTonne: random.below(2) * random.below(3000),
    ...maybe(random, 0.3, { streamIndices: randomStreams(random, streamCount, 0.5) }),
  };
}

function randomStop(
  random: Random,
  placeIndex: number,
  streamCount: number,
  vehicleCount: number,
): Stop {
  const windows = random.float() < 0.4 ? randomWindows(random) : undefined;
  return {
    placeIndex,
    serviceSec: random.below(100),
    loads: [random.below(150), random.below(250)],
    ...(streamCount > 0 && random.float() < 0.8 ? { streamIndex: random.below(streamCount) } : {}),
    ...(windows === undefined ? {} : { windows }),
    ...maybe(random, 0.5, { priceCents: random.below(1500) }),
    ...maybe(random, 0.15, { vehicleIndices: [random.below(vehicleCount)] }),
  };
}

function randomReleased(random: Random, stopCount: number, vehicleCount: number) {
  const order = Array.from({ length: stopCount }, (_, i) => i);
  random.shuffle(order, stopCount);
  const cut = random.below(stopCount + 1);
  const routes = [{ vehicleIndex: 0, stopIndices: order.slice(0, cut) }];
  if (vehicleCount > 1) routes.push({ vehicleIndex: 1, stopIndices: order.slice(cut) });
  return {
    routes,
    changeVehicleCents: random.below(600),
    changeOrderCents: random.below(300),
  };
}

/** A sequence of visits that need not keep any rule. */
export function randomVisits(random: Random, problem: Problem): PlannedVisit[] {
  const order = problem.stops.map((_, i) => i);
  random.shuffle(order, order.length);
  const visits: PlannedVisit[] = [];
  for (const stopIndex of order.slice(0, 1 + random.below(order.length))) {
    visits.push({ kind: "stop", stopIndex });
    if (problem.facilities.length > 0 && random.float() < 0.4) {
      visits.push({ kind: "facility", facilityIndex: random.below(problem.facilities.length) });
    }
  }
  return visits;
}
