import type { Neighbours } from "../neighbours.ts";
import { planeMetres } from "../plane.ts";
import type { Plane, Problem } from "../problem.ts";

/** Places of the stops, sorted into square cells: those of cell `c` from `first[c]` on. */
interface Grid {
  readonly size: number;
  readonly cellM: number;
  readonly lowX: number;
  readonly lowY: number;
  readonly first: Int32Array;
  readonly stops: Int32Array;
}

const STOPS_A_CELL = 4;

/**
 * The nearest stops of each by metres of the first profile, which must be a plane.
 *
 * Cells are searched in rings around each stop until enough stops lie nearer than any cell not
 * searched. Cost: O(n × count) where stops are spread evenly.
 */
export function nearestOnPlane(problem: Problem, countMax: number): Neighbours {
  const n = problem.stops.length;
  const count = Math.min(countMax, Math.max(0, n - 1));
  const stops = new Int32Array(new SharedArrayBuffer(n * count * Int32Array.BYTES_PER_ELEMENT));
  const { plane } = problem.profiles[0];
  if (plane === undefined) return { count: 0, stops: new Int32Array(0) };
  const places = Int32Array.from(problem.stops, ({ placeIndex }) => placeIndex);
  const grid = sortIntoCells(plane, places);
  const keys = new Float64Array(n);
  for (let stop = 0; stop < n; stop++) {
    const size = collectNear(plane, places, grid, stop, count, keys);
    keys.subarray(0, size).sort();
    for (let i = 0; i < count; i++) stops[stop * count + i] = keys[i] % n;
  }
  return { count, stops };
}

function sortIntoCells({ x, y }: Plane, places: Int32Array): Grid {
  const n = places.length;
  const span = { lowX: Infinity, highX: -Infinity, lowY: Infinity, highY: -Infinity };
  for (const place of places) {
    span.lowX = Math.min(span.lowX, x[place]);
    span.highX = Math.max(span.highX, x[place]);
    span.lowY = Math.min(span.lowY, y[place]);
    span.highY = Math.max(span.highY, y[place]);
  }
  const size = Math.max(1, Math.floor(Math.sqrt(n / STOPS_A_CELL)));
  const cellM = Math.max(span.highX - span.lowX, span.highY - span.lowY, 1) / size;
  const first = new Int32Array(size * size + 1);
  const grid = { size, cellM, lowX: span.lowX, lowY: span.lowY, first, stops: new Int32Array(n) };
  const cells = places.map(
    (place) => cellAt(grid, y[place], grid.lowY) * size + cellAt(grid, x[place], grid.lowX),
  );
  for (const cell of cells) first[cell + 1]++;
  for (let cell = 0; cell < size * size; cell++) first[cell + 1] += first[cell];
  const next = first.slice();
  cells.forEach((cell, stop) => {
    grid.stops[next[cell]++] = stop;
  });
  return grid;
}

function cellAt({ size, cellM }: Grid, value: number, low: number): number {
  return Math.min(size - 1, Math.floor((value - low) / cellM));
}

/** Writes metres and stop in one whole number each; gives how many, `count` nearest among them. */
function collectNear(
  plane: Plane,
  places: Int32Array,
  grid: Grid,
  stop: number,
  count: number,
  keys: Float64Array,
): number {
  const n = places.length;
  const { size, cellM, first } = grid;
  const column = cellAt(grid, plane.x[places[stop]], grid.lowX);
  const row = cellAt(grid, plane.y[places[stop]], grid.lowY);
  let found = 0;
  let near = 0;
  for (let ring = 0; ring < size && near < count; ring++) {
    for (let r = Math.max(0, row - ring); r <= Math.min(size - 1, row + ring); r++) {
      const isEdge = r === row - ring || r === row + ring;
      const stride = isEdge || ring === 0 ? 1 : 2 * ring;
      for (let c = column - ring; c <= column + ring; c += stride) {
        if (c < 0 || c >= size) continue;
        for (let at = first[r * size + c]; at < first[r * size + c + 1]; at++) {
          const other = grid.stops[at];
          if (other === stop) continue;
          keys[found++] = planeMetres(plane, places[stop], places[other]) * n + other;
        }
      }
    }
    // Whatever lies beyond this ring is at least `ring` cells away.
    near = found < count ? 0 : countBelow(keys, found, (ring * cellM - 1) * n);
  }
  return found;
}

function countBelow(keys: Float64Array, size: number, limit: number): number {
  let count = 0;
  for (let i = 0; i < size; i++) if (keys[i] <= limit) count++;
  return count;
}
