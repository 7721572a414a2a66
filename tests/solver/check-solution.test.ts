import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { checkSolution, type Problem, type Solution, solve } from "../../src/solver/index.ts";
import { randomProblem } from "./random-problem.ts";

/** A copy that a test may write to. */
type Writable<T> = T extends Int32Array | Float64Array
  ? T
  : T extends readonly (infer Item)[]
    ? Writable<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Writable<T[Key]> }
      : T;

/** Spoils a solution in one way; gives the code that must be named, or undefined if it cannot. */
type Defect = (
  solution: Writable<Solution>,
  problem: Problem,
  random: Random,
) => string | undefined;

function anyRoute(solution: Writable<Solution>, random: Random) {
  return solution.routes[random.below(solution.routes.length)];
}

function anyVisit(solution: Writable<Solution>, random: Random) {
  const { visits } = anyRoute(solution, random);
  return visits[1 + random.below(visits.length - 2)];
}

function spoilNumber(
  name: "arrivalSec" | "waitingSec" | "startSec" | "endSec" | "drivingSec" | "distanceM",
  code: string,
): Defect {
  return (solution, _, random) => {
    anyVisit(solution, random)[name] += random.float() < 0.5 ? 1 : -1;
    return code;
  };
}

const DEFECTS: readonly Defect[] = [
  spoilNumber("arrivalSec", "stated-time"),
  spoilNumber("waitingSec", "stated-time"),
  spoilNumber("startSec", "stated-time"),
  spoilNumber("endSec", "stated-time"),
  spoilNumber("drivingSec", "stated-time"),
  spoilNumber("distanceM", "stated-distance"),
  (solution, _, random) => {
    anyVisit(solution, random).loadsAfter[0] += 1;
    return "stated-load";
  },
  (solution, _, random) => {
    const route = anyRoute(solution, random);
    route.overtimeSec += 1;
    return "stated-time";
  },
  (solution, _, random) => {
    anyRoute(solution, random).cost.totalUnits += 1;
    return "stated-cost";
  },
  (solution, _, random) => {
    anyRoute(solution, random).cost.distanceCents += 1;
    return "stated-cost";
  },
  (solution) => {
    solution.cost.totalUnits -= 1;
    return "stated-cost";
  },
  (solution) => {
    solution.feasible = !solution.feasible;
    return "stated-feasible";
  },
  (solution, _, random) => {
    const route = anyRoute(solution, random);
    route.trips[0].stopCount += 1;
    return "stated-trips";
  },
  (solution, problem, random) => {
    // A stop that vanishes: missing where it must be visited, not listed in any case.
    const route = anyRoute(solution, random);
    const at = route.visits.findIndex((visit) => visit.kind === "stop");
    const [gone] = route.visits.splice(at, 1);
    if (gone === undefined || route.visits.length < 3) return undefined;
    return problem.stops[gone.index].priceCents === undefined ? "stop-missing" : "unassigned-list";
  },
  (solution, _, random) => {
    const route = anyRoute(solution, random);
    const visit = route.visits.find(({ kind }) => kind === "stop");
    if (visit === undefined) return undefined;
    route.visits.splice(1, 0, structuredClone(visit));
    return "stop-twice";
  },
  (solution, problem, random) => {
    anyRoute(solution, random).vehicleIndex = problem.vehicles.length;
    return "route-vehicle-unknown";
  },
  (solution) => {
    solution.routes.push(structuredClone(solution.routes[0]));
    return "route-vehicle-twice";
  },
  (solution, _, random) => {
    anyRoute(solution, random).visits.pop();
    return "route-shape";
  },
  (solution, problem, random) => {
    const visit = anyVisit(solution, random);
    visit.index = 1000;
    return visit.kind === "stop" ? "stop-unknown" : problem && "facility-unknown";
  },
  (solution, problem, random) => {
    const route = anyRoute(solution, random);
    const { unloadBeforeEnd } =
      problem.vehicleTypes[problem.vehicles[route.vehicleIndex].typeIndex];
    const last = route.visits.length - 2;
    if (!unloadBeforeEnd || route.visits[last].kind !== "facility") return undefined;
    route.visits.splice(last, 1);
    return route.visits.length < 3 ? "route-shape" : "not-unloaded";
  },
];

/** Changes of the problem that make a good solution break exactly one rule. */
type Tightening = (problem: Writable<Problem>, solution: Solution) => string | undefined;

