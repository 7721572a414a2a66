import { createTravelMatrix } from "../../../src/base/index.ts";
import type { Town } from "../../../src/planning/simulate/town.ts";
import { smallCity } from "../../support/small-city.ts";

/**
 * A town whose places lie on a line, a kilometre and two minutes apart.
 *
 * @param gainPercent what each container takes in a day; or drawn from `gains`
 */
export function steadyTown(
  containerCount: number,
  gainPercent: number,
  gains: readonly number[] = [gainPercent],
): Town {
  const bare = smallCity(containerCount);
  const containers = bare.containers.map((container) => ({
    ...container,
    deviceId: `sensor-${container.id}`,
  }));
  const city = { ...bare, containers };
  const placeIds = [
    ...city.depots.map(({ id }) => `depot:${id}`),
    ...city.facilities.map(({ id }) => `facility:${id}`),
    ...city.sites.map(({ id }) => `site:${id}`),
  ];
  const matrix = createTravelMatrix(placeIds.length);
  placeIds.forEach((_, from) => {
    placeIds.forEach((__, to) => {
      matrix.travelM[from * placeIds.length + to] = 1000 * Math.abs(from - to);
      matrix.travelSec[from * placeIds.length + to] = 120 * Math.abs(from - to);
    });
  });
  const profiles = city.vehicleTypes.map(({ profile }) => [profile, matrix] as const);
  return {
    city,
    matrices: { placeIds, byProfile: new Map(profiles) },
    gains: city.containers.map(() => Array.from({ length: 7 }, () => gains)),
    rates: new Float64Array(containerCount).fill(
      gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
    ),
  };
}
