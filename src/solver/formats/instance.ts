import { NONE } from "../../base/index.ts";
import type { VisitSet } from "../periodic/patterns.ts";
import type { PlannedVisit, Problem } from "../problem.ts";
import type { PlannedRoute, Route, Solution } from "../solution.ts";

/** A public instance read into the solver's problem, with what is needed to write its answers. */
export interface Instance {
  readonly problem: Problem;
  /** The objective in the terms of the instance set. */
  readonly costOf: (solution: Pick<Solution, "cost" | "routes">) => number;
  /** Digits after the point that the set writes costs with. */
  readonly costDecimals: number;
  /** How solution files name the visits; absent: stops from 1, route lines in any order. */
  readonly numbering?: Numbering;
  /** What solution files are judged by where the solved problem is stricter than the set. */
  readonly judgedProblem?: Problem;
  /** Whether a vehicle less is worth any cost: `solveInstance` then goes for that first. */
  readonly fleetFirst?: boolean;
  /** Visits that must fall on days that go together: `solveInstance` then chooses the days. */
  readonly visitSets?: readonly VisitSet[];
  /** Rules of the set that the problem does not hold, judged on the finished routes. */
  readonly findViolations?: (routes: readonly PlannedRoute[]) => readonly ExtraViolation[];
}

/** The numbers that the solution files of a set call stops and facilities by. */
export interface Numbering {
  /** By stop index. */
  readonly stopNumbers: readonly number[];
  /** By stop index, for its other places in order; absent: stops have none. */
  readonly alternativeNumbers?: readonly (readonly number[])[];
  /** By facility index. */
  readonly facilityNumbers: readonly number[];
  /** Whether route k is driven by vehicle k: idle vehicles then have an empty line. */
  readonly byVehicle: boolean;
}

/** A broken rule of the set. */
export interface ExtraViolation {
  readonly code: string;
  readonly vehicleIndex: number;
  readonly detail: string;
}

/**
 * What a reader gives: the value, or the first line at fault (0: no one line) and what is wrong.
 */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly line: number; readonly detail: string };

/** Thrown inside a reader and turned into a `Parsed` by `parsing`. */
export class FormatError extends Error {
  override name = "FormatError";
  readonly line: number;

  constructor(line: number, detail: string) {
    super(detail);
    this.line = line;
  }
}

/** Runs a reader and turns its `FormatError` into a value. */
export function parsing<T>(read: () => T): Parsed<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { ok: false, line: error.line, detail: error.message };
  }
}

/** A line of a file, its number counted from 1, and its words. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly words: readonly string[];
}

/** Splits a text into its lines that are not blank. */
export function splitLines(text: string): Line[] {
  return text.split(/\r?\n/).flatMap((raw, i) => {
    const trimmed = raw.trim();
    return trimmed === "" ? [] : [{ number: i + 1, text: trimmed, words: trimmed.split(/\s+/) }];
  });
}

/** Throws a `FormatError` where a file has more or fewer lines than its head says. */
export function checkLineCount(lines: readonly Line[], wanted: number): void {
  if (lines.length === wanted) return;
  const at = lines[Math.min(lines.length, wanted + 1) - 1].number;
  throw new FormatError(at, `the file has ${lines.length} lines instead of ${wanted}`);
}

/** A finite number, or a `FormatError` that names what it should have been. */
export function numberAt(line: Line, word: number, what: string): number {
  const text = line.words[word];
  const value = text === undefined ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new FormatError(line.number, `${what} (${text ?? "missing"}) must be a number`);
}

/** A whole number that is not negative. */
export function wholeAt(line: Line, word: number, what: string): number {
  const value = numberAt(line, word, what);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new FormatError(line.number, `${what} (${value}) must be a whole number, not negative`);
}

/** The visits of finished routes without their times. */
export function plannedRoutesOf(routes: readonly Route[]): PlannedRoute[] {
  return routes.map(({ vehicleIndex, visits }) => ({
    vehicleIndex,
    visits: visits.flatMap(({ kind, index, alternative }): PlannedVisit[] => {
      if (kind === "stop") return [{ kind, stopIndex: index, alternative }];
      if (kind === "facility") return [{ kind, facilityIndex: index }];
      if (kind !== "break") return [];
      const part = alternative === NONE ? {} : { part: alternative };
      return [{ kind, breakIndex: index, ...part }];
    }),
  }));
}
