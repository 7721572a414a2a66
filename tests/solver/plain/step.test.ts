import { expect, test } from "vitest";
import { NONE, Random } from "../../../src/base/index.ts";
import type { Problem } from "../../../src/solver/index.ts";
import { compileModel } from "../../../src/solver/model.ts";
import { findNeighbours } from "../../../src/solver/neighbours.ts";
import { findGap } from "../../../src/solver/plain/insertion.ts";
import { putIn } from "../../../src/solver/plain/moves.ts";
import { growRoute } from "../../../src/solver/plain/resize.ts";
import { exchangeTails } from "../../../src/solver/plain/tails.ts";
import { newRecreation } from "../../../src/solver/recreate.ts";
import {
  insertAbsent,
  loadRoutes,
  newSearch,
  type Search,
  saveRoutes,
  step,
  undoStep,
} from "../../../src/solver/search.ts";
import { planeProblem, withWindows } from "../plane-problem.ts";

const STEPS = 300;

function searchOf(problem: Problem, seed: number): Search {
  const model = compileModel(problem);
  const neighbours = findNeighbours(model, 400);
  return newSearch(model, newRecreation(model, neighbours, 40), new Random(seed), true);
}

/** Two kinds of vehicles, ways of unlike length there and back, some stops that may be left out. */
function mixedProblem(random: Random, stopCount: number): Problem {
  const plane = planeProblem(random, { stopCount, vehicleCount: 12, capacity: 20 });
  const [type] = plane.vehicleTypes;
  const [profile] = plane.profiles;
  const travelM = profile.matrix.travelM.map((metres) => metres && metres + random.below(40));
  return {
    ...plane,
    profiles: [{ ...profile, matrix: { ...profile.matrix, travelM } }],
    depots: [{ placeIndex: 0 }, { placeIndex: 1 }],
    vehicleTypes: [
      type,
      {
        ...type,
        capacities: [4],
        startDepotIndex: 1,
        costs: { ...type.costs, fixedCents: 50, centsPerKm: type.costs.centsPerKm / 2 },
      },
    ],
    vehicles: plane.vehicles.map((_, i) => ({ typeIndex: i % 2 })),
    stops: plane.stops.map((stop) => ({
      ...stop,
      ...(random.float() < 0.7 ? { priceCents: random.below(400) } : {}),
    })),
  };
}

/** All that is kept of the routes, where it means something: not at stops that are absent. */
function figuresOf({ state, model, absent, absentCount }: Search) {
  const { legSec, leaveSec, latestSec, routeRoom, hasDurations } = state.plain;
  const routes: unknown[] = [];
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    const end = model.firstEnd + vehicle;
    const nodes: number[][] = [];
    for (let node = model.firstStart + vehicle; node !== end; ) {
      node = state.next[node];
      const times = model.timed ? [legSec[node], leaveSec[node], latestSec[node]] : [];
      if (hasDurations) {
        times.push(state.beforeDurationSec[node], state.beforeEarliestSec[node]);
        times.push(state.afterDurationSec[node], state.afterLatestSec[node]);
      }
      nodes.push([node, state.previous[node], state.vehicleOf[node], state.legM[node], ...times]);
    }
    const { routeM, routeUnits, routeStopCount } = state;
    routes.push(nodes, routeM[vehicle], routeUnits[vehicle], routeStopCount[vehicle]);
  }
  const left = Array.from(absent.subarray(0, absentCount)).sort((a, b) => a - b);
  return { routes, routeRoom: Array.from(routeRoom), left, costUnits: state.costUnits };
}

const TIMES = ["no windows", "windows", "windows and longest durations"] as const;

function withTimes(problem: Problem, random: Random, times: (typeof TIMES)[number]): Problem {
  if (times === "no windows") return problem;
  const timed = withWindows(problem, random);
  if (times === "windows") return timed;
  const [type, other] = timed.vehicleTypes;
  return { ...timed, vehicleTypes: [{ ...type, durationSecMax: 2500 }, other] };
}

