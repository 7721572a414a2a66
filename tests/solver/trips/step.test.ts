import { expect, test } from "vitest";
import { NONE, Random } from "../../../src/base/index.ts";
import { checkSolution, type Problem, solve } from "../../../src/solver/index.ts";
import { cheapestInsertion } from "../../../src/solver/recreate.ts";
import { dropEmptyTrips } from "../../../src/solver/ruin.ts";
import { loadRoutes, type Search, saveRoutes, step, undoStep } from "../../../src/solver/search.ts";
import { evaluateSequence, newSequenceFigures } from "../../../src/solver/sequence.ts";
import { startSearch } from "../../../src/solver/solve.ts";
import { unlinkStop } from "../../../src/solver/state.ts";
import { updateRoute } from "../../../src/solver/update-route.ts";
import { lineProblem, PLAIN_TYPE } from "../line-problem.ts";
import { planeProblem, withWindows } from "../plane-problem.ts";

/** Trips of one load to one or two facilities, stops with windows and releases, two types. */
function tripsProblem(random: Random, stopCount: number): Problem {
  const plane = planeProblem(random, { stopCount: stopCount + 1, vehicleCount: 4, capacity: 9 });
  const base = random.float() < 0.5 ? withWindows(plane, random) : plane;
  const [type] = base.vehicleTypes;
  const shift = { startSec: random.below(500), endSec: 3000 + random.below(6000) };
  return {
    ...base,
    facilities: [0, 1].slice(random.below(2)).map((placeIndex) => ({
      placeIndex,
      unloadSec: random.below(100),
      unloadSecPerTonne: 0,
      feeCentsPerTonne: 0,
      ...(random.float() < 0.3 ? { windows: [{ startSec: 300, endSec: 4000 }] } : {}),
    })),
    vehicleTypes: [
      { ...type, shift },
      { ...type, shift, capacities: [6], costs: { ...type.costs, fixedCents: 50 } },
    ],
    vehicles: base.vehicles.map((_, i) => ({ typeIndex: i % 2 })),
    stops: base.stops.slice(1).map((stop) => ({
      ...stop,
      ...(random.float() < 0.4 ? { releaseSec: random.below(2500) } : {}),
      ...(random.float() < 0.3 ? { priceCents: 500 + random.below(2000) } : {}),
    })),
  };
}

function searchOf(problem: Problem, seed: number): Search {
  const search = startSearch(problem, { seed, check: true }, []);
  if (search.state.trips === undefined) throw new Error("the problem is not one of trips");
  return search;
}

/** All that is kept along the routes, by position, since facility visits have no names. */
function figuresOf({ state, model }: Search): unknown[] {
  const figures = Object.values(state.trips ?? {}).filter(
    ({ length }) => length > model.placeCount,
  );
  return Array.from({ length: model.vehicleCount }, (_, vehicle) => {
    const nodes: number[][] = [];
    const end = model.firstEnd + vehicle;
    const isEmpty = state.next[model.firstStart + vehicle] === end;
    for (let node = model.firstStart + vehicle; node !== end && !isEmpty; node = state.next[node]) {
      const begin = state.trips?.beginOf[node] ?? NONE;
      nodes.push([
        state.facilityOf[node],
        state.position[node] - state.position[begin],
        ...[state.position, state.loadsBefore, state.tripLoads, state.sumM].map((of) => of[node]),
        ...figures.filter((of) => of !== state.trips?.beginOf).map((of) => of[node]),
      ]);
    }
    return [nodes.slice(1), state.routeUnits[vehicle], state.routeStopCount[vehicle]];
  });
}

