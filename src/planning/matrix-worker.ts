import { parentPort } from "node:worker_threads";
import { assert } from "../base/index.ts";
import type { SearchTask, ToMatrixThread } from "./matrix-messages.ts";
import { fillFreeRows, searchFreePlaces } from "./matrix-rows.ts";

assert(parentPort !== null, "this file runs in a worker thread");
const port = parentPort;
let task: SearchTask | null = null;

port.on("message", (message: ToMatrixThread) => {
  if (message.kind === "search") {
    task = message;
    port.postMessage(searchFreePlaces(message));
    return;
  }
  assert(task !== null, "rows are filled after the search");
  fillFreeRows(task, message);
  task = null;
  port.postMessage("filled");
});
