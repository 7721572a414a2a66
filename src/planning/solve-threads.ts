import { Worker } from "node:worker_threads";
import { assert } from "../base/index.ts";
import type { PartAnswer, Round, Rounds, Whole } from "../solver/index.ts";
import { doFreeTasks, type NumberedAnswer, type SolveRound } from "./solve-messages.ts";
import { ask, later } from "./thread-calls.ts";

/** How often a thread that waits for the others looks at whether all must stop. */
const STOP_LOOK_MS = 20;

/**
 * Threads that do one search together: the one that asks and some more.
 *
 * The search gives its work out in rounds of tasks, which are taken by whoever is free; what comes
 * out does not depend on who that was. Travel matrices lie in shared memory, and the problem is
 * sent once. Threads start when a search first has a round for them.
 */
export class SolveThreads {
  readonly threadCount: number;
  #workers: readonly Worker[] = [];
  /** What the workers hold. */
  #whole: Whole | undefined;

  /** @param threadCount all threads, the asking one among them */
  constructor(threadCount: number) {
    assert(threadCount >= 1, () => `threadCount (${threadCount}) must be at least 1`);
    this.threadCount = threadCount;
  }

  /**
   * Does a search that was made for this many threads to its end; one at a time.
   *
   * Rejects where a thread dies; the threads cannot be used after that.
   */
  async run<T>(rounds: Rounds<T>): Promise<T> {
    let next = rounds.next();
    while (next.done !== true) next = rounds.next(await this.#answer(next.value));
    return next.value;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #answer({ whole, tasks, now, mustStop }: Round): Promise<PartAnswer[]> {
    this.#start();
    const round: SolveRound = {
      ...(whole === this.#whole ? {} : { whole }),
      tasks,
      nextTask: sharedNumber(),
      stopCell: sharedNumber(),
    };
    this.#whole = whole;
    const others = this.#workers.map((worker) => ask(worker, round) as Promise<NumberedAnswer[]>);
    const shouldStop = (): boolean => {
      if (mustStop()) Atomics.store(round.stopCell, 0, 1);
      return Atomics.load(round.stopCell, 0) !== 0;
    };
    const limits = { ...(now === undefined ? {} : { now }), shouldStop };
    const looking = setInterval(shouldStop, STOP_LOOK_MS);
    try {
      const own = later(() => doFreeTasks(whole, round, limits));
      const answers = (await Promise.all([own, ...others])).flat();
      answers.sort((a, b) => a.number - b.number);
      return answers.map(({ answer }) => answer);
    } finally {
      clearInterval(looking);
    }
  }

  #start(): void {
    if (this.#workers.length > 0) return;
    this.#workers = Array.from({ length: this.threadCount - 1 }, () => {
      const worker = new Worker(new URL("./solve-worker.ts", import.meta.url));
      worker.unref(); // a waiting thread keeps no process alive
      return worker;
    });
  }
}

function sharedNumber(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}
