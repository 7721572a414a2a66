import { assert, NONE, type Random } from "../base/index.ts";
import { checkStep } from "./check-step.ts";
import { writeCodes } from "./codes.ts";
import { exchangeRoutes, exchangeTails, exchangeTrips } from "./exchange.ts";
import type { Model } from "./model.ts";
import { measureDepots, sortRemoved } from "./order.ts";
import { newPlainScratch, type PlainScratch } from "./plain/scratch.ts";
import { insertAbsentPlain, stepPlain } from "./plain/step.ts";
import { cheapestInsertion, insertAtBest, type Recreation } from "./recreate.ts";
import {
  dissolvePartial,
  noteSurplus,
  ruinBound,
  wonUnits,
  worthUnits,
} from "./rich/group-search.ts";
import { tidyHeld } from "./rich/tidy-held.ts";
import { dropEmptyTrips, type Ruin, ruinNear, ruinRoute, ruinStrings, ruinTrip } from "./ruin.ts";
import { newState, type State } from "./state.ts";
import { tidyFacilities } from "./tidy.ts";
import { appendCodes, beginStep, clearRoute, newUndo, touch, type Undo } from "./undo.ts";
import { updateRoute } from "./update-route.ts";

export { undoStep } from "./undo.ts";

/** Routes by vehicle as codes of `evaluateSequence`, an empty one where a vehicle is not used. */
export type Routes = readonly Int32Array[];

/** Everything one search works on. */
export interface Search {
  readonly model: Model;
  readonly state: State;
  readonly recreation: Recreation;
  readonly ruin: Ruin;
  readonly undo: Undo;
  /** The quicker way of plain problems. */
  readonly plain: PlainScratch | undefined;
  readonly random: Random;
  /** Stops that no route visits. */
  readonly absent: Int32Array;
  absentCount: number;
  readonly sortKeys: Float64Array;
  /** Metres to each stop from the nearest depot that vehicles start from. */
  readonly depotM: Float64Array;
  readonly hasUnlikeVehicles: boolean;
  /** Whether stops are held on some vehicle. */
  readonly hasHolds: boolean;
  readonly ruinStopsMean: number;
  /** Share of the steps that take out a whole route. */
  readonly ruinRouteRate: number;
  /** False where vehicles are shut, so that no step may draw one that is not in use. */
  readonly mayOpen: boolean;
  /** Share of the steps that exchange the tails of two routes. */
  readonly tailsRate: number;
  /** Recompute everything after every step. */
  readonly check: boolean;
}

/**
 * Stops a ruin takes out on average, and how many absent stops a step at most tries beside them.
 */
const RUIN_STOPS_MEAN = 10;
/** Plain problems with windows where stops may be left out are ruined less at a time. */
const RUIN_STOPS_MEAN_TIMED = 6;
const ABSENT_TRIED_MAX = 6;
/** Share of the steps that look for unloadings where none is needed. */
const UNLOADS_TRIED_RATE = 0.1;
/** Share of the steps that insert stops dearer than their price, in the hope of company. */
const GENEROUS_RATE = 0.1;
/** Share of the steps that exchange the routes of two unlike vehicles. */
const EXCHANGE_RATE = 0.02;
/** Share of the steps that take out a route, more where closing one is hard. */
const RUIN_ROUTE_RATE = 0.01;
const RUIN_ROUTE_RATE_RICH = 0.04;
/** How often then no unused vehicle is opened for its stops. */
const SHUT_RATE = 0.7;
/** Share of the steps that exchange tails, in rich problems and those of trips. */
const TAILS_RATE = 0.05;
const TAILS_RATE_TRIPS = 0.03;
/** Share of the steps that exchange whole trips, in problems of trips. */
const TRIPS_RATE = 0.05;

/** A search on empty routes: every stop is absent. */
export function newSearch(
  model: Model,
  recreation: Recreation,
  random: Random,
  check: boolean,
): Search {
  const state = newState(model);
  const undo = newUndo(model);
  return {
    model,
    state,
    recreation,
    ruin: {
      removed: new Int32Array(model.stopCount),
      removedCount: 0,
      hasRoute: false,
      touch: (vehicle) => touch(undo, state, vehicle),
      ruinedAt: new Int32Array(model.vehicleCount),
      stamp: 0,
    },
    undo,
    plain: state.isPlain ? newPlainScratch(model, recreation.neighbours) : undefined,
    random,
    absent: Int32Array.from({ length: model.stopCount }, (_, i) => i),
    absentCount: model.stopCount,
    sortKeys: new Float64Array(model.stopCount),
    depotM: measureDepots(model),
    hasUnlikeVehicles: model.vehicleClass.some((kind) => kind !== model.vehicleClass[0]),
    hasHolds: model.problem.vehicles.some(({ holdCount = 0 }) => holdCount > 0),
    ruinStopsMean: ruinStopsMean(state),
    ruinRouteRate: ruinRouteRate(state),
    mayOpen: true,
    tailsRate: tailsRate(state),
    check,
  };
}

