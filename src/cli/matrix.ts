import type { Command } from "commander";
import { z } from "zod";
import { AppError } from "../domain/index.ts";
import { findPath, type Routing, type Snap, snapPlaces, travelTable } from "../geo/index.ts";
import { openRouting, readInput, requireProfile } from "./read-roads.ts";

/** Below so many rows a plain search for each is quicker than preparing a hierarchy. */
const PLAIN_ROWS_MAX = 250;

const positionSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
type Position = z.infer<typeof positionSchema>;

interface MatrixOptions {
  readonly profile: string;
  readonly points: string;
  readonly pairs?: true;
  readonly snap: string;
  readonly radius: string;
  readonly approach: string;
}

/** Adds `matrix`: travel times and lengths between points, or of pairs of points. */
export function register(program: Command): void {
  program
    .command("matrix <extract>")
    .description("Travel times between points on an OSM extract or a file of `graph build`")
    .requiredOption(
      "--profile <id>",
      "vehicle profile, for example truck-26t, or a JSON file with one",
    )
    .requiredOption(
      "--points <file>",
      "JSON array of [lon,lat], with --pairs of [[lon,lat],[lon,lat]]",
    )
    .option("--pairs", "one result for each pair instead of all with all")
    .option(
      "--snap <roads>",
      "edge: the nearest road; connected: the nearest with a way from and to nearly everywhere",
      "edge",
    )
    .option("--radius <metres>", "how far a point may lie from its road", "1000")
    .option("--approach <side>", "any, or kerb: only the lane beside the point", "any")
    .action(matrix);
}

async function matrix(extract: string, options: MatrixOptions): Promise<void> {
  const startMs = performance.now();
  const snapOptions = readSnapOptions(options);
  const profile = await requireProfile(options.profile);
  const points = await readPoints(options.points, options.pairs === true);
  const rowCount = options.pairs === true ? points.length / 2 : points.length;
  const routing = await openRouting(extract, profile, () => rowCount > PLAIN_ROWS_MAX);
  const loadedMs = performance.now();
  const snaps = snapPlaces(routing, points, snapOptions);
  reportOffRoad(points, snaps);
  const snappedMs = performance.now();
  const result =
    options.pairs === true ? computePairs(routing, snaps) : computeTable(routing, snaps);
  const seconds = {
    load: secondsBetween(startMs, loadedMs),
    snap: secondsBetween(loadedMs, snappedMs),
    matrix: secondsBetween(snappedMs, performance.now()),
  };
  process.stdout.write(`${JSON.stringify({ ...result, seconds })}\n`);
}

function readSnapOptions({ snap, radius, approach }: MatrixOptions) {
  const radiusM = Number(radius);
  if (!(radiusM > 0)) {
    throw new AppError("request/invalid", `--radius (${radius}) must be a positive number`);
  }
  if (snap !== "edge" && snap !== "connected") {
    throw new AppError("request/invalid", `--snap (${snap}) must be edge or connected`);
  }
  if (approach !== "any" && approach !== "kerb") {
    throw new AppError("request/invalid", `--approach (${approach}) must be any or kerb`);
  }
  const roads = snap === "edge" ? ("all" as const) : ("connected" as const);
  return { radiusM, roads, approach } as const;
}

async function readPoints(file: string, isPairs: boolean): Promise<Position[]> {
  const text = new TextDecoder().decode(await readInput(file));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const detail = `--points (${file}) is not JSON: ${(cause as Error).message}`;
    throw new AppError("request/invalid", detail, { cause });
  }
  const read = isPairs
    ? z.array(z.tuple([positionSchema, positionSchema])).safeParse(json)
    : z.array(positionSchema).safeParse(json);
  if (!read.success) {
    const faults = read.error.issues.map((issue) => ({
      pointer: `/${issue.path.join("/")}`,
      detail: issue.message,
    }));
    const form = isPairs ? "[[lon,lat],[lon,lat]]" : "[lon,lat]";
    const detail = `--points (${file}) must be an array of ${form}`;
    throw new AppError("request/invalid", detail, { faults: faults.slice(0, 20) });
  }
  return read.data.flat(isPairs ? 1 : 0) as Position[]; // the schema above vouches for the shape
}

function reportOffRoad(points: readonly Position[], snaps: readonly Snap[]): void {
  for (const [index, snap] of snaps.entries()) {
    if (snap.ok) continue;
    const nearest =
      snap.nearestM === null
        ? "none within 10 km"
        : `the nearest is ${Math.ceil(snap.nearestM)} m away`;
    process.stderr.write(
      `point ${index} (${points[index]}): no road within the radius, ${nearest}\n`,
    );
  }
}

function computeTable(routing: Routing, snaps: readonly Snap[]) {
  const table = travelTable(routing, snaps, snaps);
  const rows = (values: Float64Array, round: (value: number) => number | null) =>
    snaps.map((_, row) =>
      Array.from(values.subarray(row * snaps.length, (row + 1) * snaps.length), round),
    );
  return { durations: rows(table.us, roundSeconds), distances: rows(table.um, roundMetres) };
}

function computePairs(routing: Routing, snaps: readonly Snap[]) {
  const durations: (number | null)[][] = [];
  const distances: (number | null)[][] = [];
  for (let i = 0; i + 1 < snaps.length; i += 2) {
    const from = snaps[i];
    const to = snaps[i + 1];
    const path = from?.ok && to?.ok ? findPath(routing, from, to) : null;
    durations.push([roundSeconds(path?.us ?? Number.POSITIVE_INFINITY)]);
    distances.push([roundMetres(path?.um ?? Number.POSITIVE_INFINITY)]);
  }
  return { durations, distances };
}

/** Microseconds to seconds with three decimals. */
function roundSeconds(us: number): number | null {
  return us === Number.POSITIVE_INFINITY ? null : Math.round(us / 1e3) / 1e3;
}

/** Micrometres to metres with two decimals. */
function roundMetres(um: number): number | null {
  return um === Number.POSITIVE_INFINITY ? null : Math.round(um / 1e4) / 100;
}

function secondsBetween(startMs: number, endMs: number): number {
  return Math.round(endMs - startMs) / 1000;
}
