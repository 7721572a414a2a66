import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { ReplanNeed } from "../../src/http/services.ts";
import { startTestService, type TestService } from "./support/service.ts";
import { NOW_MS, proposalOf, smallPlan } from "./support/small-plan.ts";

let service: TestService;
/** What planning answers to the next question. */
let need: ReplanNeed | null = null;
/** Containers that planning was asked about, question by question. */
const asked: (readonly string[])[] = [];

beforeAll(async () => {
  service = await startTestService({
    planning: {
      async containersForReplan(_store, _areaId, containerIds) {
        asked.push(containerIds);
        return need;
      },
    },
  });
});
afterAll(() => service.close());
beforeEach(() => {
  need = null;
  asked.length = 0;
});

test("accepting an older proposal asks again for what the newer one had added", async () => {
  const plan = await service.store.plans.insert(smallPlan({ id: "day" }), []);
  await service.store.plans.insert(proposalOf(plan, "older", ["c1"]), []);
  await service.store.plans.insert(proposalOf(plan, "newer", ["c1", "c2"]), []);
  need = { planId: "older", containerIds: ["c2"] };
  await service.call("acceptPlan", { params: { planId: "older" } });
  expect(asked).toEqual([["c1", "c2"]]);
  await service.jobs.idle();
  const [proposal] = await service.store.plans.proposals("town", plan.day);
  expect(proposal).toMatchObject({ parentId: "older", changes: [{ containerIds: ["c2"] }] });
});

test("a plan made anew asks for alarms it supersedes and for readings it did not know", async () => {
  const early = { containerId: "c0", at: "2026-11-24T06:29:00Z", fillPercent: 40 };
  const late = { containerId: "c3", at: "2026-11-24T06:30:00Z", fillPercent: 99 };
  service.clock.nowMs = NOW_MS - 1_000;
  await service.call("createReadings", { body: { readings: [early] } });
  service.clock.nowMs = NOW_MS;
  await service.call("createReadings", { body: { readings: [late] } });
  asked.length = 0;
  await service.call("createPlan", { body: { areaId: "town" } });
  await vi.waitFor(() => expect(asked).toHaveLength(1), { timeout: 10_000 });
  // The proposal for c2 is of the plan before; those for c1 and c2 of the one before that.
  expect(asked[0]?.toSorted()).toEqual(["c1", "c2", "c3"]);
});
