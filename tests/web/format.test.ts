import { expect, test } from "vitest";
import {
  formatAge,
  formatDay,
  formatDifference,
  formatDuration,
  formatHours,
  formatHoursAhead,
  formatKm,
  formatMoment,
  formatMoney,
  formatProbability,
  formatVolume,
  formatVolumeOf,
  formatWeight,
  formatWeightOf,
} from "../../src/web/format.ts";

test("metres are shown as kilometres, with one digit below a hundred", () => {
  expect(formatKm(12_449)).toBe("12.4 km");
  expect(formatKm(157_800)).toBe("158 km");
});

test("weights change to tonnes and volumes to cubic metres where the figures grow long", () => {
  expect(formatWeight(999)).toBe("999 kg");
  expect(formatWeight(1_240)).toBe("1.2 t");
  expect(formatVolume(9_150)).toBe("9,150 l");
  expect(formatVolume(21_000)).toBe("21.0 m³");
});

test("a load is told in the unit of its limit", () => {
  expect(formatWeightOf(918, 6_500)).toBe("0.9 of 6.5 t");
  expect(formatWeightOf(340, 800)).toBe("340 of 800 kg");
  expect(formatVolumeOf(9_150, 16_000)).toBe("9.2 of 16.0 m³");
  expect(formatVolumeOf(90, 660)).toBe("90 of 660 l");
});

test("durations leave out the part that is zero and carry a rounded hour", () => {
  expect(formatDuration(25 * 60)).toBe("25 min");
  expect(formatDuration(2 * 3600)).toBe("2 h");
  expect(formatDuration(2 * 3600 + 65)).toBe("2 h 1 min");
  expect(formatDuration(3599)).toBe("1 h"); // 59 min 59 s is nearer to an hour than to 59 min
  expect(formatHours(49_740)).toBe("13.8 h");
});

test("the time to full is told in hours up to two days, then in days", () => {
  expect(formatHoursAhead(0.4)).toBe("under an hour");
  expect(formatHoursAhead(47)).toBe("47 h");
  expect(formatHoursAhead(60)).toBe("2.5 days");
});

test("money is shown in whole units of a hundred cents", () => {
  expect(formatMoney(123_456)).toBe("1,235");
});

test("a probability near an end is not rounded to certain", () => {
  expect(formatProbability(0.004)).toBe("under 1 %");
  expect(formatProbability(0.996)).toBe("over 99 %");
  expect(formatProbability(1)).toBe("100 %");
  expect(formatProbability(0)).toBe("0 %");
  expect(formatProbability(0.412)).toBe("41 %");
});

test("a difference carries its sign, and one that rounds to nothing both", () => {
  expect(formatDifference(1_240, formatKm)).toBe("+1.2 km");
  expect(formatDifference(-1_240, formatKm)).toBe("−1.2 km");
  expect(formatDifference(20, formatKm)).toBe("±0.0 km");
});

test("a day is named without the time zone of the browser moving it", () => {
  expect(formatDay("2026-11-24")).toBe("Tue 24 November");
  expect(formatDay("2026-01-01")).toBe("Thu 1 January");
});

test("a moment is shown in the zone of the area", () => {
  expect(formatMoment("2026-11-24T22:30:00Z", "Europe/Stockholm")).toBe("24 Nov, 23:30");
});

test("an age is told in the largest unit that fits", () => {
  const nowMs = Date.parse("2026-11-24T12:00:00Z");
  expect(formatAge("2026-11-24T11:59:40Z", nowMs)).toBe("this minute");
  expect(formatAge("2026-11-24T09:30:00Z", nowMs)).toBe("2 hours ago");
  expect(formatAge("2026-11-21T12:00:00Z", nowMs)).toBe("3 days ago");
});
