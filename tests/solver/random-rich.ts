import { createTravelMatrix, Random } from "../../src/base/index.ts";
import {
  type Break,
  type Facility,
  type Group,
  type Objective,
  type PlannedVisit,
  type Problem,
  type ReleasedPlan,
  type Stop,
  type TravelSlice,
  type Vehicle,
  type VehicleType,
  validateProblem,
} from "../../src/solver/index.ts";

/** What a random instance may have; each of them is a row of the model. */
export const FEATURES = [
  "windows",
  "prices",
  "trips",
  "streams",
  "access",
  "overtime",
  "limits",
  "open-end",
  "two-depots",
  "released",
  "slices",
  "queues",
  "docks",
  "quota",
  "compartments",
  "compaction",
  "skills",
  "added-service",
  "alternatives",
  "lateness",
  "release",
  "running",
  "on-board",
  "held",
  "committed",
  "exactly-one",
  "all-or-none",
  "same-vehicle",
  "different-vehicle",
  "order",
  "direct-order",
  "lifts",
  "fuel",
  "co2",
  "balance-duration",
  "balance-load",
  "compactness",
  "break-window",
  "break-driving",
  "break-work",
] as const;

export type Feature = (typeof FEATURES)[number];

/** What a feature makes no sense without. */
const NEEDS: Partial<Record<Feature, readonly Feature[]>> = {
  queues: ["trips"],
  quota: ["trips"],
  compartments: ["trips", "streams"],
  "on-board": ["trips"],
  held: ["released"],
  co2: ["fuel"],
};

const GROUP_KINDS: readonly Group["kind"][] = [
  "exactly-one",
  "all-or-none",
  "same-vehicle",
  "different-vehicle",
  "order",
  "direct-order",
];

export interface RichInstance {
  readonly seed: number;
  readonly features: ReadonlySet<Feature>;
  readonly problem: Problem;
}

/**
 * The features of an instance: two that the seed steps through, so that every pair comes up once in
 * `FEATURES.length * (FEATURES.length - 1) / 2` seeds, up to two more by chance, and what these
 * need.
 */
function featuresOf(seed: number, random: Random): Set<Feature> {
  const count = FEATURES.length;
  // A step that shares no divisor with the number of pairs mixes the pairs of neighbouring seeds.
  let pair = (seed * 307) % ((count * (count - 1)) / 2);
  let first = 0;
  while (pair >= count - 1 - first) {
    pair -= count - 1 - first;
    first++;
  }
  const features = new Set<Feature>([FEATURES[first], FEATURES[first + 1 + pair]]);
  for (let more = random.below(3); more > 0; more--) features.add(FEATURES[random.below(count)]);
  for (const feature of [...features])
    for (const needed of NEEDS[feature] ?? []) features.add(needed);
  return features;
}

/** A small sound problem in which the features of its seed are crossed. */
export function richInstance(seed: number, stopCountMax = 9): RichInstance {
  const random = new Random(seed);
  const features = featuresOf(seed, random);
  for (;;) {
    // What is drawn may contradict itself: groups each other, committed visits a rule.
    const problem = richProblem(features, random, stopCountMax);
    if (validateProblem(problem).length === 0) return { seed, features, problem };
  }
}

type Has = (feature: Feature) => boolean;

interface Sizes {
  readonly depotCount: number;
  readonly facilityCount: number;
  readonly stopCount: number;
  readonly vehicleCount: number;
  readonly typeCount: number;
  readonly placeCount: number;
}

