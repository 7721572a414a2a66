import { NONE } from "../../base/index.ts";
import { sortRemoved } from "../order.ts";
import type { Search } from "../search.ts";
import { findGap, findUnused } from "./insertion.ts";
import { putIn, swapRoutes, takeBackMoves } from "./moves.ts";
import { enlargeTouched, fitTouched, growRoute } from "./resize.ts";
import { timeRoute } from "./route.ts";
import { ruinNear, ruinRoute, ruinStrings } from "./ruin.ts";
import { type PlainScratch, touch } from "./scratch.ts";
import { exchangeTails } from "./tails.ts";

/** How many absent stops a step at most tries beside those it took out. */
const ABSENT_TRIED_MAX = 6;
/** The same where stops may be left out: of those near by, each with a chance. */
const ABSENT_NEAR_MAX = 10;
const ABSENT_NEAR_RATE = 0.5;
/** Where stops may be left out, the share of the steps that open a route, and stops it may take. */
const OPEN_RATE = 0.01;
const OPEN_STOPS_MAX = 60;
const OPEN_STOP_RATE = 0.8;
/** An empty solution takes in stops up to so many times their price: closing routes is easier. */
const FIRST_GENEROSITY = 100;
/** Share of the steps that start where a stop is absent, if one is. */
const ABSENT_SEED_RATE = 0.2;
/** Share of the steps that insert stops dearer than their price, in the hope of company. */
const GENEROUS_RATE = 0.1;
/** Share of the steps that exchange the routes of two unlike vehicles. */
const EXCHANGE_RATE = 0.02;
/** Share of the steps that may put in more than the vehicles of the ruined routes hold. */
const ENLARGE_RATE = 0.04;
/** Share of the steps that may give a route a larger vehicle for a stop to fit. */
const GROW_RATE = 0.35;
/** Of these, the share that reckons with what it costs; others with up to so much more or less. */
const EXACT_RATE = 0.3;
const GROWTH_SPREAD = 1;
/** How often then the ruined routes get the vehicles that suit what is left of them. */
const FIT_RATE = 0.5;
/** Share of the steps that exchange tails, of unlike vehicles with windows: quicker than ruins. */
const TAILS_RATE = 0.5;
const NEAR_RATE = 0.02;
/** Share of the steps that take out a route, in small problems. */
const ROUTE_RATE = 0.01;
const ROUTE_STOPS_MAX = 200;

/**
 * One step of a plain problem: ruins and recreates. Gives whether every rule is kept and the cost
 * may be below `unitsMax`: a step that is too dear already is left unfinished.
 */
export function stepPlain(search: Search, scratch: PlainScratch, unitsMax: number): boolean {
  const { random, state } = search;
  beginStep(search, scratch);
  scratch.isGrowing = false;
  if (search.hasUnlikeVehicles && random.float() < EXCHANGE_RATE) {
    return exchange(search, scratch);
  }
  if (search.hasUnlikeVehicles && state.model.timed && random.float() < TAILS_RATE) {
    return exchangeTails(search, scratch, unitsMax) && timeTouched(search, scratch);
  }
  if (scratch.hasOptional && search.absentCount > 0 && random.float() < OPEN_RATE) {
    return openRoute(search, scratch, unitsMax);
  }
  const seed = ruinSome(search, scratch);
  if (state.model.timed && !timeTouched(search, scratch)) return false;
  const isResized = search.hasUnlikeVehicles && scratch.isResizable;
  const mode = isResized ? random.float() : 1;
  if (mode < ENLARGE_RATE) enlargeTouched(state, scratch);
  else if (mode < ENLARGE_RATE + GROW_RATE) {
    scratch.isGrowing = scratch.isGrowable;
    scratch.growthShare =
      random.float() < EXACT_RATE ? 1 : Math.exp(GROWTH_SPREAD * (2 * random.float() - 1));
    if (random.float() < FIT_RATE) fitTouched(state, scratch);
  }
  drawAbsent(search, scratch, seed);
  const generosity = random.float() < GENEROUS_RATE ? 4 * random.float() : 0;
  // Where vehicles change freely they may yet make it cheaper.
  const boundUnits = isResized ? Number.POSITIVE_INFINITY : unitsMax;
  if (!recreate(search, scratch, generosity, boundUnits)) return false;
  if (search.hasUnlikeVehicles) fitTouched(state, scratch);
  return true;
}

