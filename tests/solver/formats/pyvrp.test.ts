import { expect, test } from "vitest";
import {
  judgeSolRoutes,
  readPyvrp,
  readSolRoutes,
  solve,
  writeSolRoutes,
} from "../../../src/solver/index.ts";

/** Two depots, three customers on a line between them at 1, 2 and 9 of 10. */
const HEAD = `NAME : tiny
TYPE : MDVRPTW
DIMENSION : 5
VEHICLES : 2
CAPACITY : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 10 0
3 1 0
4 2 0
5 9 0
DEMAND_SECTION
1 0
2 0
3 4
4 4
5 4
DEPOT_SECTION
1
2
`;
const DEPOTS = "VEHICLES_DEPOT_SECTION\n1 1\n2 2\n";

function read(text: string) {
  const parsed = readPyvrp(text);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  return parsed.value;
}

function judge(text: string, solution: string) {
  const instance = read(text);
  const parsed = readSolRoutes(solution, instance);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  const { cost, violations } = judgeSolRoutes(instance, parsed.value);
  return { cost, codes: violations.map(({ code }) => code) };
}

test("vehicles stay at their depots and places are numbered behind the depots", () => {
  const instance = read(`${HEAD}${DEPOTS}EOF\n`);
  const solution = solve(instance.problem, { seed: 1, iterationsMax: 300, check: true });
  expect(writeSolRoutes(instance, solution)).toMatch(
    /^Route #1: (2 3|3 2)\nRoute #2: 4\nCost 6000\n$/, // out to 2 and back, and 1 and back
  );
});

test("allowed clients bind vehicles", () => {
  const text = `${HEAD}${DEPOTS}VEHICLES_ALLOWED_CLIENTS_SECTION\n1 3\n2 3 4 5\n`;
  const solution = "Route #1: 2 3\nRoute #2: 4\nCost: 6000\n";
  expect(judge(text, solution)).toEqual({ cost: 6000, codes: ["vehicle-not-allowed"] });
});

test("times are rounded as distances are, and durations bound routes", () => {
  const service = "SERVICE_TIME_SECTION\n1 0\n2 0\n3 0\n4 0.001\n5 0\n";
  const text = `${HEAD}${DEPOTS}VEHICLES_MAX_DURATION : 4\n${service}`;
  // Out to 2 and back is 4000 thousandths, the service one more.
  const solution = "Route #1: 2 3\nRoute #2: 4\nCost: 6000\n";
  expect(judge(text, solution)).toEqual({ cost: 6000, codes: ["duration"] });
});

test("a prize is paid for a customer left out, one without must be visited", () => {
  const prizes = "PRIZE_SECTION\n1 0\n2 0\n3 0\n4 3\n5 7\n";
  const text = `${HEAD.replace("MDVRPTW", "PCVRPTW")}${prizes}`;
  // Out to 1 and back is 20 tenths; 3 and 7 are 100 tenths.
  expect(judge(text, "Route #1: 2\nCost: 120\n")).toEqual({ cost: 120, codes: [] });
  expect(judge(text, "Route #1: 3\nCost: 110\n")).toEqual({ cost: 110, codes: ["stop-missing"] });
});

test("prices and capacities are each vehicle's own", () => {
  const text =
    HEAD.replace("CAPACITY : 10\n", "").replace("MDVRPTW", "HFVRP") +
    "CAPACITY_SECTION\n1 10\n2 3\nVEHICLES_FIXED_COST_SECTION\n1 50\n2 5\n" +
    "VEHICLES_UNIT_DISTANCE_COST_SECTION\n1 2\n2 3\n";
  // 50 + 4 × 2 and 5 + 18 × 3, in thousandths; both start at the first depot.
  const solution = "Route #1: 2 3\nRoute #2: 4\nCost: 117000\n";
  expect(judge(text, solution)).toEqual({ cost: 117_000, codes: ["capacity"] });
});

test("0 is a reload at the depot, and a trip leaves no earlier than its release times", () => {
  const text = HEAD.replace("MDVRPTW", "MTVRPTWR")
    .replace("DEPOT_SECTION\n1\n2\n", "DEPOT_SECTION\n1\n")
    .concat("VEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 1\n")
    .concat("RELEASE_TIME_SECTION\n1 0\n2 0\n3 0\n4 2\n5 0\n")
    .concat("TIME_WINDOW_SECTION\n1 0 99\n2 0 99\n3 0 99\n4 0 4\n5 0 99\n");
  // Customers 1 to 4 at 10, 1, 2 and 9.
  const solution = "Route #1: 2 3 0 4\nRoute #2: 1\nCost: 420\n";
  expect(judge(text, solution)).toEqual({ cost: 420, codes: [] });
  // Released at 2 and reached at 4, by way of 1 as well; released a tenth later it is late.
  expect(judge(text.replace("\n4 2\n", "\n4 2.1\n"), solution).codes).toEqual(["window"]);
});

const reloads = "VEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 2\n";
test.each([
  ["another type", HEAD.replace("MDVRPTW", "VRPB"), 2, /TYPE \(VRPB\) must be one of/],
  ["deliveries", `${HEAD}BACKHAUL_SECTION\n1 0\n`, 22, /BACKHAUL_SECTION: deliveries and pickups/],
  ["an unknown section", `${HEAD}FUEL_SECTION\n`, 22, /"FUEL_SECTION" is neither/],
  ["a section twice", `${HEAD}DEPOT_SECTION\n1\n`, 22, /is there twice/],
  ["reloads that differ", HEAD + reloads, 24, /reload depots that differ/],
  ["a node too few", HEAD.replace("5 9 0\n", ""), 7, /no line for 5/],
  ["a node out of range", HEAD.replace("5 9 0", "6 9 0"), 12, /from 1 to 5/],
  ["a depot that is not first", HEAD.replace("SECTION\n1\n2\n", "SECTION\n3\n"), 20, /first/],
  ["a demand that is negative", HEAD.replace("4 4\n5 4", "4 -4\n5 4"), 17, /DEMAND \(-4\)/],
  ["explicit weights", HEAD.replace("EUC_2D", "EXPLICIT"), 6, /must be EUC_2D/],
  ["no capacity", HEAD.replace("CAPACITY : 10\n", ""), 20, /CAPACITY is missing/],
  ["a release before the day", `${HEAD}RELEASE_TIME_SECTION\n1 -1\n`, 23, /release time \(-10/],
  ["a window upside down", `${HEAD}TIME_WINDOW_SECTION\n1 5 4\n`, 23, /earliest time is after/],
])("%s is refused with its line", (_, text, line, detail) => {
  expect(readPyvrp(text)).toMatchObject({
    ok: false,
    line,
    detail: expect.stringMatching(detail),
  });
});
