import type { OpeningHours } from "../domain/index.ts";
import type { RoadChange, RoadClass } from "../geo/index.ts";
import type { Store } from "../store/index.ts";
import { weekdayOf } from "./calendar.ts";

/** Factors on the speed of road classes at some hours of the week: 0.6 in the rush hour. */
export interface TrafficHours {
  readonly hours: readonly OpeningHours[];
  readonly speedFactors: Readonly<Partial<Record<RoadClass, number>>>;
}

/** When a city's roads are slower; of several entries that hold at once the first counts. */
export interface Traffic {
  readonly hours: readonly TrafficHours[];
  /** ISO dates on which none of it holds. */
  readonly holidays: readonly string[];
}

/** From `startSec` on an entry of `Traffic.hours` holds, or none: then the roads are free. */
export interface TrafficSlice {
  readonly startSec: number;
  readonly entry: number | null;
}

const KIND = "traffic";
const FREE: Traffic = { hours: [], holidays: [] };

/** Keeps an area's traffic beside the roads that were compiled for it. */
export async function keepTraffic(
  store: Store,
  areaId: string,
  version: string,
  traffic: Traffic,
): Promise<void> {
  await store.roads.put(areaId, KIND, version, new TextEncoder().encode(JSON.stringify(traffic)));
}

/** The traffic kept with this version of an area's roads; none where it has none. */
export async function loadTraffic(store: Store, areaId: string, version: string): Promise<Traffic> {
  const bytes = await store.roads.get(areaId, KIND, version);
  // Written by `keepTraffic`, so the shape is known.
  return bytes === null ? FREE : (JSON.parse(new TextDecoder().decode(bytes)) as Traffic);
}

/** The entry as changes of the roads. */
export function trafficChanges({ speedFactors }: TrafficHours): readonly RoadChange[] {
  return (Object.entries(speedFactors) as [RoadClass, number][]).map(
    ([roadClass, speedFactor]) => ({ kind: "class", class: roadClass, speedFactor }) as const,
  );
}

/** The slices of a day in order, from the first entry that holds; none where none does. */
export function trafficOfDay({ hours, holidays }: Traffic, day: string): readonly TrafficSlice[] {
  if (holidays.includes(day)) return [];
  const weekday = weekdayOf(day);
  const ofDay = hours.map((each) =>
    each.hours.filter(({ weekdays }) => weekdays.includes(weekday)),
  );
  const borders = ofDay.flat().flatMap(({ opensSec, closesSec }) => [opensSec, closesSec]);
  const slices: TrafficSlice[] = [];
  for (const startSec of [...new Set<number>(borders)].sort((a, b) => a - b)) {
    const found = ofDay.findIndex((spans) =>
      spans.some(({ opensSec, closesSec }) => opensSec <= startSec && startSec < closesSec),
    );
    const entry = found < 0 ? null : found;
    if (entry !== (slices.at(-1)?.entry ?? null)) slices.push({ startSec, entry });
  }
  return slices;
}
