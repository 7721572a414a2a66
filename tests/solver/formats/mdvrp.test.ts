import { expect, test } from "vitest";
import {
  judgeSolRoutes,
  readMdvrp,
  readSolRoutes,
  solve,
  writeSolRoutes,
} from "../../../src/solver/index.ts";

/** Two depots 100 apart, each with a vehicle and two customers near by. */
const TEXT = `2 1 4 2
0 10
0 10
 1   3   4 2 4 1 2 1 2
 2  -3   4 2 4 1 2 1 2
 3 103   4 2 4 1 2 1 2
 4  97   4 2 4 1 2 1 2
 5   0   0 0 0 0 0
 6 100   0 0 0 0 0
`;

function read(text: string) {
  const parsed = readMdvrp(text);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  return parsed.value;
}

test("each depot's vehicle serves the customers near it", () => {
  const instance = read(TEXT);
  const solution = solve(instance.problem, { seed: 1, iterationsMax: 300, check: true });
  // Each triangle is 5 + 6 + 5 long.
  expect(instance.costOf(solution)).toBe(32);
  const text = writeSolRoutes(instance, solution);
  expect(text).toMatch(/^Route #1: (1 2|2 1)\nRoute #2: (3 4|4 3)\nCost 32.00\n$/);
  const routes = readSolRoutes(text, instance);
  expect(routes.ok && judgeSolRoutes(instance, routes.value)).toEqual({
    feasible: true,
    cost: 32,
    violations: [],
  });
});

test("route k is that of vehicle k, an idle vehicle has an empty line", () => {
  const instance = read(TEXT);
  const parsed = readSolRoutes("Route #2: 1\nRoute #1:\nCost: 0\n", instance);
  expect(parsed).toMatchObject({
    ok: true,
    value: { routes: [{ vehicleIndex: 1, visits: [{ kind: "stop", stopIndex: 0 }] }] },
  });
});

test("the largest duration bounds travel and services", () => {
  const instance = read(TEXT.replace("0 10\n0 10", "19 10\n19 10"));
  const both = readSolRoutes("Route #1: 1 2\nRoute #2: 3 4\nCost 32\n", instance);
  // 16 of travel and 2 services of 2 make 20.
  const violations = both.ok ? judgeSolRoutes(instance, both.value).violations : [];
  expect(violations.map(({ code }) => code)).toEqual(["duration", "duration"]);
});

test.each([
  ["another type", TEXT.replace("2 1 4 2", "5 1 4 2"), 1, /type \(5\) must be 2/],
  ["a line too few", TEXT.replace(/ 6 100.*\n/, ""), 8, /8 lines instead of 9/],
  ["a line too many", `${TEXT}7 0 0 0 0\n`, 10, /10 lines instead of 9/],
  ["a number out of order", TEXT.replace(" 2  -3", " 3  -3"), 5, /number \(3\) must be 2/],
  ["a word for a number", TEXT.replace(" 2  -3", " 2   x"), 5, /x \(x\)/],
  ["a negative service", TEXT.replace("4 2 4", "4 -2 4"), 4, /service \(-2\)/],
  ["no vehicles", TEXT.replace("2 1 4 2", "2 0 4 2"), 1, /number of vehicles \(0\)/],
  ["no end of vehicles", TEXT.replace("2 1 4 2", "2 99999 4 2"), 1, /must be from 1 to 100000/],
  ["a demand past all bounds", TEXT.replace("4 2 4", "4 2 4000000000"), 0, /stops\[0\]\.loads/],
  ["places out of reach", TEXT.replace(" 3 103", " 3 9e9"), 0, /places 1 and 3 are too far apart/],
  ["nothing", "", 0, /empty/],
])("%s is refused with its line", (_, text, line, detail) => {
  expect(readMdvrp(text)).toMatchObject({
    ok: false,
    line,
    detail: expect.stringMatching(detail),
  });
});
