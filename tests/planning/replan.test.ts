import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Plan, PlannedVisit } from "../../src/domain/index.ts";
import { containersForReplan, startOfDayMs } from "../../src/planning/index.ts";
import { writeGridCity } from "../support/grid-city.ts";
import { type PlanningRun, startPlanningRun } from "../support/planning-run.ts";
import { smallContainer } from "../support/small-city.ts";

/** A Wednesday, 06:00 in the city. */
const MORNING_MS = Date.UTC(2026, 10, 25, 5);
const DAY = "2026-11-25";
/** A stop that began by so long after now is under way. */
const AHEAD_SEC = 15 * 60;

let run: PlanningRun;
let folder: Awaited<ReturnType<typeof writeGridCity>>;
let plan: Plan;
let extraCount = 0;

beforeAll(async () => {
  folder = await writeGridCity();
  run = await startPlanningRun(MORNING_MS);
  await run.importCity(folder.directory);
}, 60_000);

afterAll(async () => {
  await run.remove();
  await folder.remove();
});

beforeEach(async () => {
  run.nowMs = MORNING_MS;
  plan = await run.plan("grid", DAY, 300);
});

describe("a proposal", () => {
  test("is made for the version that came in force while its job waited", async () => {
    const newer = await run.plan("grid", DAY, 300);
    const containerId = await fullContainerAt("s0");
    const proposal = await run.replan("grid", plan.id, [containerId]);
    expect(proposal.parentId).toBe(newer.id);
  });

  test("no longer tells a container as left out that it collects", async () => {
    const [collected, left] = [await fullContainerAt("s0"), await fullContainerAt("s1")];
    const reasons = [{ code: "capacity", detail: "v1: has no room left on any trip" }];
    const unassigned = [
      { siteId: "s0", siteName: "Street 0", containerIds: [collected], reasons },
      { siteId: "s1", siteName: "Street 1", containerIds: [left], reasons },
    ];
    const parent = await run.store.plans.insert({ ...plan, id: "short", unassigned }, []);
    const proposal = await run.replan("grid", parent.id, [collected]);
    expect(proposal.unassigned.map(({ containerIds }) => containerIds)).toEqual([[left]]);
    expect(proposal.warnings).toEqual([
      { code: "stops-left-out", detail: "1 stop that is due fits no route: Street 1" },
    ]);
  });
});

describe("a report", () => {
  test("of a full container asks for a proposal, also of one without a past", async () => {
    const planned = new Set(stopsOf(plan).flatMap(liftsOf));
    const known = folder.containerIds.find((id) => !planned.has(id)) ?? "";
    for (const containerId of [known, await fullContainerAt("s2", 99)]) {
      for (const fillPercent of [100, 101, 120]) {
        run.nowMs += 60_000;
        await report(containerId, fillPercent);
        const cause = await containersForReplan(run.store, "grid", [containerId], run.nowMs);
        expect(cause?.containerIds, `${containerId} ${fillPercent}`).toEqual([containerId]);
      }
    }
  });
});

describe("a rejected proposal", () => {
  test("is not made again for the same level, but for a clearly higher one", async () => {
    const containerId = await fullContainerAt("s0", 92);
    const asks = () => containersForReplan(run.store, "grid", [containerId], run.nowMs);
    const cause = { planId: plan.id, containerIds: [containerId] };
    expect(await asks()).toEqual(cause);
    const proposal = await run.replan("grid", plan.id, [containerId]);
    await run.store.plans.reject(proposal.id);
    expect(await asks()).toBeNull();
    run.nowMs += 900_000;
    await report(containerId, 95);
    expect(await asks()).toBeNull();
    run.nowMs += 900_000;
    await report(containerId, 104);
    expect(await asks()).toEqual(cause);
  });
});

describe("a full container on a released plan", () => {
  test("is collected after now, and what the crews did before stays at its time", async () => {
    await run.store.plans.release(plan.id);
    const lastEndSec = Math.max(...plan.routes.map(({ endSec }) => endSec));
    at(lastEndSec + 60); // every truck is back
    const siteId = plan.routes[0]?.visits.find(({ kind }) => kind === "stop")?.placeId ?? "";
    const containerId = await fullContainerAt(siteId);
    const proposal = await run.replan("grid", plan.id, [containerId]);
    expect(proposal.changes.map(({ kind, siteId }) => [kind, siteId])).toEqual([["added", siteId]]);
    const added = stopsOf(proposal).filter((visit) => liftsOf(visit).includes(containerId));
    expect(added.map((visit) => liftsOf(visit))).toEqual([[containerId]]);
    expect(added[0]?.startSec).toBeGreaterThanOrEqual(lastEndSec + 60 + AHEAD_SEC);
    expect(timesOf(proposal).filter(([id]) => id !== containerId)).toEqual(timesOf(plan));
  });

  test("joins a stop of its site that is still to come", async () => {
    await run.store.plans.release(plan.id);
    const route = plan.routes[0];
    const stops = route?.visits.filter(({ kind }) => kind === "stop") ?? [];
    at((stops[0]?.startSec ?? 0) + 1);
    const last = stops.at(-1);
    const containerId = await fullContainerAt(last?.placeId ?? "");
    const proposal = await run.replan("grid", plan.id, [containerId]);
    const joined = stopsOf(proposal).find((visit) => liftsOf(visit).includes(containerId));
    expect(joined === undefined ? [] : liftsOf(joined)).toEqual([
      ...(last === undefined ? [] : liftsOf(last)),
      containerId,
    ]);
  });
});

function at(daySec: number): void {
  run.nowMs = startOfDayMs(DAY, "Europe/Stockholm") + daySec * 1000;
}

/** Puts a new container at a site, full by its sensor's report of this moment. */
async function fullContainerAt(siteId: string, fillPercent = 99): Promise<string> {
  const id = `extra-${extraCount++}`;
  await run.store.cities.createContainer(smallContainer(id, siteId, "paper"), run.nowMs);
  await report(id, fillPercent);
  return id;
}

async function report(containerId: string, fillPercent: number): Promise<void> {
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
}

function stopsOf(version: Plan): readonly PlannedVisit[] {
  return version.routes.flatMap(({ visits }) => visits.filter(({ kind }) => kind === "stop"));
}

function liftsOf(visit: PlannedVisit): readonly string[] {
  return visit.lifts.map(({ containerId }) => containerId);
}

/** Start of each container's stop, by container. */
function timesOf(version: Plan): readonly (readonly [string, number])[] {
  return stopsOf(version)
    .flatMap((visit) => liftsOf(visit).map((id) => [id, visit.startSec] as const))
    .sort(([a], [b]) => a.localeCompare(b));
}
