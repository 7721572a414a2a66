import { checkRoute } from "../../src/solver/check-route.ts";
import { factsOf } from "../../src/solver/check-terms.ts";
import { checkSolution, type Problem, type Route, type Solution } from "../../src/solver/index.ts";

/** A route by its visits and departure alone. */
export interface BareRoute {
  readonly vehicleIndex: number;
  readonly departureSec: number;
  readonly steps: readonly {
    readonly kind: "stop" | "facility" | "break";
    readonly index: number;
    readonly alternative: number;
  }[];
}

/** A whole solution that states what the checker derives from the visits, whether right or not. */
export function restate(problem: Problem, bare: readonly BareRoute[]): Solution {
  const routes = bare.map((route) => restateRoute(problem, route));
  const visited = new Set(
    bare.flatMap(({ steps }) =>
      steps.flatMap(({ kind, index }) => (kind === "stop" ? [index] : [])),
    ),
  );
  const unassigned = problem.stops.flatMap((_, stopIndex) =>
    visited.has(stopIndex)
      ? []
      : [{ stopIndex, reasons: problem.vehicles.map(() => "price" as const) }],
  );
  const check = checkSolution(problem, { routes, unassigned });
  return {
    feasible: check.feasible,
    routes,
    unassigned,
    cost: check.cost,
    seed: 0,
    iterationCount: 0,
    elapsedMs: 0,
    trace: [],
  };
}

function restateRoute(problem: Problem, route: BareRoute): Route {
  const { vehicleIndex, departureSec, steps } = route;
  const nothing = {
    placeIndex: 0,
    tripIndex: 0,
    drivingSec: 0,
    distanceM: 0,
    arrivalSec: 0,
    waitingSec: 0,
    startSec: 0,
    endSec: departureSec,
    lateSec: 0,
    loadsBefore: [],
    loadsAfter: [],
  };
  const ends = { index: 0, alternative: 0, ...nothing };
  const visits = [
    { kind: "start" as const, ...ends },
    ...steps.map((step) => ({ ...step, ...nothing })),
    { kind: "end" as const, ...ends },
  ];
  const { cost } = checkSolution(problem, { routes: [] });
  const stated = {
    vehicleIndex,
    startSec: 0,
    endSec: 0,
    drivingSec: 0,
    waitingSec: 0,
    distanceM: 0,
    overtimeSec: 0,
    breakSec: 0,
    paidBreakSec: 0,
    fuelMl: 0,
    trips: [],
    visits,
    cost,
  };
  const checked = checkRoute(factsOf(problem), stated, () => undefined);
  return checked?.actual ?? stated;
}
