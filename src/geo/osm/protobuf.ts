import { BadInput } from "./data.ts";

const TWO_32 = 0x1_0000_0000;

/**
 * Reads protocol buffer fields from bytes, never past the end of the message it was opened on.
 *
 * Whole numbers come as doubles: exact up to 2^53, which covers every OSM id and coordinate; a
 * larger one loses digits and is refused where it matters. Anything that does not fit throws
 * `BadInput`. Source: Protocol Buffers, Encoding (wire types 0, 1, 2 and 5).
 */
export class FieldReader {
  #bytes: Uint8Array;
  pos: number;
  end: number;
  /** Number of the field that `next` has found. */
  field = 0;
  #wire = 0;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.pos = start;
    this.end = end;
  }

  /**
   * Goes to the next field; false at the end of the message. The value must then be read or
   * skipped.
   */
  next(): boolean {
    if (this.pos >= this.end) return false;
    const key = this.varint();
    this.field = Math.floor(key / 8);
    this.#wire = key % 8;
    if (this.field === 0) throw new BadInput("damaged", "a field has number 0", this.pos);
    return true;
  }

  /** An unsigned number, or the low 64 bits of a signed one. */
  varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10; i++) {
      if (this.pos >= this.end) throw new BadInput("damaged", "a number is cut off", this.pos);
      const byte = bytes[this.pos++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    throw new BadInput("damaged", "a number has more than ten bytes", this.pos);
  }

  /** A number stored with its sign in the lowest bit. */
  zigzag(): number {
    const value = this.varint();
    if (value < TWO_32) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    const half = Math.floor(value / 2);
    return value - 2 * half === 0 ? half : -half - 1;
  }

  /** A signed 64-bit number in two's complement (plain `int64`). */
  int64(): number {
    const start = this.pos;
    const value = this.varint();
    if (value < 2 ** 63) return value;
    // Ten bytes: negative. Only negated bits are small enough to be exact.
    let flipped = 0;
    let factor = 1;
    for (let at = start; at < start + 9; at++) {
      flipped += (~this.#bytes[at] & 127) * factor;
      factor *= 128;
    }
    return -flipped - 1;
  }

  /** The extent of a length-delimited field; the position moves behind it. */
  span(): { start: number; end: number } {
    this.#expect(2);
    const length = this.varint();
    const start = this.pos;
    const end = start + length;
    if (end > this.end) {
      throw new BadInput("damaged", `a field of ${length} bytes runs past its message`, start);
    }
    this.pos = end;
    return { start, end };
  }

  /** The bytes of a length-delimited field, not copied. */
  bytes(): Uint8Array {
    const { start, end } = this.span();
    return this.#bytes.subarray(start, end);
  }

  /** A reader on a nested message. */
  message(): FieldReader {
    const { start, end } = this.span();
    return new FieldReader(this.#bytes, start, end);
  }

  number(): number {
    this.#expect(0);
    return this.varint();
  }

  ignore(): void {
    if (this.#wire === 0) this.varint();
    else if (this.#wire === 1) this.#advance(8);
    else if (this.#wire === 2) this.span();
    else if (this.#wire === 5) this.#advance(4);
    else throw new BadInput("damaged", `wire type ${this.#wire} is not known`, this.pos);
  }

  #advance(count: number): void {
    this.pos += count;
    if (this.pos > this.end) throw new BadInput("damaged", "a fixed field is cut off", this.pos);
  }

  #expect(wire: number): void {
    if (this.#wire === wire) return;
    const detail = `field ${this.field} has wire type ${this.#wire} instead of ${wire}`;
    throw new BadInput("damaged", detail, this.pos);
  }
}
