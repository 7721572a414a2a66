import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  buildRoadGraph,
  compileTurns,
  findPath,
  profileNamed,
  type Routing,
  readOsm,
  routingToBytes,
  type Snap,
  snapPlaces,
  travelTable,
  withHierarchy,
} from "../../src/geo/index.ts";
import { reportLeftOut, sharedData } from "../support/shared-data.ts";

const ALL = ["free", "turns", "truck"] as const;

/** The six published extracts; of the largest one profile, which takes ten seconds to prepare. */
const EXTRACTS = {
  "karlsruhe-kirchfeld": ALL,
  monaco: ALL,
  "porto-centre": ALL,
  "prague-north": ALL,
  "heidelberg-roads": ALL,
  "porto-roads": ["turns"],
} as const;
const PAIR_S_MAX = 0.05;
const PAIR_M_MAX = 0.5;

interface End {
  readonly lon: number;
  readonly lat: number;
}

interface Pair {
  readonly kind: string;
  readonly from: End;
  readonly to: End;
  readonly exact: Readonly<Record<string, readonly [number, number] | null>>;
}

interface Figures {
  readonly seconds: readonly (readonly number[])[];
  readonly metres: readonly (readonly number[])[];
}

interface Matrix {
  readonly points: readonly End[];
  readonly turns: Figures;
  readonly truck: Figures;
}

const folder = sharedData() === null ? null : join(sharedData() ?? "", "osm");

for (const [extract, profiles] of Object.entries(EXTRACTS)) {
  test(`${extract}: every reference pair and matrix entry is met exactly`, async () => {
    if (folder === null || !existsSync(join(folder, "reference"))) {
      reportLeftOut(`reference figures of ${extract}`);
      return;
    }
    const result = await readOsm(readFileSync(join(folder, `${extract}.osm.pbf`)), extract);
    if (!result.ok) throw new Error(result.detail);
    const graph = buildRoadGraph(result.data);
    const { pairs } = readJson<{ pairs: Pair[] }>(folder, `${extract}.json`);
    const matrix = readJson<Matrix>(folder, `${extract}.matrix.json`);
    for (const id of profiles) {
      const profile = profileNamed(id);
      if (profile === undefined) throw new Error(id);
      const routing = withHierarchy(compileTurns(graph, profile));
      expect(wrongPairs(routing, id, pairs)).toEqual([]);
      if (id !== "free") expect(wrongEntries(routing, matrix.points, matrix[id])).toEqual([]);
    }
  }, 240_000);
}

test("the three formats of one extract compile to the same bytes", async () => {
  if (folder === null) return reportLeftOut("three formats of karlsruhe-kirchfeld");
  const profile = profileNamed("truck-26t");
  if (profile === undefined) throw new Error("truck-26t");
  const compiled: Uint8Array[] = [];
  for (const ending of ["osm.pbf", "osm.gz", "overpass.json.gz"]) {
    const file = `karlsruhe-kirchfeld.${ending}`;
    const result = await readOsm(readFileSync(join(folder, file)), file);
    if (!result.ok) throw new Error(result.detail);
    compiled.push(routingToBytes(compileTurns(buildRoadGraph(result.data), profile)));
  }
  expect(Buffer.compare(compiled[0], compiled[1])).toBe(0);
  expect(Buffer.compare(compiled[0], compiled[2])).toBe(0);
});

function wrongPairs(routing: Routing, id: string, pairs: readonly Pair[]): Pair[] {
  const from = snapEnds(
    routing,
    pairs.map((pair) => pair.from),
  );
  const to = snapEnds(
    routing,
    pairs.map((pair) => pair.to),
  );
  return pairs.filter(({ exact }, i) => {
    const [start, end] = [from[i], to[i]];
    return !isMet(exact[id], start.ok && end.ok ? findPath(routing, start, end) : null);
  });
}

/** Indices of the entries of a square matrix that differ from the reference. */
function wrongEntries(routing: Routing, points: readonly End[], wanted: Figures): number[] {
  const places = snapEnds(routing, points);
  const { us, um } = travelTable(routing, places, places);
  return Array.from(us.keys()).filter((i) => {
    const [row, column] = [Math.floor(i / places.length), i % places.length];
    const figures = [wanted.seconds[row][column], wanted.metres[row][column]] as const;
    return !isMet(figures, { us: us[i], um: um[i] });
  });
}

function snapEnds(routing: Routing, ends: readonly End[]): Snap[] {
  const points = ends.map(({ lon, lat }) => [lon, lat] as const);
  return snapPlaces(routing, points, { radiusM: 50, roads: "all" });
}

function isMet(
  wanted: readonly [number, number] | null | undefined,
  found: { us: number; um: number } | null,
): boolean {
  if (wanted === null || wanted === undefined) return found === null;
  if (found === null) return false;
  const isInTime = Math.abs(found.us / 1e6 - wanted[0]) < PAIR_S_MAX;
  return isInTime && Math.abs(found.um / 1e6 - wanted[1]) < PAIR_M_MAX;
}

function readJson<T>(directory: string, file: string): T {
  return JSON.parse(readFileSync(join(directory, "reference", file), "utf8")) as T;
}
