import { expect, test } from "vitest";
import {
  judgeSolRoutes,
  readCvrplib,
  readSolRoutes,
  solve,
  writeSolRoutes,
} from "../../../src/solver/index.ts";

/** Three customers a unit apart on a line. */
const parsed = readCvrplib(`DIMENSION : 4
CAPACITY : 2
VEHICLES : 2
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 0
3 2 0
4 3 0
DEMAND_SECTION
1 0
2 1
3 1
4 1
EOF
`);
if (!parsed.ok) throw new Error(parsed.detail);
const instance = parsed.value;

test("a solution file is read back as it was written", () => {
  const solution = solve(instance.problem, { seed: 1, iterationsMax: 300, check: true });
  const text = writeSolRoutes(instance, solution);
  // The two far ones together, 6, and the near one alone, 2.
  expect(text).toMatch(/^Route #1: [123 ]+\nRoute #2: [123 ]+\nCost 8\n$/);
  const read = readSolRoutes(text, instance);
  expect(read.ok && judgeSolRoutes(instance, read.value)).toEqual({
    feasible: true,
    cost: 8,
    violations: [],
  });
});

test("case, colons, empty routes and a word on optimality are of no matter", () => {
  const text = "route 1 :\nRoute #2: 2\n\nCOST: 7\nOptimal: True\n";
  expect(readSolRoutes(text, instance)).toEqual({
    ok: true,
    value: { routes: [{ vehicleIndex: 0, visits: [{ kind: "stop", stopIndex: 1 }] }], cost: 7 },
  });
});

test("more routes than vehicles are named", () => {
  const read = readSolRoutes("Route #1: 1\nRoute #2: 2\nRoute #3: 3\nCost 12\n", instance);
  const judged = read.ok ? judgeSolRoutes(instance, read.value) : undefined;
  expect(judged?.violations.map(({ code }) => code)).toContain("route-vehicle-unknown");
});

test.each([
  ["a customer that does not exist", "Route #1: 1 4\nCost 1", 1, /customer \(4\)/],
  ["the depot as a customer", "Cost 1\nRoute #1: 0", 2, /customer \(0\)/],
  ["a word", "Route #1: 1 x\nCost 1", 1, /customer \(x\)/],
  ["a strange line", "Route #1: 1\nTotal 1", 2, /neither a route nor the cost/],
  ["no cost", "Route #1: 1", 0, /cost is missing/],
])("%s is refused with its line", (_, text, line, detail) => {
  expect(readSolRoutes(text, instance)).toMatchObject({
    ok: false,
    line,
    detail: expect.stringMatching(detail),
  });
});
