import type { Problem, Route } from "../../src/solver/index.ts";
import { anyOf, type Defect, type Writable } from "./mutations-stated.ts";

/** Changes a price or a length that the stated figures follow from; `word` names the figure. */
function reprice(
  word: string,
  change: (problem: Writable<Problem>, route: Route) => boolean,
  code: "stated-cost" | "stated-time" | "stated-fuel" | "stated-load" = "stated-cost",
): Defect {
  return ({ problem, solution, random }) => {
    const route = anyOf(solution.routes, random) as Route | undefined;
    if (route === undefined || !change(problem, route)) return undefined;
    return { code, word };
  };
}

function costsOf(problem: Writable<Problem>, { vehicleIndex }: Route) {
  return problem.vehicleTypes[problem.vehicles[vehicleIndex].typeIndex].costs;
}

function anyStop(route: Route) {
  return route.visits.find(({ kind }) => kind === "stop");
}

/** What each cost and figure follows from, changed so much that it shows. */
export const PRICE_DEFECTS: readonly Defect[] = [
  reprice("fixedCents", (problem, route) => {
    costsOf(problem, route).fixedCents += 1;
    return true;
  }),
  reprice("distanceCents", (problem, route) => {
    costsOf(problem, route).centsPerKm += 1000;
    return route.distanceM > 0;
  }),
  reprice("timeCents", (problem, route) => {
    costsOf(problem, route).centsPerHour += 100_000;
    return route.endSec - route.startSec - route.breakSec > 0;
  }),
  reprice("timeCents", (problem, route) => {
    // Whether a rest is paid shows in the time paid for.
    const type = problem.vehicleTypes[problem.vehicles[route.vehicleIndex].typeIndex];
    const rest = route.visits.find(({ kind }) => kind === "break");
    const taken = rest && type.breaks?.[rest.index];
    if (taken === undefined || type.costs.centsPerHour < 500) return false;
    taken.paid = !taken.paid;
    return true;
  }),
  reprice("overtimeCents", (problem, route) => {
    costsOf(problem, route).centsPerOvertimeHour += 100_000;
    return route.overtimeSec > 0;
  }),
  reprice("facilityCents", (problem, route) => {
    const visit = route.visits.find(({ kind, loadsBefore, loadsAfter }) => {
      return kind === "facility" && loadsBefore[0] > loadsAfter[0];
    });
    if (visit === undefined) return false;
    problem.facilities[visit.index].feeCentsPerTonne += 100_000;
    return true;
  }),
  reprice("latenessCents", (problem, route) => {
    const visit = anyStop(route);
    if (visit === undefined || visit.startSec < 10) return false;
    problem.stops[visit.index].lateness = { afterSec: visit.startSec - 10, centsPerHour: 1e6 };
    return true;
  }),
  reprice("liftCents", (problem, route) => {
    const visit = anyStop(route);
    if (visit === undefined) return false;
    const costs = costsOf(problem, route);
    problem.stops[visit.index].lifts = 3;
    costs.centsPerLift = (costs.centsPerLift ?? 0) + 50;
    return true;
  }),
  reprice("fuelCents", (problem, route) => {
    const { fuel } = costsOf(problem, route);
    if (fuel === undefined || route.fuelMl < 1000) return false;
    fuel.centsPerLitre += 10;
    return true;
  }),
  reprice(
    "fuelMl",
    (problem, route) => {
      const { fuel } = costsOf(problem, route);
      const carries = route.visits.some(({ loadsBefore, distanceM }) => {
        return loadsBefore[0] * distanceM > 1_000_000;
      });
      if (fuel === undefined || !carries) return false;
      fuel.mlPerTonneKm += 1000;
      return true;
    },
    "stated-fuel",
  ),
  reprice("co2Cents", (problem, route) => {
    const { fuel } = costsOf(problem, route);
    if (fuel === undefined || route.fuelMl < 1000) return false;
    problem.objective = { ...problem.objective, centsPerTonneCo2: 1_000_000 };
    return true;
  }),
  ({ problem, solution }) => {
    const lengths = solution.routes.map(({ startSec, endSec }) => endSec - startSec);
    if (Math.max(...lengths) - Math.min(...lengths) < 10) return undefined;
    problem.objective = { ...problem.objective, balance: { by: "duration", centsPerHour: 1e6 } };
    return { code: "stated-cost", word: "balanceCents" };
  },
  ({ problem, solution }) => {
    const loads = solution.routes.map((route) =>
      route.visits.reduce(
        (sum, { kind, index }) => (kind === "stop" ? sum + problem.stops[index].loads[0] : sum),
        0,
      ),
    );
    if (Math.max(...loads) - Math.min(...loads) < 1) return undefined;
    problem.objective = { ...problem.objective, balance: { by: "load", centsPerTonne: 1e7 } };
    return { code: "stated-cost", word: "balanceCents" };
  },
  ({ problem, solution }) => {
    // With every other stop a neighbour, each pair on two vehicles counts from both sides.
    const counts = solution.routes.map((route) => {
      return route.visits.filter(({ kind }) => kind === "stop").length;
    });
    if (counts.filter((count) => count > 0).length < 2) return undefined;
    problem.objective = {
      ...problem.objective,
      compactness: { neighbourCount: problem.stops.length, cents: 10_000 },
    };
    return { code: "stated-cost", word: "compactnessCents" };
  },
  ({ problem, solution, random }) => {
    const priced = solution.unassigned.filter(({ stopIndex }) => {
      return problem.stops[stopIndex].priceCents !== undefined;
    });
    const absent = anyOf(priced, random);
    if (absent === undefined) return undefined;
    problem.stops[absent.stopIndex].priceCents = 77_777;
    return { code: "stated-cost", word: "unassignedCents" };
  },
  ({ problem, solution }) => {
    const left = problem.groups?.find(({ kind, stopIndices }) => {
      const absent = new Set(solution.unassigned.map(({ stopIndex }) => stopIndex));
      return kind === "exactly-one" && stopIndices.every((stop) => absent.has(stop));
    });
    if (left?.priceCents === undefined) return undefined;
    left.priceCents += 1;
    return { code: "stated-cost", word: "unassignedCents" };
  },
  reprice("changeVehicleCents", (problem, route) => {
    const visit = anyStop(route);
    if (visit === undefined) return false;
    const vehicleIndex = (route.vehicleIndex + 1) % (problem.vehicles.length + 1);
    const routes = [{ vehicleIndex, stopIndices: [visit.index] }];
    problem.released = { routes, changeVehicleCents: 7777, changeOrderCents: 0 };
    return true;
  }),
  reprice("changeOrderCents", (problem, route) => {
    const stopIndices = route.visits.flatMap(({ kind, index }) => (kind === "stop" ? [index] : []));
    if (stopIndices.length < 2) return false;
    const routes = [{ vehicleIndex: route.vehicleIndex, stopIndices: stopIndices.reverse() }];
    problem.released = { routes, changeVehicleCents: 0, changeOrderCents: 7777 };
    return true;
  }),
  reprice(
    "drivingSec",
    (problem, route) => {
      // Everybody drives twice as long from the departure on.
      const profile =
        problem.profiles[
          problem.vehicleTypes[problem.vehicles[route.vehicleIndex].typeIndex].profileIndex
        ];
      const travelSec = profile.matrix.travelSec.map((sec) => 2 * sec + 1);
      profile.slices = [{ startSec: 0, travelSec }];
      return route.drivingSec > 0;
    },
    "stated-time",
  ),
  reprice(
    "facility",
    (problem, route) => {
      const visit = route.visits.find(({ kind }) => kind === "facility");
      if (visit === undefined) return false;
      const facility = problem.facilities[visit.index];
      delete facility.windows;
      facility.queues = [{ startSec: 0, queueSec: 1000 + visit.waitingSec }];
      return true;
    },
    "stated-time",
  ),
  reprice(
    "facility",
    (problem, route) => {
      // Whoever arrives behind a full hour waits for those of that hour.
      const visit = route.visits.find(({ kind, arrivalSec }) => {
        return kind === "facility" && arrivalSec > 10;
      });
      if (visit === undefined) return false;
      const queues = [
        { startSec: 0, queueSec: 1_000 + visit.startSec },
        { startSec: visit.arrivalSec, queueSec: 0 },
      ];
      delete problem.facilities[visit.index].windows;
      problem.facilities[visit.index].queues = queues;
      return true;
    },
    "stated-time",
  ),
  reprice(
    "endSec",
    (problem, route) => {
      const visit = anyStop(route);
      if (visit === undefined) return false;
      const stop = problem.stops[visit.index];
      stop.addedServiceSec = problem.vehicleTypes.map((_, t) => {
        const added = stop.addedServiceSec?.[t] ?? 0;
        return t === problem.vehicles[route.vehicleIndex].typeIndex ? added + 1 : added;
      });
      return true;
    },
    "stated-time",
  ),
  reprice(
    "endSec",
    (problem, route) => {
      const visit = route.visits.find(
        ({ kind, alternative }) => kind === "stop" && alternative > 0,
      );
      const alternatives = visit && problem.stops[visit.index].alternatives;
      if (visit === undefined || alternatives === undefined) return false;
      alternatives[visit.alternative - 1].addedServiceSec += 1;
      return true;
    },
    "stated-time",
  ),
  reprice(
    "loads",
    (problem, route) => {
      const vehicle = problem.vehicles[route.vehicleIndex];
      const streamIndex = anyStop(route) && problem.stops[anyStop(route)?.index ?? 0].streamIndex;
      const load = { loads: [1, 1], ...(streamIndex === undefined ? {} : { streamIndex }) };
      vehicle.onBoard = [...(vehicle.onBoard ?? []), load];
      return true;
    },
    "stated-load",
  ),
  ({ solution }) => {
    // A total that hides a wrong cause: two causes shifted against each other.
    solution.cost.fixedCents += 1;
    solution.cost.distanceCents -= 1;
    return { code: "stated-cost", word: "fixedCents" };
  },
];
