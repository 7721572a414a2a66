import { describe, expect, test } from "vitest";
import { readCityFolder } from "../../../src/planning/city/index.ts";
import { makePragueCity } from "../../support/prague-city.ts";
import { reportLeftOut, sharedData } from "../../support/shared-data.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 4);
const data = sharedData();

describe("a folder from real roads, recycling points and fill histories of Prague", () => {
  if (data === null) {
    test("is left out where the public data are missing", () => {
      reportLeftOut("the city of north Prague");
      expect(data).toBeNull();
    });
    return;
  }

  test("is read without faults or warnings, with containers where the tags say", async () => {
    const { directory, remove } = await makePragueCity(data);
    try {
      const { city, readings, warnings } = await readCityFolder(directory, NOW_MS);
      expect(warnings).toEqual([]);
      expect(city.sites).toHaveLength(204);
      expect(city.facilities).toHaveLength(2);
      expect(city.sites[0].id).toMatch(/^node-\d+$/);
      const streams = new Set(city.containers.map(({ streamId }) => streamId));
      expect([...streams].sort()).toEqual(["glass", "paper", "plastic"]);
      expect(city.containers.length).toBeGreaterThan(300);
      expect(readings.byContainer.size).toBe(city.containers.length);
      // Histories differ even where two containers share a real one.
      const texts = [...readings.byContainer.values()].map(({ fillPercent }) => fillPercent.join());
      expect(new Set(texts).size).toBe(texts.length);
    } finally {
      await remove();
    }
  }, 120_000);
});
