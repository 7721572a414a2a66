import { NONE } from "../base/index.ts";
import type { Facts, Report, Terms } from "./check-terms.ts";
import type { Trip, Visit } from "./solution.ts";

/** What a visit does to the loads. */
export interface LoadStep {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** What a facility takes in; undefined elsewhere. */
  readonly emptied: readonly number[] | undefined;
  readonly tripIndex: number;
}

/** What is on board from start to end. */
export interface Loading {
  readonly start: readonly number[];
  /** One for each visit between start and end. */
  readonly steps: readonly LoadStep[];
  readonly end: readonly number[];
  readonly trips: readonly Trip[];
}

/** One body or compartment and what lies in it. */
interface Hold {
  readonly capacities: readonly number[] | undefined;
  loads: number[];
  streams: Set<number>;
  itemCount: number;
}

/** Walks the trips of a route: capacities, streams, emptying. */
export function walkLoads(
  facts: Facts,
  terms: Terms,
  inner: readonly Visit[],
  report: Report,
): Loading {
  const { vehicleIndex, type } = terms;
  const holds = newHolds(facts, terms);
  for (const board of terms.vehicle.onBoard ?? []) {
    putInto(holds[Math.max(0, holdOf(terms, board.streamIndex))], board.loads, board.streamIndex);
  }
  const start = sumOf(facts, holds);
  const steps: LoadStep[] = [];
  const trips: Trip[] = [];
  let firstVisit = 1;
  inner.forEach((visit, i) => {
    const before = sumOf(facts, holds);
    let emptied: number[] | undefined;
    if (visit.kind === "stop") {
      takeStop(facts, terms, holds, visit.index, report);
    } else if (visit.kind === "facility") {
      const trip = tripFrom(inner, firstVisit, i + 1, holds, before);
      trips.push({ ...trip, facilityIndex: visit.index });
      firstVisit = i + 2;
      emptied = emptyAt(facts, terms, holds, visit.index, report);
    }
    const tripIndex = visit.kind === "facility" ? trips.length - 1 : trips.length;
    steps.push({ before, after: sumOf(facts, holds), emptied, tripIndex });
  });
  const end = sumOf(facts, holds);
  if (firstVisit <= inner.length) {
    trips.push({ ...tripFrom(inner, firstVisit, inner.length, holds, end), facilityIndex: NONE });
  }
  const count = holds.reduce((sum, hold) => sum + hold.itemCount, 0);
  if (type.unloadBeforeEnd && count > 0) {
    const detail = `comes home with ${count} loads on board (${end} in all)`;
    report("not-unloaded", detail, { vehicleIndex });
  }
  return { start, steps, end, trips };
}

/** How many trips count against the most a vehicle may make. */
export function countedTrips(trips: readonly Trip[]): number {
  return trips.filter((trip) => trip.stopCount > 0 || trip.facilityIndex !== NONE).length;
}

function newHolds({ problem }: Facts, { type }: Terms): Hold[] {
  const empty = (capacities: readonly number[] | undefined): Hold => ({
    capacities,
    loads: problem.dimensions.map(() => 0),
    streams: new Set(),
    itemCount: 0,
  });
  return type.compartments?.map(({ capacities }) => empty(capacities)) ?? [empty(undefined)];
}

/** Which hold a stream goes into; -1 for none. */
function holdOf({ type }: Terms, streamIndex: number | undefined): number {
  if (type.compartments === undefined) return 0;
  if (streamIndex === undefined) return -1;
  return type.compartments.findIndex(({ streamIndices }) => streamIndices.includes(streamIndex));
}

function putInto(hold: Hold, loads: readonly number[], streamIndex: number | undefined): void {
  hold.loads = hold.loads.map((load, d) => load + loads[d]);
  if (streamIndex !== undefined) hold.streams.add(streamIndex);
  hold.itemCount++;
}

function sumOf({ problem }: Facts, holds: readonly Hold[]): number[] {
  return problem.dimensions.map((_, d) => holds.reduce((sum, hold) => sum + hold.loads[d], 0));
}

function takeStop(
  facts: Facts,
  terms: Terms,
  holds: readonly Hold[],
  stopIndex: number,
  report: Report,
): void {
  const { vehicleIndex, type } = terms;
  const stop = facts.problem.stops[stopIndex];
  const { streamIndex } = stop;
  const where = { vehicleIndex, stopIndex };
  const fits = holdOf(terms, streamIndex);
  const carried = streamIndex === undefined || type.streamIndices?.includes(streamIndex) !== false;
  if (fits < 0 || !carried) {
    report("stream-not-carried", `stop ${stopIndex}: stream ${streamIndex ?? "none"}`, where);
  }
  const hold = holds[Math.max(0, fits)];
  const isNew = streamIndex !== undefined && !hold.streams.has(streamIndex);
  putInto(hold, stop.loads, streamIndex);
  if (isNew && hold.streams.size > 1 && !type.mixedStreams) {
    report("streams-mixed", `one trip holds streams ${[...hold.streams].join(", ")}`, where);
  }
  facts.problem.dimensions.forEach(({ name }, d) => {
    const permille = type.compactionPermille?.[d] ?? 1000;
    const most = Math.floor((type.capacities[d] * permille) / 1000);
    const load = holds.reduce((sum, { loads }) => sum + loads[d], 0);
    if (load > most)
      report("capacity", `after stop ${stopIndex}: ${name} ${load} > ${most}`, where);
    if (hold.capacities === undefined) return;
    const mostOfHold = Math.floor((hold.capacities[d] * permille) / 1000);
    if (hold.loads[d] <= mostOfHold) return;
    const detail = `after stop ${stopIndex}: ${name} ${hold.loads[d]} > ${mostOfHold}`;
    report("compartment", `${detail} in its compartment`, where);
  });
}

/** Empties the holds of which a facility accepts all; gives what it takes in. */
function emptyAt(
  facts: Facts,
  { vehicleIndex }: Terms,
  holds: readonly Hold[],
  facilityIndex: number,
  report: Report,
): number[] {
  const accepted = facts.problem.facilities[facilityIndex].streamIndices;
  const loaded = holds.filter(({ itemCount }) => itemCount > 0);
  const emptied = loaded.filter(({ streams }) =>
    [...streams].every((stream) => accepted?.includes(stream) !== false),
  );
  if (loaded.length > 0 && emptied.length === 0) {
    const streams = loaded.flatMap((hold) => [...hold.streams]).join(", ");
    const detail = `facility ${facilityIndex} does not accept streams ${streams}`;
    report("stream-not-accepted", detail, { vehicleIndex });
  }
  const taken = sumOf(facts, emptied);
  for (const hold of emptied) {
    hold.loads = hold.loads.map(() => 0);
    hold.streams = new Set();
    hold.itemCount = 0;
  }
  return taken;
}

function tripFrom(
  inner: readonly Visit[],
  firstVisit: number,
  lastVisit: number,
  holds: readonly Hold[],
  loads: readonly number[],
): Omit<Trip, "facilityIndex"> {
  const streams = new Set(holds.flatMap((hold) => [...hold.streams]));
  return {
    firstVisit,
    lastVisit,
    stopCount: inner.slice(firstVisit - 1, lastVisit).filter(({ kind }) => kind === "stop").length,
    streamIndices: [...streams].sort((a, b) => a - b),
    loads,
  };
}
