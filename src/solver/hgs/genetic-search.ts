import { INFINITE_SEC, type Random } from "../../base/index.ts";
import type { Model } from "../model.ts";
import type { Neighbours } from "../neighbours.ts";
import { isPlain } from "../plain/is-plain.ts";
import { finishClock, startClock, visit } from "./clock.ts";
import { improveTours, type LocalSearch, newLocalSearch } from "./local-search.ts";
import {
  addToPopulation,
  drawParent,
  type Individual,
  newIndividual,
  type Population,
  sortBeyond,
} from "./population.ts";
import { type Split, splitTour } from "./split.ts";
import { newSwapStar } from "./swap-star.ts";
import { loadTours, newTours, type Tours, unloadTours } from "./tours.ts";

/**
 * Hybrid genetic search for plain problems, capacitated or with windows: offspring of two
 * solutions, improved by a local search that may pass through excess load and time warp, in a
 * population kept diverse.
 *
 * Source: Vidal (2022), Computers & Operations Research 140, 105643, and Vidal et al. (2012),
 * Operations Research 60(3), 611–624.
 */
export interface GeneticSearch {
  readonly tours: Tours;
  readonly localSearch: LocalSearch;
  readonly split: Split;
  readonly population: Population;
  readonly random: Random;
  best: Individual | undefined;
  /** Which of the last offspring kept within capacity, and in time, oldest overwritten. */
  readonly keptCapacity: Uint8Array;
  readonly keptTime: Uint8Array;
  offspringCount: number;
  offspringSinceBest: number;
}

const NEIGHBOUR_COUNT = 20;
const KEPT_WINDOW = 100;
const KEPT_SHARE = 0.2;
const KEPT_SHARE_TIMED = 0.35;
const WARP_MIN = 0.01;
const PENALTY_MIN = 0.1;
const PENALTY_MAX = 100_000;
const REPAIR_RATE = 0.5;
const REPAIR_FACTOR = 10;
/** Solutions in the first population, and offspring without a better one before a fresh start. */
const FIRST_COUNT = 100;
const RESTART_AFTER = 20_000;

/**
 * Whether the model is one that the genetic search solves: one class of vehicles, one load, and at
 * most single windows, the metres alone to pay for.
 */
export function suitsGeneticSearch(model: Model): boolean {
  if (model.stopCount < 3 || !isPlain(model)) return false;
  if (model.timed && model.travelSec[0].some((sec) => sec >= INFINITE_SEC)) return false;
  if (model.vehicleClass.some((kind) => kind !== model.vehicleClass[0])) return false;
  if (model.fixedUnits[0] !== 0 || model.unitsPerM[0] === 0) return false;
  if (model.stopMust.some((must) => must === 0)) return false;
  if (model.stopAllowed.some((allowed) => allowed === 0)) return false;
  const start = model.nodePlace[model.firstStart];
  if (start !== model.nodePlace[model.firstEnd]) return false;
  return isSymmetric(model.travelM[0], model.placeCount);
}

function isSymmetric(metres: Int32Array, placeCount: number): boolean {
  for (let a = 0; a < placeCount; a++) {
    for (let b = 0; b < a; b++) {
      if (metres[a * placeCount + b] !== metres[b * placeCount + a]) return false;
    }
  }
  return true;
}

/** A search without any solution yet. Requires a model that `suitsGeneticSearch`. */
export function newGeneticSearch(
  model: Model,
  neighbours: Neighbours,
  random: Random,
): GeneticSearch {
  const n = model.stopCount;
  const count = Math.min(NEIGHBOUR_COUNT, neighbours.count);
  const near = new Int32Array(n * count);
  for (let stop = 0; stop < n; stop++) {
    const first = stop * neighbours.count;
    near.set(neighbours.stops.subarray(first, first + count), stop * count);
  }
  const tours = newTours(model, count, near);
  const metresMax = tours.metres.reduce((most, metres) => Math.max(most, metres), 0);
  const demandMax = tours.demand.reduce((most, demand) => Math.max(most, demand), 1);
  return {
    tours,
    localSearch: newLocalSearch(tours, newSwapStar(tours)),
    split: { costs: new Float64Array(n + 1), from: new Int32Array(n + 1) },
    population: {
      within: [],
      beyond: [],
      loadPenalty: Math.max(PENALTY_MIN, Math.min(1000, metresMax / demandMax)),
      warpPenalty: 1,
    },
    random,
    best: undefined,
    keptCapacity: new Uint8Array(KEPT_WINDOW).fill(1),
    keptTime: new Uint8Array(KEPT_WINDOW).fill(1),
    offspringCount: 0,
    offspringSinceBest: 0,
  };
}

/** Adds a solution from elsewhere, as it is. */
export function addRoutes(search: GeneticSearch, routes: readonly Int32Array[]): void {
  const used = routes.filter((route) => route.length > 0);
  record(search, measure(search.tours, used));
}

/**
 * One offspring, or one random solution while the population is young. Gives whether it is the
 * best.
 */
