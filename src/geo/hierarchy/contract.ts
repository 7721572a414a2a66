import { MinHeap, NONE } from "../../base/index.ts";
import type { Hierarchy, Routing, UpwardArcs } from "../routing/routing.ts";
import { LiveGraph } from "./live-graph.ts";
import { orderNodes } from "./order-nodes.ts";
import { WitnessSearch } from "./witness.ts";

/** Ends the list of arcs of a node; local, so that hot loops read no import. */
const LAST = NONE;

/** Nodes settled by a search for a way round: few where only the importance is estimated. */
const ESTIMATE_SETTLED_MAX = 60;
const CONTRACT_SETTLED_MAX = 400;

/** The routing with its hierarchy: tables and paths become some hundred times as fast. */
export function withHierarchy(routing: Routing): Routing {
  return { ...routing, hierarchy: contract(routing) };
}

/**
 * Builds a contraction hierarchy over the states of a routing.
 *
 * States leave the graph one by one, the least important first; wherever a fastest path led through
 * the one that leaves, its neighbours are joined by a shortcut. Importance grows with the arcs that
 * leaving would add over those it removes (and the road arcs these stand for), and with the height
 * of what has left around it, which keeps the contraction even over the area. A state whose
 * neighbour has left is weighed again when its turn comes.
 *
 * Cost: seconds per 100,000 states. Source: Geisberger, Sanders, Schultes and Vetter (2012),
 * Transportation Science 46(3), 388–404.
 */
function contract(routing: Routing): Hierarchy {
  const graph = loadGraph(routing);
  const rank = new Contraction(graph).run();
  const nodeOf = orderNodes(graph, rank);
  return {
    nodeOf,
    forward: upwardArcs(graph, rank, nodeOf, "forward"),
    backward: upwardArcs(graph, rank, nodeOf, "backward"),
  };
}

function loadGraph(routing: Routing): LiveGraph {
  const { stateCount, turnOffset, turnTo, turnUs, stateArc, edgeLengthUm } = routing;
  const graph = new LiveGraph(stateCount, turnTo.length * 4);
  for (let state = 0; state < stateCount; state++) {
    const um = edgeLengthUm[stateArc[state] >> 1];
    for (let turn = turnOffset[state]; turn < turnOffset[state + 1]; turn++) {
      graph.addOrImprove(state, turnTo[turn], turnUs[turn], um, 1, NONE);
    }
  }
  return graph;
}

class Contraction {
  readonly #graph: LiveGraph;
  readonly #witness: WitnessSearch;
  readonly #queue: MinHeap;
  readonly #level: Int32Array;
  readonly #isStale: Uint8Array;

  constructor(graph: LiveGraph) {
    this.#graph = graph;
    this.#witness = new WitnessSearch(graph);
    this.#queue = new MinHeap(graph.nodeCount);
    this.#level = new Int32Array(graph.nodeCount);
    this.#isStale = new Uint8Array(graph.nodeCount);
  }

  run(): Int32Array {
    const { nodeCount } = this.#graph;
    const queue = this.#queue;
    const rank = new Int32Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) queue.pushOrLower(node, this.#importance(node));
    for (let position = 0; position < nodeCount; ) {
      const node = queue.pop();
      if (this.#isStale[node] === 1) {
        this.#isStale[node] = 0;
        const importance = this.#importance(node);
        if (queue.size > 0 && importance > queue.minKey) {
          queue.pushOrLower(node, importance);
          continue;
        }
      }
      rank[node] = position++;
      this.#addShortcuts(node);
      this.#graph.detach(node);
      this.#raiseNeighbours(node);
    }
    return rank;
  }

