import type { Random } from "../../base/index.ts";
import type { Model } from "../model.ts";
import type { Neighbours } from "../neighbours.ts";
import { crossOver, randomTour, tourOf, withAbsent } from "./crossover.ts";
import { splitForFleet } from "./fleet-split.ts";
import { improveTours, type LocalSearch, newLocalSearch } from "./local-search.ts";
import { measure } from "./measure.ts";
import {
  addToPopulation,
  drawParent,
  type Individual,
  isWithin,
  type Population,
  sortBeyond,
} from "./population.ts";
import { loadCrossedRoutes, loadRandomRoutes } from "./route-crossover.ts";
import { newSplit, type Split } from "./split.ts";
import { loadTours, newTours, type Tours, unloadTours } from "./tours.ts";

/**
 * Hybrid genetic search for problems of one load and at most single windows, with vehicles of any
 * kinds: offspring of two solutions, improved by a local search that may pass through excess load,
 * time warp and stops that are not the vehicle's, in a population kept diverse.
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
  /** Which of the last offspring kept each limit, oldest overwritten. */
  readonly kept: { readonly load: Uint8Array; readonly time: Uint8Array; readonly fit: Uint8Array };
  /** Bounds of the penalties are multiples of these first ones. */
  readonly firstPenalties: Penalties;
  readonly habits: Habits;
  offspringCount: number;
  offspringSinceBest: number;
}

interface Penalties {
  readonly loadPenalty: number;
  readonly warpPenalty: number;
  readonly misfitPenalty: number;
}

const NEIGHBOUR_COUNT = 20;

const KEPT_SHARE = 0.2;
const KEPT_SHARE_TIMED = 0.35;
const PENALTY_SHARE_MIN = 0.01;
const PENALTY_SHARE_MAX = 10_000;
const REPAIR_RATE = 0.5;
const REPAIR_FACTOR = 10;
/** The price of load, in first prices, above which only a fresh start helps. */
const STUCK_SHARE = 6;
/** Offspring without a better one before a fresh start. */
const RESTART_AFTER = 20_000;

/** What depends on the fleet. */
interface Habits {
  /** Solutions in the first population. */
  readonly firstCount: number;
  /** Offspring between two changes of the penalties. */
  readonly window: number;
  /** Share of the offspring that get whole routes of their parents, not stretches of a tour. */
  readonly byRoutesRate: number;
}

const ONE_KIND: Habits = { firstCount: 100, window: 100, byRoutesRate: 0 };
const KINDS: Habits = { firstCount: 40, window: 20, byRoutesRate: 0.3 };
/** Stops of a stretch belong to depots, or to vehicles that may serve them. */
const TIED: Habits = { firstCount: 40, window: 40, byRoutesRate: 1 };

function habitsOf({ fleet, width, stopCount }: Tours): Habits {
  if (fleet.vehicles.length === 1) return ONE_KIND;
  return fleet.isRestricted || width > stopCount + 1 ? TIED : KINDS;
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
  const firstPenalties = startPenalties(tours);
  const habits = habitsOf(tours);
  const allKept = (): Uint8Array => new Uint8Array(habits.window).fill(1);
  return {
    tours,
    localSearch: newLocalSearch(tours),
    split: newSplit(n),
    population: { within: [], beyond: [], ...firstPenalties },
    random,
    best: undefined,
    kept: { load: allKept(), time: allKept(), fit: allKept() },
    firstPenalties,
    habits,
    offspringCount: 0,
    offspringSinceBest: 0,
  };
}

/** The longest way, or the dearest vehicle, for the largest load; a metre for a second. */
function startPenalties(tours: Tours): Penalties {
  const { metres, demand, unitsPerM, fixedUnits, fleet } = tours;
  const metresMax = metres.reduce((most, each) => Math.max(most, each), 1);
  const demandMax = demand.reduce((most, each) => Math.max(most, each), 1);
  const perM = unitsPerM.subarray(fleet.usableCount);
  const perMMean = perM.reduce((sum, each) => sum + each, 0) / perM.length;
  const fixedMax = fixedUnits.reduce((most, each) => Math.max(most, each), 0);
  const wayUnits = Math.max(metresMax * perMMean, fixedMax);
  return {
    loadPenalty: Math.max(1, Math.round(wayUnits / demandMax)),
    warpPenalty: Math.max(1, Math.round(perMMean)),
    misfitPenalty: Math.max(1, Math.round((metresMax * perMMean) / 4)),
  };
}

/** Adds a solution from elsewhere, routes by vehicle; stops that it lacks are put in somewhere. */
export function addRoutes(search: GeneticSearch, routes: readonly Int32Array[]): void {
  const { tours, random } = search;
  const used: Int32Array[] = [];
  const kinds: number[] = [];
  tours.fleet.vehicles.forEach((vehicles, kind) => {
    for (const vehicle of vehicles) {
      if (routes[vehicle].length === 0) continue;
      used.push(routes[vehicle]);
      kinds.push(kind);
    }
  });
  const stopCount = used.reduce((sum, route) => sum + route.length, 0);
  const routing = { routes: used, kinds: Int32Array.from(kinds) };
  if (stopCount === tours.stopCount) {
    record(search, measure(tours, routing));
    return;
  }
  applyPenalties(search, 1);
  const tour = withAbsent(tours, tourOf(routing, stopCount));
  record(search, educate(search, splitForFleet(tours, search.split, tour, random)));
}

