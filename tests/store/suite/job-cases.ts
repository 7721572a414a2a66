import { expect, test } from "vitest";
import type { JobRequest } from "../../../src/domain/index.ts";
import { allPages, type StoreUnderTest } from "./harness.ts";

const IMPORT: JobRequest = { kind: "import-city", directory: "folder" };
const REPLAN: JobRequest = {
  kind: "replan",
  areaId: "a",
  planId: "p",
  containerIds: ["c"],
  seed: 3,
};
const ERROR = { code: "plan/no-vehicles", title: "No vehicle is active", detail: "none" };

export function jobCases(underTest: StoreUnderTest): void {
  test("a job is kept from its coming to its success, after a restart", async () => {
    const { id } = await underTest.store.jobs.enqueue(REPLAN, 10);
    await underTest.store.jobs.claim(11);
    const progress = { step: "solve", message: "Searching", share: 0.5, bestCostCents: 9 };
    await underTest.store.jobs.setProgress(id, progress);
    await underTest.store.jobs.succeed(id, "p2", 12);
    const { jobs } = await underTest.reopen();
    expect(await jobs.get(id)).toEqual({
      id,
      request: REPLAN,
      state: "succeeded",
      progress: { ...progress, share: 1 },
      resultId: "p2",
      error: null,
      attempts: 1,
      createdAtMs: 10,
      startedAtMs: 11,
      finishedAtMs: 12,
    });
    expect(await jobs.get("job-0")).toBeNull();
  });

  test("the oldest waiting job of the kinds asked for is claimed, and each only once", async () => {
    const { jobs } = underTest.store;
    const first = await jobs.enqueue(IMPORT, 1);
    const second = await jobs.enqueue(REPLAN, 1);
    const third = await jobs.enqueue(IMPORT, 1);
    expect((await jobs.claim(2, ["replan"]))?.id).toBe(second.id);
    const claims = await Promise.all([jobs.claim(2), jobs.claim(2), jobs.claim(2)]);
    expect(claims.map((job) => job?.id)).toEqual([first.id, third.id, undefined]);
    expect((await jobs.inState(["running"])).map(({ id }) => id)).toEqual(
      [first, second, third].map(({ id }) => id),
    );
  });

  test("a job that has ended stays as it ended", async () => {
    const { jobs } = underTest.store;
    const { id } = await jobs.enqueue(IMPORT, 1);
    await expect(jobs.succeed(id, "a", 2)).rejects.toMatchObject({ code: "job/state" });
    await jobs.claim(2);
    await jobs.cancel(id, 3);
    const progress = { step: "late", message: "Late", share: 1 };
    await jobs.setProgress(id, progress);
    await expect(jobs.succeed(id, "a", 4)).rejects.toMatchObject({ code: "job/state" });
    await expect(jobs.fail(id, ERROR, 4)).rejects.toMatchObject({ code: "job/state" });
    await expect(jobs.cancel(id, 4)).rejects.toMatchObject({ code: "job/state" });
    await jobs.requeue(id);
    expect(await jobs.get(id)).toMatchObject({
      state: "cancelled",
      progress: null,
      resultId: null,
      finishedAtMs: 3,
    });
    await expect(jobs.cancel("job-0", 4)).rejects.toMatchObject({ code: "job/unknown" });
  });

  test("a waiting job can be cancelled or failed before it starts", async () => {
    const { jobs } = underTest.store;
    const first = await jobs.enqueue(IMPORT, 1);
    const second = await jobs.enqueue(IMPORT, 1);
    await jobs.cancel(first.id, 2);
    await jobs.fail(second.id, ERROR, 3);
    expect(await jobs.claim(4)).toBeNull();
    expect(await jobs.get(second.id)).toMatchObject({ state: "failed", error: ERROR });
  });

  test("a job put back in order starts anew without a counted attempt", async () => {
    const { jobs } = underTest.store;
    const { id } = await jobs.enqueue(IMPORT, 1);
    await jobs.claim(2);
    await jobs.requeue(id);
    expect(await jobs.get(id)).toMatchObject({ state: "queued", attempts: 0, startedAtMs: null });
    expect((await jobs.claim(3))?.attempts).toBe(1);
  });

  test("jobs that a dead process left running wait again, up to the limit of attempts", async () => {
    const { jobs } = underTest.store;
    const { id } = await jobs.enqueue(IMPORT, 1);
    const waiting = await jobs.enqueue(REPLAN, 1);
    for (let attempt = 1; attempt <= 2; attempt++) {
      expect(await jobs.claim(2, ["import-city"])).toMatchObject({ id, attempts: attempt });
      const recovered = await jobs.recover(3, 3);
      expect(recovered.map((job) => [job.id, job.state])).toEqual([[id, "queued"]]);
    }
    await jobs.claim(4, ["import-city"]);
    await jobs.recover(3, 5);
    expect(await jobs.get(id)).toMatchObject({
      state: "failed",
      error: { code: "job/interrupted" },
      attempts: 3,
      finishedAtMs: 5,
    });
    expect((await jobs.get(waiting.id))?.state).toBe("queued");
  });

  test("jobs are listed newest first", async () => {
    const { jobs } = underTest.store;
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await jobs.enqueue(IMPORT, 1)).id);
    const { items, pageCount } = await allPages(2, (page) => jobs.list(page));
    expect(items.map(({ id }) => id)).toEqual(ids.reverse());
    expect(pageCount).toBe(3);
  });
}
