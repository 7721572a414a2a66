import { parentPort } from "node:worker_threads";
import { createTileIndex, type TileIndex } from "./tile-index.ts";

/** What the thread is told: once the lines, then one message a tile. */
export type TileRequest =
  | { readonly lines: Uint8Array }
  | { readonly id: number; readonly z: number; readonly x: number; readonly y: number };

/** The bytes of a tile, null where it is empty, or why it could not be cut. */
export type TileReply =
  | { readonly id: number; readonly tile: Uint8Array | null }
  | { readonly id: number; readonly failure: string };

let index: TileIndex | null = null;

parentPort?.on("message", (request: TileRequest) => {
  if ("lines" in request) {
    index = createTileIndex(request.lines);
    return;
  }
  const { id, z, x, y } = request;
  const reply: TileReply =
    index === null
      ? { id, failure: "a tile was asked for before the lines came" }
      : { id, tile: index(z, x, y) };
  parentPort?.postMessage(reply);
});
