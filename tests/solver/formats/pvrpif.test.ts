import { expect, test } from "vitest";
import {
  judgeSolRoutes,
  readPvrpif,
  readSolRoutes,
  solveInstance,
  writeSolRoutes,
} from "../../../src/solver/index.ts";

/** Places on a line at these minutes from the depot; the facility is at 1. */
const MINUTES = [0, 10, -10, 12, 1];
const TYPES = ["depot", "customer", "customer", "customer", "intermediateFacility"];
const FREQUENCIES = [0, 2, 2, 1, 0];

const FILE = {
  type: "FeatureCollection",
  info: { numVehicles: 1, maxDuration: 40, maxCapacity: 20, planningHorizon: 4, area: "line" },
  features: MINUTES.map((_, id) => ({
    id: String(id),
    properties: {
      id: 10 + id,
      type: TYPES[id],
      frequency: FREQUENCIES[id],
      demand: TYPES[id] === "customer" ? 9 : 0,
      service: TYPES[id] === "customer" ? 3 : 0,
    },
    geometry: null,
  })),
  duration: MINUTES.map((from) => MINUTES.map((to) => Math.abs(from - to))),
};
const TEXT = JSON.stringify(FILE);
const OPTIONS = { seed: 1, iterationsMax: 2000, check: true };

function read(text: string) {
  const parsed = readPvrpif(text);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  return parsed.value;
}

function judge(solution: string) {
  const instance = read(TEXT);
  const parsed = readSolRoutes(solution, instance);
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.detail}`);
  const { cost, violations } = judgeSolRoutes(instance, parsed.value);
  return { cost, codes: violations.map(({ code }) => code) };
}

test("a vehicle is one on each day, and a stop one visit within its part of the days", () => {
  const { problem, visitSets } = read(TEXT);
  expect(problem.vehicles.map(({ typeIndex }) => typeIndex)).toEqual([0, 1, 2, 3]);
  expect(problem.stops.map(({ vehicleIndices }) => vehicleIndices)).toEqual([
    ...[
      [0, 1],
      [2, 3],
    ],
    ...[
      [0, 1],
      [2, 3],
    ],
    ...[[0, 1, 2, 3]],
  ]);
  expect(visitSets?.[1]).toEqual({
    stopIndices: [2, 3],
    patterns: [
      [[0], [2]],
      [[1], [3]],
    ],
  });
  expect(problem.vehicleTypes[0].shift).toEqual({ startSec: 0, endSec: 2400 });
});

test("days are chosen so that sites share a way, and the cost is the driving time", () => {
  const instance = read(TEXT);
  const solution = solveInstance(instance, OPTIONS);
  // Site 13 rides with 11 (12 out and back), 11 alone on the other day (10 out and back), and 12
  // twice by way of the facility (10 out, 11 to it, 1 home); two sides on one day take too long.
  expect(instance.costOf(solution)).toBe(24 + 20 + 22 + 22);
  expect(instance.findViolations?.([])).toEqual([]);
  const text = writeSolRoutes(instance, solution);
  expect(judge(text)).toEqual({ cost: 88, codes: [] });
  expect(text.match(/^Route/gm)).toHaveLength(4);
});

test.each([
  ["one pattern each", "11 13 14, 12 14, 11 14, 12 14", 88, []],
  ["days not equally far apart", "11 13 14, 12 14, 12 14, 11 14", 88, ["visit-days"]],
  ["two visits within one part", "11 13 14, 11 14, 12 14, 12 14", 88, ["stop-missing"]],
  ["coming home loaded", "11 13 14, 12 14, 11 14, 12", 86, ["not-unloaded"]],
  ["too much in a trip", "11 13 12 14, , 11 14, 12 14", 88, ["capacity"]],
])("a solution with %s is judged so", (_, days, cost, codes) => {
  const lines = days.split(", ").map((visits, i) => `Route #${i + 1}: ${visits}`);
  expect(judge(`${lines.join("\n")}\nCost ${cost}\n`).codes).toEqual(expect.arrayContaining(codes));
  if (codes.length === 0) expect(judge(`${lines.join("\n")}\nCost ${cost}\n`).codes).toEqual([]);
});

test("the minutes of service count against the longest tour, not in the cost", () => {
  // 24 minutes of driving and 6 of service fill a tour of 30 to the last minute.
  const info = { ...FILE.info, maxDuration: 30 };
  const exact = read(JSON.stringify({ ...FILE, info }));
  expect(exact.costOf(solveInstance(exact, OPTIONS))).toBe(88);
  const less = read(JSON.stringify({ ...FILE, info: { ...info, maxDuration: 29 } }));
  expect(solveInstance(less, OPTIONS).unassigned).toHaveLength(1);
});

function withProperty(index: number, name: string, value: unknown): object {
  const features = FILE.features.map((feature, i) =>
    i === index ? { ...feature, properties: { ...feature.properties, [name]: value } } : feature,
  );
  return { ...FILE, features };
}

test.each([
  ["no depot", withProperty(0, "type", "customer"), /frequency \(0\) must divide the 4 days/],
  ["a type that is not known", withProperty(1, "type", "bin"), /\("bin"\) must be one of depot/],
  ["three visits in four days", withProperty(1, "frequency", 3), /\(3\) must divide the 4 days/],
  ["a part of a load", withProperty(1, "demand", 1.5), /demand \(1.5\) must be a whole number/],
  ["an id twice", withProperty(2, "id", 11), /features\[2\].properties.id \(11\) is there twice/],
  ["no id", withProperty(2, "id", undefined), /features\[2\].properties.id is missing/],
  ["no facility", withProperty(4, "type", "depot"), /hold 2 depots instead of 1/],
  ["a service before it begins", withProperty(1, "service", -1), /\(-1\) must be from 0/],
  ["no vehicles", { ...FILE, info: { ...FILE.info, numVehicles: 0 } }, /numVehicles \(0\) must be/],
  ["a row too few", { ...FILE, duration: FILE.duration.slice(1) }, /4 rows, but there are 5/],
  [
    "a row too short",
    { ...FILE, duration: [[0], ...FILE.duration.slice(1)] },
    /must have 5 entries/,
  ],
  [
    "a word for minutes",
    { ...FILE, duration: FILE.duration.map((row) => row.map(() => "x")) },
    /duration\[0\]\[0\] \("x"\) must be from 0/,
  ],
])("%s is refused by its path", (_, file, detail) => {
  expect(readPvrpif(JSON.stringify(file))).toMatchObject({
    ok: false,
    line: 0,
    detail: expect.stringMatching(detail),
  });
});

test("what is no JSON is refused with its line", () => {
  expect(readPvrpif('{\n"info": {,\n')).toMatchObject({
    ok: false,
    line: 2,
    detail: expect.stringMatching(/is not JSON/),
  });
});
