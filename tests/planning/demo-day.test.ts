import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plan, PlannedRoute } from "../../src/domain/index.ts";
import { containersForReplan } from "../../src/planning/index.ts";
import { type PlanningRun, startPlanningRun } from "../support/planning-run.ts";
import { readStreetMap, streetFaults } from "../support/street-walk.ts";

const CITY = join(import.meta.dirname, "../../fixtures/gothenburg");
/** A Wednesday, 06:00 in Gothenburg. */
const MORNING_MS = Date.UTC(2026, 10, 25, 5);
const DAY = "2026-11-25";

let run: PlanningRun;
let plan: Plan;

beforeAll(async () => {
  run = await startPlanningRun(MORNING_MS);
  await run.importCity(CITY);
  plan = await run.plan("gothenburg", DAY);
}, 120_000);

afterAll(() => run.remove());

describe("the demo city's day", () => {
  test("several trucks collect, and everything that must be collected is", () => {
    expect(plan.totals.vehicleCount).toBeGreaterThan(1);
    expect(plan.totals.stopCount).toBeGreaterThan(50);
    expect(plan.unassigned).toEqual([]);
    expect(plan.warnings).toEqual([]);
    const lifted = new Set(liftedIn(plan));
    for (const [id, reason] of Object.entries(plan.reasons)) {
      if (reason.code === "overflow-risk" || reason.code === "interval-ends") {
        expect(lifted.has(id), id).toBe(true);
      }
      if (reason.code === "not-due" || reason.code === "left-out") {
        expect(lifted.has(id), id).toBe(false);
      }
    }
  });

  test("every container has a reason, in or out", async () => {
    const city = await run.store.cities.loadCity("gothenburg");
    expect(Object.keys(plan.reasons).sort()).toEqual(city?.containers.map(({ id }) => id).sort());
  });

  test("distances and times of a route are the sums of its legs, loads those of its lifts", () => {
    for (const route of plan.routes) {
      expect(sum(route, (visit) => visit.legM)).toBe(route.distanceM);
      expect(sum(route, (visit) => visit.legSec)).toBe(route.drivingSec);
      let loadKg = 0;
      for (const visit of route.visits) {
        expect(visit.loadKgBefore).toBe(loadKg);
        const liftedKg = visit.lifts.reduce((kg, lift) => kg + lift.weightKg, 0);
        loadKg = visit.kind === "disposal" ? 0 : loadKg + Math.ceil(liftedKg - 1e-9);
        expect(Math.abs(visit.loadKgAfter - loadKg)).toBeLessThanOrEqual(1);
        loadKg = visit.loadKgAfter;
        expect(loadKg).toBeLessThanOrEqual(route.payloadKg);
        expect(visit.loadLAfter).toBeLessThanOrEqual(route.bodyL);
      }
    }
    const costCents = Object.values(plan.costByCause).reduce((total, part) => total + part, 0);
    expect(costCents).toBe(plan.totals.costCents);
  });

  test("each stop takes the seconds that its own vehicle's type needs", async () => {
    const city = await run.store.cities.loadCity("gothenburg");
    const types = new Map(city?.vehicleTypes.map((type) => [type.id, type]));
    for (const route of plan.routes) {
      const type = types.get(route.vehicleTypeId);
      for (const visit of route.visits) {
        if (visit.kind !== "stop" || type === undefined) continue;
        expect(visit.endSec - visit.startSec).toBe(
          type.serviceBaseSec + visit.lifts.length * type.servicePerContainerSec,
        );
      }
    }
    expect(new Set(plan.routes.map((route) => route.vehicleTypeId)).size).toBeGreaterThan(1);
  });

  test("each truck unloads last, right before its depot, and keeps its shift", async () => {
    const city = await run.store.cities.loadCity("gothenburg");
    for (const route of plan.routes) {
      const kinds = route.visits.map((visit) => visit.kind);
      expect(kinds.at(0)).toBe("start");
      expect(kinds.slice(-2)).toEqual(["disposal", "end"]);
      const vehicle = city?.vehicles.find(({ id }) => id === route.vehicleId);
      expect(route.startSec).toBeGreaterThanOrEqual(vehicle?.shiftStartSec ?? Infinity);
      expect(route.endSec).toBeLessThanOrEqual(vehicle?.shiftEndSec ?? -1);
    }
  });

  test("the lines follow streets in the direction they may be driven, leg after leg", async () => {
    const map = readStreetMap(readFileSync(join(CITY, "roads.osm.json.gz")));
    const geometry = await run.store.plans.geometry(plan.id);
    expect(geometry.map(({ vehicleId }) => vehicleId)).toEqual(
      plan.routes.map(({ vehicleId }) => vehicleId),
    );
    let pointCount = 0;
    for (const [index, { legs }] of geometry.entries()) {
      expect(legs).toHaveLength((plan.routes[index]?.visits.length ?? 0) - 1);
      for (const leg of legs) {
        expect(streetFaults(map, leg)).toEqual([]);
        pointCount += leg.length;
      }
    }
    expect(pointCount).toBeGreaterThan(1_000);
  });
});

