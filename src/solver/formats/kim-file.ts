import { FormatError, type Line, numberAt, splitLines, wholeAt } from "./instance.ts";

/** Loads are counted in hundredths of a yard. */
export const LOAD_SCALE = 100;

export interface KimPlace {
  readonly id: number;
  readonly kind: "depot" | "stop" | "site";
  /** Feet. */
  readonly x: number;
  readonly y: number;
  readonly opensSec: number;
  /** Absent: does not close. */
  readonly closesSec?: number;
  readonly serviceSec: number;
  readonly load: number;
}

/** A file of the set, the depot first among its places. */
export interface KimDay {
  readonly capacity: number;
  readonly dayLoadMax: number;
  readonly dayStopsMax: number;
  readonly lunchSec: number;
  readonly milesPerHour: number;
  readonly places: readonly KimPlace[];
}

const HEAD_LINES = 5;
const COLUMNS = ["id", "x", "y", "earliest", "latest", "service", "load", "type"];
const KINDS = ["depot", "stop", "site"] as const;

/** Reads the five values, the heading and the places; throws a `FormatError`. */
export function readKimDay(text: string): KimDay {
  const lines = splitLines(text);
  if (lines.length < HEAD_LINES + 2) {
    throw new FormatError(lines.at(-1)?.number ?? 0, "the file ends before its places");
  }
  const places = lines.slice(HEAD_LINES + 1).map(readPlace);
  const depots = places.filter(({ kind }) => kind === "depot");
  const last = lines[lines.length - 1].number;
  if (depots.length !== 1) throw new FormatError(last, `has ${depots.length} depots instead of 1`);
  if (!places.some(({ kind }) => kind === "site")) {
    throw new FormatError(last, "has no disposal site, and trucks must come home empty");
  }
  const ids = new Set<number>();
  places.forEach(({ id }, i) => {
    const { number } = lines[HEAD_LINES + 1 + i];
    if (ids.has(id)) throw new FormatError(number, `id ${id} is there twice`);
    ids.add(id);
  });
  return {
    capacity: Math.floor(aboveZero(lines[0], "vehicle capacity") * LOAD_SCALE),
    dayLoadMax: Math.floor(aboveZero(lines[1], "yards a day") * LOAD_SCALE),
    dayStopsMax: wholeAt(lines[2], 0, "stops a day"),
    lunchSec: notNegative(lines[3], 0, "lunch"),
    milesPerHour: aboveZero(lines[4], "speed"),
    places: [...depots, ...places.filter(({ kind }) => kind !== "depot")],
  };
}

function aboveZero(line: Line, what: string): number {
  const value = numberAt(line, 0, what);
  if (value > 0) return value;
  throw new FormatError(line.number, `${what} (${value}) must be above 0`);
}

function notNegative(line: Line, word: number, what: string): number {
  const value = numberAt(line, word, what);
  if (value >= 0) return value;
  throw new FormatError(line.number, `${what} (${value}) must not be negative`);
}

function readPlace(line: Line): KimPlace {
  if (line.words.length !== COLUMNS.length) {
    throw new FormatError(
      line.number,
      `has ${line.words.length} columns instead of ${COLUMNS.length}: ${COLUMNS.join(", ")}`,
    );
  }
  const kind = KINDS[wholeAt(line, 7, "type")];
  if (kind === undefined) {
    throw new FormatError(line.number, `type (${line.words[7]}) must be 0, 1 or 2`);
  }
  const opensSec = clockAt(line, 3);
  const closesSec = clockAt(line, 4);
  if (opensSec > closesSec) throw new FormatError(line.number, "earliest is after latest");
  return {
    id: wholeAt(line, 0, "id"),
    kind,
    x: numberAt(line, 1, "x"),
    y: numberAt(line, 2, "y"),
    opensSec,
    ...(closesSec < 24 * 3600 ? { closesSec } : {}),
    serviceSec: notNegative(line, 5, "service"),
    load: kind === "stop" ? Math.ceil(notNegative(line, 6, "load") * LOAD_SCALE) : 0,
  };
}

/** Seconds from midnight of a time written HHMM; the set has minutes above 59 (0875 is 9:15). */
function clockAt(line: Line, word: number): number {
  const value = wholeAt(line, word, COLUMNS[word]);
  if (value <= 2400) return Math.floor(value / 100) * 3600 + (value % 100) * 60;
  throw new FormatError(line.number, `${COLUMNS[word]} (${value}) must be a time HHMM`);
}
