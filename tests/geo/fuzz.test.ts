import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  osmFeatures,
  type Profile,
  profileNamed,
  readOsm,
  roadLines,
  routingFromBytes,
  routingToBytes,
} from "../../src/geo/index.ts";
import { brokenExtract, DAMAGES, damagedBytes, FORMS } from "./support/damage.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown } from "./support/town.ts";

/** Two thousand inputs together; each form of a file meets each kind of damage. */
const EXTRACT_COUNT = 1680;
const COMPILED_COUNT = 320;
/** What is allowed to pile up beside what was there before; the files are some kilobytes each. */
const MEMORY_MB_MAX = 400;
const PLACED = new Set(["truncated", "damaged"]);

function profile(id: string): Profile {
  const found = profileNamed(id);
  if (found === undefined) throw new Error(id);
  return found;
}

test("damaged extracts give a reason with its place or a graph, never a crash", async () => {
  const outcomes = new Map<string, number>();
  const faults: string[] = [];
  const memoryBefore = process.memoryUsage.rss();
  for (let seed = 0; seed < EXTRACT_COUNT; seed++) {
    const random = new Random(seed);
    const form = FORMS[seed % FORMS.length];
    const damage = DAMAGES[Math.floor(seed / FORMS.length) % DAMAGES.length];
    const name = `seed ${seed}.${form}`;
    const result = await readOsm(await brokenExtract(random, form, damage), name);
    const outcome = result.ok ? "read" : result.reason;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (!result.ok) {
      if (!result.detail.startsWith(`${name}: `)) faults.push(`no file: ${result.detail}`);
      const isPlaced = (result.offset ?? -1) >= 0 && result.detail.includes("(byte ");
      if (PLACED.has(result.reason) && !isPlaced) faults.push(`no offset: ${result.detail}`);
      continue;
    }
    const graph = buildRoadGraph(result.data);
    const { stateCount } = compileRouting(graph, profile("truck-26t"));
    if (stateCount > 10_000) faults.push(`${name} has ${stateCount} states`);
    if (seed % 8 > 0) continue;
    expect(roadLines(graph).features.length).toBeLessThan(10_000);
    await osmFeatures(result.data);
  }
  expect(faults).toEqual([]);
  // The damage must be of every kind: some files readable all the same, some cut, some broken.
  for (const outcome of ["read", "truncated", "damaged"]) {
    expect(outcomes.get(outcome) ?? 0, outcome).toBeGreaterThan(100);
  }
  expect([...outcomes.keys()].sort()).toEqual(
    expect.arrayContaining(["empty", "no-roads", "unknown-format"]),
  );
  expect((process.memoryUsage.rss() - memoryBefore) / 1e6).toBeLessThan(MEMORY_MB_MAX);
}, 120_000);

test("damaged compiled roads are refused", async () => {
  const kinds = DAMAGES.slice(0, 5);
  const data = await readTown(randomTown(new Random(1), 4));
  const whole = routingToBytes(compileRouting(buildRoadGraph(data), profile("turns")));
  const taken: string[] = [];
  for (let seed = 0; seed < COMPILED_COUNT; seed++) {
    const kind = kinds[seed % kinds.length];
    const broken = damagedBytes(whole, kind, new Random(seed));
    if (Buffer.compare(broken, whole) === 0) continue;
    if (routingFromBytes(broken).ok) taken.push(`seed ${seed}, ${kind}`);
  }
  expect(taken).toEqual([]);
});
