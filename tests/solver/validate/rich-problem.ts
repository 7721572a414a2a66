import type { Problem } from "../../../src/solver/index.ts";
import { validateProblem } from "../../../src/solver/index.ts";
import { lineProblem, PLAIN_TYPE } from "../line-problem.ts";

/** A sound problem that has something of every row of the model. */
export function richProblem(): Problem {
  const base = lineProblem([100, 200, 300, 400]);
  const [profile] = base.profiles;
  const travelSec = profile.matrix.travelSec.map((sec) => 2 * sec);
  return {
    ...base,
    streams: ["residual", "paper"],
    skills: ["lifter"],
    profiles: [{ ...profile, slices: [{ startSec: 5000, travelSec }] }],
    depots: [{ placeIndex: 0, docks: { count: 2, fromSec: 0, everySec: 600 } }],
    facilities: [
      {
        placeIndex: 4,
        unloadSec: 60,
        unloadSecPerTonne: 0,
        feeCentsPerTonne: 0,
        queues: [{ startSec: 1000, queueSec: 300 }],
        loadsTotalMax: [1000],
      },
    ],
    vehicleTypes: [
      {
        ...PLAIN_TYPE,
        skillIndices: [0],
        compactionPermille: [2000],
        compartments: [
          { capacities: [6], streamIndices: [0] },
          { capacities: [4], streamIndices: [1] },
        ],
        breaks: [
          { kind: "window", earliestSec: 3000, latestSec: 4000, restSec: 1800, paid: false },
          {
            kind: "rule",
            drivingSecMax: 16_200,
            restSec: 2700,
            partsSec: [900, 1800],
            paid: true,
          },
        ],
        costs: {
          ...PLAIN_TYPE.costs,
          centsPerLift: 5,
          fuel: { mlPerKm: 400, mlPerTonneKm: 20, centsPerLitre: 170, co2GramsPerLitre: 2650 },
        },
      },
    ],
    vehicles: [
      {
        typeIndex: 0,
        onBoard: [{ streamIndex: 0, loads: [2] }],
        holdCount: 1,
        committed: [{ kind: "stop", stopIndex: 0, alternative: 1 }],
        running: {
          placeIndex: 1,
          fromSec: 500,
          drivingSec: 100,
          workSec: 200,
          breakCount: 0,
          durationSec: 400,
          distanceM: 300,
        },
      },
      { typeIndex: 0 },
    ],
    stops: base.stops.map((stop, i) => ({
      ...stop,
      streamIndex: i % 2,
      skillIndices: [0],
      addedServiceSec: [30],
      lateness: { afterSec: 9000, centsPerHour: 600 },
      alternatives: [{ placeIndex: 2, addedServiceSec: 20 }],
      lifts: 3,
      ...(i > 1 ? { releaseSec: 100 } : {}),
    })),
    groups: [
      { kind: "order", stopIndices: [0, 1] },
      { kind: "exactly-one", stopIndices: [2, 3], priceCents: 700 },
    ],
    released: {
      routes: [{ vehicleIndex: 0, stopIndices: [0, 1] }],
      changeVehicleCents: 100,
      changeOrderCents: 10,
    },
    objective: {
      balance: { by: "duration", centsPerHour: 100 },
      compactness: { neighbourCount: 2, cents: 5 },
      centsPerTonneCo2: 10_000,
    },
  };
}

/** `path: detail` of each fault. */
export function faultsOf(problem: object): string[] {
  return validateProblem(problem as Problem).map(({ path, detail }) => `${path}: ${detail}`);
}

/** The faults of the rich problem with a fresh vehicle once fields of its type are replaced. */
export function faultsOfType(fields: object): string[] {
  const problem = richProblem();
  const vehicleTypes = [{ ...problem.vehicleTypes[0], ...fields }];
  return faultsOf({ ...problem, vehicleTypes, vehicles: [{ typeIndex: 0 }] });
}

/** The faults of the rich problem once fields of its first stop are replaced. */
export function faultsOfStop(fields: object): string[] {
  const problem = richProblem();
  const [first, ...others] = problem.stops;
  return faultsOf({ ...problem, stops: [{ ...first, ...fields }, ...others] });
}

/** The same for its first vehicle. */
export function faultsOfVehicle(fields: object): string[] {
  const problem = richProblem();
  const [first, ...others] = problem.vehicles;
  return faultsOf({ ...problem, vehicles: [{ ...first, ...fields }, ...others] });
}
