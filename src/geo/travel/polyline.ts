import polyline from "@mapbox/polyline";
import type { LonLat } from "./shape.ts";

/**
 * A line as an encoded polyline, the short text form that most map libraries read: latitude first,
 * five decimals (about a metre).
 */
export function encodePath(coordinates: readonly LonLat[]): string {
  return polyline.encode(coordinates.map(([lon, lat]) => [lat, lon]));
}
