import { expect, test } from "vitest";
import { NONE } from "../../src/base/index.ts";
import {
  evaluateRoutes,
  type PlannedVisit,
  type Problem,
  type Route,
  type Stop,
  type Vehicle,
  type VehicleType,
} from "../../src/solver/index.ts";
import { compileModel } from "../../src/solver/model.ts";
import { evaluateSequence, newSequenceFigures } from "../../src/solver/sequence.ts";
import { lineProblem, PLAIN_TYPE } from "./line-problem.ts";

// On the line a metre takes a second and costs a cent.

const HOURLY = { fixedCents: 0, centsPerKm: 0, centsPerHour: 3600, centsPerOvertimeHour: 0 };

/** A problem on the line with changes to its vehicle type and to single stops. */
function lineWith(
  positions: readonly number[],
  type: Partial<VehicleType>,
  stops: readonly Partial<Stop>[] = [],
  extraPositions: readonly number[] = [],
): Problem {
  const problem = lineProblem(positions, extraPositions);
  return {
    ...problem,
    vehicleTypes: [{ ...PLAIN_TYPE, ...type }],
    stops: problem.stops.map((stop, i) => ({ ...stop, ...stops[i] })),
  };
}

function withVehicle(problem: Problem, vehicle: Omit<Vehicle, "typeIndex">): Problem {
  return { ...problem, vehicles: [{ typeIndex: 0, ...vehicle }, ...problem.vehicles.slice(1)] };
}

function stopsOf(...stopIndices: number[]): PlannedVisit[] {
  return stopIndices.map((stopIndex) => ({ kind: "stop", stopIndex }));
}

function evaluate(problem: Problem, visits: readonly PlannedVisit[]): Route & { kept: boolean } {
  const { rulesKept, routes } = evaluateRoutes(problem, [{ vehicleIndex: 0, visits }]);
  return { ...routes[0], kept: rulesKept };
}

/** Kind, index, start and end of each visit between start and end. */
function visitsOf(route: Route): [string, number, number, number][] {
  return route.visits
    .slice(1, -1)
    .map(({ kind, index, startSec, endSec }) => [kind, index, startSec, endSec]);
}

function brokenBy(problem: Problem, codes: readonly number[]): string | undefined {
  const figures = newSequenceFigures();
  const model = compileModel(problem);
  evaluateSequence(model, 0, Int32Array.from(codes), codes.length, figures);
  return figures.broken;
}

test("an unpaid break in a window is taken at the stop that is left within it", () => {
  const breaks = [
    { kind: "window", earliestSec: 150, latestSec: 300, restSec: 50, paid: false },
  ] as const;
  const route = evaluate(lineWith([100, 200], { breaks, costs: HOURLY }), stopsOf(0, 1));
  expect(visitsOf(route)).toEqual([
    ["stop", 0, 100, 100],
    ["stop", 1, 200, 200],
    ["break", 0, 200, 250],
  ]);
  expect(route.kept).toBe(true);
  expect([route.endSec, route.breakSec, route.paidBreakSec]).toEqual([450, 50, 0]);
  expect(route.cost.timeCents).toBe(400); // out for 450, 50 of them unpaid
});

test("a break whose window is not over at the end of the route falls away", () => {
  const breaks = [
    { kind: "window", earliestSec: 300, latestSec: 400, restSec: 50, paid: true },
  ] as const;
  const route = evaluate(lineWith([100, 200], { breaks }), stopsOf(0, 1));
  expect(route.breakSec).toBe(0);
  expect(evaluate(lineWith([100, 201], { breaks }), stopsOf(0, 1)).breakSec).toBe(50);
});

test("a rest under a rule comes before the driving that would be too much", () => {
  const breaks = [{ kind: "rule", drivingSecMax: 250, restSec: 45, paid: true }] as const;
  const route = evaluate(lineWith([100, 200], { breaks }), stopsOf(0, 1));
  expect(visitsOf(route).map(([kind]) => kind)).toEqual(["stop", "stop", "break"]);
  expect(brokenBy(lineWith([300], { breaks }), [0])).toBe("break"); // no visit on the way
});