/**
 * Inserts all absent stops that can be, each at its cheapest, in a random order; from nothing also
 * those that are dear.
 */
export function insertAbsentPlain(search: Search, scratch: PlainScratch): void {
  const { ruin, absent } = search;
  const generosity = search.absentCount === search.model.stopCount ? FIRST_GENEROSITY : 0;
  beginStep(search, scratch);
  for (let i = 0; i < search.absentCount; i++) ruin.removed[i] = absent[i];
  ruin.removedCount = search.absentCount;
  search.absentCount = 0;
  recreate(search, scratch, generosity, Number.POSITIVE_INFINITY);
}

/** Takes the step back: the routes, the absent stops and the cost are as they were. */
export function undoPlainStep(search: Search, scratch: PlainScratch): void {
  const { absent, state } = search;
  takeBackMoves(state);
  if (state.model.timed) timeTouched(search, scratch);
  for (let i = scratch.drawnCount - 1, last = scratch.absentCount - i - 1; i >= 0; i--, last++) {
    const at = scratch.drawnAt[i];
    if (at !== last) {
      absent[last] = absent[at];
      scratch.absentAt[absent[at]] = last;
    }
    absent[at] = scratch.drawn[i];
    scratch.absentAt[absent[at]] = at;
  }
  search.absentCount = scratch.absentCount;
  state.costUnits = scratch.costUnits;
}

/** Forgets the step before. */
function beginStep(search: Search, scratch: PlainScratch): void {
  search.state.plain.log.count = 0;
  search.ruin.removedCount = 0;
  scratch.touchedStamp++;
  scratch.touchedCount = 0;
  scratch.drawnCount = 0;
  scratch.absentCount = search.absentCount;
  scratch.costUnits = search.state.costUnits;
}

/** Gives whether no visit of the changed routes is late. */
function timeTouched({ state }: Search, scratch: PlainScratch): boolean {
  let inTime = true;
  for (let i = 0; i < scratch.touchedCount; i++) {
    if (!timeRoute(state, scratch.touched[i])) inTime = false;
  }
  return inTime;
}

function ruinSome(search: Search, scratch: PlainScratch): number {
  const { model, state, ruin, recreation, random } = search;
  const { neighbours } = recreation;
  const stopsMean = scratch.isRuinedByLength ? scratch.ruinStopsMean : search.ruinStopsMean;
  const fromAbsent = search.absentCount > 0 && random.float() < ABSENT_SEED_RATE;
  const seed = fromAbsent
    ? search.absent[random.below(search.absentCount)]
    : random.below(model.stopCount);
  const kind = random.float();
  if (kind < NEAR_RATE) {
    ruinNear(state, scratch, ruin, neighbours, seed, 1 + random.below(2 * stopsMean), random);
  } else if (
    kind < NEAR_RATE + ROUTE_RATE &&
    (scratch.hasOptional || model.stopCount < ROUTE_STOPS_MAX) &&
    state.vehicleOf[seed] !== NONE
  ) {
    ruinRoute(state, scratch, ruin, state.vehicleOf[seed]);
  } else ruinStrings(state, scratch, ruin, neighbours, seed, stopsMean, random);
  return seed;
}

/** Sends an unused vehicle to an absent stop whatever it costs, and on to others near it. */
function openRoute(search: Search, scratch: PlainScratch, unitsMax: number): boolean {
  const { state, random, ruin } = search;
  const seed = search.absent[random.below(search.absentCount)];
  findUnused(state, scratch, seed);
  const before = scratch.bestBefore;
  if (before === NONE) return false;
  draw(search, scratch, seed);
  ruin.removedCount = 0;
  touch(scratch, state.vehicleOf[before]);
  putIn(state, seed, before);
  drawNear(search, scratch, seed, OPEN_STOPS_MAX, OPEN_STOP_RATE);
  return recreate(search, scratch, 0, unitsMax);
}

/** Moves absent stops, all or a few at random, to those to insert. */
function drawAbsent(search: Search, scratch: PlainScratch, seed: number): void {
  const { random } = search;
  if (scratch.hasOptional && search.absentCount > ABSENT_TRIED_MAX) {
    drawNear(search, scratch, seed, 1 + random.below(ABSENT_NEAR_MAX), ABSENT_NEAR_RATE);
    return;
  }
  const count = Math.min(search.absentCount, 1 + random.below(ABSENT_TRIED_MAX));
  for (let i = 0; i < count; i++) {
    draw(search, scratch, search.absent[random.below(search.absentCount)]);
  }
}