test("figures kept over moves and undone moves are those computed afresh", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const problem = tripsProblem(random, 14);
    const search = searchOf(problem, seed);
    const fresh = searchOf(problem, seed);
    for (let i = 0; i < 100; i++) {
      if (!step(search, Number.POSITIVE_INFINITY) || random.float() < 0.5) undoStep(search);
      if (i % 20 !== 19) continue;
      loadRoutes(fresh, saveRoutes(search));
      const kept = { seed, i, units: search.state.costUnits, figures: figuresOf(search) };
      expect(kept).toEqual({ seed, i, units: fresh.state.costUnits, figures: figuresOf(fresh) });
    }
  }
});

/** The cheapest way to put a stop in, alone or beside a facility, by walking every longer route. */
function cheapestUnits({ model, state }: Search, routes: Int32Array[], stop: number): number {
  const figures = newSequenceFigures();
  const facilities = Array.from({ length: model.facilityCount }, (_, i) => model.stopCount + i);
  const ways = [
    [stop],
    ...facilities.flatMap((visit) => [
      [stop, visit],
      [visit, stop],
    ]),
  ];
  let least = Number.POSITIVE_INFINITY;
  routes.forEach((route, vehicle) => {
    for (let at = 0; at <= route.length; at++) {
      for (const way of ways) {
        if (at === 0 && way[0] !== stop) continue; // nothing to unload yet
        const longer = Int32Array.from([...route.subarray(0, at), ...way, ...route.subarray(at)]);
        evaluateSequence(model, vehicle, longer, longer.length, figures);
        if (figures.broken !== undefined) continue;
        least = Math.min(least, figures.costUnits - state.routeUnits[vehicle]);
      }
    }
  });
  return least;
}

test("of few stops, the place found is the cheapest of all, trips cut in two among them", () => {
  let cuts = 0;
  for (let seed = 0; seed < 80; seed++) {
    const random = new Random(seed);
    const search = searchOf(tripsProblem(random, 9), seed);
    const { model, state, recreation } = search;
    const stop = random.below(model.stopCount);
    const vehicle = state.vehicleOf[stop];
    if (vehicle !== NONE) {
      unlinkStop(state, stop);
      dropEmptyTrips(state, vehicle);
      updateRoute(state, vehicle);
    }
    recreation.blinkIn = 1_000_000;
    cheapestInsertion(state, recreation, stop, Number.POSITIVE_INFINITY, random);
    const { before, units, kind } = recreation.best;
    const found = before === NONE ? Number.POSITIVE_INFINITY : units;
    const least = cheapestUnits(search, saveRoutes(search), stop);
    expect({ seed, units: found }).toEqual({ seed, units: least });
    if (before !== NONE && kind > 0) cuts++;
  }
  expect(cuts).toBeGreaterThan(5);
});

test("what the quick steps find keeps every rule", () => {
  for (let seed = 100; seed < 130; seed++) {
    const problem = tripsProblem(new Random(seed), 14);
    const solution = solve(problem, { seed, iterationsMax: 150, check: true });
    const rules = checkSolution(problem, solution).violations.filter(
      ({ code }) => code !== "stop-missing",
    );
    expect({ seed, rules }).toEqual({ seed, rules: [] });
  }
});

test("a trip ends where its load is full, and the next waits for what is released late", () => {
  const base = lineProblem([100, 200, 300]);
  const problem: Problem = {
    ...base,
    facilities: [{ placeIndex: 0, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
    vehicleTypes: [{ ...PLAIN_TYPE, capacities: [8], shift: { startSec: 0, endSec: 1500 } }],
    vehicles: [{ typeIndex: 0 }],
    stops: base.stops.map((stop, i) => ({ ...stop, loads: [4], releaseSec: i === 2 ? 900 : 0 })),
  };
  const { routes } = solve(problem, { seed: 1, iterationsMax: 300, check: true });
  // 200 with 300 drives 600 metres from 900 on, so 100 alone must come before.
  expect(routes).toMatchObject([{ distanceM: 800, endSec: 1500 }]);
  const order = routes[0].visits.map(({ kind, index }) => (kind === "stop" ? index : kind));
  expect(order.slice(0, 3)).toEqual(["start", 0, "facility"]);
});
