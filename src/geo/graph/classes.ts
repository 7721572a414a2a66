import type { Tags } from "../osm/data.ts";

/**
 * The classes of ways that may be driven, by the value of `highway`, and ferries. What a profile
 * gives no speed for is closed to it.
 */
export const ROAD_CLASSES = [
  "motorway",
  "motorway_link",
  "trunk",
  "trunk_link",
  "primary",
  "primary_link",
  "secondary",
  "secondary_link",
  "tertiary",
  "tertiary_link",
  "unclassified",
  "residential",
  "living_street",
  "service",
  "road",
  "pedestrian",
  "track",
  "ferry",
] as const;
export type RoadClass = (typeof ROAD_CLASSES)[number];

const CLASS_OF = new Map<string, RoadClass>(ROAD_CLASSES.map((name) => [name, name]));

/** Class of a way by its tags, or undefined where no vehicle ever drives (areas included). */
export function roadClassOf(tags: Tags): RoadClass | undefined {
  if (tags["area"] === "yes") return undefined;
  const highway = tags["highway"];
  if (highway !== undefined) return highway === "ferry" ? undefined : CLASS_OF.get(highway);
  return tags["route"] === "ferry" ? "ferry" : undefined;
}