/** Moves absent stops among a stop's neighbours, each with a chance, to those to insert. */
function drawNear(
  search: Search,
  scratch: PlainScratch,
  seed: number,
  most: number,
  rate: number,
): void {
  const { random, state, recreation } = search;
  const { neighbours } = recreation;
  const first = seed * neighbours.count;
  let left = most;
  if (state.vehicleOf[seed] === NONE && isAbsent(search, scratch, seed))
    draw(search, scratch, seed);
  for (let i = first; i < first + neighbours.count && left > 0; i++) {
    const stop = neighbours.stops[i];
    if (state.vehicleOf[stop] !== NONE || !isAbsent(search, scratch, stop)) continue;
    if (random.float() >= rate) continue;
    draw(search, scratch, stop);
    left--;
  }
}

/** Whether a stop is in the list of absent stops, and not taken out in this step. */
function isAbsent(search: Search, scratch: PlainScratch, stop: number): boolean {
  const { absent } = search;
  const { absentAt } = scratch;
  const at = absentAt[stop];
  return at < search.absentCount && absent[at] === stop;
}

function draw(search: Search, scratch: PlainScratch, stop: number): void {
  const { ruin, absent } = search;
  const { absentAt } = scratch;
  const at = absentAt[stop];
  const i = scratch.drawnCount++;
  ruin.removed[ruin.removedCount++] = stop;
  scratch.drawn[i] = stop;
  scratch.drawnAt[i] = at;
  absent[at] = absent[--search.absentCount];
  absentAt[absent[at]] = at;
}

/**
 * Inserts the stops taken out; those with a price up to `1 + generosity` times it. Gives up, and
 * gives `false`, as soon as the cost without the stops still to insert reaches `unitsMax`: no
 * insertion makes it less.
 */
function recreate(
  search: Search,
  scratch: PlainScratch,
  generosity: number,
  unitsMax: number,
): boolean {
  const { model, state, ruin, random } = search;
  const { stopPriceUnits } = model;
  sortRemoved(search);
  let roomUnits = unitsMax - state.costUnits;
  for (let i = 0; i < ruin.removedCount; i++) roomUnits += stopPriceUnits[ruin.removed[i]];
  for (let i = 0; i < ruin.removedCount; i++) {
    if (roomUnits <= 0) return false;
    const stop = ruin.removed[i];
    const priceUnits = stopPriceUnits[stop];
    findGap(state, scratch, stop, Math.min(priceUnits * (1 + generosity), roomUnits), random);
    const before = scratch.bestBefore;
    if (before === NONE) {
      roomUnits -= priceUnits;
      scratch.absentAt[stop] = search.absentCount;
      search.absent[search.absentCount++] = stop;
    } else {
      roomUnits -= scratch.bestUnits;
      touch(scratch, state.vehicleOf[before]);
      const larger = scratch.bestVehicle;
      putIn(state, stop, larger === NONE ? before : growRoute(state, scratch, larger, before));
    }
  }
  return true;
}

/**
 * Gives two vehicles of different classes each other's stops, one of them in use; gives whether
 * they can visit them.
 */
function exchange(search: Search, scratch: PlainScratch): boolean {
  const { model, state, random, ruin } = search;
  const { vehicleClass, vehicleCount, capacities } = model;
  const { used, usedCount, routeRoom } = state.plain;
  if (usedCount === 0) return false;
  const a = used[random.below(usedCount)];
  const b = random.float() < 0.5 ? random.below(vehicleCount) : used[random.below(usedCount)];
  if (vehicleClass[a] === vehicleClass[b]) return false;
  if (capacities[a] - routeRoom[a + 1] > capacities[b]) return false;
  if (capacities[b] - routeRoom[b + 1] > capacities[a]) return false;
  touch(scratch, a);
  touch(scratch, b);
  if (scratch.isResizable) {
    swapRoutes(state, a, b);
    return true;
  }
  ruinRoute(state, scratch, ruin, a);
  const firstOfB = ruin.removedCount;
  ruinRoute(state, scratch, ruin, b);
  for (let i = 0; i < ruin.removedCount; i++) {
    const stop = ruin.removed[i];
    const vehicle = i < firstOfB ? b : a;
    if (model.stopAllowed[stop * vehicleCount + vehicle] === 0) return false;
    putIn(state, stop, model.firstEnd + vehicle);
  }
  return !model.timed || timeTouched(search, scratch);
}
