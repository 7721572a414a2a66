import { NONE } from "../../base/index.ts";
import type { Group, Problem } from "../problem.ts";
import type { Checker } from "./checker.ts";

/** The groups with what they say of each stop, looked up often. */
interface Bonds {
  readonly groups: readonly Group[];
  /** The groups that name a stop, by stop. */
  readonly groupsOf: readonly (readonly number[])[];
  /** See `findMust`. */
  readonly must: readonly boolean[];
  readonly vehicleCount: number;
  /** Stops that must be visited, by one vehicle, share a name; see `joinStops`. */
  readonly vehicleOf: Int32Array;
}

/**
 * Notes a fault for groups that cannot all be kept: those that say the opposite of the same two
 * stops, and those that do so by way of other stops, as long as all of these must be visited (only
 * visited stops count, so that a stop which may be left out breaks the chain).
 *
 * Requires groups of sound members.
 */
export function findContradictions(
  problem: Problem,
  groups: readonly Group[],
  fault: Checker["fault"],
): void {
  const groupsOf = problem.stops.map((): number[] => []);
  groups.forEach(({ stopIndices }, i) => {
    for (const stop of stopIndices) groupsOf[stop].push(i);
  });
  const must = findMust(problem);
  const vehicleOf = joinStops(groups.filter(isOneVehicle), must);
  const bonds = { groups, groupsOf, must, vehicleCount: problem.vehicles.length, vehicleOf };
  groups.forEach((group, i) => {
    if (group.kind === "different-vehicle") findForcedTogether(bonds, i, fault);
    if (group.kind === "exactly-one") findForcedAll(bonds, i, fault);
    if (isOrder(group)) findReversed(bonds, i, fault);
  });
  findCircles(bonds, fault);
  findFollowers(bonds, fault);
}

/** For each stop whether it is visited in any case: neither a price nor a choice leaves it out. */
export function findMust({ stops, groups = [] }: Problem): boolean[] {
  const must = stops.map(({ priceCents }) => priceCents === undefined);
  for (const { kind, stopIndices } of groups) {
    if (kind === "exactly-one") for (const stop of stopIndices) must[stop] = false;
  }
  return must;
}

function isOrder({ kind }: Group): boolean {
  return kind === "order" || kind === "direct-order";
}

/** Whether a group keeps its stops on one vehicle. */
function isOneVehicle(group: Group): boolean {
  return group.kind === "same-vehicle" || isOrder(group);
}

/** Two stops of a group that another one names too. */
interface SharedPair {
  readonly first: number;
  readonly second: number;
  readonly other: number;
}

/** The first pair of a group's stops that is in some other group for which `counts` holds. */
function findSharedPair(
  { groups, groupsOf }: Bonds,
  index: number,
  counts: (other: number) => boolean,
): SharedPair | undefined {
  const seenIn = new Map<number, number>();
  for (const stop of groups[index].stopIndices) {
    for (const other of groupsOf[stop]) {
      if (other === index || !counts(other)) continue;
      const first = seenIn.get(other);
      if (first !== undefined) return { first, second: stop, other };
      seenIn.set(other, stop);
    }
  }
  return undefined;
}

function findForcedTogether(bonds: Bonds, index: number, fault: Checker["fault"]): void {
  const { groups, must, vehicleCount, vehicleOf } = bonds;
  const path = `groups[${index}]`;
  const needed = groups[index].stopIndices.filter((stop) => must[stop]);
  if (needed.length > vehicleCount) {
    fault(path, `needs ${needed.length} different vehicles, and there are ${vehicleCount}`);
  }
  const shared = findSharedPair(bonds, index, (other) => isOneVehicle(groups[other]));
  if (shared !== undefined) {
    const { first, second, other } = shared;
    fault(path, `has stops ${first} and ${second} on different vehicles, groups[${other}] on one`);
    return;
  }
  const seen = new Map<number, number>();
  for (const stop of needed) {
    const first = seen.get(vehicleOf[stop]);
    if (first !== undefined) {
      fault(path, `has stops ${first} and ${stop} on different vehicles, other groups on one`);
      return;
    }
    seen.set(vehicleOf[stop], stop);
  }
}

/** For each stop the name of the set it is in once groups have joined what must be visited. */
function joinStops(groups: readonly Group[], must: readonly boolean[]): Int32Array {
  const parent = Int32Array.from(must, (_, stop) => stop);
  const find = (stop: number): number => {
    let root = stop;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  };
  for (const group of groups) {
    const [first, ...others] = group.stopIndices.filter((stop) => must[stop]);
    for (const stop of others) parent[find(stop)] = find(first);
  }
  return parent.map((_, stop) => find(stop));
}

