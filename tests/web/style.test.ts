import { expect, test } from "vitest";
import { buildStyle } from "../../src/web/map/style.ts";
import { makeFakeCity } from "./fake-city.ts";

const { area } = makeFakeCity(Date.parse("2026-11-24T05:00:00Z"));
const PAGE = { origin: "http://depot.example:8080" };

test("the roads come from the service's own tiles, with the template left to the map", () => {
  const tileUrl = "/api/v1/areas/alderby/tiles/{z}/{x}/{y}.pbf?v=3f";
  const { sources } = buildStyle({ ...area, tileUrl }, "light", PAGE);
  expect(sources["roads"]).toMatchObject({
    tiles: ["http://depot.example:8080/api/v1/areas/alderby/tiles/{z}/{x}/{y}.pbf?v=3f"],
  });
});

test("no style names a server for letters or pictures, nor any host but the page's", () => {
  for (const theme of ["light", "dark"] as const) {
    const style = buildStyle(area, theme, PAGE);
    expect(style).not.toHaveProperty("glyphs");
    expect(style).not.toHaveProperty("sprite");
    const hosts = JSON.stringify(style).match(/https?:\/\/[^/"]+/g) ?? [];
    expect(new Set(hosts)).toEqual(new Set([PAGE.origin]));
  }
});

test("configured raster tiles lie above the land and below every road", () => {
  const baseMapUrl = "https://tiles.example/{z}/{x}/{y}.png";
  const { sources, layers } = buildStyle({ ...area, baseMapUrl }, "light", PAGE);
  expect(sources["base"]).toMatchObject({ type: "raster", tiles: [baseMapUrl] });
  expect(layers.slice(0, 3).map(({ id }) => id)).toEqual(["land", "base", "roads-minor-edge"]);
});

test("sites lie above the routes, and depots above all", () => {
  const ids = buildStyle(area, "dark", PAGE).layers.map(({ id }) => id);
  expect(ids.indexOf("legs")).toBeGreaterThan(ids.indexOf("roads-major"));
  expect(ids.indexOf("sites")).toBeGreaterThan(ids.indexOf("legs-plates"));
  expect(ids.at(-1)).toBe("places");
});
