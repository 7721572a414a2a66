import { basename } from "node:path";
import { AppError, type Fault } from "../../domain/index.ts";

/** Faults told at most; a file in the wrong form would otherwise give one a row. */
const FAULT_COUNT_MAX = 10_000;

/**
 * Gathers what is wrong with a city folder, so that all of it is told at once.
 *
 * A pointer is `file:line:column`, with the line that an editor shows (the head is line 1) and the
 * name of the column; `file:field` for JSON.
 */
export class FaultList {
  readonly #faults: Fault[] = [];
  #count = 0;

  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** @param detail names the value and says what to do */
  add(pointer: string, detail: string): void {
    this.#count++;
    if (this.#faults.length < FAULT_COUNT_MAX) this.#faults.push({ pointer, detail });
  }

  /** Throws `city/invalid` with every fault, if there is any. */
  throwIfAny(directory: string): void {
    if (this.#count === 0) return;
    const faults = this.#count === 1 ? "1 fault" : `${this.#count} faults`;
    const first = this.#faults[0];
    throw new AppError(
      "city/invalid",
      `the city folder (${basename(directory)}) has ${faults}; the first: ` +
        `${first?.pointer ?? ""}: ${first?.detail ?? ""}`,
      { faults: this.#faults },
    );
  }
}
