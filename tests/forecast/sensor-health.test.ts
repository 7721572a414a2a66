import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { REPORT_COUNT, sensorHealth } from "../../src/forecast/index.ts";
import { HOUR_MS, MONDAY_MS } from "./series.ts";

/** Times of reports each `hours`, the last one at `MONDAY_MS`. */
function reports(hours: number, count = REPORT_COUNT): number[] {
  return Array.from({ length: count }, (_, i) => MONDAY_MS - (count - 1 - i) * hours * HOUR_MS);
}

test("a sensor is offline from three missed reports on, late from one", () => {
  const states = [0, 1, 1.2, 1.3, 2, 3.2, 3.3, 50].map(
    (intervals) => sensorHealth(reports(3), MONDAY_MS + intervals * 3 * HOUR_MS).state,
  );
  expect(states).toEqual(["ok", "ok", "ok", "late", "late", "late", "offline", "offline"]);
});

test("lost reports and repeats of one do not change the interval told", () => {
  const random = new Random(5);
  const kept = reports(6).filter((_, i) => i % 4 !== 1);
  const repeated = kept.flatMap((atMs) => (random.float() < 0.3 ? [atMs, atMs + 2_000] : [atMs]));
  expect(sensorHealth(repeated, MONDAY_MS).intervalMs).toBeCloseTo(6 * HOUR_MS, -5);
});

test("a sensor that never reported says so, one that reported twice is given a day", () => {
  expect(sensorHealth([], MONDAY_MS)).toEqual({
    state: "never",
    lastSeenMs: null,
    intervalMs: null,
    missedCount: 0,
  });
  const twice = reports(1, 2);
  expect(sensorHealth(twice, MONDAY_MS + 20 * HOUR_MS)).toMatchObject({
    state: "ok",
    intervalMs: null,
  });
  expect(sensorHealth(twice, MONDAY_MS + 80 * HOUR_MS)).toMatchObject({
    state: "offline",
    missedCount: 3,
  });
});

test("the list of offline sensors is right at every hour of a simulated month", () => {
  const random = new Random(9);
  let wrong = 0;
  for (let sensor = 0; sensor < 20; sensor++) {
    const intervalMs = [1, 3, 6][sensor % 3] ?? 1;
    const brokenHour = 200 + random.below(300);
    const sent: number[] = [];
    for (let hour = 0; hour < 720; hour++) {
      const works = hour < brokenHour;
      if (works && hour % intervalMs === 0 && random.float() > 0.05) sent.push(hour * HOUR_MS);
      if (hour < 100) continue;
      const told = sensorHealth(sent.slice(-REPORT_COUNT), hour * HOUR_MS).state === "offline";
      const last = (sent.at(-1) ?? 0) / HOUR_MS;
      const isTrue = (hour - last) / intervalMs >= 3.25;
      if (told !== isTrue) wrong++;
    }
  }
  expect(wrong).toBe(0);
});
