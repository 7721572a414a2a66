import { NONE } from "../../base/index.ts";
import { type RoadMoment, tagsAt } from "../graph/conditional.ts";
import type { RoadGraph, RoadRestriction } from "../graph/road-graph.ts";
import type { Profile } from "../profiles/profile.ts";
import type { WayRule } from "../profiles/way-rules.ts";
import type { Arcs } from "./arcs.ts";
import { CLOSED } from "./routing.ts";

/**
 * What has to be remembered of a path so that every turn restriction can be obeyed.
 *
 * A history is a run of arcs that some restriction begins with; the shortest is one arc and has the
 * number of that arc, longer ones (for restrictions over ways) are numbered from the arc count on.
 * The machine is that of Aho and Corasick: after each arc the history is the longest run that ends
 * there, and `shorter` names the next shorter one, whose restrictions hold as well.
 * Source: Aho and Corasick (1975), Communications of the ACM 18(6), 333–340.
 */
export interface Histories {
  readonly count: number;
  /** Last arc of each history. */
  readonly arc: readonly number[];
  readonly shorter: readonly number[];
  readonly longer: ReadonlyMap<number, number>;
  readonly forbidden: ReadonlyMap<number, readonly number[]>;
  /** Arcs of which each is, by itself, the only one allowed. */
  readonly only: ReadonlyMap<number, readonly number[]>;
  /** Restrictions that bind in this profile. */
  readonly restrictionCount: number;
}

/** Builds the machine from the restrictions that bind a vehicle of `profile`. */
export function buildHistories(
  graph: RoadGraph,
  arcs: Arcs,
  rules: readonly WayRule[],
  profile: Profile,
  moment: RoadMoment | null,
): Histories {
  const machine = new HistoryMachine(arcs.arcCount);
  let restrictionCount = 0;
  for (const restriction of graph.restrictions) {
    const value = bindingValue(restriction, rules, profile, moment);
    if (value === undefined) continue;
    let binds = false;
    for (const sequence of restriction.sequences) {
      const run = arcsAlong(sequence, graph, arcs);
      if (run === undefined) continue;
      machine.add(run, value.startsWith("only_"));
      binds = true;
    }
    if (binds) restrictionCount++;
  }
  return { ...machine.finish(), restrictionCount };
}

/** Value of a restriction for this profile, or undefined where it does not bind. */
function bindingValue(
  restriction: RoadRestriction,
  rules: readonly WayRule[],
  profile: Profile,
  moment: RoadMoment | null,
): string | undefined {
  if (profile.restrictions === null) return undefined;
  const { keys, exemptBy } = profile.restrictions;
  const values =
    moment === null ? restriction.values : tagsAt(restriction.values, moment, profile.limits);
  const key = keys.find((candidate) => (values[candidate] ?? "") !== "");
  const value = key === undefined ? "" : values[key];
  const isKnown = value.startsWith("only_") || (value.startsWith("no_") && !/_on_red$/.test(value));
  if (!isKnown || restriction.except.some((word) => exemptBy.includes(word))) return undefined;
  if (restriction.fromCount > 1 && !value.startsWith("no_entry")) return undefined;
  if (restriction.toCount > 1 && !value.startsWith("no_exit")) return undefined;
  const isOpen = (way: number) => rules[way].forwardKmh > 0 || rules[way].backwardKmh > 0;
  return restriction.ways.every(isOpen) ? value : undefined;
}

/**
 * The open arcs that a run of points goes along, or undefined where one of them may not be driven.
 */
function arcsAlong(points: Int32Array, graph: RoadGraph, arcs: Arcs): number[] | undefined {
  const first = openArcInto(points[1], points[0], arcs);
  if (first === NONE) return undefined;
  const run = [first];
  let at = 1;
  while (at + 1 < points.length) {
    const arc = openArcOutOf(points[at], points[at + 1], arcs);
    if (arc === NONE) return undefined;
    run.push(arc);
    if (at + 2 === points.length) break;
    const pieces = graph.edgeOffset[(arc >> 1) + 1] - graph.edgeOffset[arc >> 1] - 1;
    at += pieces;
    if (at + 1 >= points.length || points[at] !== arcs.toPoint[arc]) return undefined;
  }
  return run;
}

/** The open arc that begins at `point` towards `next`. */
function openArcOutOf(point: number, next: number, arcs: Arcs): number {
  for (let i = arcs.atOffset[point]; i < arcs.atOffset[point + 1]; i++) {
    if (arcs.secondPoint[arcs.at[i]] === next) return arcs.at[i];
  }
  return NONE;
}

/** The open arc that ends at `point` coming from `before`: the other side of an arc out of it. */
function openArcInto(point: number, before: number, arcs: Arcs): number {
  for (let i = arcs.touchOffset[point]; i < arcs.touchOffset[point + 1]; i++) {
    const inward = arcs.touch[i] ^ 1;
    if (arcs.us[inward] !== CLOSED && arcs.lastButOnePoint[inward] === before) return inward;
  }
  return NONE;
}

class HistoryMachine {
  readonly #arcCount: number;
  readonly #arc: number[];
  readonly #parent: number[] = [];
  readonly #depth: number[] = [];
  readonly #longer = new Map<number, number>();
  readonly #forbidden = new Map<number, number[]>();
  readonly #only = new Map<number, number[]>();

  constructor(arcCount: number) {
    this.#arcCount = arcCount;
    this.#arc = Array.from({ length: arcCount }, (_, arc) => arc);
  }

  add(run: readonly number[], isOnly: boolean): void {
    let history = run[0];
    for (let i = 1; i + 1 < run.length; i++) {
      const key = history * this.#arcCount + run[i];
      let next = this.#longer.get(key);
      if (next === undefined) {
        next = this.#arc.length;
        this.#arc.push(run[i]);
        this.#parent.push(history);
        this.#depth.push(i);
        this.#longer.set(key, next);
      }
      history = next;
    }
    const rules = isOnly ? this.#only : this.#forbidden;
    const list = rules.get(history);
    if (list === undefined) rules.set(history, [run[run.length - 1]]);
    else list.push(run[run.length - 1]);
  }

  finish(): Omit<Histories, "restrictionCount"> {
    const count = this.#arc.length;
    const shorter: number[] = new Array(count).fill(NONE);
    const machine = { arcCount: this.#arcCount, shorter, longer: this.#longer };
    const byDepth = this.#depth.map((_, i) => i).sort((a, b) => this.#depth[a] - this.#depth[b]);
    for (const i of byDepth) {
      const history = this.#arcCount + i;
      const parentShorter = shorter[this.#parent[i]];
      const arc = this.#arc[history];
      shorter[history] = parentShorter === NONE ? arc : extend(machine, parentShorter, arc);
    }
    return {
      count,
      arc: this.#arc,
      shorter,
      longer: this.#longer,
      forbidden: this.#forbidden,
      only: this.#only,
    };
  }
}

/** History after `history` and then `arc`. */
export function extend(
  machine: {
    readonly arcCount: number;
    readonly shorter: readonly number[];
    readonly longer: ReadonlyMap<number, number>;
  },
  history: number,
  arc: number,
): number {
  for (let from = history; from !== NONE; from = machine.shorter[from]) {
    const next = machine.longer.get(from * machine.arcCount + arc);
    if (next !== undefined) return next;
  }
  return arc;
}
