import type { Problem } from "../../src/solver/index.ts";
import { compileModel, type Model } from "../../src/solver/model.ts";
import { evaluateSequence, newSequenceFigures } from "../../src/solver/sequence.ts";

/**
 * The least cost in units, stops that must be visited and are not counting as the model prices
 * them.
 */
export function bruteForceUnits(problem: Problem): number {
  const model = compileModel(problem);
  const subsetCount = 1 << model.stopCount;
  let best = new Float64Array(subsetCount);
  for (let subset = 0; subset < subsetCount; subset++) best[subset] = pricesOutside(model, subset);
  // best[subset]: least cost where the vehicles so far serve exactly `subset`, or nothing outside
  // it.
  let reached = new Float64Array(subsetCount).fill(Number.POSITIVE_INFINITY);
  reached[0] = 0;
  for (let vehicle = 0; vehicle < model.vehicleCount; vehicle++) {
    const route = cheapestRoutes(model, vehicle);
    const after = new Float64Array(subsetCount).fill(Number.POSITIVE_INFINITY);
    for (let subset = 0; subset < subsetCount; subset++) {
      for (let own = subset; ; own = (own - 1) & subset) {
        after[subset] = Math.min(after[subset], reached[subset ^ own] + route[own]);
        if (own === 0) break;
      }
    }
    reached = after;
  }
  best = best.map((prices, subset) => prices + reached[subset]);
  return best.reduce((least, units) => Math.min(least, units), Number.POSITIVE_INFINITY);
}

function pricesOutside(model: Model, subset: number): number {
  let units = 0;
  for (let stop = 0; stop < model.stopCount; stop++) {
    if ((subset & (1 << stop)) === 0) units += model.stopPriceUnits[stop];
  }
  return units;
}

/** The least cost of a route of one vehicle for each set of stops, by trying every sequence. */
function cheapestRoutes(model: Model, vehicle: number): Float64Array {
  const least = new Float64Array(1 << model.stopCount).fill(Number.POSITIVE_INFINITY);
  const codes = new Int32Array(2 * model.stopCount);
  const figures = newSequenceFigures();
  least[0] = 0;
  const extend = (length: number, subset: number): void => {
    if (length > 0) {
      evaluateSequence(model, vehicle, codes, length, figures);
      if (figures.broken === undefined) least[subset] = Math.min(least[subset], figures.costUnits);
    }
    for (let stop = 0; stop < model.stopCount; stop++) {
      if ((subset & (1 << stop)) !== 0) continue;
      codes[length] = stop;
      extend(length + 1, subset | (1 << stop));
    }
    if (length === 0 || codes[length - 1] >= model.stopCount) return;
    for (let facility = 0; facility < model.facilityCount; facility++) {
      codes[length] = model.stopCount + facility;
      extend(length + 1, subset);
    }
  };
  extend(0, 0);
  return least;
}
