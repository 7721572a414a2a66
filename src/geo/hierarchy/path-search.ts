import { NONE } from "../../base/index.ts";
import type { Hierarchy, Routing, UpwardArcs } from "../routing/routing.ts";
import type { RoadPlace } from "../travel/snap.ts";
import { seedArrival, seedDeparture } from "./seeds.ts";
import { UpwardSearch } from "./upward-search.ts";

/** A path found in a hierarchy: its cost, and the node (a rank) where both searches met. */
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

  constructor(routing: Routing, hierarchy: Hierarchy) {
    this.#routing = routing;
    this.#hierarchy = hierarchy;
    this.#forward = new UpwardSearch(hierarchy.forward, hierarchy.backward);
    this.#backward = new UpwardSearch(hierarchy.backward, hierarchy.forward);
    this.#stateAt = new Int32Array(routing.stateCount);
    for (let state = 0; state < routing.stateCount; state++) {
      this.#stateAt[hierarchy.rank[state]] = state;
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
    const nodes: number[] = [];
    const rise = this.#climb(this.#forward, node);
    const turn = -2 - this.#forward.parentArc[rise[0].node];
    nodes.push(rise[0].node);
    for (let i = 1; i < rise.length; i++) {
      this.#unpack(rise[i - 1].node, rise[i].node, this.#hierarchy.forward, rise[i].arc, nodes);
    }
    const fall = this.#climb(this.#backward, node);
    for (let i = fall.length - 1; i > 0; i--) {
      this.#unpack(fall[i].node, fall[i - 1].node, this.#hierarchy.backward, fall[i].arc, nodes);
    }
    const first = from.arcs.find((arc) => {
      const state = arcState[arcStateOffset[arc]];
      return turnOffset[state] <= turn && turn < turnOffset[state + 1];
    });
    const rest = nodes.map((rank) => stateArc[this.#stateAt[rank]]);
    return [first ?? NONE, ...rest];
  }

  /** Nodes of a search tree from a seed up to `top`, each with the upward arc that leads to it. */
  #climb(search: UpwardSearch, top: number): { node: number; arc: number }[] {
    const steps: { node: number; arc: number }[] = [];
    for (let node = top; node !== NONE; node = search.parent[node]) {
      steps.push({ node, arc: search.parentArc[node] });
    }
    return steps.reverse();
  }

  /** Appends what an arc of the hierarchy stands for, without its tail. */
  #unpack(tail: number, head: number, arcs: UpwardArcs, arc: number, nodes: number[]): void {
    const { forward, backward } = this.#hierarchy;
    const pending = [{ tail, head, middle: arcs.middle[arc] }];
    for (;;) {
      const piece = pending.pop();
      if (piece === undefined) return;
      const { middle } = piece;
      if (middle === NONE) {
        nodes.push(piece.head);
        continue;
      }
      const first = findArc(backward, middle, piece.tail);
      const second = findArc(forward, middle, piece.head);
      pending.push({ tail: middle, head: piece.head, middle: forward.middle[second] });
      pending.push({ tail: piece.tail, head: middle, middle: backward.middle[first] });
    }
  }
}

function findArc({ offset, to }: UpwardArcs, low: number, high: number): number {
  let arc = offset[low];
  while (to[arc] !== high) arc++;
  return arc;
}
