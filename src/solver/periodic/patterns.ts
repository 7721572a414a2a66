import type { Model } from "../model.ts";

/** The visits to one site over the days of a period, and on which days they may fall together. */
export interface VisitSet {
  /** A stop for each visit. */
  readonly stopIndices: readonly number[];
  /** By pattern, by visit: the vehicles that may make it. Each vehicle works on one day. */
  readonly patterns: readonly (readonly (readonly number[])[])[];
}

/** Which pattern each set of visits has at present, and which were changed since `beginChanges`. */
export interface Patterns {
  readonly sets: readonly VisitSet[];
  readonly setOfStop: Int32Array;
  readonly patternOfSet: Int32Array;
  /** What the model allows without patterns, `stop * vehicleCount + vehicle`. */
  readonly allowed: Uint8Array;
  readonly changed: Int32Array;
  readonly changedFrom: Int32Array;
  changedCount: number;
  /** The sets that may change their pattern in the present step are marked by its number. */
  readonly freeAt: Int32Array;
  stamp: number;
}

/** The first pattern for every set. Sets the access of stops in the model. */
export function newPatterns(model: Model, sets: readonly VisitSet[]): Patterns {
  const setOfStop = new Int32Array(model.stopCount);
  sets.forEach(({ stopIndices }, set) => {
    for (const stop of stopIndices) setOfStop[stop] = set;
  });
  const patterns: Patterns = {
    sets,
    setOfStop,
    patternOfSet: new Int32Array(sets.length),
    allowed: model.stopAllowed.slice(),
    changed: new Int32Array(sets.length),
    changedFrom: new Int32Array(sets.length),
    changedCount: 0,
    freeAt: new Int32Array(sets.length),
    stamp: 0,
  };
  sets.forEach((_, set) => {
    allow(model, patterns, set, 0);
  });
  return patterns;
}

/** Forgets the changes so far: `undoChanges` goes back to here. */
export function beginChanges(patterns: Patterns): void {
  patterns.changedCount = 0;
  patterns.stamp++;
}

/** Gives a set the pattern, none of its stops being on a route. */
export function setPattern(model: Model, patterns: Patterns, set: number, pattern: number): void {
  const from = patterns.patternOfSet[set];
  if (from === pattern) return;
  if (!isNoted(patterns, set)) {
    patterns.changed[patterns.changedCount] = set;
    patterns.changedFrom[patterns.changedCount++] = from;
  }
  allow(model, patterns, set, pattern);
}

function isNoted({ changed, changedCount }: Patterns, set: number): boolean {
  for (let i = 0; i < changedCount; i++) if (changed[i] === set) return true;
  return false;
}

/** Gives all sets the patterns back that they had at `beginChanges`. */
export function undoChanges(model: Model, patterns: Patterns): void {
  for (let i = 0; i < patterns.changedCount; i++) {
    allow(model, patterns, patterns.changed[i], patterns.changedFrom[i]);
  }
  patterns.changedCount = 0;
}

function allow(model: Model, patterns: Patterns, set: number, pattern: number): void {
  const { stopIndices, patterns: ways } = patterns.sets[set];
  patterns.patternOfSet[set] = pattern;
  for (let visit = 0; visit < stopIndices.length; visit++) {
    const offset = stopIndices[visit] * model.vehicleCount;
    model.stopAllowed.fill(0, offset, offset + model.vehicleCount);
    const vehicles = ways[pattern][visit];
    for (let i = 0; i < vehicles.length; i++) {
      model.stopAllowed[offset + vehicles[i]] = patterns.allowed[offset + vehicles[i]];
    }
  }
}
