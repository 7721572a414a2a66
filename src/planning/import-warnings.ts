import type { Fault, PlanWarning } from "../domain/index.ts";
import type { Store } from "../store/index.ts";

const KIND = "import-warnings";
const VERSION = "1";
/** A plan tells this many of an import's warnings, and how many more there are. */
const TOLD_MAX = 10;

/** Keeps what an import left out or assumed, so that each plan can tell it. */
export async function keepImportWarnings(
  store: Store,
  areaId: string,
  warnings: readonly Fault[],
): Promise<void> {
  await store.roads.put(areaId, KIND, VERSION, new TextEncoder().encode(JSON.stringify(warnings)));
}

/** What the area's last import left out or assumed, as warnings of a plan. */
export async function importWarnings(
  store: Store,
  areaId: string,
): Promise<readonly PlanWarning[]> {
  const bytes = await store.roads.get(areaId, KIND, VERSION);
  if (bytes === null) return [];
  // Written by `keepImportWarnings` under this version, so the shape is known.
  const faults = JSON.parse(new TextDecoder().decode(bytes)) as readonly Fault[];
  const told = faults.slice(0, TOLD_MAX).map(({ pointer, detail }) => ({
    code: "import",
    detail: `${pointer}: ${detail}`,
  }));
  const more = faults.length - told.length;
  if (more === 0) return told;
  return [...told, { code: "import", detail: `and ${more} more notes of the city's import` }];
}
