import { afterAll, beforeAll, expect, test } from "vitest";
import { seconds } from "../../src/base/index.ts";
import type { Plan } from "../../src/domain/index.ts";
import { writeGridCity } from "../support/grid-city.ts";
import { type PlanningRun, startPlanningRun } from "../support/planning-run.ts";
import { smallContainer } from "../support/small-city.ts";

/** A Wednesday, 06:00 in the city. */
const MORNING_MS = Date.UTC(2026, 10, 25, 5);
const DAY = "2026-11-25";
const REST = {
  earliestSec: seconds(6 * 3600 + 5 * 60),
  latestSec: seconds(6 * 3600 + 15 * 60),
  restSec: seconds(15 * 60),
  paid: false,
};

let run: PlanningRun;
let folder: Awaited<ReturnType<typeof writeGridCity>>;
let plan: Plan;

beforeAll(async () => {
  folder = await writeGridCity();
  run = await startPlanningRun(MORNING_MS);
  await run.importCity(folder.directory);
  const city = await run.store.cities.loadCity("grid");
  if (city === null) throw new Error("the city was imported");
  const vehicles = city.vehicles.map((vehicle) => ({ ...vehicle, breaks: [REST] }));
  const imported = { sourceHash: "breaks", atMs: MORNING_MS };
  await run.store.cities.replaceCity({ ...city, vehicles }, imported);
  plan = await run.plan("grid", DAY, 300);
}, 60_000);

afterAll(async () => {
  await run.remove();
  await folder.remove();
});

test("every crew that is out longer rests within its span, where its truck stands", async () => {
  const geometry = await run.store.plans.geometry(plan.id);
  expect(plan.routes.some(({ endSec }) => endSec > REST.latestSec)).toBe(true);
  for (const [index, route] of plan.routes.entries()) {
    const rests = restsOf(route);
    expect(rests).toHaveLength(route.endSec > REST.latestSec ? 1 : 0);
    for (const rest of rests) {
      expect(rest.startSec).toBeGreaterThanOrEqual(REST.earliestSec);
      expect(rest.startSec).toBeLessThanOrEqual(REST.latestSec);
      expect(rest.endSec - rest.startSec).toBe(REST.restSec);
      expect(rest.legM).toBe(0);
      expect(rest.placeId).toBe(route.visits[route.visits.indexOf(rest) - 1]?.placeId);
    }
    const { drivingSec, serviceSec, waitSec, breakSec } = route;
    expect(drivingSec + serviceSec + waitSec + breakSec).toBe(route.endSec - route.startSec);
    expect(geometry[index]?.legs).toHaveLength(route.visits.length - 1);
  }
});

test("an insertion on the road leaves a rest that was taken at its time", async () => {
  await run.store.plans.release(plan.id);
  run.nowMs = MORNING_MS + 32 * 60_000;
  await run.store.cities.createContainer(smallContainer("extra", "s39", "paper"), run.nowMs);
  await run.store.readings.ingest([
    {
      containerId: "extra",
      atMs: run.nowMs,
      fillPercent: 99,
      source: "api",
      sequence: null,
      quality: 0,
      reasons: [],
      receivedAtMs: run.nowMs,
    },
  ]);
  const proposal = await run.replan("grid", plan.id, ["extra"]);
  const taken = plan.routes.flatMap(restsOf).filter(({ endSec }) => endSec <= 6.5 * 3600);
  const kept = proposal.routes.flatMap(restsOf).map(({ startSec }) => startSec);
  for (const { startSec } of taken) expect(kept).toContain(startSec);
  for (const route of proposal.routes) {
    expect(restsOf(route)).toHaveLength(route.endSec > REST.latestSec ? 1 : 0);
  }
});

function restsOf(route: Plan["routes"][number]) {
  return route.visits.filter(({ kind }) => kind === "break");
}
