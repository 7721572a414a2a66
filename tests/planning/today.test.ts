import { afterAll, beforeAll, expect, test } from "vitest";
import { morningPlanNeeded, planNeeded } from "../../src/planning/index.ts";
import { writeGridCity } from "../support/grid-city.ts";
import { type PlanningRun, startPlanningRun } from "../support/planning-run.ts";

/** A Wednesday, 23:30 UTC: Thursday in the city. */
const NIGHT_MS = Date.UTC(2026, 10, 25, 23, 30);
const DAY = "2026-11-26";

let run: PlanningRun;
let folder: Awaited<ReturnType<typeof writeGridCity>>;

beforeAll(async () => {
  folder = await writeGridCity();
  run = await startPlanningRun(NIGHT_MS);
  await run.importCity(folder.directory);
}, 60_000);

afterAll(async () => {
  await run.remove();
  await folder.remove();
});

function needed(draftSinceMs: number) {
  const options = { nowMs: NIGHT_MS, timeLimitMs: 1_000, draftSinceMs };
  return planNeeded(run.store, "grid", options);
}

test("today is planned once by the city's clock, and anew where the city changed since", async () => {
  expect(await needed(0)).toMatchObject({ kind: "plan", areaId: "grid", day: DAY });
  const draft = await run.plan("grid", DAY, 300);
  expect(await needed(0)).toBeNull();
  expect(await needed(draft.createdAtMs)).toBeNull();
  expect(await needed(draft.createdAtMs + 1)).toMatchObject({ kind: "plan", day: DAY });
  await run.store.plans.release(draft.id);
  expect(await needed(draft.createdAtMs + 1)).toBeNull();
});

test("a new day is planned two hours before the first shift, once whatever comes of it", async () => {
  const at = (hour: number) => ({
    nowMs: Date.UTC(2026, 10, 28, hour), // a Saturday; the city's clock is an hour ahead
    timeLimitMs: 1_000,
    draftSinceMs: 0,
  });
  expect(await morningPlanNeeded(run.store, "grid", at(2))).toBeNull();
  const request = await morningPlanNeeded(run.store, "grid", at(3));
  expect(request).toMatchObject({ kind: "plan", day: "2026-11-28" });
  if (request === null) return;
  const job = await run.store.jobs.enqueue(request, NIGHT_MS);
  await run.store.jobs.cancel(job.id, NIGHT_MS);
  expect(await planNeeded(run.store, "grid", at(4))).not.toBeNull();
  expect(await morningPlanNeeded(run.store, "grid", at(4))).toBeNull();
});

test("a plan that waits is not asked for twice", async () => {
  const tomorrow = { nowMs: NIGHT_MS + 86_400_000, timeLimitMs: 1_000, draftSinceMs: 0 };
  const request = await planNeeded(run.store, "grid", tomorrow);
  if (request === null) throw new Error("tomorrow has no plan yet");
  await run.store.jobs.enqueue(request, NIGHT_MS);
  expect(await planNeeded(run.store, "grid", tomorrow)).toBeNull();
});
