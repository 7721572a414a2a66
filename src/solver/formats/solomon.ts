import { classicProblem } from "./classic.ts";
import {
  FormatError,
  type Instance,
  type Line,
  numberAt,
  type Parsed,
  parsing,
  splitLines,
  wholeAt,
} from "./instance.ts";

/** Distances and times are counted in tenths, so that one decimal is a whole number. */
const SCALE = 10;
const COLUMNS = ["number", "x", "y", "demand", "ready time", "due date", "service time"];

/**
 * Reads a file in the form of Solomon (1987), which Gehring and Homberger's sets share. Distances
 * are truncated to one decimal, as in the DIMACS challenge; the objective is the total distance.
 */
export function readSolomon(text: string): Parsed<Instance> {
  return parsing(() => {
    const lines = splitLines(text);
    const { vehicleCount, capacity, after } = readFleet(lines);
    const rows = readRows(lines, after);
    const problem = classicProblem({
      name: lines[0].text,
      distances: truncatedDistances(rows),
      placeCount: rows.length,
      capacity,
      demands: rows.map((row) => row.demand),
      serviceSec: rows.map((row, place) => (place === 0 ? 0 : row.serviceSec)),
      windows: rows.map(({ startSec, endSec }) => ({ startSec, endSec })),
      vehicleCount: Math.max(1, Math.min(vehicleCount, rows.length)),
      fixedCents: 0,
    });
    return { problem, costOf: ({ cost }) => cost.distanceCents / SCALE, costDecimals: 1 };
  });
}

interface Row {
  readonly x: number;
  readonly y: number;
  readonly demand: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly serviceSec: number;
}

function readFleet(lines: readonly Line[]): {
  vehicleCount: number;
  capacity: number;
  after: number;
} {
  const head = lines.findIndex((line) => line.words[0].toUpperCase() === "NUMBER");
  if (head < 0) {
    throw new FormatError(lines.at(-1)?.number ?? 0, "the line NUMBER CAPACITY is missing");
  }
  const line = lines[head + 1];
  if (line === undefined) throw new FormatError(lines[head].number, "the fleet is missing");
  return {
    vehicleCount: wholeAt(line, 0, "vehicle number"),
    capacity: wholeAt(line, 1, "capacity"),
    after: head + 2,
  };
}

function readRows(lines: readonly Line[], after: number): Row[] {
  const rows: Row[] = [];
  for (const line of lines.slice(after)) {
    if (rows.length === 0 && !/^\d+$/.test(line.words[0])) continue; // headings
    if (line.words.length !== COLUMNS.length) {
      throw new FormatError(
        line.number,
        `has ${line.words.length} columns instead of ${COLUMNS.length}: ${COLUMNS.join(", ")}`,
      );
    }
    const number = wholeAt(line, 0, COLUMNS[0]);
    if (number !== rows.length) {
      throw new FormatError(line.number, `number (${number}) must be ${rows.length}`);
    }
    const startSec = tenths(line, 4);
    const endSec = tenths(line, 5);
    if (startSec > endSec) {
      throw new FormatError(line.number, `ready time is after the due date`);
    }
    rows.push({
      x: numberAt(line, 1, COLUMNS[1]),
      y: numberAt(line, 2, COLUMNS[2]),
      demand: wholeAt(line, 3, COLUMNS[3]),
      startSec,
      endSec,
      serviceSec: tenths(line, 6),
    });
  }
  if (rows.length > 0) return rows;
  throw new FormatError(lines.at(-1)?.number ?? 0, "no line of the depot and the customers");
}

function tenths(line: Line, word: number): number {
  return Math.round(numberAt(line, word, COLUMNS[word]) * SCALE);
}

function truncatedDistances(rows: readonly Row[]): Int32Array {
  const count = rows.length;
  const distances = new Int32Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      const apart = Math.hypot(rows[a].x - rows[b].x, rows[a].y - rows[b].y);
      distances[a * count + b] = Math.floor(apart * SCALE);
    }
  }
  return distances;
}
