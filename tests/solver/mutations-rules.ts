import { NONE } from "../../src/base/index.ts";
import type { Break, Group, Problem, Route, ViolationCode } from "../../src/solver/index.ts";
import { anyOf, type Case, type Defect, type Injected, type Writable } from "./mutations-stated.ts";
import { type BareRoute, restate } from "./restate.ts";

type BareSteps = BareRoute["steps"][number][];

function typeOf(problem: Writable<Problem>, vehicleIndex: number) {
  return problem.vehicleTypes[problem.vehicles[vehicleIndex].typeIndex];
}

function bareOf(route: Route): { vehicleIndex: number; departureSec: number; steps: BareSteps } {
  const steps = route.visits.flatMap(({ kind, index, alternative }) =>
    kind === "start" || kind === "end" ? [] : [{ kind, index, alternative }],
  );
  return { vehicleIndex: route.vehicleIndex, departureSec: route.startSec, steps };
}

/** Changes the visits of one route and states all figures as they then are. */
function rewrite(
  code: ViolationCode,
  change: (steps: BareSteps, spoilt: Case, route: Route) => boolean,
): Defect {
  return (spoilt) => {
    const { problem, solution, random } = spoilt;
    const index = random.below(Math.max(1, solution.routes.length));
    const route = solution.routes[index] as Route | undefined;
    if (route === undefined) return undefined;
    const all = solution.routes.map(bareOf);
    if (!change(all[index].steps, spoilt, route)) return undefined;
    Object.assign(solution, restate(problem as Problem, all));
    return { code };
  };
}

/** Changes the problem so that one route that was right no longer is. */
function tighten(
  code: ViolationCode,
  change: (problem: Writable<Problem>, route: Route, spoilt: Case) => boolean,
): Defect {
  return (spoilt) => {
    const route = anyOf(spoilt.solution.routes, spoilt.random) as Route | undefined;
    if (route === undefined) return undefined;
    return change(spoilt.problem, route, spoilt) ? { code } : undefined;
  };
}

function stopsOf(route: Route): Route["visits"][number][] {
  return route.visits.filter(({ kind }) => kind === "stop");
}

function firstTripStops(route: Route) {
  const end = route.visits.findIndex(({ kind }) => kind === "facility");
  return route.visits.slice(0, end < 0 ? undefined : end).filter(({ kind }) => kind === "stop");
}

const SHAPE: readonly Defect[] = [
  ({ problem, solution, random }) => {
    const route = anyOf(solution.routes, random);
    if (route === undefined) return undefined;
    route.vehicleIndex = problem.vehicles.length;
    return { code: "route-vehicle-unknown" };
  },
  ({ solution, random }) => {
    const route = anyOf(solution.routes, random);
    if (route === undefined) return undefined;
    solution.routes.push(structuredClone(route));
    return { code: "route-vehicle-twice" };
  },
  ({ solution }) => {
    if (solution.routes.length < 2) return undefined;
    solution.routes.reverse();
    return { code: "route-order" };
  },
  ({ solution, random }) => {
    const route = anyOf(solution.routes, random);
    if (route === undefined) return undefined;
    if (random.below(2) === 0) route.visits.pop();
    else route.visits.shift();
    return { code: "route-shape" };
  },
  ({ problem, solution, random }) => {
    const route = anyOf(solution.routes, random);
    if (route === undefined || problem.vehicles[route.vehicleIndex].running) return undefined;
    route.visits = [route.visits[0], route.visits[route.visits.length - 1]];
    return { code: "route-shape" };
  },
  rewrite("stop-unknown", (steps, { problem }) => {
    steps.push({ kind: "stop", index: problem.stops.length, alternative: 0 });
    return true;
  }),
  rewrite("facility-unknown", (steps, { problem }) => {
    steps.push({ kind: "facility", index: problem.facilities.length, alternative: 0 });
    return true;
  }),
  rewrite("break-unknown", (steps, { problem }, { vehicleIndex }) => {
    const { length } = typeOf(problem, vehicleIndex).breaks ?? [];
    steps.push({ kind: "break", index: length, alternative: NONE });
    return true;
  }),
  rewrite("break-unknown", (steps, { problem }, { vehicleIndex }) => {
    const breaks = typeOf(problem, vehicleIndex).breaks ?? [];
    const whole = breaks.findIndex((rest) => rest.kind === "window" || !rest.partsSec);
    if (whole < 0) return false;
    steps.push({ kind: "break", index: whole, alternative: 0 });
    return true;
  }),
  rewrite("alternative-unknown", (steps, { problem, random }) => {
    const at = steps.findIndex(({ kind }) => kind === "stop");
    if (at < 0) return false;
    const most = problem.stops[steps[at].index].alternatives?.length ?? 0;
    steps[at] = { ...steps[at], alternative: random.below(2) === 0 ? most + 1 : -1 };
    return true;
  }),
];

