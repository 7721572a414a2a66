import { expect, test } from "vitest";
import { type Parsed, readCvrplib, solve } from "../../../src/solver/index.ts";

const HEAD = `NAME : tiny
COMMENT : by hand
TYPE : CVRP
DIMENSION : 4
CAPACITY : 10
`;
const DEMANDS = `DEMAND_SECTION
1 0
2 4
3 6
4 5
DEPOT_SECTION
1
-1
EOF
`;
const PLANE = `${HEAD}EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 0 3
3 4 3
4 1 1
${DEMANDS}`;

function explicit(format: string, weights: string): string {
  return `${HEAD}EDGE_WEIGHT_TYPE : EXPLICIT
EDGE_WEIGHT_FORMAT : ${format}
EDGE_WEIGHT_SECTION
${weights}
${DEMANDS}`;
}

function instanceOf<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(`line ${parsed.line}: ${parsed.detail}`);
}

function metresOf(text: string): number[] {
  return [...instanceOf(readCvrplib(text)).problem.profiles[0].matrix.travelM];
}

test("straight distances are rounded to the nearest whole number", () => {
  // Node 4 at (1, 1): to the depot 1.41, to node 2 2.24, to node 3 3.61.
  expect(metresOf(PLANE)).toEqual([0, 3, 5, 1, 3, 0, 4, 2, 5, 4, 0, 4, 1, 2, 4, 0]);
});

test("the cost of a solution is the total distance", () => {
  const instance = instanceOf(readCvrplib(PLANE));
  const solution = solve(instance.problem, { seed: 1, iterationsMax: 100, check: true });
  // Loads 4 + 6 fill one vehicle: 3 + 4 + 5; the other drives 1 + 1.
  expect(instance.costOf(solution)).toBe(14);
});

test.each([
  ["FULL_MATRIX", "0 1 2 3\n1 0 4 5\n2 4 0 6\n3 5 6 0"],
  ["LOWER_ROW", "1\n2 4\n3 5 6"],
  ["LOWER_DIAG_ROW", "0 1 0 2 4 0\n3 5 6 0"],
  ["UPPER_ROW", "1 2 3\n4 5\n6"],
  ["UPPER_DIAG_ROW", "0 1 2 3\n0 4 5\n0 6\n0"],
])("weights are read in the layout %s", (format, weights) => {
  expect(metresOf(explicit(format, weights))).toEqual([
    0, 1, 2, 3, 1, 0, 4, 5, 2, 4, 0, 6, 3, 5, 6, 0,
  ]);
});

test("a full matrix may be asymmetric", () => {
  expect(metresOf(explicit("FULL_MATRIX", "0 1 2 3 9 0 4 5 8 4 0 6 7 5 6 0"))[4]).toBe(9);
});

test("a limit on the route's length counts the service", () => {
  const text = PLANE.replace("CAPACITY", "DISTANCE : 14\nSERVICE_TIME : 1\nCAPACITY");
  const { problem } = instanceOf(readCvrplib(text));
  expect(problem.vehicleTypes[0].durationSecMax).toBe(14);
  expect(problem.stops.map((stop) => stop.serviceSec)).toEqual([1, 1, 1]);
});

test.each([
  ["a wrong number", PLANE.replace("2 0 3", "2 0 three"), 9, /y \(three\) must be a number/],
  ["a node twice", PLANE.replace("3 4 3", "2 4 3"), 10, /node 2 is there twice/],
  ["a node that is missing", PLANE.replace("4 1 1\n", ""), 7, /no line for node 4/],
  ["a negative demand", PLANE.replace("3 6", "3 -6"), 15, /demand \(-6\)/],
  ["another type", PLANE.replace(": CVRP", ": TSP"), 3, /TYPE \(TSP\) must be CVRP/],
  ["an unknown section", PLANE.replace("DEMAND_", "DEMANDS_"), 12, /DEMANDS_SECTION/],
  ["no capacity", PLANE.replace("CAPACITY : 10\n", ""), 19, /CAPACITY is missing/],
  ["another metric", PLANE.replace("EUC_2D", "GEO"), 6, /GEO/],
  ["a matrix that is cut", explicit("UPPER_ROW", "1 2 3\n4 5"), 10, /ends early, after 5/],
  ["a matrix that is too long", explicit("UPPER_ROW", "1 2 3\n4 5\n6 7"), 11, /more than 6/],
  ["another depot", PLANE.replace("SECTION\n1\n-1", "SECTION\n2\n-1"), 18, /node 1 alone/],
])("%s is refused with its line", (_, text, line, detail) => {
  const parsed = readCvrplib(text);
  expect(parsed).toMatchObject({ ok: false, line });
  expect(parsed).toMatchObject({ detail: expect.stringMatching(detail) });
});
