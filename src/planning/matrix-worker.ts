import { parentPort } from "node:worker_threads";
import { assert } from "../base/index.ts";
import { columnBuckets, type Routing, type Snap } from "../geo/index.ts";
import type { FromMatrixThread, ToMatrixThread } from "./matrix-messages.ts";
import { fillFreeRows } from "./matrix-rows.ts";

assert(parentPort !== null, "this file runs in a worker thread");
const port = parentPort;
let task: { readonly routing: Routing; readonly places: readonly Snap[] } | null = null;

port.on("message", (message: ToMatrixThread) => {
  if (message.kind === "columns") {
    const { routing, places, columns } = message;
    task = { routing, places };
    answer({ kind: "buckets", buckets: columnBuckets(routing, places, columns) });
    return;
  }
  assert(task !== null, "rows are asked for before columns");
  fillFreeRows(task.routing, task.places, message.parts, message.matrix, message.nextRow);
  task = null;
  answer({ kind: "filled" });
});

function answer(message: FromMatrixThread): void {
  port.postMessage(message);
}
