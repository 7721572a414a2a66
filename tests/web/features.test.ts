import { expect, test } from "vitest";
import {
  boundsOf,
  legFeatures,
  placeFeatures,
  siteFeatures,
  sitePlaces,
} from "../../src/web/map/features.ts";
import { parseSiteIcon, siteIconName, siteIconOf } from "../../src/web/map/site-icon.ts";
import { makeFakeCity } from "./fake-city.ts";
import { makeFakePlan } from "./fake-plan.ts";

const NOW_MS = Date.parse("2026-11-24T05:00:00Z");
const city = makeFakeCity(NOW_MS);
const { plan, routes } = makeFakePlan(city, {
  id: "plan-1",
  version: 1,
  state: "draft",
  nowMs: NOW_MS,
  extraSiteIds: [],
  parentId: null,
});

test("every site is one point on the map, planned ones with the colour of their route", () => {
  const places = sitePlaces(plan);
  const features = siteFeatures(city.containers, places);
  const siteCount = new Set(city.containers.map(({ site }) => site.id)).size;
  expect(features).toHaveLength(siteCount);
  const planned = features.filter(({ properties }) => properties["planned"] === true);
  expect(planned).toHaveLength(plan.totals.stopCount);
  for (const { properties } of planned) {
    const icon = parseSiteIcon(String(properties["icon"]));
    expect(icon?.routeIndex).toBe(places.get(String(properties["siteId"]))?.routeIndex);
  }
});

test("stops are numbered from one along each route", () => {
  const places = [...sitePlaces(plan).values()].filter(({ routeIndex }) => routeIndex === 1);
  const numbers = places.map(({ stopNumber }) => stopNumber);
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  expect(numbers).toHaveLength(plan.routes[1]?.stopCount ?? -1);
});

test("the picture of a site says how full each container is and whether one may overflow", () => {
  const icon = siteIconOf(
    [
      { fillPercent: 95, overflowProbability: 0.6 },
      { fillPercent: 10, overflowProbability: 0 },
      { fillPercent: null, overflowProbability: 0 },
    ],
    2,
  );
  expect(siteIconName(icon)).toBe("site/4,0,-/!/2");
  expect(parseSiteIcon("site/4,0,-/!/2")).toEqual(icon);
});

test("a site with many containers shows its fullest six", () => {
  const levels = [5, 95, 30, 60, 80, 55, 10, 99];
  const icon = siteIconOf(
    levels.map((fillPercent) => ({ fillPercent, overflowProbability: 0 })),
    null,
  );
  expect(icon.steps).toEqual([4, 4, 3, 2, 2, 1]);
  expect(parseSiteIcon(siteIconName(icon))).toEqual(icon);
});

test("a name of another kind is not taken for a site", () => {
  expect(parseSiteIcon("depot")).toBeNull();
});

test("trips of a route get dashes in turn, and legs of no length are left out", () => {
  const still = structuredClone(routes.features[0]);
  if (still === undefined) throw new Error("the plan has legs");
  still.geometry.coordinates.length = 1;
  const drawn = legFeatures({ ...routes, features: [still, ...routes.features] }, (id) => id);
  const driven = routes.features.filter(({ geometry }) => geometry.coordinates.length > 1);
  expect(drawn).toHaveLength(driven.length);
  expect(driven.length).toBeLessThan(routes.features.length); // crews rest where they stand
  for (const { properties } of drawn) {
    expect(properties.dash).toBe(properties.tripIndex % 4);
    expect(properties.label).toBe(properties.vehicleId);
  }
});

test("depots and disposal facilities have symbols of their own", () => {
  const icons = placeFeatures(city.depots, city.facilities).map((f) => f.properties["icon"]);
  expect(icons).toEqual(["depot", "facility"]);
});

test("bounds hold every point, and nothing has no bounds", () => {
  const line = (coordinates: number[][]) => ({ geometry: { coordinates } });
  expect(
    boundsOf([
      line([
        [1, 5],
        [3, 4],
      ]),
      line([[2, 9]]),
    ]),
  ).toEqual([1, 4, 3, 9]);
  expect(boundsOf([])).toBeNull();
});