  #importance(node: number): number {
    const { inFirst, inNext, outFirst, outNext, tail, head, us, um, hops } = this.#graph;
    let removed = 0;
    let removedHops = 0;
    let longestUs = 0;
    for (let arc = outFirst[node]; arc !== LAST; arc = outNext[arc]) {
      removed++;
      removedHops += hops[arc];
      if (us[arc] > longestUs) longestUs = us[arc];
    }
    const hasExit = removed > 0;
    let added = 0;
    let addedHops = 0;
    for (let inArc = inFirst[node]; inArc !== LAST; inArc = inNext[inArc]) {
      removed++;
      removedHops += hops[inArc];
      if (!hasExit) continue;
      const from = tail[inArc];
      this.#witness.run(from, node, us[inArc] + longestUs, ESTIMATE_SETTLED_MAX);
      for (let outArc = outFirst[node]; outArc !== LAST; outArc = outNext[outArc]) {
        const to = head[outArc];
        if (to === from) continue;
        const viaUs = us[inArc] + us[outArc];
        if (this.#witness.isReachedWithin(to, viaUs, um[inArc] + um[outArc])) continue;
        added++;
        addedHops += hops[inArc] + hops[outArc];
      }
    }
    if (removed === 0) return this.#level[node];
    return this.#level[node] + added / removed + addedHops / removedHops;
  }

  #addShortcuts(node: number): void {
    const graph = this.#graph;
    let longestUs = 0;
    for (let arc = graph.outFirst[node]; arc !== LAST; arc = graph.outNext[arc]) {
      if (graph.us[arc] > longestUs) longestUs = graph.us[arc];
    }
    for (let inArc = graph.inFirst[node]; inArc !== LAST; inArc = graph.inNext[inArc]) {
      const from = graph.tail[inArc];
      const inUs = graph.us[inArc];
      const inUm = graph.um[inArc];
      this.#witness.run(from, node, inUs + longestUs, CONTRACT_SETTLED_MAX);
      for (let outArc = graph.outFirst[node]; outArc !== LAST; outArc = graph.outNext[outArc]) {
        const to = graph.head[outArc];
        if (to === from) continue;
        const us = inUs + graph.us[outArc];
        const um = inUm + graph.um[outArc];
        if (this.#witness.isReachedWithin(to, us, um)) continue;
        graph.addOrImprove(from, to, us, um, graph.hops[inArc] + graph.hops[outArc], node);
      }
    }
  }

  #raiseNeighbours(node: number): void {
    const { outFirst, outNext, inFirst, inNext, head, tail } = this.#graph;
    for (let arc = outFirst[node]; arc !== LAST; arc = outNext[arc]) this.#raise(head[arc], node);
    for (let arc = inFirst[node]; arc !== LAST; arc = inNext[arc]) this.#raise(tail[arc], node);
  }

  #raise(node: number, below: number): void {
    this.#isStale[node] = 1;
    if (this.#level[node] <= this.#level[below]) this.#level[node] = this.#level[below] + 1;
  }
}

/** Arcs to higher ranks, by node of the lower end; `backward` are those that lead down into it. */
function upwardArcs(
  graph: LiveGraph,
  rank: Int32Array,
  nodeOf: Int32Array,
  direction: "forward" | "backward",
): UpwardArcs {
  const low = direction === "forward" ? graph.tail : graph.head;
  const high = direction === "forward" ? graph.head : graph.tail;
  const offset = new Int32Array(graph.nodeCount + 1);
  for (let arc = 0; arc < graph.arcCount; arc++) {
    if (rank[low[arc]] < rank[high[arc]]) offset[nodeOf[low[arc]] + 1]++;
  }
  for (let node = 0; node < graph.nodeCount; node++) offset[node + 1] += offset[node];
  const next = offset.slice();
  const count = offset[graph.nodeCount];
  const to = new Int32Array(count);
  const us = new Float64Array(count);
  const um = new Float64Array(count);
  const middle = new Int32Array(count);
  for (let arc = 0; arc < graph.arcCount; arc++) {
    if (rank[low[arc]] > rank[high[arc]]) continue;
    const at = next[nodeOf[low[arc]]]++;
    to[at] = nodeOf[high[arc]];
    us[at] = graph.us[arc];
    um[at] = graph.um[arc];
    middle[at] = graph.middle[arc] === NONE ? NONE : nodeOf[graph.middle[arc]];
  }
  return { offset, to, us, um, middle };
}
