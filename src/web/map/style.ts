import type { FeatureCollection } from "geojson";
import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { AreaBody } from "../api/types.ts";
import { MAP_COLOURS, routeColour, routeColourCount, type Theme } from "./colours.ts";
import { TRIP_DASHES } from "./features.ts";

/** Values that the layers read; set by `map.setGlobalStateProperty`. */
const MAP_STATE = {
  /** Selected route; empty where none is. */
  vehicleId: "",
  /** Selected trip of it; -1 for all. */
  tripIndex: -1,
  /** Selected site; empty where none is. */
  siteId: "",
} as const;

/** Fonts of the machine; the map draws text itself and asks no server for letters. */
const FONTS = ["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"];
/** The map takes the weight from the first name; no font is called so, and the next is taken. */
const FONTS_BOLD = ["Bold", ...FONTS];

const MAJOR_CLASSES = [
  "motorway",
  "motorway_link",
  "trunk",
  "trunk_link",
  "primary",
  "primary_link",
  "secondary",
  "secondary_link",
];

/** The whole map of an area: its own roads, the plan's legs, sites, depots and facilities. */
export function buildStyle(
  area: AreaBody,
  theme: Theme,
  page: { readonly origin: string },
): StyleSpecification {
  const empty: FeatureCollection = { type: "FeatureCollection", features: [] };
  const sources: Record<string, SourceSpecification> = {
    roads: {
      type: "vector",
      tiles: [new URL(area.tileUrl, page.origin).href.replace(/%7B/gi, "{").replace(/%7D/gi, "}")],
      minzoom: 8,
      maxzoom: 14,
      bounds: area.bounds,
    },
    legs: { type: "geojson", data: empty },
    sites: { type: "geojson", data: empty },
    places: { type: "geojson", data: empty },
    changed: { type: "geojson", data: empty },
  };
  if (area.baseMapUrl !== null) {
    sources["base"] = { type: "raster", tiles: [area.baseMapUrl], tileSize: 256 };
  }
  return {
    version: 8,
    state: Object.fromEntries(
      Object.entries(MAP_STATE).map(([name, value]) => [name, { default: value }]),
    ),
    transition: { duration: 150, delay: 0 },
    sources,
    layers: [
      { id: "land", type: "background", paint: { "background-color": MAP_COLOURS[theme].land } },
      ...baseLayers(area),
      ...roadLayers(theme),
      ...legLayers(theme),
      ...roadNameLayers(theme),
      ...siteLayers(theme),
      ...placeLayers(theme),
    ],
  };
}

function baseLayers(area: AreaBody): LayerSpecification[] {
  return area.baseMapUrl === null ? [] : [{ id: "base", type: "raster", source: "base" }];
}

const isMajor: ExpressionSpecification = ["in", ["get", "class"], ["literal", MAJOR_CLASSES]];

function byZoom(...stops: number[]): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], ...stops] as ExpressionSpecification;
}

function roadLayers(theme: Theme): LayerSpecification[] {
  const palette = MAP_COLOURS[theme];
  const road = (
    id: string,
    filter: ExpressionSpecification,
    colour: string,
    width: ExpressionSpecification,
  ): LayerSpecification => ({
    id,
    type: "line",
    source: "roads",
    "source-layer": "roads",
    filter,
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": width },
  });
  const isMinor: ExpressionSpecification = ["!", isMajor];
  return [
    road(
      "roads-minor-edge",
      isMinor,
      palette.minorEdge,
      byZoom(10, 0.6, 12, 1.5, 13, 2.4, 15, 6.4, 18, 26),
    ),
    road("roads-major-edge", isMajor, palette.majorEdge, byZoom(9, 1, 12, 3, 15, 11, 18, 38)),
    road("roads-minor", isMinor, palette.minor, byZoom(12, 0, 13, 0.9, 15, 4.6, 18, 23)),
    road("roads-major", isMajor, palette.major, byZoom(9, 0.6, 12, 1.9, 15, 9, 18, 35)),
  ];
}

function roadNameLayers(theme: Theme): LayerSpecification[] {
  const palette = MAP_COLOURS[theme];
  return [
    {
      id: "road-names",
      type: "symbol",
      source: "roads",
      "source-layer": "roads",
      minzoom: 13,
      filter: ["all", ["has", "name"], ["!=", ["get", "name"], ""]],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-field": ["get", "name"],
        "text-font": FONTS,
        "text-size": byZoom(13, 10.5, 17, 13.5),
        "text-max-angle": 35,
        "text-padding": 6,
        "symbol-sort-key": ["case", isMajor, 0, 1],
      },
      paint: {
        "text-color": palette.label,
        "text-halo-color": palette.halo,
        "text-halo-width": 1.6,
      },
    },
  ];
}

const isChosen: ExpressionSpecification = [
  "all",
  ["any", ["==", ["global-state", "vehicleId"], ""], isOfRoute()],
  [
    "any",
    ["==", ["global-state", "tripIndex"], -1],
    ["==", ["global-state", "tripIndex"], ["get", "tripIndex"]],
  ],
];

function isOfRoute(): ExpressionSpecification {
  return ["==", ["global-state", "vehicleId"], ["get", "vehicleId"]];
}

/** Driving in the street's own lane side, so that there and back lie beside each other. */
const legOffset = byZoom(11, 0.6, 14, 2, 17, 6);