function ruinStopsMean({ model, isPlain }: State): number {
  const few = isPlain && model.timed && model.stopMust.some((must) => must === 0);
  return few ? RUIN_STOPS_MEAN_TIMED : RUIN_STOPS_MEAN;
}

function tailsRate({ isRich, trips }: State): number {
  if (isRich) return TAILS_RATE;
  return trips === undefined ? 0 : TAILS_RATE_TRIPS;
}

function ruinRouteRate({ model, isRich }: State): number {
  if (isRich) return RUIN_ROUTE_RATE_RICH;
  return model.stopCount < 200 ? RUIN_ROUTE_RATE : 0;
}

/** Replaces the whole solution. Requires routes that keep every rule. */
export function loadRoutes(search: Search, routes: Routes): void {
  const { state, model } = search;
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) clearRoute(state, vehicle);
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    appendCodes(state, vehicle, routes[vehicle], 0, routes[vehicle].length);
    const kept = updateRoute(state, vehicle);
    assert(kept, () => `vehicle ${vehicle}: the route to load breaks a rule`);
  }
  collectAbsent(search);
}

function collectAbsent(search: Search): void {
  const { absent, model, plain, state } = search;
  search.absentCount = 0;
  for (let stop = 0; stop < model.stopCount; stop++) {
    if (state.vehicleOf[stop] !== NONE) continue;
    if (plain !== undefined) plain.absentAt[stop] = search.absentCount;
    absent[search.absentCount++] = stop;
  }
}

/** Copies the present routes. */
export function saveRoutes(search: Search): Int32Array[] {
  const { state, model, undo } = search;
  const routes = Array.from<Int32Array>({ length: model.vehicleCount }).fill(NO_CODES);
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    const length = writeCodes(state, vehicle, undo.scratch);
    if (length > 0) routes[vehicle] = undo.scratch.slice(0, length);
  }
  return routes;
}

/** Of all vehicles not in use, thousands in some fleets. */
const NO_CODES = new Int32Array(0);

/**
 * Inserts all absent stops that can be, each at its cheapest, in a random order of a random kind.
 */
export function insertAbsent(search: Search): void {
  if (search.plain !== undefined) {
    insertAbsentPlain(search, search.plain);
    if (search.check) checkStep(search);
    return;
  }
  beginStep(search);
  const { ruin } = search;
  for (let i = 0; i < search.absentCount; i++) ruin.removed[i] = search.absent[i];
  ruin.removedCount = search.absentCount;
  search.absentCount = 0;
  const kept = recreate(search, 0, Number.POSITIVE_INFINITY);
  assert(kept, "an insertion that was priced as keeping every rule broke one");
  tidyTouched(search);
  if (search.check) checkStep(search);
}

/**
 * One step: ruins, recreates, tidies. Gives whether the candidate keeps every rule; the caller
 * compares costs and takes the step back where he does not want it: at the latest when it costs
 * `unitsMax`, so that a step which will may be left unfinished.
 */
export function step(search: Search, unitsMax: number): boolean {
  if (search.plain !== undefined) {
    const kept = stepPlain(search, search.plain, unitsMax);
    if (kept && search.check) checkStep(search);
    return kept;
  }
  beginStep(search);
  const { undo, state, ruin, random } = search;
  if (search.hasUnlikeVehicles && search.random.float() < EXCHANGE_RATE) {
    return exchangeRoutes(search);
  }
  if (search.mayOpen && state.trips !== undefined && random.float() < TRIPS_RATE) {
    return exchangeTrips(search);
  }
  if (search.tailsRate > 0 && search.random.float() < search.tailsRate) {
    return exchangeTails(search);
  }
  ruinSome(search);
  if (search.model.groupCount > 0) ruinBound(state, ruin, search.random);
  for (let i = 0; i < undo.count; i++) {
    dropEmptyTrips(state, undo.vehicles[i]);
    if (!updateRoute(state, undo.vehicles[i])) return false;
  }
  drawAbsent(search);
  if (ruin.removedCount === 0) return true;
  const generosity = search.random.float() < GENEROUS_RATE ? 4 * search.random.float() : 0;
  if (!recreate(search, generosity, unitsMax)) return false;
  tidyTouched(search);
  if (search.check) checkStep(search);
  return true;
}

/** Takes stops out at one place: strings of routes, near ones, a trip or a route. */
export function ruinSome(search: Search): void {
  const { model, state, ruin, recreation, random, ruinStopsMean } = search;
  const { neighbours } = recreation;
  const fromAbsent = search.absentCount > 0 && random.float() < 0.2;
  const seed = fromAbsent
    ? search.absent[random.below(search.absentCount)]
    : random.below(model.stopCount);
  const kind = random.float();
  ruin.hasRoute = false;
  if (kind < 0.02) {
    ruinNear(state, ruin, neighbours, seed, 1 + random.below(2 * ruinStopsMean), random);
  } else if (kind < 0.02 + search.ruinRouteRate && state.vehicleOf[seed] !== NONE) {
    ruinRoute(state, ruin, state.vehicleOf[seed]);
    ruin.hasRoute = state.isRich;
  } else if (kind < 0.07 + search.ruinRouteRate && model.facilityCount > 0) {
    ruinTrip(state, ruin, seed);
  } else ruinStrings(state, ruin, neighbours, seed, ruinStopsMean, random);
}