const COVERAGE: readonly Defect[] = [
  rewrite("stop-twice", (steps) => {
    const stop = steps.find(({ kind }) => kind === "stop");
    if (stop === undefined) return false;
    steps.push(stop);
    return true;
  }),
  rewrite("stop-missing", (steps, { problem }) => {
    const choice = choiceStops(problem);
    const at = steps.findIndex(
      ({ kind, index }) =>
        kind === "stop" && problem.stops[index].priceCents === undefined && !choice.has(index),
    );
    if (at < 0 || steps.length < 2) return false;
    steps.splice(at, 1);
    return true;
  }),
  ({ solution }) =>
    solution.unassigned.pop() === undefined ? undefined : { code: "unassigned-list" },
  ({ problem, solution, random }) => {
    const visit = anyOf(solution.routes.flatMap(stopsOf), random);
    if (visit === undefined) return undefined;
    const reasons = problem.vehicles.map(() => "window" as const);
    solution.unassigned.push({ stopIndex: visit.index, reasons });
    return { code: "unassigned-list" };
  },
  ({ solution }) => {
    const [first] = solution.unassigned;
    if (first === undefined) return undefined;
    solution.unassigned.push(first);
    return { code: "unassigned-list" };
  },
  ({ solution }) => {
    const [first] = solution.unassigned;
    return first?.reasons.pop() && { code: "unassigned-reasons" };
  },
  ({ problem, solution, random }) => {
    const [first] = solution.unassigned;
    if (first === undefined) return undefined;
    Reflect.set(first.reasons, random.below(problem.vehicles.length), "weather");
    return { code: "unassigned-reasons" };
  },
  ({ problem, solution }) => {
    const at = solution.routes.findIndex(({ vehicleIndex, visits }) => {
      return problem.vehicles[vehicleIndex].running !== undefined && visits.length > 2;
    });
    if (at < 0) return undefined;
    Object.assign(
      solution,
      restate(problem as Problem, solution.routes.toSpliced(at, 1).map(bareOf)),
    );
    return { code: "running-unused" };
  },
];

function choiceStops(problem: Writable<Problem>): Set<number> {
  const choices = (problem.groups ?? []).filter(({ kind }) => kind === "exactly-one");
  return new Set(choices.flatMap(({ stopIndices }) => stopIndices));
}

const PROMISES: readonly Defect[] = [
  tighten("committed-changed", (problem, route) => {
    const first = route.visits[1];
    const other = problem.stops.findIndex((_, i) => first.kind !== "stop" || first.index !== i);
    problem.vehicles[route.vehicleIndex].committed = [{ kind: "stop", stopIndex: other }];
    return other >= 0;
  }),
  tighten("committed-changed", (problem, route) => {
    const first = route.visits[1];
    if (first.kind !== "stop") return false;
    problem.vehicles[route.vehicleIndex].committed = [
      { kind: "stop", stopIndex: first.index, alternative: first.alternative + 1 },
    ];
    return true;
  }),
  ({ problem, solution }) => {
    const used = new Set(solution.routes.map(({ vehicleIndex }) => vehicleIndex));
    const idle = problem.vehicles.findIndex((_, i) => !used.has(i));
    if (idle < 0) return undefined;
    problem.vehicles[idle].committed = [{ kind: "stop", stopIndex: 0 }];
    return { code: "committed-changed" };
  },
  tighten("held-changed", (problem, route) => {
    const { vehicleIndex } = route;
    const [first, second] = stopsOf(route);
    if (second === undefined) return false;
    for (const vehicle of problem.vehicles) delete vehicle.committed;
    problem.vehicles[vehicleIndex].holdCount = 1;
    problem.released = {
      routes: [{ vehicleIndex, stopIndices: [second.index, first.index] }],
      changeVehicleCents: 0,
      changeOrderCents: 0,
    };
    return true;
  }),
  ({ problem, solution }) => {
    const used = new Set(solution.routes.map(({ vehicleIndex }) => vehicleIndex));
    const vehicleIndex = problem.vehicles.findIndex((_, i) => !used.has(i));
    if (vehicleIndex < 0) return undefined;
    for (const vehicle of problem.vehicles) delete vehicle.committed;
    problem.vehicles[vehicleIndex].holdCount = 2;
    const routes = [{ vehicleIndex, stopIndices: [0] }];
    problem.released = { routes, changeVehicleCents: 0, changeOrderCents: 0 };
    return { code: "held-changed" };
  },
  tighten("running-start", (problem, { vehicleIndex }) => {
    const { running } = problem.vehicles[vehicleIndex];
    if (running === undefined) return false;
    running.fromSec += 1;
    return true;
  }),
];

