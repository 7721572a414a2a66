import { expect, test } from "vitest";
import { EVEN_WEEK, groupPrior, summariseHistory } from "../../src/forecast/index.ts";
import { forecastAtSeenRate } from "../../src/planning/seen-rate.ts";
import { DAY_MS, every, HOUR_MS, MONDAY_MS } from "../forecast/series.ts";

/** Rate that plans go by, of a container that fills by 6 % a day and is emptied at 90 %. */
function plannedRate(intervalHours: number): number {
  const count = (80 * 24) / intervalHours;
  const levels = Array.from({ length: count }, (_, i) => ((i * intervalHours * 6) / 24) % 90);
  const history = summariseHistory(every(intervalHours, levels, MONDAY_MS + 2 * HOUR_MS));
  const atMs = MONDAY_MS + 80 * DAY_MS;
  return forecastAtSeenRate(history, groupPrior([history]), EVEN_WEEK, atMs).ratePercentPerDay;
}

test("sensors that report hourly or once a day show the same rate", () => {
  for (const hours of [1, 3, 6, 12, 24]) {
    expect(plannedRate(hours), `${hours} h`).toBeGreaterThan(5.7);
    expect(plannedRate(hours), `${hours} h`).toBeLessThan(6.3);
  }
});
