import { MinHeap, NONE } from "../../base/index.ts";
import type { LiveGraph } from "./live-graph.ts";

/** Ends the list of arcs of a node; local, so that hot loops read no import. */
const LAST = NONE;

/**
 * Small searches for a way round a node: is there one at most as long as the path through it?
 *
 * A search that gives up early finds too few such ways, which costs a needless shortcut but is
 * never wrong.
 */
export class WitnessSearch {
  readonly #graph: LiveGraph;
  readonly #heap: MinHeap;
  readonly #us: Float64Array;
  readonly #um: Float64Array;
  readonly #reached: Int32Array;
  readonly #wanted: Int32Array;
  #run = 0;

  constructor(graph: LiveGraph) {
    this.#graph = graph;
    this.#heap = new MinHeap(graph.nodeCount);
    this.#us = new Float64Array(graph.nodeCount);
    this.#um = new Float64Array(graph.nodeCount);
    this.#reached = new Int32Array(graph.nodeCount);
    this.#wanted = new Int32Array(graph.nodeCount);
  }

  /**
   * Searches from `start` without touching `avoided`, until all heads of the arcs out of `avoided`
   * are settled, `limitUs` is passed or `settledMax` nodes are settled.
   */
  run(start: number, avoided: number, limitUs: number, settledMax: number): void {
    const { outFirst, outNext, head, us: arcUs, um: arcUm } = this.#graph;
    const distanceUs = this.#us;
    const distanceUm = this.#um;
    const reached = this.#reached;
    const wanted = this.#wanted;
    const heap = this.#heap;
    const run = ++this.#run;
    let wantedCount = 0;
    for (let arc = outFirst[avoided]; arc !== LAST; arc = outNext[arc]) {
      wanted[head[arc]] = run;
      wantedCount++;
    }
    heap.clear();
    distanceUs[start] = 0;
    distanceUm[start] = 0;
    reached[start] = run;
    heap.pushOrLower(start, 0);
    for (let settled = 0; settled < settledMax && heap.size > 0; settled++) {
      const node = heap.pop();
      const us = distanceUs[node];
      if (us > limitUs) return;
      if (wanted[node] === run && --wantedCount === 0) return;
      const um = distanceUm[node];
      for (let arc = outFirst[node]; arc !== LAST; arc = outNext[arc]) {
        const next = head[arc];
        if (next === avoided) continue;
        const nextUs = us + arcUs[arc];
        if (nextUs > limitUs) continue;
        const nextUm = um + arcUm[arc];
        if (reached[next] === run) {
          if (nextUs > distanceUs[next]) continue;
          if (nextUs === distanceUs[next]) {
            if (nextUm < distanceUm[next]) distanceUm[next] = nextUm;
            continue;
          }
        }
        reached[next] = run;
        distanceUs[next] = nextUs;
        distanceUm[next] = nextUm;
        heap.pushOrLower(next, nextUs);
      }
    }
  }

  /** Whether the last run found a way to `node` at most as long. */
  isReachedWithin(node: number, us: number, um: number): boolean {
    if (this.#reached[node] !== this.#run) return false;
    return this.#us[node] < us || (this.#us[node] === us && this.#um[node] <= um);
  }
}
