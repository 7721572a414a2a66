import { assert } from "./assert.ts";

/**
 * Random numbers from a seed: the same seed gives the same numbers on every machine.
 *
 * The generator is sfc32 (small fast counter, 128 bits of state); the seed is spread with
 * splitmix32 so that neighbouring seeds give unrelated streams. Not for secrets.
 * Source: Doty-Humphrey, PractRand (2014); splitmix: Steele, Lea and Flood (2014), OOPSLA.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    assert(Number.isSafeInteger(seed), () => `seed (${seed}) must be a whole number`);
    let state = (seed ^ (seed / 0x1_0000_0000)) | 0;
    const spread = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      return (mixed ^ (mixed >>> 15)) | 0;
    };
    this.#a = spread();
    this.#b = spread();
    this.#c = spread();
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }

  /** A number in [0, 1) with 32 random bits. */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number in [0, count); requires 0 < count ≤ 2^32. The bias is below count / 2^32. */
  below(count: number): number {
    return Math.floor(this.float() * count);
  }

  /** A number from the normal distribution (polar form of Box and Muller). */
  normal(mean: number, sd: number): number {
    for (;;) {
      const u = 2 * this.float() - 1;
      const v = 2 * this.float() - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1)
        return mean + sd * u * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  /**
   * A number from the gamma distribution with the given shape and scale (mean shape × scale).
   *
   * Source: Marsaglia and Tsang (2000), ACM TOMS 26(3), 363–372.
   */
  gamma(shape: number, scale: number): number {
    assert(shape > 0 && scale >= 0, () => `gamma(${shape}, ${scale}) needs a positive shape`);
    if (shape < 1) {
      const boost = (1 - this.float()) ** (1 / shape);
      return this.gamma(shape + 1, scale) * boost;
    }
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal(0, 1);
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - this.float()) < 0.5 * x * x + d - d * v + d * Math.log(v))
        return d * v * scale;
    }
  }

  /** Puts the first `count` entries in random order, in place (Fisher and Yates). */
  shuffle(items: Int32Array | number[], count: number): void {
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
  }
}
