import type {
  ContainerBody,
  DepotBody,
  FacilityBody,
  PlanBody,
  RoutesGeoJsonBody,
} from "../api/types.ts";
import { siteIconName, siteIconOf } from "./site-icon.ts";

type Properties = Readonly<Record<string, string | number | boolean | null>>;

/** GeoJSON point with properties. */
export interface PointFeature {
  readonly type: "Feature";
  readonly id?: number;
  readonly geometry: { readonly type: "Point"; readonly coordinates: readonly [number, number] };
  readonly properties: Properties;
}

export interface Collection<T> {
  readonly type: "FeatureCollection";
  readonly features: readonly T[];
}

/** Where a site stands in the plan: its route and the number of its stop on that route. */
export interface SitePlace {
  readonly vehicleId: string;
  readonly routeIndex: number;
  readonly stopNumber: number;
  readonly clock: string;
}

export function collect<T>(features: readonly T[]): Collection<T> {
  return { type: "FeatureCollection", features };
}

/** Places in the plan by site id; where a site has several stops, its first. */
export function sitePlaces(plan: PlanBody | null): ReadonlyMap<string, SitePlace> {
  const places = new Map<string, SitePlace>();
  for (const [routeIndex, route] of (plan?.routes ?? []).entries()) {
    let stopNumber = 0;
    for (const visit of route.visits) {
      if (visit.kind !== "stop") continue;
      stopNumber += 1;
      if (places.has(visit.placeId)) continue;
      const { vehicleId } = route;
      places.set(visit.placeId, { vehicleId, routeIndex, stopNumber, clock: visit.clock });
    }
  }
  return places;
}

/** Containers of each site, in the order given. */
export function groupBySite(
  containers: readonly ContainerBody[],
): ReadonlyMap<string, readonly ContainerBody[]> {
  return Map.groupBy(containers, (container) => container.site.id);
}

/** One point a site: its picture, and how high it lies above others when they meet. */
export function siteFeatures(
  containers: readonly ContainerBody[],
  places: ReadonlyMap<string, SitePlace>,
): readonly PointFeature[] {
  return [...groupBySite(containers)].flatMap(([siteId, group]) => {
    const site = group[0]?.site;
    if (site === undefined) return [];
    const place = places.get(siteId);
    const icon = siteIconOf(
      group.map(({ forecast, lastReading }) => ({
        fillPercent: forecast?.fillPercent ?? lastReading?.fillPercent ?? null,
        overflowProbability: forecast?.overflowProbability24h ?? 0,
      })),
      place?.routeIndex ?? null,
    );
    const properties = {
      siteId,
      icon: siteIconName(icon),
      risk: icon.risk,
      planned: place !== undefined,
      vehicleId: place?.vehicleId ?? "",
      stopNumber: place?.stopNumber ?? 0,
      order: (place === undefined ? 0 : 2) + (icon.risk ? 1 : 0),
    };
    return [pointFeature(site.lon, site.lat, properties)];
  });
}

/** Depots and disposal facilities with the name of their symbol. */
export function placeFeatures(
  depots: readonly DepotBody[],
  facilities: readonly FacilityBody[],
): readonly PointFeature[] {
  return [
    ...depots.map((depot) =>
      pointFeature(depot.lon, depot.lat, { id: depot.id, name: depot.name, icon: "depot" }),
    ),
    ...facilities.map((facility) =>
      pointFeature(facility.lon, facility.lat, {
        id: facility.id,
        name: facility.name,
        icon: "facility",
      }),
    ),
  ];
}

type LegFeature = RoutesGeoJsonBody["features"][number];

/** Legs with more than one point, each with its route's label; a leg of no length has no line. */
export function legFeatures(
  routes: RoutesGeoJsonBody | null,
  labelOf: (vehicleId: string) => string,
): readonly (Omit<LegFeature, "properties"> & {
  readonly properties: LegFeature["properties"] & {
    readonly label: string;
    readonly dash: number;
  };
})[] {
  return (routes?.features ?? [])
    .filter((feature) => feature.geometry.coordinates.length > 1)
    .map((feature) => ({
      ...feature,
      properties: {
        ...feature.properties,
        label: labelOf(feature.properties.vehicleId),
        dash: feature.properties.tripIndex % TRIP_DASHES.length,
      },
    }));
}

/** Dashes of a route's trips in line widths: whole, dashed, dotted, dash and dot; then anew. */
export const TRIP_DASHES = [
  [1, 0],
  [2.4, 1.2],
  [0.9, 1.1],
  [3, 1, 0.8, 1],
] as const;

/** West, south, east, north of the points of some legs; null where there is none. */
export function boundsOf(
  features: readonly { readonly geometry: { readonly coordinates: readonly number[][] } }[],
): [number, number, number, number] | null {
  const points = features.flatMap(({ geometry }) => geometry.coordinates);
  if (points.length === 0) return null;
  const bounds: [number, number, number, number] = [180, 90, -180, -90];
  for (const [lon = 0, lat = 0] of points) {
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  }
  return bounds;
}

function pointFeature(lon: number, lat: number, properties: Properties): PointFeature {
  return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties };
}
