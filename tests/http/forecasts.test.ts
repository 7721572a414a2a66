import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, startTestService, type TestService } from "./support/service.ts";
import { NOW_MS } from "./support/small-plan.ts";

const HOUR_MS = 3_600_000;

let service: TestService;

/** Six weeks of readings each three hours: fills by 12 % a day, emptied at 90 %. */
function filling(containerId: string, untilMs: number) {
  const count = 42 * 8;
  return Array.from({ length: count }, (_, i) => ({
    containerId,
    at: new Date(untilMs - (count - 1 - i) * 3 * HOUR_MS).toISOString(),
    fillPercent: Math.round((i * 1.5) % 90),
  }));
}

beforeAll(async () => {
  service = await startTestService();
  await service.call("createReadings", { body: { readings: filling("c0", NOW_MS) } });
  const silentSince = NOW_MS - 30 * HOUR_MS;
  await service.call("createReadings", { body: { readings: filling("c1", silentSince) } });
});
afterAll(() => service.close());

test("a container's forecast has a band that rises and the dates when it may and must be emptied", async () => {
  const { body } = await service.call("getContainerForecast", { params: { containerId: "c0" } });
  expect(body).toMatchObject({ containerId: "c0", basis: "sensor" });
  expect(body.ratePercentPerDay).toBeGreaterThan(10);
  expect(body.ratePercentPerDay).toBeLessThan(14);
  expect(body.points).toHaveLength(29);
  for (const [i, point] of body.points.entries()) {
    expect(point.fillLowPercent).toBeLessThanOrEqual(point.fillPercent);
    expect(point.fillPercent).toBeLessThanOrEqual(point.fillHighPercent);
    const before = body.points[i - 1] ?? point;
    expect(point.overflowProbability).toBeGreaterThanOrEqual(before.overflowProbability - 0.02);
  }
  expect(body.points.at(-1).fillPercent).toBeGreaterThan(body.points[0].fillPercent + 30);
  expect(body.emptyings.length).toBe(2);
  const fullMs = NOW_MS + body.hoursToFull * HOUR_MS;
  expect(Date.parse(body.dueAt)).toBeLessThan(fullMs);
  expect(Date.parse(body.dueAt)).toBeGreaterThan(NOW_MS);
});

test("it reaches as far as it is asked to, at most 14 days", async () => {
  const params = { containerId: "c0" };
  const { body } = await service.call("getContainerForecast", { params, query: { days: "14" } });
  expect(body.points).toHaveLength(57);
  const refused = await service.call("getContainerForecast", { params, query: { days: "15" } });
  expect([refused.status, codeOf(refused)]).toEqual([400, "request/invalid"]);
});

test("a container that never sent anything is forecast from its stream, an unknown one is a 404", async () => {
  const { body } = await service.call("getContainerForecast", { params: { containerId: "c2" } });
  expect(body).toMatchObject({ basis: "group", lastReadingAt: null, emptyings: [] });
  expect(body.points[0].fillHighPercent - body.points[0].fillLowPercent).toBeGreaterThan(20);
  const answer = await service.call("getContainerForecast", { params: { containerId: "gone" } });
  expect([answer.status, codeOf(answer)]).toEqual([404, "container/unknown"]);
});

test("sensors are listed with the silent one first, and by state", async () => {
  const params = { areaId: "town" };
  const { body } = await service.call("listSensors", { params });
  expect(
    body.items.map(({ containerId, state }: { containerId: string; state: string }) => [
      containerId,
      state,
    ]),
  ).toEqual([
    ["c1", "offline"],
    ["c0", "ok"],
  ]);
  expect(body.items[0]).toMatchObject({ intervalSec: 3 * 3600, missedReports: 9, siteId: "s1" });
  const offline = await service.call("listSensors", { params, query: { state: "offline" } });
  expect(offline.body.items).toEqual([body.items[0]]);
});

test("a back-test is a job whose report is read, and listed with the area's others", async () => {
  const params = { areaId: "town" };
  const started = await service.call("createBackTest", { params, body: { hours: [24, 96] } });
  expect(started.body).toMatchObject({ kind: "back-test", areaId: "town" });
  await service.jobs.idle();
  const job = await service.call("getJob", { params: { jobId: started.body.id } });
  const backTestId = job.body.resultId;
  expect(job.body.resultUrl).toBe(`/api/v1/back-tests/${backTestId}`);
  const { body } = await service.call("getBackTest", { params: { backTestId } });
  expect(body).toMatchObject({ days: 28, seed: 1, horizons: [{ hours: 24 }, { figures: null }] });
  expect(body.horizons[0].figures).toMatchObject({ count: 112, medianErrorPercent: 4.568 });
  const list = await service.call("listBackTests", { params });
  expect(list.body).toEqual({ items: [body], nextCursor: null });
});

test("a back-test that is not there is a 404, and one that asks too much is refused", async () => {
  const gone = await service.call("getBackTest", { params: { backTestId: "gone" } });
  expect([gone.status, codeOf(gone)]).toEqual([404, "back-test/unknown"]);
  const params = { areaId: "town" };
  const body = { days: 400, hours: [0] };
  const answer = await service.call("createBackTest", { params, body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    "/days",
    "/hours/0",
  ]);
});
