import { assert, INFINITE_M, INFINITE_SEC, NONE, type TravelMatrix } from "../../base/index.ts";
import {
  type BucketEntries,
  BucketSearch,
  type Buckets,
  fillBuckets,
  RowSearch,
  sortEntries,
} from "../hierarchy/buckets.ts";
import type { Routing } from "../routing/routing.ts";
import { DijkstraSearch } from "./dijkstra.ts";
import { orderPlaces } from "./order-places.ts";
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
  const { columnOf, rowUs, rowUm } = rows;
  for (const row of orderPlaces(routing, from)) {
    const start = row * columnCount;
    rows.fill(from[row]);
    for (let rank = 0; rank < columnCount; rank++) {
      us[start + columnOf[rank]] = rowUs[rank];
      um[start + columnOf[rank]] = rowUm[rank];
    }
  }
  return { rowCount, columnCount, us, um };
}

/**
 * Seconds and metres between all pairs of places, rounded up to whole ones; lengths are those of
 * the fastest paths. Pairs without a way, and places without a road, have `INFINITE_SEC`,
 * `INFINITE_M`. Holds one unrounded row at a time.
 */
export function travelMatrix(routing: Routing, places: readonly Snap[]): TravelMatrix {
  const matrix = matrixToFill(places.length);
  new MatrixFiller(routing, places).fillRanks({ first: 0, end: places.length }, matrix);
  return matrix;
}

/** A matrix of zeros in shared memory, for `MatrixFiller`, which writes all but the diagonal. */
export function matrixToFill(placeCount: number): TravelMatrix {
  const size = placeCount * placeCount;
  const travelSec = new Int32Array(new SharedArrayBuffer(size * 4));
  const travelM = new Int32Array(new SharedArrayBuffer(size * 4));
  return { placeCount, travelSec, travelM };
}

/** Fills a travel matrix row by row, for several threads to share the rows among them. */
export class MatrixFiller {
  readonly #places: readonly Snap[];
  readonly #rows: RowFiller;

  /** @param buckets those of the same places, where another thread has made them */
  constructor(routing: Routing, places: readonly Snap[], buckets?: Buckets) {
    this.#places = places;
    this.#rows = new RowFiller(routing, places, buckets);
  }

  /**
   * Writes some rows of the matrix and leaves the others alone: those of the places that have these
   * ranks in `orderPlaces`.
   */
  fillRanks({ first, end }: Range, matrix: TravelMatrix): void {
    const { travelSec, travelM, placeCount } = matrix;
    const { columnOf, rowUs, rowUm } = this.#rows;
    for (let rowRank = first; rowRank < end; rowRank++) {
      const row = columnOf[rowRank];
      this.#rows.fill(this.#places[row]);
      const start = row * placeCount;
      for (let rank = 0; rank < placeCount; rank++) {
        const column = columnOf[rank];
        if (column === row) continue; // also 0 for a place without a road
        travelSec[start + column] = wholeUp(rowUs[rank], INFINITE_SEC);
        travelM[start + column] = wholeUp(rowUm[rank], INFINITE_M);
      }
    }
  }
}

/** From `first` on, before `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/**
 * Searches backwards from the places of a matrix, some at a time, in the order of `orderPlaces`:
 * the work that comes before the rows. Requires a hierarchy.
 */
export function bucketSearch(routing: Routing, places: readonly Snap[]): BucketSearch {
  assert(routing.hierarchy !== null, "the routing has no hierarchy");
  const ordered = placesIn(orderPlaces(routing, places), places);
  return new BucketSearch(routing, routing.hierarchy, ordered);
}

/** The buckets of all places of a matrix, in shared memory, from what searches have found. */
export function sharedBuckets(routing: Routing, parts: readonly BucketEntries[]): Buckets {
  return sortEntries(parts, routing.stateCount, (bytes) => new SharedArrayBuffer(bytes));
}

/**
 * Splits `count` rows into `parts` ranges in order, of which none is longer than another by more
 * than one; empty ones where there are fewer rows than parts.
 */
export function rowsOf(count: number, parts: number): Range[] {
  assert(Number.isSafeInteger(parts) && parts > 0, () => `parts (${parts}) must be positive`);
  return Array.from({ length: parts }, (_, part) => ({
    first: Math.floor((count * part) / parts),
    end: Math.floor((count * (part + 1)) / parts),
  }));
}

/** Millionths to whole units, up; what does not fit counts as no way. */
export function wholeUp(millionths: number, infinite: number): number {
  return Math.min(infinite, Math.ceil(millionths / 1e6));
}

function placesIn(order: Int32Array, places: readonly Snap[]): readonly Snap[] {
  return Array.from(order, (place) => places[place]);
}

/**
 * Fills rows of a table with the same columns, by hierarchy where there is one. The columns of a
 * row are in the order of `orderPlaces`: entry `rank` is column `columnOf[rank]`.
 */
class RowFiller {
  readonly columnOf: Int32Array;
  readonly rowUs: Float64Array;
  readonly rowUm: Float64Array;
  readonly #routing: Routing;
  readonly #to: readonly Snap[];
  readonly #ranksOfEdge: ReadonlyMap<number, readonly number[]>;
  readonly #fast: { readonly buckets: Buckets; readonly search: RowSearch } | null;
  readonly #plain: DijkstraSearch | null;

  /** @param buckets those of the same places in their order, where another thread has made them */
  constructor(routing: Routing, places: readonly Snap[], buckets?: Buckets) {
    const { hierarchy } = routing;
    this.columnOf = orderPlaces(routing, places);
    const to = placesIn(this.columnOf, places);
    this.rowUs = new Float64Array(to.length);
    this.rowUm = new Float64Array(to.length);
    this.#routing = routing;
    this.#to = to;
    this.#ranksOfEdge = Map.groupBy(to.keys(), (rank) => edgeOf(to[rank]));
    this.#plain = hierarchy === null ? new DijkstraSearch(routing) : null;
    this.#fast =
      hierarchy === null
        ? null
        : {
            buckets: buckets ?? fillBuckets(routing, hierarchy, to),
            search: new RowSearch(routing, hierarchy),
          };
  }

  /** Overwrites the row with what leads from `from`. */
  fill(from: Snap): void {
    const { rowUs, rowUm } = this;
    rowUs.fill(Number.POSITIVE_INFINITY);
    rowUm.fill(Number.POSITIVE_INFINITY);
    if (!from.ok) return;
    if (this.#plain !== null) this.#fillPlainly(this.#plain, from);
    if (this.#fast === null) return;
    this.#fast.search.fillRow(from, this.#fast.buckets, rowUs, rowUm);
    for (const rank of this.#ranksOfEdge.get(from.edge) ?? []) {
      const end = this.#to[rank];
      const direct = end.ok ? directCost(this.#routing, from, end) : undefined;
      if (direct === undefined) continue;
      if (!isBetter(direct.us, direct.um, rowUs[rank], rowUm[rank])) continue;
      rowUs[rank] = direct.us;
      rowUm[rank] = direct.um;
    }
  }

  /** One search over everything: the slow, obvious way. */
  #fillPlainly(search: DijkstraSearch, from: RoadPlace): void {
    const cost = { us: 0, um: 0 };
    search.runFrom(from);
    for (let rank = 0; rank < this.#to.length; rank++) {
      const end = this.#to[rank];
      if (!end.ok) continue;
      search.costTo(from, end, cost);
      this.rowUs[rank] = cost.us;
      this.rowUm[rank] = cost.um;
    }
  }
}

function edgeOf(snap: Snap): number {
  return snap.ok ? snap.edge : NONE;
}
