import { gunzipSync } from "node:zlib";

/** What `streetFaults` needs of a map: which steps from point to point a street allows. */
export interface StreetMap {
  /** Allowed steps as `lon,lat>lon,lat`. */
  readonly steps: ReadonlySet<string>;
}

interface OverpassElement {
  readonly type: string;
  readonly id: number;
  readonly lat: number;
  readonly lon: number;
  readonly nodes?: readonly number[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Reads the steps that ways allow, by their one-way tags alone, from gzipped Overpass JSON. */
export function readStreetMap(gzipped: Uint8Array): StreetMap {
  const { elements }: { elements: readonly OverpassElement[] } = JSON.parse(
    gunzipSync(gzipped).toString(),
  );
  const points = new Map<number, string>();
  for (const element of elements) {
    if (element.type === "node") points.set(element.id, pointKey([element.lon, element.lat]));
  }
  const steps = new Set<string>();
  for (const { nodes = [], tags = {} } of elements) {
    const oneway = onewayOf(tags);
    for (let i = 1; i < nodes.length; i++) {
      const from = points.get(nodes[i - 1]);
      const to = points.get(nodes[i]);
      if (oneway !== "backward") steps.add(`${from}>${to}`);
      if (oneway !== "forward") steps.add(`${to}>${from}`);
    }
  }
  return { steps };
}

/**
 * Steps of a line that no street allows: its two ends may lie in the middle of a segment, all other
 * points must be nodes of ways, joined in the direction the way may be driven.
 */
export function streetFaults(
  map: StreetMap,
  line: readonly (readonly [number, number])[],
): string[] {
  const keys = line.map(pointKey).filter((key, i, all) => key !== all[i - 1]);
  const faults: string[] = [];
  for (let i = 2; i < keys.length - 1; i++) {
    const step = `${keys[i - 1]}>${keys[i]}`;
    if (!map.steps.has(step)) faults.push(step);
  }
  return faults;
}

function onewayOf(tags: Readonly<Record<string, string>>): "forward" | "backward" | "both" {
  const { oneway, junction, highway } = tags;
  if (oneway === "yes" || oneway === "true" || oneway === "1") return "forward";
  if (oneway === "-1" || oneway === "reverse") return "backward";
  if (oneway === "no" || oneway === "false" || oneway === "0") return "both";
  const implied = junction === "roundabout" || junction === "circular" || highway === "motorway";
  return implied ? "forward" : "both";
}

function pointKey([lon, lat]: readonly [number, number]): string {
  return `${lon.toFixed(7)},${lat.toFixed(7)}`;
}
