import { assert, INFINITE_SEC, type TravelMatrix } from "../../base/index.ts";
import { withFurtherChanges } from "../graph/changes.ts";
import type { RoadClass } from "../graph/classes.ts";
import { conditionedKey, type RoadMoment, tagsAt } from "../graph/conditional.ts";
import type { RoadGraph } from "../graph/road-graph.ts";
import type { Profile } from "../profiles/profile.ts";
import { compileRouting } from "../routing/compile.ts";
import { type SnapOptions, snapPlaces } from "./snap.ts";
import { travelMatrix } from "./table.ts";

/** A part of the day in which the roads are the same. */
export interface RoadSlice {
  /** From here to the start of the next slice, the last without end; on the solver's clock. */
  readonly startSec: number;
  /** When signs with hours are judged; null: they are not applied. */
  readonly moment: RoadMoment | null;
  /** Factor on the speed of a class, 0.6 in the rush hour; 1 where it has none. */
  readonly speedFactors: Readonly<Partial<Record<RoadClass, number>>>;
}

/** One travel matrix for each slice; read it with `travelSecAt`, not entry by entry. */
export interface SlicedMatrices {
  /** Ascending. */
  readonly startSec: readonly number[];
  readonly matrices: readonly TravelMatrix[];
}

/**
 * Travel matrices of the same places under each slice of the day.
 *
 * Slices in which the roads come out the same are compiled once and share their matrix. Places are
 * put on the roads that are open in the slice, so a place on a closed street stands on the next
 * one. Changes in force (`withChanges`) hold in all slices.
 */
export function slicedMatrices(
  graph: RoadGraph,
  profile: Profile,
  points: readonly (readonly [number, number])[],
  slices: readonly RoadSlice[],
  options: SnapOptions,
): SlicedMatrices {
  assert(slices.length > 0, "slices must not be empty");
  const known = new Map<string, TravelMatrix>();
  const matrices = slices.map((slice, i) => {
    assert(i === 0 || slices[i - 1].startSec < slice.startSec, "slices must be in order of time");
    const key = `${JSON.stringify(slice.speedFactors)} ${signsAt(graph, profile, slice.moment)}`;
    const matrix = known.get(key) ?? matrixOf(graph, profile, points, slice, options);
    known.set(key, matrix);
    return matrix;
  });
  return { startSec: slices.map(({ startSec }) => startSec), matrices };
}

function matrixOf(
  graph: RoadGraph,
  profile: Profile,
  points: readonly (readonly [number, number])[],
  { speedFactors, moment }: RoadSlice,
  options: SnapOptions,
): TravelMatrix {
  const changes = (Object.entries(speedFactors) as [RoadClass, number][]).map(
    ([roadClass, speedFactor]) => ({ kind: "class", class: roadClass, speedFactor }) as const,
  );
  const routing = compileRouting(withFurtherChanges(graph, changes), profile, moment);
  return travelMatrix(routing, snapPlaces(routing, points, options));
}

/** All tags that depend on the hour as they are at a moment, to tell whether two moments differ. */
function signsAt(graph: RoadGraph, { limits }: Profile, moment: RoadMoment | null): string {
  if (moment === null) return "";
  const all = [
    ...graph.ways.map(({ conditional }) => conditional ?? {}),
    ...graph.barriers.values(),
    ...graph.restrictions.map(({ values }) => values),
  ].filter((tags) => Object.keys(tags).some((key) => conditionedKey(key) !== undefined));
  return JSON.stringify(all.map((tags) => tagsAt(tags, moment, limits)));
}

/**
 * Seconds from one place to another for who leaves at `departSec`, rounded up.
 *
 * The path is covered slice by slice: in each slice the share of it that its matrix allows in the
 * time, the rest in the next ones, where there is no way one waits. So who leaves later never
 * arrives earlier (FIFO), which taking the entry of the slice of departure does not give: at the
 * end of the rush hour it would pay to wait for the next slice.
 *
 * `INFINITE_SEC` where no slice from then on has a way. Before the first slice it holds already.
 * Cost: O(log slices) and a step for each slice the path lasts.
 * Source: Ichoua, Gendreau and Potvin (2003), European J. of Operational Research 144(2), 379–396.
 */
export function travelSecAt(
  { startSec, matrices }: SlicedMatrices,
  from: number,
  to: number,
  departSec: number,
): number {
  let slice = sliceAt(startSec, departSec);
  let atSec = departSec;
  let share = 1;
  for (; slice + 1 < matrices.length; slice++) {
    const wholeSec = entry(matrices[slice], from, to);
    const leftSec = startSec[slice + 1] - atSec;
    if (wholeSec < INFINITE_SEC) {
      if (share * wholeSec <= leftSec) return wholeUp(atSec + share * wholeSec - departSec);
      share -= leftSec / wholeSec;
    }
    atSec = startSec[slice + 1];
  }
  const wholeSec = entry(matrices[slice], from, to);
  if (wholeSec >= INFINITE_SEC) return INFINITE_SEC;
  return wholeUp(atSec + share * wholeSec - departSec);
}

/**
 * How many entries break FIFO if they are read by the slice of departure alone: who leaves just
 * before the next slice would arrive after those who wait for it. Summed over all boundaries.
 */
export function countFifoBreaks({ matrices }: SlicedMatrices): number {
  let count = 0;
  for (let slice = 0; slice + 1 < matrices.length; slice++) {
    const before = matrices[slice].travelSec;
    const after = matrices[slice + 1].travelSec;
    // Times are whole seconds, so that the last departure is one second before the boundary.
    for (let i = 0; i < before.length; i++) if (before[i] > after[i] + 1) count++;
  }
  return count;
}

function entry({ travelSec, placeCount }: TravelMatrix, from: number, to: number): number {
  return travelSec[from * placeCount + to];
}

/** Index of the slice in which a time lies. */
function sliceAt(startSec: readonly number[], sec: number): number {
  let low = 0;
  let high = startSec.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startSec[middle] <= sec) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Up to whole seconds, but for the noise of the division. A second's later departure arrives later
 * by the ratio of two entries at least, which is far above that noise.
 */
function wholeUp(sec: number): number {
  return Math.min(INFINITE_SEC, Math.max(0, Math.ceil(sec - 1e-6)));
}