describe("a full container in the middle of the day", () => {
  test("is inserted into today's plan, and nothing else changes", async () => {
    const containerId = await reportFull(99);
    const cause = await containersForReplan(run.store, "gothenburg", [containerId], run.nowMs);
    expect(cause).toEqual({ planId: plan.id, containerIds: [containerId] });
    const proposal = await run.replan("gothenburg", plan.id, [containerId]);
    expect(proposal).toMatchObject({ state: "proposed", parentId: plan.id, day: DAY });
    expect(proposal.changes.map(({ kind, containerIds }) => [kind, containerIds])).toEqual([
      ["added", expect.arrayContaining([containerId])],
    ]);
    const lifted = liftedIn(proposal);
    expect(lifted.filter((id) => id !== containerId)).toEqual(liftedIn(plan));
    // Asked again while the proposal waits, the same container asks for nothing.
    expect(await containersForReplan(run.store, "gothenburg", [containerId], run.nowMs)).toBeNull();
    const accepted = await run.store.plans.accept(proposal.id);
    expect(accepted.state).toBe("draft");
    expect((await run.store.plans.current("gothenburg", DAY))?.id).toBe(proposal.id);
  });

  test("that is on a route already, or half empty, asks for nothing", async () => {
    const planned = liftedIn(plan)[0] ?? "";
    const nearlyEmpty = await reportFull(12);
    expect(
      await containersForReplan(run.store, "gothenburg", [planned, nearlyEmpty], run.nowMs),
    ).toBeNull();
  });
});

/** Stores a reading of a container that today's plan leaves out; gives its id. */
async function reportFull(fillPercent: number): Promise<string> {
  const current = await run.store.plans.current("gothenburg", DAY);
  const lifted = new Set(current === null ? [] : liftedIn(current));
  const [containerId] = Object.entries(plan.reasons)
    .filter(([id, { code }]) => code === "not-due" && !lifted.has(id))
    .toSorted(([, a], [, b]) => a.overflowProbability - b.overflowProbability)
    .map(([id]) => id);
  if (containerId === undefined) throw new Error("every container is due");
  await run.store.readings.ingest([
    {
      containerId,
      atMs: run.nowMs,
      fillPercent,
      source: "api",
      sequence: null,
      quality: 0,
      reasons: [],
      receivedAtMs: run.nowMs,
    },
  ]);
  return containerId;
}

function liftedIn(version: Plan): string[] {
  return version.routes
    .flatMap((route) => route.visits.flatMap((visit) => visit.lifts))
    .map((lift) => lift.containerId)
    .sort();
}

function sum(
  route: PlannedRoute,
  value: (visit: PlannedRoute["visits"][number]) => number,
): number {
  return route.visits.reduce((total, visit) => total + value(visit), 0);
}
