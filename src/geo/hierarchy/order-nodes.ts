import { NONE } from "../../base/index.ts";
import type { LiveGraph } from "./live-graph.ts";

/**
 * Numbers the states as nodes of the hierarchy: every state hangs below the lowest of those above
 * it, and the tree is walked from the top down, one branch after the other.
 *
 * A search goes up from branch to branch towards the top, so that what it touches lies close
 * together in memory: about a tenth faster than in the order of contraction.
 *
 * @param rank position of each state in the order of contraction
 */
export function orderNodes(graph: LiveGraph, rank: Int32Array): Int32Array {
  const { nodeCount, arcCount, tail, head } = graph;
  const stateAt = new Int32Array(nodeCount);
  for (let state = 0; state < nodeCount; state++) stateAt[rank[state]] = state;
  const parent = new Int32Array(nodeCount).fill(NONE); // by rank
  for (let arc = 0; arc < arcCount; arc++) {
    const low = Math.min(rank[tail[arc]], rank[head[arc]]);
    const high = Math.max(rank[tail[arc]], rank[head[arc]]);
    if (low < high && (parent[low] === NONE || high < parent[low])) parent[low] = high;
  }
  // Children lie below their parents, so their chains are ready before these are walked.
  const firstChild = new Int32Array(nodeCount).fill(NONE);
  const nextSibling = new Int32Array(nodeCount).fill(NONE);
  for (let at = 0; at < nodeCount; at++) {
    if (parent[at] === NONE) continue;
    nextSibling[at] = firstChild[parent[at]];
    firstChild[parent[at]] = at;
  }
  const nodeOf = new Int32Array(nodeCount);
  let nodes = 0;
  const open: number[] = [];
  for (let root = nodeCount - 1; root >= 0; root--) {
    if (parent[root] !== NONE) continue;
    open.push(root);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      nodeOf[stateAt[at]] = nodes++;
      for (let child = firstChild[at]; child !== NONE; child = nextSibling[child]) open.push(child);
    }
  }
  return nodeOf;
}
