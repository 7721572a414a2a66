import { availableParallelism } from "node:os";
import { NONE, type TravelMatrix } from "../base/index.ts";
import { growTravelMatrix, type Routing, type Snap, travelMatrix } from "../geo/index.ts";
import type { Store } from "../store/index.ts";
import { MatrixThreads } from "./matrix-threads.ts";

/**
 * From so many places on a matrix is made by several threads: one thread takes half a second for
 * it, about what it costs to start others.
 */
const THREADED_PLACES_MIN = 2000;
const MATRIX_THREADS_MAX = 4;
/** Where more than this share of the places is new, the whole matrix is made anew. */
const NEW_SHARE_MAX = 0.25;

/** Which matrix is meant: that of an area's roads of one kind, over these places. */
export interface MatrixKey {
  readonly areaId: string;
  /** `matrix:` and the profile, with the traffic where there is some. */
  readonly kind: string;
  /** Changes with the roads, and with whoever tells the times. */
  readonly version: string;
  /** One for each place, the same as long as it stands where it stood. */
  readonly placeKeys: readonly string[];
}

/** A matrix and the places it is of. */
export interface KeyedMatrix {
  readonly placeKeys: readonly string[];
  readonly matrix: TravelMatrix;
}

/**
 * The matrix as the store has it, or made and kept there.
 *
 * @param make gets what is kept of the same roads for other places, or null
 */
export async function keptMatrix(
  store: Store,
  key: MatrixKey,
  make: (known: KeyedMatrix | null) => Promise<TravelMatrix>,
): Promise<TravelMatrix> {
  const { areaId, kind, placeKeys } = key;
  const version = `keyed:${key.version}`;
  const bytes = await store.roads.get(areaId, kind, version);
  const known = bytes === null ? null : fromBytes(bytes);
  const isSame =
    known !== null &&
    known.placeKeys.length === placeKeys.length &&
    known.placeKeys.every((placeKey, i) => placeKey === placeKeys[i]);
  if (isSame) return known.matrix;
  const matrix = await make(known);
  await store.roads.put(areaId, kind, version, toBytes({ placeKeys, matrix }));
  return matrix;
}

/**
 * The matrix of some places on our own roads: rows and columns of new ones alone where most are
 * known, by several threads where all are new and many.
 */
export async function ownMatrix(
  routing: Routing,
  snaps: readonly Snap[],
  placeKeys: readonly string[],
  known: KeyedMatrix | null,
): Promise<TravelMatrix> {
  if (known !== null) {
    const indexOf = new Map(known.placeKeys.map((placeKey, index) => [placeKey, index]));
    const knownIndex = Int32Array.from(placeKeys, (placeKey) => indexOf.get(placeKey) ?? NONE);
    const newCount = knownIndex.reduce((sum, index) => (index === NONE ? sum + 1 : sum), 0);
    if (newCount <= NEW_SHARE_MAX * placeKeys.length) {
      return growTravelMatrix(routing, snaps, known.matrix, knownIndex);
    }
  }
  const threadCount = Math.min(MATRIX_THREADS_MAX, availableParallelism());
  if (snaps.length < THREADED_PLACES_MIN || threadCount < 2) return travelMatrix(routing, snaps);
  const threads = new MatrixThreads(threadCount);
  try {
    return await threads.matrix(routing, snaps);
  } finally {
    await threads.close();
  }
}

/** The length of the place keys as JSON, they, padding to whole numbers, seconds, metres. */
function toBytes({ placeKeys, matrix }: KeyedMatrix): Uint8Array {
  const keys = new TextEncoder().encode(JSON.stringify(placeKeys));
  const start = startOf(keys.length);
  const size = matrix.travelSec.byteLength;
  const bytes = new Uint8Array(start + 2 * size);
  new DataView(bytes.buffer).setUint32(0, keys.length, true);
  bytes.set(keys, 4);
  bytes.set(bytesOf(matrix.travelSec), start);
  bytes.set(bytesOf(matrix.travelM), start + size);
  return bytes;
}

function fromBytes(bytes: Uint8Array): KeyedMatrix {
  const keyLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  // Written by `toBytes` under this version, so the shape is known.
  const text = new TextDecoder().decode(bytes.subarray(4, 4 + keyLength));
  const placeKeys = JSON.parse(text) as readonly string[];
  const placeCount = placeKeys.length;
  const shared = new SharedArrayBuffer(8 * placeCount * placeCount);
  new Uint8Array(shared).set(bytes.subarray(startOf(keyLength)));
  const travelSec = new Int32Array(shared, 0, placeCount * placeCount);
  const travelM = new Int32Array(shared, 4 * placeCount * placeCount);
  return { placeKeys, matrix: { placeCount, travelSec, travelM } };
}

function startOf(keyLength: number): number {
  return 4 + Math.ceil(keyLength / 4) * 4;
}

function bytesOf(numbers: Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