export function breed(search: GeneticSearch): boolean {
  const { tours, population, random } = search;
  const { within, beyond } = population;
  if (search.offspringSinceBest > RESTART_AFTER) {
    within.length = 0;
    beyond.length = 0;
    search.offspringSinceBest = 0;
    search.offspringCount = 0;
  }
  const young = search.offspringCount < FIRST_COUNT || within.length + beyond.length < 2;
  const tour = young ? randomTour(search) : crossover(search);
  search.offspringCount++;
  tours.loadPenalty = population.loadPenalty;
  tours.warpPenalty = population.warpPenalty;
  const child = educate(search, splitTour(tours, search.split, tour));
  search.keptCapacity[search.offspringCount % KEPT_WINDOW] = child.excess === 0 ? 1 : 0;
  search.keptTime[search.offspringCount % KEPT_WINDOW] = child.warpSec === 0 ? 1 : 0;
  let better = record(search, child);
  if ((child.excess > 0 || child.warpSec > 0) && random.float() < REPAIR_RATE) {
    tours.loadPenalty = population.loadPenalty * REPAIR_FACTOR;
    tours.warpPenalty = population.warpPenalty * REPAIR_FACTOR;
    const repaired = educate(search, child.routes);
    if (repaired.excess === 0 && repaired.warpSec === 0) {
      better = record(search, repaired) || better;
    }
  }
  if (search.offspringCount % KEPT_WINDOW === 0) adaptPenalties(search);
  return better;
}

function educate(search: GeneticSearch, routes: readonly Int32Array[]): Individual {
  loadTours(search.tours, routes);
  improveTours(search.localSearch, search.random);
  return measure(search.tours, unloadTours(search.tours));
}

function measure(tours: Tours, routes: readonly Int32Array[]): Individual {
  const { metres, width, demand, capacity, stopCount } = tours;
  let total = 0;
  let excess = 0;
  let warpSec = 0;
  for (const route of routes) {
    let load = 0;
    let row = stopCount * width;
    if (tours.timed) startClock(tours, stopCount);
    for (let i = 0; i < route.length; i++) {
      total += metres[row + route[i]];
      load += demand[route[i]];
      row = route[i] * width;
      if (tours.timed) visit(tours, route[i]);
    }
    total += metres[row + stopCount];
    excess += Math.max(0, load - capacity);
    if (tours.timed) warpSec += finishClock(tours, stopCount + tours.routeCount);
  }
  return newIndividual(routes, stopCount, total, excess, warpSec);
}

function record(search: GeneticSearch, individual: Individual): boolean {
  addToPopulation(search.population, individual);
  const best = search.best?.metres ?? Number.POSITIVE_INFINITY;
  if (individual.excess > 0 || individual.warpSec > 0 || individual.metres >= best) {
    search.offspringSinceBest++;
    return false;
  }
  search.best = individual;
  search.offspringSinceBest = 0;
  return true;
}

function randomTour({ tours, random }: GeneticSearch): Int32Array {
  const tour = Int32Array.from({ length: tours.stopCount }, (_, i) => i);
  random.shuffle(tour, tour.length);
  return tour;
}

/** Order crossover: a stretch of the first parent's tour, then the other stops as in the second. */
function crossover({ tours, population, random }: GeneticSearch): Int32Array {
  const n = tours.stopCount;
  const first = tourOf(drawParent(population, random), n);
  const second = tourOf(drawParent(population, random), n);
  const from = random.below(n);
  const length = 1 + random.below(n - 1);
  const child = new Int32Array(n);
  const taken = new Uint8Array(n);
  for (let i = 0; i < length; i++) {
    const stop = first[(from + i) % n];
    child[(from + i) % n] = stop;
    taken[stop] = 1;
  }
  let at = from + length;
  for (let i = 0; i < n; i++) {
    const stop = second[(from + length + i) % n];
    if (taken[stop] === 1) continue;
    child[at % n] = stop;
    at++;
  }
  return child;
}

function tourOf(individual: Individual, stopCount: number): Int32Array {
  const tour = new Int32Array(stopCount);
  let at = 0;
  for (const route of individual.routes) {
    tour.set(route, at);
    at += route.length;
  }
  return tour;
}

/** Keeps a fifth of the offspring within capacity, and a third in time. */
function adaptPenalties({ population, keptCapacity, keptTime, tours }: GeneticSearch): void {
  population.loadPenalty *= penaltyFactor(
    keptCapacity,
    tours.timed ? KEPT_SHARE_TIMED : KEPT_SHARE,
  );
  population.loadPenalty = Math.min(PENALTY_MAX, Math.max(PENALTY_MIN, population.loadPenalty));
  if (tours.timed) {
    population.warpPenalty *= penaltyFactor(keptTime, KEPT_SHARE_TIMED);
    population.warpPenalty = Math.min(PENALTY_MAX, Math.max(WARP_MIN, population.warpPenalty));
  }
  sortBeyond(population);
}

function penaltyFactor(kept: Uint8Array, target: number): number {
  const share = kept.reduce((sum, each) => sum + each, 0) / KEPT_WINDOW;
  if (share < target - 0.05) return 1.2;
  return share > target + 0.05 ? 0.85 : 1;
}
