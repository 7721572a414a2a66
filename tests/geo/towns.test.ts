import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { profileNamed, readOsm } from "../../src/geo/index.ts";
import { summarise } from "./support/summary.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/towns");
const PROFILES = ["turns", "truck", "truck-26t"];

const files = readdirSync(FOLDER).filter((file) => file.endsWith(".osm"));

test("there is a town for every rule", () => {
  expect(files.length).toBeGreaterThanOrEqual(20);
});

for (const file of files) {
  test(`${file} is understood as its comment says`, async () => {
    const read = await readOsm(readFileSync(join(FOLDER, file)), file);
    if (!read.ok) throw new Error(read.detail);
    const summaries = PROFILES.map((id) => {
      const profile = profileNamed(id);
      if (profile === undefined) throw new Error(id);
      return summarise(read.data, profile);
    });
    const golden = join(import.meta.dirname, "golden", file.replace(/\.osm$/, ".txt"));
    await expect(summaries.join("\n")).toMatchFileSnapshot(golden);
  });
}
