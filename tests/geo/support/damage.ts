import { gzipSync } from "node:zlib";
import type { Random } from "../../../src/base/index.ts";
import type { OsmData } from "../../../src/geo/index.ts";
import { type PbfStyle, PLAIN_STYLE, writePbf } from "./pbf-writer.ts";
import { randomTown } from "./random-town.ts";
import { readTown, townElements } from "./town.ts";

/** What an extract can come as; `plain` ones are not compressed, so that damage gets deep. */
export const FORMS = [
  "pbf",
  "plain-pbf",
  "sparse-pbf",
  "osm",
  "osm.gz",
  "json",
  "json.gz",
] as const;
export type Form = (typeof FORMS)[number];

/** Ways to break a file: its bytes, or what its elements say while it stays well formed. */
export const DAMAGES = ["cut", "gap", "word", "flipped", "ones", "type", "id", "place"] as const;
export type Damage = (typeof DAMAGES)[number];

const STYLES: Readonly<Record<string, PbfStyle>> = {
  pbf: PLAIN_STYLE,
  "plain-pbf": { ...PLAIN_STYLE, compressed: false },
  "sparse-pbf": { ...PLAIN_STYLE, compressed: false, dense: false },
};
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
/** Values of a type that no element has there. */
const WRONG_VALUES = [null, true, "x", -1, 1.5, [], {}, [[]], { id: 1 }, "1", [null, "7"]];
const HUGE_IDS = [2 ** 31, 2 ** 32 + 1, 2 ** 53, 2 ** 60, 2 ** 62, -(2 ** 61), -1];
/** Degrees off the globe, as far as a file can say them. */
const FAR_DEGREES = [91, -91, 181, -181, 200, -214];

/** One broken extract: a small town in one form, damaged in one way. */
export async function brokenExtract(
  random: Random,
  form: Form,
  damage: Damage,
): Promise<Uint8Array> {
  const town = randomTown(random, 3);
  const style = STYLES[form];
  if (style !== undefined) {
    const data = damagedData(await readTown(town), damage, random);
    return damagedBytes(writePbf(data, style), damage, random);
  }
  const elements = damagedElements(townElements(town) as Element[], damage, random);
  const isXml = form.startsWith("osm");
  const xml = () => `<osm version="0.6">${elements.map(xmlOf).join("\n")}</osm>`;
  const text = new TextEncoder().encode(isXml ? xml() : JSON.stringify({ elements }));
  // Half of the gzipped ones are broken before they are packed, so that the reader gets to see it.
  const isBrokenFirst = random.below(2) === 0;
  if (!form.endsWith(".gz")) return damagedBytes(text, damage, random);
  if (isBrokenFirst) return gzipSync(damagedBytes(text, damage, random));
  return damagedBytes(gzipSync(text), damage, random);
}

/** The bytes with one damage; those that concern elements leave them as they are. */
export function damagedBytes(whole: Uint8Array, damage: Damage, random: Random): Uint8Array {
  const at = random.below(whole.length);
  if (damage === "cut") return whole.slice(0, at);
  if (damage === "gap") {
    return Buffer.concat([whole.subarray(0, at), whole.subarray(random.below(whole.length))]);
  }
  if (damage === "word") {
    const word = new TextEncoder().encode(WORDS[random.below(WORDS.length)]);
    return Buffer.concat([whole.subarray(0, at), word, whole.subarray(at + random.below(12))]);
  }
  if (damage !== "flipped" && damage !== "ones") return whole;
  const broken = Uint8Array.from(whole);
  for (let flips = 1 + random.below(8); flips > 0; flips--) {
    broken[random.below(broken.length)] = damage === "flipped" ? random.below(256) : 255;
  }
  return broken;
}

/** Numbers of a PBF cannot have a wrong type, but they can be huge or off the globe. */
function damagedData(data: OsmData, damage: Damage, random: Random): OsmData {
  const pick = (from: readonly number[]) => from[random.below(from.length)];
  const nodeId = data.nodeId.slice();
  const wayRefs = data.wayRefs.slice();
  const nodeLonE7 = data.nodeLonE7.slice();
  const nodeLatE7 = data.nodeLatE7.slice();
  const { nodeTags } = data;
  for (let count = 1 + random.below(4); count > 0; count--) {
    if (damage === "id") nodeId[random.below(nodeId.length)] = pick(HUGE_IDS);
    if (damage === "id") wayRefs[random.below(wayRefs.length)] = pick(HUGE_IDS);
    if (damage === "place") nodeLonE7[random.below(nodeLonE7.length)] = pick(FAR_DEGREES) * 1e7;
    if (damage === "place") nodeLatE7[random.below(nodeLatE7.length)] = pick(FAR_DEGREES) * 1e7;
  }
  return { ...data, nodeId, wayRefs, nodeLonE7, nodeLatE7, nodeTags };
}

type Element = Record<string, unknown>;

function damagedElements(whole: Element[], damage: Damage, random: Random): Element[] {
  const elements = structuredClone(whole);
  const wrong = () => WRONG_VALUES[random.below(WRONG_VALUES.length)];
  const huge = () => HUGE_IDS[random.below(HUGE_IDS.length)];
  for (let count = 1 + random.below(4); count > 0; count--) {
    const element = elements[random.below(elements.length)];
    const keys = Object.keys(element);
    const list = element["nodes"] ?? element["members"];
    if (damage === "type") element[keys[random.below(keys.length)]] = wrong();
    if (damage === "type" && Array.isArray(list)) list[random.below(list.length)] = wrong();
    if (damage === "id") element["id"] = huge();
    if (damage === "id" && Array.isArray(element["nodes"])) element["nodes"].push(huge());
    if (damage === "place") {
      element["lon"] = FAR_DEGREES[random.below(FAR_DEGREES.length)];
      element["lat"] = random.below(2) === 0 ? 1e300 : "north";
    }
  }
  return elements;
}

function xmlOf({ type, id, lon, lat, nodes, members, tags }: Element): string {
  const refs = Array.isArray(nodes) ? nodes.map((ref) => `<nd ref="${text(ref)}"/>`) : [];
  const parts = Array.isArray(members) ? members.map(memberXml) : [];
  const words = Object.entries(Object(tags) as object).map(
    ([key, value]) => `<tag k="${text(key)}" v="${text(value)}"/>`,
  );
  const name = typeof type === "string" && /^[a-z]+$/.test(type) ? type : "node";
  const place = `lon="${text(lon)}" lat="${text(lat)}"`;
  return `<${name} id="${text(id)}" ${place}>${[...refs, ...parts, ...words].join("")}</${name}>`;
}

function memberXml(member: unknown): string {
  const { type, ref, role } = Object(member) as Element;
  return `<member type="${text(type)}" ref="${text(ref)}" role="${text(role)}"/>`;
}

function text(value: unknown): string {
  return String(value).replaceAll(/[<&"]/g, "");
}
