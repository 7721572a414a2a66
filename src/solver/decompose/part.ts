import type { TravelMatrix } from "../../base/index.ts";
import type { Problem, Profile } from "../problem.ts";

/** Some vehicles, the stops on their routes and stops that no route visits, both ascending. */
export interface Part {
  readonly vehicles: Int32Array;
  readonly stops: Int32Array;
}

/**
 * A part as a problem of its own: stops, vehicles and places are numbered anew, stops and vehicles
 * in the order of the part, and each profile has a small matrix.
 *
 * Requires a problem that `isDivisible`. Cost: O(places²).
 */
export function partProblem(problem: Problem, { vehicles, stops }: Part): Problem {
  const placeOf = new Map<number, number>();
  const moved = <T extends { readonly placeIndex: number }>(thing: T): T => {
    const placeIndex = placeOf.get(thing.placeIndex) ?? placeOf.size;
    placeOf.set(thing.placeIndex, placeIndex);
    return { ...thing, placeIndex };
  };
  const depots = problem.depots.map(moved);
  const facilities = problem.facilities.map(moved);
  const vehicleOf = numberAnew(vehicles);
  const own = Array.from(stops, (stop) => {
    const { vehicleIndices, ...fields } = moved(problem.stops[stop]);
    if (vehicleIndices === undefined) return fields;
    return {
      ...fields,
      vehicleIndices: vehicleIndices.flatMap((vehicle) => vehicleOf.get(vehicle) ?? []),
    };
  });
  const places = Int32Array.from(placeOf.keys());
  return {
    ...problem,
    depots,
    facilities,
    stops: own,
    vehicles: Array.from(vehicles, (vehicle) => problem.vehicles[vehicle]),
    profiles: problem.profiles.map((profile) => partProfile(profile, places)),
  };
}

/** From each entry to where it stands. */
export function numberAnew(entries: Int32Array): Map<number, number> {
  const numberOf = new Map<number, number>();
  for (const entry of entries) numberOf.set(entry, numberOf.size);
  return numberOf;
}

function partProfile({ name, matrix, slices }: Profile, places: Int32Array): Profile {
  const cut = (values: Int32Array): Int32Array => cutOut(values, matrix.placeCount, places);
  const travelSec = cut(matrix.travelSec);
  const small: TravelMatrix = {
    placeCount: places.length,
    travelSec,
    travelM: matrix.travelM === matrix.travelSec ? travelSec : cut(matrix.travelM),
  };
  if (slices === undefined) return { name, matrix: small };
  return {
    name,
    matrix: small,
    slices: slices.map((slice) => ({ ...slice, travelSec: cut(slice.travelSec) })),
  };
}

function cutOut(values: Int32Array, placeCount: number, places: Int32Array): Int32Array {
  const n = places.length;
  const some = new Int32Array(n * n);
  for (let a = 0; a < n; a++) {
    const row = places[a] * placeCount;
    for (let b = 0; b < n; b++) some[a * n + b] = values[row + places[b]];
  }
  return some;
}

/** Routes as codes (see `CodeTable`) in a part's numbers, from those of the whole. */
export function codesInPart(
  { stops }: Part,
  routes: readonly Int32Array[],
  stopCount: number,
): Int32Array[] {
  const numberOf = numberAnew(stops);
  const shift = stops.length - stopCount;
  return routes.map((route) => route.map((code) => numberOf.get(code) ?? code + shift));
}

/** Routes as codes (see `CodeTable`) in the whole's numbers, from those of a part. */
export function codesInWhole(
  { stops }: Part,
  routes: readonly Int32Array[],
  stopCount: number,
): Int32Array[] {
  const shift = stopCount - stops.length;
  return routes.map((route) =>
    route.map((code) => (code < stops.length ? stops[code] : code + shift)),
  );
}
