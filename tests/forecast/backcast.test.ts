import { expect, test } from "vitest";
import { Backcast, fillQuantile, readingsUntil } from "../../src/forecast/index.ts";
import { DAY_MS, MONDAY_MS, sawtooth } from "./series.ts";

const CONTAINERS = Array.from({ length: 4 }, (_, i) => ({
  id: `c${i}`,
  group: "paper",
  readings: sawtooth({ days: 60, ratePerDay: 6 + 3 * i, emptiedAt: 80, noise: 1, seed: i + 1 }),
}));

const ORIGIN_MS = MONDAY_MS + 40 * DAY_MS;

test("a back-cast uses nothing later than its origin", () => {
  const cut = CONTAINERS.map((container) => ({
    ...container,
    readings: readingsUntil(container.readings, ORIGIN_MS),
  }));
  for (const { id } of CONTAINERS) {
    const forecast = new Backcast(CONTAINERS).forecast(id, ORIGIN_MS);
    expect(forecast).not.toBeNull();
    expect(forecast).toEqual(new Backcast(cut).forecast(id, ORIGIN_MS));
  }
});

test("a back-cast of what is not there is null, and one before the first reading is the group's", () => {
  const backcast = new Backcast(CONTAINERS);
  expect(backcast.forecast("c9", ORIGIN_MS)).toBeNull();
  expect(backcast.forecast("c0", MONDAY_MS - DAY_MS)?.basis).toBe("group");
});

test("back-casts of an even filling come true", () => {
  const backcast = new Backcast(CONTAINERS);
  for (let day = 30; day < 50; day++) {
    const atMs = MONDAY_MS + day * DAY_MS;
    const forecast = backcast.forecast("c1", atMs);
    if (forecast === null) throw new Error("no forecast");
    const { fillPercent } = readingsUntil(CONTAINERS[1].readings, atMs + DAY_MS);
    const truth = fillPercent[fillPercent.length - 1];
    if (truth < forecast.levelPercent) continue; // emptied in between
    expect(Math.abs(fillQuantile(forecast, 24, 0.5) - truth), `day ${day}`).toBeLessThan(5);
  }
});
