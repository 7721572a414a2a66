import { constants, gunzipSync } from "node:zlib";
import { roadClassOf } from "../graph/classes.ts";
import { countAbsent, OsmBuilder } from "./builder.ts";
import { BadInput, type OsmData, type OsmFormat, type OsmResult } from "./data.ts";
import { readOverpass } from "./overpass.ts";
import { readPbf } from "./pbf.ts";
import { readXml } from "./xml.ts";

const UNPACKED_BYTES_MAX = 2 ** 32 - 1;
/** OSM text shrinks to a tenth or twentieth; what shrinks more is made to fill the memory. */
const UNPACKED_TIMES_MAX = 100;
const UNPACKED_BYTES_FREE = 2 ** 26;
const READERS = { pbf: readPbf, xml: readXml, "overpass-json": readOverpass } as const;

/**
 * Reads an OSM extract: PBF, OSM XML or Overpass JSON, each as it is or gzipped, told apart by
 * content. The order of the elements in the file does not matter.
 *
 * Damaged, cut, empty and roadless files come back as `ok: false` with a reason, a sentence and,
 * where it is known, the byte offset; nothing is thrown.
 *
 * @param name only for messages and the summary
 */
export async function readOsm(bytes: Uint8Array, name: string): Promise<OsmResult> {
  try {
    return readUnpacked(bytes, name);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const { reason, offset } = error;
    const place = offset === undefined ? "" : ` (byte ${offset})`;
    const detail = `${name}: ${error.message}${place}`;
    return offset === undefined
      ? { ok: false, reason, detail }
      : { ok: false, reason, detail, offset };
  }
}

function readUnpacked(bytes: Uint8Array, name: string): OsmResult {
  if (bytes.length === 0) throw new BadInput("empty", "the file has no content");
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const content = gzipped ? gunzip(bytes) : bytes;
  if (content.length === 0) throw new BadInput("empty", "the file has no content");
  const format = formatOf(content);
  const builder = new OsmBuilder();
  READERS[format](content, builder);
  const { data, droppedCount, duplicateCount } = builder.finish();
  const absent = countAbsent(data);
  const roadCount = countRoads(data);
  const counts = `${data.nodeId.length} nodes and ${data.wayId.length} ways`;
  if (roadCount === 0) throw new BadInput("no-roads", `no drivable road in ${counts}`);
  const summary = {
    name,
    format,
    gzipped,
    nodeCount: data.nodeId.length,
    wayCount: data.wayId.length,
    relationCount: data.relations.length,
    roadCount,
    duplicateCount,
    droppedCount,
    absentRefCount: absent.refCount,
    absentMemberCount: absent.memberCount,
  };
  return { ok: true, data, summary };
}

function gunzip(bytes: Uint8Array): Uint8Array {
  const allowed = UNPACKED_BYTES_FREE + UNPACKED_TIMES_MAX * bytes.length;
  const maxOutputLength = Math.min(UNPACKED_BYTES_MAX, allowed);
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch (cause) {
    const { message, code } = cause as Error & { code?: string };
    if (code === "ERR_BUFFER_TOO_LARGE") {
      const mb = Math.floor(maxOutputLength / 1e6);
      throw new BadInput("too-large", `the file unpacks to more than ${mb} MB`);
    }
    const isCut = message.includes("unexpected end");
    if (isCut) throw new BadInput("truncated", `gzip says "${message}"`, bytes.length);
    throw new BadInput("damaged", `gzip says "${message}"`, damagedFrom(bytes, maxOutputLength));
  }
}

/**
 * How many bytes can be unpacked before gzip finds the damage: the longest prefix without a fault,
 * since a cut alone is none here. Cost: a few unpackings, of a damaged file only.
 */
function damagedFrom(bytes: Uint8Array, maxOutputLength: number): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canUnpack(bytes.subarray(0, middle), maxOutputLength)) good = middle;
    else bad = middle;
  }
  return good;
}

function canUnpack(bytes: Uint8Array, maxOutputLength: number): boolean {
  try {
    gunzipSync(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
    return true;
  } catch {
    return false; // the caller knows what gzip says about the whole
  }
}

/** PBF begins with a block length of four bytes and the field `type`, which is "OSMHeader". */
function formatOf(bytes: Uint8Array): OsmFormat {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 64));
  if (head.slice(4).startsWith("\n\tOSM")) return "pbf";
  const start = head.replace(/^\u00ef\u00bb\u00bf/, "").trimStart();
  if (start.startsWith("<")) return "xml";
  if (start.startsWith("{")) return "overpass-json";
  throw new BadInput("unknown-format", "neither OSM PBF, OSM XML nor Overpass JSON");
}

function countRoads(data: OsmData): number {
  let count = 0;
  for (let way = 0; way < data.wayTags.length; way++) {
    const refCount = data.wayOffset[way + 1] - data.wayOffset[way];
    if (refCount >= 2 && roadClassOf(data.wayTags[way], "roads") !== undefined) count++;
  }
  return count;
}
