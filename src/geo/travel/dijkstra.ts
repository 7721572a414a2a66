import { MinHeap, NONE } from "../../base/index.ts";
import type { Routing } from "../routing/routing.ts";
import { alongUm, alongUs, type Cost, directCost, isBetter } from "./place.ts";
import type { RoadPlace } from "./snap.ts";

/**
 * Plain Dijkstra over the states of a routing: the oracle of everything faster, and what is used
 * where no hierarchy has been built.
 *
 * One object is the scratch space of many searches, one after the other.
 * Source: Dijkstra (1959), Numerische Mathematik 1, 269–271.
 */
export class DijkstraSearch {
  readonly #routing: Routing;
  readonly #heap: MinHeap;
  readonly #us: Float64Array;
  readonly #um: Float64Array;
  readonly #parent: Int32Array;

  constructor(routing: Routing) {
    this.#routing = routing;
    this.#heap = new MinHeap(routing.stateCount);
    this.#us = new Float64Array(routing.stateCount);
    this.#um = new Float64Array(routing.stateCount);
    this.#parent = new Int32Array(routing.stateCount);
  }

  /** Finds the cheapest way from a place to the start of every state. */
  runFrom(from: RoadPlace): void {
    const { turnOffset, turnTo, turnUs, stateArc, edgeLengthUm } = this.#routing;
    const heap = this.#heap;
    const distanceUs = this.#us.fill(Number.POSITIVE_INFINITY);
    const distanceUm = this.#um.fill(Number.POSITIVE_INFINITY);
    this.#seed(from);
    while (heap.size > 0) {
      const state = heap.pop();
      const us = distanceUs[state];
      const um = distanceUm[state] + edgeLengthUm[stateArc[state] >> 1];
      for (let turn = turnOffset[state]; turn < turnOffset[state + 1]; turn++) {
        this.#reach(turnTo[turn], us + turnUs[turn], um, state, distanceUs, distanceUm);
      }
    }
  }

  /** Cost from the place of the last run, which is handed in again, to another. */
  costTo(from: RoadPlace, to: RoadPlace, out: Cost): void {
    const direct = directCost(this.#routing, from, to);
    out.us = direct?.us ?? Number.POSITIVE_INFINITY;
    out.um = direct?.um ?? Number.POSITIVE_INFINITY;
    const { state } = this.#bestArrival(to);
    if (state === NONE) return;
    const arc = this.#routing.stateArc[state];
    const us = this.#us[state] + alongUs(this.#routing, to, arc);
    const um = this.#um[state] + alongUm(this.#routing, to, arc);
    if (isBetter(us, um, out.us, out.um)) {
      out.us = us;
      out.um = um;
    }
  }

  /** Arcs of the cheapest path to a place, from the arc that is left to the one that is reached. */
  arcsTo(from: RoadPlace, to: RoadPlace): number[] | undefined {
    const direct = directCost(this.#routing, from, to);
    const { state, us, um } = this.#bestArrival(to);
    if (direct !== undefined && !isBetter(us, um, direct.us, direct.um)) return [direct.arc];
    if (state === NONE) return undefined;
    const arcs: number[] = [];
    let at = state;
    while (at >= 0) {
      arcs.push(this.#routing.stateArc[at]);
      at = this.#parent[at];
    }
    arcs.push(-1 - at); // seeds keep the arc they come from as a negative number
    return arcs.reverse();
  }

  #bestArrival(to: RoadPlace): { state: number } & Cost {
    const { arcStateOffset, arcState } = this.#routing;
    const best = { state: NONE, us: Number.POSITIVE_INFINITY, um: Number.POSITIVE_INFINITY };
    for (const arc of to.arcs) {
      const partUs = alongUs(this.#routing, to, arc);
      const partUm = alongUm(this.#routing, to, arc);
      for (let i = arcStateOffset[arc]; i < arcStateOffset[arc + 1]; i++) {
        const us = this.#us[arcState[i]] + partUs;
        const um = this.#um[arcState[i]] + partUm;
        if (!isBetter(us, um, best.us, best.um)) continue;
        best.state = arcState[i];
        best.us = us;
        best.um = um;
      }
    }
    return best;
  }

  #seed(from: RoadPlace): void {
    const { turnOffset, turnTo, turnUs, arcStateOffset, arcState, edgeLengthUm } = this.#routing;
    for (const arc of from.arcs) {
      const state = arcState[arcStateOffset[arc]];
      const restUm = edgeLengthUm[arc >> 1] - alongUm(this.#routing, from, arc);
      const passedUs = alongUs(this.#routing, from, arc);
      for (let turn = turnOffset[state]; turn < turnOffset[state + 1]; turn++) {
        const us = turnUs[turn] - passedUs;
        this.#reach(turnTo[turn], us, restUm, -1 - arc, this.#us, this.#um);
      }
    }
  }

  #reach(
    state: number,
    us: number,
    um: number,
    parent: number,
    distanceUs: Float64Array,
    distanceUm: Float64Array,
  ): void {
    if (us > distanceUs[state]) return;
    if (us === distanceUs[state]) {
      if (um >= distanceUm[state]) return;
    } else this.#heap.pushOrLower(state, us);
    distanceUs[state] = us;
    distanceUm[state] = um;
    this.#parent[state] = parent;
  }
}
