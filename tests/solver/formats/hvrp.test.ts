import { expect, test } from "vitest";
import {
  judgeSolRoutes,
  readHvrp,
  readSolRoutes,
  solve,
  writeSolRoutes,
} from "../../../src/solver/index.ts";

/** A small dear vehicle, and a large one that costs 2.5 a distance; the depot at 0, 0. */
const TEXT = `
 // a file of our own
 2 2 999999.0 0.0 0 0
 1 4 10 1.1
 1 8  5 2.5
 0 0
 3 4 4
 -3 4 4
`;

function read(text: string) {
  const parsed = readHvrp(text);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  return parsed.value;
}

test("the cost is fixed costs and each vehicle's distance at its price", () => {
  const instance = read(TEXT);
  const parsed = readSolRoutes("Route #1: 1\nRoute #2: 2\nCost 51\n", instance);
  // 10 + 10 × 1.1 and 5 + 10 × 2.5.
  expect(parsed.ok && judgeSolRoutes(instance, parsed.value)).toEqual({
    feasible: true,
    cost: 51,
    violations: [],
  });
});

test("the cheapest fleet is found and written by vehicle", () => {
  const instance = read(TEXT);
  const solution = solve(instance.problem, { seed: 1, iterationsMax: 300, check: true });
  // The large one alone: 5 + 16 × 2.5.
  expect(instance.costOf(solution)).toBe(45);
  expect(writeSolRoutes(instance, solution)).toMatch(
    /^Route #1:\nRoute #2: (1 2|2 1)\nCost 45.00\n$/,
  );
});

test("a range bounds travel and services", () => {
  const instance = read(TEXT.replace("999999.0 0.0", "12 3"));
  const parsed = readSolRoutes("Route #1: 1\nRoute #2: 2\nCost 51\n", instance);
  const violations = parsed.ok ? judgeSolRoutes(instance, parsed.value).violations : [];
  expect(violations.map(({ code }) => code)).toEqual(["duration", "duration"]);
});

test.each([
  ["a line too few", TEXT.replace(" -3 4 4\n", ""), 7, /5 lines instead of 6/],
  ["a line too many", `${TEXT} 1 1 1\n`, 9, /7 lines instead of 6/],
  ["a cost with four decimals", TEXT.replace("1.1", "1.1111"), 4, /three decimals/],
  ["a negative cost", TEXT.replace("1.1", "-1"), 4, /must not be negative/],
  ["a demand in words", TEXT.replace("3 4 4", "3 4 x"), 7, /demand \(x\)/],
  [
    "no vehicles",
    TEXT.replace(" 1 4", " 0 4").replace(" 1 8", " 0 8"),
    3,
    /number of vehicles \(0\)/,
  ],
  ["nothing but comments", "// empty\n", 0, /nothing but comments/],
])("%s is refused with its line", (_, text, line, detail) => {
  expect(readHvrp(text)).toMatchObject({
    ok: false,
    line,
    detail: expect.stringMatching(detail),
  });
});
