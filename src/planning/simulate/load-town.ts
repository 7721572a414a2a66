import { AppError } from "../../domain/index.ts";
import type { Store } from "../../store/index.ts";
import { loadAreaRoads } from "../area-roads.ts";
import type { Scenario } from "./scenario.ts";
import { learnTown, smallerTown, type Town } from "./town.ts";

/** Containers without readings of their own draw those of others with this seed. */
const LEARN_SEED = 1;

/**
 * The town of a scenario from an imported city: its own roads and travel times, and how its
 * containers fill, learnt from all readings that are stored.
 *
 * Throws `area/unknown`, `area/no-road-graph`.
 */
export async function loadTown(store: Store, areaId: string, scenario: Scenario): Promise<Town> {
  const city = await store.cities.loadCity(areaId);
  if (city === null) {
    throw new AppError("area/unknown", `areaId (${areaId}) is not known: import the city first`);
  }
  const roads = await loadAreaRoads(store, city, null);
  const readings = await store.readings.seriesOfArea(areaId, 0, Number.MAX_SAFE_INTEGER);
  // Trucks of the simulation drive the free roads all day, so that is what they are planned with.
  const { placeIds, byProfile } = roads.matrices;
  const whole = learnTown(city, { placeIds, byProfile }, readings, LEARN_SEED);
  const { town } = scenario;
  return town === undefined ? whole : smallerTown(whole, town.siteCount, town.seed);
}
