import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { checkSolution, type Problem, solve, type TimeWindow } from "../../src/solver/index.ts";
import { loadRoutes, type Search, saveRoutes, step, undoStep } from "../../src/solver/search.ts";
import { startSearch } from "../../src/solver/solve.ts";
import { lineProblem, PLAIN_TYPE } from "./line-problem.ts";
import { planeProblem } from "./plane-problem.ts";

/** One load, facilities, single windows and limits, all by chance. */
function tripsProblem(random: Random, stopCount: number): Problem {
  const base = planeProblem(random, { stopCount: stopCount + 2, vehicleCount: 4, capacity: 12 });
  const window = (): { windows: TimeWindow[] } | object => {
    const startSec = random.below(4000);
    return random.float() < 0.4
      ? { windows: [{ startSec, endSec: startSec + 500 + random.below(3000) }] }
      : {};
  };
  return {
    ...base,
    facilities: [1, 2].map((placeIndex) => ({
      placeIndex,
      unloadSec: random.below(300),
      unloadSecPerTonne: 0,
      feeCentsPerTonne: 0,
      ...window(),
    })),
    vehicleTypes: [0, 1].map((i) => ({
      ...base.vehicleTypes[0],
      name: `type ${i}`,
      unloadBeforeEnd: i === 0 || random.float() < 0.6,
      shift: { startSec: random.below(500), endSec: 6000 + random.below(6000) },
      ...(random.float() < 0.3 ? { tripCountMax: 2 + random.below(2) } : {}),
      ...(random.float() < 0.3 ? { stopCountMax: 4 + random.below(6) } : {}),
      ...(random.float() < 0.3 ? { loadsTotalMax: [12 + random.below(15)] } : {}),
      ...(random.float() < 0.3 ? { durationSecMax: 4000 + random.below(4000) } : {}),
    })),
    vehicles: Array.from({ length: 4 }, (_, i) => ({ typeIndex: i % 2 })),
    stops: base.stops.slice(2).map((stop) => ({
      ...stop,
      ...window(),
      ...(random.float() < 0.3 ? { priceCents: 500 + random.below(2000) } : {}),
    })),
  };
}

/** All that is kept along the routes, by position, since facility visits have no names. */
function figuresOf({ state, model }: Search): unknown[] {
  const marks = state.tripMarks;
  return Array.from({ length: model.vehicleCount }, (_, vehicle) => {
    const figures: number[][] = [];
    const end = model.firstEnd + vehicle;
    const isEmpty = state.next[model.firstStart + vehicle] === end;
    for (let node = model.firstStart + vehicle; ; node = state.next[node]) {
      const isStart = node < end && node >= model.firstStart;
      figures.push([
        state.facilityOf[node],
        state.position[node],
        ...(isStart || isEmpty ? [] : [state.legM[node], marks?.legSec[node] ?? 0]),
        ...(isStart ? [] : [state.loadsBefore[node], state.tripLoads[node]]),
        ...(isEmpty && !isStart
          ? []
          : [state.beforeDurationSec, state.beforeEarliestSec, state.beforeLatestSec].map(
              (values) => values[node],
            )),
        ...[state.afterDurationSec, state.afterEarliestSec, state.afterLatestSec].map(
          (values) => values[node],
        ),
      ]);
      if (node === end) break;
    }
    return [
      figures,
      state.routeUnits[vehicle],
      state.routeM[vehicle],
      state.routeStopCount[vehicle],
      state.routeTripCount[vehicle],
      state.routeDurationSec[vehicle],
      state.routeBusySec[vehicle],
    ];
  });
}

test("figures kept over moves and undone moves are those computed afresh", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new Random(seed);
    const problem = tripsProblem(random, 14);
    const options = { seed, check: false };
    const search = startSearch(problem, options, []);
    expect(search.state.tripMarks, `seed ${seed}`).toBeDefined();
    for (let i = 0; i < 60; i++) {
      if (!step(search, Number.POSITIVE_INFINITY) || random.float() < 0.5) undoStep(search);
      if (i % 10 !== 9) continue;
      const fresh = startSearch(problem, options, []);
      loadRoutes(fresh, saveRoutes(search));
      expect({ seed, i, figures: figuresOf(search) }).toEqual({
        seed,
        i,
        figures: figuresOf(fresh),
      });
    }
  }
});

test("the quick prices of insertions are what walking the routes finds", () => {
  for (let seed = 100; seed < 130; seed++) {
    const problem = tripsProblem(new Random(seed), 14);
    const solution = solve(problem, { seed, iterationsMax: 150, check: true });
    const rules = checkSolution(problem, solution).violations.filter(
      ({ code }) => code !== "stop-missing",
    );
    expect({ seed, rules }).toEqual({ seed, rules: [] });
  }
});

test("what a vehicle may collect over all trips is kept, and named where it is not", () => {
  const base = lineProblem([100, 200, 300, 400], [500]);
  const problem: Problem = {
    ...base,
    facilities: [{ placeIndex: 5, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 0 }],
    vehicleTypes: [{ ...PLAIN_TYPE, capacities: [8], loadsTotalMax: [12], unloadBeforeEnd: true }],
    stops: base.stops.map((stop) => ({ ...stop, loads: [4] })),
  };
  const solution = solve(problem, { seed: 1, iterationsMax: 200, check: true });
  // One vehicle could collect all 16 in two trips to 500 for 1200 metres, but may collect 12.
  expect(solution).toMatchObject({ feasible: true, routes: { length: 2 } });
  expect(checkSolution(problem, solution).violations).toEqual([]);
  const strict = { ...problem, vehicleTypes: [{ ...problem.vehicleTypes[0], loadsTotalMax: [7] }] };
  const codes = checkSolution(strict, solution).violations.map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set(["capacity", "stated-feasible"]));
  expect(solve(strict, { seed: 1, iterationsMax: 200, check: true })).toMatchObject({
    feasible: false,
    unassigned: [{ reasons: ["capacity", "capacity"] }, { reasons: ["capacity", "capacity"] }],
  });
});