/** Of a choice that must be made, two stops may not stand and fall together. */
function findForcedAll(bonds: Bonds, index: number, fault: Checker["fault"]): void {
  const { groups } = bonds;
  if (groups[index].priceCents !== undefined) return;
  const shared = findSharedPair(bonds, index, (other) => groups[other].kind === "all-or-none");
  if (shared === undefined) return;
  const { first, second, other } = shared;
  fault(
    `groups[${index}]`,
    `has one of stops ${first} and ${second}, groups[${other}] all or none`,
  );
}

/** Two stops that an earlier group has the other way round. */
function findReversed({ groups, groupsOf }: Bonds, index: number, fault: Checker["fault"]): void {
  const lastIn = new Map<number, { readonly stop: number; readonly rank: number }>();
  for (const stop of groups[index].stopIndices) {
    for (const other of groupsOf[stop]) {
      if (other >= index || !isOrder(groups[other])) continue;
      const rank = groups[other].stopIndices.indexOf(stop);
      const last = lastIn.get(other);
      if (last !== undefined && rank < last.rank) {
        const detail = `has stop ${last.stop} before ${stop}, groups[${other}] the other way round`;
        fault(`groups[${index}]`, detail);
        return;
      }
      lastIn.set(other, { stop, rank });
    }
  }
}

/** Orders that go in a circle, by stops and by runs of stops that nothing may come between. */
function findCircles({ groups, must }: Bonds, fault: Checker["fault"]): void {
  const direct = groups.filter(({ kind }) => kind === "direct-order");
  const runOf = joinStops(direct, must);
  const arcs = groups.filter(isOrder).flatMap(({ stopIndices }) => {
    const visited = stopIndices.filter((stop) => must[stop]);
    return visited.slice(1).map((to, i) => ({ from: visited[i], to }));
  });
  const byRun = arcs
    .map(({ from, to }) => ({ from: runOf[from], to: runOf[to] }))
    .filter(({ from, to }) => from !== to);
  const onCircle = findOnCircle(must.length, arcs);
  const runsOnCircle = new Set(findOnCircle(must.length, byRun));
  const stops =
    onCircle.length > 0
      ? onCircle
      : [...runOf.keys()].filter((stop) => runsOnCircle.has(runOf[stop]));
  if (stops.length === 0) return;
  const named = groups.findIndex((group) => isOrder(group) && group.stopIndices.includes(stops[0]));
  fault(`groups[${named}]`, `and others have stops ${stops.join(", ")} in no possible order`);
}

interface Arc {
  readonly from: number;
  readonly to: number;
}

/** The nodes from which, and to which, a circle leads: those of the circles and between them. */
function findOnCircle(count: number, arcs: readonly Arc[]): number[] {
  const forward = remainder(count, arcs);
  const left = arcs.filter(({ from, to }) => forward.has(from) && forward.has(to));
  const both = remainder(
    count,
    left.map(({ from, to }) => ({ from: to, to: from })),
  );
  return [...both].sort((a, b) => a - b);
}

/** What is left when nodes that no arc leads to are taken away, again and again. */
function remainder(count: number, arcs: readonly Arc[]): Set<number> {
  const arcsIn = new Int32Array(count);
  const next: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of arcs) {
    arcsIn[to]++;
    next[from].push(to);
  }
  const free = [...arcsIn.keys()].filter((node) => arcsIn[node] === 0);
  for (const node of free) {
    // The list grows as it is walked.
    for (const to of next[node]) if (--arcsIn[to] === 0) free.push(to);
  }
  return new Set([...arcsIn.keys()].filter((node) => arcsIn[node] > 0));
}

/** A stop that must be followed, or preceded, directly by two different ones. */
function findFollowers({ groups, must }: Bonds, fault: Checker["fault"]): void {
  const after = new Int32Array(must.length).fill(NONE);
  const before = new Int32Array(must.length).fill(NONE);
  groups.forEach((group, i) => {
    if (group.kind !== "direct-order") return;
    const visited = group.stopIndices.filter((stop) => must[stop]);
    for (let j = 1; j < visited.length; j++) {
      const [from, to] = [visited[j - 1], visited[j]];
      for (const [known, of, is] of [
        [after, from, to],
        [before, to, from],
      ] as const) {
        if (known[of] !== NONE && known[of] !== is) {
          fault(`groups[${i}]`, `has stop ${is} next to ${of}, where another has ${known[of]}`);
        }
        known[of] = is;
      }
    }
  });
}