function sizesOf(features: ReadonlySet<Feature>, random: Random, stopCountMax: number): Sizes {
  const has: Has = (feature) => features.has(feature);
  const breaks = ["break-window", "break-driving", "break-work"] as const;
  const breakCount = breaks.filter(has).length;
  const depotCount = has("two-depots") ? 2 : 1;
  const facilityCount = has("trips") ? 1 + random.below(breakCount > 0 ? 1 : 2) : 0;
  const cost = (has("trips") ? 1 : 0) + breakCount + (has("alternatives") ? 1 : 0);
  const mostStops = [6, 5, 5, 4, 4, 4][cost] + (cost === 0 ? random.below(2) : 0);
  const stopCount = Math.min(stopCountMax, mostStops);
  const several = ["balance-duration", "balance-load", "compactness", "same-vehicle"] as const;
  const more = has("different-vehicle") || several.some(has) ? 2 : 1 + random.below(3);
  return {
    depotCount,
    facilityCount,
    stopCount,
    vehicleCount: Math.min(more, breakCount > 1 ? 2 : 3),
    typeCount: 1 + random.below(2),
    placeCount: depotCount + facilityCount + 2 * stopCount,
  };
}

function richProblem(
  features: ReadonlySet<Feature>,
  random: Random,
  stopCountMax: number,
): Problem {
  const has: Has = (feature) => features.has(feature);
  const sizes = sizesOf(features, random, stopCountMax);
  const streamCount = has("streams") ? 2 : 0;
  const profiles = Array.from({ length: sizes.typeCount }, (_, i) => {
    const matrix = planeMatrix(random, sizes.placeCount);
    const slices = has("slices") ? { slices: slicesOf(random, matrix.travelSec) } : {};
    return { name: `profile ${i}`, matrix, ...slices };
  });
  const vehicleTypes = Array.from({ length: sizes.typeCount }, (_, i) =>
    typeOf(random, has, sizes, i, streamCount),
  );
  const stops = Array.from({ length: sizes.stopCount }, (_, i) =>
    stopOf(random, has, sizes, i, vehicleTypes, streamCount),
  );
  const released = has("released") ? { released: releasedOf(random, sizes) } : {};
  const vehicles = vehiclesOf(random, has, sizes, vehicleTypes, released.released);
  const groups = GROUP_KINDS.filter((kind) => has(kind)).map((kind) =>
    groupOf(random, kind, sizes.stopCount),
  );
  const choices = new Set(
    groups.flatMap(({ kind, stopIndices }) => (kind === "exactly-one" ? stopIndices : [])),
  );
  const objective = objectiveOf(random, has);
  return {
    dimensions: [
      { name: "loadKg", unit: "kg" },
      { name: "volumeL", unit: "l" },
    ],
    streams: Array.from({ length: streamCount }, (_, i) => `stream ${i}`),
    profiles,
    depots: Array.from({ length: sizes.depotCount }, (_, i) => ({
      placeIndex: i,
      ...(has("limits") && random.below(3) === 0
        ? { hours: { startSec: 100, endSec: 5000 + random.below(2000) } }
        : {}),
      ...(has("docks")
        ? { docks: { count: 1, fromSec: random.below(300), everySec: 100 + random.below(400) } }
        : {}),
    })),
    facilities: Array.from({ length: sizes.facilityCount }, (_, i) =>
      facilityOf(random, has, sizes, i),
    ),
    vehicleTypes,
    vehicles,
    stops: stops.map((stop, i) => (choices.has(i) ? withoutPrice(stop) : stop)),
    ...(has("skills") ? { skills: ["lifter", "permit"] } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...released,
    ...(objective === undefined ? {} : { objective }),
  };
}

function withoutPrice(stop: Stop): Stop {
  const { priceCents: _, ...rest } = stop;
  return rest;
}

function planeMatrix(random: Random, placeCount: number) {
  const matrix = createTravelMatrix(placeCount);
  const x = Array.from({ length: placeCount }, () => random.below(400));
  const y = Array.from({ length: placeCount }, () => random.below(400));
  for (let a = 0; a < placeCount; a++) {
    for (let b = 0; b < placeCount; b++) {
      if (a === b) continue;
      const apart = Math.ceil(Math.hypot(x[a] - x[b], y[a] - y[b])) + random.below(30);
      matrix.travelSec[a * placeCount + b] = apart;
      matrix.travelM[a * placeCount + b] = 10 * apart + random.below(10);
    }
  }
  return matrix;
}

function slicesOf(random: Random, base: Int32Array): TravelSlice[] {
  let startSec = 0;
  return Array.from({ length: 1 + random.below(3) }, () => {
    startSec += 200 + random.below(900);
    const permille = 500 + random.below(1500);
    const travelSec = base.map((sec) =>
      sec === 0 ? 0 : Math.max(1, Math.floor((sec * permille) / 1000) + random.below(20)),
    );
    return { startSec, travelSec };
  });
}

function typeOf(
  random: Random,
  has: Has,
  sizes: Sizes,
  index: number,
  streamCount: number,
): VehicleType {
  const tight = has("trips") || has("compaction");
  const capacities = tight ? [150 + random.below(250), 300 + random.below(400)] : [2000, 4000];
  const breaks = breaksOf(random, has);
  const limits = has("limits");
  return {
    name: `type ${index}`,
    profileIndex: index,
    capacities,
    ...(has("compaction")
      ? { compactionPermille: [700 + random.below(800), 700 + random.below(800)] }
      : {}),
    ...(has("compartments")
      ? {
          compartments: [0, 1].map((stream) => ({
            streamIndices: [stream],
            capacities: capacities.map((most) => Math.floor((most * (4 + random.below(4))) / 10)),
          })),
        }
      : {}),
    ...(has("skills") ? { skillIndices: [0, 1].filter(() => random.below(10) < 7) } : {}),
    ...(breaks.length > 0 ? { breaks } : {}),
    ...(streamCount > 0 && random.below(5) === 0 ? { streamIndices: [0] } : {}),
    mixedStreams: random.below(2) === 0,
    startDepotIndex: random.below(sizes.depotCount),
    ...(has("open-end") ? {} : { endDepotIndex: random.below(sizes.depotCount) }),
    shift: {
      startSec: random.below(200),
      endSec: limits ? 2500 + random.below(2000) : 9000,
      ...(has("overtime") ? { overtimeFromSec: 800 + random.below(1500) } : {}),
    },
    unloadBeforeEnd: sizes.facilityCount > 0 && random.below(4) > 0,
    ...(limits && random.below(2) === 0 ? { durationSecMax: 1200 + random.below(1500) } : {}),
    ...(limits && random.below(3) === 0 ? { distanceMMax: 8000 + random.below(12_000) } : {}),
    ...(limits && random.below(3) === 0 ? { stopCountMax: 2 + random.below(3) } : {}),
    ...(limits && random.below(3) === 0 ? { tripCountMax: 1 + random.below(2) } : {}),
    ...(limits && random.below(3) === 0
      ? { loadsTotalMax: [100 + random.below(300), 200 + random.below(500)] }
      : {}),
    costs: {
      fixedCents: random.below(4) * 300,
      centsPerKm: 20 + random.below(130),
      centsPerHour: random.below(3) === 0 ? 0 : 500 + random.below(3500),
      centsPerOvertimeHour: has("overtime") ? 500 + random.below(6000) : 0,
      ...(has("lifts") ? { centsPerLift: random.below(100) } : {}),
      ...(has("fuel")
        ? {
            fuel: {
              mlPerKm: 200 + random.below(300),
              mlPerTonneKm: random.below(1500),
              centsPerLitre: 100 + random.below(100),
              co2GramsPerLitre: 2640,
            },
          }
        : {}),
    },
  };
}

function breaksOf(random: Random, has: Has): Break[] {
  const breaks: Break[] = [];
  const paid = (): boolean => random.below(2) === 0;
  if (has("break-window")) {
    let earliestSec = 300 + random.below(700);
    for (let more = 1 + random.below(4) / 3; more >= 1; more--) {
      const latestSec = earliestSec + 100 + random.below(500);
      const restSec = 100 + random.below(300);
      breaks.push({ kind: "window", earliestSec, latestSec, restSec, paid: paid() });
      earliestSec = latestSec + random.below(400);
    }
  }
  const split = (restSec: number): { partsSec: [number, number] } | object =>
    random.below(2) === 0
      ? { partsSec: [Math.floor(restSec / 3), restSec - Math.floor(restSec / 3)] }
      : {};
  if (has("break-driving")) {
    const restSec = 90 + random.below(250);
    const drivingSecMax = 550 + random.below(500);
    breaks.push({ kind: "rule", drivingSecMax, restSec, ...split(restSec), paid: paid() });
  }
  if (has("break-work")) {
    const restSec = 90 + random.below(250);
    const workSecMax = 700 + random.below(700);
    breaks.push({ kind: "rule", workSecMax, restSec, ...split(restSec), paid: paid() });
  }
  return breaks;
}

function facilityOf(random: Random, has: Has, sizes: Sizes, index: number): Facility {
  const queueStart = random.below(600);
  return {
    placeIndex: sizes.depotCount + index,
    ...(has("windows") && random.below(2) === 0
      ? {
          windows: [
            { startSec: random.below(800), endSec: 1200 + random.below(800) },
            { startSec: 2300 + random.below(400), endSec: 8000 },
          ],
        }
      : {}),
    unloadSec: random.below(120),
    unloadSecPerTonne: random.below(2) * random.below(400),
    feeCentsPerTonne: random.below(2) * random.below(3000),
    ...(has("streams") && index === 0 && sizes.facilityCount > 1
      ? { streamIndices: [random.below(2)] }
      : {}),
    ...(has("queues")
      ? {
          queues: [
            { startSec: queueStart, queueSec: 50 + random.below(400) },
            { startSec: queueStart + 200 + random.below(500), queueSec: random.below(200) },
          ],
        }
      : {}),
    ...(has("quota") ? { loadsTotalMax: [150 + random.below(300), 300 + random.below(700)] } : {}),
  };
}

function stopOf(
  random: Random,
  has: Has,
  sizes: Sizes,
  index: number,
  types: readonly VehicleType[],
  streamCount: number,
): Stop {
  const own = sizes.depotCount + sizes.facilityCount + index;
  const mostPriced = has("prices") ? 7 : 1;
  return {
    placeIndex: own,
    serviceSec: 10 + random.below(120),
    loads: [10 + random.below(120), 20 + random.below(200)],
    ...(streamCount > 0 && (has("compartments") || random.below(5) > 0)
      ? { streamIndex: random.below(streamCount) }
      : {}),
    ...(has("windows") && random.below(2) === 0 ? { windows: windowsOf(random) } : {}),
    ...(random.below(10) < mostPriced ? { priceCents: 100 + random.below(900) } : {}),
    ...(has("access") && random.below(3) === 0
      ? { vehicleIndices: [random.below(sizes.vehicleCount)] }
      : {}),
    ...(has("skills") && random.below(2) === 0 ? { skillIndices: [random.below(2)] } : {}),
    ...(has("added-service") && random.below(2) === 0
      ? { addedServiceSec: types.map(() => random.below(300)) }
      : {}),
    ...(has("lateness") && random.below(3) > 0
      ? { lateness: { afterSec: 200 + random.below(1200), centsPerHour: 500 + random.below(6000) } }
      : {}),
    ...(has("alternatives") && random.below(2) === 0
      ? {
          alternatives: [
            {
              placeIndex: own + sizes.stopCount,
              addedServiceSec: random.below(2) * random.below(60),
            },
          ],
        }
      : {}),
    ...(has("lifts") && random.below(2) === 0 ? { lifts: random.below(6) } : {}),
    ...(has("release") && random.below(2) === 0 ? { releaseSec: random.below(1800) } : {}),
  };
}

function windowsOf(random: Random) {
  const first = random.below(1200);
  const windows = [{ startSec: first, endSec: first + 150 + random.below(900) }];
  if (random.below(3) > 0) return windows;
  const second = windows[0].endSec + 100 + random.below(500);
  return [...windows, { startSec: second, endSec: second + 150 + random.below(600) }];
}

function releasedOf(random: Random, sizes: Sizes): ReleasedPlan {
  const order = Array.from({ length: sizes.stopCount }, (_, i) => i);
  random.shuffle(order, order.length);
  const kept = order.slice(random.below(2));
  const routes = Array.from({ length: sizes.vehicleCount }, (_, vehicleIndex) => ({
    vehicleIndex,
    stopIndices: kept.filter((_stop, i) => i % sizes.vehicleCount === vehicleIndex),
  }));
  return {
    routes,
    changeVehicleCents: random.below(400),
    changeOrderCents: random.below(200),
  };
}

function vehiclesOf(
  random: Random,
  has: Has,
  sizes: Sizes,
  types: readonly VehicleType[],
  released: ReleasedPlan | undefined,
): Vehicle[] {
  return Array.from({ length: sizes.vehicleCount }, (_, i): Vehicle => {
    const typeIndex = i === 0 ? 0 : random.below(types.length);
    const type = types[typeIndex];
    const own = released?.routes[i].stopIndices ?? [i];
    const committed: PlannedVisit[] =
      has("committed") && own.length > 0 && random.below(2) === 0
        ? [{ kind: "stop", stopIndex: own[0] }]
        : [];
    return {
      typeIndex,
      ...(has("two-depots") && random.below(3) === 0
        ? { startDepotIndex: random.below(sizes.depotCount) }
        : {}),
      ...(committed.length > 0 ? { committed } : {}),
      ...(has("held") && random.below(2) === 0 ? { holdCount: 1 + random.below(2) } : {}),
      ...(has("on-board") && random.below(3) > 0
        ? {
            onBoard: [
              {
                loads: [random.below(60), random.below(100)],
                ...(has("compartments") ? { streamIndex: random.below(2) } : {}),
              },
            ],
          }
        : {}),
      ...(has("running") && (i === 0 || random.below(2) === 0)
        ? { running: runningOf(random, sizes, type) }
        : {}),
    };
  });
}

function runningOf(random: Random, sizes: Sizes, type: VehicleType) {
  const windows = (type.breaks ?? []).filter(({ kind }) => kind === "window").length;
  return {
    placeIndex: random.below(sizes.placeCount),
    fromSec: 200 + random.below(800),
    drivingSec: random.below(300),
    workSec: 300 + random.below(200),
    breakCount: random.below(windows + 1),
    durationSec: random.below(500),
    distanceM: random.below(3000),
  };
}

function groupOf(random: Random, kind: Group["kind"], stopCount: number): Group {
  const order = Array.from({ length: stopCount }, (_, i) => i);
  random.shuffle(order, order.length);
  return {
    kind,
    stopIndices: order.slice(0, 2 + random.below(2)),
    ...(kind === "exactly-one" && random.below(2) === 0
      ? { priceCents: 200 + random.below(700) }
      : {}),
  };
}

function objectiveOf(random: Random, has: Has): Objective | undefined {
  const balance = has("balance-duration")
    ? { balance: { by: "duration" as const, centsPerHour: 500 + random.below(3000) } }
    : has("balance-load")
      ? { balance: { by: "load" as const, centsPerTonne: 500 + random.below(4000) } }
      : {};
  const objective: Objective = {
    ...balance,
    ...(has("compactness")
      ? { compactness: { neighbourCount: 1 + random.below(3), cents: 20 + random.below(200) } }
      : {}),
    ...(has("co2") ? { centsPerTonneCo2: 5000 + random.below(20_000) } : {}),
  };
  return Object.keys(objective).length > 0 ? objective : undefined;
}
