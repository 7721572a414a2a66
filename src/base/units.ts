import { assert } from "./assert.ts";

declare const unit: unique symbol;

/** A number that carries its unit in the type, so that metres cannot be passed for seconds. */
export type Quantity<U extends string> = number & { readonly [unit]: U };
export type Seconds = Quantity<"s">;
export type Metres = Quantity<"m">;
export type Kilograms = Quantity<"kg">;
export type Litres = Quantity<"l">;
export type Cents = Quantity<"cents">;

/** Index that points at nothing. */
export const NONE = -1;

/**
 * Travel time that stands for "no way". Small enough that two of them still fit a 32-bit signed
 * integer, so that a sum over a missing arc does not wrap round.
 */
export const INFINITE_SEC = 1_000_000_000;

/** Travel distance that stands for "no way"; see `INFINITE_SEC`. */
export const INFINITE_M = 1_000_000_000;

/** Whole seconds; asserts that the number is one. */
export function seconds(value: number): Seconds {
  assert(Number.isSafeInteger(value), () => `seconds (${value}) must be a whole number`);
  return value as Seconds;
}

/** Whole metres; asserts that the number is one. */
export function metres(value: number): Metres {
  assert(Number.isSafeInteger(value), () => `metres (${value}) must be a whole number`);
  return value as Metres;
}

/** Kilograms; asserts that the number is one. */
export function kilograms(value: number): Kilograms {
  assert(Number.isFinite(value), () => `kilograms (${value}) must be a finite number`);
  return value as Kilograms;
}

/** Litres; asserts that the number is one. */
export function litres(value: number): Litres {
  assert(Number.isFinite(value), () => `litres (${value}) must be a finite number`);
  return value as Litres;
}

/** Whole cents; asserts that the number is one. */
export function cents(value: number): Cents {
  assert(Number.isSafeInteger(value), () => `cents (${value}) must be a whole number`);
  return value as Cents;
}
