import { expect, test } from "vitest";
import { emptyPlan, smallCity } from "../small-city.ts";
import type { StoreUnderTest } from "./harness.ts";

const IMPORTED = { sourceHash: "hash", atMs: 1 };

export function transactionCases(underTest: StoreUnderTest): void {
  test("a transaction that ends well keeps all of it, and others see it only then", async () => {
    const { store } = underTest;
    const seen: (string | null)[] = [];
    const given = await store.transaction(async (kept) => {
      await kept.roads.setGraphVersion("a", "v1");
      await kept.roads.setGraphVersion("b", "v1");
      seen.push(await kept.roads.graphVersion("a"), await store.roads.graphVersion("a"));
      return "done";
    });
    expect(given).toBe("done");
    expect(seen).toEqual(["v1", null]);
    expect(await store.roads.graphVersion("b")).toBe("v1");
  });

  test("a transaction that fails keeps nothing", async () => {
    const { store } = underTest;
    await store.cities.replaceCity(smallCity("a", 1), IMPORTED);
    const { id } = await store.jobs.enqueue({ kind: "import-city", directory: "d" }, 1);
    const failing = store.transaction(async (kept) => {
      await kept.plans.insert(emptyPlan("p1", "a", {}), []);
      await kept.jobs.succeed(id, "p1", 2); // it was never started
    });
    await expect(failing).rejects.toMatchObject({ code: "job/state" });
    expect(await store.plans.get("p1")).toBeNull();
    expect((await store.jobs.get(id))?.state).toBe("queued");
  });

  test("a write that fails inside and is caught leaves no half of itself behind", async () => {
    const { store } = underTest;
    const city = smallCity("a", 1);
    await store.cities.replaceCity(city, IMPORTED);
    await store.transaction(async (kept) => {
      await kept.plans.insert(emptyPlan("p1", "a", {}), []);
      // The second draft supersedes the first one, then meets the taken id.
      await expect(kept.plans.insert(emptyPlan("p1", "a", {}), [])).rejects.toThrow();
      await kept.roads.setGraphVersion("a", "v1");
    });
    expect((await store.plans.get("p1"))?.state).toBe("draft");
    expect(await store.roads.graphVersion("a")).toBe("v1");
  });

  test("writes inside a transaction may be asked for at once", async () => {
    const { store } = underTest;
    await store.transaction(async (kept) => {
      await Promise.all(["a", "b", "c"].map((id) => kept.roads.setGraphVersion(id, "v")));
    });
    expect(await store.roads.graphVersion("c")).toBe("v");
  });

  test("a failing transaction does not touch writes asked for in the same moment", async () => {
    const { store } = underTest;
    const outcomes = await Promise.allSettled([
      store.roads.setGraphVersion("a", "v"),
      store.transaction(async (kept) => {
        await kept.roads.setGraphVersion("b", "v");
        throw new Error("no");
      }),
      store.roads.setGraphVersion("c", "v"),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await store.roads.graphVersion("a")).toBe("v");
    expect(await store.roads.graphVersion("b")).toBeNull();
    expect(await store.roads.graphVersion("c")).toBe("v");
  });

  test("a write past its transaction is refused instead of waiting for itself", async () => {
    const { store } = underTest;
    const failing = store.transaction(() => store.roads.setGraphVersion("a", "v"));
    await expect(failing).rejects.toThrow("must use the store that the transaction hands out");
    const nested = store.transaction((kept) => kept.transaction(async () => 1));
    await expect(nested).rejects.toThrow("not to be nested");
  });

  test("the store of a transaction is of no use after it", async () => {
    const { store } = underTest;
    const late = await store.transaction(async (kept) => ({ roads: kept.roads }));
    await expect(late.roads.setGraphVersion("a", "v")).rejects.toThrow("has ended");
  });

  test("closing waits for the writes that were asked for, and then takes none", async () => {
    const { store } = underTest;
    const writing = store.roads.setGraphVersion("a", "v");
    await underTest.reopen();
    await writing;
    await expect(store.roads.setGraphVersion("a", "w")).rejects.toThrow("closed");
    expect(await underTest.store.roads.graphVersion("a")).toBe("v");
    await underTest.store.ping();
  });
}
