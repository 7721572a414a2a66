import { effect } from "@preact/signals";
import type { FeatureCollection } from "geojson";
import {
  type GeoJSONSource,
  type LngLatBoundsLike,
  Map as MapLibreMap,
  type MapMouseEvent,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { authorisation } from "../api/client.ts";
import type { AreaBody } from "../api/types.ts";
import { theme, wantsLessMotion } from "../state/media.ts";
import {
  containers,
  current,
  depots,
  facilities,
  labels,
  places,
  previewId,
  type Selection,
  selection,
  selectRoute,
  selectSite,
  shown,
} from "../state/store.ts";
import {
  boundsOf,
  collect,
  legFeatures,
  type PointFeature,
  placeFeatures,
  siteFeatures,
} from "./features.ts";
import { drawIcon, ICON_PIXEL_RATIO } from "./icons.ts";
import { exposeMap } from "./map-probe.ts";
import { buildStyle } from "./style.ts";

/** What the page may ask of the map. */
export interface MapHandle {
  readonly zoom: (step: 1 | -1) => void;
  readonly fitAll: () => void;
  readonly remove: () => void;
}

/** Close enough to tell the containers of a street apart. */
const SITE_ZOOM = 14.5;

setWorkerUrl(workerUrl);

/** Draws the map into an element and keeps it in step with the page; null without WebGL2. */
export function mountMap(element: HTMLElement, area: AreaBody): MapHandle | null {
  const map = createMap(element, area);
  if (map === null) return null;
  const stopFollowing: (() => void)[] = [];
  map.setMissingStyleImageResolver((name) => {
    const image = drawIcon(name, theme.peek());
    if (image !== null) map.addImage(name, image, { pixelRatio: ICON_PIXEL_RATIO });
  });
  map.once("style.load", () => {
    stopFollowing.push(...followPage(map, area));
    fitAll(map, area, false);
  });
  map.on("click", (event) => selectAt(map, event));
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = isOnSomething(map, event) ? "pointer" : "";
  });
  stopFollowing.push(exposeMap(map));
  return {
    zoom: (step) => map.zoomTo(map.getZoom() + step, { duration: duration() }),
    fitAll: () => {
      selectRoute(null);
      fitAll(map, area, true);
    },
    remove: () => {
      for (const stop of stopFollowing) stop();
      map.remove();
    },
  };
}

