import type { Group, PlannedVisit, Problem } from "../problem.ts";
import type { Checker } from "./checker.ts";
import { findMust } from "./group-conflicts.ts";

/** Where a stop is committed; breaks are not counted, so that neighbours differ by 1. */
interface Commitment {
  readonly stop: number;
  readonly vehicle: number;
  readonly rank: number;
}

/** Notes a fault for each group that the committed visits break already. */
export function checkGroupCommitments(problem: Problem, fault: Checker["fault"]): void {
  const commitments = new Map<number, Commitment>();
  problem.vehicles.forEach(({ committed = [] }, vehicle) => {
    const visits = committed.filter(({ kind }: PlannedVisit) => kind !== "break");
    visits.forEach((visit, rank) => {
      if (visit.kind !== "stop") return;
      commitments.set(visit.stopIndex, { stop: visit.stopIndex, vehicle, rank });
    });
  });
  if (commitments.size === 0) return;
  const must = findMust(problem);
  problem.groups?.forEach((group, i) => {
    const members = group.stopIndices.flatMap((stop) => commitments.get(stop) ?? []);
    const broken = findBroken(must, group, members);
    if (broken !== undefined) fault(`groups[${i}]`, `is broken by committed visits: ${broken}`);
  });
}

/** `members` are the commitments of the group's stops, in its order. */
function findBroken(
  must: readonly boolean[],
  group: Group,
  members: readonly Commitment[],
): string | undefined {
  const [first, ...others] = members;
  if (first === undefined || group.kind === "all-or-none") return undefined;
  if (group.kind === "exactly-one") {
    return others.length > 0
      ? `stops ${first.stop} and ${others[0].stop} are both there`
      : undefined;
  }
  if (group.kind === "different-vehicle") {
    const twice = members.find((one, i) =>
      members.slice(0, i).some(({ vehicle }) => vehicle === one.vehicle),
    );
    return twice && `two of its stops are on vehicle ${twice.vehicle}`;
  }
  const apart = others.find(({ vehicle }) => vehicle !== first.vehicle);
  if (apart !== undefined) return `stops ${first.stop} and ${apart.stop} are on different vehicles`;
  return group.kind === "same-vehicle" ? undefined : findDisorder(must, group, members);
}

/** Stops that must be visited before a committed one cannot come behind the committed visits. */
function findDisorder(
  must: readonly boolean[],
  group: Group,
  members: readonly Commitment[],
): string | undefined {
  const isCommitted = new Set(members.map(({ stop }) => stop));
  const last = group.stopIndices.findLastIndex((stop) => isCommitted.has(stop));
  const missing = group.stopIndices
    .slice(0, last)
    .find((stop) => !isCommitted.has(stop) && must[stop]);
  if (missing !== undefined) return `stop ${missing} would have to come before`;
  for (let i = 1; i < members.length; i++) {
    const { stop, rank } = members[i];
    const behind = rank - members[i - 1].rank;
    if (behind < 0) return `stop ${stop} comes too early`;
    if (group.kind === "direct-order" && behind > 1) return `stop ${stop} does not follow directly`;
  }
  return undefined;
}
