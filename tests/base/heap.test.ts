import { expect, test } from "vitest";
import { MinHeap, Random } from "../../src/base/index.ts";

test("a heap gives its ids in ascending order of their lowest keys", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const idCount = 1 + random.below(40);
    const heap = new MinHeap(idCount);
    const lowest = new Map<number, number>();
    for (let push = 0; push < 3 * idCount; push++) {
      const id = random.below(idCount);
      const key = random.below(1000);
      heap.pushOrLower(id, key);
      lowest.set(id, Math.min(key, lowest.get(id) ?? Number.POSITIVE_INFINITY));
    }
    const keys: number[] = [];
    while (heap.size > 0) {
      const key = heap.minKey;
      expect(lowest.get(heap.pop()), `seed ${seed}`).toBe(key);
      keys.push(key);
    }
    expect(keys, `seed ${seed}`).toEqual([...lowest.values()].sort((a, b) => a - b));
  }
});

test("an id that was popped or cleared may be pushed again", () => {
  const heap = new MinHeap(3);
  heap.pushOrLower(2, 5);
  expect(heap.pop()).toBe(2);
  heap.pushOrLower(2, 7);
  heap.pushOrLower(1, 9);
  heap.clear();
  expect(heap.size).toBe(0);
  heap.pushOrLower(1, 3);
  expect(heap.minKey).toBe(3);
});
