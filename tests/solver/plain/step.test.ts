import { expect, test } from "vitest";
import { NONE, Random } from "../../../src/base/index.ts";
import type { Problem } from "../../../src/solver/index.ts";
import { compileModel } from "../../../src/solver/model.ts";
import { findNeighbours } from "../../../src/solver/neighbours.ts";
import { findGap } from "../../../src/solver/plain/insertion.ts";
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
  const { legSec, leaveSec, latestSec, routeRoom } = state.plain;
  const routes: unknown[] = [];
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    const end = model.firstEnd + vehicle;
    const nodes: number[][] = [];
    for (let node = model.firstStart + vehicle; node !== end; ) {
      node = state.next[node];
      const times = model.timed ? [legSec[node], leaveSec[node], latestSec[node]] : [];
      nodes.push([node, state.previous[node], state.vehicleOf[node], state.legM[node], ...times]);
    }
    const { routeM, routeUnits, routeStopCount } = state;
    routes.push(nodes, routeM[vehicle], routeUnits[vehicle], routeStopCount[vehicle]);
  }
  const left = Array.from(absent.subarray(0, absentCount)).sort((a, b) => a - b);
  return { routes, routeRoom: Array.from(routeRoom), left, costUnits: state.costUnits };
}

test.each([false, true])(
  "figures kept move by move agree with routes loaded afresh, with windows: %s",
  (timed) => {
    for (let seed = 0; seed < 6; seed++) {
      const random = new Random(seed);
      const mixed = mixedProblem(random, 30);
      const problem = timed ? withWindows(mixed, random) : mixed;
      const search = searchOf(problem, seed);
      const fresh = searchOf(problem, seed);
      insertAbsent(search);
      for (let i = 0; i < STEPS; i++) {
        const before = i % 10 === 0 ? figuresOf(search) : undefined;
        if (!step(search) || random.float() < 0.5) {
          undoStep(search);
          if (before !== undefined) expect(figuresOf(search), `seed ${seed}`).toEqual(before);
        }
        if (i % 10 > 0) continue;
        loadRoutes(fresh, saveRoutes(search));
        expect(figuresOf(search), `seed ${seed}, step ${i}`).toEqual(figuresOf(fresh));
      }
    }
  },
);

/** The cheapest way to put a stop in, by trying all gaps with the oracle of a freshly made route. */
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

test.each([false, true])(
  "of few stops, the gap found is the cheapest of all, with windows: %s",
  (timed) => {
    let found = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed);
      const mixed = mixedProblem(random, 9);
      const problem = timed ? withWindows(mixed, random) : mixed;
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
  },
);