const ACCESS: readonly Defect[] = [
  tighten("vehicle-not-allowed", (problem, route, { random }) => {
    const visit = anyOf(stopsOf(route), random);
    if (visit === undefined) return false;
    problem.stops[visit.index].vehicleIndices = [route.vehicleIndex + 1];
    return true;
  }),
  tighten("skill-missing", (problem, route, { random }) => {
    const visit = anyOf(stopsOf(route), random);
    if (visit === undefined) return false;
    problem.stops[visit.index].skillIndices = [7];
    return true;
  }),
  tighten("skill-missing", (problem, route) => {
    const type = typeOf(problem, route.vehicleIndex);
    const needed = stopsOf(route).flatMap(({ index }) => problem.stops[index].skillIndices ?? []);
    type.skillIndices = [];
    return needed.length > 0;
  }),
  tighten("stream-not-carried", (problem, route) => {
    typeOf(problem, route.vehicleIndex).streamIndices = [];
    return stopsOf(route).some(({ index }) => problem.stops[index].streamIndex !== undefined);
  }),
  tighten("stream-not-carried", (problem, route) => {
    const { compartments } = typeOf(problem, route.vehicleIndex);
    const [visit] = stopsOf(route);
    if (compartments === undefined || visit === undefined) return false;
    delete problem.stops[visit.index].streamIndex;
    return true;
  }),
  tighten("streams-mixed", (problem, route, { random }) => {
    const trip = anyOf(
      route.trips.filter(({ stopCount }) => stopCount > 1),
      random,
    );
    const type = typeOf(problem, route.vehicleIndex);
    if (trip === undefined || type.compartments !== undefined) return false;
    type.mixedStreams = false;
    const visits = route.visits.slice(trip.firstVisit, trip.lastVisit + 1);
    visits
      .filter(({ kind }) => kind === "stop")
      .forEach(({ index }, i) => {
        problem.stops[index].streamIndex = i;
      });
    return true;
  }),
  tighten("stream-not-accepted", (problem, route) => {
    const trip = route.trips.find((each) => each.facilityIndex !== NONE && each.stopCount > 0);
    if (trip === undefined) return false;
    problem.facilities[trip.facilityIndex].streamIndices = [];
    for (const { index } of stopsOf(route)) problem.stops[index].streamIndex ??= 0;
    for (const load of problem.vehicles[route.vehicleIndex].onBoard ?? []) load.streamIndex ??= 0;
    return true;
  }),
  tighten("no-way", (problem, route, { random }) => {
    const profile = problem.profiles[typeOf(problem, route.vehicleIndex).profileIndex];
    const { placeCount } = profile.matrix;
    const arcs = route.visits.flatMap(({ kind, placeIndex }, i) => {
      if (i === 0 || kind === "break" || placeIndex === NONE) return [];
      return [route.visits[i - 1].placeIndex * placeCount + placeIndex];
    });
    const arc = anyOf(arcs, random);
    if (arc === undefined) return false;
    profile.matrix.travelSec = Int32Array.from(profile.matrix.travelSec);
    profile.matrix.travelSec[arc] = 1_000_000_000;
    return true;
  }),
];

