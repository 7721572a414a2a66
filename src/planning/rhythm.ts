import { INFINITE_SEC } from "../base/index.ts";
import type { City, DisposalFacility, VehicleType, WasteStream } from "../domain/index.ts";
import { DAYS_A_WEEK, weekdayOf } from "./calendar.ts";
import { overflowPriceCents } from "./choose.ts";
import { CycleValues, type FillWays } from "./cycle-value.ts";
import type { CityMatrices } from "./place-table.ts";
import { drivingCents, visitCosts } from "./visit-cost.ts";

/** What the choice of a day looks ahead by: when rounds are made and what visits cost. */
export interface CollectionPace {
  /** By stream id the weekdays on which a round is worth its way, ascending, 1 is Monday. */
  readonly rhythms: ReadonlyMap<string, readonly number[]>;
  /** Mean cost of one more visit by container id. */
  readonly visitCents: ReadonlyMap<string, number>;
}

/** When a stream can be collected after a day. */
export interface NextRound {
  /** Whether the day itself is one of the stream's. */
  readonly isDay: boolean;
  readonly gapDays: number;
  /** Mean gap. */
  readonly stepDays: number;
}

/** For where nothing is known but the policy: each day is a day for all streams. */
export const EVERY_DAY: CollectionPace = { rhythms: new Map(), visitCents: new Map() };

/** Each day is a day for all streams, with what visits cost. */
export function everyDayPace(city: City, matrices: CityMatrices): CollectionPace {
  return { ...EVERY_DAY, visitCents: visitCosts(city, matrices) };
}

/** The stream's next day after `day`; as the policy says where it has no rhythm. */
export function nextRound(
  { rhythms }: CollectionPace,
  { policy }: City,
  streamId: string,
  day: string,
): NextRound {
  const apartDays = policy.nextVisitDays;
  const weekdays = rhythms.get(streamId) ?? [];
  if (weekdays.length === 0) return { isDay: true, gapDays: apartDays, stepDays: apartDays };
  const today = weekdayOf(day);
  let gapDays = 1;
  while (!weekdays.includes(((today - 1 + gapDays) % DAYS_A_WEEK) + 1)) gapDays++;
  return {
    isDay: weekdays.includes(today),
    gapDays: Math.max(apartDays, gapDays),
    stepDays: Math.max(apartDays, DAYS_A_WEEK / weekdays.length),
  };
}

/**
 * Chooses for each stream the weekdays on which its round is made, among those on which a facility
 * takes it: the fewer rounds, the less is driven to facilities and the fewer trucks go out; the
 * more rounds, the fewer containers are emptied too early or overflow. A truck that goes out for a
 * busier stream anyway costs a stream nothing.
 *
 * @param ways how each container fills, by its id
 */
export function collectionPace(
  city: City,
  matrices: CityMatrices,
  ways: ReadonlyMap<string, FillWays>,
): CollectionPace {
  const visitCents = visitCosts(city, matrices);
  const values = new CycleValues(overflowPriceCents(city.policy));
  const running = new Set<string>();
  const rhythms = new Map<string, readonly number[]>();
  for (const { stream, containers } of busiestFirst(city, ways)) {
    const round = cheapestRound(city, matrices, stream, running);
    const open = openWeekdays(city, stream.id);
    if (round === null || open.length === 0) continue;
    running.add(round.typeId);
    const gapCents = (gapDays: number): number =>
      containers.reduce((sum, { id, ways: own }) => {
        return sum + values.of(own, gapDays, visitCents.get(id) ?? 0).centsPerDay;
      }, 0);
    const byGap = Array.from({ length: DAYS_A_WEEK }, (_, i) => gapCents(i + 1));
    let best: { weekdays: readonly number[]; cents: number } | null = null;
    for (let count = open.length; count >= 1; count--) {
      const weekdays = spreadOut(open, count);
      const gaps = gapsOf(weekdays);
      const cents = gaps.reduce(
        (sum, gapDays) => sum + gapDays * (byGap[gapDays - 1] ?? 0),
        count * round.cents,
      );
      if (best === null || cents < best.cents) best = { weekdays, cents };
    }
    if (best !== null) rhythms.set(stream.id, best.weekdays);
  }
  return { rhythms, visitCents };
}

