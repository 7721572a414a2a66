import type { Random } from "../../src/base/index.ts";
import type { Problem, Solution, ViolationCode } from "../../src/solver/index.ts";

/** A copy that a test may write to. */
export type Writable<T> = T extends Int32Array | Float64Array
  ? T
  : T extends readonly [infer First, infer Second]
    ? [First, Second]
    : T extends readonly (infer Item)[]
      ? Writable<Item>[]
      : T extends object
        ? { -readonly [Key in keyof T]: Writable<T[Key]> }
        : T;

/** What is spoilt: copies of a sound problem and of a solution of it. */
export interface Case {
  readonly problem: Writable<Problem>;
  readonly solution: Writable<Solution>;
  readonly random: Random;
}

/** How a case was spoilt: the code to be named, and a word of its detail where one is due. */
export interface Injected {
  readonly code: ViolationCode;
  readonly word?: string;
}

/** Spoils a case in one way; undefined where it cannot. */
export type Defect = (spoilt: Case) => Injected | undefined;

export function anyOf<T>(items: readonly T[], random: Random): T | undefined {
  return items[random.below(Math.max(1, items.length))];
}

const VISIT_FIELDS = {
  index: "stated-place",
  alternative: "stated-place",
  placeIndex: "stated-place",
  tripIndex: "stated-trips",
  drivingSec: "stated-time",
  distanceM: "stated-distance",
  arrivalSec: "stated-time",
  waitingSec: "stated-time",
  startSec: "stated-time",
  endSec: "stated-time",
  lateSec: "stated-time",
} as const;

/** What a visit is recognised by: other numbers there make it another visit. */
const IDENTITY = {
  start: [],
  stop: ["index", "alternative"],
  facility: ["index"],
  break: ["index", "alternative"],
  end: [],
} as const;

/** One defect for each number that a visit of each kind states. */
function visitDefects(): Defect[] {
  return (["start", "stop", "facility", "break", "end"] as const).flatMap((kind) =>
    (Object.keys(VISIT_FIELDS) as (keyof typeof VISIT_FIELDS)[])
      .filter((name) => !(IDENTITY[kind] as readonly string[]).includes(name))
      .map((name): Defect => {
        return ({ solution, random }) => {
          const visits = solution.routes.flatMap((route) => route.visits);
          const visit = anyOf(
            visits.filter((one) => one.kind === kind),
            random,
          );
          if (visit === undefined) return undefined;
          visit[name] += random.below(2) === 0 ? 1 : -1;
          // Another departure moves everything behind it, and the start itself states it twice.
          return { code: VISIT_FIELDS[name] };
        };
      }),
  );
}

function loadDefects(): Defect[] {
  return (["loadsBefore", "loadsAfter"] as const).flatMap((name) =>
    (["start", "stop", "facility", "break", "end"] as const).map((kind): Defect => {
      return ({ solution, random }) => {
        const visits = solution.routes.flatMap((route) => route.visits);
        const visit = anyOf(
          visits.filter((one) => one.kind === kind),
          random,
        );
        if (visit === undefined) return undefined;
        const loads = visit[name];
        if (random.below(4) === 0) loads.pop();
        else loads[random.below(loads.length)] += 1;
        return { code: "stated-load" };
      };
    }),
  );
}

const ROUTE_FIELDS = {
  startSec: "stated-time",
  endSec: "stated-time",
  drivingSec: "stated-time",
  waitingSec: "stated-time",
  distanceM: "stated-distance",
  overtimeSec: "stated-time",
  breakSec: "stated-time",
  paidBreakSec: "stated-time",
  fuelMl: "stated-fuel",
} as const;

function routeDefects(): Defect[] {
  return (Object.keys(ROUTE_FIELDS) as (keyof typeof ROUTE_FIELDS)[]).map((name): Defect => {
    return ({ solution, random }) => {
      const route = anyOf(solution.routes, random);
      if (route === undefined) return undefined;
      route[name] += random.below(2) === 0 ? 1 : -1;
      return { code: ROUTE_FIELDS[name], word: name };
    };
  });
}

function tripDefects(): Defect[] {
  const spoil = (
    change: (trip: Writable<Solution["routes"][number]["trips"][number]>) => void,
  ): Defect => {
    return ({ solution, random }) => {
      const trip = anyOf(
        solution.routes.flatMap((route) => route.trips),
        random,
      );
      if (trip === undefined) return undefined;
      change(trip);
      return { code: "stated-trips" };
    };
  };
  return [
    spoil((trip) => {
      trip.firstVisit += 1;
    }),
    spoil((trip) => {
      trip.lastVisit -= 1;
    }),
    spoil((trip) => {
      trip.stopCount += 1;
    }),
    spoil((trip) => {
      trip.streamIndices.push(7);
    }),
    spoil((trip) => {
      trip.loads[0] -= 1;
    }),
    spoil((trip) => {
      trip.facilityIndex += 1;
    }),
    ({ solution, random }) => {
      const route = anyOf(solution.routes, random);
      return route?.trips.pop() === undefined ? undefined : { code: "stated-trips" };
    },
  ];
}

/** One defect for each cause of cost, of a route and of the solution. */
function costDefects(names: readonly string[]): Defect[] {
  return names.flatMap((name): Defect[] => [
    ({ solution, random }) => {
      const cost = anyOf(solution.routes, random)?.cost;
      if (cost === undefined) return undefined;
      Reflect.set(cost, name, Reflect.get(cost, name) + 1);
      return { code: "stated-cost", word: `the route's ${name}` };
    },
    ({ solution }) => {
      const { cost } = solution;
      Reflect.set(cost, name, Reflect.get(cost, name) - 1);
      return { code: "stated-cost", word: `the solution's ${name}` };
    },
  ]);
}

/** Every figure that a solution states, each wrong by a little. */
export function statedDefects(sound: Solution): Defect[] {
  return [
    ...visitDefects(),
    ...loadDefects(),
    ...routeDefects(),
    ...tripDefects(),
    ...costDefects(Object.keys(sound.cost)),
    ({ solution }) => {
      solution.feasible = !solution.feasible;
      return { code: "stated-feasible" };
    },
  ];
}
