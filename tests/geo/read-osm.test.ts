import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, inflateSync } from "node:zlib";
import { parse } from "osm-pbf-parser-node";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { buildRoadGraph, type OsmData, readOsm } from "../../src/geo/index.ts";
import { reportLeftOut, sharedData } from "../support/shared-data.ts";
import { PLAIN_STYLE, writePbf } from "./support/pbf-writer.ts";
import { randomTown } from "./support/random-town.ts";
import { readTown, type Town, townElements } from "./support/town.ts";

const encode = (text: string) => new TextEncoder().encode(text);

async function dataOf(bytes: Uint8Array): Promise<OsmData> {
  const result = await readOsm(bytes, "test");
  if (!result.ok) throw new Error(result.detail);
  return result.data;
}

async function failureOf(bytes: Uint8Array) {
  const result = await readOsm(bytes, "test");
  return result.ok ? "read" : result.reason;
}

/** A town as OSM XML, written without any library. */
function townXml(town: Town): string {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const lines = townElements(town).map((element) => {
    const { type, id, tags, ...rest } = element as Record<string, never>;
    const { lon, lat, nodes, members } = rest as unknown as {
      lon?: number;
      lat?: number;
      nodes?: number[];
      members?: { type: string; ref: number; role: string }[];
    };
    const at = lon === undefined ? "" : ` lon="${lon}" lat="${lat}"`;
    const parts = [
      ...(nodes ?? []).map((ref) => `<nd ref="${ref}"/>`),
      ...(members ?? []).map((m) => `<member type="${m.type}" ref="${m.ref}" role="${m.role}"/>`),
      ...Object.entries(tags ?? {}).map(([k, v]) => `<tag k="${k}" v="${escaped(String(v))}"/>`),
    ];
    return `<${type} id="${id}"${at} version="1">${parts.join("")}</${type}>`;
  });
  return `<?xml version='1.0'?>\n<osm version="0.6">${lines.join("\n")}</osm>`;
}

const SMALL: Town = {
  nodes: {
    1: { at: [10, 50], tags: { barrier: "gate", note: 'Ä & "Ö"' } },
    2: { at: [10.001, 50.0000001] },
    7: { at: [-179.9999999, -89.5] },
  },
  ways: {
    20: { nodes: [1, 2], tags: { highway: "residential", name: "Straße 東" } },
    3: { nodes: [2, 7, 99], tags: { highway: "service" } },
  },
  relations: [
    {
      tags: { type: "site" },
      members: [
        ["relation", 5, ""],
        ["node", 7, "label"],
      ],
    },
  ],
};

describe("formats", () => {
  test("PBF, XML and Overpass JSON give the same elements, gzipped or not", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const town = seed === 0 ? SMALL : randomTown(new Random(seed), 4);
      const fromJson = await readTown(town);
      const xml = encode(townXml(town));
      expect(await dataOf(xml), `seed ${seed}`).toEqual(fromJson);
      expect(await dataOf(gzipSync(xml)), `seed ${seed}`).toEqual(fromJson);
      for (const dense of [true, false]) {
        for (const compressed of [true, false]) {
          const pbf = writePbf(fromJson, { ...PLAIN_STYLE, dense, compressed });
          expect(await dataOf(pbf), `seed ${seed}`).toEqual(fromJson);
          expect(await dataOf(gzipSync(pbf)), `seed ${seed}`).toEqual(fromJson);
        }
      }
    }
  });

  test("granularity and offsets of a PBF block count", async () => {
    const data = await readTown(SMALL);
    const style = { ...PLAIN_STYLE, granularity: 50, offsetNano: 1_000_000_000 };
    expect(await dataOf(writePbf(data, style))).toEqual(data);
  });

  test("negative and very large ids survive", async () => {
    const data = await readTown(SMALL);
    const odd: OsmData = {
      ...data,
      nodeId: Float64Array.of(-(2 ** 40), 5, 2 ** 52),
      wayId: Float64Array.of(-3, 2 ** 45),
      wayRefs: Float64Array.of(-(2 ** 40), 5, 2 ** 52, 5, -(2 ** 40)),
      relations: [{ ...data.relations[0], id: -77 }],
    };
    expect(await dataOf(writePbf(odd, PLAIN_STYLE))).toEqual(odd);
  });

  test("the order of the elements does not matter", async () => {
    const random = new Random(3);
    const town = randomTown(random, 5);
    const elements = townElements(town);
    const sorted = await dataOf(encode(JSON.stringify({ elements })));
    for (let round = 0; round < 5; round++) {
      const order = elements.map((_, i) => i);
      random.shuffle(order, order.length);
      const shuffled = { elements: order.map((i) => elements[i]) };
      const data = await dataOf(encode(JSON.stringify(shuffled)));
      expect(data).toEqual(sorted);
      expect(buildRoadGraph(data)).toEqual(buildRoadGraph(sorted));
    }
  });

  test("of an element given twice the one with more tags counts, wherever it stands", async () => {
    const elements = townElements(SMALL);
    const bare = { type: "way", id: 20, nodes: [1, 2] };
    for (const list of [
      [...elements, bare],
      [bare, ...elements],
    ]) {
      const result = await readOsm(encode(JSON.stringify({ elements: list })), "test");
      expect(result.ok && result.data).toEqual(await readTown(SMALL));
      expect(result.ok && result.summary.duplicateCount).toBe(1);
    }
  });

  test("deleted elements, bad coordinates and unusable ids are dropped and counted", async () => {
    const xml = `<osm>
      <node id="1" lon="10" lat="50"/><node id="2" lon="10.01" lat="50"/>
      <node id="3" lon="181" lat="50"/><node id="4" lon="x" lat="50"/>
      <node id="1.5" lon="1" lat="1"/><node id="5" lon="1" lat="1" visible="false"/>
      <way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="road"/></way>
      <way id="2" action="delete"><nd ref="1"/><nd ref="2"/><tag k="highway" v="road"/></way>
      <way id="9e99"><nd ref="1"/></way></osm>`;
    const result = await readOsm(encode(xml), "test");
    expect(result.ok && result.summary).toMatchObject({
      nodeCount: 2,
      wayCount: 1,
      droppedCount: 6,
      roadCount: 1,
    });
  });

  test("absent nodes and members are counted", async () => {
    const result = await readOsm(encode(townXml(SMALL)), "small");
    expect(result.ok && result.summary).toMatchObject({
      name: "small",
      format: "xml",
      gzipped: false,
      absentRefCount: 1,
      absentMemberCount: 1,
    });
  });
});

