/**
 * A 4-ary minimum heap of dense integer ids with a key each, over typed arrays.
 *
 * Each id may be in the heap once; its key may be lowered while it is. Cost: O(log n) a change,
 * no allocation after construction. Ties leave in no stated order but always the same one.
 * Source: Johnson (1975), Information Processing Letters 4(3), 53–57 (d-heaps).
 */
export class MinHeap {
  readonly #ids: Int32Array;
  readonly #keys: Float64Array;
  readonly #slotOf: Int32Array;
  #size = 0;

  /** @param idCount ids are 0 to `idCount - 1` */
  constructor(idCount: number) {
    this.#ids = new Int32Array(idCount);
    this.#keys = new Float64Array(idCount);
    this.#slotOf = new Int32Array(idCount).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** The smallest key; requires a non-empty heap. */
  get minKey(): number {
    return this.#keys[this.#ids[0]];
  }

  clear(): void {
    for (let slot = 0; slot < this.#size; slot++) this.#slotOf[this.#ids[slot]] = -1;
    this.#size = 0;
  }

  /** Adds `id`, or lowers its key; a key that is not lower than the one held changes nothing. */
  pushOrLower(id: number, key: number): void {
    let slot = this.#slotOf[id];
    if (slot < 0) {
      slot = this.#size++;
    } else if (key >= this.#keys[id]) return;
    this.#keys[id] = key;
    const ids = this.#ids;
    const keys = this.#keys;
    const slotOf = this.#slotOf;
    while (slot > 0) {
      const parentSlot = (slot - 1) >> 2;
      const parent = ids[parentSlot];
      if (keys[parent] <= key) break;
      ids[slot] = parent;
      slotOf[parent] = slot;
      slot = parentSlot;
    }
    ids[slot] = id;
    slotOf[id] = slot;
  }

  /** Removes the id with the smallest key and gives it; requires a non-empty heap. */
  pop(): number {
    const ids = this.#ids;
    const keys = this.#keys;
    const slotOf = this.#slotOf;
    const top = ids[0];
    slotOf[top] = -1;
    const size = --this.#size;
    if (size === 0) return top;
    const moved = ids[size];
    const key = keys[moved];
    let slot = 0;
    for (;;) {
      const firstChild = slot * 4 + 1;
      if (firstChild >= size) break;
      const lastChild = Math.min(firstChild + 4, size);
      let smallest = firstChild;
      for (let child = firstChild + 1; child < lastChild; child++) {
        if (keys[ids[child]] < keys[ids[smallest]]) smallest = child;
      }
      const child = ids[smallest];
      if (keys[child] >= key) break;
      ids[slot] = child;
      slotOf[child] = slot;
      slot = smallest;
    }
    ids[slot] = moved;
    slotOf[moved] = slot;
    return top;
  }
}