test("a rest is split where windows leave no room for the whole of it", () => {
  const breaks = [
    { kind: "rule", drivingSecMax: 250, restSec: 45, partsSec: [15, 30], paid: true },
  ] as const;
  const { endDepotIndex: _, ...open } = PLAIN_TYPE;
  const at = (sec: number) => ({ windows: [{ startSec: sec, endSec: sec }] });
  const problem = lineWith([100, 200, 300], { breaks }, [{}, at(215), at(345)]);
  const ending = { ...problem, vehicleTypes: [{ ...open, breaks }] };
  const route = evaluate(ending, stopsOf(0, 1, 2));
  expect(visitsOf(route)).toEqual([
    ["stop", 0, 100, 100],
    ["break", 0, 100, 115],
    ["stop", 1, 215, 215],
    ["break", 0, 215, 245],
    ["stop", 2, 345, 345],
  ]);
  expect(route.visits.map((visit) => visit.alternative)).toEqual([0, 0, 0, 0, 1, 0, 0]);
});

test("a running vehicle leaves at once and rests for what it has driven before", () => {
  const breaks = [{ kind: "rule", drivingSecMax: 350, restSec: 45, paid: true }] as const;
  const running = { placeIndex: 1, fromSec: 1000, drivingSec: 300, workSec: 200, breakCount: 0 };
  const problem = withVehicle(
    lineWith([100, 200], { breaks, durationSecMax: 500, costs: HOURLY }, [{}, { serviceSec: 5 }]),
    { running: { ...running, durationSec: 100, distanceM: 0 } },
  );
  const route = evaluate(problem, stopsOf(1));
  expect(route.startSec).toBe(1000);
  expect(visitsOf(route)).toEqual([
    ["break", 0, 1000, 1045],
    ["stop", 1, 1145, 1150],
  ]);
  expect(route.visits[0].index).toBe(NONE);
  expect(route.kept).toBe(true); // out for 350 and 100 before
  const late = withVehicle(problem, { running: { ...running, durationSec: 151, distanceM: 0 } });
  expect(brokenBy(late, [1])).toBe("duration");
});

test("a running vehicle without visits drives home", () => {
  const running = { placeIndex: 1, fromSec: 1000, drivingSec: 0, workSec: 0, breakCount: 0 };
  const problem = withVehicle(lineWith([100, 200], {}), {
    running: { ...running, durationSec: 0, distanceM: 0 },
  });
  const figures = newSequenceFigures();
  evaluateSequence(compileModel(problem), 0, new Int32Array(0), 0, figures);
  expect(figures).toMatchObject({ broken: undefined, startSec: 1000, endSec: 1100 });
  expect(figures.distanceM).toBe(100);
});

test("a committed break stays where it is, and none is put among committed visits", () => {
  const breaks = [
    { kind: "window", earliestSec: 0, latestSec: 900, restSec: 50, paid: true },
  ] as const;
  const committed: PlannedVisit[] = [
    { kind: "stop", stopIndex: 0 },
    { kind: "break", breakIndex: 0 },
    { kind: "stop", stopIndex: 1 },
  ];
  const problem = withVehicle(lineWith([100, 200], { breaks }), { committed });
  expect(visitsOf(evaluate(problem, committed)).map(([kind]) => kind)).toEqual([
    "stop",
    "break",
    "stop",
  ]);
});

