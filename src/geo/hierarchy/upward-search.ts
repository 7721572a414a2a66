import { MinHeap, NONE } from "../../base/index.ts";
import type { UpwardArcs } from "../routing/routing.ts";

/**
 * Dijkstra over the upward arcs of a hierarchy, with stalling: a node that a higher one reaches
 * cheaper is not on the way up of any fastest path, so it is settled but leads nowhere.
 *
 * Nodes are those of `Hierarchy`. One object is scratch space for many searches: `clear`, `seed`, `run`, then read
 * `settled[0 .. settledCount)`, `us` and `um`.
 * Source: Geisberger et al. (2012), section 3.3.
 */
export class UpwardSearch {
  readonly us: Float64Array;
  readonly um: Float64Array;
  /** Arc of `up` by which a node was reached, or `-2 - seed` with the number of its seed. */
  readonly parentArc: Int32Array;
  readonly parent: Int32Array;
  readonly settled: Int32Array;
  settledCount = 0;
  readonly #reached: Int32Array;
  #reachedCount = 0;
  readonly #up: UpwardArcs;
  readonly #down: UpwardArcs;
  readonly #heap: MinHeap;

  /** @param down the upward arcs of the other direction: arcs from higher nodes into each node */
  constructor(up: UpwardArcs, down: UpwardArcs) {
    const nodeCount = up.offset.length - 1;
    this.#up = up;
    this.#down = down;
    this.#heap = new MinHeap(nodeCount);
    this.us = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
    this.um = new Float64Array(nodeCount);
    this.parentArc = new Int32Array(nodeCount);
    this.parent = new Int32Array(nodeCount);
    this.settled = new Int32Array(nodeCount);
    this.#reached = new Int32Array(nodeCount);
  }

  /** Forgets the last search. Cost: O(nodes it reached). */
  clear(): void {
    for (let i = 0; i < this.#reachedCount; i++) {
      this.us[this.#reached[i]] = Number.POSITIVE_INFINITY;
    }
    this.#reachedCount = 0;
    this.settledCount = 0;
    this.#heap.clear();
  }

  /** Starts the search at a node with a cost already spent. */
  seed(node: number, us: number, um: number, seedNumber: number): void {
    if (us > this.us[node] || (us === this.us[node] && um >= this.um[node])) return;
    if (this.us[node] === Number.POSITIVE_INFINITY) this.#reached[this.#reachedCount++] = node;
    this.us[node] = us;
    this.um[node] = um;
    this.parentArc[node] = -2 - seedNumber;
    this.parent[node] = NONE;
    this.#heap.pushOrLower(node, us);
  }

  /** Settles everything that can be reached upwards; stalled nodes are not listed in `settled`. */
  run(): void {
    const { us, um, settled, parent, parentArc } = this;
    const { offset, to, us: arcUs, um: arcUm } = this.#up;
    const reached = this.#reached;
    const heap = this.#heap;
    let settledCount = 0;
    let reachedCount = this.#reachedCount;
    while (heap.size > 0) {
      const node = heap.pop();
      const nodeUs = us[node];
      if (isStalled(this.#down, us, node, nodeUs)) continue;
      settled[settledCount++] = node;
      const nodeUm = um[node];
      const end = offset[node + 1];
      for (let arc = offset[node]; arc < end; arc++) {
        const next = to[arc];
        const nextUs = nodeUs + arcUs[arc];
        const knownUs = us[next];
        if (nextUs > knownUs) continue;
        const nextUm = nodeUm + arcUm[arc];
        if (nextUs === knownUs && nextUm >= um[next]) continue;
        if (knownUs === Number.POSITIVE_INFINITY) reached[reachedCount++] = next;
        us[next] = nextUs;
        um[next] = nextUm;
        parent[next] = node;
        parentArc[next] = arc;
        heap.pushOrLower(next, nextUs);
      }
    }
    this.settledCount = settledCount;
    this.#reachedCount = reachedCount;
  }
}

/** Whether some higher node that was reached leads down to `node` for less. */
function isStalled(down: UpwardArcs, us: Float64Array, node: number, nodeUs: number): boolean {
  const { offset, to, us: arcUs } = down;
  const end = offset[node + 1];
  for (let arc = offset[node]; arc < end; arc++) {
    if (us[to[arc]] + arcUs[arc] < nodeUs) return true;
  }
  return false;
}
