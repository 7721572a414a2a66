import { assert, INFINITE_M, INFINITE_SEC, NONE, type TravelMatrix } from "../../base/index.ts";
import type { Routing } from "../routing/routing.ts";
import type { Snap } from "./snap.ts";
import { matrixToFill, type TravelTable, travelTable, wholeUp } from "./table.ts";

/**
 * The travel matrix of some places of which another matrix holds most already: only rows and
 * columns of the new ones are computed, byte for byte as `travelMatrix` gives them.
 *
 * @param knownIndex for each place its index in `known`, or `NONE` for a new one
 *
 * Requires that `known` is of the same roads. Cost: 2 × new × all pairs, and a copy.
 */
export function growTravelMatrix(
  routing: Routing,
  places: readonly Snap[],
  known: TravelMatrix,
  knownIndex: Int32Array,
): TravelMatrix {
  assert(knownIndex.length === places.length, "knownIndex has one entry a place");
  const matrix = matrixToFill(places.length);
  copyKnown(matrix, known, knownIndex);
  const fresh = [...places.keys()].filter((place) => knownIndex[place] === NONE);
  const freshPlaces = fresh.map((place) => places[place]);
  const rows = travelTable(routing, freshPlaces, places);
  const columns = travelTable(routing, places, freshPlaces);
  for (let i = 0; i < fresh.length; i++) {
    for (let place = 0; place < places.length; place++) {
      if (place === fresh[i]) continue;
      write(matrix, fresh[i], place, rows, i * places.length + place);
      write(matrix, place, fresh[i], columns, place * fresh.length + i);
    }
  }
  return matrix;
}

function copyKnown(matrix: TravelMatrix, known: TravelMatrix, knownIndex: Int32Array): void {
  const { placeCount } = matrix;
  for (let from = 0; from < placeCount; from++) {
    if (knownIndex[from] === NONE) continue;
    const row = knownIndex[from] * known.placeCount;
    for (let to = 0; to < placeCount; to++) {
      if (knownIndex[to] === NONE) continue;
      matrix.travelSec[from * placeCount + to] = known.travelSec[row + knownIndex[to]];
      matrix.travelM[from * placeCount + to] = known.travelM[row + knownIndex[to]];
    }
  }
}

function write(
  { travelSec, travelM, placeCount }: TravelMatrix,
  from: number,
  to: number,
  { us, um }: TravelTable,
  at: number,
): void {
  travelSec[from * placeCount + to] = wholeUp(us[at], INFINITE_SEC);
  travelM[from * placeCount + to] = wholeUp(um[at], INFINITE_M);
}