const LOADS: readonly Defect[] = [
  tighten("capacity", (problem, route, { random }) => {
    const type = typeOf(problem, route.vehicleIndex);
    const d = random.below(problem.dimensions.length);
    const most = Math.max(...stopsOf(route).map(({ loadsAfter }) => loadsAfter[d]));
    if (!(most > 0)) return false;
    delete type.compactionPermille;
    type.capacities[d] = most - 1;
    return true;
  }),
  tighten("capacity", (problem, route, { random }) => {
    // Compaction that lets the load be just a little too large.
    const type = typeOf(problem, route.vehicleIndex);
    const d = random.below(problem.dimensions.length);
    const most = Math.max(...stopsOf(route).map(({ loadsAfter }) => loadsAfter[d]));
    if (!(most > 0)) return false;
    type.compactionPermille = problem.dimensions.map(() => 2000);
    type.capacities[d] = Math.floor((most - 1) / 2);
    return true;
  }),
  tighten("compartment", (problem, route) => {
    const { compartments } = typeOf(problem, route.vehicleIndex);
    const loaded = stopsOf(route).find(({ index }) => problem.stops[index].loads[0] > 0);
    if (compartments === undefined || loaded === undefined) return false;
    for (const compartment of compartments) compartment.capacities[0] = 0;
    return true;
  }),
  tighten("quota", (problem, route) => {
    const at = route.visits.findIndex(({ kind }) => kind === "facility");
    if (at < 0) return false;
    const { index, loadsBefore, loadsAfter } = route.visits[at];
    const taken = loadsBefore.map((load, d) => load - loadsAfter[d]);
    const d = taken.findIndex((load) => load > 0);
    if (d < 0) return false;
    problem.facilities[index].loadsTotalMax = taken.map((load, i) => (i === d ? load - 1 : 1e6));
    return true;
  }),
  ({ problem, solution }) => {
    // Each route alone keeps within the quota.
    const facility = problem.facilities.length - 1;
    const taken = solution.routes.map((route) =>
      route.visits.reduce((sum, { kind, index, loadsBefore, loadsAfter }) => {
        return kind === "facility" && index === facility
          ? sum + loadsBefore[0] - loadsAfter[0]
          : sum;
      }, 0),
    );
    const total = taken.reduce((sum, load) => sum + load, 0);
    if (taken.filter((load) => load > 0).length < 2) return undefined;
    problem.facilities[facility].loadsTotalMax = [total - 1, 1e6];
    return { code: "quota" };
  },
  tighten("not-unloaded", (problem, route) => {
    const trip = route.trips.at(-1);
    typeOf(problem, route.vehicleIndex).unloadBeforeEnd = true;
    return trip !== undefined && trip.stopCount > 0 && trip.facilityIndex === NONE;
  }),
  rewrite("not-unloaded", (steps, { problem }, route) => {
    const at = steps.findLastIndex(({ kind }) => kind === "facility");
    const isLast = steps.slice(at + 1).every(({ kind }) => kind === "break");
    if (at < 1 || !isLast || steps[at - 1].kind !== "stop") return false;
    typeOf(problem, route.vehicleIndex).unloadBeforeEnd = true;
    steps.splice(at, 1);
    return true;
  }),
];

/** A visit's windows end a second too soon. */
function closeEarly(kind: "stop" | "facility"): Defect {
  return tighten("window", (problem, route, { random }) => {
    const visit = anyOf(
      route.visits.filter((one) => one.kind === kind),
      random,
    );
    if (visit === undefined || visit.startSec === 0) return false;
    const { windows } = kind === "stop" ? problem.stops[visit.index] : { windows: undefined };
    const earlier = windows?.filter(({ endSec }) => endSec < visit.startSec) ?? [];
    const place = kind === "stop" ? problem.stops[visit.index] : problem.facilities[visit.index];
    const startSec = (earlier.at(-1)?.endSec ?? -2) + 2;
    place.windows = [...earlier, { startSec, endSec: visit.startSec - 1 }];
    return true;
  });
}

