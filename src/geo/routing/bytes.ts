import { crc32 } from "node:zlib";
import type { Hierarchy, Routing, UpwardArcs } from "./routing.ts";

const MAGIC = "FRROADS1";
/** Raised with every change of the layout or of the meaning of an array. */
const VERSION = 4;
const FIXED_BYTES = 24;
const ALIGNMENT = 8;

type ArrayType = "u8" | "i32" | "f64";
type AnyArray = Uint8Array | Int32Array | Float64Array;

const ROUTING_ARRAYS = {
  edgeOffset: "i32",
  edgeLonE7: "i32",
  edgeLatE7: "i32",
  edgeLengthUm: "f64",
  edgeWayId: "f64",
  edgeName: "i32",
  edgeClass: "u8",
  arcUs: "f64",
  arcConnection: "u8",
  arcStateOffset: "i32",
  arcState: "i32",
  stateArc: "i32",
  turnOffset: "i32",
  turnTo: "i32",
  turnUs: "f64",
  segmentIndex: "u8",
  segmentEdge: "i32",
  segmentPoint: "i32",
} as const satisfies Partial<Record<keyof Routing, ArrayType>>;

const UPWARD_ARRAYS = {
  offset: "i32",
  to: "i32",
  us: "f64",
  um: "f64",
  middle: "i32",
} as const satisfies Record<keyof UpwardArcs, ArrayType>;

interface ArrayPlace {
  readonly name: string;
  readonly type: ArrayType;
  readonly start: number;
  readonly length: number;
}

interface Header {
  readonly scalars: Pick<Routing, "profileId" | "drivingSide" | "edgeCount" | "stateCount">;
  readonly names: readonly string[];
  readonly hasHierarchy: boolean;
  readonly arrays: readonly ArrayPlace[];
}

/** A routing read back, or why the bytes are none. */
export type RoutingResult =
  | { readonly ok: true; readonly routing: Routing }
  | {
      readonly ok: false;
      readonly reason: "not-a-routing" | "other-version" | "damaged";
      readonly detail: string;
    };

/**
 * Writes a routing, with its hierarchy if it has one, as one block of bytes: magic, version,
 * checksum (CRC-32), a JSON header, then the arrays as they lie in memory (little endian).
 */
export function routingToBytes(routing: Routing): Uint8Array {
  const arrays = namedArrays(routing);
  const places: ArrayPlace[] = [];
  let end = 0;
  for (const { name, type, array } of arrays) {
    places.push({ name, type, start: end, length: array.length });
    end = aligned(end + array.byteLength);
  }
  const { profileId, drivingSide, edgeCount, stateCount, names } = routing;
  const header: Header = {
    scalars: { profileId, drivingSide, edgeCount, stateCount },
    names,
    hasHierarchy: routing.hierarchy !== null,
    arrays: places,
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const base = aligned(FIXED_BYTES + json.length);
  const bytes = new Uint8Array(base + end);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(16, json.length, true);
  bytes.set(json, FIXED_BYTES);
  for (let i = 0; i < arrays.length; i++) {
    const { array } = arrays[i];
    const raw = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.set(raw, base + places[i].start);
  }
  view.setUint32(12, crc32(bytes.subarray(16)), true);
  return bytes;
}

/**
 * Reads a routing back; all its arrays lie on one SharedArrayBuffer, so that handing it to a worker
 * thread copies nothing. Bytes that are cut, changed or of another version are refused.
 */
export function routingFromBytes(bytes: Uint8Array): RoutingResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, MAGIC.length));
  if (bytes.length < FIXED_BYTES || magic !== MAGIC) {
    return { ok: false, reason: "not-a-routing", detail: "the bytes are no compiled roads" };
  }
  const version = view.getUint32(8, true);
  if (version !== VERSION) {
    const detail = `the roads were compiled by version ${version}, this is ${VERSION}`;
    return { ok: false, reason: "other-version", detail };
  }
  if (crc32(bytes.subarray(16)) !== view.getUint32(12, true)) {
    return { ok: false, reason: "damaged", detail: "the checksum of the compiled roads is wrong" };
  }
  const headerBytes = view.getUint32(16, true);
  const json = bytes.subarray(FIXED_BYTES, FIXED_BYTES + headerBytes);
  // The checksum vouches for the shape of the header.
  const header = JSON.parse(new TextDecoder().decode(json)) as Header;
  const base = aligned(FIXED_BYTES + headerBytes);
  const shared = new SharedArrayBuffer(bytes.length - base);
  new Uint8Array(shared).set(bytes.subarray(base));
  const arrays = new Map<string, AnyArray>();
  for (const place of header.arrays) arrays.set(place.name, arrayOn(shared, place));
  return { ok: true, routing: assemble(header, arrays) };
}

function assemble(header: Header, arrays: ReadonlyMap<string, AnyArray>): Routing {
  const pick = (keys: object, prefix: string): Record<string, AnyArray | undefined> =>
    Object.fromEntries(Object.keys(keys).map((key) => [key, arrays.get(prefix + key)]));
  const hierarchy = header.hasHierarchy
    ? {
        nodeOf: arrays.get("nodeOf"),
        forward: pick(UPWARD_ARRAYS, "forward."),
        backward: pick(UPWARD_ARRAYS, "backward."),
      }
    : null;
  const parts = pick(ROUTING_ARRAYS, "");
  // The types hold because the same tables name the arrays on both ways.
  return { ...header.scalars, names: header.names, ...parts, hierarchy } as unknown as Routing;
}

interface NamedArray {
  readonly name: string;
  readonly type: ArrayType;
  readonly array: AnyArray;
}

function namedArrays(routing: Routing): NamedArray[] {
  const list = listArrays(ROUTING_ARRAYS, routing, "");
  const { hierarchy } = routing;
  if (hierarchy !== null) list.push(...hierarchyArrays(hierarchy));
  return list;
}

function hierarchyArrays({ nodeOf, forward, backward }: Hierarchy): NamedArray[] {
  return [
    { name: "nodeOf", type: "i32", array: nodeOf },
    ...listArrays(UPWARD_ARRAYS, forward, "forward."),
    ...listArrays(UPWARD_ARRAYS, backward, "backward."),
  ];
}

function listArrays<T extends Readonly<Record<string, ArrayType>>>(
  types: T,
  owner: Readonly<Record<keyof T & string, AnyArray>>,
  prefix: string,
): NamedArray[] {
  const keys = Object.keys(types) as (keyof T & string)[]; // the tables have no other keys
  return keys.map((key) => ({ name: prefix + key, type: types[key], array: owner[key] }));
}

function arrayOn(shared: SharedArrayBuffer, { type, start, length }: ArrayPlace): AnyArray {
  if (type === "u8") return new Uint8Array(shared, start, length);
  if (type === "i32") return new Int32Array(shared, start, length);
  return new Float64Array(shared, start, length);
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
