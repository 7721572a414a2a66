import { expect, test } from "vitest";
import type { PlannedRoute } from "../../src/domain/index.ts";
import { planChanges } from "../../src/planning/plan-changes.ts";

const why = (ids: readonly string[]): string => `${ids.join(" and ")} is full`;

test("the same routes give no change, and later times alone give none", () => {
  const before = plan({ v1: ["a", "b"], v2: ["c"] });
  expect(planChanges(before, before, why)).toEqual([]);
  const later = { routes: before.routes.map((route) => ({ ...route, endSec: 99 })) };
  expect(planChanges(before, later, why)).toEqual([]);
});

test("an added stop is told with its vehicle and reason", () => {
  const changes = planChanges(plan({ v1: ["a", "b"] }), plan({ v1: ["a", "x", "b"] }), why);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({
    kind: "added",
    siteId: "x",
    fromVehicle: null,
    toVehicle: "V1",
    reason: "x-paper is full",
  });
});

test("a stop on another vehicle is moved, one on none is removed", () => {
  const changes = planChanges(
    plan({ v1: ["a", "b"], v2: ["c"] }),
    plan({ v1: ["a"], v2: ["c", "b"] }),
    why,
  );
  expect(changes.map(({ kind, siteId, toVehicle }) => [kind, siteId, toVehicle])).toEqual([
    ["moved", "b", "V2"],
  ]);
  const dropped = planChanges(plan({ v1: ["a", "b"] }), plan({ v1: ["a"] }), why);
  expect(dropped.map(({ kind, siteId, fromVehicle }) => [kind, siteId, fromVehicle])).toEqual([
    ["removed", "b", "V1"],
  ]);
});

test("of a changed order only the stops that left it are told", () => {
  const changes = planChanges(
    plan({ v1: ["a", "b", "c", "d"] }),
    plan({ v1: ["b", "c", "a", "d"] }),
    why,
  );
  expect(changes.map(({ kind, siteId }) => [kind, siteId])).toEqual([["reordered", "a"]]);
});

function plan(vehicles: Record<string, readonly string[]>): { routes: readonly PlannedRoute[] } {
  return { routes: Object.entries(vehicles).map(([id, sites]) => route(id, sites)) };
}

function route(vehicleId: string, siteIds: readonly string[]): PlannedRoute {
  return {
    vehicleId,
    vehicleName: vehicleId.toUpperCase(),
    vehicleTypeId: "rear",
    payloadKg: 1,
    bodyL: 1,
    startSec: 0,
    endSec: 1,
    distanceM: 0,
    drivingSec: 0,
    serviceSec: 0,
    waitSec: 0,
    breakSec: 0,
    tripCount: 1,
    stopCount: siteIds.length,
    liftCount: siteIds.length,
    weightKg: 0,
    costCents: 0,
    visits: siteIds.map((siteId) => ({
      kind: "stop",
      placeId: siteId,
      name: siteId,
      lon: 0,
      lat: 0,
      tripIndex: 0,
      legSec: 0,
      legM: 0,
      arrivalSec: 0,
      waitSec: 0,
      startSec: 0,
      endSec: 0,
      loadKgBefore: 0,
      loadKgAfter: 0,
      loadLAfter: 0,
      lifts: [
        {
          containerId: `${siteId}-paper`,
          streamId: "paper",
          fillPercent: 90,
          volumeL: 1,
          weightKg: 1,
          reason: {
            code: "overflow-risk",
            fillPercent: 90,
            fillLowPercent: 80,
            fillHighPercent: 99,
            overflowProbability: 0.5,
            hoursToFull: 3,
            priceCents: 0,
          },
        },
      ],
    })),
  };
}
