import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  BREAK_PRESETS,
  checkSolution,
  type Problem,
  type Route,
  solve,
} from "../../src/solver/index.ts";
import { lineProblem, PLAIN_TYPE } from "./line-problem.ts";

const HOUR = 3600;
const MINUTE = 60;

/** What a crew does, piece by piece. */
interface Piece {
  readonly kind: "drive" | "serve" | "rest";
  readonly sec: number;
}

function piecesOf({ visits }: Route): Piece[] {
  return visits.flatMap((visit): Piece[] => [
    { kind: "drive", sec: visit.drivingSec },
    { kind: visit.kind === "break" ? "rest" : "serve", sec: visit.endSec - visit.startSec },
  ]);
}

/**
 * A day of long drives and long service, which needs breaks under every rule; too short for 9 hours
 * of driving and a daily rest of 11.
 */
function longDay(random: Random, name: string): Problem {
  const positions = Array.from({ length: 5 }, () => 1 + random.below(6 * HOUR));
  const base = lineProblem(positions);
  const { breaks } = BREAK_PRESETS.find((preset) => preset.name === name) ?? { breaks: [] };
  return {
    ...base,
    vehicleTypes: [{ ...PLAIN_TYPE, breaks, shift: { startSec: 0, endSec: 20 * HOUR } }],
    vehicles: [{ typeIndex: 0 }, { typeIndex: 0 }],
    stops: base.stops.map((stop) => ({
      ...stop,
      serviceSec: random.below(2 * HOUR),
      priceCents: 100_000,
    })),
  };
}

function total(pieces: readonly Piece[], ...kinds: Piece["kind"][]): number {
  return pieces.reduce((sum, { kind, sec }) => (kinds.includes(kind) ? sum + sec : sum), 0);
}

/** The longest time at the kinds given without a rest for which `isEnough` holds. */
function longestStretch(
  pieces: readonly Piece[],
  kinds: readonly Piece["kind"][],
  isEnough: (restSec: number) => boolean,
): number {
  let longest = 0;
  let stretch = 0;
  for (const { kind, sec } of pieces) {
    if (kind === "rest" && isEnough(sec)) stretch = 0;
    else if (kinds.includes(kind)) stretch += sec;
    longest = Math.max(longest, stretch);
  }
  return longest;
}

/** Regulation 561/2006, Article 7, read to the letter: 45 minutes, or 15 and later 30. */
function keepsEu561(pieces: readonly Piece[]): boolean {
  let drivingSec = 0;
  let hadFirst = false;
  for (const { kind, sec } of pieces) {
    if (kind === "drive") drivingSec += sec;
    if (drivingSec > 4.5 * HOUR) return false;
    if (kind !== "rest") continue;
    if (sec >= 45 * MINUTE || (hadFirst && sec >= 30 * MINUTE)) {
      drivingSec = 0;
      hadFirst = false;
    } else if (sec >= 15 * MINUTE) hadFirst = true;
  }
  return true;
}

/** Directive 2002/15, Article 5: by the day's whole work, in rests of at least 15 minutes. */
function keepsEuWorkingTime(pieces: readonly Piece[]): boolean {
  const isRest = (sec: number): boolean => sec >= 15 * MINUTE;
  const workSec = total(pieces, "drive", "serve");
  const restSec = total(
    pieces.filter(({ sec }) => isRest(sec)),
    "rest",
  );
  if (longestStretch(pieces, ["drive", "serve"], isRest) > 6 * HOUR) return false;
  if (workSec > 9 * HOUR) return restSec >= 45 * MINUTE;
  return workSec <= 6 * HOUR || restSec >= 30 * MINUTE;
}

/** Transport Act 1968, section 96: 30 minutes after 5 h 30. */
function keepsGbDomestic(pieces: readonly Piece[]): boolean {
  return longestStretch(pieces, ["drive"], (sec) => sec >= 30 * MINUTE) <= 5.5 * HOUR;
}

const LAWS = {
  "eu-561": keepsEu561,
  "eu-561-daily": (pieces) => total(pieces, "drive") <= 9 * HOUR,
  "eu-working-time": keepsEuWorkingTime,
  "gb-domestic": keepsGbDomestic,
  "gb-domestic-daily": (pieces) => total(pieces, "drive") <= 10 * HOUR,
} as const satisfies Record<string, (pieces: readonly Piece[]) => boolean>;

test("every preset has its law below", () => {
  expect(BREAK_PRESETS.map(({ name }) => name)).toEqual(Object.keys(LAWS));
});

test.each(Object.entries(LAWS))(
  "days planned under %s keep the law by its words",
  (name, keeps) => {
    let brokenWithout = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const problem = longDay(new Random(seed), name);
      const days = (given: Problem): Piece[][] => {
        const solution = solve(given, { seed, iterationsMax: 60, check: false });
        expect({ seed, found: checkSolution(given, solution).violations }).toEqual({
          seed,
          found: [],
        });
        return solution.routes.map(piecesOf);
      };
      const kept = days(problem).map(keeps);
      expect({ seed, kept: kept.includes(false) }).toEqual({ seed, kept: false });
      const { breaks: _, ...lawless } = problem.vehicleTypes[0];
      brokenWithout += days({ ...problem, vehicleTypes: [lawless] }).filter(
        (day) => !keeps(day),
      ).length;
    }
    // The days are such that the law matters: without the preset some break it.
    expect(brokenWithout).toBeGreaterThan(0);
  },
);
