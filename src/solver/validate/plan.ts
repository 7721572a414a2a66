import type { Objective, Problem } from "../problem.ts";
import { type Checker, QUANTITY_MAX, show } from "./checker.ts";
import { checkWeighed } from "./places.ts";

/** Checks the plan to stay near. */
export function checkReleased(problem: Problem, check: Checker): void {
  const { released } = problem;
  if (released === undefined) return;
  check.fields("released", "released", released);
  check.whole("released.changeVehicleCents", released.changeVehicleCents);
  check.whole("released.changeOrderCents", released.changeOrderCents);
  const seen = new Set<number>();
  const vehicles = new Set<number>();
  released.routes.forEach((route, i) => {
    const path = `released.routes[${i}]`;
    const { vehicleIndex } = route;
    check.fields(path, "releasedRoute", route);
    check.index(`${path}.vehicleIndex`, vehicleIndex, problem.vehicles.length, "vehicles");
    if (vehicles.has(vehicleIndex)) {
      check.fault(`${path}.vehicleIndex`, `vehicle ${vehicleIndex} is there twice`);
    }
    vehicles.add(vehicleIndex);
    route.stopIndices.forEach((stop, j) => {
      check.index(`${path}.stopIndices[${j}]`, stop, problem.stops.length, "stops");
      if (seen.has(stop)) check.fault(`${path}.stopIndices[${j}]`, `stop ${stop} is there twice`);
      seen.add(stop);
    });
  });
}

/** Checks the weights of what is judged over all routes. */
export function checkObjective(problem: Problem, check: Checker): void {
  const { objective } = problem;
  if (objective === undefined) return;
  check.fields("objective", "objective", objective);
  if (objective.balance !== undefined) checkBalance(objective.balance, problem, check);
  const { compactness, centsPerTonneCo2 } = objective;
  if (compactness !== undefined) {
    const path = "objective.compactness";
    check.fields(path, "compactness", compactness);
    check.whole(`${path}.neighbourCount`, compactness.neighbourCount, QUANTITY_MAX, 1);
    check.whole(`${path}.cents`, compactness.cents);
  }
  if (centsPerTonneCo2 !== undefined) {
    check.whole("objective.centsPerTonneCo2", centsPerTonneCo2);
  }
}

function checkBalance(
  balance: NonNullable<Objective["balance"]>,
  problem: Problem,
  check: Checker,
): void {
  const path = "objective.balance";
  if (balance.by === "duration") {
    check.fields(path, "balanceByDuration", balance);
    check.whole(`${path}.centsPerHour`, balance.centsPerHour);
  } else if (balance.by === "load") {
    check.fields(path, "balanceByLoad", balance);
    check.whole(`${path}.centsPerTonne`, balance.centsPerTonne);
    checkWeighed(path, problem, check);
  } else {
    const by: unknown = Reflect.get(balance, "by");
    check.fault(`${path}.by`, `(${show(by)}) must be duration or load`);
  }
}
