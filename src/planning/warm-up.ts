import type { Store } from "../store/index.ts";
import { loadAreaRoads } from "./area-roads.ts";

/** Areas loaded at most: a thread holds the roads of a few. */
const AREAS_MAX = 4;

/** Loads roads and travel times of the first areas, so that the next job finds them in memory. */
export async function warmUp(store: Store, osrmUrl: string | null): Promise<void> {
  const areas = await store.cities.listAreas({ limit: AREAS_MAX, cursor: null });
  for (const area of areas.items) {
    const city = await store.cities.loadCity(area.id);
    if (city !== null) await loadAreaRoads(store, city, osrmUrl);
  }
}
