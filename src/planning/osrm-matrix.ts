import { z } from "zod";
import { INFINITE_M, INFINITE_SEC, type TravelMatrix } from "../base/index.ts";
import { AppError } from "../domain/index.ts";
import { rowsOf } from "../geo/index.ts";

/** A running OSRM server, for those who have one. */
export interface OsrmServer {
  /** Without a slash at its end: `http://localhost:5000`. */
  readonly url: string;
  /** Name in the address of its endpoints; OSRM itself looks at no more than the address. */
  readonly profile: string;
  /** Most coordinates in one request: the server's `--max-table-size`, 100 unless it was raised. */
  readonly coordinatesMax: number;
  readonly timeoutMs: number;
}

const OSRM_COORDINATES_MAX = 100;
const TIMEOUT_MS = 30_000;

const tableSchema = z.object({
  code: z.literal("Ok"),
  durations: z.array(z.array(z.number().nonnegative().nullable())),
  distances: z.array(z.array(z.number().nonnegative().nullable())),
});

/**
 * The server at an address, which may end in a profile, `http://localhost:5000/truck`; without one
 * it is `driving`. Requires an http address: the configuration sees to it.
 */
export function osrmServer(url: string): OsrmServer {
  const address = new URL(url);
  const profile = address.pathname.replaceAll(/^\/+|\/+$/g, "");
  return {
    url: address.origin,
    profile: profile === "" ? "driving" : profile,
    coordinatesMax: OSRM_COORDINATES_MAX,
    timeoutMs: TIMEOUT_MS,
  };
}

/**
 * Travel times between places by an OSRM server, rounded up to whole seconds and metres.
 *
 * @param points `[lon, lat]` in degrees
 *
 * Throws `internal/failed` with the server's answer where it gives no table. Cost: a request for
 * each block of `coordinatesMax / 2` places by as many, one after the other.
 */
export async function osrmMatrix(
  server: OsrmServer,
  points: readonly (readonly [number, number])[],
): Promise<TravelMatrix> {
  const placeCount = points.length;
  const travelSec = new Int32Array(new SharedArrayBuffer(placeCount * placeCount * 4));
  const travelM = new Int32Array(new SharedArrayBuffer(placeCount * placeCount * 4));
  const half = Math.max(1, Math.floor(server.coordinatesMax / 2));
  const blocks = rowsOf(placeCount, Math.max(1, Math.ceil(placeCount / half)));
  for (const rows of blocks) {
    for (const columns of blocks) {
      const from = points.slice(rows.first, rows.end);
      const to = points.slice(columns.first, columns.end);
      if (from.length === 0 || to.length === 0) continue;
      const { durations, distances } = await askTable(server, from, to);
      for (let i = 0; i < from.length; i++) {
        for (let j = 0; j < to.length; j++) {
          const [row, column] = [rows.first + i, columns.first + j];
          if (row === column) continue;
          travelSec[row * placeCount + column] = wholeUp(durations[i]?.[j], INFINITE_SEC);
          travelM[row * placeCount + column] = wholeUp(distances[i]?.[j], INFINITE_M);
        }
      }
    }
  }
  return { placeCount, travelSec, travelM };
}

/**
 * Takes the times of `theirs` wherever `own` has a way as well: what our roads cannot draw is not
 * planned, whatever another program says.
 */
export function withTimesOf(theirs: TravelMatrix, own: TravelMatrix): TravelMatrix {
  const { placeCount } = own;
  const travelSec = new Int32Array(new SharedArrayBuffer(own.travelSec.byteLength));
  const travelM = new Int32Array(new SharedArrayBuffer(own.travelM.byteLength));
  for (let i = 0; i < travelSec.length; i++) {
    const hasWay = own.travelSec[i] !== INFINITE_SEC && theirs.travelSec[i] !== INFINITE_SEC;
    travelSec[i] = hasWay ? (theirs.travelSec[i] ?? 0) : INFINITE_SEC;
    travelM[i] = hasWay ? (theirs.travelM[i] ?? 0) : INFINITE_M;
  }
  return { placeCount, travelSec, travelM };
}

async function askTable(
  { url, profile, timeoutMs }: OsrmServer,
  from: readonly (readonly [number, number])[],
  to: readonly (readonly [number, number])[],
): Promise<z.infer<typeof tableSchema>> {
  const coordinates = [...from, ...to].map(([lon, lat]) => `${lon.toFixed(7)},${lat.toFixed(7)}`);
  const sources = from.map((_, i) => i).join(";");
  const destinations = to.map((_, j) => from.length + j).join(";");
  const query = `annotations=duration,distance&sources=${sources}&destinations=${destinations}`;
  const address = `${url}/table/v1/${profile}/${coordinates.join(";")}?${query}`;
  let text: string;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
    text = await response.text();
  } catch (cause) {
    throw failed(url, (cause as Error).message, cause);
  }
  const table = tableSchema.safeParse(parseJson(text));
  if (!table.success) throw failed(url, text.slice(0, 300), table.error);
  const { durations, distances } = table.data;
  for (const rows of [durations, distances]) {
    const isWhole = rows.length === from.length && rows.every((row) => row.length === to.length);
    if (!isWhole) throw failed(url, "the table is not of the size that was asked for", undefined);
  }
  return table.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // told with the text itself, since the schema does not fit
  }
}

function failed(url: string, detail: string, cause: unknown): AppError {
  const message = `the OSRM server (${url}) gave no travel times: ${detail}: start it or unset OSRM_URL`;
  return new AppError("internal/failed", message, { cause });
}

/** Seconds and metres have one decimal there; null is no way. */
function wholeUp(value: number | null | undefined, infinite: number): number {
  if (value === null || value === undefined) return infinite;
  return Math.min(infinite, Math.ceil(value - 1e-9));
}