const HOURS: readonly Defect[] = [
  closeEarly("stop"),
  closeEarly("facility"),
  tighten("release", (problem, route, { random }) => {
    const visit = anyOf(firstTripStops(route), random);
    if (visit === undefined) return false;
    problem.stops[visit.index].releaseSec = route.startSec + 1;
    return true;
  }),
  tighten("stated-time", (problem, route) => {
    // The trip behind a facility would have to wait there.
    const facility = route.visits.findIndex(({ kind }) => kind === "facility");
    const visit = route.visits.slice(facility + 1).find(({ kind }) => kind === "stop");
    if (facility < 0 || visit === undefined) return false;
    const tripEnd = route.visits.findIndex(({ kind }, i) => i > facility && kind === "facility");
    if (tripEnd > 0 && route.visits.indexOf(visit) > tripEnd) return false;
    problem.stops[visit.index].releaseSec = route.visits[facility].endSec + 1;
    return true;
  }),
  tighten("docks", (problem, route) => {
    const depot = route.visits[0].index;
    if (depot === NONE) return false;
    problem.depots[depot].docks = { count: 1, fromSec: route.startSec + 1, everySec: 0 };
    return true;
  }),
  tighten("docks", (problem, route) => {
    const depot = route.visits[0].index;
    if (depot === NONE || route.vehicleIndex === 0) return false;
    const ahead = problem.vehicles.slice(0, route.vehicleIndex).filter((vehicle) => {
      const type = problem.vehicleTypes[vehicle.typeIndex];
      return !vehicle.running && (vehicle.startDepotIndex ?? type.startDepotIndex) === depot;
    }).length;
    problem.depots[depot].docks = { count: 1, fromSec: 0, everySec: route.startSec + 1 };
    return ahead > 0;
  }),
  tighten("depot-hours", (problem, route) => {
    const depot = route.visits[0].index;
    if (depot === NONE) return false;
    problem.depots[depot].hours = { startSec: route.startSec + 1, endSec: 100_000 };
    return true;
  }),
  tighten("depot-hours", (problem, route) => {
    const depot = route.visits[route.visits.length - 1].index;
    if (depot === NONE) return false;
    problem.depots[depot].hours = { startSec: 0, endSec: route.endSec - 1 };
    return true;
  }),
  tighten("shift", (problem, route) => {
    typeOf(problem, route.vehicleIndex).shift.endSec = route.endSec - 1;
    return true;
  }),
  tighten("shift", (problem, route) => {
    const vehicle = problem.vehicles[route.vehicleIndex];
    if (vehicle.running !== undefined) return false;
    vehicle.shift = { startSec: route.startSec + 1, endSec: 100_000 };
    return true;
  }),
];

function limit(
  code: "duration" | "distance" | "stop-count" | "trip-count",
  name: "durationSecMax" | "distanceMMax" | "stopCountMax" | "tripCountMax",
  lengthOf: (route: Route, running: Problem["vehicles"][number]["running"]) => number,
): Defect {
  return tighten(code, (problem, route) => {
    const value = lengthOf(route, problem.vehicles[route.vehicleIndex].running);
    if (value === 0) return false;
    typeOf(problem, route.vehicleIndex)[name] = value - 1;
    return true;
  });
}

const LIMITS: readonly Defect[] = [
  tighten("capacity", (problem, route, { random }) => {
    const stops = stopsOf(route).map(({ index }) => problem.stops[index]);
    const sums = problem.dimensions.map((_, d) =>
      stops.reduce((sum, { loads }) => sum + loads[d], 0),
    );
    const d = random.below(sums.length);
    typeOf(problem, route.vehicleIndex).loadsTotalMax = sums.map(
      (sum, i) => sum - (i === d ? 1 : 0),
    );
    return sums[d] > 0;
  }),
  limit(
    "duration",
    "durationSecMax",
    (route, running) => route.endSec - route.startSec + (running?.durationSec ?? 0),
  ),
  limit(
    "distance",
    "distanceMMax",
    (route, running) => route.distanceM + (running?.distanceM ?? 0),
  ),
  limit("stop-count", "stopCountMax", (route) => stopsOf(route).length),
  limit(
    "trip-count",
    "tripCountMax",
    (route) =>
      route.trips.filter((trip) => trip.stopCount > 0 || trip.facilityIndex !== NONE).length,
  ),
];

function windowBreak(earliestSec: number, latestSec: number): Writable<Break> {
  return { kind: "window", earliestSec, latestSec, restSec: 5, paid: true };
}

