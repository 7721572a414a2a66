import { expect, test } from "vitest";
import { INFINITE_M, INFINITE_SEC, NONE } from "../../../src/base/index.ts";
import {
  BREAK_PRESETS,
  checkSolution,
  readNative,
  readNativeSolution,
  type Solution,
  solve,
} from "../../../src/solver/index.ts";
import { lineProblem } from "../line-problem.ts";

/** A problem as its file has it. */
function fileOf(stopPositions: readonly number[]) {
  const problem = lineProblem(stopPositions);
  const { placeCount, travelSec, travelM } = problem.profiles[0].matrix;
  const rows = (values: Int32Array): (number | null)[][] =>
    Array.from({ length: placeCount }, (_, i) => [
      ...values.subarray(i * placeCount, (i + 1) * placeCount),
    ]);
  const matrix = { travelSec: rows(travelSec), travelM: rows(travelM) };
  return { ...problem, profiles: [{ name: "line", matrix }] };
}

function faultsOf(file: unknown): readonly { path: string; detail: string }[] {
  const parsed = readNative(typeof file === "string" ? file : JSON.stringify(file));
  return parsed.ok ? [] : parsed.faults;
}

test("a problem written as JSON is read as the same problem", () => {
  const parsed = readNative(JSON.stringify(fileOf([100, 200])));
  expect(parsed).toMatchObject({ ok: true, value: { problem: lineProblem([100, 200]) } });
});

test("null in either matrix is no way", () => {
  const file = fileOf([100]);
  file.profiles[0].matrix.travelSec[0][1] = null;
  const parsed = readNative(JSON.stringify(file));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const { matrix } = parsed.value.problem.profiles[0];
  expect([matrix.travelSec[1], matrix.travelM[1]]).toEqual([INFINITE_SEC, INFINITE_M]);
});

test("vehicle types may state a count in place of a list of vehicles", () => {
  const { vehicles: _, ...file } = fileOf([100]);
  const vehicleTypes = [{ ...file.vehicleTypes[0], count: 3 }];
  const parsed = readNative(JSON.stringify({ ...file, vehicleTypes }));
  expect(parsed).toMatchObject({
    ok: true,
    value: { problem: { vehicles: [{ typeIndex: 0 }, { typeIndex: 0 }, { typeIndex: 0 }] } },
  });
});

test("text that is not JSON is refused with its line", () => {
  const faulty: [string, number][] = [
    ['{\n"stops": [\n}', 3],
    ['{"a": 1,\n"b" 2}', 2],
    ['{"a": [1,\n\n2', 3],
    ['{\n"a": tru}', 2],
    ["[1]\nx", 2],
    ['{"a":\n"b\nc"}', 2],
  ];
  for (const [text, line] of faulty) {
    expect(faultsOf(text)[0].detail).toContain(`is not JSON: line ${line}:`);
  }
});

test("values of the wrong shape are named and never thrown", () => {
  const file = fileOf([100]);
  expect(faultsOf({ ...file, profiles: 7 })).toEqual([
    { path: "profiles", detail: "must be a list" },
  ]);
  const paths = faultsOf({ ...file, stops: [7], depots: [{ placeIndex: 0, hours: [] }] });
  expect(paths.map(({ path }) => path)).toEqual(["depots[0].hours", "stops[0]"]);
  for (const name of ["dimensions", "streams", "vehicleTypes", "vehicles", "stops", "released"]) {
    for (const value of [null, 7, "x", {}, [null], [{}]]) {
      const faults = faultsOf({ ...file, [name]: value });
      expect({ name, value, refused: faults.length > 0 }).toEqual({ name, value, refused: true });
    }
  }
});

test("a row of the wrong length is named", () => {
  const file = fileOf([100]);
  file.profiles[0].matrix.travelM[1].pop();
  expect(faultsOf(file)).toContainEqual({
    path: "profiles[0].matrix.travelM[1]",
    detail: "must have 2 entries",
  });
});

test("a slice that is neither in rows nor in sound thousandths is refused", () => {
  const file = fileOf([100]);
  const refused = (slices: unknown) =>
    faultsOf({ ...file, profiles: [{ ...file.profiles[0], slices }] }).map(
      ({ path, detail }) => `${path} ${detail}`,
    );
  expect(refused({})).toEqual(["profiles[0].slices must be a list"]);
  expect(refused([7, { startSec: 1, permille: 0 }, { startSec: 2, travelSec: [[0]] }])).toEqual([
    "profiles[0].slices[0] must be an object",
    "profiles[0].slices[0] must state either travelSec or permille",
    "profiles[0].slices[1].permille (0) must be a whole number from 1 to 1000000",
    "profiles[0].slices[2].travelSec must be a list of 2 rows, not 1",
  ]);
});

