import { INFINITE_SEC, type TravelMatrix } from "../base/index.ts";
import { AppError } from "../domain/index.ts";

/** Travel matrices over all places of a city, by road profile. */
export interface CityMatrices {
  readonly placeIds: readonly string[];
  readonly byProfile: ReadonlyMap<string, TravelMatrix>;
}

/**
 * The places of one problem, dense, out of all places of the city.
 *
 * Each stop has a place of its own even where two stand at one site, since the seconds spent at a
 * stop beyond the fewest that a vehicle type needs are put on the arcs that leave its place; see
 * `docs/decisions/0003-service-by-vehicle-type.md`.
 */
export class PlaceTable {
  readonly #cityIndexOf: ReadonlyMap<string, number>;
  readonly #placeIds: string[] = [];

  constructor(cityPlaceIds: readonly string[]) {
    this.#cityIndexOf = new Map(cityPlaceIds.map((id, index) => [id, index]));
  }

  /** Adds a place of the city, perhaps once more; gives its index in the problem. */
  add(placeId: string): number {
    if (!this.#cityIndexOf.has(placeId)) {
      throw new AppError("internal/failed", `place (${placeId}) is not in the travel matrix`);
    }
    return this.#placeIds.push(placeId) - 1;
  }

  ids(): readonly string[] {
    return this.#placeIds;
  }

  /** @param extraSec seconds added to each arc that leaves a place, by place index */
  matrix(matrices: CityMatrices, profile: string, extraSec: Int32Array): TravelMatrix {
    const whole = matrices.byProfile.get(profile);
    if (whole === undefined) {
      throw new AppError("internal/failed", `profile (${profile}) has no travel matrix`);
    }
    const cityIndices = this.#placeIds.map((id) => this.#cityIndexOf.get(id) ?? 0);
    const placeCount = cityIndices.length;
    const travelSec = new Int32Array(new SharedArrayBuffer(placeCount * placeCount * 4));
    const travelM = new Int32Array(new SharedArrayBuffer(placeCount * placeCount * 4));
    let offset = 0;
    for (const [from, cityFrom] of cityIndices.entries()) {
      const addedSec = extraSec[from] ?? 0;
      for (const [to, cityTo] of cityIndices.entries()) {
        const sec = whole.travelSec[cityFrom * whole.placeCount + cityTo] ?? 0;
        travelSec[offset] = from === to || sec >= INFINITE_SEC ? sec : sec + addedSec;
        travelM[offset] = whole.travelM[cityFrom * whole.placeCount + cityTo] ?? 0;
        offset++;
      }
    }
    return { placeCount, travelSec, travelM };
  }
}
