/** Mean radius of the earth, as @turf/turf has it. */
const EARTH_RADIUS_M = 6_371_008.8;

const RADIANS_PER_E7 = Math.PI / 180 / 1e7;

/**
 * Great-circle distance in metres (haversine) between two points in 1e-7 degrees.
 *
 * Agrees with `distance` of @turf/turf to the last digits; a test compares them.
 */
export function haversineM(lonA: number, latA: number, lonB: number, latB: number): number {
  const sinLat = Math.sin(((latB - latA) * RADIANS_PER_E7) / 2);
  const sinLon = Math.sin(((lonB - lonA) * RADIANS_PER_E7) / 2);
  const cosines = Math.cos(latA * RADIANS_PER_E7) * Math.cos(latB * RADIANS_PER_E7);
  const h = sinLat * sinLat + sinLon * sinLon * cosines;
  return 2 * EARTH_RADIUS_M * Math.atan2(Math.sqrt(h), Math.sqrt(1 - h));
}

/** Metres of one 1e-7 degree of latitude. */
export const M_PER_LAT_E7 = EARTH_RADIUS_M * RADIANS_PER_E7;

/** Metres of one 1e-7 degree of longitude at a latitude. */
export function mPerLonE7(latE7: number): number {
  return M_PER_LAT_E7 * Math.cos(latE7 * RADIANS_PER_E7);
}

/** Direction from A to B in degrees clockwise from north, on the plane that touches at A. */
export function bearingDegrees(lonA: number, latA: number, lonB: number, latB: number): number {
  const east = (lonB - lonA) * mPerLonE7(latA);
  const north = (latB - latA) * M_PER_LAT_E7;
  return (Math.atan2(east, north) * 180) / Math.PI;
}
