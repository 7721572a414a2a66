import { inflateSync } from "node:zlib";
import type { OsmBuilder } from "./builder.ts";
import { BadInput, ELEMENT_TYPES, type OsmMember, type Tags } from "./data.ts";
import { FieldReader } from "./protobuf.ts";

/** Bounds of the format itself: OSM wiki, PBF Format, "File format". */
const HEADER_BYTES_MAX = 64 * 1024;
const BLOB_BYTES_MAX = 32 * 1024 * 1024;
const FEATURES = new Set(["OsmSchema-V0.6", "DenseNodes"]);

/**
 * Reads an OSM PBF file block by block into `builder`.
 *
 * Our own decoder: it writes numbers straight into columns (about twice as fast as a decoder to
 * objects) and never reads outside the message it is in, which a generated one does on damaged
 * input. Source: OSM wiki, PBF Format (fileformat.proto, osmformat.proto).
 *
 * Throws `BadInput` with the byte offset of the block that cannot be read.
 */
export function readPbf(bytes: Uint8Array, builder: OsmBuilder): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  let blobCount = 0;
  while (offset < bytes.length) {
    if (offset + 4 > bytes.length) throw truncated(offset);
    const headerBytes = view.getUint32(offset);
    if (headerBytes > HEADER_BYTES_MAX) {
      throw new BadInput("damaged", `a blob header claims ${headerBytes} bytes`, offset);
    }
    const dataStart = offset + 4 + headerBytes;
    if (dataStart > bytes.length) throw truncated(offset);
    const header = readBlobHeader(bytes.subarray(offset + 4, dataStart), offset);
    if (dataStart + header.dataBytes > bytes.length) throw truncated(offset);
    const blob = bytes.subarray(dataStart, dataStart + header.dataBytes);
    if (blobCount++ === 0 && header.type !== "OSMHeader") {
      throw new BadInput("damaged", "the first block is not an OSMHeader", offset);
    }
    readBlob(header.type, blob, offset, builder);
    offset = dataStart + header.dataBytes;
  }
}

function truncated(offset: number): BadInput {
  return new BadInput("truncated", "the file ends inside a block", offset);
}

function readBlobHeader(bytes: Uint8Array, offset: number): { type: string; dataBytes: number } {
  const reader = new FieldReader(bytes);
  let type = "";
  let dataBytes = -1;
  while (reader.next()) {
    if (reader.field === 1) type = text(reader.bytes());
    else if (reader.field === 3) dataBytes = reader.number();
    else reader.ignore();
  }
  if (dataBytes < 0 || dataBytes > BLOB_BYTES_MAX) {
    throw new BadInput("damaged", `a blob claims ${dataBytes} bytes`, offset);
  }
  return { type, dataBytes };
}

function readBlob(type: string, blob: Uint8Array, offset: number, builder: OsmBuilder): void {
  if (type !== "OSMHeader" && type !== "OSMData") return; // unknown blocks are to be skipped
  try {
    const content = unpackBlob(blob);
    if (type === "OSMHeader") checkFeatures(content);
    else new BlockReader(content, builder).read();
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(error.reason, `${error.message} in the ${type} block`, offset);
  }
}

function unpackBlob(blob: Uint8Array): Uint8Array {
  const reader = new FieldReader(blob);
  let raw: Uint8Array | undefined;
  let packed: Uint8Array | undefined;
  while (reader.next()) {
    if (reader.field === 1) raw = reader.bytes();
    else if (reader.field === 3) packed = reader.bytes();
    else if (reader.field >= 4 && reader.field <= 7) {
      throw new BadInput("unsupported", "the compression is not zlib");
    } else reader.ignore();
  }
  if (raw !== undefined) return raw;
  if (packed === undefined) throw new BadInput("damaged", "there is no data");
  try {
    return inflateSync(packed, { maxOutputLength: BLOB_BYTES_MAX });
  } catch (cause) {
    throw new BadInput("damaged", `zlib says "${(cause as Error).message}"`);
  }
}

function checkFeatures(bytes: Uint8Array): void {
  const reader = new FieldReader(bytes);
  while (reader.next()) {
    if (reader.field !== 4) reader.ignore();
    else {
      const feature = text(reader.bytes());
      if (!FEATURES.has(feature)) {
        throw new BadInput("unsupported", `the file requires "${feature}"`);
      }
    }
  }
}

/** One PrimitiveBlock: a string table and groups of elements that refer to it. */
class BlockReader {
  readonly #bytes: Uint8Array;
  readonly #builder: OsmBuilder;
  #strings: readonly Uint8Array[] = [];
  readonly #texts: string[] = [];
  #granularity = 100;
  #lonOffset = 0;
  #latOffset = 0;

  constructor(bytes: Uint8Array, builder: OsmBuilder) {
    this.#bytes = bytes;
    this.#builder = builder;
  }

  read(): void {
    const block = new FieldReader(this.#bytes);
    const groups: FieldReader[] = [];
    while (block.next()) {
      if (block.field === 1) this.#strings = readStrings(block.message());
      else if (block.field === 2) groups.push(block.message());
      else if (block.field === 17) this.#granularity = block.number();
      else if (block.field === 19) this.#latOffset = block.int64();
      else if (block.field === 20) this.#lonOffset = block.int64();
      else block.ignore();
    }
    for (const group of groups) this.#readGroup(group);
  }

  #readGroup(group: FieldReader): void {
    while (group.next()) {
      if (group.field === 1) this.#readNode(group.message());
      else if (group.field === 2) this.#readDense(group.message());
      else if (group.field === 3) this.#readWay(group.message());
      else if (group.field === 4) this.#readRelation(group.message());
      else group.ignore();
    }
  }