/** Takes steps, some of them back, and compares what is kept with routes loaded afresh. */
function expectFiguresKept(problem: Problem, seed: number, random: Random): void {
  const search = searchOf(problem, seed);
  const fresh = searchOf(problem, seed);
  insertAbsent(search);
  for (let i = 0; i < STEPS; i++) {
    const before = i % 10 === 0 ? figuresOf(search) : undefined;
    const { costUnits } = search.state;
    // Half of the steps may be left unfinished when they get too dear.
    const unitsMax = random.float() < 0.5 ? Number.POSITIVE_INFINITY : costUnits * 1.02;
    if (!step(search, unitsMax) || random.float() < 0.5) {
      undoStep(search);
      if (before !== undefined) expect(figuresOf(search), `seed ${seed}`).toEqual(before);
    }
    if (i % 10 > 0) continue;
    loadRoutes(fresh, saveRoutes(search));
    expect(figuresOf(search), `seed ${seed}, step ${i}`).toEqual(figuresOf(fresh));
  }
}

test.each(TIMES)("figures kept move by move agree with routes loaded afresh, with %s", (times) => {
  for (let seed = 0; seed < 6; seed++) {
    const random = new Random(seed);
    const mixed = mixedProblem(random, 30);
    expectFiguresKept(withTimes(mixed, random, times), seed, random);
  }
});

/** Vehicles of three sizes at one depot, as many of each as given, all stops to be visited. */
function fleetProblem(random: Random, stopCount: number, countOfEach: number): Problem {
  const plane = planeProblem(random, { stopCount, vehicleCount: 3 * countOfEach, capacity: 6 });
  const [type] = plane.vehicleTypes;
  const sizes = [6, 11, 25].map((capacity, i) => ({
    ...type,
    capacities: [capacity],
    costs: { ...type.costs, fixedCents: 30 * i, centsPerKm: type.costs.centsPerKm * (1 + i / 2) },
  }));
  return {
    ...plane,
    vehicleTypes: sizes,
    vehicles: plane.vehicles.map((_, i) => ({ typeIndex: i % 3 })),
  };
}

test.each([3, 20])("routes change between %i vehicles of each size with all figures kept", (n) => {
  for (let seed = 0; seed < 6; seed++) {
    const random = new Random(seed);
    expectFiguresKept(fleetProblem(random, 20, n), seed, random);
  }
});

test.each([2, 20])("a stop put in with a larger one of %i vehicles costs what was said", (n) => {
  let grown = 0;
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed);
    const search = searchOf(fleetProblem(random, 12, n), seed);
    const { plain, model, state } = search;
    if (plain === undefined) throw new Error("the problem is not plain");
    insertAbsent(search);
    const stop = random.below(model.stopCount);
    const routes = saveRoutes(search).map((route) => route.filter((each) => each !== stop));
    loadRoutes(search, routes);
    state.plain.log.count = 0;
    plain.isGrowing = true;
    findGap(state, plain, stop, model.stopPriceUnits[stop], random);
    const { bestBefore, bestUnits, bestVehicle } = plain;
    if (bestVehicle === NONE) continue;
    grown++;
    const unitsBefore = state.costUnits - model.stopPriceUnits[stop];
    putIn(state, stop, growRoute(state, plain, bestVehicle, bestBefore));
    expect({ seed, units: state.costUnits - unitsBefore }).toEqual({ seed, units: bestUnits });
    loadRoutes(search, saveRoutes(search));
    expect({ seed, units: state.costUnits - unitsBefore }).toEqual({ seed, units: bestUnits });
  }
  expect(grown).toBeGreaterThan(5);
});

/** The cheapest exchange of what two vehicles visit, from or behind a stop on, by trying all. */
function cheapestTailsUnits(search: Search, stop: number): number {
  const { model, state } = search;
  const routes = saveRoutes(search);
  const trial = searchOf(model.problem, 1);
  let least = Number.POSITIVE_INFINITY;
  const a = state.vehicleOf[stop];
  const at = routes[a].indexOf(stop);
  routes.forEach((route, b) => {
    if (b === a || model.unitsPerM[a] !== model.unitsPerM[b]) return;
    for (let i = 0; i < route.length; i++) {
      for (const [cutA, cutB] of [
        [at + 1, i],
        [at, i + 1],
      ]) {
        const changed = [...routes];
        changed[a] = Int32Array.from([...routes[a].subarray(0, cutA), ...route.subarray(cutB)]);
        changed[b] = Int32Array.from([...route.subarray(0, cutB), ...routes[a].subarray(cutA)]);
        const isHeavy = [a, b].some((vehicle) => {
          const load = changed[vehicle].reduce((sum, each) => sum + model.nodeLoads[each], 0);
          return load > model.capacities[vehicle];
        });
        if (isHeavy) continue;
        try {
          loadRoutes(trial, changed);
        } catch {
          continue; // a visit is late, or a route too long
        }
        least = Math.min(least, trial.state.costUnits);
      }
    }
  });
  return least;
}

