import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { FaultList } from "./faults.ts";

/** One row of a table: its cells by column name, trimmed, and where it stands. */
export interface CsvRow {
  readonly file: string;
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Columns of a table: those it must have and those it may have; others are ignored. */
export interface CsvColumns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** The pointer of a cell in a fault. */
export function pointerOf(row: CsvRow, column: string): string {
  return `${row.file}:${row.line}:${column}`;
}

/**
 * Reads a CSV file of the folder with a head, UTF-8 with or without a byte-order mark.
 *
 * A missing file, missing columns and rows that are no CSV are faults; the rows that can be read
 * are given back. Delimiters are comma, semicolon or tab, told from the head.
 */
export async function readCsvTable(
  directory: string,
  file: string,
  columns: CsvColumns,
  faults: FaultList,
): Promise<readonly CsvRow[]> {
  const text = await readText(directory, file);
  if (text === null) {
    const head = [...columns.required, ...columns.optional].join(",");
    faults.add(file, `the file is missing: add it with the columns ${head}`);
    return [];
  }
  return parseCsvTable(text, file, columns, faults);
}

/** As `readCsvTable`, from text. */
function parseCsvTable(
  text: string,
  file: string,
  columns: CsvColumns,
  faults: FaultList,
): readonly CsvRow[] {
  tellWrongEncoding(text, file, faults);
  let records: { info: { lines: number }; record: string[] }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records; // with `info` each record comes with its place
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    faults.add(file, `cannot be read as CSV (${reason}): quote values that contain quotes`);
    return [];
  }
  const head = records[0]?.record.map((name) => name.toLowerCase());
  if (head === undefined) {
    faults.add(`${file}:1`, `the file is empty: begin with ${columns.required.join(",")}`);
    return [];
  }
  if (!hasColumns(head, file, columns, faults)) return [];
  const rows: CsvRow[] = [];
  for (const { info, record } of records.slice(1)) {
    if (record.length > head.length) {
      faults.add(
        `${file}:${info.lines}`,
        `has ${record.length} values where the head has ${head.length}: quote values with commas`,
      );
      continue;
    }
    const cells: Record<string, string> = {};
    for (const [i, name] of head.entries()) cells[name] = record[i] ?? "";
    rows.push({ file, line: info.lines, cells });
  }
  return rows;
}

/** The file's text without a byte-order mark; null where there is no such file. */
export async function readText(directory: string, file: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await readFile(join(directory, file)));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Adds a fault where bytes were no UTF-8: the decoder has put its replacement character there. */
export function tellWrongEncoding(text: string, file: string, faults: FaultList): void {
  const place = text.indexOf("\uFFFD");
  if (place < 0) return;
  const line = text.slice(0, place).split("\n").length;
  faults.add(`${file}:${line}`, "has characters that are not UTF-8: save the file as UTF-8");
}

/** Whether an error says that a file, or the folder it should be in, does not exist. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error && "code" in error)) return false;
  return error.code === "ENOENT" || error.code === "ENOTDIR";
}

/** The delimiter that the first line has most of. */
export function delimiterOf(text: string): string {
  const head = text.slice(0, Math.max(0, text.indexOf("\n")) || text.length);
  let best = ",";
  for (const delimiter of [";", "\t"]) {
    if (head.split(delimiter).length > head.split(best).length) best = delimiter;
  }
  return best;
}

function hasColumns(
  head: readonly string[],
  file: string,
  columns: CsvColumns,
  faults: FaultList,
): boolean {
  const missing = columns.required.filter((name) => !head.includes(name));
  for (const name of missing) {
    faults.add(`${file}:1:${name}`, `the column (${name}) is missing: add it to the head`);
  }
  const doubled = head.filter((name, i) => name !== "" && head.indexOf(name) !== i);
  for (const name of doubled) {
    faults.add(`${file}:1:${name}`, `the column (${name}) is there twice: remove one`);
  }
  return missing.length === 0 && doubled.length === 0;
}
