import Flatbush from "flatbush";
import { haversineM, M_PER_LAT_E7, mPerLonE7 } from "../graph/sphere.ts";
import { CLOSED, LEAVES, REACHED, type Routing } from "../routing/routing.ts";

/** A place on the roads: a point of an edge, and the arcs on which a vehicle may stand there. */
export interface RoadPlace {
  readonly ok: true;
  readonly edge: number;
  /** From the start of the edge, in its own direction. */
  readonly offsetUm: number;
  /** One or both of the arcs `2 * edge` and `2 * edge + 1`; paths leave and arrive on these. */
  readonly arcs: readonly number[];
  /** Where the point lies, seen along the edge; `on` closer than 5 cm. */
  readonly side: "left" | "right" | "on";
  readonly distanceM: number;
  readonly lon: number;
  readonly lat: number;
}

/** A place put on the roads, or how far away the nearest usable one is (null beyond 10 km). */
export type Snap =
  | RoadPlace
  | {
      readonly ok: false;
      readonly reason: "no-road-within-radius";
      readonly nearestM: number | null;
    };

export interface SnapOptions {
  readonly radiusM: number;
  /**
   * `kerb`: on a two-way road only the lane beside the place, so that nobody crosses the road;
   * `any` (the default): either lane. Where the lane beside the place leads nowhere, either counts.
   */
  readonly approach?: "any" | "kerb";
  /**
   * `connected` (the default): only roads that lead from and to the largest strongly connected part
   * and on which the profile stops; `all`: the nearest open road whatsoever.
   */
  readonly roads?: "connected" | "all";
}

const NEAREST_M_MAX = 10_000;
const FIRST_RADIUS_M = 30;
const ON_ROAD_M = 0.05;

/**
 * Puts places on the nearest road that can be driven from and to nearly everywhere.
 *
 * @param points `[lon, lat]` in degrees
 *
 * Cost: some microseconds a place. A place beyond `radiusM` is answered with the distance to the
 * nearest road instead. The nearest of several equally near edges is the one with the lowest index.
 */
export function snapPlaces(
  routing: Routing,
  points: readonly (readonly [number, number])[],
  options: SnapOptions,
): Snap[] {
  const index = openIndex(routing);
  return points.map(([lon, lat]) => snapPlace(routing, index, lon * 1e7, lat * 1e7, options));
}

/**
 * The nearest places on several roads for one point, nearest first and one for each edge: for who
 * wants to choose between two streets that a yard lies between. Empty where there is no road within
 * `radiusM`; the first is what `snapPlaces` gives.
 */
export function snapCandidates(
  routing: Routing,
  [lon, lat]: readonly [number, number],
  options: SnapOptions & { readonly countMax: number },
): RoadPlace[] {
  const [lonE7, latE7] = [lon * 1e7, lat * 1e7];
  const isWanted = wantedSegments(routing, options.roads ?? "connected");
  const around = { lonE7, latE7, radiusM: options.radiusM, isWanted };
  const nearestOfEdge = new Map<number, NearestSegment>();
  for (const found of segmentsWithin(routing, openIndex(routing), around)) {
    const edge = routing.segmentEdge[found.segment];
    const known = nearestOfEdge.get(edge);
    if (known === undefined || isNearer(found, known)) nearestOfEdge.set(edge, found);
  }
  const inOrder = [...nearestOfEdge.values()].sort(
    (a, b) => a.distanceM - b.distanceM || a.segment - b.segment,
  );
  return inOrder
    .slice(0, options.countMax)
    .map((found) => placeOn(routing, found, lonE7, latE7, options));
}

function openIndex({ segmentIndex }: Routing): Flatbush {
  return Flatbush.from(segmentIndex.buffer, segmentIndex.byteOffset);
}

function snapPlace(
  routing: Routing,
  index: Flatbush,
  lonE7: number,
  latE7: number,
  options: SnapOptions,
): Snap {
  const isWanted = wantedSegments(routing, options.roads ?? "connected");
  const farM = Math.max(options.radiusM, NEAREST_M_MAX);
  for (let radiusM = Math.min(FIRST_RADIUS_M, options.radiusM); ; radiusM *= 2) {
    const boxM = radiusM >= options.radiusM ? Math.max(radiusM, options.radiusM) : radiusM;
    const found = nearestSegment(routing, index, { lonE7, latE7, radiusM: boxM, isWanted });
    if (found !== undefined && found.distanceM <= options.radiusM) {
      return placeOn(routing, found, lonE7, latE7, options);
    }
    if (found !== undefined && boxM >= options.radiusM) {
      return { ok: false, reason: "no-road-within-radius", nearestM: found.distanceM };
    }
    if (boxM >= farM) return { ok: false, reason: "no-road-within-radius", nearestM: null };
  }
}

