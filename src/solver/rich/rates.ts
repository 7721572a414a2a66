import { INFINITE_SEC } from "../../base/index.ts";
import { type Model, TIME_MAX_SEC } from "../model.ts";
import { COST_UNITS_PER_CENT } from "../problem.ts";

/** In problems of so few stops all ways of an insertion are walked. */
export const SMALL_STOPS = 12;

/** What estimates reckon with where a route has to be walked for its price. */
export interface RichRates {
  /** By vehicle: whether its routes are walked whatever is on them. */
  readonly isWalked: Uint8Array;
  /** By vehicle: whether a visit to a facility may leave something on board: compartments. */
  readonly isLoose: Uint8Array;
  /** Whether all ways of an insertion are walked, so that estimates must rule out no good one. */
  readonly isSmall: boolean;
  /** By vehicle: driving times to reckon with; in small problems none falls below, at any hour. */
  readonly leastSec: readonly Int32Array[];
  /** By vehicle: cost of a metre with its fuel, and of fuel for a kilogram over a metre. */
  readonly unitsPerM: Float64Array;
  readonly unitsPerKgM: Float64Array;
  /** By stop: when lateness begins, and what a second of it costs. */
  readonly lateFromSec: Int32Array;
  readonly unitsPerLateSec: Float64Array;
  /** Whether some ways of inserting a stop are walked. */
  readonly hasCandidates: boolean;
}

/** Sums a model up for estimates. */
export function newRichRates(model: Model): RichRates {
  const { vehicleCount, problem } = model;
  // An unloading may come between two stops in direct order, which only walking tells.
  const isDirect = problem.groups?.some(({ kind }) => kind === "direct-order") ?? false;
  const all = isDirect || model.hasQuotas || problem.objective?.balance !== undefined;
  const isSmall = model.stopCount <= SMALL_STOPS;
  const least = new Map<object, Int32Array>();
  return {
    isWalked: model.isRich.map((rich) => (all ? 1 : rich)),
    isSmall,
    isLoose: Uint8Array.from(model.richTerms, ({ compartments }) =>
      compartments.length > 0 ? 1 : 0,
    ),
    leastSec: Array.from({ length: vehicleCount }, (_, vehicle) => {
      const { slices } = model.richTerms[vehicle];
      const always = model.travelSec[vehicle];
      const reckon = isSmall ? leastOf : meanOf;
      const known = least.get(slices) ?? reckon(always, slices);
      least.set(slices, known);
      return known;
    }),
    unitsPerM: model.unitsPerM.map((units, vehicle) => {
      const fuel = model.richTerms[vehicle].fuel;
      return units + ((fuel?.mlPerKm ?? 0) / 1000) * unitsPerMl(model, vehicle);
    }),
    unitsPerKgM: Float64Array.from(model.richTerms, ({ fuel }, vehicle) =>
      fuel === undefined ? 0 : (fuel.mlPerTonneKm / 1_000_000) * unitsPerMl(model, vehicle),
    ),
    lateFromSec: Int32Array.from(problem.stops, ({ lateness }) =>
      lateness === undefined ? TIME_MAX_SEC : lateness.afterSec,
    ),
    unitsPerLateSec: Float64Array.from(problem.stops, ({ lateness }) =>
      lateness === undefined ? 0 : (lateness.centsPerHour * COST_UNITS_PER_CENT) / 3600,
    ),
    hasCandidates:
      all ||
      model.isRich.some((rich) => rich === 1) ||
      model.nodeManyWindows.some((many) => many === 1) ||
      model.facilityManyWindows.some((many) => many === 1),
  };
}

/** Price of a millilitre of fuel and of its carbon dioxide. */
function unitsPerMl(model: Model, vehicle: number): number {
  const { fuel } = model.richTerms[vehicle];
  if (fuel === undefined) return 0;
  const co2 = fuel.co2GramsPerLitre * (model.problem.objective?.centsPerTonneCo2 ?? 0);
  return (fuel.centsPerLitre * COST_UNITS_PER_CENT) / 1000 + (co2 * 18) / 1_000_000;
}

function leastOf(always: Int32Array, slices: Model["richTerms"][number]["slices"]): Int32Array {
  if (slices.length === 0) return always;
  const least = always.slice();
  for (const { travelSec } of slices) {
    for (let i = 0; i < least.length; i++) {
      if (travelSec[i] < least[i] && always[i] < INFINITE_SEC) least[i] = travelSec[i];
    }
  }
  return least;
}

function meanOf(always: Int32Array, slices: Model["richTerms"][number]["slices"]): Int32Array {
  if (slices.length === 0) return always;
  return always.map((sec, i) => {
    if (sec >= INFINITE_SEC) return sec;
    const sum = slices.reduce((total, { travelSec }) => total + travelSec[i], sec);
    return Math.round(sum / (slices.length + 1));
  });
}
