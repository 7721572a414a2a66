import type { OsmBuilder } from "./builder.ts";
import { BadInput, type OsmMember, type Tags } from "./data.ts";

/** V8 holds no longer string. */
const TEXT_BYTES_MAX = 0x1fff_ffe8;

/**
 * Reads Overpass JSON (`{"elements":[...]}`, `out body` or `out meta`) into `builder`.
 *
 * Elements of another shape are dropped and counted. Throws `BadInput` where the text is no JSON.
 */
export function readOverpass(bytes: Uint8Array, builder: OsmBuilder): void {
  if (bytes.length > TEXT_BYTES_MAX) {
    throw new BadInput("too-large", "JSON of more than 512 MB: use PBF for such an extract");
  }
  const parsed = parseJson(new TextDecoder().decode(bytes));
  const elements = isRecord(parsed) ? parsed["elements"] : undefined;
  if (!Array.isArray(elements)) {
    throw new BadInput("unknown-format", 'the JSON has no list "elements" (Overpass form)');
  }
  for (const element of elements) addElement(element, builder);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = (cause as Error).message;
    const position = /position (\d+)/.exec(message);
    const isCut = /end of JSON|Unterminated|Expected .* in JSON at position/i.test(message);
    const offset = position === null ? text.length : Number(position[1]);
    const reason = isCut && offset >= text.trimEnd().length ? "truncated" : "damaged";
    throw new BadInput(reason, `the JSON is broken: ${message}`, offset);
  }
}

function addElement(element: unknown, builder: OsmBuilder): void {
  if (!isRecord(element) || !addKnownElement(element, builder)) builder.drop();
}

function addKnownElement(element: Record<string, unknown>, builder: OsmBuilder): boolean {
  const id = typeof element["id"] === "number" ? element["id"] : Number.NaN;
  const tags = readTags(element["tags"]);
  if (element["type"] === "node") {
    builder.addNode(id, degreesE7(element["lon"]), degreesE7(element["lat"]), tags);
    return true;
  }
  if (element["type"] === "way") {
    const refs = element["nodes"];
    if (!Array.isArray(refs)) return false;
    const numbers = refs.map((ref) => (typeof ref === "number" ? ref : Number.NaN));
    builder.addWay(id, numbers, tags);
    return true;
  }
  if (element["type"] !== "relation") return false;
  const members = Array.isArray(element["members"]) ? element["members"] : [];
  builder.addRelation(id, members.flatMap(readMember), tags);
  return true;
}

function readMember(member: unknown): OsmMember[] {
  if (!isRecord(member)) return [];
  const { type, ref, role } = member;
  if (type !== "node" && type !== "way" && type !== "relation") return [];
  if (typeof ref !== "number") return [];
  return [{ type, ref, role: typeof role === "string" ? role : "" }];
}

function readTags(value: unknown): Tags | undefined {
  if (!isRecord(value)) return undefined;
  let tags: Record<string, string> | undefined;
  for (const [key, content] of Object.entries(value)) {
    if (typeof content === "object") continue;
    tags ??= {};
    tags[key] = String(content);
  }
  return tags;
}

function degreesE7(value: unknown): number {
  return typeof value === "number" ? Math.round(value * 1e7) : Number.NaN;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