function createMap(element: HTMLElement, area: AreaBody): MapLibreMap | null {
  try {
    const map = new MapLibreMap({
      container: element,
      style: buildStyle(area, theme.peek(), location),
      bounds: area.bounds as LngLatBoundsLike,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: wantsLessMotion() ? 0 : 200,
      maxZoom: 19,
      minZoom: 7,
      // The tiles of our own service want the key; no other host may see it.
      transformRequest: (url) =>
        url.startsWith(location.origin) ? { url, headers: authorisation() } : { url },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    return map;
  } catch {
    return null; // No WebGL2: the lists do without the map, and the page says so.
  }
}

/** Ties every source and the selection to the page's signals. */
function followPage(map: MapLibreMap, area: AreaBody): (() => void)[] {
  const stops = [
    followData(map, "sites", () => siteFeatures(containers.value, places.value)),
    followData(map, "places", () => placeFeatures(depots.value, facilities.value)),
    followData(map, "changed", changedFeatures),
    followData(map, "legs", () =>
      legFeatures(shown.value?.routes ?? null, (id) => labels.value.get(id) ?? ""),
    ),
    effect(() => {
      const { vehicleId, tripIndex, siteId } = selection.value;
      map.setGlobalStateProperty("vehicleId", vehicleId ?? "");
      map.setGlobalStateProperty("tripIndex", tripIndex ?? -1);
      map.setGlobalStateProperty("siteId", siteId ?? "");
    }),
    followTheme(map, area),
    followSelection(map, area),
    followPreview(map),
  ];
  let shownPlanId = current.peek()?.plan.id;
  stops.push(
    effect(() => {
      const planId = current.value?.plan.id;
      if (planId !== shownPlanId && selection.peek().vehicleId === null) fitAll(map, area, true);
      shownPlanId = planId;
    }),
  );
  return stops;
}

function followData(
  map: MapLibreMap,
  sourceId: string,
  features: () => readonly object[],
): () => void {
  return effect(() => {
    const data = collect(features()) as unknown as FeatureCollection;
    map.getSource<GeoJSONSource>(sourceId)?.setData(data);
  });
}

/** Another theme is another style; the data of the sources comes along. */
function followTheme(map: MapLibreMap, area: AreaBody): () => void {
  let drawn = theme.peek();
  return effect(() => {
    if (theme.value === drawn) return;
    drawn = theme.value;
    for (const image of map.listImages()) map.removeImage(image);
    map.setStyle(buildStyle(area, drawn, location), {
      diff: false,
      transformStyle: (previous, next) => ({
        ...next,
        sources: { ...next.sources, ...pickGeoJson(previous?.sources ?? {}) },
      }),
    });
  });
}

function pickGeoJson<T extends { readonly type: string }>(
  sources: Record<string, T>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(sources).filter(([, source]) => source.type === "geojson"),
  );
}

/** Sites that the proposal on the map changes. */
function changedFeatures(): readonly PointFeature[] {
  if (previewId.value === null) return [];
  const changed = new Set(shown.value?.plan.changes.map(({ siteId }) => siteId));
  return siteFeatures(
    containers.value.filter(({ site }) => changed.has(site.id)),
    places.value,
  );
}

/** Moves the map to what is chosen; a site that is well in sight already stays where it is. */
function followSelection(map: MapLibreMap, area: AreaBody): () => void {
  let last: Selection = selection.peek();
  return effect(() => {
    const { vehicleId, tripIndex, siteId } = selection.value;
    const isOtherRoute = vehicleId !== last.vehicleId || tripIndex !== last.tripIndex;
    const isOtherSite = siteId !== last.siteId;
    last = selection.value;
    if (isOtherSite && siteId !== null) showSite(map, siteId);
    else if (isOtherRoute && siteId === null) fitChosen(map, area);
  });
}

/** A proposal that is looked at is shown where it changes the plan. */
function followPreview(map: MapLibreMap): () => void {
  return effect(() => {
    if (previewId.value === null) return;
    const siteId = shown.peek()?.plan.changes[0]?.siteId;
    if (siteId !== undefined) showSite(map, siteId);
  });
}

function fitChosen(map: MapLibreMap, area: AreaBody): void {
  const { vehicleId, tripIndex } = selection.peek();
  if (vehicleId === null) {
    fitAll(map, area, true);
    return;
  }
  const legs = (shown.peek()?.routes.features ?? []).filter(
    ({ properties }) =>
      properties.vehicleId === vehicleId &&
      (tripIndex === null || properties.tripIndex === tripIndex),
  );
  moveTo(map, boundsOf(legs), true);
}

function fitAll(map: MapLibreMap, area: AreaBody, moves: boolean): void {
  const legs = shown.peek()?.routes.features ?? [];
  const sites = siteFeatures(containers.peek(), places.peek()).map(pointLine);
  const yards = placeFeatures(depots.peek(), facilities.peek()).map(pointLine);
  moveTo(map, boundsOf([...legs, ...sites, ...yards]) ?? area.bounds, moves);
}

function pointLine({ geometry }: PointFeature): { geometry: { coordinates: number[][] } } {
  return { geometry: { coordinates: [[...geometry.coordinates]] } };
}

function moveTo(
  map: MapLibreMap,
  bounds: readonly [number, number, number, number] | null,
  moves: boolean,
): void {
  if (bounds === null) return;
  const { clientWidth, clientHeight } = map.getContainer();
  const edge = Math.min(44, clientWidth / 16, clientHeight / 14);
  const foot = document.querySelector(".map-foot")?.clientHeight ?? 0;
  const isFootLow = foot < clientHeight / 4;
  const padding = {
    top: edge,
    left: edge,
    right: edge + panelWidth(map),
    bottom: isFootLow ? edge + foot : edge,
  };
  const options = { padding, maxZoom: 16, duration: moves ? duration() : 0 };
  map.fitBounds([...bounds] as [number, number, number, number], options);
}

function showSite(map: MapLibreMap, siteId: string): void {
  const site = containers.peek().find((container) => container.site.id === siteId)?.site;
  if (site === undefined) return;
  const { x, y } = map.project([site.lon, site.lat]);
  const { clientWidth, clientHeight } = map.getContainer();
  const isInSight =
    x > clientWidth * 0.1 &&
    x < clientWidth * 0.9 - panelWidth(map) &&
    y > clientHeight * 0.1 &&
    y < clientHeight * 0.9;
  if (isInSight && map.getZoom() >= SITE_ZOOM - 2) return;
  map.easeTo({
    center: [site.lon, site.lat],
    zoom: Math.max(map.getZoom(), SITE_ZOOM),
    offset: [-panelWidth(map) / 2, 0],
    duration: duration(),
  });
}

/** Width of the map under the panel that floats over it; none where it stands elsewhere. */
function panelWidth(map: MapLibreMap): number {
  const panel = document.querySelector(".panel")?.getBoundingClientRect();
  const pane = map.getContainer().getBoundingClientRect();
  if (panel === undefined || panel.left < pane.left || panel.top >= pane.bottom) return 0;
  return Math.max(0, pane.right - panel.left);
}

function duration(): number {
  return wantsLessMotion() ? 0 : 450;
}

function selectAt(map: MapLibreMap, event: MapMouseEvent): void {
  const site = map.queryRenderedFeatures(around(event), { layers: ["sites"] })[0];
  const siteId: unknown = site?.properties["siteId"];
  if (typeof siteId === "string") {
    selectSite(siteId);
    return;
  }
  const leg = map.queryRenderedFeatures(around(event), { layers: ["legs", "legs-plates"] })[0];
  const vehicleId: unknown = leg?.properties["vehicleId"];
  if (typeof vehicleId === "string") selectRoute(vehicleId);
}

function isOnSomething(map: MapLibreMap, event: MapMouseEvent): boolean {
  const layers = ["sites", "legs", "legs-plates"];
  return map.queryRenderedFeatures(around(event), { layers }).length > 0;
}

/** A finger is not a point. */
function around({ point }: MapMouseEvent): [[number, number], [number, number]] {
  return [
    [point.x - 6, point.y - 6],
    [point.x + 6, point.y + 6],
  ];
}
