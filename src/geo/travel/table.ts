import {
  createTravelMatrix,
  INFINITE_M,
  INFINITE_SEC,
  NONE,
  type TravelMatrix,
} from "../../base/index.ts";
import { fillBuckets, RowSearch } from "../hierarchy/buckets.ts";
import type { Routing } from "../routing/routing.ts";
import { DijkstraSearch } from "./dijkstra.ts";
import { directCost, isBetter } from "./place.ts";
import type { Snap } from "./snap.ts";

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

/** Makes the table of `from` × `to` by one plain search for each row: the slow, obvious way. */
function travelTableByDijkstra(
  routing: Routing,
  from: readonly Snap[],
  to: readonly Snap[],
): TravelTable {
  const table = createTable(from.length, to.length);
  const search = new DijkstraSearch(routing);
  const cost = { us: 0, um: 0 };
  for (let row = 0; row < from.length; row++) {
    const start = from[row];
    if (!start.ok) continue;
    search.runFrom(start);
    for (let column = 0; column < to.length; column++) {
      const end = to[column];
      if (!end.ok) continue;
      search.costTo(start, end, cost);
      table.us[row * to.length + column] = cost.us;
      table.um[row * to.length + column] = cost.um;
    }
  }
  return table;
}

/** A table without any way. */
function createTable(rowCount: number, columnCount: number): TravelTable {
  const us = new Float64Array(rowCount * columnCount).fill(Number.POSITIVE_INFINITY);
  const um = new Float64Array(rowCount * columnCount).fill(Number.POSITIVE_INFINITY);
  return { rowCount, columnCount, us, um };
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
  if (routing.hierarchy === null) return travelTableByDijkstra(routing, from, to);
  const buckets = fillBuckets(routing, routing.hierarchy, to);
  const search = new RowSearch(routing, routing.hierarchy);
  const table = createTable(from.length, to.length);
  const columnsOfEdge = Map.groupBy(to.keys(), (column) => edgeOf(to[column]));
  for (let row = 0; row < from.length; row++) {
    const start = from[row];
    if (!start.ok) continue;
    const rowUs = table.us.subarray(row * to.length, (row + 1) * to.length);
    const rowUm = table.um.subarray(row * to.length, (row + 1) * to.length);
    search.fillRow(start, buckets, rowUs, rowUm);
    for (const column of columnsOfEdge.get(start.edge) ?? []) {
      const end = to[column];
      const direct = end.ok ? directCost(routing, start, end) : undefined;
      if (direct === undefined) continue;
      if (!isBetter(direct.us, direct.um, rowUs[column], rowUm[column])) continue;
      rowUs[column] = direct.us;
      rowUm[column] = direct.um;
    }
  }
  return table;
}

function edgeOf(snap: Snap): number {
  return snap.ok ? snap.edge : NONE;
}

/**
 * Seconds and metres between all pairs of places, rounded up to whole ones; lengths are those of
 * the fastest paths. Pairs without a way, and places without a road, have `INFINITE_SEC`,
 * `INFINITE_M`.
 */
export function travelMatrix(routing: Routing, places: readonly Snap[]): TravelMatrix {
  const table = travelTable(routing, places, places);
  const matrix = createTravelMatrix(places.length);
  for (let i = 0; i < table.us.length; i++) {
    const isDiagonal = i % (places.length + 1) === 0;
    if (isDiagonal) continue;
    matrix.travelSec[i] = wholeUp(table.us[i], INFINITE_SEC);
    matrix.travelM[i] = wholeUp(table.um[i], INFINITE_M);
  }
  return matrix;
}

/** Millionths to whole units, up; what does not fit counts as no way. */
export function wholeUp(millionths: number, infinite: number): number {
  return Math.min(infinite, Math.ceil(millionths / 1e6));
}
