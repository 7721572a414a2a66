import type { Hierarchy, Routing } from "../routing/routing.ts";
import type { RoadPlace, Snap } from "../travel/snap.ts";
import { seedArrival, seedDeparture } from "./seeds.ts";
import { UpwardSearch } from "./upward-search.ts";

/** For each node the targets that can be reached from it downwards, in compressed rows. */
export interface Buckets {
  readonly offset: Int32Array;
  readonly target: Int32Array;
  readonly us: Float64Array;
  readonly um: Float64Array;
}

/** What searches backwards from some targets, one after another in their order, have settled. */
export interface BucketEntries {
  /** The first of the targets. */
  readonly first: number;
  readonly node: Int32Array;
  readonly target: Int32Array;
  readonly us: Float64Array;
  readonly um: Float64Array;
}

/**
 * Searches backwards from every target and files what it costs to reach the target from each node.
 *
 * Source: Knopp, Sanders, Schultes, Schulz and Wagner (2007), ALENEX, 36–45.
 */
export function fillBuckets(
  routing: Routing,
  hierarchy: Hierarchy,
  targets: readonly Snap[],
): Buckets {
  const whole = new BucketSearch(routing, hierarchy, targets).entriesOf(0, targets.length);
  return sortEntries([whole], routing.stateCount, (bytes) => new ArrayBuffer(bytes));
}

/** Searches backwards from targets, some at a time, so that threads can share them. */
export class BucketSearch {
  readonly #routing: Routing;
  readonly #hierarchy: Hierarchy;
  readonly #targets: readonly Snap[];
  readonly #search: UpwardSearch;

  constructor(routing: Routing, hierarchy: Hierarchy, targets: readonly Snap[]) {
    this.#routing = routing;
    this.#hierarchy = hierarchy;
    this.#targets = targets;
    this.#search = new UpwardSearch(hierarchy.backward, hierarchy.forward);
  }

  /** The entries of the targets from `first` on, before `end`. */
  entriesOf(first: number, end: number): BucketEntries {
    const search = this.#search;
    const list = new EntryList((end - first) * 128);
    for (let target = first; target < end; target++) {
      const place = this.#targets[target];
      if (!place.ok) continue;
      search.clear();
      seedArrival(this.#routing, this.#hierarchy, place, search);
      search.run();
      list.add(search, target);
    }
    return list.entries(first);
  }
}

class EntryList {
  #count = 0;
  #node: Int32Array;
  #target: Int32Array;
  #us: Float64Array;
  #um: Float64Array;

  constructor(capacity: number) {
    this.#node = new Int32Array(capacity);
    this.#target = new Int32Array(capacity);
    this.#us = new Float64Array(capacity);
    this.#um = new Float64Array(capacity);
  }

  add(search: UpwardSearch, target: number): void {
    if (this.#count + search.settledCount > this.#node.length) this.#grow(search.settledCount);
    let at = this.#count;
    for (let i = 0; i < search.settledCount; i++) {
      const node = search.settled[i];
      this.#node[at] = node;
      this.#target[at] = target;
      this.#us[at] = search.us[node];
      this.#um[at++] = search.um[node];
    }
    this.#count = at;
  }

  entries(first: number): BucketEntries {
    const count = this.#count;
    return {
      first,
      node: this.#node.subarray(0, count),
      target: this.#target.subarray(0, count),
      us: this.#us.subarray(0, count),
      um: this.#um.subarray(0, count),
    };
  }

  #grow(extra: number): void {
    const capacity = Math.max(this.#node.length * 2, this.#count + extra);
    this.#node = grown(this.#node, new Int32Array(capacity));
    this.#target = grown(this.#target, new Int32Array(capacity));
    this.#us = grown(this.#us, new Float64Array(capacity));
    this.#um = grown(this.#um, new Float64Array(capacity));
  }
}

/**
 * Files entries by node, those of a node in the order of their targets.
 *
 * @param allocate gives the memory of the buckets
 */
export function sortEntries(
  parts: readonly BucketEntries[],
  nodeCount: number,
  allocate: (bytes: number) => ArrayBuffer | SharedArrayBuffer,
): Buckets {
  const ordered = [...parts].sort((a, b) => a.first - b.first);
  const count = ordered.reduce((sum, { node }) => sum + node.length, 0);
  const offset = new Int32Array(allocate((nodeCount + 1) * 4));
  for (const { node } of ordered) for (let i = 0; i < node.length; i++) offset[node[i] + 1]++;
  for (let node = 0; node < nodeCount; node++) offset[node + 1] += offset[node];
  const next = offset.slice();
  const target = new Int32Array(allocate(count * 4));
  const us = new Float64Array(allocate(count * 8));
  const um = new Float64Array(allocate(count * 8));
  for (const part of ordered) {
    for (let i = 0; i < part.node.length; i++) {
      const at = next[part.node[i]]++;
      target[at] = part.target[i];
      us[at] = part.us[i];
      um[at] = part.um[i];
    }
  }
  return { offset, target, us, um };
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Forward searches, one for each row of a table, that meet the buckets of all its columns. */
export class RowSearch {
  readonly #routing: Routing;
  readonly #hierarchy: Hierarchy;
  readonly #search: UpwardSearch;

  constructor(routing: Routing, hierarchy: Hierarchy) {
    this.#routing = routing;
    this.#hierarchy = hierarchy;
    this.#search = new UpwardSearch(hierarchy.forward, hierarchy.backward);
  }

  /** Lowers the entries of one row to what leads from `from` over at least one turn. */
  fillRow(from: RoadPlace, buckets: Buckets, rowUs: Float64Array, rowUm: Float64Array): void {
    const search = this.#search;
    search.clear();
    seedDeparture(this.#routing, this.#hierarchy, from, search);
    search.run();
    for (let i = 0; i < search.settledCount; i++) {
      const node = search.settled[i];
      scanBucket(buckets, node, search.us[node], search.um[node], rowUs, rowUm);
    }
  }
}

function scanBucket(
  buckets: Buckets,
  node: number,
  nodeUs: number,
  nodeUm: number,
  rowUs: Float64Array,
  rowUm: Float64Array,
): void {
  const { target, us, um } = buckets;
  const end = buckets.offset[node + 1];
  for (let at = buckets.offset[node]; at < end; at++) {
    const column = target[at];
    const pathUs = nodeUs + us[at];
    const knownUs = rowUs[column];
    if (pathUs > knownUs) continue;
    const pathUm = nodeUm + um[at];
    if (pathUs === knownUs && pathUm >= rowUm[column]) continue;
    rowUs[column] = pathUs;
    rowUm[column] = pathUm;
  }
}
