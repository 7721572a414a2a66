import { NONE } from "../../base/index.ts";
import type { Group, Problem } from "../problem.ts";
import type { Checker } from "./checker.ts";

/**
 * Notes a fault for groups that cannot all be kept, as far as they do so by way of stops that must
 * be visited: only visited stops count, so that one which may be left out contradicts nothing.
 *
 * Requires groups of sound members.
 */
export function findContradictions(
  problem: Problem,
  groups: readonly Group[],
  fault: Checker["fault"],
): void {
  const must = findMust(problem);
  const vehicleOf = joinStops(groups.filter(isOneVehicle), must);
  groups.forEach((group, i) => {
    const path = `groups[${i}]`;
    if (group.kind === "different-vehicle") {
      const needed = group.stopIndices.filter((stop) => must[stop]);
      findForcedTogether(path, needed, vehicleOf, fault);
      const { length } = problem.vehicles;
      if (needed.length <= length) return;
      fault(path, `needs ${needed.length} different vehicles, and there are ${length}`);
    } else if (group.kind === "exactly-one") findForcedAll(path, group, groups, fault);
  });
  findCircles(groups, must, fault);
  findFollowers(groups, must, fault);
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

function findForcedTogether(
  path: string,
  needed: readonly number[],
  vehicleOf: Int32Array,
  fault: Checker["fault"],
): void {
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

/** Of a choice that must be made, one stop at least does not drag another along. */
function findForcedAll(
  path: string,
  choice: Group,
  groups: readonly Group[],
  fault: Checker["fault"],
): void {
  if (choice.priceCents !== undefined) return;
  const members = new Set(choice.stopIndices);
  const dragged = new Set<number>();
  for (const { kind, stopIndices } of groups) {
    if (kind !== "all-or-none") continue;
    const shared = stopIndices.filter((stop) => members.has(stop));
    if (shared.length > 1) for (const stop of shared) dragged.add(stop);
  }
  if (dragged.size < members.size) return;
  fault(path, "has one of its stops, and other groups have all of several or none");
}

/** Orders that go in a circle, by stops and by runs of stops that nothing may come between. */
function findCircles(
  groups: readonly Group[],
  must: readonly boolean[],
  fault: Checker["fault"],
): void {
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
function findFollowers(
  groups: readonly Group[],
  must: readonly boolean[],
  fault: Checker["fault"],
): void {
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