test.each(TIMES.slice(1))(
  "of few stops, the exchange of tails is the cheapest, with %s",
  (times) => {
    let found = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed);
      const mixed = mixedProblem(random, 14);
      const [type] = mixed.vehicleTypes;
      const twoDepots = { ...mixed, vehicleTypes: [type, { ...type, startDepotIndex: 1 }] };
      const search = searchOf(withTimes(twoDepots, random, times), seed);
      const { plain, model, state } = search;
      if (plain === undefined) throw new Error("the problem is not plain");
      insertAbsent(search);
      const stop = new Random(seed).below(model.stopCount);
      if (state.vehicleOf[stop] === NONE) continue;
      const least = cheapestTailsUnits(search, stop);
      const isFound = exchangeTails(
        { ...search, random: new Random(seed) },
        plain,
        Number.POSITIVE_INFINITY,
      );
      expect({ seed, isFound }).toEqual({ seed, isFound: least < Number.POSITIVE_INFINITY });
      if (!isFound) continue;
      expect({ seed, units: state.costUnits }).toEqual({ seed, units: least });
      found++;
    }
    expect(found).toBeGreaterThan(20);
  },
);

/** The cheapest way to put a stop in, by trying all gaps and making each route afresh. */
function cheapestUnits(search: Search, stop: number): number {
  const { model, state } = search;
  const routes = saveRoutes(search);
  const unitsBefore = state.costUnits - model.stopPriceUnits[stop];
  let least = Number.POSITIVE_INFINITY;
  const trial = searchOf(model.problem, 1);
  routes.forEach((route, vehicle) => {
    for (let at = 0; at <= route.length; at++) {
      const longer = Int32Array.from([...route.subarray(0, at), stop, ...route.subarray(at)]);
      const load = longer.reduce((sum, each) => sum + model.nodeLoads[each], 0);
      if (load > model.capacities[vehicle]) continue;
      try {
        loadRoutes(
          trial,
          routes.map((each, i) => (i === vehicle ? longer : each)),
        );
      } catch {
        continue; // a visit is late
      }
      least = Math.min(least, trial.state.costUnits - unitsBefore);
    }
  });
  return least;
}

test.each(TIMES)("of few stops, the gap found is the cheapest of all, with %s", (times) => {
  let found = 0;
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed);
    const mixed = mixedProblem(random, 9);
    const problem = withTimes(mixed, random, times);
    const search = searchOf(problem, seed);
    const { plain, model, state } = search;
    if (plain === undefined) throw new Error("the problem is not plain");
    insertAbsent(search);
    const routes = saveRoutes(search);
    const stop = random.below(model.stopCount);
    loadRoutes(
      search,
      routes.map((route) => route.filter((each) => each !== stop)),
    );
    plain.blinkIn = 1_000_000;
    plain.nearDepot.fill(1);
    findGap(state, plain, stop, Number.POSITIVE_INFINITY, random);
    const least = cheapestUnits(search, stop);
    expect({ seed, units: plain.bestUnits }).toEqual({ seed, units: least });
    if (plain.bestBefore !== NONE) found++;
  }
  expect(found).toBeGreaterThan(20);
});

test("a route of small vehicles grows into a large one that is cheaper a piece", () => {
  const random = new Random(3);
  const plane = planeProblem(random, { stopCount: 20, vehicleCount: 40, capacity: 60 });
  const [type] = plane.vehicleTypes;
  const small = { ...type, capacities: [6], costs: { ...type.costs, centsPerKm: 500 } };
  const problem = {
    ...plane,
    vehicleTypes: [type, small],
    vehicles: plane.vehicles.map((_, i) => ({ typeIndex: i % 2 })),
  };
  const search = searchOf(problem, 1);
  insertAbsent(search);
  for (let i = 0; i < STEPS; i++) {
    const unitsBefore = search.state.costUnits;
    if (!step(search, Number.POSITIVE_INFINITY) || search.state.costUnits > unitsBefore)
      undoStep(search);
  }
  // All loads together fit one large vehicle, at twice the price of a small one's metre.
  const loads = problem.stops.reduce((sum, { loads: [load] }) => sum + load, 0);
  expect(loads).toBeGreaterThan(50);
  const used = saveRoutes(search).flatMap((route, i) => (route.length > 0 ? [i % 2] : []));
  expect(used.filter((kind) => kind === 0).length).toBeGreaterThanOrEqual(1);
  expect(used.length).toBeLessThanOrEqual(2);
});