/** Moves absent stops, all or a few at random, to those to insert. */
function drawAbsent(search: Search): void {
  const { ruin, absent, random } = search;
  const count = Math.min(search.absentCount, 1 + random.below(ABSENT_TRIED_MAX));
  for (let i = 0; i < count; i++) {
    const at = random.below(search.absentCount);
    ruin.removed[ruin.removedCount++] = absent[at];
    absent[at] = absent[--search.absentCount];
  }
}

/** Inserts the stops taken out; those with a price up to `1 + generosity` times it. */
function recreate(search: Search, generosity: number, unitsMax: number): boolean {
  const { model, state, ruin, recreation, random } = search;
  if (state.trips !== undefined) return recreateTrips(search, generosity, unitsMax);
  const hasGroups = model.groupCount > 0;
  recreation.unusedShut = ruin.hasRoute && random.float() < SHUT_RATE;
  recreation.best.unloadsTried = random.float() < UNLOADS_TRIED_RATE;
  sortRemoved(search);
  state.groups.surplusUnits.fill(0);
  for (let i = 0; i < ruin.removedCount; i++) {
    const stop = ruin.removed[i];
    // Another of its group may have been put in instead, or it instead of another.
    if (hasGroups && state.vehicleOf[stop] !== NONE) continue;
    const worth = hasGroups ? worthUnits(state, stop) : model.stopPriceUnits[stop];
    cheapestInsertion(state, recreation, stop, worth * (1 + generosity), random);
    if (recreation.best.before !== NONE && !insertFound(search)) return false;
  }
  if (hasGroups && !dissolvePartial(state, ruin)) return false;
  collectRemoved(search);
  return true;
}

/**
 * As `recreate` in problems of trips. Gives up as soon as the cost without the stops still to
 * insert reaches `unitsMax`: hardly ever does what follows make it less.
 */
function recreateTrips(search: Search, generosity: number, unitsMax: number): boolean {
  const { model, state, ruin, recreation, random } = search;
  const { stopPriceUnits } = model;
  recreation.best.unloadsTried = random.float() < UNLOADS_TRIED_RATE;
  sortRemoved(search);
  let roomUnits = unitsMax - state.costUnits;
  for (let i = 0; i < ruin.removedCount; i++) roomUnits += stopPriceUnits[ruin.removed[i]];
  for (let i = 0; i < ruin.removedCount; i++) {
    if (roomUnits <= 0) return false;
    const stop = ruin.removed[i];
    const priceUnits = stopPriceUnits[stop];
    const mostUnits = Math.min(priceUnits * (1 + generosity), roomUnits);
    cheapestInsertion(state, recreation, stop, mostUnits, random);
    const isFound = recreation.best.before !== NONE;
    roomUnits -= isFound ? recreation.best.units : priceUnits;
    if (isFound && !insertFound(search)) return false;
  }
  collectRemoved(search);
  return true;
}

/** Carries out what `cheapestInsertion` found; gives whether every rule is kept. */
export function insertFound(search: Search): boolean {
  const { state, recreation, undo } = search;
  const { best } = recreation;
  touch(undo, state, state.vehicleOf[best.before]);
  const won = search.check || state.isCoupled ? wonUnits(state, best.stop) : 0;
  const expectedUnits = state.costUnits - won + best.units;
  if (!insertAtBest(state, recreation)) return false;
  if (state.isCoupled) noteSurplus(state, best.stop, won - best.units);
  assert(!search.check || state.costUnits === expectedUnits, () => {
    return `inserting stop ${best.stop}: cost ${state.costUnits}, expected ${expectedUnits}`;
  });
  return true;
}

/** Puts those that found no place to the absent ones. */
function collectRemoved(search: Search): void {
  const { model, state, ruin, absent } = search;
  if (model.groupCount > 0) {
    collectAbsent(search);
    return;
  }
  for (let i = 0; i < ruin.removedCount; i++) {
    const stop = ruin.removed[i];
    if (state.vehicleOf[stop] === NONE) absent[search.absentCount++] = stop;
  }
}

/** Improves the facility visits, and what is held, of the routes that the step touched. */
export function tidyTouched(search: Search): void {
  const { model, state, undo, hasHolds } = search;
  if (model.facilityCount === 0 && !hasHolds) return;
  for (let i = 0; i < undo.count; i++) {
    if (hasHolds) tidyHeld(state, undo.vehicles[i]);
    tidyFacilities(state, undo.vehicles[i]);
  }
}
