import { expect, test } from "vitest";
import { INFINITE_M, INFINITE_SEC } from "../../../src/base/index.ts";
import {
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
