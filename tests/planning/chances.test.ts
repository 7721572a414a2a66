import { expect, test } from "vitest";
import { startOfDayMs } from "../../src/planning/calendar.ts";
import { Chances } from "../../src/planning/chances.ts";
import { type CollectionPace, EVERY_DAY } from "../../src/planning/rhythm.ts";
import { smallCity } from "../support/small-city.ts";

const MONDAY = "2025-11-03";
const HOUR_MS = 3_600_000;
const WAYS = { ratePercentPerDay: 10, dispersionPercent: 8, rateSpread: 0.1 };

test("what is not collected must hold until most of the next day's stops are served", () => {
  // Shifts from 6:00 to 14:00: seven tenths have passed at 11:36.
  const { servedHours, nextHours } = chanceFrom(5.5);
  expect(servedHours).toBeCloseTo(6.1);
  expect(nextHours).toBeCloseTo(24 + 6.1);
});

test("in the afternoon the next visit is less than a day away, but never over", () => {
  expect(chanceFrom(15).nextHours).toBeCloseTo(24 - 3.4);
  expect(chanceFrom(80)).toMatchObject({ nextHours: 1, servedHours: 0 });
});

test("the next chance is on the stream's next day, and a day between is none of its own", () => {
  const pace = { ...EVERY_DAY, rhythms: new Map([["paper", [2, 5]]]) };
  const { isRoundDay, nextHours } = chanceFrom(5.5, pace);
  expect(isRoundDay).toBe(false);
  expect(nextHours).toBeCloseTo(24 + 6.1); // Tuesday
  const tuesday = chanceFrom(5.5, pace, "2025-11-04");
  expect(tuesday.isRoundDay).toBe(true);
  expect(tuesday.nextHours).toBeCloseTo(3 * 24 + 6.1); // Friday
});

function chanceFrom(clockHour: number, pace: CollectionPace = EVERY_DAY, day = MONDAY) {
  const city = smallCity(1);
  const atMs = startOfDayMs(day, city.area.timeZone) + clockHour * HOUR_MS;
  return new Chances(city, day, atMs, pace).of({ id: "c0", streamId: "paper" }, WAYS);
}
