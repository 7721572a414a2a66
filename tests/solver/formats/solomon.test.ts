import { expect, test } from "vitest";
import { checkSolution, readSolomon, solve, solveInstance } from "../../../src/solver/index.ts";

const TEXT = `TINY

VEHICLE
NUMBER     CAPACITY
  3         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0       1000          0
    1      1         1          4          0        100         10
    2      2         2          4        200        300         10
    3     -1        -1          4          0        100         10
`;

function read(text: string) {
  const parsed = readSolomon(text);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  return parsed.value;
}

test("distances and times are read in tenths, distances cut off", () => {
  const { problem } = read(TEXT);
  const { matrix } = problem.profiles[0];
  expect(matrix.travelM[1]).toBe(14); // the square root of 2 is 1.414
  expect(problem.stops[1].windows).toEqual([{ startSec: 2000, endSec: 3000 }]);
  expect(problem.stops[0].serviceSec).toBe(100);
});

test("the cost is the distance with one decimal", () => {
  const instance = read(TEXT);
  const solution = solve(instance.problem, { seed: 1, iterationsMax: 200, check: true });
  expect(checkSolution(instance.problem, solution).violations).toEqual([]);
  // Out to 1 (1.4), on to 2 (1.4), home (2.8), and to 3 and back (2.8), whoever drives it.
  expect(instance.costOf(solution)).toBe(8.4);
});

test("with the fleet first one vehicle less is worth any distance", () => {
  const loose = TEXT.replace("  3         10", "  3         20");
  const instance = { ...read(loose), fleetFirst: true };
  const solution = solveInstance(instance, { seed: 1, iterationsMax: 500, check: true });
  expect(solution.routes).toHaveLength(1);
  expect(instance.costOf(solution)).toBe(8.4);
});

test.each([
  ["a column too few", TEXT.replace("300         10", "300"), 12, /6 columns/],
  ["a number out of order", TEXT.replace("    2      2", "    3      2"), 12, /must be 2/],
  ["a window upside down", TEXT.replace("200        300", "400        300"), 12, /after the due/],
  ["a word for a number", TEXT.replace("-1        -1", "-1        x"), 13, /y \(x\)/],
  ["no fleet", TEXT.replace("NUMBER", "NUMBERS"), 13, /NUMBER CAPACITY is missing/],
  ["no customers", TEXT.split("\n").slice(0, 8).join("\n"), 8, /no line of the depot/],
])("%s is refused with its line", (_, text, line, detail) => {
  expect(readSolomon(text)).toMatchObject({
    ok: false,
    line,
    detail: expect.stringMatching(detail),
  });
});