/** The best solution, if there is any that keeps all limits: routes by vehicle. */
export function bestRoutes({ best, tours }: GeneticSearch): Int32Array[] | undefined {
  if (best === undefined) return undefined;
  const { vehicles } = tours.fleet;
  const vehicleCount = vehicles.reduce((sum, alike) => sum + alike.length, 0);
  const byVehicle = Array.from({ length: vehicleCount }, (): Int32Array => new Int32Array(0));
  const used = new Int32Array(vehicles.length);
  best.routes.forEach((route, i) => {
    const kind = best.kinds[i];
    byVehicle[vehicles[kind][used[kind]++]] = route;
  });
  return byVehicle;
}

/**
 * One offspring, or one random solution while the population is young. Gives whether it is the
 * best.
 */
export function breed(search: GeneticSearch): boolean {
  const { population, random, kept, habits } = search;
  const { within, beyond } = population;
  if (search.offspringSinceBest > RESTART_AFTER) startAfresh(search);
  if (isStuck(search)) {
    startAfresh(search);
    Object.assign(population, search.firstPenalties);
  }
  const young = search.offspringCount < habits.firstCount || within.length + beyond.length < 2;
  search.offspringCount++;
  applyPenalties(search, 1);
  const child = young ? firstSolution(search) : offspring(search);
  const { excess, warpSec, misfits } = child.figures;
  const at = search.offspringCount % habits.window;
  kept.load[at] = excess === 0 ? 1 : 0;
  kept.time[at] = warpSec === 0 ? 1 : 0;
  kept.fit[at] = misfits === 0 ? 1 : 0;
  let better = record(search, child);
  if (!isWithin(child) && (within.length === 0 || random.float() < REPAIR_RATE)) {
    applyPenalties(search, REPAIR_FACTOR);
    const repaired = educate(search, child);
    if (isWithin(repaired)) better = record(search, repaired) || better;
  }
  if (at === 0) adaptPenalties(search);
  return better;
}

function startAfresh(search: GeneticSearch): void {
  search.population.within.length = 0;
  search.population.beyond.length = 0;
  search.offspringSinceBest = 0;
  search.offspringCount = 0;
}

/**
 * Whether nothing keeps the limits though load is all but forbidden: the population has gathered
 * around solutions too full by a little, from which no way leads on.
 */
function isStuck({ population, firstPenalties, tours }: GeneticSearch): boolean {
  const { within, loadPenalty } = population;
  return (
    !tours.timed && within.length === 0 && loadPenalty > STUCK_SHARE * firstPenalties.loadPenalty
  );
}

function firstSolution(search: GeneticSearch): Individual {
  const { tours, split, random } = search;
  if (random.float() < search.habits.byRoutesRate) {
    loadRandomRoutes(tours, random);
    return improve(search);
  }
  return educate(search, splitForFleet(tours, split, randomTour(tours.stopCount, random), random));
}

function offspring(search: GeneticSearch): Individual {
  const { tours, population, split, random } = search;
  const first = drawParent(population, random);
  const second = drawParent(population, random);
  if (random.float() < search.habits.byRoutesRate) {
    loadCrossedRoutes(tours, first, second, random);
    return improve(search);
  }
  const n = tours.stopCount;
  const tour = crossOver(tourOf(first, n), tourOf(second, n), random);
  return educate(search, splitForFleet(tours, split, tour, random));
}

function applyPenalties({ tours, population }: GeneticSearch, factor: number): void {
  tours.loadPenalty = population.loadPenalty * factor;
  tours.warpPenalty = population.warpPenalty * factor;
  tours.misfitPenalty = population.misfitPenalty * factor;
}

function educate(search: GeneticSearch, routing: Pick<Individual, "routes" | "kinds">): Individual {
  loadTours(search.tours, routing.routes, routing.kinds);
  return improve(search);
}

function improve(search: GeneticSearch): Individual {
  improveTours(search.localSearch, search.random);
  return measure(search.tours, unloadTours(search.tours));
}

function record(search: GeneticSearch, individual: Individual): boolean {
  addToPopulation(search.population, individual);
  const best = search.best?.figures.units ?? Number.POSITIVE_INFINITY;
  if (!isWithin(individual) || individual.figures.units >= best) {
    search.offspringSinceBest++;
    return false;
  }
  search.best = individual;
  search.offspringSinceBest = 0;
  return true;
}

/** Keeps a fifth of the offspring within capacity; with windows a third within each limit. */
function adaptPenalties({ population, kept, tours, firstPenalties }: GeneticSearch): void {
  const share = tours.timed || tours.fleet.isRestricted ? KEPT_SHARE_TIMED : KEPT_SHARE;
  // While nothing keeps all limits there is nothing to lose.
  const raise = population.within.length === 0 ? 2 : 1.2;
  const adapted = (value: number, first: number, each: Uint8Array): number => {
    const bounded = Math.min(first * PENALTY_SHARE_MAX, value * penaltyFactor(each, share, raise));
    return Math.max(1, Math.round(Math.max(first * PENALTY_SHARE_MIN, bounded)));
  };
  population.loadPenalty = adapted(population.loadPenalty, firstPenalties.loadPenalty, kept.load);
  if (tours.timed) {
    population.warpPenalty = adapted(population.warpPenalty, firstPenalties.warpPenalty, kept.time);
  }
  if (tours.fleet.isRestricted) {
    population.misfitPenalty = adapted(
      population.misfitPenalty,
      firstPenalties.misfitPenalty,
      kept.fit,
    );
  }
  sortBeyond(population);
}

function penaltyFactor(kept: Uint8Array, target: number, raise: number): number {
  const share = kept.reduce((sum, each) => sum + each, 0) / kept.length;
  if (share < target - 0.05) return raise;
  return share > target + 0.05 ? 0.85 : 1;
}
