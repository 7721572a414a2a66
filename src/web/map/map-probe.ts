import type { Map as MapLibreMap } from "maplibre-gl";

/** What tests see of the map: it is drawn, and what is on it. */
export interface MapProbe {
  readonly map: MapLibreMap;
  /** Resolves when the map has drawn everything and stands still. */
  readonly whenIdle: () => Promise<void>;
}

declare global {
  interface Window {
    fillrouteMap?: MapProbe;
  }
}

/** Shows the map to tests for as long as it is on the page; gives the function that ends it. */
export function exposeMap(map: MapLibreMap): () => void {
  window.fillrouteMap = { map, whenIdle: () => whenIdle(map) };
  return () => {
    delete window.fillrouteMap;
  };
}

async function whenIdle(map: MapLibreMap): Promise<void> {
  await new Promise<void>((resolve) => {
    map.once("idle", () => resolve());
    map.triggerRepaint();
  });
}