test("an entry too large for a matrix is refused and does not wrap round", () => {
  const file = fileOf([100]);
  file.profiles[0].matrix.travelSec[0][1] = 2 ** 32;
  expect(faultsOf(file)).toEqual([
    {
      path: "profiles[0].matrix.travelSec[0][1]",
      detail: "(4294967296) must be a whole number from 0 to 1000000000, or null for no way",
    },
  ]);
});

test("a preset that nobody knows is refused with the names of those there are", () => {
  const file = fileOf([100]);
  const breaks = [{ preset: "eu-562", restSec: 1 }];
  const faults = faultsOf({ ...file, vehicleTypes: [{ ...file.vehicleTypes[0], breaks }] });
  expect(faults).toEqual([
    { path: "vehicleTypes[0].breaks[0].restSec", detail: "is not known" },
    {
      path: "vehicleTypes[0].breaks[0].preset",
      detail: `("eu-562") must be one of ${BREAK_PRESETS.map(({ name }) => name).join(", ")}`,
    },
  ]);
});

test("a list or an object that is none is named, however deep it lies", () => {
  const file = fileOf([100]);
  const [stop] = file.stops;
  const [type] = file.vehicleTypes;
  const faults = faultsOf({
    ...file,
    vehicleTypes: [{ ...type, compartments: [{}], costs: { ...type.costs, fuel: 7 } }],
    vehicles: [{ typeIndex: 0, onBoard: {}, running: [] }],
    stops: [{ ...stop, lateness: 9, alternatives: [null] }],
    groups: [{ kind: "order" }],
    objective: { balance: "duration" },
  });
  expect(faults.map(({ path, detail }) => `${path} ${detail}`)).toEqual([
    "vehicleTypes[0].compartments[0].capacities must be a list",
    "vehicleTypes[0].compartments[0].streamIndices must be a list",
    "vehicleTypes[0].costs.fuel must be an object",
    "vehicles[0].onBoard must be a list",
    "vehicles[0].running must be an object",
    "stops[0].lateness must be an object",
    "stops[0].alternatives[0] must be an object",
    "groups[0].stopIndices must be a list",
    "objective.balance must be an object",
  ]);
});

test("a solution is read back and checked as it was", () => {
  const problem = lineProblem([100, 200]);
  const solution = solve(problem, { seed: 1, iterationsMax: 50, check: true });
  const parsed = readNativeSolution(JSON.stringify(solution));
  if (!parsed.ok) throw new Error(parsed.detail);
  expect(checkSolution(problem, parsed.value).violations).toEqual([]);
  const empty: Partial<Solution> = {};
  expect(readNativeSolution(JSON.stringify(empty))).toMatchObject({ ok: false });
  expect(readNativeSolution("[")).toMatchObject({ ok: false });
});

test("a solution file names the route and visit that it has wrong", () => {
  const route = (visit: object) => ({ vehicleIndex: 0, cost: {}, trips: [], visits: [visit] });
  const refused = (...routes: unknown[]) => readNativeSolution(JSON.stringify({ routes }));
  expect(refused(route({ kind: "stop", index: 0 }), 7)).toEqual({
    ok: false,
    detail: "routes[1] must be an object",
  });
  expect(refused(route({ kind: "nap", index: 0 }))).toEqual({
    ok: false,
    detail: 'routes[0].visits[0].kind ("nap") must be one of start, stop, facility, break, end',
  });
  expect(refused(route({ kind: "break", index: 0, alternative: "b" }))).toEqual({
    ok: false,
    detail: "routes[0].visits[0].alternative must be a whole number",
  });
});

test("a visit without alternative is at the stop's own place, or the whole of its break", () => {
  const visits = [
    { kind: "stop", index: 3 },
    { kind: "stop", index: 4, alternative: 2 },
    { kind: "break", index: 0 },
    { kind: "break", index: 0, alternative: 1 },
  ];
  const routes = [{ vehicleIndex: 0, cost: {}, trips: [], visits }];
  const parsed = readNativeSolution(JSON.stringify({ routes }));
  if (!parsed.ok) throw new Error(parsed.detail);
  expect(parsed.value.routes[0].visits.map((visit) => visit.alternative)).toEqual([0, 2, NONE, 1]);
});
