import { expect, test } from "vitest";
import { INFINITE_M, INFINITE_SEC, NONE } from "../../../src/base/index.ts";
import {
  BREAK_PRESETS,
  checkSolution,
  readNative,
  readNativeSolution,
  type Solution,
  solve,
  validateProblem,
  writeNative,
} from "../../../src/solver/index.ts";
import { lineProblem } from "../line-problem.ts";
import { richProblem } from "../validate/rich-problem.ts";

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

test("a count that is missing or none is refused where no vehicles are listed", () => {
  const { vehicles: _, ...file } = fileOf([100]);
  const counts = [-1, undefined, 2e9, "2", 3];
  const vehicleTypes = counts.map((count) => ({ ...file.vehicleTypes[0], count }));
  const faults = faultsOf({ ...file, vehicleTypes });
  expect(faults.map(({ path, detail }) => `${path} ${detail}`)).toEqual([
    "vehicleTypes[0].count (-1) must be a whole number from 0 to 100000",
    "vehicleTypes[1].count is missing: state it, or list vehicles",
    "vehicleTypes[2].count (2000000000) must be a whole number from 0 to 100000",
    'vehicleTypes[3].count ("2") must be a whole number from 0 to 100000',
  ]);
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

test("coordinates in place of a matrix are written and read as the same", () => {
  const { profiles: _, ...file } = fileOf([100]);
  const plane = { x: [0, 30.5], y: [0, 40] };
  const parsed = readNative(JSON.stringify({ ...file, profiles: [{ name: "plane", plane }] }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const { problem } = parsed.value;
  expect(problem.profiles[0].plane).toEqual({
    x: Float64Array.of(0, 30.5),
    y: Float64Array.of(0, 40),
  });
  expect(readNative(writeNative(problem))).toMatchObject({ ok: true, value: { problem } });
  const beside = { ...fileOf([100]).profiles[0], plane: { x: [0, "a"], z: [] } };
  expect(faultsOf({ ...file, profiles: [beside] })).toEqual([
    { path: "profiles[0].matrix", detail: "must be left out beside a plane" },
    { path: "profiles[0].plane.z", detail: "is not known" },
    { path: "profiles[0].plane.x", detail: "must be a list of metres" },
    { path: "profiles[0].plane.y", detail: "must be a list of metres" },
  ]);
});

test("a slice is given in rows, or in thousandths of the matrix, rounded up", () => {
  const file = fileOf([101]);
  const { travelSec } = file.profiles[0].matrix;
  const slices = [
    { startSec: 3600, travelSec },
    { startSec: 7200, permille: 1505 },
  ];
  const parsed = readNative(
    JSON.stringify({ ...file, profiles: [{ ...file.profiles[0], slices }] }),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  // 101 s times 1.505 are 152.005 s.
  expect(parsed.value.problem.profiles[0].slices).toEqual([
    { startSec: 3600, travelSec: Int32Array.of(0, 101, 101, 0) },
    { startSec: 7200, travelSec: Int32Array.of(0, 153, 153, 0) },
  ]);
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

test("a preset stands for its breaks, in its place and paid as stated beside it", () => {
  const file = fileOf([100]);
  const own = { kind: "rule", workSecMax: 900, restSec: 60, paid: false };
  const breaks = [{ preset: "eu-561", paid: true }, own, { preset: "eu-working-time" }];
  const parsed = readNative(
    JSON.stringify({ ...file, vehicleTypes: [{ ...file.vehicleTypes[0], breaks }] }),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  expect(parsed.value.problem.vehicleTypes[0].breaks).toEqual([
    { kind: "rule", drivingSecMax: 16_200, restSec: 2700, partsSec: [900, 1800], paid: true },
    own,
    { kind: "rule", workSecMax: 21_600, restSec: 1800, partsSec: [900, 900], paid: false },
    { kind: "rule", workSecMax: 32_400, restSec: 2700, partsSec: [1800, 900], paid: false },
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

test.each(BREAK_PRESETS)("the breaks of $name are sound", ({ breaks }) => {
  const base = lineProblem([100]);
  const vehicleTypes = [{ ...base.vehicleTypes[0], breaks }];
  expect(validateProblem({ ...base, vehicleTypes })).toEqual([]);
});

test("a problem with something of every row of the model is written and read as the same", () => {
  const problem = richProblem();
  const closed = { ...problem, facilities: [{ ...problem.facilities[0], placeIndex: 3 }] };
  const { matrix, slices = [] } = closed.profiles[0];
  matrix.travelSec[4] = INFINITE_SEC;
  matrix.travelM[4] = INFINITE_M;
  slices[0].travelSec[4] = INFINITE_SEC;
  const text = writeNative(closed);
  const parsed = readNative(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  expect(parsed.value.problem).toEqual(closed);
  expect(text).toContain("[0,100,200,300,null]");
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

/** Calls `visit` with each place in a value where something can be put in its stead. */
function eachPlace(value: unknown, visit: (owner: object, key: string) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    visit(value, key);
    eachPlace(Reflect.get(value, key), visit);
  }
}

test("whatever stands anywhere in a file, it is read or refused with a path, never thrown", () => {
  const file: unknown = JSON.parse(writeNative(richProblem()));
  let refusedCount = 0;
  let count = 0;
  eachPlace(file, (owner, key) => {
    const kept: unknown = Reflect.get(owner, key);
    for (const value of [undefined, null, 7, -1, 0.5, "x", {}, [], [null], [{}]]) {
      Reflect.set(owner, key, value);
      const faults = faultsOf(file);
      if (faults.some(({ path }) => path === "")) throw new Error(JSON.stringify(faults));
      refusedCount += faults.length > 0 ? 1 : 0;
      count++;
    }
    Reflect.set(owner, key, kept);
  });
  // A number may be another one, a name any text; hardly anything else passes.
  expect(count).toBeGreaterThan(1500);
  expect(refusedCount / count).toBeGreaterThan(0.9);
});
