import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  judgeSolRoutes,
  readCarp,
  readHvrp,
  readKim,
  readMdvrp,
  readPvrpif,
  readPyvrp,
  readSolRoutes,
  validateProblem,
} from "../../../src/solver/index.ts";
import { reportLeftOut, sharedData } from "../../support/shared-data.ts";

const SETS = [
  { folder: "mdvrp", ending: ".txt", read: readMdvrp },
  { folder: "hvrp-classic", ending: ".txt", read: readHvrp },
  { folder: "hfvrp", ending: ".vrp", read: readHvrp },
  { folder: "mdvrptw", ending: ".vrp", read: readPyvrp },
  { folder: "sdvrptw", ending: ".vrp", read: readPyvrp },
  { folder: "pcvrptw", ending: ".vrp", read: readPyvrp },
  { folder: "mtvrptwr", ending: ".vrp", read: readPyvrp },
  { folder: "wcvrptw-kim", ending: ".txt", read: readKim },
  { folder: "pvrpif-waste", ending: ".geojson", read: readPvrpif },
  { folder: "carp", ending: ".dat", read: readCarp },
];
/** The best-known costs of the hfvrp set are in PyVRP's units or in units 100,000 times as large. */
const LARGE_UNIT = 100_000;
const LARGE_UNIT_BELOW = 1_000_000;

const TIMEOUT_MS = 180_000; // a hundred files, some with thousands of vehicles

/** Folder of a set of the public data, or null (and a line on stderr) where it is not there. */
function folderOf(set: string): string | null {
  const data = sharedData();
  const folder = data === null ? null : join(data, "vrp", set);
  if (folder !== null && existsSync(folder)) return folder;
  reportLeftOut(`the public set ${set}`);
  return null;
}

test.each(SETS)(
  "every instance of $folder is read, its best solution judged as listed",
  (set) => {
    const folder = folderOf(set.folder);
    if (folder === null) return;
    for (const file of readdirSync(folder).filter((name) => name.endsWith(set.ending))) {
      const parsed = set.read(readFileSync(join(folder, file), "utf8"));
      if (!parsed.ok) throw new Error(`${file}: line ${parsed.line}: ${parsed.detail}`);
      expect(validateProblem(parsed.value.problem), file).toEqual([]);
      const solution = join(folder, file.replace(/\.[a-z]+$/, ".sol"));
      if (!existsSync(solution)) continue;
      const routes = readSolRoutes(readFileSync(solution, "utf8"), parsed.value);
      if (!routes.ok) throw new Error(`${solution}: line ${routes.line}: ${routes.detail}`);
      const judged = judgeSolRoutes(parsed.value, routes.value);
      const stated = routes.value.cost;
      if (set.folder === "hfvrp" && stated < LARGE_UNIT_BELOW) {
        // Found with unrounded distances: the routes agree to a hundred-thousandth.
        expect(judged.cost / LARGE_UNIT / stated, file).toBeCloseTo(1, 4);
        expect(
          judged.violations.map(({ code }) => code),
          file,
        ).toEqual(["stated-cost"]);
      } else
        expect({ file, ...judged }).toEqual({ file, feasible: true, cost: stated, violations: [] });
    }
  },
  TIMEOUT_MS,
);
