import { parentPort } from "node:worker_threads";
import { assert } from "../base/index.ts";
import type { MatrixTask } from "./matrix-messages.ts";
import { fillFreeRows } from "./matrix-rows.ts";

assert(parentPort !== null, "this file runs in a worker thread");
const port = parentPort;

port.on("message", (task: MatrixTask) => {
  fillFreeRows(task);
  port.postMessage("filled");
});
