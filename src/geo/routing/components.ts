import { NONE } from "../../base/index.ts";

/**
 * Numbers the strongly connected parts of a directed graph in compressed rows.
 *
 * @param offset row `n` is `to[offset[n] .. offset[n + 1])`
 * @returns the part of each node and the size of each part
 *
 * Cost: O(nodes + arcs), without recursion. Source: Tarjan (1972), SIAM J. Computing 1(2), 146–160.
 */
export function strongParts(
  offset: Int32Array,
  to: Int32Array,
): { part: Int32Array; size: number[] } {
  const nodeCount = offset.length - 1;
  const part = new Int32Array(nodeCount).fill(NONE);
  const order = new Int32Array(nodeCount).fill(NONE);
  const low = new Int32Array(nodeCount);
  const next = offset.slice(0, nodeCount);
  const open = new Int32Array(nodeCount);
  const trail = new Int32Array(nodeCount);
  const size: number[] = [];
  let openCount = 0;
  let orderCount = 0;
  for (let root = 0; root < nodeCount; root++) {
    if (order[root] !== NONE) continue;
    let depth = 0;
    trail[0] = root;
    while (depth >= 0) {
      const node = trail[depth];
      if (order[node] === NONE) {
        order[node] = orderCount;
        low[node] = orderCount++;
        open[openCount++] = node;
      }
      if (next[node] < offset[node + 1]) {
        const target = to[next[node]++];
        if (order[target] === NONE) trail[++depth] = target;
        else if (part[target] === NONE) low[node] = Math.min(low[node], order[target]);
        continue;
      }
      if (low[node] === order[node]) openCount = closePart(node, open, openCount, part, size);
      depth--;
      if (depth >= 0) low[trail[depth]] = Math.min(low[trail[depth]], low[node]);
    }
  }
  return { part, size };
}

/** Takes the nodes above and including `root` off the stack as one part; gives the new height. */
function closePart(
  root: number,
  open: Int32Array,
  openCount: number,
  part: Int32Array,
  size: number[],
): number {
  const id = size.length;
  let height = openCount;
  let node = NONE;
  while (node !== root) {
    node = open[--height];
    part[node] = id;
  }
  size.push(openCount - height);
  return height;
}
