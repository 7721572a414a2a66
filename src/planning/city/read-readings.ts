import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type Info, parse } from "csv-parse";
import type { Container, Fault } from "../../domain/index.ts";
import { type FillReadings, orderReadings } from "../../forecast/index.ts";
import { delimiterOf, isMissing } from "./csv-table.ts";
import type { FaultList } from "./faults.ts";
import type { CitySettings } from "./settings.ts";

const WEEK_MS = 7 * 86_400_000;

/** Readings from before this are clocks that were never set. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);

/** Numbers above this are milliseconds, below it seconds, since 1970. */
const SECONDS_MAX = 100_000_000_000;

/** One reading of a folder. */
interface CityReading {
  readonly containerId: string;
  readonly atMs: number;
  readonly fillPercent: number;
}

/** Readings of a city folder; iterating gives them container by container, oldest first. */
export interface CityReadings extends Iterable<CityReading> {
  /** Of each container that has any. */
  readonly byContainer: ReadonlyMap<string, FillReadings>;
  readonly count: number;
  readonly warnings: readonly Fault[];
}

/** Everything that a reading needs of its container. */
interface Target {
  readonly container: Container;
  readonly atMs: number[];
  readonly fillPercent: number[];
}

/** Indices of the columns of one readings file; -1 where it has none. */
interface ReadingColumns {
  readonly container: number;
  readonly device: number;
  readonly time: number;
  readonly fillPercent: number;
  readonly distanceMm: number;
}

/** Rows left out, by what is wrong with them. */
class LeftOut {
  readonly #byKind = new Map<string, { count: number; pointer: string; value: string }>();

  add(kind: string, pointer: string, value: string): void {
    const known = this.#byKind.get(kind);
    if (known === undefined) this.#byKind.set(kind, { count: 1, pointer, value });
    else known.count++;
  }

  warnings(): Fault[] {
    return [...this.#byKind].map(([kind, { count, pointer, value }]) => ({
      pointer,
      detail:
        `${count} ${count === 1 ? "reading was" : "readings were"} left out: ${kind}, ` +
        `first (${value})`,
    }));
  }
}

/**
 * Reads the readings of a city folder from CSV, plain or gzipped.
 *
 * A row with an unknown container or a value that cannot be read is counted and told as a warning.
 * With `shift: "weeks-to-now"` all times move by whole weeks, so that the last week of the file
 * reaches over `nowMs`; rows after `nowMs` are dropped either way.
 */
export async function readReadings(
  directory: string,
  settings: CitySettings["readings"],
  containers: readonly Container[],
  nowMs: number,
  faults: FaultList,
): Promise<CityReadings> {
  const file = settings?.file ?? (await defaultFile(directory));
  if (file === null) return cityReadings(new Map(), []);
  const targets = new Map<string, Target>();
  for (const container of containers) {
    const target = { container, atMs: [], fillPercent: [] };
    targets.set(container.id, target);
    if (container.deviceId !== null) targets.set(`device:${container.deviceId}`, target);
  }
  const leftOut = new LeftOut();
  if (!(await collectRows(directory, file, targets, leftOut, faults))) {
    return cityReadings(new Map(), []);
  }
  const shiftMs = settings?.shift === "weeks-to-now" ? weeksToNowMs(targets.values(), nowMs) : 0;
  return orderTargets(targets.values(), shiftMs, nowMs, file, leftOut);
}

async function defaultFile(directory: string): Promise<string | null> {
  for (const file of ["readings.csv.gz", "readings.csv"]) {
    try {
      await access(join(directory, file));
      return file;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null;
}

/** Reads all rows into the targets; false where the file cannot be used. */
async function collectRows(
  directory: string,
  file: string,
  targets: ReadonlyMap<string, Target>,
  leftOut: LeftOut,
  faults: FaultList,
): Promise<boolean> {
  let columns: ReadingColumns | null = null;
  try {
    // The head's alone: where semicolons part the values, 12,5 is a number with a comma.
    const delimiter = delimiterOf(await firstLine(directory, file));
    const rows = textOf(directory, file).compose(
      parse({
        bom: true,
        delimiter,
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        trim: true,
      }),
    );
    for await (const row of rows) {
      const { info, record } = row as { info: Info; record: string[] };
      if (columns === null) {
        columns = readHead(record, file, faults);
        if (columns === null) return false;
      } else takeRow(record, info.lines, file, columns, targets, leftOut);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    faults.add(file, isMissing(cause) ? "the file is missing" : `cannot be read (${reason})`);
    return false;
  }
  if (columns === null)
    faults.add(file, "the file is empty: begin with container,time,fill_percent");
  return columns !== null;
}

function textOf(directory: string, file: string): Readable {
  const bytes = createReadStream(join(directory, file));
  return file.endsWith(".gz") ? bytes.compose(createGunzip()) : bytes;
}

async function firstLine(directory: string, file: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of textOf(directory, file)) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.includes("\n")) break;
  }
  return text;
}

