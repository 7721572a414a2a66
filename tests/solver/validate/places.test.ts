import { expect, test } from "vitest";
import { INFINITE_M, INFINITE_SEC } from "../../../src/base/index.ts";
import { faultsOf, richProblem } from "./rich-problem.ts";

test("a problem with something of every row of the model has no faults", () => {
  expect(faultsOf(richProblem())).toEqual([]);
});

test("slices ascend, are as large as the matrix and have no way where it has none", () => {
  const problem = richProblem();
  const [profile] = problem.profiles;
  const { travelSec } = profile.matrix;
  const closed = travelSec.slice();
  closed[7] = INFINITE_SEC;
  const slices = [
    { startSec: 500, travelSec: closed },
    { startSec: 500, travelSec: travelSec.slice(1) },
  ];
  expect(faultsOf({ ...problem, profiles: [{ ...profile, slices }] })).toEqual([
    "profiles[0].slices[1].startSec: (500) must be above that of the entry before (500)",
    "profiles[0].slices[0].travelSec[7]: (1000000000) is out of range: there is a way " +
      "from place 1 to place 2",
    "profiles[0].slices[1].travelSec: has 24 entries, needs 25",
  ]);
  const matrix = { ...profile.matrix, travelSec: closed, travelM: profile.matrix.travelM.slice() };
  matrix.travelM[7] = INFINITE_M;
  const open = { ...profile, matrix, slices: [{ startSec: 0, travelSec }] };
  expect(faultsOf({ ...problem, profiles: [open] })).toEqual([
    "profiles[0].slices[0].travelSec[7]: (100) is out of range: there is no way from place 1 " +
      "to place 2",
  ]);
});

test("a depot's hours are a span of time", () => {
  const problem = richProblem();
  const hours = { startSec: 9, endSec: 8, days: 2 };
  const depots = [...problem.depots, { placeIndex: 0, hours }];
  expect(faultsOf({ ...problem, depots })).toEqual([
    "depots[1].hours.days: is not known",
    "depots[1].hours: starts (9) after it ends (8)",
  ]);
});

test("docks are at least one, and the last vehicle's turn is a moment that exists", () => {
  const problem = richProblem();
  const depots = [
    { placeIndex: 0, docks: { count: 0, fromSec: 0, everySec: 1 } },
    { placeIndex: 0, docks: { count: 1, fromSec: 400_000_000, everySec: 200_000_000 } },
  ];
  expect(faultsOf({ ...problem, depots })).toEqual([
    "depots[0].docks.count: (0) must be a whole number from 1 to 1000000000",
    "depots[1].docks: let the last vehicle leave at 600000000: at most 500000000",
  ]);
});

test("queues ascend, and a quota has one entry a dimension", () => {
  const problem = richProblem();
  const queues = [
    { startSec: 1000, queueSec: 300 },
    { startSec: 900, queueSec: -1 },
  ];
  const facilities = [{ ...problem.facilities[0], queues, loadsTotalMax: [] }];
  expect(faultsOf({ ...problem, facilities })).toEqual([
    "facilities[0].queues[1].startSec: (900) must be above that of the entry before (1000)",
    "facilities[0].queues[1].queueSec: (-1) must be a whole number from 0 to 500000000",
    "facilities[0].loadsTotalMax: must have one entry for each of 1 dimensions",
  ]);
});
