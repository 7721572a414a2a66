import { expect, test } from "vitest";
import { dayOf, startOfDayMs } from "../../src/planning/index.ts";

const SIX_MS = 6 * 3_600_000;

test("six in the morning is six on the wall, also on days when the clocks change", () => {
  for (const [timeZone, day] of [
    ["Europe/Stockholm", "2026-01-15"],
    ["Europe/Stockholm", "2026-03-29"], // clocks go forward
    ["Europe/Stockholm", "2026-10-25"], // clocks go back
    ["Africa/Cairo", "2026-04-24"], // clocks go forward at midnight, which is not there
  ] as const) {
    const wall = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" });
    expect(wall.format(startOfDayMs(day, timeZone) + SIX_MS), day).toBe("06:00");
  }
});

test("a working day begins with the area's own midnight, not with that of UTC", () => {
  const lateMs = Date.UTC(2026, 5, 1, 22, 30);
  expect(dayOf(lateMs, "UTC")).toBe("2026-06-01");
  expect(dayOf(lateMs, "Europe/Stockholm")).toBe("2026-06-02");
  expect(dayOf(lateMs, "America/Los_Angeles")).toBe("2026-06-01");
  expect(startOfDayMs("2026-06-02", "Europe/Stockholm")).toBe(Date.UTC(2026, 5, 1, 22));
});
