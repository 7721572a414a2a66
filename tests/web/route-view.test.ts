import { expect, test } from "vitest";
import { notDue, searchLeft } from "../../src/web/state/left-view.ts";
import {
  daySpan,
  loadedTripsOf,
  stripOf,
  summariseProposal,
  tripsOf,
} from "../../src/web/state/route-view.ts";
import { routeLabels } from "../../src/web/state/store.ts";
import { makeFakeCity } from "./fake-city.ts";
import { makeFakePlan } from "./fake-plan.ts";

const NOW_MS = Date.parse("2026-11-24T05:00:00Z");
const city = makeFakeCity(NOW_MS);
const { plan } = makeFakePlan(city, {
  id: "plan-1",
  version: 1,
  state: "draft",
  nowMs: NOW_MS,
  extraSiteIds: [],
  parentId: null,
});

test("the trips of a route add up to the route", () => {
  for (const route of plan.routes) {
    const trips = tripsOf(route);
    const sum = (value: (trip: (typeof trips)[number]) => number): number =>
      trips.reduce((total, trip) => total + value(trip), 0);
    expect(sum(({ stopCount }) => stopCount)).toBe(route.stopCount);
    expect(sum(({ liftCount }) => liftCount)).toBe(route.liftCount);
    expect(sum(({ distanceM }) => distanceM)).toBe(route.distanceM);
  }
});

test("the load of a trip is the most that was ever on board", () => {
  const route = structuredClone(plan.routes[0]);
  if (route === undefined) throw new Error("the plan has routes");
  const last = loadedTripsOf(route)[0]?.visits.findLast(({ kind }) => kind === "stop");
  expect(loadedTripsOf(route)[0]?.loadKgMax).toBe(last?.loadKgAfter);
});

test("a drive home without stops is no trip of its own", () => {
  const route = structuredClone(plan.routes[0]);
  const end = route?.visits.at(-1);
  if (route === undefined || end === undefined) throw new Error("the route has visits");
  end.tripIndex = 7;
  expect(tripsOf(route).map(({ tripIndex }) => tripIndex)).toContain(7);
  expect(loadedTripsOf(route).map(({ tripIndex }) => tripIndex)).not.toContain(7);
});

test("the day strip lies within the day and its pieces are in order", () => {
  const span = daySpan(plan.routes);
  if (span === null) throw new Error("the plan has routes");
  for (const route of plan.routes) {
    const trips = stripOf(route, span).filter(({ kind }) => kind === "trip");
    for (const [i, { from, to }] of trips.entries()) {
      expect(from).toBeGreaterThanOrEqual(trips[i - 1]?.from ?? 0);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(1);
    }
  }
  expect(daySpan([])).toBeNull();
});

test("a proposal is summed up by vehicle and kind, with what it adds to the plan in force", () => {
  const change = { siteId: "s", siteName: "S", containerIds: ["c"], reason: "full" };
  const proposal = structuredClone(plan);
  proposal.totals.distanceM += 1_240;
  proposal.totals.durationSec -= 360;
  proposal.changes = [
    { ...change, kind: "added", fromVehicle: null, toVehicle: "Truck 3" },
    { ...change, kind: "added", fromVehicle: null, toVehicle: "Truck 3" },
    { ...change, kind: "removed", fromVehicle: "Truck 1", toVehicle: null },
  ];
  expect(summariseProposal(proposal, plan)).toEqual({
    changes: [
      { kind: "added", vehicle: "Truck 3", count: 2 },
      { kind: "removed", vehicle: "Truck 1", count: 1 },
    ],
    distanceM: 1_240,
    durationSec: -360,
  });
});

test("every container is planned, unassigned or not due, and only one of them", () => {
  const left = notDue(plan, city.containers);
  const unassigned = plan.unassigned.flatMap(({ containerIds }) => containerIds);
  expect(left.length + unassigned.length + plan.totals.liftCount).toBe(city.containers.length);
});

test("those most likely to overflow come first, by whole percent, then the fullest", () => {
  const rows = notDue(plan, city.containers).map(({ container, reason }) => [
    Math.round((reason?.overflowProbability ?? 0) * 100),
    container.forecast?.fillPercent ?? 0,
  ]);
  const sorted = rows.toSorted(([a = 0, x = 0], [b = 0, y = 0]) => b - a || y - x);
  expect(rows).toEqual(sorted);
  expect(rows[0]?.[1]).toBeGreaterThan(40);
});

test("a search needs every word, in any case and order, in id, place or reason", () => {
  const left = notDue(plan, city.containers);
  const target = left[3]?.container;
  if (target === undefined) throw new Error("some containers are not due");
  const found = searchLeft(left, `${target.id.toUpperCase()}  ALDERBY`);
  expect(found.map(({ container }) => container.id)).toEqual([target.id]);
  expect(searchLeft(left, `${target.id} nowhere`)).toEqual([]);
  expect(searchLeft(left, "  ")).toBe(left);
});

test("a route is called by its truck's number, with a letter where numbers repeat", () => {
  const named = (...names: readonly string[]): readonly string[] => {
    const renamed = structuredClone(plan);
    for (const [i, route] of renamed.routes.entries()) route.vehicleName = names[i] ?? "";
    return [...routeLabels(renamed).values()];
  };
  expect([...routeLabels(plan).values()]).toEqual(["1", "2", "3", "4", "5"]);
  expect(named("Crane 2", "Narrow 2", "Crane 1", "Rear 7", "Rear 12")).toEqual([
    "C2",
    "N2",
    "C1",
    "R7",
    "R12",
  ]);
  expect(named("Rear 7", "Rear 7", "Crane 1", "Crane 2", "Crane 3")).toEqual([..."12345"]);
  expect(named("Crane", "Rear 7", "Crane 1", "Crane 2", "Crane 3")).toEqual([..."12345"]);
});