describe("files that cannot be read", () => {
  test("say why", async () => {
    const pbf = writePbf(await readTown(SMALL), PLAIN_STYLE);
    const xml = encode(townXml(SMALL));
    expect(await failureOf(new Uint8Array())).toBe("empty");
    expect(await failureOf(gzipSync(""))).toBe("empty");
    expect(await failureOf(encode("hello"))).toBe("unknown-format");
    expect(await failureOf(encode('{"features":[]}'))).toBe("unknown-format");
    expect(await failureOf(encode("<gpx></gpx>"))).toBe("unknown-format");
    expect(await failureOf(encode('{"elements":[]}'))).toBe("no-roads");
    expect(await failureOf(encode("<osm/>"))).toBe("no-roads");
    expect(await failureOf(pbf.subarray(0, pbf.length - 9))).toBe("truncated");
    expect(await failureOf(pbf.subarray(0, pbf.length - 3))).toBe("truncated");
    expect(await failureOf(xml.subarray(0, xml.length - 9))).toBe("truncated");
    expect(await failureOf(encode('{"elements":[{"type":"no'))).toBe("truncated");
    expect(await failureOf(encode('{"elements":[}, {}]}'))).toBe("damaged");
    expect(await failureOf(gzipSync(xml).subarray(0, 80))).toBe("truncated");
    expect(await failureOf(encode("<osm><node id=1/></osm>"))).toBe("damaged");
  });

  test("a small file that would fill the memory is refused", async () => {
    expect(await failureOf(gzipSync(new Uint8Array(90_000_000), { level: 9 }))).toBe("too-large");
  });

  test("a PBF that needs what we have not is refused by name", async () => {
    const style = { ...PLAIN_STYLE, features: ["OsmSchema-V0.6", "HistoricalInformation"] };
    const result = await readOsm(writePbf(await readTown(SMALL), style), "history.pbf");
    expect(result).toMatchObject({ ok: false, reason: "unsupported" });
    expect(!result.ok && result.detail).toContain("HistoricalInformation");
  });

  test("the place of the damage is given", async () => {
    const pbf = writePbf(await readTown(SMALL), PLAIN_STYLE);
    const broken = Uint8Array.from(pbf);
    broken.fill(255, pbf.length - 30, pbf.length - 10);
    const result = await readOsm(broken, "broken.pbf");
    expect(result.ok).toBe(false);
    expect(!result.ok && result.offset).toBeGreaterThan(0);
    expect(!result.ok && result.detail).toContain("broken.pbf");
  });
});

test("our PBF reader agrees with osm-pbf-parser-node on a real extract", async () => {
  const folder = sharedData();
  if (folder === null) return reportLeftOut("comparison of the PBF readers");
  const bytes = readFileSync(join(folder, "osm/monaco.osm.pbf"));
  const data = await dataOf(bytes);
  const theirs = parseAll(bytes);
  expect(theirs.length).toBe(data.nodeId.length + data.wayId.length + data.relations.length);
  const nodes = theirs.filter((element) => element.type === "node");
  expect(nodes.map(({ id }) => id).sort((a, b) => a - b)).toEqual([...data.nodeId]);
  const ways = theirs.filter(({ type }) => type === "way").sort((a, b) => a.id - b.id);
  expect(ways.flatMap(({ refs }) => refs)).toEqual([...data.wayRefs]);
  expect(ways.map(({ tags }) => tags ?? {})).toEqual(data.wayTags);
  const relations = theirs.filter(({ type }) => type === "relation").sort((a, b) => a.id - b.id);
  expect(relations.map(({ members }) => members)).toEqual(data.relations.map((r) => r.members));
});

interface Parsed {
  readonly type: string;
  readonly id: number;
  readonly refs: number[];
  readonly tags?: object;
  readonly members: object[];
}

/** Cuts a file into blocks by hand and lets the library decode each. */
function parseAll(bytes: Uint8Array): Parsed[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Parsed[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const header = bytes.subarray(offset + 4, offset + 4 + view.getUint32(offset));
    const isData = new TextDecoder().decode(header).includes("OSMData");
    const dataBytes = lastVarint(header);
    const start = offset + 4 + header.length;
    const blob = bytes.subarray(start, start + dataBytes);
    const zlibAt = blob.findIndex((byte, i) => byte === 0x78 && i > 3 && i < 16);
    if (isData) {
      const block = Buffer.from(inflateSync(blob.subarray(zlibAt)));
      elements.push(...(parse(block, { withTags: true }) as Parsed[]));
    }
    offset = start + dataBytes;
  }
  return elements;
}

/** `datasize` is the last field of a block header. */
function lastVarint(header: Uint8Array): number {
  let at = header.length - 1;
  while (at > 0 && header[at - 1] >= 128) at--;
  let value = 0;
  for (let i = header.length - 1; i >= at; i--) value = value * 128 + (header[i] & 127);
  return value;
}
