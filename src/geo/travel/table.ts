import {
  createTravelMatrix,
  INFINITE_M,
  INFINITE_SEC,
  NONE,
  type TravelMatrix,
} from "../../base/index.ts";
import { type Buckets, fillBuckets, RowSearch } from "../hierarchy/buckets.ts";
import type { Routing } from "../routing/routing.ts";
import { DijkstraSearch } from "./dijkstra.ts";
import { directCost, isBetter } from "./place.ts";
import type { RoadPlace, Snap } from "./snap.ts";

/**
 * Unrounded times and lengths from each of some places to each of others, row-major: whole
 * microseconds and micrometres, infinite where there is no way or a place is not on a road.
 */
export interface TravelTable {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly us: Float64Array;
  readonly um: Float64Array;
}

/**
 * Unrounded times and lengths of the fastest paths from each place of `from` to each of `to`.
 *
 * With a hierarchy the cost is O(rows + columns) small searches and one scan of the buckets for
 * each row; without one, a search over everything for each row.
 */
export function travelTable(
  routing: Routing,
  from: readonly Snap[],
  to: readonly Snap[],
): TravelTable {
  const rowCount = from.length;
  const columnCount = to.length;
  const us = new Float64Array(rowCount * columnCount);
  const um = new Float64Array(rowCount * columnCount);
  const rows = new RowFiller(routing, to);
  for (let row = 0; row < rowCount; row++) {
    const start = row * columnCount;
    const end = start + columnCount;
    rows.fill(from[row], us.subarray(start, end), um.subarray(start, end));
  }
  return { rowCount, columnCount, us, um };
}

/**
 * Seconds and metres between all pairs of places, rounded up to whole ones; lengths are those of
 * the fastest paths. Pairs without a way, and places without a road, have `INFINITE_SEC`,
 * `INFINITE_M`. Holds one unrounded row at a time.
 */
export function travelMatrix(routing: Routing, places: readonly Snap[]): TravelMatrix {
  const matrix = createTravelMatrix(places.length);
  const rows = new RowFiller(routing, places);
  const rowUs = new Float64Array(places.length);
  const rowUm = new Float64Array(places.length);
  for (let row = 0; row < places.length; row++) {
    rows.fill(places[row], rowUs, rowUm);
    const start = row * places.length;
    for (let column = 0; column < places.length; column++) {
      if (column === row) continue; // also 0 for a place without a road
      matrix.travelSec[start + column] = wholeUp(rowUs[column], INFINITE_SEC);
      matrix.travelM[start + column] = wholeUp(rowUm[column], INFINITE_M);
    }
  }
  return matrix;
}

/** Millionths to whole units, up; what does not fit counts as no way. */
export function wholeUp(millionths: number, infinite: number): number {
  return Math.min(infinite, Math.ceil(millionths / 1e6));
}

/** Fills rows of a table with the same columns, by hierarchy where there is one. */
class RowFiller {
  readonly #routing: Routing;
  readonly #to: readonly Snap[];
  readonly #columnsOfEdge: ReadonlyMap<number, readonly number[]>;
  readonly #fast: { readonly buckets: Buckets; readonly search: RowSearch } | null;
  readonly #plain: DijkstraSearch | null;

  constructor(routing: Routing, to: readonly Snap[]) {
    const { hierarchy } = routing;
    this.#routing = routing;
    this.#to = to;
    this.#columnsOfEdge = Map.groupBy(to.keys(), (column) => edgeOf(to[column]));
    this.#plain = hierarchy === null ? new DijkstraSearch(routing) : null;
    this.#fast =
      hierarchy === null
        ? null
        : {
            buckets: fillBuckets(routing, hierarchy, to),
            search: new RowSearch(routing, hierarchy),
          };
  }

  fill(from: Snap, rowUs: Float64Array, rowUm: Float64Array): void {
    rowUs.fill(Number.POSITIVE_INFINITY);
    rowUm.fill(Number.POSITIVE_INFINITY);
    if (!from.ok) return;
    if (this.#plain !== null) this.#fillPlainly(this.#plain, from, rowUs, rowUm);
    if (this.#fast === null) return;
    this.#fast.search.fillRow(from, this.#fast.buckets, rowUs, rowUm);
    for (const column of this.#columnsOfEdge.get(from.edge) ?? []) {
      const end = this.#to[column];
      const direct = end.ok ? directCost(this.#routing, from, end) : undefined;
      if (direct === undefined) continue;
      if (!isBetter(direct.us, direct.um, rowUs[column], rowUm[column])) continue;
      rowUs[column] = direct.us;
      rowUm[column] = direct.um;
    }
  }

  /** One search over everything: the slow, obvious way. */
  #fillPlainly(
    search: DijkstraSearch,
    from: RoadPlace,
    rowUs: Float64Array,
    rowUm: Float64Array,
  ): void {
    const cost = { us: 0, um: 0 };
    search.runFrom(from);
    for (let column = 0; column < this.#to.length; column++) {
      const end = this.#to[column];
      if (!end.ok) continue;
      search.costTo(from, end, cost);
      rowUs[column] = cost.us;
      rowUm[column] = cost.um;
    }
  }
}

function edgeOf(snap: Snap): number {
  return snap.ok ? snap.edge : NONE;
}