interface BusyStream {
  readonly stream: WasteStream;
  readonly containers: readonly { readonly id: string; readonly ways: FillWays }[];
}

function busiestFirst(city: City, ways: ReadonlyMap<string, FillWays>): readonly BusyStream[] {
  const fills = ({ containers }: BusyStream) =>
    containers.reduce((sum, each) => sum + each.ways.ratePercentPerDay, 0);
  return city.streams
    .map((stream) => ({
      stream,
      containers: city.containers.flatMap(({ id, streamId }) => {
        const own = ways.get(id);
        return streamId === stream.id && own !== undefined ? [{ id, ways: own }] : [];
      }),
    }))
    .filter(({ containers }) => containers.length > 0)
    .sort((a, b) => fills(b) - fills(a));
}

/** Weekdays on which a facility takes the stream. */
function openWeekdays(city: City, streamId: string): readonly number[] {
  const open = city.facilities
    .filter(({ streamIds }) => streamIds.includes(streamId))
    .flatMap(({ openingHours }) => openingHours.flatMap(({ weekdays }) => weekdays));
  return [...new Set(open)].sort((a, b) => a - b);
}

function spreadOut(open: readonly number[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => open[Math.floor((i * open.length) / count)] ?? 1);
}

function gapsOf(weekdays: readonly number[]): readonly number[] {
  return weekdays.map((weekday, i) => {
    return (weekdays[i + 1] ?? (weekdays[0] ?? 1) + DAYS_A_WEEK) - weekday;
  });
}

interface Round {
  readonly typeId: string;
  readonly cents: number;
}

/**
 * What a round costs before its first stop: out to a facility and back, the unloading, and the
 * truck, unless one that carries the stream goes out anyway.
 */
function cheapestRound(
  city: City,
  matrices: CityMatrices,
  stream: WasteStream,
  running: ReadonlySet<string>,
): Round | null {
  const used = new Set(city.vehicles.filter(({ active }) => active).map(({ typeId }) => typeId));
  let best: Round | null = null;
  for (const type of city.vehicleTypes) {
    if (!used.has(type.id) || !type.streamIds.includes(stream.id)) continue;
    const ways = city.facilities
      .filter(({ streamIds }) => streamIds.includes(stream.id))
      .map((facility) => wayCents(city, matrices, stream.id, { type, facility }));
    const fixedCents = running.has(type.id) ? 0 : type.fixedCents;
    const cents = fixedCents + (ways.length === 0 ? 0 : Math.min(...ways));
    if (best === null || cents < best.cents) best = { typeId: type.id, cents };
  }
  return best;
}

/** Mean over a stream's sites of the way to a facility and back, with the unloading. */
function wayCents(
  city: City,
  { placeIds, byProfile }: CityMatrices,
  streamId: string,
  { type, facility }: { readonly type: VehicleType; readonly facility: DisposalFacility },
): number {
  const matrix = byProfile.get(type.profile);
  if (matrix === undefined) return 0;
  const there = placeIds.indexOf(`facility:${facility.id}`);
  const siteIds = new Set(
    city.containers.flatMap((each) => (each.streamId === streamId ? [`site:${each.siteId}`] : [])),
  );
  let cents = 0;
  let count = 0;
  for (const [site, placeId] of placeIds.entries()) {
    if (!siteIds.has(placeId)) continue;
    const out = site * matrix.placeCount + there;
    const back = there * matrix.placeCount + site;
    const outSec = matrix.travelSec[out] ?? INFINITE_SEC;
    const backSec = matrix.travelSec[back] ?? INFINITE_SEC;
    if (outSec >= INFINITE_SEC || backSec >= INFINITE_SEC) continue;
    const metres = (matrix.travelM[out] ?? 0) + (matrix.travelM[back] ?? 0);
    cents += drivingCents(type, outSec + backSec, metres);
    count++;
  }
  const unloadCents = drivingCents(type, facility.unloadSec, 0);
  return unloadCents + (count === 0 ? 0 : cents / count);
}
