import type { ContainerAlarm } from "../domain/index.ts";
import type { Store } from "../store/index.ts";
import type { ContainerDecision } from "./choose.ts";

/** Alarms under which nobody may lift a container. */
const FORBIDS_LIFTING: ReadonlySet<ContainerAlarm["kind"]> = new Set(["fire"]);

/** Containers of an area that nobody may lift now. */
export async function forbiddenContainers(
  store: Store,
  areaId: string,
): Promise<ReadonlySet<string>> {
  const open = await store.alarms.open(areaId);
  return new Set(
    open.filter(({ kind }) => FORBIDS_LIFTING.has(kind)).map(({ containerId }) => containerId),
  );
}

/** The decisions with what burns left where it stands, however full it is. */
export function withoutForbidden(
  decisions: ReadonlyMap<string, ContainerDecision>,
  forbidden: ReadonlySet<string>,
): ReadonlyMap<string, ContainerDecision> {
  if (forbidden.size === 0) return decisions;
  const held = new Map(decisions);
  for (const id of forbidden) {
    const decision = decisions.get(id);
    if (decision === undefined) continue;
    held.set(id, { ...decision, verdict: "not", reason: { ...decision.reason, code: "burning" } });
  }
  return held;
}