function legLayers(theme: Theme): LayerSpecification[] {
  const palette = MAP_COLOURS[theme];
  const dashes = TRIP_DASHES.flatMap((dash, i) => [i, ["literal", [...dash]]]);
  const shared = { source: "legs", layout: { "line-join": "round" as const } };
  return [
    {
      ...shared,
      id: "legs-edge",
      type: "line",
      paint: {
        "line-color": palette.halo,
        "line-width": byZoom(10, 3, 14, 5.6, 17, 10),
        "line-offset": legOffset,
        "line-opacity": ["case", isChosen, 0.85, 0],
      },
    },
    {
      ...shared,
      id: "legs",
      type: "line",
      paint: {
        "line-color": routeColourExpression(theme),
        "line-width": byZoom(10, 1.8, 14, 3.4, 17, 6),
        "line-offset": legOffset,
        "line-opacity": ["case", isChosen, 1, 0.16],
        "line-dasharray": [
          "match",
          ["get", "dash"],
          ...dashes,
          ["literal", [1, 0]],
        ] as unknown as ExpressionSpecification,
      },
    },
    ...legSymbolLayers(),
  ];
}

function legSymbolLayers(): LayerSpecification[] {
  return [
    {
      id: "legs-arrows",
      type: "symbol",
      source: "legs",
      minzoom: 12,
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 90,
        "icon-image": ["concat", "arrow/", ["get", "routeIndex"]],
        "icon-rotation-alignment": "map",
        "icon-size": byZoom(12, 0.8, 16, 1.25),
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
      paint: {
        "icon-opacity": ["case", isChosen, 1, 0],
      },
    },
    {
      id: "legs-plates",
      type: "symbol",
      source: "legs",
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 420,
        "icon-image": ["concat", "plate/", ["get", "routeIndex"], "/", ["get", "label"]],
        "icon-rotation-alignment": "viewport",
        "icon-padding": 24,
      },
      paint: { "icon-opacity": ["case", isChosen, 1, 0] },
    },
  ];
}

function routeColourExpression(theme: Theme): ExpressionSpecification {
  const count = routeColourCount(theme);
  const cases = Array.from({ length: count }, (_, i) => [i, routeColour(i, theme)]).flat();
  return [
    "match",
    ["%", ["get", "routeIndex"], count],
    ...cases,
    MAP_COLOURS[theme].symbol,
  ] as unknown as ExpressionSpecification;
}

function siteLayers(theme: Theme): LayerSpecification[] {
  const palette = MAP_COLOURS[theme];
  const isSelected: ExpressionSpecification = ["==", ["global-state", "siteId"], ["get", "siteId"]];
  const highlight = (id: string, source: string, opacity: ExpressionSpecification | number) => ({
    id,
    type: "symbol" as const,
    source,
    layout: {
      "icon-image": "changed",
      "icon-size": byZoom(10, 0.6, 14, 0.85, 17, 1.2),
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
    },
    paint: { "icon-opacity": opacity },
  });
  return [
    {
      id: "sites",
      type: "symbol",
      source: "sites",
      layout: {
        "icon-image": ["get", "icon"],
        "icon-size": byZoom(9, 0.28, 10.5, 0.36, 12, 0.56, 14, 0.85, 17, 1.2),
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["get", "order"],
      },
      paint: {
        "icon-opacity": [
          "case",
          ["==", ["global-state", "vehicleId"], ""],
          1,
          isOfRoute(),
          1,
          isSelected,
          1,
          0.3,
        ],
      },
    },
    highlight("sites-changed", "changed", 1),
    highlight("sites-selected", "sites", ["case", isSelected, 1, 0]),
    stopNumberLayer(palette),
  ];
}

/** Order of the stops beside the sites: of the selected route, or of all from close by. */
function stopNumberLayer(palette: (typeof MAP_COLOURS)[Theme]): LayerSpecification {
  return {
    id: "stop-numbers",
    type: "symbol",
    source: "sites",
    minzoom: 12,
    filter: ["all", ["get", "planned"], isChosenSite()],
    layout: {
      "text-field": ["to-string", ["get", "stopNumber"]],
      "text-font": FONTS_BOLD,
      "text-size": 12,
      "text-anchor": "left",
      "text-offset": [1.1, -0.9],
    },
    paint: {
      "text-color": palette.symbol,
      "text-halo-color": palette.halo,
      "text-halo-width": 2,
    },
  };
}

function isChosenSite(): ExpressionSpecification {
  return [
    "any",
    isOfRoute(),
    ["all", [">=", ["zoom"], 15], ["==", ["global-state", "vehicleId"], ""]],
  ];
}

function placeLayers(theme: Theme): LayerSpecification[] {
  const palette = MAP_COLOURS[theme];
  return [
    {
      id: "places",
      type: "symbol",
      source: "places",
      layout: {
        "icon-image": ["get", "icon"],
        "icon-size": byZoom(9.5, 0.6, 11.5, 0.85, 15, 1.1),
        "icon-allow-overlap": true,
        "text-field": ["step", ["zoom"], "", 11, ["get", "name"]],
        "text-font": FONTS_BOLD,
        "text-size": 12,
        "text-anchor": "top",
        "text-offset": [0, 1.25],
        "text-optional": true,
        "text-max-width": 9,
      },
      paint: {
        "text-color": palette.symbol,
        "text-halo-color": palette.halo,
        "text-halo-width": 2,
      },
    },
  ];
}
