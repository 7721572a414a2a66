import { NONE } from "../../base/index.ts";
import { sortRemoved } from "../order.ts";
import type { Search } from "../search.ts";
import { findGap } from "./insertion.ts";
import { putIn, takeBackMoves } from "./moves.ts";
import { timeRoute } from "./route.ts";
import { ruinNear, ruinRoute, ruinStrings } from "./ruin.ts";
import { type PlainScratch, touch } from "./scratch.ts";

/** How many absent stops a step at most tries beside those it took out. */
const ABSENT_TRIED_MAX = 6;
/** Share of the steps that start where a stop is absent, if one is. */
const ABSENT_SEED_RATE = 0.2;
/** Share of the steps that insert stops dearer than their price, in the hope of company. */
const GENEROUS_RATE = 0.1;
/** Share of the steps that exchange the routes of two unlike vehicles. */
const EXCHANGE_RATE = 0.02;
const NEAR_RATE = 0.02;
/** Share of the steps that take out a route, in small problems. */
const ROUTE_RATE = 0.01;
const ROUTE_STOPS_MAX = 200;

/** One step of a plain problem: ruins and recreates. Gives whether every rule is kept. */
export function stepPlain(search: Search, scratch: PlainScratch): boolean {
  const { ruin, random, state } = search;
  beginStep(search, scratch);
  if (search.hasUnlikeVehicles && random.float() < EXCHANGE_RATE) {
    return exchange(search, scratch);
  }
  ruinSome(search, scratch);
  if (state.model.timed && !timeTouched(search, scratch)) return false;
  drawAbsent(search, scratch);
  if (ruin.removedCount === 0) return true;
  const generosity = random.float() < GENEROUS_RATE ? 4 * random.float() : 0;
  recreate(search, scratch, generosity);
  return true;
}

/** Inserts all absent stops that can be, each at its cheapest, in a random order. */
export function insertAbsentPlain(search: Search, scratch: PlainScratch): void {
  const { ruin, absent } = search;
  beginStep(search, scratch);
  for (let i = 0; i < search.absentCount; i++) ruin.removed[i] = absent[i];
  ruin.removedCount = search.absentCount;
  search.absentCount = 0;
  recreate(search, scratch, 0);
}

/** Takes the step back: the routes, the absent stops and the cost are as they were. */
export function undoPlainStep(search: Search, scratch: PlainScratch): void {
  const { absent, state } = search;
  takeBackMoves(state);
  if (state.model.timed) timeTouched(search, scratch);
  for (let i = scratch.drawnCount - 1, last = scratch.absentCount - i - 1; i >= 0; i--, last++) {
    absent[last] = absent[scratch.drawnAt[i]];
    absent[scratch.drawnAt[i]] = scratch.drawn[i];
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

function ruinSome(search: Search, scratch: PlainScratch): void {
  const { model, state, ruin, recreation, random, ruinStopsMean } = search;
  const { neighbours } = recreation;
  const fromAbsent = search.absentCount > 0 && random.float() < ABSENT_SEED_RATE;
  const seed = fromAbsent
    ? search.absent[random.below(search.absentCount)]
    : random.below(model.stopCount);
  const kind = random.float();
  if (kind < NEAR_RATE) {
    ruinNear(state, scratch, ruin, neighbours, seed, 1 + random.below(2 * ruinStopsMean), random);
  } else if (
    kind < NEAR_RATE + ROUTE_RATE &&
    model.stopCount < ROUTE_STOPS_MAX &&
    state.vehicleOf[seed] !== NONE
  ) {
    ruinRoute(state, scratch, ruin, state.vehicleOf[seed]);
  } else ruinStrings(state, scratch, ruin, neighbours, seed, ruinStopsMean, random);
}

/** Moves absent stops, all or a few at random, to those to insert. */
function drawAbsent(search: Search, scratch: PlainScratch): void {
  const { ruin, absent, random } = search;
  const count = Math.min(search.absentCount, 1 + random.below(ABSENT_TRIED_MAX));
  for (let i = 0; i < count; i++) {
    const at = random.below(search.absentCount);
    ruin.removed[ruin.removedCount++] = absent[at];
    scratch.drawn[i] = absent[at];
    scratch.drawnAt[i] = at;
    absent[at] = absent[--search.absentCount];
  }
  scratch.drawnCount = count;
}

/** Inserts the stops taken out; those with a price up to `1 + generosity` times it. */
function recreate(search: Search, scratch: PlainScratch, generosity: number): void {
  const { model, state, ruin, random } = search;
  sortRemoved(search);
  for (let i = 0; i < ruin.removedCount; i++) {
    const stop = ruin.removed[i];
    findGap(state, scratch, stop, model.stopPriceUnits[stop] * (1 + generosity), random);
    const before = scratch.bestBefore;
    if (before === NONE) search.absent[search.absentCount++] = stop;
    else {
      touch(scratch, state.vehicleOf[before]);
      putIn(state, stop, before);
    }
  }
}

/** Gives two vehicles of different classes each other's stops; gives whether they can visit them. */
function exchange(search: Search, scratch: PlainScratch): boolean {
  const { model, state, random, ruin } = search;
  const { vehicleClass, vehicleCount } = model;
  const a = random.below(vehicleCount);
  const b = random.below(vehicleCount);
  if (vehicleClass[a] === vehicleClass[b]) return false;
  if (state.routeStopCount[a] === 0 && state.routeStopCount[b] === 0) return false;
  touch(scratch, a);
  touch(scratch, b);
  ruinRoute(state, scratch, ruin, a);
  const firstOfB = ruin.removedCount;
  ruinRoute(state, scratch, ruin, b);
  for (let i = 0; i < ruin.removedCount; i++) {
    const stop = ruin.removed[i];
    const vehicle = i < firstOfB ? b : a;
    if (model.stopAllowed[stop * vehicleCount + vehicle] === 0) return false;
    putIn(state, stop, model.firstEnd + vehicle);
  }
  if (state.plain.routeRoom[a + 1] < 0 || state.plain.routeRoom[b + 1] < 0) return false;
  return !model.timed || timeTouched(search, scratch);
}
