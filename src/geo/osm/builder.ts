import { indexOfId, type OsmData, type OsmMember, type OsmRelation, type Tags } from "./data.ts";

const NO_TAGS: Tags = Object.freeze({});
const LON_E7_MAX = 1_800_000_000;
const LAT_E7_MAX = 900_000_000;

/**
 * Collects elements in any order and sorts them by id in the end.
 *
 * Bad elements (no safe whole id, coordinates off the globe) are counted and left out; of elements
 * with the same id the one with more tags stays, then the first: Overpass prints an element once
 * with tags and once as a bare skeleton.
 */
export class OsmBuilder {
  #nodeId = new Float64Array(1024);
  #nodeLonE7 = new Int32Array(1024);
  #nodeLatE7 = new Int32Array(1024);
  #nodeCount = 0;
  readonly #nodeTags = new Map<number, Tags>();
  readonly #wayId: number[] = [];
  readonly #wayStart: number[] = [];
  readonly #wayTags: Tags[] = [];
  #refs = new Float64Array(1024);
  #refCount = 0;
  readonly #relations: OsmRelation[] = [];
  #droppedCount = 0;
  #duplicateCount = 0;

  /** @param lonE7 whole 1e-7 degrees */
  addNode(id: number, lonE7: number, latE7: number, tags: Tags | undefined): void {
    const fits = Math.abs(lonE7) <= LON_E7_MAX && Math.abs(latE7) <= LAT_E7_MAX;
    if (!fits || !Number.isSafeInteger(id)) {
      this.#droppedCount++;
      return;
    }
    const index = this.#nodeCount++;
    if (index === this.#nodeId.length) {
      this.#nodeId = grown(this.#nodeId, new Float64Array(index * 2));
      this.#nodeLonE7 = grown(this.#nodeLonE7, new Int32Array(index * 2));
      this.#nodeLatE7 = grown(this.#nodeLatE7, new Int32Array(index * 2));
    }
    this.#nodeId[index] = id;
    this.#nodeLonE7[index] = lonE7;
    this.#nodeLatE7[index] = latE7;
    if (tags !== undefined) this.#nodeTags.set(index, tags);
  }

  addWay(id: number, refs: ArrayLike<number>, tags: Tags | undefined): void {
    if (!Number.isSafeInteger(id)) {
      this.#droppedCount++;
      return;
    }
    const end = this.#refCount + refs.length;
    if (end > this.#refs.length) {
      this.#refs = grown(this.#refs, new Float64Array(Math.max(end, this.#refs.length * 2)));
    }
    this.#wayId.push(id);
    this.#wayStart.push(this.#refCount);
    this.#wayTags.push(tags ?? NO_TAGS);
    for (let i = 0; i < refs.length; i++) this.#refs[this.#refCount++] = refs[i];
  }

  addRelation(id: number, members: readonly OsmMember[], tags: Tags | undefined): void {
    if (!Number.isSafeInteger(id)) this.#droppedCount++;
    else this.#relations.push({ id, members, tags: tags ?? NO_TAGS });
  }

  /** Counts an element that cannot be used. */
  drop(): void {
    this.#droppedCount++;
  }

  finish(): { data: OsmData; droppedCount: number; duplicateCount: number } {
    const data = { ...this.#finishNodes(), ...this.#finishWays(), ...this.#finishRelations() };
    return { data, droppedCount: this.#droppedCount, duplicateCount: this.#duplicateCount };
  }

  #finishNodes(): Pick<OsmData, "nodeId" | "nodeLonE7" | "nodeLatE7" | "nodeTags"> {
    const ids = this.#nodeId;
    const tagCount = (i: number) => sizeOf(this.#nodeTags.get(i));
    const order = this.#order(this.#nodeCount, (i) => ids[i], tagCount);
    const nodeId = new Float64Array(order.length);
    const nodeLonE7 = new Int32Array(order.length);
    const nodeLatE7 = new Int32Array(order.length);
    const nodeTags = new Map<number, Tags>();
    for (let i = 0; i < order.length; i++) {
      nodeId[i] = ids[order[i]];
      nodeLonE7[i] = this.#nodeLonE7[order[i]];
      nodeLatE7[i] = this.#nodeLatE7[order[i]];
      const tags = this.#nodeTags.get(order[i]);
      if (tags !== undefined) nodeTags.set(i, tags);
    }
    return { nodeId, nodeLonE7, nodeLatE7, nodeTags };
  }

  #finishWays(): Pick<OsmData, "wayId" | "wayOffset" | "wayRefs" | "wayTags"> {
    const starts = this.#wayStart;
    starts.push(this.#refCount);
    const tagCount = (i: number) => sizeOf(this.#wayTags[i]);
    const order = this.#order(this.#wayId.length, (i) => this.#wayId[i], tagCount);
    const wayId = new Float64Array(order.length);
    const wayOffset = new Int32Array(order.length + 1);
    const wayRefs = new Float64Array(this.#refCount);
    const wayTags: Tags[] = [];
    let offset = 0;
    for (let i = 0; i < order.length; i++) {
      const from = order[i];
      wayId[i] = this.#wayId[from];
      wayTags.push(this.#wayTags[from]);
      wayRefs.set(this.#refs.subarray(starts[from], starts[from + 1]), offset);
      offset += starts[from + 1] - starts[from];
      wayOffset[i + 1] = offset;
    }
    return { wayId, wayOffset, wayRefs: wayRefs.slice(0, offset), wayTags };
  }

  #finishRelations(): Pick<OsmData, "relations"> {
    const all = this.#relations;
    const tagCount = (i: number) => sizeOf(all[i].tags);
    const order = this.#order(all.length, (i) => all[i].id, tagCount);
    return { relations: Array.from(order, (i) => all[i]) };
  }

  /** Indices in order of id, one for each id. */
  #order(
    count: number,
    idAt: (index: number) => number,
    tagCountAt: (index: number) => number,
  ): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    let isSorted = true;
    for (let i = 1; i < count && isSorted; i++) isSorted = idAt(i - 1) < idAt(i);
    if (isSorted) return order;
    order.sort((a, b) => idAt(a) - idAt(b) || tagCountAt(b) - tagCountAt(a) || a - b);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      if (kept > 0 && idAt(order[kept - 1]) === idAt(order[i])) this.#duplicateCount++;
      else order[kept++] = order[i];
    }
    return order.slice(0, kept);
  }
}

/** How many node ids of ways, and members of relations, name elements that are not there. */
export function countAbsent(data: OsmData): { refCount: number; memberCount: number } {
  let refCount = 0;
  for (const ref of data.wayRefs) if (indexOfId(data.nodeId, ref) < 0) refCount++;
  const relationIds = Float64Array.from(data.relations, (relation) => relation.id);
  let memberCount = 0;
  for (const { members } of data.relations) {
    for (const { type, ref } of members) {
      const ids = type === "node" ? data.nodeId : type === "way" ? data.wayId : relationIds;
      if (indexOfId(ids, ref) < 0) memberCount++;
    }
  }
  return { refCount, memberCount };
}

function sizeOf(tags: Tags | undefined): number {
  return tags === undefined ? 0 : Object.keys(tags).length;
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
