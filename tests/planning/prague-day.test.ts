import { expect, test } from "vitest";
import { startPlanningRun } from "../support/planning-run.ts";
import { makePragueCity } from "../support/prague-city.ts";
import { reportLeftOut, sharedData } from "../support/shared-data.ts";

const data = sharedData();
if (data === null) reportLeftOut("a day of north Prague");
/** A Wednesday, 06:00 in Prague. */
const MORNING_MS = Date.UTC(2026, 10, 25, 5);

test.runIf(data !== null)(
  "a city of real recycling points with real fill histories is planned without an unexplained warning",
  async () => {
    const folder = await makePragueCity(data ?? "");
    const run = await startPlanningRun(MORNING_MS);
    try {
      const areaId = await run.importCity(folder.directory);
      const plan = await run.plan(areaId, "2026-11-25");
      expect(plan.totals.stopCount).toBeGreaterThan(20);
      expect(plan.routes.every((route) => route.visits.at(-2)?.kind === "disposal")).toBe(true);
      for (const warning of plan.warnings) {
        expect(warning.code).not.toBe("");
        expect(warning.detail.length).toBeGreaterThan(20);
      }
      for (const stop of plan.unassigned) expect(stop.reasons.length).toBeGreaterThan(0);
    } finally {
      await run.remove();
      await folder.remove();
    }
  },
  120_000,
);
