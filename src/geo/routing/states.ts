import { NONE } from "../../base/index.ts";
import type { Arcs } from "./arcs.ts";
import { extend, type Histories } from "./history.ts";
import { CLOSED } from "./routing.ts";

/** Legal turns between states, in compressed rows. */
export interface States {
  readonly stateCount: number;
  readonly stateArc: Int32Array;
  readonly turnOffset: Int32Array;
  readonly turnTo: Int32Array;
  /** From the start of one arc to the start of the next. */
  readonly turnUs: Float64Array;
}

/** What decides about turns besides the arcs and the restrictions. */
export interface TurnRules {
  readonly arcs: Arcs;
  readonly histories: Histories;
  readonly isBlocked: Uint8Array;
  /** Turning back is legal at nodes that only one neighbour leads into. */
  readonly uTurnAtSingleEntry: boolean;
  readonly penaltyUs: (fromArc: number, toArc: number) => number;
}

/**
 * Expands every legal turn. The states of the open arcs come first, in order of the arcs: in these
 * a path begins. Others are made as they are reached: longer histories, and last-mile arcs after
 * arrival, from which there is no way back to other roads.
 */
export function expandStates(rules: TurnRules): States {
  const expander = new Expander(rules);
  for (let arc = 0; arc < rules.arcs.arcCount; arc++) {
    if (rules.arcs.us[arc] !== CLOSED) expander.stateOf(arc, 0);
  }
  return expander.expandAll();
}

class Expander {
  readonly #rules: TurnRules;
  readonly #entries: Entries;
  readonly #machine: Parameters<typeof extend>[0];
  readonly #stateOfKey = new Map<number, number>();
  readonly #history: number[] = [];
  readonly #arrived: number[] = [];

  constructor(rules: TurnRules) {
    this.#rules = rules;
    this.#entries = countEntries(rules.arcs);
    this.#machine = {
      arcCount: rules.arcs.arcCount,
      shorter: rules.histories.shorter,
      longer: rules.histories.longer,
    };
  }

  /** @param arrived 1 on last-mile arcs that were entered from other roads */
  stateOf(history: number, arrived: number): number {
    const key = history * 2 + arrived;
    const known = this.#stateOfKey.get(key);
    if (known !== undefined) return known;
    const state = this.#history.length;
    this.#history.push(history);
    this.#arrived.push(arrived);
    this.#stateOfKey.set(key, state);
    return state;
  }

  expandAll(): States {
    const { arcs, histories, penaltyUs } = this.#rules;
    const turnOffset = [0];
    const turnTo: number[] = [];
    const turnUs: number[] = [];
    for (let state = 0; state < this.#history.length; state++) {
      const history = this.#history[state];
      const arc = histories.arc[history];
      for (const next of this.#legalExits(history)) {
        if (this.#arrived[state] === 1 && arcs.isLastMile[next] === 0) continue;
        const enters = arcs.isLastMile[next] === 1 && arcs.isLastMile[arc] === 0;
        const stays = arcs.isLastMile[next] === 1 && this.#arrived[state] === 1;
        const after = extend(this.#machine, history, next);
        turnTo.push(this.stateOf(after, enters || stays ? 1 : 0));
        turnUs.push(arcs.us[arc] + penaltyUs(arc, next));
      }
      turnOffset.push(turnTo.length);
    }
    return {
      stateCount: this.#history.length,
      stateArc: Int32Array.from(this.#history, (history) => histories.arc[history]),
      turnOffset: Int32Array.from(turnOffset),
      turnTo: Int32Array.from(turnTo),
      turnUs: Float64Array.from(turnUs),
    };
  }

  /**
   * Arcs onto which a path with this history may go, by restrictions and the rule of turning back.
   */
  #legalExits(history: number): number[] {
    const { arcs, histories, isBlocked, uTurnAtSingleEntry } = this.#rules;
    const arc = histories.arc[history];
    const point = arcs.toPoint[arc];
    const behind = arcs.lastButOnePoint[arc];
    const exits: number[] = [];
    let back = NONE;
    for (let i = arcs.atOffset[point]; i < arcs.atOffset[point + 1]; i++) {
      const next = arcs.at[i];
      if (isForbidden(histories, history, next)) continue;
      if (arcs.secondPoint[next] === behind) back = next;
      else if (isBlocked[point] === 0) exits.push(next);
    }
    if (back === NONE) return exits;
    const { neighbourCount, entryCount } = this.#entries;
    const isDeadEnd = exits.length === 0 || neighbourCount[point] === 1;
    const isSingleEntry = uTurnAtSingleEntry && entryCount[point] === 1;
    if (isDeadEnd || isSingleEntry || isBlocked[point] === 1) exits.push(back);
    return exits;
  }
}

function isForbidden(histories: Histories, history: number, next: number): boolean {
  for (let at = history; at !== NONE; at = histories.shorter[at]) {
    if (histories.forbidden.get(at)?.includes(next)) return true;
    if (histories.only.get(at)?.some((allowed) => allowed !== next)) return true;
  }
  return false;
}

interface Entries {
  /** Neighbouring points that an open arc leads to or comes from. */
  readonly neighbourCount: Uint8Array;
  /** Neighbouring points that an open arc comes from. */
  readonly entryCount: Uint8Array;
}

function countEntries(arcs: Arcs): Entries {
  const pointCount = arcs.touchOffset.length - 1;
  const neighbourCount = new Uint8Array(pointCount);
  const entryCount = new Uint8Array(pointCount);
  const neighbours = new Set<number>();
  const entries = new Set<number>();
  for (let point = 0; point < pointCount; point++) {
    if (arcs.touchOffset[point] === arcs.touchOffset[point + 1]) continue;
    neighbours.clear();
    entries.clear();
    for (let i = arcs.touchOffset[point]; i < arcs.touchOffset[point + 1]; i++) {
      const outward = arcs.touch[i];
      const next = arcs.secondPoint[outward];
      const comesIn = arcs.us[outward ^ 1] !== CLOSED;
      if (comesIn) entries.add(next);
      if (comesIn || arcs.us[outward] !== CLOSED) neighbours.add(next);
    }
    neighbourCount[point] = Math.min(255, neighbours.size);
    entryCount[point] = Math.min(255, entries.size);
  }
  return { neighbourCount, entryCount };
}
