import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { nearestOnPlane } from "../../../src/solver/decompose/nearest-on-plane.ts";
import {
  checkSolution,
  judgeSolRoutes,
  type Problem,
  plannedRoutesOf,
  readCvrplib,
  solve,
  validateProblem,
} from "../../../src/solver/index.ts";
import { planeMetres, planeProfile } from "../../../src/solver/plane.ts";
import { planeProblem, withWindows } from "../plane-problem.ts";

/** Random places, many of them in a few small towns, instead of the matrix. */
function onPlane(problem: Problem, random: Random): Problem {
  const placeCount = problem.profiles[0].matrix.placeCount;
  const coordinate = (): number => random.below(1000) + random.below(2) * random.below(20_000);
  const x = Float64Array.from({ length: placeCount }, coordinate);
  const y = Float64Array.from({ length: placeCount }, coordinate);
  return { ...problem, profiles: [planeProfile("plane", { x, y })] };
}

test("the nearest stops on a plane are those that measuring all of them finds", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const stopCount = 2 + random.below(200);
    const plain = planeProblem(random, { stopCount, vehicleCount: 9, capacity: 99 });
    const problem = onPlane(plain, random);
    const { count, stops } = nearestOnPlane(problem, 12);
    expect(count).toBe(Math.min(12, stopCount - 1));
    const { plane } = problem.profiles[0];
    if (plane === undefined) throw new Error("no plane");
    for (let stop = 0; stop < stopCount; stop++) {
      const metresTo = (other: number): number => planeMetres(plane, stop + 1, other + 1);
      const all = [...Array(stopCount).keys()].filter((other) => other !== stop);
      all.sort((a, b) => metresTo(a) - metresTo(b) || a - b);
      const found = [...stops.subarray(stop * count, (stop + 1) * count)];
      expect(found, `seed ${seed}, stop ${stop}`).toEqual(all.slice(0, count));
    }
  }
});

test("problems on a plane are solved in parts, by every rule, with the costs of their routes", () => {
  for (let seed = 0; seed < 6; seed++) {
    const random = new Random(seed);
    const stopCount = 30 + 90 * seed;
    const vehicleCount = 6 + 18 * seed;
    const plain = planeProblem(random, { stopCount, vehicleCount, capacity: 30 });
    const timed = seed % 2 === 0 ? plain : withWindows(plain, random);
    const free = { ...timed, stops: timed.stops.map((stop) => ({ ...stop, priceCents: 40_000 })) };
    const problem = onPlane(seed % 3 === 0 ? timed : free, random);
    expect(validateProblem(problem)).toEqual([]);
    const options = { seed, iterationsMax: 300, check: seed < 2 };
    const solution = solve(problem, options);
    const rules = checkSolution(problem, solution).violations.filter(
      ({ code }) => code !== "stop-missing",
    );
    expect(rules, `seed ${seed}`).toEqual([]);
    expect(solution.iterationCount).toBe(300);
    expect(solve(problem, options)).toEqual(solution);
    if (!solution.feasible) continue;
    expect(solution.trace.at(-1)?.costUnits).toBe(solution.cost.totalUnits);
  }
});

test("a plane is refused where something binds routes, or beside a matrix", () => {
  const plain = planeProblem(new Random(1), { stopCount: 4, vehicleCount: 2, capacity: 9 });
  const problem = onPlane(plain, new Random(2));
  const bound: Problem = { ...problem, groups: [{ kind: "same-vehicle", stopIndices: [0, 1] }] };
  const mixed = { ...problem, profiles: [...problem.profiles, ...plain.profiles] };
  const short = {
    ...problem,
    profiles: [planeProfile("short", { x: new Float64Array(2), y: new Float64Array(9) })],
  };
  for (const faulty of [bound, mixed, short]) {
    const paths = validateProblem(faulty).map(({ path }) => path);
    expect(paths).toContain("profiles[0].plane");
  }
});

test("a large CVRPLIB file becomes a plane, solved and judged without a matrix of all places", () => {
  const random = new Random(5);
  const n = 2100;
  const nodes = Array.from(
    { length: n },
    (_, i) => `${i + 1} ${random.below(900)} ${random.below(900)}`,
  );
  const demands = Array.from(
    { length: n },
    (_, i) => `${i + 1} ${i === 0 ? 0 : 1 + random.below(9)}`,
  );
  const parsed = readCvrplib(
    [
      "NAME : large",
      "TYPE : CVRP",
      `DIMENSION : ${n}`,
      "EDGE_WEIGHT_TYPE : EUC_2D",
      "CAPACITY : 100",
      "NODE_COORD_SECTION",
      ...nodes,
      "DEMAND_SECTION",
      ...demands,
      "DEPOT_SECTION",
      "1",
      "-1",
      "EOF",
    ].join("\n"),
  );
  if (!parsed.ok) throw new Error(parsed.detail);
  const { problem } = parsed.value;
  expect(problem.profiles[0].matrix.travelM).toHaveLength(0);
  const solution = solve(problem, { seed: 1, iterationsMax: 2000, check: false });
  expect(checkSolution(problem, solution)).toMatchObject({ feasible: true, violations: [] });
  const cost = parsed.value.costOf(solution);
  const judgement = judgeSolRoutes(parsed.value, {
    routes: plannedRoutesOf(solution.routes),
    cost,
  });
  expect(judgement).toEqual({ feasible: true, cost, violations: [] });
});
