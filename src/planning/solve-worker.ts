import { parentPort } from "node:worker_threads";
import { assert } from "../base/index.ts";
import type { Whole } from "../solver/index.ts";
import { doFreeTasks, type SolveRound } from "./solve-messages.ts";

assert(parentPort !== null, "this file runs in a worker thread");
const port = parentPort;
let whole: Whole | undefined;

port.on("message", (round: SolveRound) => {
  whole = round.whole ?? whole;
  assert(whole !== undefined, "the first round brings what all have in common");
  const shouldStop = (): boolean => Atomics.load(round.stopCell, 0) !== 0;
  port.postMessage(doFreeTasks(whole, round, { now: () => performance.now(), shouldStop }));
});
