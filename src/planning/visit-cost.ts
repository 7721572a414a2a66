import { INFINITE_SEC, type TravelMatrix } from "../base/index.ts";
import type { City, VehicleType } from "../domain/index.ts";
import type { CityMatrices } from "./place-table.ts";

/** The drive to a stop is taken for the mean of those from so many nearest neighbours. */
const NEIGHBOURS = 3;
/** Share of that which a visit costs on a day when others near it are due as well. */
const SHARED_WAY = 0.6;

/**
 * What one more visit to each container costs on a round that serves its stream: the drive from
 * its nearest neighbours of the stream and the lift, by the cheapest type that carries it. Cents
 * by container id.
 *
 * Cost: O(sites²) a stream and vehicle type.
 */
export function visitCosts(city: City, matrices: CityMatrices): ReadonlyMap<string, number> {
  const indexOf = new Map(matrices.placeIds.map((id, index) => [id, index]));
  const costs = new Map<string, number>();
  for (const stream of city.streams) {
    const there = Map.groupBy(
      city.containers.filter(({ streamId }) => streamId === stream.id),
      ({ siteId }) => siteId,
    );
    const places = [...there.keys()].map((id) => indexOf.get(`site:${id}`) ?? 0);
    const types = city.vehicleTypes.filter(({ streamIds }) => streamIds.includes(stream.id));
    [...there.values()].forEach((containers, self) => {
      const visits = types.map((type) => {
        const matrix = matrices.byProfile.get(type.profile);
        const drive = matrix === undefined ? 0 : neighbourCents(type, matrix, places, self);
        const serviceSec = type.serviceBaseSec + containers.length * type.servicePerContainerSec;
        return drive + (serviceSec * type.perHourCents) / 3600;
      });
      const cents =
        visits.length === 0 ? 0 : (SHARED_WAY * Math.min(...visits)) / containers.length;
      for (const { id } of containers) costs.set(id, cents);
    });
  }
  return costs;
}

/** Cost of driving so far and so long. */
export function drivingCents(type: VehicleType, sec: number, metres: number): number {
  return (sec * type.perHourCents) / 3600 + (metres * type.perKmCents) / 1000;
}

function neighbourCents(
  type: VehicleType,
  { placeCount, travelSec, travelM }: TravelMatrix,
  places: readonly number[],
  self: number,
): number {
  const from = (places[self] ?? 0) * placeCount;
  const least: number[] = []; // ascending, at most NEIGHBOURS
  for (const [i, place] of places.entries()) {
    const sec = travelSec[from + place] ?? INFINITE_SEC;
    if (i === self || sec >= INFINITE_SEC) continue;
    const cents = drivingCents(type, sec, travelM[from + place] ?? 0);
    if (least.length === NEIGHBOURS && cents >= (least.at(-1) ?? 0)) continue;
    least.push(cents);
    least.sort((a, b) => a - b);
    least.length = Math.min(NEIGHBOURS, least.length);
  }
  return least.length === 0 ? 0 : least.reduce((sum, cents) => sum + cents, 0) / least.length;
}
