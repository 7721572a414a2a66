import { Worker } from "node:worker_threads";
import type { TileReply, TileRequest } from "./tile-worker.ts";

/** Tiles kept ready per area; a city at all zooms in use is a few hundred. */
const CACHED_TILE_COUNT_MAX = 1000;

/** Which tile of which version of an area's roads. */
interface TileAddress {
  readonly areaId: string;
  readonly version: string;
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Cuts road tiles of all areas, off the thread that answers requests. */
export interface Tiles {
  /**
   * The bytes of a tile; null where no road crosses it.
   *
   * @param loadLines gives the area's road lines as UTF-8 GeoJSON; called once a version
   */
  get(address: TileAddress, loadLines: () => Promise<Uint8Array>): Promise<Uint8Array | null>;
}

/**
 * Makes the tiles: one thread an area holds its index (0.2 s of one core and about 100 MB for
 * 10,000 roads), built at the first request and again when the road graph's version changes.
 */
export function createTiles(): Tiles {
  const cutters = new Map<string, { version: string; cutter: Promise<TileCutter> }>();
  return {
    async get(address, loadLines) {
      const { areaId, version, z, x, y } = address;
      let entry = cutters.get(areaId);
      if (entry?.version !== version) {
        entry?.cutter.then((old) => old.close(), ignoreFailure);
        entry = { version, cutter: loadLines().then((lines) => new TileCutter(lines)) };
        cutters.set(areaId, entry);
      }
      try {
        return await (await entry.cutter).tile(z, x, y);
      } catch (error) {
        cutters.delete(areaId); // the next request tries anew
        throw error;
      }
    },
  };
}

/** One thread with the index of one version of one area, and the tiles cut so far. */
class TileCutter {
  readonly #worker: Worker;
  readonly #cached = new Map<string, Promise<Uint8Array | null>>();
  readonly #waiting = new Map<number, PromiseWithResolvers<Uint8Array | null>>();
  #requestCount = 0;

  constructor(lines: Uint8Array) {
    this.#worker = new Worker(new URL("./tile-worker.ts", import.meta.url));
    this.#worker.unref();
    this.#worker.on("message", (reply: TileReply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#failAll(error));
    this.#worker.on("exit", () => this.#failAll(new Error("the thread of the tiles has ended")));
    this.#post({ lines });
  }

  tile(z: number, x: number, y: number): Promise<Uint8Array | null> {
    const key = `${z}/${x}/${y}`;
    const cached = this.#cached.get(key);
    if (cached !== undefined) return cached;
    const waiting = Promise.withResolvers<Uint8Array | null>();
    const id = this.#requestCount++;
    this.#waiting.set(id, waiting);
    this.#cached.set(key, waiting.promise);
    if (this.#cached.size > CACHED_TILE_COUNT_MAX) {
      for (const oldest of this.#cached.keys()) {
        this.#cached.delete(oldest);
        break;
      }
    }
    this.#post({ id, z, x, y });
    return waiting.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(request: TileRequest): void {
    this.#worker.postMessage(request);
  }

  #settle(reply: TileReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("failure" in reply) waiting?.reject(new Error(reply.failure));
    else waiting?.resolve(reply.tile);
  }

  #failAll(error: unknown): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#cached.clear();
  }
}

function ignoreFailure(): undefined {
  return undefined; // an index that could not be built holds no thread
}
