import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import {
  addCandidate,
  candidateLimit,
  clearCandidates,
  newCandidates,
} from "../../../src/solver/rich/candidates.ts";

const VEHICLES = 4;
const CAPACITY = 12;
const PER_VEHICLE = 5;

interface Offer {
  readonly units: number;
  readonly vehicle: number;
  readonly stop: number;
}

/** The slow twin: all that were offered, the cheapest of each vehicle, the cheapest of these. */
function cheapest(offers: readonly Offer[]): Offer[] {
  const sorted = offers.toSorted((a, b) => a.units - b.units);
  const ofVehicle = [0, 0, 0, 0];
  return sorted.filter(({ vehicle }) => ofVehicle[vehicle]++ < PER_VEHICLE).slice(0, CAPACITY);
}

test("the cheapest candidates of each route are kept, cheapest first", () => {
  const candidates = newCandidates(VEHICLES, CAPACITY, PER_VEHICLE);
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const offers: Offer[] = [];
    clearCandidates(candidates);
    for (let stop = 0; stop < random.below(60); stop++) {
      const offer = { units: 1000 * random.below(1000) + stop, vehicle: random.below(3), stop };
      offers.push(offer);
      if (offer.units >= candidateLimit(candidates, offer.vehicle)) continue;
      addCandidate(candidates, offer.units, offer.vehicle, stop, 0, 0, 0, 0);
    }
    const kept = Array.from({ length: candidates.count }, (_, i) => ({
      units: candidates.units[i],
      vehicle: candidates.vehicle[i],
      stop: candidates.stop[i],
    }));
    // Three routes with five each are more than there is room for.
    expect({ seed, kept }).toEqual({ seed, kept: cheapest(offers) });
  }
});

test("no estimate is low enough for a route that has as many cheaper ones as it may", () => {
  const candidates = newCandidates(VEHICLES, CAPACITY, 1);
  addCandidate(candidates, 70, 2, 0, 0, 0, 0, 0);
  expect(candidateLimit(candidates, 2)).toBe(70);
  expect(candidateLimit(candidates, 1)).toBe(Number.POSITIVE_INFINITY);
  addCandidate(candidates, 50, 2, 1, 0, 0, 0, 0);
  expect(candidateLimit(candidates, 2)).toBe(50);
  clearCandidates(candidates);
  expect(candidateLimit(candidates, 2)).toBe(Number.POSITIVE_INFINITY);
});
