import type { JobProgress } from "../domain/index.ts";

/** Progress is handed on no more often: five times a second. */
const INTERVAL_MS = 200;

/** Hands on the latest progress of a job now and then, the first at once. */
export class ProgressGate {
  readonly #handOn: (progress: JobProgress) => void;
  #waiting: JobProgress | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(handOn: (progress: JobProgress) => void) {
    this.#handOn = handOn;
  }

  push(progress: JobProgress): void {
    this.#waiting = progress;
    if (this.#timer === null) this.#release();
  }

  /** Hands on what still waits, and nothing after it. */
  close(): void {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
    if (this.#waiting !== null) this.#handOn(this.#waiting);
    this.#waiting = null;
  }

  #release(): void {
    const progress = this.#waiting;
    this.#timer = null;
    if (progress === null) return;
    this.#waiting = null;
    this.#timer = setTimeout(() => this.#release(), INTERVAL_MS);
    this.#handOn(progress);
  }
}
