import type { Group, Problem } from "../problem.ts";
import { type Checker, show } from "./checker.ts";
import { findContradictions } from "./group-conflicts.ts";

const KINDS: readonly Group["kind"][] = [
  "exactly-one",
  "all-or-none",
  "same-vehicle",
  "different-vehicle",
  "order",
  "direct-order",
];
const GROUP_SIZE_MIN = 2;

/** Checks each group by itself, and where all are sound whether they contradict each other. */
export function checkGroups(problem: Problem, check: Checker): void {
  const { groups } = problem;
  if (groups === undefined) return;
  const unique = new Map<number, number>();
  let sound = true;
  groups.forEach((group, i) => {
    const path = `groups[${i}]`;
    check.fields(path, "group", group);
    if (!KINDS.includes(group.kind)) {
      check.fault(`${path}.kind`, `(${show(group.kind)}) must be one of ${KINDS.join(", ")}`);
      sound = false;
    }
    sound = checkMembers(`${path}.stopIndices`, group, problem, check) && sound;
    if (group.kind === "exactly-one") checkChoice(path, i, problem, unique, check);
    else if (group.priceCents !== undefined) {
      check.fault(`${path}.priceCents`, "is for groups of kind exactly-one: leave it out");
    }
  });
  if (sound) findContradictions(problem, groups, check.fault);
}

function checkMembers(path: string, group: Group, problem: Problem, check: Checker): boolean {
  const seen = new Set<number>();
  let sound = group.stopIndices.length >= GROUP_SIZE_MIN;
  if (!sound) check.fault(path, `must name at least ${GROUP_SIZE_MIN} stops`);
  group.stopIndices.forEach((stop, i) => {
    sound = check.index(`${path}[${i}]`, stop, problem.stops.length, "stops") && sound;
    if (seen.has(stop)) {
      check.fault(`${path}[${i}]`, `stop ${stop} is there twice`);
      sound = false;
    }
    seen.add(stop);
  });
  return sound;
}

/** Its members have no price of their own and are in no other such group. */
function checkChoice(
  path: string,
  index: number,
  problem: Problem,
  unique: Map<number, number>,
  check: Checker,
): void {
  const { priceCents, stopIndices } = (problem.groups ?? [])[index];
  if (priceCents !== undefined) check.whole(`${path}.priceCents`, priceCents);
  stopIndices.forEach((stop, i) => {
    const at = `${path}.stopIndices[${i}]`;
    if (problem.stops[stop]?.priceCents !== undefined) {
      check.fault(at, `stop ${stop} has a priceCents of its own: give it to the group`);
    }
    const other = unique.get(stop);
    if (other !== undefined && other !== index) {
      check.fault(at, `stop ${stop} is in groups[${other}], of kind exactly-one too`);
    }
    unique.set(stop, index);
  });
}
