import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";

const DRAWS = 20_000;

test("the same seed gives the same numbers and another seed others", () => {
  const draw = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 8 }, () => random.uint32());
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(0)).not.toEqual(draw(2 ** 32));
});

test("below draws each of the numbers about equally often", () => {
  const random = new Random(1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < DRAWS; i++) counts[random.below(10)]++;
  // 2,000 expected each; five standard deviations are 212.
  for (const count of counts) expect(Math.abs(count - DRAWS / 10)).toBeLessThan(212);
});

test("normal and gamma have the mean and spread they are asked for", () => {
  const random = new Random(2);
  const normal = Array.from({ length: DRAWS }, () => random.normal(10, 3));
  const gamma = Array.from({ length: DRAWS }, () => random.gamma(0.5, 4));
  expect(mean(normal)).toBeCloseTo(10, 0);
  expect(spread(normal)).toBeCloseTo(3, 0);
  expect(mean(gamma)).toBeCloseTo(2, 0); // shape × scale
  expect(spread(gamma)).toBeCloseTo(Math.sqrt(0.5) * 4, 0); // √shape × scale
  expect(Math.min(...gamma)).toBeGreaterThanOrEqual(0);
});

test("shuffle keeps every entry and leaves those after the count alone", () => {
  const random = new Random(3);
  const items = Int32Array.from({ length: 20 }, (_, i) => i);
  random.shuffle(items, 15);
  expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect([...items.slice(15)]).toEqual([15, 16, 17, 18, 19]);
  expect([...items.slice(0, 15)]).not.toEqual(Array.from({ length: 15 }, (_, i) => i));
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
