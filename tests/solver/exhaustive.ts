import { NONE } from "../../src/base/index.ts";
import type { Group, PlannedVisit, Problem } from "../../src/solver/index.ts";
import {
  arrivalAt,
  type Crew,
  crewOf,
  emptiable,
  emptyHold,
  type Hold,
  holdIndexOf,
  isFit,
  loaded,
  metresOf,
  placeOfStep,
  priceRoute,
  type RouteFigures,
  restOf,
  type Step,
  serviceOf,
  startAt,
  startHolds,
} from "./exhaustive-route.ts";

/** Rests under rules that one route may hold. */
const REST_COUNT_MAX = 3;

/** The cheapest answer that keeps every rule. */
export interface Optimum {
  /** Infinite where there is none. */
  readonly units: number;
  readonly routes: readonly OptimalRoute[];
  /** Sequences looked at. */
  readonly nodeCount: number;
}

export interface OptimalRoute {
  readonly vehicleIndex: number;
  readonly departureSec: number;
  readonly steps: readonly Step[];
}

interface Option extends RouteFigures {
  readonly steps: readonly Step[];
}

/** The routes of one vehicle worth keeping, by the set of stops they visit. */
type Options = (readonly Option[])[];

/** What is judged over all routes together, and so keeps more than the cheapest route of a set. */
interface Across {
  /** Units a second that a route longer by one may cost. */
  readonly unitsPerSec: number;
  /** Whether facilities are short. */
  readonly quotas: boolean;
}

/**
 * Finds the optimum of a small problem by trying every assignment, sequence, place, unloading and
 * rest. Facilities are visited only to empty something, and at most `REST_COUNT_MAX` rests under
 * rules are taken in a route, none that change nothing, and none that merely even out how long
 * routes are.
 *
 * It knows the model by its definition alone: it shares nothing with the search or the checker.
 */
export function exhaust(problem: Problem): Optimum {
  const balance = problem.objective?.balance;
  const across: Across = {
    unitsPerSec: balance?.by === "duration" ? balance.centsPerHour * 5 : 0,
    quotas: problem.facilities.some(({ loadsTotalMax }) => loadsTotalMax !== undefined),
  };
  let nodeCount = 0;
  const options = problem.vehicles.map((_, vehicleIndex) => {
    const found = routesOf(crewOf(problem, vehicleIndex), across);
    nodeCount += found.nodeCount;
    return found.options;
  });
  return { ...combine(problem, options), nodeCount };
}

/** A route as far as it has come, driven from its earliest departure. */
interface Node {
  readonly sec: number;
  readonly place: number;
  readonly mask: number;
  readonly metres: number;
  readonly workSec: number;
  readonly paidRestSec: number;
  readonly lateUnits: number;
  readonly holds: readonly Hold[];
  readonly stopCount: number;
  readonly facilityCount: number;
  /** Whether there is a stop behind the last facility. */
  readonly isTrip: boolean;
  readonly accounts: readonly Account[];
  readonly windowTaken: number;
  readonly restCount: number;
}

interface Account {
  readonly drivingSec: number;
  readonly workSec: number;
  readonly isSplit: boolean;
}

class RouteTree {
  readonly #crew: Crew;
  readonly #across: Across;
  readonly #held: readonly number[];
  readonly #committed: readonly Step[];
  readonly #foreign: ReadonlySet<number>;
  readonly #hasSlices: boolean;
  readonly options: Option[][];
  readonly steps: Step[] = [];
  nodeCount = 0;

  constructor(crew: Crew, across: Across) {
    const { problem, vehicleIndex } = crew;
    this.#crew = crew;
    this.#across = across;
    const committed = new Set<number>();
    this.#foreign = committed;
    problem.vehicles.forEach((vehicle) => {
      for (const visit of vehicle.committed ?? []) {
        if (visit.kind === "stop") committed.add(visit.stopIndex);
      }
    });
    this.#committed = (crew.vehicle.committed ?? []).map(stepOf);
    const released = problem.released?.routes.find((route) => route.vehicleIndex === vehicleIndex);
    this.#held = (released?.stopIndices ?? [])
      .filter((stop) => !committed.has(stop))
      .slice(0, crew.vehicle.holdCount ?? 0);
    this.#hasSlices = (crew.profile.slices ?? []).length > 0;
    this.options = Array.from({ length: 1 << problem.stops.length }, () => []);
  }

