import type { Arcs } from "./arcs.ts";
import { strongParts } from "./components.ts";
import { CLOSED, LEAVES, REACHED } from "./routing.ts";
import type { States } from "./states.ts";

/**
 * Makes last-mile roads of those that can only be reached over last-mile roads: a public street in
 * a private estate belongs to the estate. Otherwise nothing could drive there at all, since a path
 * that has come to a last-mile road stays on such roads.
 *
 * The other roads are the largest part in which all points reach each other without last-mile
 * roads, turn restrictions left aside.
 */
export function extendLastMile(arcs: Arcs): void {
  if (!arcs.isLastMile.includes(1)) return;
  const pointCount = arcs.atOffset.length - 1;
  const offset = new Int32Array(pointCount + 1);
  const to: number[] = [];
  for (let point = 0; point < pointCount; point++) {
    for (let i = arcs.atOffset[point]; i < arcs.atOffset[point + 1]; i++) {
      const arc = arcs.at[i];
      if (arcs.isLastMile[arc] === 0) to.push(arcs.toPoint[arc]);
    }
    offset[point + 1] = to.length;
  }
  const { part, size } = strongParts(offset, Int32Array.from(to));
  const largest = indexOfLargest(size);
  if (size[largest] < 2) return; // every road is last mile: there is nothing to cut through to
  for (let arc = 0; arc < arcs.arcCount; arc++) {
    if (arcs.us[arc] === CLOSED) continue;
    const isInside = part[arcs.fromPoint[arc]] === largest && part[arcs.toPoint[arc]] === largest;
    if (!isInside) arcs.isLastMile[arc] = 1;
  }
}

/**
 * For each arc whether a path that begins on it gets to the largest strongly connected part
 * (`LEAVES`) and whether a path from there gets to the arc (`REACHED`).
 *
 * @param stateArc arc of each state, in the numbering of the result
 */
export function connectedArcs(
  states: States,
  stateArc: Int32Array,
  arcRows: { arcStateOffset: Int32Array; arcState: Int32Array },
): Uint8Array {
  const { stateCount, turnOffset, turnTo } = states;
  const { part, size } = strongParts(turnOffset, turnTo);
  const largest = indexOfLargest(size);
  const isReached = reachableFrom(part, largest, turnOffset, turnTo);
  const reversed = reverseRows(stateCount, turnOffset, turnTo);
  const leaves = reachableFrom(part, largest, reversed.offset, reversed.to);
  const { arcStateOffset, arcState } = arcRows;
  const flags = new Uint8Array(arcStateOffset.length - 1);
  for (let state = 0; state < stateCount; state++) {
    if (isReached[state] === 1) flags[stateArc[state]] |= REACHED;
  }
  for (let arc = 0; arc < flags.length; arc++) {
    if (arcStateOffset[arc] === arcStateOffset[arc + 1]) continue;
    if (leaves[arcState[arcStateOffset[arc]]] === 1) flags[arc] |= LEAVES;
  }
  return flags;
}

function indexOfLargest(size: readonly number[]): number {
  return size.reduce((best, count, id) => (count > size[best] ? id : best), 0);
}

/** 1 for each node that a node of the given part leads to, itself included. */
function reachableFrom(
  part: Int32Array,
  start: number,
  offset: Int32Array,
  to: Int32Array,
): Uint8Array {
  const isReached = Uint8Array.from(part, (id) => (id === start ? 1 : 0));
  const pending: number[] = [];
  for (let node = 0; node < part.length; node++) if (isReached[node] === 1) pending.push(node);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (let i = offset[node]; i < offset[node + 1]; i++) {
      if (isReached[to[i]] === 1) continue;
      isReached[to[i]] = 1;
      pending.push(to[i]);
    }
  }
  return isReached;
}

function reverseRows(nodeCount: number, offset: Int32Array, to: Int32Array) {
  const reversedOffset = new Int32Array(nodeCount + 1);
  for (const node of to) reversedOffset[node + 1]++;
  for (let node = 0; node < nodeCount; node++) reversedOffset[node + 1] += reversedOffset[node];
  const next = reversedOffset.slice();
  const reversedTo = new Int32Array(to.length);
  for (let node = 0; node < nodeCount; node++) {
    for (let i = offset[node]; i < offset[node + 1]; i++) reversedTo[next[to[i]]++] = node;
  }
  return { offset: reversedOffset, to: reversedTo };
}