function readHead(
  record: readonly string[],
  file: string,
  faults: FaultList,
): ReadingColumns | null {
  const head = record.map((name) => name.toLowerCase());
  const columns = {
    container: head.indexOf("container"),
    device: head.indexOf("device"),
    time: head.indexOf("time"),
    fillPercent: head.indexOf("fill_percent"),
    distanceMm: head.indexOf("distance_mm"),
  };
  const missing: string[] = [];
  if (columns.container < 0 && columns.device < 0) missing.push("container");
  if (columns.time < 0) missing.push("time");
  if (columns.fillPercent < 0 && columns.distanceMm < 0) missing.push("fill_percent");
  for (const name of missing) {
    faults.add(`${file}:1:${name}`, `the column (${name}) is missing: add it to the head`);
  }
  return missing.length === 0 ? columns : null;
}

function takeRow(
  record: readonly string[],
  line: number,
  file: string,
  columns: ReadingColumns,
  targets: ReadonlyMap<string, Target>,
  leftOut: LeftOut,
): void {
  const id = record[columns.container] ?? "";
  const device = record[columns.device] ?? "";
  const target = targets.get(id === "" ? `device:${device.toLowerCase()}` : id);
  if (target === undefined) {
    leftOut.add("the container is not known", `${file}:${line}:container`, id || device);
    return;
  }
  const time = record[columns.time] ?? "";
  const atMs = parseTimeMs(time);
  if (atMs === null || atMs < EARLIEST_MS) {
    leftOut.add("the time cannot be read", `${file}:${line}:time`, time);
    return;
  }
  const percent = parseFill(record, columns, target.container);
  if (percent === null) {
    const value = record[columns.fillPercent] ?? record[columns.distanceMm] ?? "";
    const column = columns.fillPercent >= 0 ? "fill_percent" : "distance_mm";
    leftOut.add("the value cannot be read", `${file}:${line}:${column}`, value);
    return;
  }
  target.atMs.push(atMs);
  target.fillPercent.push(percent);
}

/** UTC milliseconds of an ISO time (UTC where it names no offset) or of a Unix time. */
function parseTimeMs(text: string): number | null {
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    const value = Number(text);
    return Math.round(Math.abs(value) > SECONDS_MAX ? value : value * 1000);
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const isoText = text.replace(" ", "T");
  const hasZone = !isoText.includes("T") || /(Z|[+-]\d{2}:?\d{2})$/i.test(isoText);
  const atMs = Date.parse(hasZone ? isoText : `${isoText}Z`);
  return Number.isNaN(atMs) ? null : atMs;
}

function parseFill(
  record: readonly string[],
  columns: ReadingColumns,
  container: Container,
): number | null {
  const fill = record[columns.fillPercent] ?? "";
  if (fill !== "") {
    const percent = Number(fill);
    return Number.isFinite(percent) ? percent : null;
  }
  const distance = record[columns.distanceMm] ?? "";
  const distanceMm = Number(distance);
  const { depthMm, sensorOffsetMm } = container;
  if (distance === "" || !Number.isFinite(distanceMm) || depthMm === null) return null;
  return (100 * (depthMm - distanceMm)) / (depthMm - (sensorOffsetMm ?? 0));
}

/** Whole weeks, in milliseconds, that bring the last reading to `nowMs` or just past it. */
function weeksToNowMs(targets: Iterable<Target>, nowMs: number): number {
  let lastMs = -Infinity;
  for (const { atMs } of targets) for (const time of atMs) if (time > lastMs) lastMs = time;
  return lastMs === -Infinity ? 0 : Math.ceil((nowMs - lastMs) / WEEK_MS) * WEEK_MS;
}

function orderTargets(
  targets: Iterable<Target>,
  shiftMs: number,
  nowMs: number,
  file: string,
  leftOut: LeftOut,
): CityReadings {
  const byContainer = new Map<string, FillReadings>();
  let futureCount = 0;
  // A container with a sensor is in the targets twice.
  for (const { container, atMs, fillPercent } of new Set(targets)) {
    const shifted: number[] = [];
    const kept: number[] = [];
    for (const [i, time] of atMs.entries()) {
      if (time + shiftMs > nowMs) {
        futureCount++;
        continue;
      }
      shifted.push(time + shiftMs);
      kept.push(fillPercent[i] ?? Number.NaN);
    }
    if (shifted.length === 0) continue;
    byContainer.set(container.id, orderReadings(shifted, kept));
  }
  const warnings = leftOut.warnings();
  if (futureCount > 0 && shiftMs === 0) {
    warnings.push({
      pointer: `${file}:time`,
      detail: `${futureCount} with a time after now were left out`,
    });
  }
  return cityReadings(byContainer, warnings);
}

function cityReadings(
  byContainer: ReadonlyMap<string, FillReadings>,
  warnings: readonly Fault[],
): CityReadings {
  let count = 0;
  for (const { atMs } of byContainer.values()) count += atMs.length;
  return { byContainer, count, warnings, [Symbol.iterator]: () => eachReading(byContainer) };
}

function* eachReading(
  byContainer: ReadonlyMap<string, FillReadings>,
): Generator<CityReading, undefined> {
  for (const [containerId, readings] of byContainer) {
    for (const [i, atMs] of readings.atMs.entries()) {
      yield { containerId, atMs, fillPercent: readings.fillPercent[i] ?? Number.NaN };
    }
  }
}