function wantedSegments(
  routing: Routing,
  roads: "connected" | "all",
): (segment: number) => boolean {
  const { segmentEdge, arcConnection } = routing;
  if (segmentEdge.length === 0) return () => false;
  if (roads === "all") return () => true;
  return (segment) => {
    const arc = segmentEdge[segment] * 2;
    return (arcConnection[arc] | arcConnection[arc + 1]) === (LEAVES | REACHED);
  };
}

interface NearestSegment {
  readonly segment: number;
  readonly distanceM: number;
  /** Share of the segment before the foot of the perpendicular. */
  readonly share: number;
}

interface Neighbourhood {
  readonly lonE7: number;
  readonly latE7: number;
  readonly radiusM: number;
  readonly isWanted: (segment: number) => boolean;
}

/** The nearest wanted segment within a radius. */
function nearestSegment(
  routing: Routing,
  index: Flatbush,
  around: Neighbourhood,
): NearestSegment | undefined {
  let best: NearestSegment | undefined;
  for (const found of segmentsWithin(routing, index, around)) {
    if (best === undefined || isNearer(found, best)) best = found;
  }
  return best;
}

/** Of two equally near segments the one with the lower index. */
function isNearer(a: NearestSegment, b: NearestSegment): boolean {
  return a.distanceM < b.distanceM || (a.distanceM === b.distanceM && a.segment < b.segment);
}

/** The wanted segments within a radius, on the plane that touches the globe at the place. */
function segmentsWithin(
  routing: Routing,
  index: Flatbush,
  { lonE7, latE7, radiusM, isWanted }: Neighbourhood,
): NearestSegment[] {
  const { edgeLonE7, edgeLatE7, segmentPoint } = routing;
  const mPerLon = mPerLonE7(latE7);
  const lonReach = radiusM / Math.max(mPerLon, 1e-6);
  const latReach = radiusM / M_PER_LAT_E7;
  const candidates = index.search(
    lonE7 - lonReach,
    latE7 - latReach,
    lonE7 + lonReach,
    latE7 + latReach,
    isWanted,
  );
  const within: NearestSegment[] = [];
  for (const segment of candidates) {
    const at = segmentPoint[segment];
    const x = (edgeLonE7[at] - lonE7) * mPerLon;
    const y = (edgeLatE7[at] - latE7) * M_PER_LAT_E7;
    const dx = (edgeLonE7[at + 1] - edgeLonE7[at]) * mPerLon;
    const dy = (edgeLatE7[at + 1] - edgeLatE7[at]) * M_PER_LAT_E7;
    const square = dx * dx + dy * dy;
    const share = square === 0 ? 0 : Math.min(1, Math.max(0, -(x * dx + y * dy) / square));
    const distanceM = Math.hypot(x + share * dx, y + share * dy);
    if (distanceM <= radiusM) within.push({ segment, distanceM, share });
  }
  return within;
}

function placeOn(
  routing: Routing,
  { segment, distanceM, share }: NearestSegment,
  lonE7: number,
  latE7: number,
  options: SnapOptions,
): RoadPlace {
  const { edgeOffset, edgeLonE7, edgeLatE7, edgeLengthUm, segmentEdge, segmentPoint } = routing;
  const edge = segmentEdge[segment];
  const at = segmentPoint[segment];
  let offsetM = share * segmentM(routing, at);
  for (let i = edgeOffset[edge]; i < at; i++) offsetM += segmentM(routing, i);
  const dLon = edgeLonE7[at + 1] - edgeLonE7[at];
  const dLat = edgeLatE7[at + 1] - edgeLatE7[at];
  const cross = dLon * (latE7 - edgeLatE7[at]) - dLat * (lonE7 - edgeLonE7[at]);
  const side = distanceM < ON_ROAD_M ? "on" : cross > 0 ? "left" : "right";
  return {
    ok: true,
    edge,
    offsetUm: Math.min(edgeLengthUm[edge], Math.round(offsetM * 1e6)),
    arcs: arcsFor(routing, edge, side, options),
    side,
    distanceM,
    lon: (edgeLonE7[at] + share * dLon) / 1e7,
    lat: (edgeLatE7[at] + share * dLat) / 1e7,
  };
}

function segmentM({ edgeLonE7, edgeLatE7 }: Routing, at: number): number {
  return haversineM(edgeLonE7[at], edgeLatE7[at], edgeLonE7[at + 1], edgeLatE7[at + 1]);
}

function arcsFor(
  routing: Routing,
  edge: number,
  side: RoadPlace["side"],
  options: SnapOptions,
): number[] {
  const open = [edge * 2, edge * 2 + 1].filter((arc) => routing.arcUs[arc] !== CLOSED);
  if (options.approach !== "kerb" || side === "on" || open.length < 2) return open;
  const beside = side === routing.drivingSide ? edge * 2 : edge * 2 + 1;
  const isUsable = routing.arcConnection[beside] === (LEAVES | REACHED);
  return isUsable || options.roads === "all" ? [beside] : open;
}
