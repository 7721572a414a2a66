import { SaxesParser } from "saxes";
import type { OsmBuilder } from "./builder.ts";
import { BadInput, type OsmMember } from "./data.ts";

const CHUNK_BYTES = 1 << 20;

/**
 * Reads OSM XML (API, Overpass, JOSM) into `builder`, chunk by chunk.
 *
 * Elements marked deleted (`visible="false"`, `action="delete"`) are dropped. Throws `BadInput`
 * with the offset, in characters, where the text stops being well formed.
 */
export function readXml(bytes: Uint8Array, builder: OsmBuilder): void {
  const parser = new SaxesParser({ xmlns: false });
  const element = new XmlElement(builder);
  let isOsm = false;
  parser.on("error", (error) => {
    const reason = /unclosed tag|unexpected end/i.test(error.message) ? "truncated" : "damaged";
    throw new BadInput(reason, `the XML is broken: ${error.message}`, parser.position);
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "osm" || name === "osmChange") isOsm = true;
    element.open(name, attributes);
  });
  parser.on("closetag", ({ name }) => element.close(name));
  const decoder = new TextDecoder();
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    const chunk = bytes.subarray(start, start + CHUNK_BYTES);
    parser.write(decoder.decode(chunk, { stream: true }));
    if (start === 0 && !isOsm && bytes.length > CHUNK_BYTES) break;
  }
  if (!isOsm) throw new BadInput("unknown-format", "the XML has no <osm> element");
  parser.close();
}

/** The element that is being read: opened by node, way or relation, filled by tag, nd, member. */
class XmlElement {
  readonly #builder: OsmBuilder;
  #attributes: Readonly<Record<string, string>> = {};
  #tags: Record<string, string> | undefined;
  #refs: number[] = [];
  #members: OsmMember[] = [];

  constructor(builder: OsmBuilder) {
    this.#builder = builder;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === "node" || name === "way" || name === "relation") {
      this.#attributes = attributes;
      this.#tags = undefined;
      this.#refs = [];
      this.#members = [];
    } else if (name === "tag") {
      if (attributes["k"] === undefined || attributes["v"] === undefined) return;
      this.#tags ??= {};
      this.#tags[attributes["k"]] = attributes["v"];
    } else if (name === "nd") {
      this.#refs.push(wholeNumber(attributes["ref"]));
    } else if (name === "member") {
      const type = attributes["type"];
      if (type !== "node" && type !== "way" && type !== "relation") return;
      const ref = wholeNumber(attributes["ref"]);
      this.#members.push({ type, ref, role: attributes["role"] ?? "" });
    }
  }

  close(name: string): void {
    if (name !== "node" && name !== "way" && name !== "relation") return;
    const { id, lon, lat, visible, action } = this.#attributes;
    if (visible === "false" || action === "delete") this.#builder.drop();
    else if (name === "way") this.#builder.addWay(wholeNumber(id), this.#refs, this.#tags);
    else if (name === "relation") {
      this.#builder.addRelation(wholeNumber(id), this.#members, this.#tags);
    } else this.#builder.addNode(wholeNumber(id), degreesE7(lon), degreesE7(lat), this.#tags);
  }
}

function wholeNumber(text: string | undefined): number {
  return text === undefined || text.trim() === "" ? Number.NaN : Number(text);
}

function degreesE7(text: string | undefined): number {
  return Math.round(wholeNumber(text) * 1e7);
}
