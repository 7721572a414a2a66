import type { Random } from "../../base/index.ts";

/** A solution in the population: its routes, and what it is judged by. */
export interface Individual {
  readonly routes: readonly Int32Array[];
  /** The kind of vehicle of each route. */
  readonly kinds: Int32Array;
  readonly figures: Figures;
  /** Stop behind and before each stop, the number of stops standing for the depot. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** Share of broken pairs to each other member of its part, nearest first. */
  readonly others: { readonly share: number; readonly of: Individual }[];
  fitness: number;
}

/** Cost, and what is beyond the limits, summed up over the routes. */
export interface Figures {
  readonly units: number;
  readonly excess: number;
  readonly warpSec: number;
  readonly misfits: number;
}

/** Solutions within all limits and beyond some, each part kept small, good and diverse. */
export interface Population {
  readonly within: Individual[];
  readonly beyond: Individual[];
  loadPenalty: number;
  warpPenalty: number;
  misfitPenalty: number;
}

const KEPT_MIN = 25;
const GENERATION = 40;
const ELITE = 4;
const CLOSEST = 5;

/** Describes a set of routes. */
export function newIndividual(
  routes: readonly Int32Array[],
  kinds: Int32Array,
  stopCount: number,
  figures: Figures,
): Individual {
  const next = new Int32Array(stopCount).fill(stopCount);
  const previous = new Int32Array(stopCount).fill(stopCount);
  for (const route of routes) {
    for (let i = 1; i < route.length; i++) {
      next[route[i - 1]] = route[i];
      previous[route[i]] = route[i - 1];
    }
  }
  return { routes, kinds, figures, next, previous, others: [], fitness: 0 };
}

/** Whether the solution keeps all limits. */
export function isWithin({ figures }: Individual): boolean {
  return figures.excess === 0 && figures.warpSec === 0 && figures.misfits === 0;
}

/** Adds a solution; when its part has grown by a generation, clones and the least fit leave. */
export function addToPopulation(population: Population, added: Individual): void {
  const part = isWithin(added) ? population.within : population.beyond;
  for (const other of part) {
    const share = brokenPairs(added, other);
    insertSorted(added, share, other);
    insertSorted(other, share, added);
  }
  const cost = penalisedCost(population, added);
  let at = part.length;
  while (at > 0 && penalisedCost(population, part[at - 1]) > cost) at--;
  part.splice(at, 0, added);
  if (part.length <= KEPT_MIN + GENERATION) return;
  while (part.length > KEPT_MIN) removeWorst(part);
}

/** Sorts those beyond the limits anew, after a change of the penalties. */
export function sortBeyond(population: Population): void {
  population.beyond.sort((a, b) => penalisedCost(population, a) - penalisedCost(population, b));
}

function penalisedCost(population: Population, individual: Individual): number {
  const { units, excess, warpSec, misfits } = individual.figures;
  return (
    units +
    excess * population.loadPenalty +
    warpSec * population.warpPenalty +
    misfits * population.misfitPenalty
  );
}

function insertSorted(owner: Individual, share: number, of: Individual): void {
  const { others } = owner;
  let at = others.length;
  while (at > 0 && others[at - 1].share > share) at--;
  others.splice(at, 0, { share, of });
}

/** Share of stops whose neighbours on the route differ. */
function brokenPairs(a: Individual, b: Individual): number {
  const n = a.next.length;
  let broken = 0;
  for (let stop = 0; stop < n; stop++) {
    const next = a.next[stop];
    const previous = a.previous[stop];
    if (next !== b.next[stop] && next !== b.previous[stop]) broken++;
    if (previous === n && b.previous[stop] !== n && b.next[stop] !== n) broken++;
  }
  return broken / Math.max(1, n);
}

function removeWorst(part: Individual[]): void {
  rateFitness(part);
  let worst = 1;
  let worstIsClone = false;
  for (let i = 1; i < part.length; i++) {
    const isClone = (part[i].others[0]?.share ?? 1) < 1e-9;
    const worse = part[i].fitness > part[worst].fitness;
    if ((isClone && !worstIsClone) || (isClone === worstIsClone && (i === 1 || worse))) {
      worst = i;
      worstIsClone = isClone;
    }
  }
  const [removed] = part.splice(worst, 1);
  for (const member of part) {
    const at = member.others.findIndex(({ of }) => of === removed);
    if (at >= 0) member.others.splice(at, 1);
  }
}

/** Rank by cost, and by distance from the others, weighed so that the elite stays. */
function rateFitness(part: readonly Individual[]): void {
  const size = part.length;
  if (size <= 1) return;
  const byDiversity = part
    .map((individual, rank) => ({ individual, rank, apart: meanShare(individual) }))
    .sort((a, b) => b.apart - a.apart);
  const weight = size <= ELITE ? 0 : 1 - ELITE / size;
  byDiversity.forEach(({ individual, rank }, i) => {
    individual.fitness = rank / (size - 1) + (weight * i) / (size - 1);
  });
}

function meanShare(individual: Individual): number {
  const count = Math.min(CLOSEST, individual.others.length);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += individual.others[i].share;
  return count === 0 ? 1 : sum / count;
}

/** Draws a parent: the fitter of two at random. */
export function drawParent(population: Population, random: Random): Individual {
  rateFitness(population.within);
  rateFitness(population.beyond);
  const first = drawMember(population, random);
  const second = drawMember(population, random);
  return first.fitness <= second.fitness ? first : second;
}

function drawMember({ within, beyond }: Population, random: Random): Individual {
  const at = random.below(within.length + beyond.length);
  return at < within.length ? within[at] : beyond[at - within.length];
}
