import { seconds } from "../../base/index.ts";
import type { OpeningHours } from "../../domain/index.ts";
import { type CsvRow, pointerOf } from "./csv-table.ts";
import type { FaultList } from "./faults.ts";

/** Bounds of a number, both included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** Whether a text may be the id of a record, in addresses too. */
export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}

const WEEKDAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/**
 * Reads the cells of one row; what cannot be read is a fault, and a stand-in value is given so
 * that the rest of the row is still judged.
 */
export class RowReader {
  readonly row: CsvRow;
  readonly #faults: FaultList;

  constructor(row: CsvRow, faults: FaultList) {
    this.row = row;
    this.#faults = faults;
  }

  /** The cell's text; empty where the column or the value is missing. */
  raw(column: string): string {
    return this.row.cells[column] ?? "";
  }

  fault(column: string, detail: string): void {
    this.#faults.add(pointerOf(this.row, column), detail);
  }

  /** An id of our own file: letters, digits, dot, dash, colon and underscore. */
  id(column: string): string {
    const value = this.raw(column);
    if (!isId(value)) {
      this.fault(
        column,
        `${column} (${value}) must be 1 to 100 letters, digits, dots, dashes, colons or underscores`,
      );
    }
    return value;
  }

  /** Text that must be there. */
  text(column: string): string {
    const value = this.raw(column);
    if (value === "") this.fault(column, `${column} is empty: give it a value`);
    return value;
  }

  number(column: string, range: NumberRange): number {
    return this.optionalNumber(column, range) ?? this.#missing(column, range);
  }

  /** As `number`; null where the cell is empty. */
  optionalNumber(column: string, range: NumberRange): number | null {
    const text = this.raw(column);
    if (text === "") return null;
    const value = Number(text);
    const fits = value >= range.min && value <= range.max;
    if (!fits || (range.whole && !Number.isInteger(value))) {
      const kind = range.whole ? "a whole number" : "a number";
      this.fault(column, `${column} (${text}) must be ${kind} from ${range.min} to ${range.max}`);
      return range.min;
    }
    return value;
  }

  /** A clock time such as `06:30`, up to `24:00`, as seconds after midnight. */
  clock(column: string): number {
    const text = this.raw(column);
    const value = clockSec(text);
    if (value !== null) return value;
    this.fault(column, `${column} (${text}) must be a clock time such as 06:30, up to 24:00`);
    return 0;
  }

  /** `yes` or `no`; empty is yes. */
  flag(column: string): boolean {
    const text = this.raw(column).toLowerCase();
    if (["", "yes", "true", "1"].includes(text)) return true;
    if (!["no", "false", "0"].includes(text)) {
      this.fault(column, `${column} (${text}) must be yes or no`);
    }
    return false;
  }

  /** Several values parted by semicolons or blanks. */
  list(column: string): readonly string[] {
    return this.raw(column)
      .split(/[;\s]+/)
      .filter((item) => item !== "");
  }

  /** Opening hours such as `Mo-Fr 06:00-18:00; Sa 08:00-13:00`. */
  openingHours(column: string): readonly OpeningHours[] {
    const text = this.raw(column);
    const intervals = parseOpeningHours(text);
    if (intervals !== null) return intervals;
    this.fault(
      column,
      `${column} (${text}) must be as in OpenStreetMap: Mo-Fr 06:00-18:00; Sa 08:00-13:00`,
    );
    return [];
  }

  #missing(column: string, range: NumberRange): number {
    this.fault(column, `${column} is empty: give a number from ${range.min} to ${range.max}`);
    return range.min;
  }
}

/** Seconds after midnight of a clock time such as `06:30`, up to `24:00`; null for others. */
export function clockSec(text: string): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (match === null) return null;
  const sec = Number(match[1]) * 3600 + Number(match[2]) * 60;
  return Number(match[2]) < 60 && sec <= 86_400 ? sec : null;
}

/** Opening hours in the simple form of OpenStreetMap; null where they cannot be read. */
export function parseOpeningHours(text: string): readonly OpeningHours[] | null {
  if (text.trim() === "24/7") {
    return [{ weekdays: [1, 2, 3, 4, 5, 6, 7], opensSec: seconds(0), closesSec: seconds(86_400) }];
  }
  const hours: OpeningHours[] = [];
  for (const rule of text.split(";")) {
    if (rule.trim() === "") continue;
    const match = /^\s*([A-Za-z,\s-]+?)\s+([\d:,\s-]+)$/.exec(rule);
    const weekdays = match?.[1] === undefined ? null : parseWeekdays(match[1]);
    if (match?.[2] === undefined || weekdays === null) return null;
    for (const span of match[2].split(",")) {
      const [opens, closes] = span.split("-").map(clockSec);
      if (opens == null || closes == null || opens >= closes) return null;
      hours.push({ weekdays, opensSec: seconds(opens), closesSec: seconds(closes) });
    }
  }
  return hours.length > 0 ? hours : null;
}

/** ISO weekdays of `Mo-Fr` or `Mo,We,Sa-Su`; null where they cannot be read. */
function parseWeekdays(text: string): readonly number[] | null {
  const days = new Set<number>();
  for (const part of text.toLowerCase().split(",")) {
    const ends = part.split("-").map((name) => WEEKDAYS.indexOf(name.trim()) + 1);
    const [first, last = first] = ends;
    if (first === undefined || last === undefined || ends.length > 2) return null;
    if (first === 0 || last === 0) return null;
    // Sa-Mo runs over the end of the week.
    for (let day = first; ; day = (day % 7) + 1) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}
