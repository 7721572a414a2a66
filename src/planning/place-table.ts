import type { TravelMatrix } from "../base/index.ts";
import { AppError } from "../domain/index.ts";
import type { TravelSlice } from "../solver/index.ts";
import { type Traffic, trafficOfDay } from "./traffic.ts";

/** Travel matrices over all places of a city, by road profile. */
export interface CityMatrices {
  readonly placeIds: readonly string[];
  readonly byProfile: ReadonlyMap<string, TravelMatrix>;
  /** When times are others, and by profile which then; absent: never. */
  readonly traffic?: Traffic & {
    /** One for each entry of `hours`; none where the times hold all day. */
    readonly matrices: ReadonlyMap<string, readonly TravelMatrix[]>;
  };
}

/** The places of one problem, dense, out of all places of the city. */
export class PlaceTable {
  readonly #cityIndexOf: ReadonlyMap<string, number>;
  readonly #indexOf = new Map<string, number>();

  constructor(cityPlaceIds: readonly string[]) {
    this.#cityIndexOf = new Map(cityPlaceIds.map((id, index) => [id, index]));
  }

  /** Adds a place of the city if it is new; gives its index in the problem. */
  add(placeId: string): number {
    if (!this.#cityIndexOf.has(placeId)) {
      throw new AppError("internal/failed", `place (${placeId}) is not in the travel matrix`);
    }
    const index = this.#indexOf.get(placeId) ?? this.#indexOf.size;
    this.#indexOf.set(placeId, index);
    return index;
  }

  ids(): readonly string[] {
    return [...this.#indexOf.keys()];
  }

  matrix(matrices: CityMatrices, profile: string): TravelMatrix {
    const whole = matrices.byProfile.get(profile);
    if (whole === undefined) {
      throw new AppError("internal/failed", `profile (${profile}) has no travel matrix`);
    }
    return this.#part(whole);
  }

  /** The profile's times of a day by its traffic; none where the matrix holds all day. */
  slices(matrices: CityMatrices, profile: string, day: string): readonly TravelSlice[] {
    const { traffic } = matrices;
    const busy = traffic?.matrices.get(profile) ?? [];
    if (traffic === undefined || busy.length === 0) return [];
    const free = this.matrix(matrices, profile).travelSec;
    const inEntry = busy.map((matrix) => this.#part(matrix).travelSec);
    return trafficOfDay(traffic, day).map(({ startSec, entry }) => ({
      startSec,
      travelSec: entry === null ? free : (inEntry[entry] ?? free),
    }));
  }

  #part(whole: TravelMatrix): TravelMatrix {
    const cityIndices = this.ids().map((id) => this.#cityIndexOf.get(id) ?? 0);
    const placeCount = cityIndices.length;
    const travelSec = new Int32Array(new SharedArrayBuffer(placeCount * placeCount * 4));
    const travelM = new Int32Array(new SharedArrayBuffer(placeCount * placeCount * 4));
    let offset = 0;
    for (const cityFrom of cityIndices) {
      for (const cityTo of cityIndices) {
        const arc = cityFrom * whole.placeCount + cityTo;
        travelSec[offset] = whole.travelSec[arc] ?? 0;
        travelM[offset] = whole.travelM[arc] ?? 0;
        offset++;
      }
    }
    return { placeCount, travelSec, travelM };
  }
}
