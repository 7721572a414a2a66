import { expect, test } from "vitest";
import type { PlannedVisit } from "../../../src/solver/index.ts";
import { lineProblem } from "../line-problem.ts";
import { faultsOf } from "./rich-problem.ts";

type Given = readonly [kind: string, ...stops: number[]];

/** The faults of groups over five stops, of which those from 3 on may be left out. */
function faultsOfGroups(...given: Given[]): string[] {
  const base = lineProblem([10, 20, 30, 40, 50]);
  const stops = base.stops.map((stop, i) => (i < 3 ? stop : { ...stop, priceCents: 5 }));
  const groups = given.map(([kind, ...stopIndices]) => ({ kind, stopIndices }));
  return faultsOf({ ...base, stops, groups });
}

test("a group has a kind, and at least two stops, each once", () => {
  expect(faultsOfGroups(["pair", 0, 1], ["order", 0], ["order", 1, 9, 1])).toEqual([
    'groups[0].kind: ("pair") must be one of exactly-one, all-or-none, same-vehicle, ' +
      "different-vehicle, order, direct-order",
    "groups[1].stopIndices: must name at least 2 stops",
    "groups[2].stopIndices[1]: (9) must be the index of one of 5 stops",
    "groups[2].stopIndices[2]: stop 1 is there twice",
  ]);
});

test("only a choice has a price, its stops have none, and a stop is in one choice", () => {
  const base = lineProblem([10, 20, 30]);
  const groups = [
    { kind: "exactly-one", stopIndices: [0, 1], priceCents: 9 },
    { kind: "exactly-one", stopIndices: [1, 2] },
    { kind: "order", stopIndices: [0, 2], priceCents: 9 },
  ];
  const stops = base.stops.map((stop, i) => (i === 0 ? { ...stop, priceCents: 5 } : stop));
  expect(faultsOf({ ...base, stops, groups })).toEqual([
    "groups[0].stopIndices[0]: stop 0 has a priceCents of its own: give it to the group",
    "groups[1].stopIndices[0]: stop 1 is in groups[0], of kind exactly-one too",
    "groups[2].priceCents: is for groups of kind exactly-one: leave it out",
  ]);
});

test("two stops cannot be on one vehicle and on different ones", () => {
  const chain: Given[] = [
    ["same-vehicle", 0, 1],
    ["order", 1, 2],
    ["different-vehicle", 0, 2],
  ];
  expect(faultsOfGroups(...chain)).toEqual([
    "groups[2]: has stops 0 and 2 on different vehicles, other groups on one",
  ]);
  // Stop 3 may be left out, and then nothing joins 0 and 2.
  const optional: Given[] = [
    ["same-vehicle", 0, 3],
    ["order", 3, 2],
    ["different-vehicle", 0, 2],
  ];
  expect(faultsOfGroups(...optional)).toEqual([]);
});

test("stops that must be visited by different vehicles need as many", () => {
  expect(faultsOfGroups(["different-vehicle", 0, 1, 2, 3])).toEqual([
    "groups[0]: needs 3 different vehicles, and there are 2",
  ]);
});

test("orders of stops that must be visited do not go round in a circle", () => {
  expect(faultsOfGroups(["order", 0, 1], ["order", 1, 2], ["order", 2, 0])).toEqual([
    "groups[0]: and others have stops 0, 1, 2 in no possible order",
  ]);
  expect(faultsOfGroups(["order", 0, 3, 1], ["direct-order", 1, 0])).toEqual([
    "groups[0]: and others have stops 0, 1 in no possible order",
  ]);
  expect(faultsOfGroups(["order", 0, 1], ["order", 1, 3], ["order", 3, 0])).toEqual([]);
});

test("nothing comes between two stops in direct order, nor two stops directly behind one", () => {
  expect(faultsOfGroups(["direct-order", 0, 1], ["order", 0, 2, 1])).toEqual([
    "groups[0]: and others have stops 0, 1, 2 in no possible order",
  ]);
  expect(faultsOfGroups(["direct-order", 0, 1], ["direct-order", 0, 2])).toEqual([
    "groups[1]: has stop 2 next to 0, where another has 1",
  ]);
  expect(faultsOfGroups(["direct-order", 0, 1], ["order", 0, 1, 2])).toEqual([]);
});

test("a choice that must be made has a stop that drags no other along", () => {
  expect(faultsOfGroups(["all-or-none", 0, 1, 2], ["exactly-one", 2, 1])).toEqual([
    "groups[1]: has one of its stops, and other groups have all of several or none",
  ]);
  expect(faultsOfGroups(["all-or-none", 0, 1], ["exactly-one", 0, 1, 2])).toEqual([]);
});

test("committed visits keep the groups", () => {
  const base = lineProblem([10, 20, 30, 40]);
  const visits = (...stops: number[]): PlannedVisit[] =>
    stops.map((stopIndex) => ({ kind: "stop", stopIndex }));
  const vehicles = [
    { typeIndex: 0, committed: visits(1, 0) },
    { typeIndex: 0, committed: visits(2) },
  ];
  const faultOf = (kind: string, ...stopIndices: number[]): string[] =>
    faultsOf({ ...base, vehicles, groups: [{ kind, stopIndices }] });
  const broken = "groups[0]: is broken by committed visits:";
  expect(faultOf("exactly-one", 0, 2)).toEqual([`${broken} stops 0 and 2 are both there`]);
  expect(faultOf("different-vehicle", 0, 1)).toEqual([
    `${broken} two of its stops are on vehicle 0`,
  ]);
  expect(faultOf("same-vehicle", 2, 1)).toEqual([
    `${broken} stops 2 and 1 are on different vehicles`,
  ]);
  expect(faultOf("order", 0, 1)).toEqual([`${broken} stop 1 comes too early`]);
  expect(faultOf("order", 3, 2)).toEqual([`${broken} stop 3 would have to come before`]);
  expect(faultOf("direct-order", 1, 0, 3)).toEqual([]);
  expect(faultOf("all-or-none", 0, 3)).toEqual([]);
});