test("held stops come next, with an unloading where they do not fit otherwise", () => {
  const problem = withVehicle(lineWith([100, 200, 300], { capacities: [1] }, [], [50]), {
    committed: stopsOf(2),
    holdCount: 2,
  });
  const model = compileModel({
    ...problem,
    facilities: [{ placeIndex: 4, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
    released: {
      routes: [{ vehicleIndex: 0, stopIndices: [1, 2, 0] }],
      changeVehicleCents: 0,
      changeOrderCents: 0,
    },
  });
  expect([...model.committedCodes[0]]).toEqual([2, 3, 1, 3, 0]);
  expect(model.committedCount[0]).toBe(5);
});

test("a drive over the border of a slice covers the share of the way that each allows", () => {
  const problem = lineWith([100], {});
  const [profile] = problem.profiles;
  const twice = profile.matrix.travelSec.map((sec) => 2 * sec);
  const slow = {
    ...problem,
    profiles: [{ ...profile, slices: [{ startSec: 50, travelSec: twice }] }],
  };
  const route = evaluate(slow, stopsOf(0));
  // Half of the way in the first 50 seconds, the other half takes 100.
  expect(route.visits.map(({ drivingSec }) => drivingSec)).toEqual([0, 150, 200]);
  expect(route.distanceM).toBe(200);
});

test("a facility empties the compartments that it accepts all of", () => {
  const problem: Problem = {
    ...lineWith(
      [100, 200],
      {
        unloadBeforeEnd: true,
        mixedStreams: false,
        compartments: [
          { capacities: [4], streamIndices: [0] },
          { capacities: [7], streamIndices: [1] },
        ],
      },
      [
        { streamIndex: 0, loads: [4] },
        { streamIndex: 1, loads: [5] },
      ],
      [300, 400],
    ),
    streams: ["glass", "paper"],
    facilities: [3, 4].map((placeIndex, stream) => ({
      placeIndex,
      unloadSec: 10,
      unloadSecPerTonne: 1000,
      feeCentsPerTonne: 100_000,
      streamIndices: [stream],
    })),
  };
  const facility = (facilityIndex: number): PlannedVisit => ({ kind: "facility", facilityIndex });
  const route = evaluate(problem, [...stopsOf(0, 1), facility(0), facility(1)]);
  expect(route.visits.map(({ loadsAfter }) => loadsAfter[0])).toEqual([0, 4, 9, 5, 0, 0]);
  expect(route.trips.map(({ streamIndices }) => streamIndices)).toEqual([[0, 1], [1]]);
  expect(visitsOf(route)[2]).toEqual(["facility", 0, 300, 314]); // a second for each kilogram
  expect(route.cost.facilityCents).toBe(900);
  expect(brokenBy(problem, [0, 1, 2])).toBe("no-facility"); // the paper comes home
  expect(brokenBy(problem, [0, 3])).toBe("no-facility"); // it takes none of what is on board
});

test("a vehicle queues by when it arrives, and nobody overtakes", () => {
  const queued = (startSec: number): Route =>
    evaluate(
      {
        ...lineWith([100], {}, [{ serviceSec: startSec }], [100]),
        facilities: [
          {
            placeIndex: 2,
            unloadSec: 0,
            unloadSecPerTonne: 0,
            feeCentsPerTonne: 0,
            queues: [
              { startSec: 50, queueSec: 30 },
              { startSec: 120, queueSec: 0 },
            ],
          },
        ],
      },
      [...stopsOf(0), { kind: "facility", facilityIndex: 0 }],
    );
  expect(visitsOf(queued(0))[1]).toEqual(["facility", 0, 130, 130]);
  expect(visitsOf(queued(20))[1]).toEqual(["facility", 0, 149, 149]); // behind who came at 119
  expect(visitsOf(queued(60))[1]).toEqual(["facility", 0, 160, 160]);
});

test("what is on board at the start takes room and must be unloaded", () => {
  const problem = withVehicle(
    {
      ...lineWith([100], { unloadBeforeEnd: true }, [], [50]),
      facilities: [{ placeIndex: 2, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 1000 }],
    },
    { onBoard: [{ loads: [9] }] },
  );
  const route = evaluate(problem, [...stopsOf(0), { kind: "facility", facilityIndex: 0 }]);
  expect(route.kept).toBe(true);
  expect(route.cost.facilityCents).toBe(10); // ten kilograms
  const fuller = withVehicle(problem, { onBoard: [{ loads: [10] }] });
  expect(brokenBy(fuller, [0, 1])).toBe("capacity");
});

test("lateness costs by the second and bounds the departure", () => {
  const stop = { lateness: { afterSec: 80, centsPerHour: 3600 }, serviceSec: 10 };
  const route = evaluate(lineWith([100], {}, [stop]), stopsOf(0));
  expect(route.visits[1].lateSec).toBe(20);
  expect(route.cost.latenessCents).toBe(20);
  const punctual = { lateness: { afterSec: 300, centsPerHour: 1 } };
  const opening = { windows: [{ startSec: 600, endSec: 700 }] };
  const early = evaluate(lineWith([100, 200], {}, [punctual, opening]), stopsOf(0, 1));
  // Without lateness it would leave at 400 to reach the second stop as it opens.
  expect(early.visits.map(({ startSec }) => startSec)).toEqual([200, 300, 600, 800]);
});

test("a stop served on the other side of the street is served there", () => {
  const alternatives = [{ placeIndex: 2, addedServiceSec: 7 }];
  const problem = lineWith([100], {}, [{ alternatives, serviceSec: 3 }], [40]);
  const route = evaluate(problem, [{ kind: "stop", stopIndex: 0, alternative: 1 }]);
  expect(visitsOf(route)).toEqual([["stop", 0, 40, 50]]);
  expect(route.visits[1]).toMatchObject({ alternative: 1, placeIndex: 2 });
  expect(route.cost.distanceCents).toBe(80);
});

test("a trip leaves its depot or facility no earlier than its stops are released", () => {
  const problem = {
    ...lineWith([100, 100], {}, [{ releaseSec: 30 }, { releaseSec: 900 }], [100]),
    facilities: [{ placeIndex: 3, unloadSec: 5, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
  };
  const facility: PlannedVisit = { kind: "facility", facilityIndex: 0 };
  const route = evaluate(problem, [...stopsOf(0), facility, ...stopsOf(1)]);
  expect(route.startSec).toBe(795); // as late as the second release allows
  expect(visitsOf(route)[1]).toEqual(["facility", 0, 895, 900]);
  expect(evaluate(problem, stopsOf(0)).startSec).toBeGreaterThanOrEqual(30);
});

test("service by type, lifts, compaction, skills and docks are those of the vehicle", () => {
  const problem: Problem = {
    ...lineWith(
      [100],
      {
        capacities: [10],
        compactionPermille: [2550],
        costs: { ...PLAIN_TYPE.costs, centsPerLift: 20 },
      },
      [{ addedServiceSec: [8], serviceSec: 2, lifts: 3, loads: [25] }],
    ),
    depots: [{ placeIndex: 0, docks: { count: 1, fromSec: 60, everySec: 500 } }],
    skills: ["lifter"],
  };
  const route = evaluate(problem, stopsOf(0));
  expect(route.kept).toBe(true);
  expect(visitsOf(route)).toEqual([["stop", 0, 160, 170]]);
  expect(route.cost.liftCents).toBe(60);
  const model = compileModel(problem);
  expect(model.nodeOpenSec[model.firstStart + 1]).toBe(560); // the second at the dock
  const [stop] = problem.stops;
  expect(brokenBy({ ...problem, stops: [{ ...stop, loads: [26] }] }, [0])).toBe("access");
  expect(brokenBy({ ...problem, stops: [{ ...stop, skillIndices: [0] }] }, [0])).toBe("access");
});

test("fuel is burnt by metres and by what they are driven with, and its carbon has a price", () => {
  const fuel = { mlPerKm: 100, mlPerTonneKm: 1000, centsPerLitre: 200, co2GramsPerLitre: 2000 };
  const problem = {
    ...lineWith([1000, 3000], { capacities: [900], costs: { ...HOURLY, fuel } }, [
      { loads: [500] },
      { loads: [300] },
    ]),
    objective: { centsPerTonneCo2: 50_000 },
  };
  const route = evaluate(problem, stopsOf(0, 1));
  // 6 km empty: 600 ml; 500 kg over 2 km and 800 kg over 3 km: 1000 + 2400 ml.
  expect(route.fuelMl).toBe(4000);
  expect(route.cost.fuelCents).toBe(800);
  expect(route.cost.co2Cents).toBe(400); // 8 kg
});

test("groups that one route can break are kept by it", () => {
  const grouped = (
    kind: "order" | "direct-order" | "different-vehicle",
    ...stopIndices: number[]
  ) => ({
    ...lineProblem([100, 200, 300]),
    groups: [{ kind, stopIndices }],
  });
  expect(brokenBy(grouped("order", 0, 2), [0, 1, 2])).toBeUndefined();
  expect(brokenBy(grouped("order", 2, 0), [0, 1, 2])).toBe("group");
  expect(brokenBy(grouped("direct-order", 0, 2), [0, 1, 2])).toBe("group");
  expect(brokenBy(grouped("direct-order", 0, 1, 2), [0, 2])).toBeUndefined();
  expect(brokenBy(grouped("different-vehicle", 0, 2), [0, 1, 2])).toBe("group");
});

test("what facilities take in is counted for quotas", () => {
  const problem: Problem = {
    ...lineWith([100, 200], {}, [{ loads: [3] }, { loads: [4] }], [50, 60]),
    facilities: [3, 4].map((placeIndex) => ({
      placeIndex,
      unloadSec: 0,
      unloadSecPerTonne: 0,
      feeCentsPerTonne: 0,
      loadsTotalMax: [5],
    })),
  };
  const figures = newSequenceFigures();
  evaluateSequence(compileModel(problem), 0, Int32Array.of(0, 3, 1, 2), 4, figures);
  expect([...figures.facilityLoads]).toEqual([4, 3]);
  expect(figures.kgTotal).toBe(7);
});

test("a hand edit that is late somewhere still shows its breaks", () => {
  const breaks = [
    { kind: "window", earliestSec: 150, latestSec: 300, restSec: 50, paid: true },
  ] as const;
  const closing = { windows: [{ startSec: 0, endSec: 90 }] };
  const route = evaluate(lineWith([100, 200], { breaks }, [closing]), stopsOf(0, 1));
  expect(route.kept).toBe(false);
  expect(visitsOf(route)).toEqual([
    ["stop", 0, 100, 100],
    ["stop", 1, 200, 200],
    ["break", 0, 200, 250],
  ]);
});
