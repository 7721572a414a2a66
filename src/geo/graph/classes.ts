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
  "cycleway",
  "path",
  "footway",
  "bridleway",
] as const;
export type RoadClass = (typeof ROAD_CLASSES)[number];

/** `roads` is what motor vehicles drive; `cycleways` adds what only cycles may. */
export type RoadNetwork = "roads" | "cycleways";

const CLASS_OF = new Map<string, RoadClass>(ROAD_CLASSES.map((name) => [name, name]));
const CYCLE_CLASSES: ReadonlySet<RoadClass> = new Set([
  "cycleway",
  "path",
  "footway",
  "bridleway",
] as const);

/** Class of a way by its tags, or undefined where nobody of the network drives (areas included). */
export function roadClassOf(tags: Tags, network: RoadNetwork): RoadClass | undefined {
  if (tags["area"] === "yes") return undefined;
  const highway = tags["highway"];
  if (highway === undefined) return tags["route"] === "ferry" ? "ferry" : undefined;
  const found = highway === "ferry" ? undefined : CLASS_OF.get(highway);
  return network === "roads" && found !== undefined && CYCLE_CLASSES.has(found) ? undefined : found;
}
