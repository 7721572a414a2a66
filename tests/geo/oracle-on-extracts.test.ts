import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  profileNamed,
  type RoadPlace,
  readOsm,
  travelTable,
} from "../../src/geo/index.ts";
import { reportLeftOut, sharedData } from "../support/shared-data.ts";
import { Oracle } from "./support/oracle.ts";
import { placeOnSegment } from "./support/places.ts";

/** Extracts that have no reference figures, or tags that others lack; rows that are compared. */
const EXTRACTS = { "hengelo.osm.gz": 1, "monaco.osm.pbf": 3, "prague-north.osm.pbf": 1 } as const;
const PLACE_COUNT = 200;

for (const [file, rowCount] of Object.entries(EXTRACTS)) {
  test(`${file}: tables agree with the oracle that walks single nodes`, async () => {
    const folder = sharedData();
    if (folder === null) return reportLeftOut(`comparison with the oracle on ${file}`);
    const result = await readOsm(readFileSync(join(folder, "osm", file)), file);
    if (!result.ok) throw new Error(result.detail);
    const graph = buildRoadGraph(result.data);
    const faults: string[] = [];
    for (const variant of ["turns", "truck"] as const) {
      const profile = profileNamed(variant);
      if (profile === undefined) throw new Error(variant);
      const routing = compileRouting(graph, profile);
      const oracle = new Oracle(result.data, variant);
      const keys = [...oracle.segments.keys()];
      const random = new Random(11);
      const segments = Array.from({ length: PLACE_COUNT }, () => {
        const [a, b] = keys[random.below(keys.length)].split(">").map(Number);
        return { a, b, share: (1 + random.below(3)) / 4 };
      });
      const placed = segments.map((segment) => placeOnSegment(routing, result.data, segment));
      const places = placed.filter((place): place is RoadPlace => place !== null);
      expect(places).toHaveLength(PLACE_COUNT);
      const table = travelTable(routing, places.slice(0, rowCount), places);
      for (let row = 0; row < rowCount; row++) {
        for (const [column, wanted] of oracle.costs(segments[row], segments).entries()) {
          const at = row * PLACE_COUNT + column;
          const sec = wanted?.sec ?? Number.POSITIVE_INFINITY;
          const isSame = wanted === null ? table.us[at] === sec : isNear(table, at, wanted);
          if (!isSame) faults.push(`${variant} ${row} to ${column}: ${table.us[at]}, not ${sec} s`);
        }
      }
    }
    expect(faults).toEqual([]);
  }, 120_000);
}

function isNear(
  table: { us: Float64Array; um: Float64Array },
  at: number,
  { sec, m }: { sec: number; m: number },
): boolean {
  return Math.abs(table.us[at] / 1e6 - sec) < 1e-3 && Math.abs(table.um[at] / 1e6 - m) < 1e-2;
}