  #readNode(node: FieldReader): void {
    let id = 0;
    let lon = 0;
    let lat = 0;
    const keys: number[] = [];
    const values: number[] = [];
    while (node.next()) {
      if (node.field === 1) id = node.zigzag();
      else if (node.field === 2) readPacked(node.message(), keys);
      else if (node.field === 3) readPacked(node.message(), values);
      else if (node.field === 8) lat = node.zigzag();
      else if (node.field === 9) lon = node.zigzag();
      else node.ignore();
    }
    this.#builder.addNode(id, this.#lonE7(lon), this.#latE7(lat), this.#tags(keys, values));
  }

  #readDense(dense: FieldReader): void {
    const none = new FieldReader(this.#bytes, 0, 0);
    let ids = none;
    let lats = none;
    let lons = none;
    let tags = none;
    while (dense.next()) {
      if (dense.field === 1) ids = dense.message();
      else if (dense.field === 8) lats = dense.message();
      else if (dense.field === 9) lons = dense.message();
      else if (dense.field === 10) tags = dense.message();
      else dense.ignore();
    }
    let id = 0;
    let lat = 0;
    let lon = 0;
    while (ids.pos < ids.end) {
      id += ids.zigzag();
      lat += lats.zigzag();
      lon += lons.zigzag();
      this.#builder.addNode(id, this.#lonE7(lon), this.#latE7(lat), this.#denseTags(tags));
    }
  }

  /** Key, value, key, value, 0: the tags of the next dense node. */
  #denseTags(tags: FieldReader): Tags | undefined {
    let result: Record<string, string> | undefined;
    while (tags.pos < tags.end) {
      const key = tags.varint();
      if (key === 0) break;
      result ??= {};
      result[this.#text(key)] = this.#text(tags.varint());
    }
    return result;
  }

  #readWay(way: FieldReader): void {
    let id = 0;
    const keys: number[] = [];
    const values: number[] = [];
    const refs: number[] = [];
    while (way.next()) {
      if (way.field === 1) id = way.int64();
      else if (way.field === 2) readPacked(way.message(), keys);
      else if (way.field === 3) readPacked(way.message(), values);
      else if (way.field === 8) readDeltas(way.message(), refs);
      else way.ignore();
    }
    this.#builder.addWay(id, refs, this.#tags(keys, values));
  }

  #readRelation(relation: FieldReader): void {
    let id = 0;
    const keys: number[] = [];
    const values: number[] = [];
    const roles: number[] = [];
    const refs: number[] = [];
    const types: number[] = [];
    while (relation.next()) {
      if (relation.field === 1) id = relation.int64();
      else if (relation.field === 2) readPacked(relation.message(), keys);
      else if (relation.field === 3) readPacked(relation.message(), values);
      else if (relation.field === 8) readPacked(relation.message(), roles);
      else if (relation.field === 9) readDeltas(relation.message(), refs);
      else if (relation.field === 10) readPacked(relation.message(), types);
      else relation.ignore();
    }
    if (roles.length !== refs.length || types.length !== refs.length) {
      throw new BadInput("damaged", `relation ${id} has member lists of different length`);
    }
    const members = refs.map((ref, i): OsmMember => {
      const type = ELEMENT_TYPES[types[i]];
      if (type === undefined) throw new BadInput("damaged", `member type ${types[i]} is unknown`);
      return { type, ref, role: this.#text(roles[i]) };
    });
    this.#builder.addRelation(id, members, this.#tags(keys, values));
  }

  #tags(keys: readonly number[], values: readonly number[]): Tags | undefined {
    if (keys.length !== values.length) {
      throw new BadInput("damaged", "there are more keys than values, or fewer");
    }
    if (keys.length === 0) return undefined;
    const tags: Record<string, string> = {};
    for (let i = 0; i < keys.length; i++) tags[this.#text(keys[i])] = this.#text(values[i]);
    return tags;
  }

  #text(index: number): string {
    const known = this.#texts[index];
    if (known !== undefined) return known;
    const bytes = this.#strings[index];
    if (bytes === undefined) throw new BadInput("damaged", `string ${index} is not in the table`);
    const decoded = text(bytes);
    this.#texts[index] = decoded;
    return decoded;
  }

  #lonE7(lon: number): number {
    return Math.round((this.#lonOffset + this.#granularity * lon) / 100);
  }

  #latE7(lat: number): number {
    return Math.round((this.#latOffset + this.#granularity * lat) / 100);
  }
}

function readStrings(table: FieldReader): Uint8Array[] {
  const strings: Uint8Array[] = [];
  while (table.next()) {
    if (table.field === 1) strings.push(table.bytes());
    else table.ignore();
  }
  return strings;
}

function readPacked(list: FieldReader, out: number[]): void {
  while (list.pos < list.end) out.push(list.varint());
}

function readDeltas(list: FieldReader, out: number[]): void {
  let value = 0;
  while (list.pos < list.end) {
    value += list.zigzag();
    out.push(value);
  }
}

const decoder = new TextDecoder();

function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
