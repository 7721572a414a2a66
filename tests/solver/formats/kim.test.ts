import { expect, test } from "vitest";
import {
  judgeSolRoutes,
  readKim,
  readSolRoutes,
  solveInstance,
  writeSolRoutes,
} from "../../../src/solver/index.ts";

/** A mile in 6 minutes; the site two miles behind the stops, which are a mile from the depot. */
const TEXT = `10.0 // vehicle capacity
16.0 // yards a day
500 // stops a day
3600 // lunch
10 // speed
Stop_ID X Y Early Late Service Load Type
0     0 0 0600 1500   0 9999 0
7 15840 0 0000 2400 600 9999 2
3  5280 0 0000 2400 300  6.0 1
4  5280 0 0800 0900 300  6.0 1
5  5280 0 1300 2400 300  4.0 1
`;

function read(text: string) {
  const parsed = readKim(text);
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

test("a day is solved with the fewest trucks, lunch and the last unloading included", () => {
  const instance = read(TEXT);
  const solution = solveInstance(instance, { seed: 1, iterationsMax: 500, check: true });
  expect(solution).toMatchObject({ feasible: true, routes: { length: 1 } });
  const text = writeSolRoutes(instance, solution);
  expect(text).toMatch(/^Route #1: .* 7\nCost 10.00\n$/);
  expect(judge(TEXT, text)).toEqual({ cost: 10, codes: [] });
});

test("a limit on the day's load takes a second truck, and each keeps it", () => {
  const text = TEXT.replace("16.0", "15.0");
  const instance = read(text);
  const solution = solveInstance(instance, { seed: 1, iterationsMax: 500, check: true });
  expect(solution).toMatchObject({ feasible: true, routes: { length: 2 } });
  expect(judge(text, writeSolRoutes(instance, solution)).codes).toEqual([]);
});

test("solution files are judged by the rules of the set, not by the stricter solved ones", () => {
  // A trip of 10 and one of 6 in a day of 16 yards: out 3 miles, back 2, out 2, home 3.
  expect(judge(TEXT, "Route #1: 4 7 3 5 7\nCost 10\n")).toEqual({ cost: 10, codes: [] });
});

test.each([
  ["too much in a trip", "Route #1: 4 3 7 5 7\nCost 10\n", ["capacity"]],
  ["coming home loaded", "Route #1: 4 7 3 5\nCost 6\n", ["not-unloaded"]],
  ["a stop after its window", "Route #1: 3 5 7 4 7\nCost 10\n", ["window", "lunch"]],
  ["a stop left out", "Route #1: 4 7 3 7\nCost 10\n", ["stop-missing"]],
  ["a cost in feet", "Route #1: 4 7 3 5 7\nCost 52800\n", ["stated-cost"]],
])("%s is named", (_, solution, codes) => {
  expect(judge(TEXT, solution).codes).toEqual(codes);
});

test("more yards than a truck may collect in a day are named", () => {
  const text = TEXT.replace("16.0", "15.5");
  expect(judge(text, "Route #1: 4 7 3 5 7\nCost 10\n").codes).toEqual(["day-load"]);
});

test("a service that leaves lunch no place is named", () => {
  // Opens at 10:30 and takes two hours; the truck cannot eat ahead of it and be in time.
  const text = TEXT.replace("0800 0900 300  6.0", "1030 1030 7200  6.0");
  expect(judge(text, "Route #1: 4 7 3 5 7\nCost 10\n").codes).toEqual(["lunch"]);
});

test.each([
  ["a column too few", TEXT.replace("300  6.0 1\n4", "300 6.0\n4"), 9, /7 columns instead of 8/],
  ["a type that is not known", TEXT.replace("4.0 1", "4.0 3"), 11, /type \(3\) must be/],
  ["a time that is none", TEXT.replace("0900", "2401"), 10, /\(2401\) must be a time HHMM/],
  ["a window upside down", TEXT.replace("0800", "0930"), 10, /earliest is after latest/],
  ["an id twice", TEXT.replace("\n4 ", "\n3 "), 10, /id 3 is there twice/],
  ["no disposal site", TEXT.replace(/\n7 .*/, ""), 10, /no disposal site/],
  ["no depot", TEXT.replace(/\n0 .*/, ""), 10, /0 depots instead of 1/],
  ["no capacity", TEXT.replace("10.0 //", "0 //"), 1, /vehicle capacity \(0\)/],
  ["no places", "1\n2\n3\n", 3, /ends before its places/],
])("%s is refused with its line", (_, text, line, detail) => {
  expect(readKim(text)).toMatchObject({ ok: false, line, detail: expect.stringMatching(detail) });
});
