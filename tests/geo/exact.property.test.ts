import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  buildRoadGraph,
  compileTurns,
  findByDijkstra,
  findPath,
  type RoadPlace,
  type Routing,
  readOsm,
  travelTable,
  withHierarchy,
} from "../../src/geo/index.ts";
import { profileNamed } from "../../src/geo/profiles/index.ts";
import { reportLeftOut, sharedData } from "../support/shared-data.ts";
import { Oracle, type OracleCost, type SegmentPlace, type Variant } from "./support/oracle.ts";
import { placeOnSegment } from "./support/places.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown } from "./support/town.ts";

const VARIANTS: readonly Variant[] = ["free", "turns", "truck"];
const PLACES_A_TOWN = 9;

function compile(graph: ReturnType<typeof buildRoadGraph>, id: string): Routing {
  const profile = profileNamed(id);
  if (profile === undefined) throw new Error(`no profile ${id}`);
  return compileTurns(graph, profile);
}

test("paths on random towns agree with an oracle that knows nothing but the rules", async () => {
  const faults: string[] = [];
  let comparedCount = 0;
  let unreachableCount = 0;
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed);
    const data = await readTown(randomTown(random, 3 + random.below(3)));
    const graph = buildRoadGraph(data);
    for (const variant of VARIANTS) {
      const oracle = new Oracle(data, variant);
      const plain = compile(graph, variant);
      const fast = withHierarchy(plain);
      const segments = randomSegments(oracle, random);
      const placed = segments.map((segment) => placeOnSegment(plain, data, segment));
      const places = placed.filter((place): place is RoadPlace => place !== null);
      if (places.length < segments.length) faults.push(`seed ${seed}: a segment is not there`);
      const table = travelTable(fast, places, places);
      for (let i = 0; i < places.length; i++) {
        const wanted = oracle.costs(segments[i], segments);
        for (let j = 0; j < places.length; j++) {
          const [from, to] = [places[i], places[j]];
          const at = i * places.length + j;
          const costs = [
            findByDijkstra(plain, from, to),
            findPath(fast, from, to),
            { us: table.us[at], um: table.um[at] },
          ];
          comparedCount++;
          if (wanted[j] === null) unreachableCount++;
          if (!allEqual(costs, wanted[j])) {
            const pair = `${text(segments[i])} to ${text(segments[j])}`;
            const numbers = JSON.stringify([wanted[j], ...costs.map((c) => [c?.us, c?.um])]);
            faults.push(`seed ${seed}, ${variant}, ${pair}: ${numbers}`);
          }
        }
      }
    }
  }
  expect(faults).toEqual([]);
  expect(comparedCount).toBeGreaterThan(10_000);
  expect(unreachableCount).toBeGreaterThan(100);
  expect(unreachableCount).toBeLessThan(comparedCount / 2);
});

/** Whether all programs found the same, to the last digit, and the oracle's to the millisecond. */
function allEqual(
  costs: readonly ({ us: number; um: number } | null)[],
  wanted: OracleCost | null,
): boolean {
  const us = costs.map((cost) => cost?.us ?? Number.POSITIVE_INFINITY);
  const um = costs.map((cost) => cost?.um ?? Number.POSITIVE_INFINITY);
  if (us.some((value) => value !== us[0]) || um.some((value) => value !== um[0])) return false;
  if (wanted === null) return us[0] === Number.POSITIVE_INFINITY;
  return Math.abs(us[0] - wanted.sec * 1e6) < 1e3 && Math.abs(um[0] - wanted.m * 1e6) < 1e3;
}

test("tables by hierarchy equal plain Dijkstra under every truck profile", async () => {
  for (let seed = 1000; seed < 1040; seed++) {
    const random = new Random(seed);
    const data = await readTown(randomTown(random, 8));
    const graph = buildRoadGraph(data);
    for (const id of ["truck-26t", "truck-7.5t"]) {
      const plain = compile(graph, id);
      const fast = withHierarchy(plain);
      const places = randomPlaces(plain, random, 30);
      const table = travelTable(fast, places, places);
      const slow = travelTable(plain, places, places);
      expect(table, `seed ${seed}, ${id}`).toEqual(slow);
    }
  }
});

/** Streets by hand, one rule each, and a real town; by all profiles that drive by other rules. */
async function townsAndMonaco(): Promise<[string, Uint8Array][]> {
  const folder = join(import.meta.dirname, "../../fixtures/towns");
  const towns = readdirSync(folder).filter((file) => file.endsWith(".osm"));
  const files = towns.map((file): [string, Uint8Array] => [file, readFileSync(join(folder, file))]);
  const shared = sharedData();
  if (shared === null) reportLeftOut("100,000 pairs of monaco");
  else files.push(["monaco", readFileSync(join(shared, "osm/monaco.osm.pbf"))]);
  return files;
}

test("all pairs of places on hand-drawn towns and monaco equal plain Dijkstra", async () => {
  const counts = { towns: 0, monaco: 0, sameEdge: 0, apart: 0 };
  for (const [name, bytes] of await townsAndMonaco()) {
    const read = await readOsm(bytes, name);
    if (!read.ok) throw new Error(read.detail);
    const graph = buildRoadGraph(read.data);
    const [place, count] =
      name === "monaco" ? (["monaco", 160] as const) : (["towns", 36] as const);
    for (const id of ["turns", "truck", "truck-26t", "truck-7.5t"]) {
      const plain = compile(graph, id);
      if (plain.edgeCount === 0) continue;
      const random = new Random(counts.towns + counts.monaco);
      const places = randomPlaces(plain, random, count);
      const table = travelTable(withHierarchy(plain), places, places);
      // Equal to the last digit, which is far below a millisecond and a millimetre.
      expect(table, `${name}, ${id}`).toEqual(travelTable(plain, places, places));
      counts[place] += table.us.length;
      counts.apart += table.us.reduce(
        (sum, us) => (us === Number.POSITIVE_INFINITY ? sum + 1 : sum),
        0,
      );
      const edges = new Set(places.map(({ edge }) => edge));
      counts.sameEdge += places.length - edges.size;
    }
  }
  expect(counts.towns).toBeGreaterThan(100_000);
  if (sharedData() !== null) expect(counts.monaco).toBeGreaterThan(100_000);
  expect(counts.sameEdge).toBeGreaterThan(1000);
  expect(counts.apart).toBeGreaterThan(1000);
}, 120_000);

function randomSegments(oracle: Oracle, random: Random): SegmentPlace[] {
  const keys = [...oracle.segments.keys()];
  const segments: SegmentPlace[] = [];
  for (let i = 0; i < PLACES_A_TOWN; i++) {
    const repeat = i % 3 === 2; // every third place shares its segment with the one before
    const [a, b] = keys[random.below(keys.length)].split(">").map(Number);
    const share = (1 + random.below(7)) / 8; // at 0 and 1 a place lies on two segments at once
    segments.push(repeat ? { ...segments[i - 1], share } : { a, b, share });
  }
  return segments;
}

function randomPlaces(routing: Routing, random: Random, count: number): RoadPlace[] {
  return Array.from({ length: count }, () => {
    const edge = random.below(routing.edgeCount);
    const arcs = [edge * 2, edge * 2 + 1].filter((arc) => routing.arcUs[arc] >= 0);
    const offsetUm = Math.round(random.float() * routing.edgeLengthUm[edge]);
    return { ok: true, edge, offsetUm, arcs, side: "on", distanceM: 0, lon: 0, lat: 0 };
  });
}

function text({ a, b, share }: SegmentPlace): string {
  return `${a}>${b} at ${share}`;
}
