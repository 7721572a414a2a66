import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { annealPart, type Whole } from "../../../src/solver/decompose/anneal-part.ts";
import { isDivisible } from "../../../src/solver/decompose/divisible.ts";
import { codesInPart, codesInWhole, partProblem } from "../../../src/solver/decompose/part.ts";
import { evaluateRoutes, type Problem, solve, validateProblem } from "../../../src/solver/index.ts";
import { compileModel } from "../../../src/solver/model.ts";
import { findNeighbours } from "../../../src/solver/neighbours.ts";
import { lineProblem } from "../line-problem.ts";
import { randomProblem } from "../random-problem.ts";

const OPTIONS = { stopCount: 12, facilityCount: 2, vehicleCount: 4, rough: true };

/** Random problems that can be divided, with a solution of each. */
function* solvedProblems() {
  for (let seed = 0; seed < 60; seed++) {
    const { released: _, ...problem } = randomProblem(new Random(seed), OPTIONS);
    if (!isDivisible(problem)) continue;
    const solution = solve(problem, { seed, iterationsMax: 50, check: false });
    yield { seed, problem, solution };
  }
}

function stopsOf(routes: readonly { visits: readonly { kind: string; index: number }[] }[]) {
  return routes.flatMap(({ visits }) =>
    visits.filter(({ kind }) => kind === "stop").map(({ index }) => index),
  );
}

test("a route costs in a part what it costs in the whole", () => {
  let count = 0;
  for (const { seed, problem, solution } of solvedProblems()) {
    const vehicles = Int32Array.of(1, 3);
    const routes = solution.routes.filter(({ vehicleIndex }) => vehicles.includes(vehicleIndex));
    const absent = solution.unassigned.map(({ stopIndex }) => stopIndex);
    const part = { vehicles, stops: Int32Array.from([...stopsOf(routes), ...absent]).sort() };
    const small = partProblem(problem, part);
    expect(validateProblem(small), `seed ${seed}`).toEqual([]);
    const planned = routes.map(({ vehicleIndex, visits }) => ({
      vehicleIndex: vehicles.indexOf(vehicleIndex),
      visits: visits
        .slice(1, -1)
        .map(({ kind, index }) =>
          kind === "stop"
            ? { kind, stopIndex: part.stops.indexOf(index) }
            : { kind: "facility" as const, facilityIndex: index },
        ),
    }));
    const evaluated = evaluateRoutes(small, planned);
    expect(evaluated.rulesKept, `seed ${seed}`).toBe(true);
    expect(evaluated.routes.map(({ cost }) => cost)).toEqual(routes.map(({ cost }) => cost));
    count += routes.length;
  }
  expect(count).toBeGreaterThan(40);
});

test("codes of a part come back from the whole's numbers as they were", () => {
  const part = { vehicles: Int32Array.of(0, 2), stops: Int32Array.of(1, 4, 6) };
  const routes = [Int32Array.of(4, 10, 1), Int32Array.of(6, 11)]; // 10 and 11 are facilities 0, 1
  const inPart = codesInPart(part, routes, 10);
  expect(inPart).toEqual([Int32Array.of(1, 3, 0), Int32Array.of(2, 4)]);
  expect(codesInWhole(part, inPart, 10)).toEqual(routes);
});

test("annealing a part changes the whole's cost by what it says", () => {
  for (const { seed, problem } of solvedProblems()) {
    const model = compileModel(problem);
    const whole: Whole = {
      problem,
      neighbours: findNeighbours(model, 8),
      gapCount: 8,
      stopPriceUnits: model.stopPriceUnits,
      ruinStopsMean: 4,
      check: true,
    };
    const part = { vehicles: Int32Array.of(0, 2), stops: Int32Array.of(0, 3, 5, 7, 8, 11) };
    const task = {
      part,
      routes: [new Int32Array(0), new Int32Array(0)],
      seed,
      stepCount: 40,
      heat: { hotUnits: 1_000_000, coldUnits: 1000 },
    };
    const answer = annealPart(whole, task, {});
    expect(answer.stepCount).toBe(40);
    const { deltaUnits, bestDeltaUnits } = answer;
    expect(changeOf(problem, model.stopPriceUnits, answer.routes), `seed ${seed}`).toBe(deltaUnits);
    expect(changeOf(problem, model.stopPriceUnits, answer.bestRoutes)).toBe(bestDeltaUnits);
    expect(bestDeltaUnits).toBeLessThanOrEqual(Math.min(0, deltaUnits));
  }
});

/** Of vehicles 0 and 2 getting these routes where all were empty and nothing was visited. */
function changeOf(
  problem: Problem,
  stopPriceUnits: Float64Array,
  codes: readonly Int32Array[],
): number {
  const stopCount = problem.stops.length;
  const planned = codes.map((route, i) => ({
    vehicleIndex: 2 * i,
    visits: Array.from(route, (code) =>
      code < stopCount
        ? ({ kind: "stop", stopIndex: code } as const)
        : ({ kind: "facility", facilityIndex: code - stopCount } as const),
    ),
  }));
  const { rulesKept, routes } = evaluateRoutes(problem, planned);
  expect(rulesKept).toBe(true);
  const spared = stopsOf(routes).reduce((sum, stop) => sum + stopPriceUnits[stop], 0);
  return routes.reduce((sum, { cost }) => sum + cost.totalUnits, 0) - spared;
}

test("what couples routes keeps a problem whole", () => {
  const line = lineProblem([10, 20, 30]);
  expect(isDivisible(line)).toBe(true);
  const coupled: Problem[] = [
    { ...line, groups: [{ kind: "same-vehicle", stopIndices: [0, 1] }] },
    { ...line, released: { routes: [], changeVehicleCents: 1, changeOrderCents: 1 } },
    { ...line, objective: { balance: { by: "duration", centsPerHour: 10 } } },
    { ...line, objective: { compactness: { neighbourCount: 2, cents: 1 } } },
    { ...line, depots: [{ placeIndex: 0, docks: { count: 1, fromSec: 0, everySec: 60 } }] },
    { ...line, vehicles: [{ typeIndex: 0, committed: [{ kind: "stop", stopIndex: 1 }] }] },
  ];
  for (const problem of coupled) expect(isDivisible(problem)).toBe(false);
  expect(isDivisible({ ...line, objective: { centsPerTonneCo2: 100 } })).toBe(true);
});
