import { expect, test } from "vitest";
import {
  AssertionError,
  assert,
  cents,
  createTravelMatrix,
  INFINITE_M,
  INFINITE_SEC,
  metres,
  seconds,
} from "../../src/base/index.ts";

test("two times that mean no way still fit a 32-bit integer when added", () => {
  expect(Int32Array.of(INFINITE_SEC + INFINITE_SEC)[0]).toBe(2 * INFINITE_SEC);
  expect(Int32Array.of(INFINITE_M + INFINITE_M)[0]).toBe(2 * INFINITE_M);
});

test("a fraction is no count of seconds, metres or cents", () => {
  for (const unit of [seconds, metres, cents]) {
    expect(unit(12)).toBe(12);
    expect(() => unit(1.5)).toThrow(AssertionError);
    expect(() => unit(Number.NaN)).toThrow(AssertionError);
  }
});

test("an assertion that holds builds no message", () => {
  let built = 0;
  const message = (): string => {
    built++;
    return "n (3) must be even";
  };
  assert(true, message);
  expect(built).toBe(0);
  expect(() => assert(false, message)).toThrow("n (3) must be even");
});

test("a new travel matrix has no way but from each place to itself", () => {
  const matrix = createTravelMatrix(2);
  expect([...matrix.travelSec]).toEqual([0, INFINITE_SEC, INFINITE_SEC, 0]);
  expect([...matrix.travelM]).toEqual([0, INFINITE_M, INFINITE_M, 0]);
  expect(matrix.travelSec.buffer).toBeInstanceOf(SharedArrayBuffer);
});
