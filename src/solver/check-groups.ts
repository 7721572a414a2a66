import type { Facts, Report, ViolationCode } from "./check-terms.ts";
import type { Group } from "./problem.ts";
import type { Route } from "./solution.ts";

/** Where a stop is visited first: on which vehicle, and as which visit, breaks not counting. */
export interface Spot {
  readonly vehicleIndex: number;
  readonly position: number;
}

/** Finds where each stop is visited. */
export function spotsOf(routes: readonly Route[]): Map<number, Spot> {
  const spots = new Map<number, Spot>();
  for (const { vehicleIndex, visits } of routes) {
    let position = 0;
    for (const visit of visits) {
      if (visit.kind === "break") continue;
      position++;
      if (visit.kind !== "stop" || spots.has(visit.index)) continue;
      spots.set(visit.index, { vehicleIndex, position });
    }
  }
  return spots;
}

/** The groups of which exactly one is visited, by stop. */
export function choicesOf({ problem }: Facts): Map<number, Group> {
  const choices = new Map<number, Group>();
  for (const group of problem.groups ?? []) {
    if (group.kind !== "exactly-one") continue;
    for (const stop of group.stopIndices) choices.set(stop, group);
  }
  return choices;
}

/** Checks what binds several stops; gives the prices of groups that are left out, in cents. */
export function checkGroups(
  { problem }: Facts,
  spots: ReadonlyMap<number, Spot>,
  report: Report,
): number {
  let cents = 0;
  problem.groups?.forEach((group, groupIndex) => {
    const { kind, stopIndices, priceCents } = group;
    const visited = stopIndices.filter((stop) => spots.has(stop));
    const fault = (code: ViolationCode): void => {
      const detail = `group ${groupIndex} (${kind} of ${stopIndices}) visits ${visited}`;
      report(code, detail, visited[0] === undefined ? {} : { stopIndex: visited[0] });
    };
    if (kind === "exactly-one") {
      if (visited.length > 1) fault("group-exactly-one");
      if (visited.length === 0 && priceCents === undefined) fault("group-missing");
      if (visited.length === 0) cents += priceCents ?? 0;
    } else if (kind === "all-or-none") {
      if (visited.length > 0 && visited.length < stopIndices.length) fault("group-all-or-none");
    } else if (!keepsRelation(kind, visited, spots)) fault(`group-${kind}`);
  });
  return cents;
}

function keepsRelation(
  kind: Exclude<Group["kind"], "exactly-one" | "all-or-none">,
  visited: readonly number[],
  spots: ReadonlyMap<number, Spot>,
): boolean {
  const places = visited.flatMap((stop) => spots.get(stop) ?? []);
  const vehicleCount = new Set(places.map(({ vehicleIndex }) => vehicleIndex)).size;
  if (kind === "different-vehicle") return vehicleCount === places.length;
  if (vehicleCount > 1) return false;
  if (kind === "same-vehicle") return true;
  return places.slice(1).every(({ position }, i) => {
    const before = places[i].position;
    return kind === "order" ? position > before : position === before + 1;
  });
}
