/**
 * Runs works of one name one after the other; works of different names run at once.
 *
 * What has to look first and write then (idempotency keys, proposals) needs this inside one
 * process; between processes the store's own constraints stand.
 */
export class Locks {
  readonly #tails = new Map<string, Promise<unknown>>();

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.then(nothing, nothing);
    this.#tails.set(name, settled);
    try {
      return await mine;
    } finally {
      if (this.#tails.get(name) === settled) this.#tails.delete(name);
    }
  }
}

function nothing(): undefined {
  return undefined;
}
