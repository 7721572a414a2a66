import { beforeEach, expect, test } from "vitest";
import type { PlanState } from "../../../src/domain/index.ts";
import { emptyPlan, lines, smallCity } from "../small-city.ts";
import { allPages, type StoreUnderTest } from "./harness.ts";

const DAY = "2026-11-24";

export function planCases(underTest: StoreUnderTest): void {
  beforeEach(async () => {
    await underTest.store.cities.replaceCity(smallCity("a", 1), { sourceHash: "h", atMs: 1 });
  });

  const insert = (id: string, state: PlanState, parentId: string | null = null) =>
    underTest.store.plans.insert(emptyPlan(id, "a", { state, parentId }), []);
  const stateOf = async (id: string) => (await underTest.store.plans.get(id))?.state;

  test("a plan comes back with its road lines, after a restart", async () => {
    const plan = emptyPlan("p1", "a", { jobId: "job-1", trigger: "plan" });
    const stored = await underTest.store.plans.insert(plan, [lines("v1"), lines("v0")]);
    expect(stored).toEqual({ ...plan, version: 1 });
    const { plans } = await underTest.reopen();
    expect(await plans.get("p1")).toEqual(stored);
    expect(await plans.geometry("p1")).toEqual([lines("v1"), lines("v0")]);
    expect(await plans.get("p2")).toBeNull();
  });

  test("versions of a day count up, and a draft supersedes the draft before it", async () => {
    expect((await insert("p1", "draft")).version).toBe(1);
    expect((await insert("p2", "draft")).version).toBe(2);
    expect(await stateOf("p1")).toBe("superseded");
    expect((await underTest.store.plans.current("a", DAY))?.id).toBe("p2");
    const other = emptyPlan("p3", "a", { day: "2026-11-25" });
    expect((await underTest.store.plans.insert(other, [])).version).toBe(1);
  });

  test("the plan in force is the released one, else the draft, else none", async () => {
    const { plans } = underTest.store;
    expect(await plans.current("a", DAY)).toBeNull();
    await insert("p1", "draft");
    expect((await plans.release("p1")).state).toBe("released");
    await insert("p2", "draft");
    expect((await plans.current("a", DAY))?.id).toBe("p1");
    await plans.release("p2");
    expect((await plans.current("a", DAY))?.id).toBe("p2");
    expect(await stateOf("p1")).toBe("superseded");
  });

  test("an accepted proposal takes its parent's state, also a released one", async () => {
    const { plans } = underTest.store;
    await insert("p1", "draft");
    await plans.release("p1");
    await insert("p2", "proposed", "p1");
    expect((await plans.proposals("a", DAY)).map(({ id }) => id)).toEqual(["p2"]);
    const inForce = (await plans.current("a", DAY))?.id ?? null;
    expect(await plans.idsOfDay("a", DAY)).toEqual({ currentId: inForce, proposalIds: ["p2"] });
    expect((await plans.accept("p2")).state).toBe("released");
    expect(await stateOf("p1")).toBe("superseded");
    expect(await plans.proposals("a", DAY)).toEqual([]);
  });

  test("a rejected proposal leaves its parent in force", async () => {
    const { plans } = underTest.store;
    await insert("p1", "draft");
    await insert("p2", "proposed", "p1");
    expect((await plans.reject("p2")).state).toBe("rejected");
    expect(await stateOf("p1")).toBe("draft");
    await expect(plans.accept("p2")).rejects.toMatchObject({ code: "plan/state" });
  });

  test("of two proposals accepted at once one wins, and the other is superseded", async () => {
    const { plans } = underTest.store;
    await insert("p1", "draft");
    await insert("p2", "proposed", "p1");
    await insert("p3", "proposed", "p1");
    const outcomes = await Promise.allSettled([plans.accept("p2"), plans.accept("p3")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(outcomes[1]).toMatchObject({ reason: { code: "plan/state" } });
    expect(await stateOf("p2")).toBe("draft");
    expect(await stateOf("p3")).toBe("superseded");
  });

  test("of accepting and rejecting at once one wins", async () => {
    const { plans } = underTest.store;
    await insert("p1", "draft");
    await insert("p2", "proposed", "p1");
    const outcomes = await Promise.allSettled([plans.reject("p2"), plans.accept("p2")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await stateOf("p1")).toBe("draft");
  });

  test("a new draft supersedes what waits to change the old one", async () => {
    const { plans } = underTest.store;
    await insert("p1", "draft");
    await insert("p2", "proposed", "p1");
    await insert("p3", "draft");
    expect(await stateOf("p2")).toBe("superseded");
    await expect(plans.accept("p2")).rejects.toMatchObject({ code: "plan/state" });
    expect(await stateOf("p3")).toBe("draft");
  });

  test("a proposal to change a plan that is not in force is refused", async () => {
    await insert("p1", "draft");
    await insert("p2", "draft");
    await expect(insert("p3", "proposed", "p1")).rejects.toMatchObject({ code: "plan/state" });
    await expect(insert("p4", "proposed", null)).rejects.toMatchObject({ code: "plan/state" });
    expect(await stateOf("p3")).toBeUndefined();
  });

  test("only a draft is released, and only what exists changes state", async () => {
    const { plans } = underTest.store;
    await insert("p1", "draft");
    await plans.release("p1");
    await expect(plans.release("p1")).rejects.toMatchObject({ code: "plan/state" });
    await expect(plans.reject("p1")).rejects.toMatchObject({ code: "plan/state" });
    for (const change of [plans.release, plans.accept, plans.reject]) {
      await expect(change("p9")).rejects.toMatchObject({ code: "plan/unknown" });
    }
    const lost = plans.insert(emptyPlan("p2", "nowhere", {}), []);
    await expect(lost).rejects.toMatchObject({ code: "area/unknown" });
  });

  test("plans are listed newest first, by area, day and state", async () => {
    const { plans, cities } = underTest.store;
    await cities.replaceCity(smallCity("b", 1), { sourceHash: "h", atMs: 1 });
    for (const [id, areaId, createdAtMs] of [
      ["p1", "a", 10],
      ["p2", "a", 30],
      ["p3", "b", 20],
      ["p4", "a", 30],
    ] as const) {
      await plans.insert(emptyPlan(id, areaId, { createdAtMs }), []);
    }
    const all = await allPages(1, (page) => plans.list({}, page));
    expect(all.items.map(({ id }) => id)).toEqual(["p4", "p2", "p3", "p1"]);
    const drafts = await plans.list({ areaId: "a", state: "draft" }, { limit: 9, cursor: null });
    expect(drafts.items.map(({ id }) => id)).toEqual(["p4"]);
    const day = await plans.list({ day: "2026-11-25" }, { limit: 9, cursor: null });
    expect(day.items).toEqual([]);
  });
}