const BREAKS: readonly Defect[] = [
  rewrite("break-twice", (steps, { problem }, route) => {
    const { breaks = [] } = typeOf(problem, route.vehicleIndex);
    const taken = steps.find(
      ({ kind, index }) => kind === "break" && breaks[index].kind === "window",
    );
    if (taken === undefined) return false;
    steps.push(taken);
    return true;
  }),
  rewrite("break-twice", (steps, { problem }, route) => {
    // Taken before the vehicle's run began.
    const { running } = problem.vehicles[route.vehicleIndex];
    if (running === undefined) return false;
    typeOf(problem, route.vehicleIndex).breaks = [windowBreak(0, 100_000)];
    running.breakCount = 1;
    const own = steps.filter(({ kind }) => kind !== "break");
    steps.splice(0, steps.length, ...own, { kind: "break", index: 0, alternative: NONE });
    return true;
  }),
  rewrite("break-order", (steps, { problem }, route) => {
    const { running } = problem.vehicles[route.vehicleIndex];
    if (running !== undefined) running.breakCount = 0;
    typeOf(problem, route.vehicleIndex).breaks = [windowBreak(0, 100_000), windowBreak(0, 100_000)];
    const own = steps.filter(({ kind }) => kind !== "break");
    const rests = [1, 0].map((index) => ({ kind: "break" as const, index, alternative: NONE }));
    steps.splice(0, steps.length, rests[0], ...own, rests[1]);
    return true;
  }),
  tighten("break-window", (problem, route) => {
    const { breaks = [] } = typeOf(problem, route.vehicleIndex);
    const visit = route.visits.find(
      ({ kind, index }) => kind === "break" && breaks[index].kind === "window",
    );
    if (visit === undefined || visit.startSec === 0) return false;
    breaks[visit.index] = windowBreak(0, visit.startSec - 1);
    return true;
  }),
  tighten("break-missing", (problem, route) => {
    const type = typeOf(problem, route.vehicleIndex);
    const latestSec = route.endSec - 1;
    const { running } = problem.vehicles[route.vehicleIndex];
    if (running !== undefined && (running.fromSec > latestSec || running.breakCount > 0))
      return false;
    type.breaks = [...(type.breaks ?? []), windowBreak(0, latestSec)];
    return true;
  }),
  rewrite("break-missing", (steps, { problem }, route) => {
    const { breaks = [] } = typeOf(problem, route.vehicleIndex);
    const at = steps.findIndex(
      ({ kind, index }) => kind === "break" && breaks[index].kind === "window",
    );
    if (at < 0) return false;
    const rest = breaks[steps[at].index];
    steps.splice(at, 1);
    // So short that the route is out behind it in any case.
    if (rest.kind === "window") rest.latestSec = 1;
    return route.startSec > 1 && (problem.vehicles[route.vehicleIndex].running?.fromSec ?? 0) <= 1;
  }),
  tighten("break-driving", (problem, route) => {
    const type = typeOf(problem, route.vehicleIndex);
    const most = Math.max(...route.visits.map(({ drivingSec }) => drivingSec));
    type.breaks = [
      ...(type.breaks ?? []),
      { kind: "rule", drivingSecMax: most - 1, restSec: 100_000, paid: false },
    ];
    return most > 0;
  }),
  tighten("break-driving", (problem, route) => {
    // What was driven before a vehicle's run began counts.
    const { running } = problem.vehicles[route.vehicleIndex];
    if (running === undefined || route.drivingSec === 0) return false;
    const type = typeOf(problem, route.vehicleIndex);
    const drivingSecMax = running.drivingSec + route.drivingSec - 1;
    type.breaks = [
      ...(type.breaks ?? []),
      { kind: "rule", drivingSecMax, restSec: 100_000, paid: false },
    ];
    return true;
  }),
  tighten("break-work", (problem, route) => {
    const type = typeOf(problem, route.vehicleIndex);
    const [stop] = stopsOf(route);
    if (stop === undefined) return false;
    const workSecMax = stop.drivingSec + stop.endSec - stop.startSec - 1;
    if (workSecMax < 0) return false;
    type.breaks = [
      ...(type.breaks ?? []),
      { kind: "rule", workSecMax, restSec: 100_000, paid: false },
    ];
    return true;
  }),
  rewrite("break-work", (steps, { problem }, route) => {
    // Without its rests the day is longer than each stretch of work was.
    const type = typeOf(problem, route.vehicleIndex);
    const own = steps.filter(({ kind }) => kind !== "break");
    if (own.length === steps.length || own.length === 0) return false;
    const index = steps.find(({ kind }) => kind === "break")?.index ?? 0;
    const rest = type.breaks?.[index];
    if (rest?.kind !== "rule") return false;
    const spent = route.visits.map(({ kind, drivingSec, startSec, endSec }) =>
      kind === "stop" ? drivingSec + endSec - startSec : drivingSec,
    );
    const least = spent.reduce((sum, sec) => sum + sec, 0);
    if (least < 2) return false;
    rest.workSecMax = least - 1;
    steps.splice(0, steps.length, ...own);
    return (problem.profiles[type.profileIndex].slices ?? []).length === 0;
  }),
];

