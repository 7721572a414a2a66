import { afterAll, beforeAll, expect, test } from "vitest";
import type { Plan } from "../../src/domain/index.ts";
import { writeGridCity } from "../support/grid-city.ts";
import { type PlanningRun, startPlanningRun } from "../support/planning-run.ts";

/** A Wednesday, 06:00 in the city. */
const MORNING_MS = Date.UTC(2026, 10, 25, 5);
const DAY_MS = 86_400_000;

let run: PlanningRun;
let folder: Awaited<ReturnType<typeof writeGridCity>>;

beforeAll(async () => {
  folder = await writeGridCity();
  run = await startPlanningRun(MORNING_MS);
  await run.importCity(folder.directory);
}, 60_000);

afterAll(async () => {
  await run.remove();
  await folder.remove();
});

test("planning another day leaves the map with the forecasts of now", async () => {
  await run.plan("grid", "2026-11-28", 300);
  const forecasts = await run.store.forecasts.ofArea("grid");
  expect(forecasts.size).toBe(40);
  for (const { computedAtMs } of forecasts.values()) {
    expect(computedAtMs).toBeLessThan(MORNING_MS + DAY_MS);
  }
});

test("a plan of a past day knows what that morning knew, and no more", async () => {
  run.nowMs = MORNING_MS - 7 * DAY_MS;
  const then = await run.plan("grid", "2026-11-18", 300);
  run.nowMs = MORNING_MS;
  const afterwards = await run.plan("grid", "2026-11-18", 300);
  const fillOf = ({ reasons }: Plan) => folder.containerIds.map((id) => reasons[id]?.fillPercent);
  expect(fillOf(afterwards)).toEqual(fillOf(then));
});

test("a day on which every facility is closed leaves the stops out and says why", async () => {
  const city = await run.store.cities.loadCity("grid");
  if (city === null) throw new Error("the city was imported");
  const facilities = city.facilities.map((facility) => ({
    ...facility,
    openingHours: facility.openingHours.map((hours) => ({ ...hours, weekdays: [1, 2, 3, 4, 5] })),
  }));
  const imported = { sourceHash: "weekdays", atMs: MORNING_MS };
  await run.store.cities.replaceCity({ ...city, facilities }, imported);
  const sunday = await run.plan("grid", "2026-11-29", 300);
  expect(sunday.routes).toEqual([]);
  expect(sunday.unassigned.length).toBeGreaterThan(0);
  expect(sunday.unassigned[0]?.reasons).toEqual([
    {
      code: "no-facility",
      detail: "v1, v2: finds no open disposal facility that takes this stream",
    },
  ]);
  expect(sunday.warnings.map(({ code }) => code)).toEqual(["stops-left-out"]);
});

test("places off the road are told with their distance, and why no truck can serve them", async () => {
  const city = await run.store.cities.loadCity("grid");
  if (city === null) throw new Error("the city was imported");
  const sites = city.sites.map((site) => ({ ...site, lat: site.lat - 0.05 }));
  const depots = city.depots.map((depot) => ({ ...depot, lon: depot.lon - 0.01 }));
  const imported = { sourceHash: "moved", atMs: MORNING_MS };
  await run.store.cities.replaceCity({ ...city, sites, depots }, imported);
  const plan = await run.plan("grid", "2026-11-25", 300);
  expect(plan.routes).toEqual([]);
  expect(plan.unassigned[0]?.reasons[0]?.code).toBe("no-way");
  const [first] = plan.warnings;
  expect(first?.code).toBe("place-off-road");
  expect(first?.detail).toMatch(
    /^Yard cannot be reached by truck-26t: no road within 250 m, the nearest is 59\d m away/,
  );
  await run.store.cities.replaceCity(city, imported);
});

test("a city without containers has a plan without routes", async () => {
  const city = await run.store.cities.loadCity("grid");
  if (city === null) throw new Error("the city was imported");
  const imported = { sourceHash: "empty", atMs: MORNING_MS };
  await run.store.cities.replaceCity({ ...city, containers: [] }, imported);
  const plan = await run.plan("grid", "2026-11-25", 300);
  expect([plan.routes, plan.unassigned, plan.warnings]).toEqual([[], [], []]);
  await run.store.cities.replaceCity(city, imported);
});

test("opening hours that overlap or touch count as one", async () => {
  const city = await run.store.cities.loadCity("grid");
  if (city === null) throw new Error("the city was imported");
  const spans = [
    [6, 12],
    [12, 18],
    [8, 10],
  ] as const;
  const facilities = city.facilities.map((facility) => ({
    ...facility,
    openingHours: spans.flatMap(([opens, closes]) =>
      facility.openingHours.slice(0, 1).map(({ opensSec, closesSec }) => ({
        weekdays: [3],
        opensSec: (opens * 3600) as typeof opensSec,
        closesSec: (closes * 3600) as typeof closesSec,
      })),
    ),
  }));
  const imported = { sourceHash: "spans", atMs: MORNING_MS };
  await run.store.cities.replaceCity({ ...city, facilities }, imported);
  const plan = await run.plan("grid", "2026-11-25", 300);
  expect(plan.unassigned).toEqual([]);
  expect(plan.routes.length).toBeGreaterThan(0);
});
