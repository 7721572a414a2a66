import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  buildRoadGraph,
  compileRouting,
  osmFeatures,
  profileNamed,
  readOsm,
  roadLines,
  routingFromBytes,
  routingToBytes,
} from "../../src/geo/index.ts";
import { PLAIN_STYLE, writePbf } from "./support/pbf-writer.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown, townElements } from "./support/town.ts";

const INPUT_COUNT = 600;
const WORDS = [
  "-1",
  "99999999999999999999",
  "1e999",
  "null",
  "[]",
  "{}",
  '""',
  "NaN",
  "<way>",
  "&amp",
  "node",
  "relation",
  "\u0000",
];

/**
 * Whole inputs of every form; the blocks of one PBF are not compressed, so that damage gets deep.
 */
async function wholeInputs(random: Random): Promise<Uint8Array[]> {
  const town = randomTown(random, 3);
  const data = await readTown(town);
  const elements = townElements(town);
  const json = JSON.stringify({ elements });
  const xml = elements.map((element) => xmlOf(element as Element)).join("\n");
  return [
    writePbf(data, PLAIN_STYLE),
    writePbf(data, { ...PLAIN_STYLE, compressed: false }),
    writePbf(data, { ...PLAIN_STYLE, compressed: false, dense: false }),
    new TextEncoder().encode(json),
    new TextEncoder().encode(`<osm version="0.6">${xml}</osm>`),
    gzipSync(json),
  ];
}

interface Element {
  readonly type: string;
  readonly id: number;
  readonly lon?: number;
  readonly lat?: number;
  readonly nodes?: readonly number[];
  readonly tags?: Readonly<Record<string, string>>;
}

function xmlOf({ type, id, lon, lat, nodes, tags }: Element): string {
  const refs = (nodes ?? []).map((ref) => `<nd ref="${ref}"/>`).join("");
  const words = Object.entries(tags ?? {}).map(([k, v]) => `<tag k="${k}" v="${v}"/>`);
  return `<${type} id="${id}" lon="${lon}" lat="${lat}">${refs}${words.join("")}</${type}>`;
}

function damage(whole: Uint8Array, random: Random): Uint8Array {
  const kind = random.below(5);
  const at = random.below(whole.length);
  if (kind === 0) return whole.slice(0, at);
  if (kind === 1) {
    const from = random.below(whole.length);
    return Uint8Array.from([...whole.slice(0, at), ...whole.slice(from)]);
  }
  if (kind === 2) {
    const word = new TextEncoder().encode(WORDS[random.below(WORDS.length)]);
    const skipped = random.below(12);
    return Uint8Array.from([...whole.slice(0, at), ...word, ...whole.slice(at + skipped)]);
  }
  const broken = Uint8Array.from(whole);
  for (let flips = 1 + random.below(8); flips > 0; flips--) {
    broken[random.below(broken.length)] = kind === 3 ? random.below(256) : 255;
  }
  return broken;
}

test("damaged extracts give a reason or a graph, never a crash", async () => {
  const profile = profileNamed("truck-26t");
  if (profile === undefined) throw new Error("truck-26t");
  const outcomes = new Map<string, number>();
  for (let seed = 0; seed < INPUT_COUNT; seed++) {
    const random = new Random(seed);
    const inputs = await wholeInputs(random);
    const input = damage(inputs[seed % inputs.length], random);
    const result = await readOsm(input, `seed ${seed}`);
    const outcome = result.ok ? "read" : result.reason;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (!result.ok) {
      expect(result.detail).toContain(`seed ${seed}`);
      continue;
    }
    const graph = buildRoadGraph(result.data);
    const routing = compileRouting(graph, profile);
    expect(routing.stateCount).toBeLessThan(10_000);
    expect(roadLines(graph).features.length).toBeLessThan(10_000);
    await osmFeatures(result.data);
  }
  // The damage must be of every kind: some files readable all the same, some cut, some broken.
  for (const outcome of ["read", "truncated", "damaged"]) {
    expect(outcomes.get(outcome), outcome).toBeGreaterThan(20);
  }
}, 120_000);

test("damaged compiled roads are refused", async () => {
  const profile = profileNamed("turns");
  if (profile === undefined) throw new Error("turns");
  const data = await readTown(randomTown(new Random(1), 4));
  const whole = routingToBytes(compileRouting(buildRoadGraph(data), profile));
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const broken = damage(whole, random);
    if (Buffer.compare(broken, whole) === 0) continue;
    expect(routingFromBytes(broken).ok, `seed ${seed}`).toBe(false);
  }
});
