import { deflateSync } from "node:zlib";
import type { OsmData, OsmMember, Tags } from "../../../src/geo/osm/data.ts";

/** How a file is written; what the format leaves free is varied to test the reader. */
export interface PbfStyle {
  readonly dense: boolean;
  readonly compressed: boolean;
  readonly granularity: number;
  readonly offsetNano: number;
  readonly features: readonly string[];
}

export const PLAIN_STYLE: PbfStyle = {
  dense: true,
  compressed: true,
  granularity: 100,
  offsetNano: 0,
  features: ["OsmSchema-V0.6", "DenseNodes"],
};

const MEMBER_TYPES = ["node", "way", "relation"];

/** Writes elements as an OSM PBF file, for tests only: one block a kind of element. */
export function writePbf(data: OsmData, style: PbfStyle): Uint8Array {
  const header = style.features.flatMap((feature) => bytesField(4, text(feature)));
  const strings = new StringTable();
  const groups = [
    style.dense ? denseNodes(data, style, strings) : plainNodes(data, style, strings),
    Array.from(data.wayId, (_, way) => bytesField(3, wayMessage(data, way, strings))).flat(),
    data.relations.flatMap((relation) => bytesField(4, relationMessage(relation, strings))),
  ];
  const blocks = groups.map((group) => [
    ...bytesField(1, strings.message()),
    ...bytesField(2, group),
    ...field(17, 0, varint(style.granularity)),
    ...field(19, 0, varint(style.offsetNano)),
    ...field(20, 0, varint(style.offsetNano)),
  ]);
  const parts = [
    blob("OSMHeader", header, style),
    blob("Unknown", [1, 2, 3], { ...style, compressed: false }),
    ...blocks.map((block) => blob("OSMData", block, style)),
  ];
  return Uint8Array.from(parts.flat());
}

class StringTable {
  readonly #index = new Map<string, number>([["", 0]]);

  of(word: string): number {
    const known = this.#index.get(word);
    if (known !== undefined) return known;
    this.#index.set(word, this.#index.size);
    return this.#index.size - 1;
  }

  message(): number[] {
    return [...this.#index.keys()].flatMap((word) => bytesField(1, text(word)));
  }
}

function blob(type: string, content: readonly number[], style: PbfStyle): number[] {
  const raw = Uint8Array.from(content);
  const data = style.compressed
    ? [...field(2, 0, varint(raw.length)), ...bytesField(3, [...deflateSync(raw)])]
    : bytesField(1, [...raw]);
  const header = [...bytesField(1, text(type)), ...field(3, 0, varint(data.length))];
  return [0, 0, header.length >> 8, header.length & 255, ...header, ...data];
}

function denseNodes(data: OsmData, style: PbfStyle, strings: StringTable): number[] {
  const units = (e7: number) => (e7 * 100 - style.offsetNano) / style.granularity;
  const indices = Array.from(data.nodeId.keys());
  const words = indices.flatMap((node) => [...tagIndices(data.nodeTags.get(node), strings), 0]);
  const message = [
    ...bytesField(1, deltas(indices.map((node) => data.nodeId[node]))),
    ...bytesField(8, deltas(indices.map((node) => units(data.nodeLatE7[node])))),
    ...bytesField(9, deltas(indices.map((node) => units(data.nodeLonE7[node])))),
    ...bytesField(10, words.flatMap(varint)),
  ];
  return bytesField(2, message);
}

function plainNodes(data: OsmData, style: PbfStyle, strings: StringTable): number[] {
  const units = (e7: number) => (e7 * 100 - style.offsetNano) / style.granularity;
  return Array.from(data.nodeId.keys()).flatMap((node) =>
    bytesField(1, [
      ...field(1, 0, zigzag(data.nodeId[node])),
      ...tagFields(data.nodeTags.get(node), strings),
      ...field(8, 0, zigzag(units(data.nodeLatE7[node]))),
      ...field(9, 0, zigzag(units(data.nodeLonE7[node]))),
    ]),
  );
}

function wayMessage(data: OsmData, way: number, strings: StringTable): number[] {
  const refs = data.wayRefs.subarray(data.wayOffset[way], data.wayOffset[way + 1]);
  return [
    ...field(1, 0, int64(data.wayId[way])),
    ...tagFields(data.wayTags[way], strings),
    ...field(100, 5, [1, 2, 3, 4]), // fields that no reader knows are to be skipped
    ...field(101, 1, [1, 2, 3, 4, 5, 6, 7, 8]),
    ...bytesField(8, deltas([...refs])),
  ];
}

function relationMessage(
  { id, tags, members }: { id: number; tags: Tags; members: readonly OsmMember[] },
  strings: StringTable,
): number[] {
  return [
    ...field(1, 0, int64(id)),
    ...tagFields(tags, strings),
    ...bytesField(
      8,
      members.flatMap(({ role }) => varint(strings.of(role))),
    ),
    ...bytesField(9, deltas(members.map(({ ref }) => ref))),
    ...bytesField(
      10,
      members.map(({ type }) => MEMBER_TYPES.indexOf(type)),
    ),
  ];
}

function tagIndices(tags: Tags | undefined, strings: StringTable): number[] {
  const words = Object.entries(tags ?? {}).flat();
  return words.flatMap((word) => varint(strings.of(word)));
}

function tagFields(tags: Tags | undefined, strings: StringTable): number[] {
  const entries = Object.entries(tags ?? {});
  if (entries.length === 0) return [];
  return [
    ...bytesField(
      2,
      entries.flatMap(([key]) => varint(strings.of(key))),
    ),
    ...bytesField(
      3,
      entries.flatMap(([, value]) => varint(strings.of(value))),
    ),
  ];
}

function deltas(values: readonly number[]): number[] {
  return values.flatMap((value, i) => zigzag(value - (i === 0 ? 0 : values[i - 1])));
}

function field(number: number, wire: number, content: readonly number[]): number[] {
  return [...varint(number * 8 + wire), ...content];
}

function bytesField(number: number, content: readonly number[]): number[] {
  return field(number, 2, [...varint(content.length), ...content]);
}

function varint(value: number): number[] {
  return bigVarint(BigInt(value));
}

function zigzag(value: number): number[] {
  return bigVarint(value < 0 ? -2n * BigInt(value) - 1n : 2n * BigInt(value));
}

function int64(value: number): number[] {
  return bigVarint(BigInt.asUintN(64, BigInt(value)));
}

function bigVarint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

function text(word: string): number[] {
  return [...new TextEncoder().encode(word)];
}
