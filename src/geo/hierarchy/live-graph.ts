import { NONE } from "../../base/index.ts";

/** Ends the list of arcs of a node; local, so that hot loops read no import. */
const LAST = NONE;

/**
 * The graph that is left while nodes are contracted: arcs in linked lists over typed arrays.
 *
 * Between two nodes there is at most one arc in each direction, the best. An arc keeps its number
 * for ever; contracting a node only takes its arcs out of the lists of its neighbours, so that in
 * the end `tail`, `head`, `us`, `um` and `middle` hold the whole hierarchy.
 */
export class LiveGraph {
  readonly nodeCount: number;
  arcCount = 0;
  readonly outFirst: Int32Array;
  readonly inFirst: Int32Array;
  readonly outDegree: Int32Array;
  readonly inDegree: Int32Array;
  outNext: Int32Array;
  inNext: Int32Array;
  tail: Int32Array;
  head: Int32Array;
  us: Float64Array;
  um: Float64Array;
  /** Arcs of the road graph that an arc stands for. */
  hops: Int32Array;
  /** Node that a shortcut leaves out, or `NONE`. */
  middle: Int32Array;

  constructor(nodeCount: number, arcCountExpected: number) {
    this.nodeCount = nodeCount;
    this.outFirst = new Int32Array(nodeCount).fill(LAST);
    this.inFirst = new Int32Array(nodeCount).fill(LAST);
    this.outDegree = new Int32Array(nodeCount);
    this.inDegree = new Int32Array(nodeCount);
    const capacity = Math.max(16, arcCountExpected);
    this.outNext = new Int32Array(capacity);
    this.inNext = new Int32Array(capacity);
    this.tail = new Int32Array(capacity);
    this.head = new Int32Array(capacity);
    this.us = new Float64Array(capacity);
    this.um = new Float64Array(capacity);
    this.hops = new Int32Array(capacity);
    this.middle = new Int32Array(capacity);
  }

  /** Adds an arc, or makes the one that is there better; a worse or equal one changes nothing. */
  addOrImprove(
    tail: number,
    head: number,
    us: number,
    um: number,
    hops: number,
    middle: number,
  ): void {
    if (tail === head) return;
    let arc = this.find(tail, head);
    if (arc === LAST) {
      arc = this.arcCount;
      if (arc === this.tail.length) this.#grow();
      this.arcCount++;
      this.tail[arc] = tail;
      this.head[arc] = head;
      this.outNext[arc] = this.outFirst[tail];
      this.outFirst[tail] = arc;
      this.inNext[arc] = this.inFirst[head];
      this.inFirst[head] = arc;
      this.outDegree[tail]++;
      this.inDegree[head]++;
    } else if (this.us[arc] < us || (this.us[arc] === us && this.um[arc] <= um)) return;
    this.us[arc] = us;
    this.um[arc] = um;
    this.hops[arc] = hops;
    this.middle[arc] = middle;
  }

  find(tail: number, head: number): number {
    const { head: heads, outNext } = this;
    for (let arc = this.outFirst[tail]; arc !== LAST; arc = outNext[arc]) {
      if (heads[arc] === head) return arc;
    }
    return LAST;
  }

  /** Takes a node out of the lists of its neighbours. */
  detach(node: number): void {
    for (let arc = this.outFirst[node]; arc !== LAST; arc = this.outNext[arc]) {
      unlink(this.inFirst, this.inNext, this.head[arc], arc);
      this.inDegree[this.head[arc]]--;
    }
    for (let arc = this.inFirst[node]; arc !== LAST; arc = this.inNext[arc]) {
      unlink(this.outFirst, this.outNext, this.tail[arc], arc);
      this.outDegree[this.tail[arc]]--;
    }
  }

  #grow(): void {
    const capacity = this.tail.length * 2;
    this.outNext = grownInts(this.outNext, capacity);
    this.inNext = grownInts(this.inNext, capacity);
    this.tail = grownInts(this.tail, capacity);
    this.head = grownInts(this.head, capacity);
    this.hops = grownInts(this.hops, capacity);
    this.middle = grownInts(this.middle, capacity);
    const us = new Float64Array(capacity);
    us.set(this.us);
    this.us = us;
    const um = new Float64Array(capacity);
    um.set(this.um);
    this.um = um;
  }
}

function unlink(first: Int32Array, next: Int32Array, node: number, arc: number): void {
  if (first[node] === arc) {
    first[node] = next[arc];
    return;
  }
  let at = first[node];
  while (next[at] !== arc) at = next[at];
  next[at] = next[arc];
}

function grownInts(from: Int32Array, capacity: number): Int32Array {
  const to = new Int32Array(capacity);
  to.set(from);
  return to;
}
