import { expect, test } from "vitest";
import { faultsOf, faultsOfVehicle, richProblem } from "./rich-problem.ts";

test("a running vehicle has used up no more than its limits allow", () => {
  const problem = richProblem();
  const running = {
    ...problem.vehicles[0].running,
    placeIndex: 5,
    drivingSec: 16_201,
    breakCount: 2,
    durationSec: 901,
    distanceM: -1,
  };
  const vehicleTypes = [{ ...problem.vehicleTypes[0], durationSecMax: 900 }];
  const vehicles = [{ typeIndex: 0, running }, { typeIndex: 0 }];
  expect(faultsOf({ ...problem, vehicleTypes, vehicles })).toEqual([
    "vehicles[0].running.placeIndex: (5) must be the index of one of 5 places",
    "vehicles[0].running.drivingSec: (16201) must be a whole number from 0 to 16200",
    "vehicles[0].running.breakCount: (2) must be a whole number from 0 to 1",
    "vehicles[0].running.durationSec: (901) must be a whole number from 0 to 900",
    "vehicles[0].running.distanceM: (-1) must be a whole number from 0 to 1000000000",
  ]);
});

test("a running vehicle must stand ready before it has to be back", () => {
  const running = { ...richProblem().vehicles[0].running, fromSec: 100_001 };
  expect(faultsOfVehicle({ running })).toEqual([
    "vehicles[0].running.fromSec: (100001) is after the vehicle must be back (100000)",
  ]);
});

test("a load on board is one that the vehicle may carry", () => {
  expect(faultsOfVehicle({ onBoard: [{ loads: [1] }, { streamIndex: 2, loads: [1] }] })).toEqual([
    "vehicles[0].onBoard[0].streamIndex: (missing) is of no compartment of its vehicle type",
    "vehicles[0].onBoard[1].streamIndex: (2) must be the index of one of 2 streams",
  ]);
  const problem = richProblem();
  const { compartments: _, ...type } = problem.vehicleTypes[0];
  const onBoard = [
    { streamIndex: 0, loads: [1] },
    { streamIndex: 1, loads: [1] },
  ];
  const vehicles = [{ typeIndex: 0, onBoard }, { typeIndex: 0 }];
  const vehicleTypes = [{ ...type, mixedStreams: false, streamIndices: [0] }];
  expect(faultsOf({ ...problem, vehicleTypes, vehicles })).toEqual([
    "vehicles[0].onBoard[1].streamIndex: (1) is not carried by its vehicle type",
    "vehicles[0].onBoard: mixes streams 0 and 1, which its vehicle type may not",
  ]);
});

test("a load on board fits the vehicle and its compartments as they compact it", () => {
  // Compaction is 2: the body holds 20, the compartments 12 and 8.
  const onBoard = [
    { streamIndex: 0, loads: [12] },
    { streamIndex: 1, loads: [9] },
  ];
  expect(faultsOfVehicle({ onBoard })).toEqual([
    "vehicles[0].onBoard: sums to 21: its vehicle type holds 20",
    "vehicles[0].onBoard: sums to 9: compartment 1 holds 8",
  ]);
});

test("committed visits name places and breaks that there are, a window break once", () => {
  const committed = [
    { kind: "stop", stopIndex: 0, alternative: 2 },
    { kind: "break", breakIndex: 0 },
    { kind: "break", breakIndex: 0 },
    { kind: "break", breakIndex: 0, part: 0 },
    { kind: "break", breakIndex: 1, part: 2 },
    { kind: "break", breakIndex: 2 },
    { kind: "nap" },
  ];
  expect(faultsOfVehicle({ committed })).toEqual([
    "vehicles[0].committed[0].alternative: (2) must be the index of one of 2 places of stop 0",
    "vehicles[0].committed[2]: break 0 is committed twice",
    "vehicles[0].committed[3]: break 0 is committed twice",
    "vehicles[0].committed[3].part: (0) must be the index of one of 0 parts of break 0",
    "vehicles[0].committed[4].part: (2) must be the index of one of 2 parts of break 1",
    "vehicles[0].committed[5].breakIndex: (2) must be the index of one of 2 breaks of its " +
      "vehicle type",
    'vehicles[0].committed[6].kind: ("nap") must be stop, facility or break',
  ]);
});

test("what is held is a whole number, and a vehicle is released one route", () => {
  const problem = richProblem();
  const routes = [
    { vehicleIndex: 0, stopIndices: [0, 1] },
    { vehicleIndex: 0, stopIndices: [2] },
  ];
  const released = { routes, changeVehicleCents: 0, changeOrderCents: 0 };
  const vehicles = [problem.vehicles[0], { typeIndex: 0, holdCount: 0.5 }];
  expect(faultsOf({ ...problem, released, vehicles })).toEqual([
    "vehicles[1].holdCount: (0.5) must be a whole number from 0 to 1000000000",
    "released.routes[1].vehicleIndex: vehicle 0 is there twice",
  ]);
});

test("more may be held than there is, at no cost in memory", () => {
  expect(faultsOfVehicle({ holdCount: 1_000_000_000 })).toEqual([]);
});
