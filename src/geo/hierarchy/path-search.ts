import { NONE } from "../../base/index.ts";
import type { Hierarchy, Routing, UpwardArcs } from "../routing/routing.ts";
import type { RoadPlace } from "../travel/snap.ts";
import { seedArrival, seedDeparture } from "./seeds.ts";
import { UpwardSearch } from "./upward-search.ts";

/** A path found in a hierarchy: its cost, and the node where both searches met. */
export interface Meeting {
  readonly us: number;
  readonly um: number;
  readonly node: number;
}

/** Searches from one place to another over a hierarchy, and unpacks the arcs of the path. */
export class PathSearch {
  readonly #routing: Routing;
  readonly #hierarchy: Hierarchy;
  readonly #forward: UpwardSearch;
  readonly #backward: UpwardSearch;
  readonly #stateAt: Int32Array;
  /** Grows as far as shortcuts are nested. */
  readonly #stack: number[] = [];

  constructor(routing: Routing, hierarchy: Hierarchy) {
    this.#routing = routing;
    this.#hierarchy = hierarchy;
    this.#forward = new UpwardSearch(hierarchy.forward, hierarchy.backward);
    this.#backward = new UpwardSearch(hierarchy.backward, hierarchy.forward);
    this.#stateAt = new Int32Array(routing.stateCount);
    for (let state = 0; state < routing.stateCount; state++) {
      this.#stateAt[hierarchy.nodeOf[state]] = state;
    }
  }

  /** The best path over at least one turn, or undefined where there is none. */
  meet(from: RoadPlace, to: RoadPlace): Meeting | undefined {
    const forward = this.#forward;
    const backward = this.#backward;
    forward.clear();
    backward.clear();
    seedDeparture(this.#routing, this.#hierarchy, from, forward);
    seedArrival(this.#routing, this.#hierarchy, to, backward);
    forward.run();
    backward.run();
    let node = NONE;
    let us = Number.POSITIVE_INFINITY;
    let um = Number.POSITIVE_INFINITY;
    for (let i = 0; i < forward.settledCount; i++) {
      const candidate = forward.settled[i];
      const pathUs = forward.us[candidate] + backward.us[candidate];
      if (pathUs > us || pathUs === Number.POSITIVE_INFINITY) continue;
      const pathUm = forward.um[candidate] + backward.um[candidate];
      if (pathUs === us && pathUm >= um) continue;
      node = candidate;
      us = pathUs;
      um = pathUm;
    }
    return node === NONE ? undefined : { us, um, node };
  }

  /**
   * Arcs of the path last met at `meeting`, from the arc that is left to the one that is reached.
   */
  arcsOf(from: RoadPlace, { node }: Meeting): number[] {
    const { stateArc, turnOffset, arcState, arcStateOffset } = this.#routing;
    const forward = this.#forward;
    const backward = this.#backward;
    const rise: number[] = [];
    for (let at = node; at !== NONE; at = forward.parent[at]) rise.push(at);
    const bottom = rise[rise.length - 1];
    const turn = -2 - forward.parentArc[bottom];
    const nodes: number[] = [bottom];
    for (let i = rise.length - 2; i >= 0; i--) {
      const middle = this.#hierarchy.forward.middle[forward.parentArc[rise[i]]];
      this.#unpack(rise[i + 1], rise[i], middle, nodes);
    }
    for (let at = node; backward.parent[at] !== NONE; at = backward.parent[at]) {
      const middle = this.#hierarchy.backward.middle[backward.parentArc[at]];
      this.#unpack(at, backward.parent[at], middle, nodes);
    }
    const first = from.arcs.find((arc) => {
      const state = arcState[arcStateOffset[arc]];
      return turnOffset[state] <= turn && turn < turnOffset[state + 1];
    });
    const arcs: number[] = [first ?? NONE];
    for (let i = 0; i < nodes.length; i++) arcs.push(stateArc[this.#stateAt[nodes[i]]]);
    return arcs;
  }

  /**
   * Appends what an arc of the hierarchy from `tail` to `head` stands for, without its tail. The
   * stack holds two numbers for each piece still to be written, the first piece on top: its head,
   * and its middle; its tail is the last node written.
   */
  #unpack(tail: number, head: number, middle: number, nodes: number[]): void {
    const { forward, backward } = this.#hierarchy;
    const stack = this.#stack;
    stack[0] = head;
    stack[1] = middle;
    let last = tail;
    let height = 2;
    while (height > 0) {
      const pieceMiddle = stack[height - 1];
      if (pieceMiddle === NONE) {
        last = stack[height - 2];
        nodes.push(last);
        height -= 2;
        continue;
      }
      const second = findArc(forward, pieceMiddle, stack[height - 2]);
      stack[height - 1] = forward.middle[second];
      stack[height] = pieceMiddle;
      stack[height + 1] = backward.middle[findArc(backward, pieceMiddle, last)];
      height += 2;
    }
  }
}

function findArc({ offset, to }: UpwardArcs, low: number, high: number): number {
  let arc = offset[low];
  while (to[arc] !== high) arc++;
  return arc;
}
