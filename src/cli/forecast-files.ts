import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { AppError } from "../domain/index.ts";
import { type FillReadings, orderReadings } from "../forecast/index.ts";

/** A container of a containers file, with what turns distances into fill. */
export interface ForecastContainer {
  readonly id: string;
  /** Containers of one group learn from each other: the stream, or the colour of the glass. */
  readonly group: string;
  /** Distance shown when empty and when full, in the unit of the readings; null for fill. */
  readonly emptyDistance: number | null;
  readonly fullDistance: number | null;
}

/** One moment to forecast one container at. */
export interface ForecastOrigin {
  readonly containerId: string;
  readonly atSec: number;
}

/** Names that a column may have, in the files of public data sets and in a city folder. */
const COLUMN_NAMES = {
  container: ["container", "bin", "id"],
  time: ["time", "t", "date", "t_local"],
  fillPercent: ["fill_percent", "fill"],
  level: ["level"],
  distance: ["distance_mm", "distance_cm"],
  group: ["stream", "glass", "group"],
  empty: ["depth_mm", "empty_cm", "empty_mm"],
  full: ["sensor_offset_mm", "full_cm", "full_mm"],
} as const;

type ColumnKind = keyof typeof COLUMN_NAMES;

/** A level of 0 to 10 is tenths. */
const LEVEL_PERCENT = 10;

/** A reading that is a date stands for the morning: 04:00 UTC. */
const MORNING_SEC = 4 * 3600;

/** An echo from farther than this many depths is no echo. */
const DEPTHS_MAX = 1.6;

/** Reads the containers, in the order of the file. */
export async function readForecastContainers(file: string): Promise<readonly ForecastContainer[]> {
  const containers: ForecastContainer[] = [];
  await forEachRow(file, ["container"], (cell) => {
    const empty = cell("empty");
    const full = cell("full");
    containers.push({
      id: cell("container"),
      group: cell("group"),
      emptyDistance: empty === "" ? null : Number(empty),
      fullDistance: full === "" ? null : Number(full),
    });
  });
  return containers;
}

/** Reads all readings of known containers; those of others, and bad rows, are left out. */
export async function readForecastReadings(
  file: string,
  containers: readonly ForecastContainer[],
): Promise<ReadonlyMap<string, FillReadings>> {
  const collected = new Map(
    containers.map((container) => [
      container.id,
      { container, atMs: [] as number[], percent: [] as number[] },
    ]),
  );
  await forEachRow(file, ["container", "time"], (cell) => {
    const target = collected.get(cell("container"));
    if (target === undefined) return;
    const atSec = timeSec(cell("time"));
    const percent = fillOf(cell, target.container);
    if (atSec === null || percent === null) return;
    target.atMs.push(atSec * 1000);
    target.percent.push(percent);
  });
  const readings = new Map<string, FillReadings>();
  for (const [id, { atMs, percent }] of collected) readings.set(id, orderReadings(atMs, percent));
  return readings;
}

/** Reads the origins, in the order of the file. */
export async function readOrigins(file: string): Promise<readonly ForecastOrigin[]> {
  const origins: ForecastOrigin[] = [];
  await forEachRow(file, ["container", "time"], (cell) => {
    const atSec = timeSec(cell("time"));
    if (atSec === null) {
      throw new AppError("request/invalid", `${file}: t (${cell("time")}) must be unix seconds`);
    }
    origins.push({ containerId: cell("container"), atSec });
  });
  return origins;
}

/** Unix seconds of a Unix time, an ISO time or a date; null for what is none. */
export function timeSec(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Date.parse(text) / 1000 + MORNING_SEC;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  const atMs = Date.parse(zoned.replace(" ", "T"));
  return Number.isNaN(atMs) ? null : atMs / 1000;
}

function fillOf(cell: (kind: ColumnKind) => string, container: ForecastContainer): number | null {
  const percent = cell("fillPercent");
  if (percent !== "") return finite(Number(percent));
  const level = cell("level");
  if (level !== "") return finite(LEVEL_PERCENT * Number(level));
  const text = cell("distance");
  const { emptyDistance, fullDistance } = container;
  if (text === "" || emptyDistance === null || fullDistance === null) return null;
  const distance = Number(text);
  if (!(distance > 0 && distance <= DEPTHS_MAX * emptyDistance)) return null;
  const fill = (100 * (emptyDistance - distance)) / (emptyDistance - fullDistance);
  return finite(Math.min(100, Math.max(0, fill)));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Calls `visit` with a reader of each row's cells, by kind of column. */
async function forEachRow(
  file: string,
  needed: readonly ColumnKind[],
  visit: (cell: (kind: ColumnKind) => string) => void,
): Promise<void> {
  const bytes = createReadStream(file);
  const text: Readable = file.endsWith(".gz") ? bytes.compose(createGunzip()) : bytes;
  const rows = text.compose(parse({ bom: true, relax_column_count: true, trim: true }));
  let place: ReadonlyMap<ColumnKind, number> | null = null;
  try {
    for await (const row of rows) {
      const record = row as readonly string[]; // csv-parse gives lists of text without options
      if (place === null) {
        place = columnsOf(record, file, needed);
        continue;
      }
      const known = place;
      visit((kind) => record[known.get(kind) ?? -1] ?? "");
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("request/invalid", `${file} cannot be read: ${reason}`, { cause });
  }
}

function columnsOf(
  head: readonly string[],
  file: string,
  needed: readonly ColumnKind[],
): ReadonlyMap<ColumnKind, number> {
  const place = new Map<ColumnKind, number>();
  for (const kind of Object.keys(COLUMN_NAMES) as ColumnKind[]) {
    const names: readonly string[] = COLUMN_NAMES[kind];
    const index = head.findIndex((name) => names.includes(name.toLowerCase()));
    if (index >= 0) place.set(kind, index);
  }
  for (const kind of needed) {
    if (place.has(kind)) continue;
    const names = COLUMN_NAMES[kind].join(", ");
    throw new AppError("request/invalid", `${file} has no column for the ${kind}: add ${names}`);
  }
  return place;
}