  grow(): void {
    const { vehicle, breaks, leavesFromSec, startPlace } = this.#crew;
    const { running } = vehicle;
    const root: Node = {
      sec: leavesFromSec,
      place: startPlace,
      mask: 0,
      metres: 0,
      workSec: 0,
      paidRestSec: 0,
      lateUnits: 0,
      holds: startHolds(this.#crew),
      stopCount: 0,
      facilityCount: 0,
      isTrip: false,
      accounts: breaks.map(() => ({
        drivingSec: running?.drivingSec ?? 0,
        workSec: running?.workSec ?? 0,
        isSplit: false,
      })),
      windowTaken: takenWindows(this.#crew),
      restCount: 0,
    };
    this.#visit(root);
  }

  #visit(node: Node): void {
    this.nodeCount++;
    const depth = this.steps.length;
    if (depth < this.#committed.length) {
      this.#try(node, this.#committed[depth], true);
      return;
    }
    this.#end(node);
    const { problem, breaks } = this.#crew;
    const stopsBehind = this.steps.slice(this.#committed.length).filter(isStop).length;
    const next = this.#held[stopsBehind];
    problem.stops.forEach((stop, index) => {
      if ((node.mask & (1 << index)) !== 0 || this.#foreign.has(index)) return;
      if (next !== undefined && next !== index) return;
      for (let a = 0; a <= (stop.alternatives?.length ?? 0); a++) {
        this.#try(node, { kind: "stop", index, alternative: a }, false);
      }
    });
    problem.facilities.forEach((_, index) => {
      this.#try(node, { kind: "facility", index, alternative: 0 }, false);
    });
    breaks.forEach((one, index) => {
      const parts = one.kind === "rule" && one.partsSec !== undefined ? [NONE, 0, 1] : [NONE];
      for (const part of parts) this.#try(node, { kind: "break", index, alternative: part }, false);
    });
  }

  #try(node: Node, step: Step, isForced: boolean): void {
    const child =
      step.kind === "stop"
        ? this.#withStop(node, step)
        : step.kind === "facility"
          ? this.#withFacility(node, step, isForced)
          : this.#withBreak(node, step, isForced);
    if (child === undefined) return;
    this.steps.push(step);
    this.#visit(child);
    this.steps.pop();
  }

  /** Drives to a step as early as can be; undefined where that is too late or too far. */
  #arrive(node: Node, step: Step, workSec: number): Node | undefined {
    const crew = this.#crew;
    const { type, vehicle } = crew;
    const place = placeOfStep(crew, step, node.place);
    const arrivalSec = arrivalAt(crew, node.place, place, node.sec);
    const startSec = startAt(crew, step, arrivalSec);
    const sec = startSec + workSec;
    if (sec > crew.shift.endSec) return undefined;
    const metres = node.metres + metresOf(crew, node.place, place);
    const usedM = vehicle.running?.distanceM ?? 0;
    if (metres + usedM > (type.distanceMMax ?? Number.POSITIVE_INFINITY)) return undefined;
    const drivingSec = arrivalSec - node.sec;
    const accounts = node.accounts.map((account) => ({
      drivingSec: account.drivingSec + drivingSec,
      workSec: account.workSec + drivingSec + workSec,
      isSplit: account.isSplit,
    }));
    if (!this.#hasSlices && !isWithin(crew, accounts)) return undefined;
    const workTotal = node.workSec + (this.#hasSlices ? 0 : drivingSec) + workSec;
    return { ...node, sec, place, metres, accounts, workSec: workTotal };
  }

  #withStop(node: Node, step: Step): Node | undefined {
    const crew = this.#crew;
    const { problem, type, vehicleIndex } = crew;
    const stop = problem.stops[step.index];
    const hold = holdIndexOf(crew, stop.streamIndex);
    if (stop.vehicleIndices?.includes(vehicleIndex) === false || hold === NONE) return undefined;
    if (stop.skillIndices?.some((skill) => !type.skillIndices?.includes(skill))) return undefined;
    if (stop.streamIndex !== undefined && type.streamIndices?.includes(stop.streamIndex) === false)
      return undefined;
    if (node.stopCount + 1 > (type.stopCountMax ?? Number.POSITIVE_INFINITY)) return undefined;
    if (problem.groups?.some((group) => !mayFollow(group, this.steps, step.index)))
      return undefined;
    if (!isWithinTotal(crew, node.mask | (1 << step.index))) return undefined;
    const holds = loaded(node.holds, hold, stop.streamIndex, stop.loads);
    if (!isFit(crew, holds)) return undefined;
    const workSec = serviceOf(crew, step);
    const arrived = this.#arrive(node, step, workSec);
    if (arrived === undefined) return undefined;
    const { afterSec = 0, centsPerHour = 0 } = stop.lateness ?? {};
    const lateSec = Math.max(0, arrived.sec - workSec - afterSec);
    return {
      ...arrived,
      holds,
      mask: node.mask | (1 << step.index),
      stopCount: node.stopCount + 1,
      isTrip: true,
      lateUnits: node.lateUnits + lateSec * centsPerHour * 5,
    };
  }

  #withFacility(node: Node, step: Step, isForced: boolean): Node | undefined {
    const crew = this.#crew;
    const gone = emptiable(crew, node.holds, step.index);
    const isLoaded = node.holds.some(({ itemCount }) => itemCount > 0);
    if ((isLoaded || !isForced) && !gone.includes(true)) return undefined;
    const facilityCount = node.facilityCount + 1;
    if (facilityCount > (crew.type.tripCountMax ?? Number.POSITIVE_INFINITY)) return undefined;
    const { unloadSec, unloadSecPerTonne } = crew.problem.facilities[step.index];
    const kg = crew.kg;
    const goneKg = node.holds.reduce(
      (sum, { loads }, i) => sum + (gone[i] && kg !== NONE ? loads[kg] : 0),
      0,
    );
    const workSec = unloadSec + Math.ceil((goneKg * unloadSecPerTonne) / 1000);
    const arrived = this.#arrive(node, step, workSec);
    if (arrived === undefined) return undefined;
    const holds = node.holds.map((hold, i) => (gone[i] ? emptyHold(crew) : hold));
    return { ...arrived, holds, facilityCount, isTrip: false };
  }

  #withBreak(node: Node, step: Step, isForced: boolean): Node | undefined {
    const crew = this.#crew;
    const rest = crew.breaks[step.index];
    const startSec = startAt(crew, step, node.sec);
    if (startSec === Number.POSITIVE_INFINITY) return undefined;
    if (rest.kind === "window" && step.index < node.windowTaken) return undefined;
    const restSec = restOf(crew, step);
    const accounts = node.accounts.map((account, b) => rested(crew, account, b, restSec));
    const restCount = node.restCount + (rest.kind === "rule" ? 1 : 0);
    if (rest.kind === "rule" && !isForced) {
      if (restCount > REST_COUNT_MAX) return undefined;
      const saves = !rest.paid && crew.type.costs.centsPerHour > 0 && node.mask !== 0;
      const isRepeated = isSameStep(this.steps.at(-1), step);
      const changes = accounts.some((account, b) => !isSameAccount(account, node.accounts[b]));
      if (isRepeated || !(saves || changes)) return undefined;
    }
    return {
      ...node,
      sec: startSec + restSec,
      accounts,
      restCount,
      paidRestSec: node.paidRestSec + (rest.paid ? restSec : 0),
      windowTaken: rest.kind === "window" ? step.index + 1 : node.windowTaken,
    };
  }