const TIGHTENINGS: readonly Tightening[] = [
  (problem, { routes }) => {
    const visit = routes[0].visits.find(({ kind }) => kind === "stop");
    if (visit === undefined || visit.startSec === 0) return undefined;
    problem.stops[visit.index].windows = [{ startSec: 0, endSec: visit.startSec - 1 }];
    return "window";
  },
  (problem, { routes }) => {
    const visit = routes[0].visits.find(({ kind }) => kind === "facility");
    if (visit === undefined) return undefined;
    problem.facilities[visit.index].windows = [{ startSec: 0, endSec: visit.startSec - 1 }];
    return "window";
  },
  (problem, { routes }) => {
    const visit = routes[0].visits.find(({ kind }) => kind === "stop");
    if (visit === undefined) return undefined;
    problem.stops[visit.index].vehicleIndices = [];
    return "vehicle-not-allowed";
  },
  (problem, { routes }) => {
    const [trip] = routes[0].trips;
    if (trip.streamIndices.length === 0) return undefined;
    typeOf(problem, routes[0].vehicleIndex).streamIndices = [];
    return "stream-not-carried";
  },
  (problem, { routes }) => {
    const trip = routes[0].trips.find((each) => each.streamIndices.length > 1);
    if (trip === undefined) return undefined;
    typeOf(problem, routes[0].vehicleIndex).mixedStreams = false;
    return "streams-mixed";
  },
  (problem, { routes }) => {
    const [trip] = routes[0].trips;
    if (trip.streamIndices.length === 0 || trip.facilityIndex < 0) return undefined;
    problem.facilities[trip.facilityIndex].streamIndices = [];
    return "stream-not-accepted";
  },
  (problem, { routes }) => {
    const [loadKg] = routes[0].trips[0].loads;
    if (loadKg === 0) return undefined;
    typeOf(problem, routes[0].vehicleIndex).capacities[0] = loadKg - 1;
    return "capacity";
  },
  (problem, { routes }) =>
    limit(
      problem,
      routes[0].vehicleIndex,
      "durationSecMax",
      "duration",
      routes[0].endSec - routes[0].startSec,
    ),
  (problem, { routes }) =>
    limit(problem, routes[0].vehicleIndex, "distanceMMax", "distance", routes[0].distanceM),
  (problem, { routes }) =>
    limit(
      problem,
      routes[0].vehicleIndex,
      "stopCountMax",
      "stop-count",
      routes[0].trips.reduce((sum, trip) => sum + trip.stopCount, 0),
    ),
  (problem, { routes }) =>
    limit(problem, routes[0].vehicleIndex, "tripCountMax", "trip-count", routes[0].trips.length),
  (problem, { routes }) => {
    typeOf(problem, routes[0].vehicleIndex).shift.endSec = routes[0].endSec - 1;
    return "shift";
  },
  (problem, { routes }) => {
    const { startSec, visits } = routes[0];
    problem.depots[visits[0].index].hours = { startSec: startSec + 1, endSec: 1_000_000 };
    return "depot-hours";
  },
  (problem, { routes }) => {
    problem.vehicles[routes[0].vehicleIndex].committed = [{ kind: "stop", stopIndex: 999 }];
    return "committed-changed";
  },
  (problem, { routes }) => {
    const { vehicleIndex, visits } = routes[0];
    const { matrix } = problem.profiles[typeOf(problem, vehicleIndex).profileIndex];
    const from = visits[0].placeIndex * matrix.placeCount;
    matrix.travelSec[from + visits[1].placeIndex] = 1_000_000_000;
    return "no-way";
  },
];

function typeOf(problem: Writable<Problem>, vehicleIndex: number) {
  return problem.vehicleTypes[problem.vehicles[vehicleIndex].typeIndex];
}

function limit(
  problem: Writable<Problem>,
  vehicleIndex: number,
  name: "durationSecMax" | "distanceMMax" | "stopCountMax" | "tripCountMax",
  code: string,
  value: number,
): string | undefined {
  if (value === 0) return undefined;
  typeOf(problem, vehicleIndex)[name] = value - 1;
  return code;
}

function solvedProblems(count: number): { problem: Problem; solution: Solution; seed: number }[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = new Random(seed);
    const problem = randomProblem(random, {
      stopCount: 6,
      facilityCount: 2,
      vehicleCount: 2,
      rough: false,
    });
    return { problem, solution: solve(problem, { seed, iterationsMax: 50, check: false }), seed };
  }).filter(({ solution }) => solution.routes.length > 0 && solution.feasible);
}

test("every injected defect of a solution is named", () => {
  let injected = 0;
  for (const { problem, solution, seed } of solvedProblems(50)) {
    expect(checkSolution(problem, solution).violations).toEqual([]);
    DEFECTS.forEach((defect, i) => {
      const spoilt = structuredClone(solution) as Writable<Solution>;
      const code = defect(spoilt, problem, new Random(seed));
      if (code === undefined) return;
      const found = checkSolution(problem, spoilt as Solution).violations.map((v) => v.code);
      expect({ seed, defect: i, found }).toMatchObject({ found: expect.arrayContaining([code]) });
      injected++;
    });
  }
  expect(injected).toBeGreaterThan(300);
});

test("every rule that a good solution comes to break is named", () => {
  const named = new Set<string>();
  for (const { problem, solution, seed } of solvedProblems(50)) {
    TIGHTENINGS.forEach((tighten, i) => {
      const tight = structuredClone(problem) as Writable<Problem>;
      const code = tighten(tight, solution);
      if (code === undefined) return;
      const { violations, feasible } = checkSolution(tight as Problem, solution);
      const found = violations.map((violation) => violation.code);
      expect({ seed, i, feasible, found }).toMatchObject({
        feasible: false,
        found: expect.arrayContaining([code]),
      });
      named.add(code);
    });
  }
  expect(named.size).toBe(14);
});
