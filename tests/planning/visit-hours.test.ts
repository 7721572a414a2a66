import { expect, test } from "vitest";
import { startOfDayMs } from "../../src/planning/calendar.ts";
import { visitHours } from "../../src/planning/outlooks.ts";
import { smallCity } from "../support/small-city.ts";

const DAY = "2025-11-03";
const HOUR_MS = 3_600_000;

test("what is not collected must hold until most of the next day's stops are served", () => {
  // Shifts from 6:00 to 14:00: seven tenths have passed at 11:36.
  const { next, second } = hoursFrom(5.5);
  expect(next).toBeCloseTo(24 + 6.1);
  expect(second).toBeCloseTo(48 + 6.1);
});

test("in the afternoon the next visit is less than a day away, but never over", () => {
  expect(hoursFrom(15).next).toBeCloseTo(24 - 3.4);
  expect(hoursFrom(80).next).toBe(1);
});

function hoursFrom(clockHour: number) {
  const city = smallCity(1);
  return visitHours(city, DAY, startOfDayMs(DAY, city.area.timeZone) + clockHour * HOUR_MS);
}