  /** Keeps the route that ends here, if it is worth it. */
  #end(node: Node): void {
    const crew = this.#crew;
    const { type, vehicle } = crew;
    if (this.steps.length === 0 && vehicle.running === undefined) return;
    if (
      this.steps.filter(isStop).length <
      this.#committed.filter(isStop).length + this.#held.length
    )
      return;
    const isLoaded = node.holds.some(({ itemCount }) => itemCount > 0);
    if (type.unloadBeforeEnd && isLoaded) return;
    const tripCount = node.facilityCount + (node.isTrip ? 1 : 0);
    if (tripCount > (type.tripCountMax ?? Number.POSITIVE_INFINITY)) return;
    const wayM = crew.endPlace === NONE ? 0 : metresOf(crew, node.place, crew.endPlace);
    const metres = node.metres + wayM;
    const usedM = vehicle.running?.distanceM ?? 0;
    if (metres + usedM > (type.distanceMMax ?? Number.POSITIVE_INFINITY)) return;
    const kept = this.options[node.mask];
    const { costs } = type;
    const leastUnits =
      costs.fixedCents * 18_000 +
      metres * costs.centsPerKm * 18 +
      (node.workSec + node.paidRestSec) * costs.centsPerHour * 5 +
      node.lateUnits;
    const isPlain = this.#across.unitsPerSec === 0 && !this.#across.quotas;
    if (isPlain && kept.length > 0 && kept[0].units <= leastUnits) return;
    const figures = priceRoute(crew, this.steps);
    if (figures === undefined || this.#hasIdleRest(figures)) return;
    const option: Option = { ...figures, steps: [...this.steps] };
    const isWorse = (one: Option, other: Option): boolean =>
      one.units - other.units >=
        this.#across.unitsPerSec * Math.abs(one.durationSec - other.durationSec) &&
      (!this.#across.quotas || other.takes.every((taken, i) => taken <= one.takes[i]));
    if (kept.some((other) => isWorse(option, other))) return;
    const left = kept.filter((other) => !isWorse(other, option));
    this.options[node.mask] = [...left, option].sort((a, b) => a.units - b.units);
  }

  /** Whether a rest under a rule serves nothing but to make the route as long as others. */
  #hasIdleRest({ units }: RouteFigures): boolean {
    if (this.#across.unitsPerSec === 0) return false;
    return this.steps.some((step, i) => {
      const isRule = step.kind === "break" && this.#crew.breaks[step.index].kind === "rule";
      if (!isRule || i < this.#committed.length) return false;
      const without = priceRoute(this.#crew, this.steps.toSpliced(i, 1));
      return without !== undefined && without.units <= units;
    });
  }
}

function routesOf(crew: Crew, across: Across): { options: Options; nodeCount: number } {
  const tree = new RouteTree(crew, across);
  tree.grow();
  return { options: tree.options, nodeCount: tree.nodeCount };
}

function isStop({ kind }: Step): boolean {
  return kind === "stop";
}

function stepOf(visit: PlannedVisit): Step {
  if (visit.kind === "stop") {
    return { kind: "stop", index: visit.stopIndex, alternative: visit.alternative ?? 0 };
  }
  if (visit.kind === "facility") {
    return { kind: "facility", index: visit.facilityIndex, alternative: 0 };
  }
  return { kind: "break", index: visit.breakIndex, alternative: visit.part ?? NONE };
}

function isSameStep(a: Step | undefined, b: Step): boolean {
  return a?.kind === b.kind && a.index === b.index && a.alternative === b.alternative;
}

function isSameAccount(a: Account, b: Account): boolean {
  return a.drivingSec === b.drivingSec && a.workSec === b.workSec && a.isSplit === b.isSplit;
}

/** Whether stops add up to no more than the vehicle may collect over all its trips. */
function isWithinTotal({ problem, type }: Crew, mask: number): boolean {
  const visited = problem.stops.filter((_, stop) => (mask & (1 << stop)) !== 0);
  return (type.loadsTotalMax ?? []).every(
    (most, d) => visited.reduce((sum, { loads }) => sum + loads[d], 0) <= most,
  );
}

/** The index from which on window breaks are still to be taken. */
function takenWindows({ breaks, vehicle }: Crew): number {
  let left = vehicle.running?.breakCount ?? 0;
  let index = 0;
  for (; left > 0 && index < breaks.length; index++) if (breaks[index].kind === "window") left--;
  return index;
}

function isWithin({ breaks }: Crew, accounts: readonly Account[]): boolean {
  return breaks.every((rule, b) => {
    if (rule.kind === "window") return true;
    const { drivingSecMax, workSecMax } = rule;
    const { drivingSec, workSec } = accounts[b];
    return drivingSec <= (drivingSecMax ?? drivingSec) && workSec <= (workSecMax ?? workSec);
  });
}

function rested({ breaks }: Crew, account: Account, index: number, restSec: number): Account {
  const rule = breaks[index];
  if (rule.kind === "window") return account;
  const [first, second] = rule.partsSec ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (restSec >= rule.restSec || (account.isSplit && restSec >= second)) {
    return { drivingSec: 0, workSec: 0, isSplit: false };
  }
  return restSec >= first ? { ...account, isSplit: true } : account;
}

/** Whether a group lets a stop come behind the steps so far. */
function mayFollow({ kind, stopIndices }: Group, steps: readonly Step[], stop: number): boolean {
  const own = stopIndices.indexOf(stop);
  if (own === NONE || kind === "same-vehicle" || kind === "all-or-none") return true;
  const ranks = steps
    .filter((step) => step.kind === "stop" && stopIndices.includes(step.index))
    .map((step) => stopIndices.indexOf(step.index));
  if (ranks.length === 0) return true;
  if (kind === "exactly-one" || kind === "different-vehicle") return false;
  if (ranks.some((rank) => rank > own)) return false;
  if (kind === "order") return true;
  const last = steps.findLast((step) => step.kind !== "break");
  return last?.kind === "stop" && stopIndices.includes(last.index);
}

/** Shares the stops out among the vehicles in every way. */
function combine(problem: Problem, options: readonly Options[]): Omit<Optimum, "nodeCount"> {
  const everything = (1 << problem.stops.length) - 1;
  const near = nearStops(problem);
  let best: { units: number; routes: OptimalRoute[] } = {
    units: Number.POSITIVE_INFINITY,
    routes: [],
  };
  const taken: (Option | undefined)[] = [];
  const masks: number[] = [];
  const share = (vehicle: number, left: number, units: number): void => {
    if (units >= best.units) return;
    if (vehicle === problem.vehicles.length) {
      const total = units + unitsAcross(problem, taken, masks, near);
      if (total >= best.units) return;
      const routes = taken.flatMap((option, vehicleIndex) =>
        option === undefined
          ? []
          : [{ vehicleIndex, departureSec: option.departureSec, steps: option.steps }],
      );
      best = { units: total, routes };
      return;
    }
    for (let own = left; ; own = (own - 1) & left) {
      masks[vehicle] = own;
      for (const option of options[vehicle][own]) {
        taken[vehicle] = option;
        share(vehicle + 1, left ^ own, units + option.units);
      }
      if (own === 0) break;
    }
    masks[vehicle] = 0;
    taken[vehicle] = undefined;
    if (mayStay(problem, vehicle)) share(vehicle + 1, left, units);
  };
  share(0, everything, 0);
  return best;
}

/** Whether a vehicle need not go out. */
function mayStay(problem: Problem, vehicleIndex: number): boolean {
  const { running, committed = [], holdCount = 0 } = problem.vehicles[vehicleIndex];
  if (running !== undefined || committed.length > 0) return false;
  if (holdCount === 0) return true;
  const everywhere = problem.vehicles.flatMap((vehicle) => vehicle.committed ?? []);
  const route = problem.released?.routes.find((one) => one.vehicleIndex === vehicleIndex);
  return (route?.stopIndices ?? []).every((stop) =>
    everywhere.some((visit) => visit.kind === "stop" && visit.stopIndex === stop),
  );
}

/** For each stop the nearest others, as many as compactness asks for. */
function nearStops({ stops, profiles, objective }: Problem): number[][] {
  const { matrix } = profiles[0];
  return stops.map(({ placeIndex }, own) =>
    stops
      .map((other, index) => ({
        index,
        metres: matrix.travelM[placeIndex * matrix.placeCount + other.placeIndex],
      }))
      .filter(({ index }) => index !== own)
      .sort((a, b) => a.metres - b.metres || a.index - b.index)
      .slice(0, objective?.compactness?.neighbourCount ?? 0)
      .map(({ index }) => index),
  );
}

/** What is added over all routes together; infinite where a rule over them is broken. */
function unitsAcross(
  problem: Problem,
  routes: readonly (Option | undefined)[],
  masks: readonly number[],
  near: readonly (readonly number[])[],
): number {
  const { stops, groups = [], facilities, dimensions, objective } = problem;
  const vehicleOf = stops.map((_, stop) => masks.findIndex((mask) => (mask & (1 << stop)) !== 0));
  let cents = 0;
  for (const { kind, stopIndices, priceCents } of groups) {
    const vehicles = stopIndices.map((stop) => vehicleOf[stop]).filter((v) => v !== NONE);
    const differentCount = new Set(vehicles).size;
    if (kind === "exactly-one") {
      if (vehicles.length > 1) return Number.POSITIVE_INFINITY;
      if (vehicles.length === 0) cents += priceCents ?? Number.POSITIVE_INFINITY;
    } else if (kind === "all-or-none") {
      if (vehicles.length > 0 && vehicles.length < stopIndices.length) {
        return Number.POSITIVE_INFINITY;
      }
    } else if (kind === "different-vehicle") {
      if (differentCount < vehicles.length) return Number.POSITIVE_INFINITY;
    } else if (differentCount > 1) return Number.POSITIVE_INFINITY;
  }
  stops.forEach(({ priceCents }, stop) => {
    const isChoice = groups.some(
      ({ kind, stopIndices }) => kind === "exactly-one" && stopIndices.includes(stop),
    );
    if (vehicleOf[stop] === NONE && !isChoice) cents += priceCents ?? Number.POSITIVE_INFINITY;
  });
  const isOver = facilities.some(({ loadsTotalMax }, facility) =>
    loadsTotalMax?.some((most, d) => {
      const at = facility * dimensions.length + d;
      return routes.reduce((sum, route) => sum + (route?.takes[at] ?? 0), 0) > most;
    }),
  );
  if (isOver) return Number.POSITIVE_INFINITY;
  const { balance, compactness } = objective ?? {};
  let units = cents * 18_000;
  if (balance !== undefined) {
    const kg = dimensions.findIndex(({ unit }) => unit === "kg");
    const lengths = routes.flatMap((route, vehicle) => {
      if (route === undefined) return [];
      if (balance.by === "duration") return [route.durationSec];
      const own = stops.filter((_, stop) => vehicleOf[stop] === vehicle);
      return [own.reduce((sum, { loads }) => sum + loads[kg], 0)];
    });
    const each = balance.by === "duration" ? balance.centsPerHour * 5 : balance.centsPerTonne * 18;
    if (lengths.length > 1) units += (Math.max(...lengths) - Math.min(...lengths)) * each;
  }
  if (compactness !== undefined) {
    const pairs = near.flatMap((others, stop) =>
      others.filter(
        (other) =>
          vehicleOf[stop] !== NONE &&
          vehicleOf[other] !== NONE &&
          vehicleOf[stop] !== vehicleOf[other],
      ),
    );
    units += pairs.length * compactness.cents * 18_000;
  }
  return units;
}