/** Adds a group of stops that a solution does not treat as it asks. */
function group(
  code: ViolationCode,
  choose: (spoilt: Case) => Pick<Group, "kind" | "stopIndices"> | undefined,
): Defect {
  return (spoilt): Injected | undefined => {
    const added = choose(spoilt);
    if (added === undefined) return undefined;
    const { kind, stopIndices } = added;
    const groups = spoilt.problem.groups ?? [];
    spoilt.problem.groups = [...groups, { kind, stopIndices: [...stopIndices] }];
    return { code };
  };
}

const GROUPS: readonly Defect[] = [
  group("group-exactly-one", ({ solution }) => {
    const stops = solution.routes.flatMap(stopsOf).map(({ index }) => index);
    return stops.length < 2 ? undefined : { kind: "exactly-one", stopIndices: stops.slice(0, 2) };
  }),
  group("group-missing", ({ solution }) => {
    const stopIndices = solution.unassigned.map(({ stopIndex }) => stopIndex);
    return stopIndices.length === 0 ? undefined : { kind: "exactly-one", stopIndices };
  }),
  group("group-all-or-none", ({ solution }) => {
    const [visit] = solution.routes.flatMap(stopsOf);
    const [absent] = solution.unassigned;
    if (visit === undefined || absent === undefined) return undefined;
    return { kind: "all-or-none", stopIndices: [visit.index, absent.stopIndex] };
  }),
  group("group-same-vehicle", ({ solution }) => {
    const firsts = solution.routes.flatMap((route) => stopsOf(route).slice(0, 1));
    const stopIndices = firsts.map(({ index }) => index);
    return stopIndices.length < 2 ? undefined : { kind: "same-vehicle", stopIndices };
  }),
  group("group-order", ({ solution }) => {
    const firsts = solution.routes.flatMap((route) => stopsOf(route).slice(0, 1));
    const stopIndices = firsts.map(({ index }) => index);
    return stopIndices.length < 2 ? undefined : { kind: "order", stopIndices };
  }),
  ...(
    [
      ["group-different-vehicle", "different-vehicle", false],
      ["group-order", "order", true],
      ["group-direct-order", "direct-order", true],
    ] as const
  ).map(([code, kind, reversed]) =>
    group(code, ({ solution, random }) => {
      const route = solution.routes.find((one) => stopsOf(one).length > 1);
      const stops = stopsOf(route ?? solution.routes[0]).map(({ index }) => index);
      if (stops.length < 2) return undefined;
      const at = random.below(stops.length - 1);
      const pair = stops.slice(at, at + 2);
      return { kind, stopIndices: reversed ? pair.reverse() : pair };
    }),
  ),
  group("group-direct-order", ({ solution }) => {
    // In order, but with another stop or a facility between.
    const route = solution.routes.find((one) => {
      return one.visits.filter(({ kind }) => kind === "stop" || kind === "facility").length > 2;
    });
    const visits = (route?.visits ?? []).filter(({ kind }) => kind !== "break").slice(1, -1);
    const first = visits.findIndex(({ kind }) => kind === "stop");
    const second = visits.findIndex(({ kind }, i) => kind === "stop" && i > first + 1);
    if (first < 0 || second < 0) return undefined;
    const stopIndices = [visits[first].index, visits[second].index];
    return { kind: "direct-order", stopIndices };
  }),
];

/** Every rule broken, by another solution or by a narrower problem. */
export const RULE_DEFECTS: readonly Defect[] = [
  ...SHAPE,
  ...COVERAGE,
  ...PROMISES,
  ...ACCESS,
  ...LOADS,
  ...HOURS,
  ...LIMITS,
  ...BREAKS,
  ...GROUPS,
];
