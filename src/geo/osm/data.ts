/** Tags of an element as in the file: key to value, unfiltered. */
export type Tags = Readonly<Record<string, string>>;

/** The three kinds of OSM elements, in the order in which PBF numbers them. */
export const ELEMENT_TYPES = ["node", "way", "relation"] as const;
export type ElementType = (typeof ELEMENT_TYPES)[number];

/** A member of a relation; the element it names may be absent from the file. */
export interface OsmMember {
  readonly type: ElementType;
  readonly ref: number;
  readonly role: string;
}

export interface OsmRelation {
  readonly id: number;
  readonly tags: Tags;
  readonly members: readonly OsmMember[];
}

/**
 * The elements of an OSM extract, each kind sorted by id, so that the file's order is forgotten.
 *
 * Coordinates are whole 1e-7 degrees, the grid of OSM itself. The node ids of way `i` are
 * `wayRefs[wayOffset[i] .. wayOffset[i + 1])`; a node named there may be absent. `nodeTags` holds
 * tagged nodes only, by index.
 */
export interface OsmData {
  readonly nodeId: Float64Array;
  readonly nodeLonE7: Int32Array;
  readonly nodeLatE7: Int32Array;
  readonly nodeTags: ReadonlyMap<number, Tags>;
  readonly wayId: Float64Array;
  readonly wayOffset: Int32Array;
  readonly wayRefs: Float64Array;
  readonly wayTags: readonly Tags[];
  readonly relations: readonly OsmRelation[];
}

/** The encodings that `readOsm` tells apart by content. */
export type OsmFormat = "pbf" | "xml" | "overpass-json";

/** What was read and what was left out, and why; every count is of elements or members. */
export interface OsmSummary {
  readonly name: string;
  readonly format: OsmFormat;
  readonly gzipped: boolean;
  readonly nodeCount: number;
  readonly wayCount: number;
  readonly relationCount: number;
  readonly roadCount: number;
  /** Elements given twice; the one with more tags is kept. */
  readonly duplicateCount: number;
  /** Elements without a usable id, coordinate or shape, and deleted ones. */
  readonly droppedCount: number;
  /** Node ids named by ways but absent from the file. */
  readonly absentRefCount: number;
  /** Elements named by relations but absent from the file. */
  readonly absentMemberCount: number;
}

export type OsmFailure =
  | "empty"
  | "unknown-format"
  | "truncated"
  | "damaged"
  | "unsupported"
  | "too-large"
  | "no-roads";

/** Result of reading an extract; `detail` is a sentence that names the file and the place. */
export type OsmResult =
  | { readonly ok: true; readonly data: OsmData; readonly summary: OsmSummary }
  | {
      readonly ok: false;
      readonly reason: OsmFailure;
      readonly detail: string;
      /** Byte offset in the (unpacked) file where it went wrong, where that is known. */
      readonly offset?: number;
    };

/** Stops a reader at bad input; `readOsm` turns it into its result, nothing else sees it. */
export class BadInput extends Error {
  override name = "BadInput";
  readonly reason: OsmFailure;
  readonly offset: number | undefined;

  constructor(reason: OsmFailure, message: string, offset?: number) {
    super(message);
    this.reason = reason;
    this.offset = offset;
  }
}

/** Index of `id` in the ascending array `ids`, or -1. Cost: O(log n). */
export function indexOfId(ids: Float64Array, id: number): number {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids[middle];
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
