import { NONE, type TravelMatrix } from "../../base/index.ts";
import { planeMetres } from "../plane.ts";
import type { Plane, Problem, Profile } from "../problem.ts";

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
export function partProblem(problem: Problem, part: Part): Problem {
  const places = partPlaces(problem, part);
  const placeOf = numberAnew(places);
  const moved = <T extends { readonly placeIndex: number }>(thing: T): T => {
    return { ...thing, placeIndex: placeOf.get(thing.placeIndex) ?? NONE };
  };
  const vehicleOf = numberAnew(part.vehicles);
  const stops = Array.from(part.stops, (stop) => {
    const { vehicleIndices, ...fields } = moved(problem.stops[stop]);
    if (vehicleIndices === undefined) return fields;
    return {
      ...fields,
      vehicleIndices: vehicleIndices.flatMap((vehicle) => vehicleOf.get(vehicle) ?? []),
    };
  });
  return {
    ...problem,
    depots: problem.depots.map(moved),
    facilities: problem.facilities.map(moved),
    stops,
    vehicles: Array.from(part.vehicles, (vehicle) => problem.vehicles[vehicle]),
    profiles: problem.profiles.map((profile) => partProfile(profile, places)),
  };
}

/** The places of a part: those of all depots and facilities, then those of its stops, each once. */
export function partPlaces({ depots, facilities, stops }: Problem, part: Part): Int32Array {
  const places = new Set<number>();
  for (const { placeIndex } of depots) places.add(placeIndex);
  for (const { placeIndex } of facilities) places.add(placeIndex);
  for (const stop of part.stops) places.add(stops[stop].placeIndex);
  return Int32Array.from(places);
}

/** From each entry to where it stands. */
export function numberAnew(entries: Int32Array): Map<number, number> {
  const numberOf = new Map<number, number>();
  for (const entry of entries) numberOf.set(entry, numberOf.size);
  return numberOf;
}

function partProfile({ name, matrix, slices, plane }: Profile, places: Int32Array): Profile {
  if (plane !== undefined) return { name, matrix: measure(plane, places) };
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

function measure(plane: Plane, places: Int32Array): TravelMatrix {
  const n = places.length;
  const metres = new Int32Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) {
      metres[a * n + b] = planeMetres(plane, places[a], places[b]);
      metres[b * n + a] = metres[a * n + b];
    }
  }
  return { placeCount: n, travelSec: metres, travelM: metres };
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
