import type { ContainerBody, PlanBody, ReasonBody } from "../api/types.ts";
import { plannedContainerIds, unassignedContainerIds } from "./route-view.ts";

/** A container that is not collected today, with the reason where the plan gives one. */
export interface LeftContainer {
  readonly container: ContainerBody;
  readonly reason: ReasonBody | null;
}

/** Containers neither planned nor due, most likely to overflow first. */
export function notDue(
  plan: PlanBody,
  containers: readonly ContainerBody[],
): readonly LeftContainer[] {
  const planned = plannedContainerIds(plan);
  const unassigned = unassignedContainerIds(plan);
  return containers
    .filter(({ id }) => !planned.has(id) && !unassigned.has(id))
    .map((container) => ({ container, reason: plan.reasons[container.id] ?? null }))
    .toSorted((a, b) => urgency(b) - urgency(a));
}

/** Those whose id, site, address or reason has every word of the query; case is ignored. */
export function searchLeft(
  left: readonly LeftContainer[],
  query: string,
): readonly LeftContainer[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return left;
  return left.filter(({ container, reason }) => {
    const { id, site } = container;
    const haystack = [id, site.name, site.address, reason?.text ?? ""].join(" ");
    const found = haystack.toLocaleLowerCase();
    return words.every((word) => found.includes(word));
  });
}

/** Whole percent of risk first, then the level, so that small risks still have an order. */
function urgency({ container, reason }: LeftContainer): number {
  const fill = container.forecast?.fillPercent ?? container.lastReading?.fillPercent ?? 0;
  return Math.round((reason?.overflowProbability ?? 0) * 100) * 1000 + fill;
}
